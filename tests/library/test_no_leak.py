# SPDX-License-Identifier: Apache-2.0
"""No wording without a right to it leaves the library: canaries stand in packs, and every output is searched for them."""

import gzip
import json
import logging
import traceback

import attrs
import pytest
from every_command import Pool, every_command, lines, run
from hypothesis import assume, given
from hypothesis import strategies as st
from licensed import BOND, CANARY, GRANT, host_with, pack

import alliance_forms as af
from alliance_forms.fhir import ResultOptions, bundle, vocabulary
from alliance_forms.library.host import BUILT_IN_FORMATS
from alliance_forms.library.wording import check_pack
from alliance_forms.model import ReleaseRule, texts_of, without_wording
from alliance_forms.model.texts import _TEXT_FIELDS
from alliance_forms.plugins import Shelf
from alliance_forms.rights import TERMS
from alliance_forms.testing import instruments, responses

AT = "2026-11-25"
FORMATS = list(BUILT_IN_FORMATS)
# None of them lets anything through on that day, with what the host declares.
NOT_IN_FORCE = [
    None,
    {**GRANT, "end": "2026-11-24"},
    {**GRANT, "start": "2026-11-26"},
    {**GRANT, "use": ["research"]},
    {**GRANT, "territory": ["Norway"]},
    {**GRANT, "locale": ["es"]},
]


def everything(host, instrument, data):
    """Every output there is, as texts; what raises gives its message, its repr and its traceback."""
    yield repr(host)
    response = af.Response(instrument=instrument.id, version=instrument.version, rater=instrument.rater[0], answers={})
    calls = [lambda: af.instruments(host=host, at=AT), lambda: af.wordings(instrument, host=host), lambda: af.validate(data, host=host)]
    calls += [lambda: check_pack(data, host=host), lambda: af.score(instrument, response, host=host)]
    calls += [lambda: af.load(data, af.WordingPack), lambda: af.load(data, af.Instrument), lambda: af.score(instrument, response).explain()]
    for rater in instrument.rater:
        for options in ({"at": AT}, {}, {"transcribe": True}, {"transcribe": True, "locale": "es"}):
            calls += [lambda o=options, r=rater: af.form_view(instrument, host=host, rater=r, also=["es"], **o)]
            calls += [lambda o=options, r=rater: af.form_view(instrument, host=host, rater=r, **o)]
            for format_ in FORMATS:
                calls += [lambda f=format_, o=options, r=rater: af.render(instrument, f, host=host, rater=r, also=["es"], **o)]
                calls += [lambda f=format_, o=options, r=rater: af.render(instrument, f, host=host, rater=r, **o)]
                calls += [lambda f=format_, o=options, r=rater: af.read(instrument, f, "", host=host, rater=r, **o)]
    for call in calls:
        try:
            result = call()
        except af.AllianceFormsError as error:
            yield str(error) + repr(error) + "".join(traceback.format_exception(error))
        else:
            yield result if isinstance(result, str) else repr(result) + str(result)


def test_the_search_finds_what_is_there(tmp_path):
    host = host_with(tmp_path, pack())
    instrument = af.get_instrument("clinic-x.bond", host=host)
    found = [CANARY in text for text in everything(host, instrument, json.dumps(pack()))]
    assert any(found)


@pytest.mark.parametrize("grant", NOT_IN_FORCE)
@pytest.mark.parametrize("basis", ["licence-required", "unknown", "CC-BY-NC-4.0"])
def test_no_wording_without_a_right_to_it_leaves_the_library(tmp_path, caplog, basis, grant):
    kept = pack(rights={"basis": basis, "holder": "The Bond Society"}, grant=grant, locale="en")
    host = host_with(tmp_path, kept)
    instrument = af.get_instrument("clinic-x.bond", host=host)
    with caplog.at_level(logging.DEBUG):
        for text in everything(host, instrument, json.dumps(kept)):
            assert CANARY not in text
    assert CANARY not in caplog.text


@pytest.mark.parametrize("basis", ["licence-required", "unknown", "CC-BY-NC-4.0"])
def test_a_free_pack_opens_no_words_of_the_document_itself(tmp_path, basis):
    free = pack(rights={"basis": "CC0-1.0"}, grant=None, text=dict.fromkeys(pack()["text"], "Free"))
    host = host_with(tmp_path, free)
    assert "Free" in af.render(af.get_instrument("clinic-x.bond", host=host), "html", host=host)
    host = host_with(tmp_path, free)
    document = tmp_path / "mine" / "clinic-x.bond.json"
    document.write_text(json.dumps({**BOND, "introduction": CANARY, "rights": {"basis": basis, "holder": "The Bond Society"}}))
    instrument = af.get_instrument("clinic-x.bond", host=host)
    for text in everything(host, instrument, json.dumps(free)):
        assert CANARY not in text


@pytest.mark.parametrize("fault", [{"text": {"item/q1/text": f"{CANARY} <b>"}}, {"text": {"item/q9/text": CANARY}}, {"status": CANARY},
                                   {"version": CANARY}, {"text": {"item/q1/text": [CANARY]}}, {"locale": CANARY}])  # fmt: skip
def test_a_pack_with_problems_gives_nothing_away_either(tmp_path, caplog, fault):
    torn = pack(**fault)
    host = host_with(tmp_path, torn)
    instrument = af.get_instrument("clinic-x.bond", host=host)
    with caplog.at_level(logging.DEBUG):
        for text in everything(host, instrument, json.dumps(torn)):
            assert CANARY not in text
    assert CANARY not in caplog.text


PACKS = {
    "en": {**GRANT, "end": "2026-01-02"},
    "fr": {**GRANT, "start": "2999-01-01", "end": None},
    "es": {**GRANT, "end": None, "territory": ["Norway"]},
    "de": None,
}
OWN = {**BOND, "id": "clinic-x.own", "introduction": CANARY, "recall": {"code": "session", "text": CANARY}, "item": [
    {"linkId": "q1", "type": "choice", "text": CANARY, "answerOption": [{"code": "1", "weight": 1, "text": CANARY}]},
    {"linkId": "q2", "type": "rating", "minimum": 0, "maximum": 3, "text": CANARY, "hint": CANARY, "minText": CANARY, "maxText": CANARY},
]}  # fmt: skip


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A user with a licence for nothing: packs that are not in force, and a document with words that need a licence."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    monkeypatch.chdir(_made(tmp_path / "work"))

    def build(grants):
        granted = {locale: grant and {key: value for key, value in grant.items() if value} for locale, grant in grants.items()}
        host_with(tmp_path, *(pack(locale=locale, grant=grant) for locale, grant in granted.items()))
        (tmp_path / "mine" / "clinic-x.own.json").write_text(json.dumps(OWN))
        response = {"instrument": "clinic-x.bond", "version": "1.0.0", "rater": "client", "answers": {"q1": "2", "q2": "1"}}
        (tmp_path / "response.json").write_text(json.dumps(response))
        files = [tmp_path / "licensed" / "0.json", tmp_path / "mine" / "clinic-x.own.json", tmp_path / "response.json"]
        words = {"id": ["clinic-x.bond", "clinic-x.own"], "format_": FORMATS, "locale": list(PACKS), "rater": ["client", "therapist"],
                 "territory": ["Sweden"]}  # fmt: skip
        return Pool(words=words, files=[*map(str, files), "-"], directories=[str(tmp_path / "mine"), str(tmp_path / "licensed")],
                    place=str(tmp_path / "work" / "new" / "out"))  # fmt: skip

    return build


def _made(directory):
    directory.mkdir()
    return directory


def _given(path, command, pool, directory):
    """All that a command gives, however it is called: what it prints, and the names and bytes of the files it writes."""
    response = (directory / "response.json").read_bytes()
    for line in lines(path, command, pool):
        status, printed = run(line, stdin=response)
        assert status != 3, (line, printed)
        yield status, f"{line}\n{printed}"
    for file in sorted((directory / "work").rglob("*")):
        content = file.read_bytes() if file.is_file() else b""
        yield None, file.name + (gzip.decompress(content) if file.suffix == ".tgz" else content).decode()


@pytest.mark.parametrize(("path", "command"), list(every_command()), ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_no_command_gives_it_away(tmp_path, world, caplog, path, command):
    pool = world(PACKS)
    with caplog.at_level(logging.DEBUG):
        given_ = list(_given(path, command, pool, tmp_path))
    assert {0, 1} & {status for status, _ in given_}, "it was never called as it wants to be"
    for _, text in given_:
        assert CANARY not in text
    assert CANARY not in caplog.text


def test_the_search_finds_what_commands_print(tmp_path, world):
    pool = world({"en": {**GRANT, "end": None}})
    command = dict(every_command())["render",]
    assert any(CANARY in text for _, text in _given(("render",), command, pool, tmp_path))


def test_nothing_that_was_shown_once_is_kept_for_later(tmp_path, caplog):
    """Caches are filled on the last day of a grant, and looked for on the day after."""
    host = host_with(tmp_path, pack(grant={**GRANT, "end": "2026-11-24"}))
    instrument = af.get_instrument("clinic-x.bond", host=host)
    shown = [af.render(instrument, format_, host=host, at="2026-11-24", rater=rater) for format_ in FORMATS for rater in instrument.rater]
    assert all(CANARY in text for text in shown)
    with caplog.at_level(logging.DEBUG):
        for text in everything(host, instrument, json.dumps(pack())):
            assert CANARY not in text
    assert CANARY not in caplog.text


def test_what_is_given_on_with_the_package_may_be_given_on():
    """No pack of ours needs anybody's permission, and no document of ours has words that do."""
    for line in af.instruments(host=af.Host(shelf=Shelf(group=None))):
        instrument = af.get_instrument(line.id)
        assert {pack_.rights.basis for pack_ in af.wordings(instrument) if not TERMS[pack_.rights.basis].redistribution} == set()
        assert TERMS[instrument.rights.basis].redistribution or without_wording(instrument) == instrument


@given(instruments(), st.sampled_from(FORMATS))
def test_a_transcription_of_any_instrument_holds_none_of_its_texts(instrument, format_):
    marked = _marked(instrument)
    assert {text for _, text in texts_of(marked) if text is not None} == {CANARY}
    page = af.render(marked, format_, transcribe=True)
    assert CANARY not in page


@given(instruments().filter(lambda one: one.subject != "therapist"), st.data())
def test_the_results_of_any_transcription_hold_none_of_its_texts(instrument, data):
    marked = _marked(instrument)
    given_ = data.draw(responses(marked))
    form = af.form_view(marked, transcribe=True, rater=given_.rater)
    told = af.release(attrs.evolve(given_, id="r-1", release=(ReleaseRule(audience=("record",)),)), "record", instrument=marked)
    assume(told.id)  # a form about who somebody is, or one without a question, goes into no record
    options = ResultOptions(subject="Patient/1", issued="2026-11-25T10:00:00Z", items=True, ranges=True, relationship=True)
    sent = bundle(form, told, af.score(marked, told), options=options) + json.dumps(vocabulary(form))
    assert CANARY not in sent


def _marked(value):
    """The same instrument with a canary at every text that a form could show."""
    if isinstance(value, tuple):
        return tuple(_marked(member) for member in value)
    if not attrs.has(type(value)):
        return value
    names = [field.name for field in attrs.fields(type(value))]
    return attrs.evolve(value, **{name: CANARY if name in _TEXT_FIELDS else _marked(getattr(value, name)) for name in names})
