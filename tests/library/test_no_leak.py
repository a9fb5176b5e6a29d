# SPDX-License-Identifier: Apache-2.0
"""No wording without a right to it leaves the library: canaries stand in packs, and every output is searched for them."""

import contextlib
import io
import json
import logging
import traceback

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from licensed import CANARY, GRANT, host_with, pack

import alliance_forms as af
from alliance_forms.cli import main
from alliance_forms.library.wording import check_pack
from alliance_forms.model import texts_of
from alliance_forms.model.texts import _TEXT_FIELDS
from alliance_forms.testing import instruments

AT = "2026-11-25"
FORMATS = ["html", "text", "fhir-r4"]
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
            calls += [lambda o=options, r=rater: af.form_view(instrument, host=host, rater=r, **o)]
            for format_ in FORMATS:
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


@pytest.mark.parametrize("change", [None, {"end": "2026-01-02"}, {"start": "2999-01-01", "end": None}, {"use": ["research"]}])
def test_no_command_prints_it(tmp_path, monkeypatch, caplog, change):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    grant = change and {key: value for key, value in {**GRANT, "end": "2999-12-31", **change}.items() if value is not None}
    host_with(tmp_path, pack(grant=grant))
    file = str(tmp_path / "licensed" / "0.json")
    where = ["--instruments", str(tmp_path / "mine"), "--wordings", str(tmp_path / "licensed")]
    out, err = io.StringIO(), io.StringIO()
    commands = [["list"], ["list", "--json"], ["show", "clinic-x.bond"], ["show", "clinic-x.bond", "--json"], ["validate", file],
                ["validate", "--json", file], ["wording", "check", file], ["wording", "new", "clinic-x.bond", "--locale", "en"],
                ["wording", "add", file]]  # fmt: skip
    commands += [["render", "clinic-x.bond", "--to", to, *extra] for to in FORMATS for extra in ([], ["--transcribe"])]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), caplog.at_level(logging.DEBUG):
        for command in commands:
            with contextlib.suppress(SystemExit):
                main([*command, *where])
    assert "clinic-x.bond" in out.getvalue()
    assert CANARY not in out.getvalue() + err.getvalue() + caplog.text


@given(instruments(), st.sampled_from(FORMATS))
def test_a_transcription_of_any_instrument_holds_none_of_its_texts(instrument, format_):
    marked = _marked(instrument)
    assert {text for _, text in texts_of(marked) if text is not None} == {CANARY}
    page = af.render(marked, format_, transcribe=True)
    assert CANARY not in page


def _marked(value):
    """The same instrument with a canary at every text that a form could show."""
    if isinstance(value, tuple):
        return tuple(_marked(member) for member in value)
    if not attrs.has(type(value)):
        return value
    names = [field.name for field in attrs.fields(type(value))]
    return attrs.evolve(value, **{name: CANARY if name in _TEXT_FIELDS else _marked(getattr(value, name)) for name in names})
