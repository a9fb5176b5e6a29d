# SPDX-License-Identifier: Apache-2.0
"""Wording under a licence: shown while the grant holds, scored always."""

import json

import attrs
import polars as pl
import pytest
from licensed import BOND, CANARY, GRANT, host_with, pack

import alliance_forms as af
from alliance_forms.codec import answer_digest, scoring_digest
from alliance_forms.library.host import BUILT_IN_FORMATS

FORMATS = list(BUILT_IN_FORMATS)
ANSWERS = {"q1": "2", "q2": "3", "q4": ["a", "b"]}
LICENSED, OVER, NONE = pack(), pack(grant={**GRANT, "end": "2026-11-24"}), pack(grant=None)
AT = "2026-11-25"


def bond(host):
    return af.get_instrument("clinic-x.bond", host=host)


@pytest.mark.parametrize("format_", FORMATS)
def test_it_is_shown_in_every_format_while_the_grant_holds(tmp_path, format_):
    host = host_with(tmp_path, LICENSED)
    out = af.render(bond(host), format_, host=host, at=AT)
    for number in (2, 6, 10):
        assert f"{CANARY} {number}" in out
    assert "© The Bond Society" in out
    assert f"{CANARY} 14" in af.render(bond(host), format_, host=host, at=AT, rater="therapist")


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(("licence", "reason"), [(OVER, "grant-expired"), (NONE, "licence-required")])
def test_without_a_grant_in_force_it_is_not_shown(tmp_path, format_, licence, reason):
    host = host_with(tmp_path, licence)
    with pytest.raises(af.NotPermitted, match=r"The Bond Society.*https://example.org/licence") as caught:
        af.render(bond(host), format_, host=host, at=AT)
    assert caught.value.reason == reason


@pytest.mark.parametrize("licence", [LICENSED, OVER, NONE])
def test_it_is_scored_in_every_case(tmp_path, licence):
    host = host_with(tmp_path, licence)
    response = af.load(json.dumps({"instrument": "clinic-x.bond", "version": "1.0.0", "rater": "client", "answers": ANSWERS}), af.Response)
    report = af.score(bond(host), response, host=host)
    assert report["total"].value == 5
    assert report["secret"].reason == "key-not-supplied"


def test_the_day_has_to_be_said(tmp_path):
    host = host_with(tmp_path, LICENSED)
    for call in (af.form_view, lambda *a, **k: af.render(*a, "html", **k), lambda *a, **k: af.read(*a, "html", {}, **k)):
        with pytest.raises(af.UsageFault, match="at="):
            call(bond(host), host=host)
    assert af.form_view(bond(host), host=host, at=AT).shown.locale == "en"
    endless = host_with(tmp_path, pack(grant={"grantor": "A", "grantee": "B"}))
    assert af.form_view(bond(endless), host=endless).shown.locale == "en"


def test_what_is_shown_is_read_back_on_the_day_it_comes_back(tmp_path):
    host = host_with(tmp_path, LICENSED)
    given = af.read(bond(host), "html", {"af-q2": "3", "af-q1": "1"}, host=host, at=AT)
    assert dict(given.answers) == {"q1": "1", "q2": "3"}
    with pytest.raises(af.NotPermitted):
        af.read(bond(host), "html", {}, host=host, at="2027-01-01")


def test_a_renewed_grant_stands_beside_the_old_one(tmp_path):
    renewed = pack(version="1.0.1", grant={**GRANT, "start": "2026-11-25", "end": "2027-11-24"})
    for packs in ((OVER, renewed), (renewed, OVER)):
        host = host_with(tmp_path, *packs)
        assert af.form_view(bond(host), host=host, at=AT).shown.wording_version == "1.0.1"
        assert af.form_view(bond(host), host=host, at="2026-11-24").shown.wording_version == "1.0.0"


def test_no_other_country_s_wording_takes_the_place_of_one_whose_licence_ended(tmp_path):
    host = host_with(tmp_path, pack(locale="es-ES", grant={**GRANT, "end": "2026-11-24"}), pack(locale="es-419"))
    assert af.form_view(bond(host), host=host, locale="es-MX", at=AT).lang == "es-419"
    with pytest.raises(af.NotPermitted, match="2026-11-24"):
        af.form_view(bond(host), host=host, locale="es-ES", at=AT)


def test_the_list_says_where_to_ask_and_counts_what_can_be_shown(tmp_path):
    host = host_with(tmp_path, LICENSED)

    def languages(at):
        (line,) = [line for line in af.instruments(host=host, at=at) if line.id == "clinic-x.bond"]
        assert (line.holder, line.contact) == ("The Bond Society", "https://example.org/licence")
        return line.languages

    assert (languages(AT), languages("2027-01-01"), languages(None)) == (("en",), (), ())


@pytest.mark.parametrize(("flags", "formats"), [
    ({"electronic": False}, []), ({"recordExport": False}, ["html", "text"]), ({"electronic": True, "recordExport": True}, FORMATS),
])  # fmt: skip
def test_flags_of_the_document_close_what_the_grant_opens(tmp_path, flags, formats):
    host = host_with(tmp_path, pack(rights={**BOND["rights"], **flags}))
    for format_ in FORMATS:
        if format_ in formats:
            assert CANARY in af.render(bond(host), format_, host=host, at=AT)
        else:
            with pytest.raises(af.NotPermitted):
                af.render(bond(host), format_, host=host, at=AT)


def test_a_licence_without_commercial_use_is_shown_to_those_who_declare_another(tmp_path):
    free = pack(grant=None, rights={"basis": "CC-BY-NC-4.0", "holder": "X"})
    for use, allowed in ((None, False), ("commercial", False), ("clinical", True), ("research", True), ("education", True)):
        host = host_with(tmp_path, free, use=use)
        if allowed:
            assert "© X (CC-BY-NC-4.0)" in af.render(bond(host), "html", host=host)
        else:
            with pytest.raises(af.NotPermitted):
                af.render(bond(host), "html", host=host)


def test_a_directory_of_wordings_changes_nothing_that_is_asked_or_scored(tmp_path):
    host = host_with(tmp_path, LICENSED)
    (tmp_path / "licensed" / "bond.json").write_text(json.dumps({**BOND, "version": "9.0.0"}))
    (tmp_path / "licensed" / "clinic-x.bond.json").write_text("{")
    again = attrs.evolve(host, shelf=host_with(tmp_path, LICENSED).shelf)
    assert bond(again).version == "1.0.0"
    assert CANARY in af.render(bond(again), "text", host=again, at=AT)


@pytest.mark.parametrize("format_", ["html", "text"])
@pytest.mark.parametrize("licence", [LICENSED, OVER])
def test_a_paper_form_is_typed_in_without_any_wording(tmp_path, format_, licence):
    host = host_with(tmp_path, licence)
    instrument = bond(host)
    response = af.Response(instrument=instrument.id, version="1.0.0", answers=af.load(
        json.dumps({"instrument": "clinic-x.bond", "version": "1.0.0", "answers": {**ANSWERS, "q1": {"absent": "not-applicable"}}}), af.Response
    ).answers)  # fmt: skip
    where = {"host": host, "transcribe": True, "rater": "therapist"}
    page = af.render(instrument, format_, response=response, **where)
    assert CANARY not in page
    sent = page if format_ == "text" else {"af-q1": "na", "af-q2": "3", "af-q4": ["a", "b"]}
    again = af.read(instrument, format_, list(_pairs(sent)) if format_ == "html" else sent, **where)
    assert again.answers == response.answers
    assert (again.shown, again.rater, again.status) == (None, "therapist", "completed")
    assert af.score(instrument, again, host=host)["total"].reason == "missing-items"


def _pairs(fields):
    for name, value in fields.items():
        yield from ((name, one) for one in (value if isinstance(value, list) else [value]))


def test_a_transcription_is_another_form_than_the_one_with_words(tmp_path):
    host = host_with(tmp_path, LICENSED)
    text = af.render(bond(host), "text", host=host, at=AT)
    with pytest.raises(af.InvalidAnswers, match="AF-FORM-OTHER-VERSION"):
        af.read(bond(host), "text", text, host=host, transcribe=True)


KEY = {"secret": ["q1", {"linkId": "q2", "reverse": True}]}


def answered(**more):
    tree = {"instrument": "clinic-x.bond", "version": "1.0.0", "rater": "client", "answers": ANSWERS, **more}
    return af.load(json.dumps(tree), af.Response)


def test_a_licensed_key_is_counted_and_changes_nothing_that_answers_mean(tmp_path):
    host = host_with(tmp_path, pack(key=KEY))
    instrument = bond(host)
    read = af.read(instrument, "html", {"af-q1": "2", "af-q2": "3"}, host=host, at=AT)
    assert read.digest == answer_digest(instrument)
    for response in (read, answered(), answered(digest=answer_digest(instrument))):
        report = af.score(instrument, response, host=host, at=AT)
        assert (report["secret"].value, report["total"].value) == (3, 5)
        assert report.digest == answer_digest(instrument)
        assert report.scoring_digest != scoring_digest(instrument)
    assert af.score(instrument, answered(digest="sha256:" + "0" * 64), host=host, at=AT)["secret"].reason == "digest-mismatch"
    assert len(report.explain().scores[1].counted) == 2


def test_a_table_is_scored_by_a_licensed_key_too(tmp_path):
    host = host_with(tmp_path, pack(key=KEY))
    instrument, rows = bond(host), pl.DataFrame({"q1": ["2"], "q2": ["3"]})
    found = af.score_frame(instrument, rows, scales=["secret"], host=host, at=AT)
    assert found.rows() == [("2", "3", 3.0, "complete", None)]
    assert af.score_frame(instrument, rows, scales=["secret"]).rows() == [("2", "3", None, "key-not-supplied", None)]
    with pytest.raises(af.UsageFault, match="at="):
        af.score_frame(instrument, rows, scales=["secret"], host=host)


@pytest.mark.parametrize("grant", [None, {**GRANT, "end": "2026-11-24"}, {**GRANT, "use": ["research"]}])
def test_without_a_grant_in_force_the_key_is_not_supplied(tmp_path, grant):
    host = host_with(tmp_path, pack(key=KEY, grant=grant))
    report = af.score(bond(host), answered(), host=host, at=AT)
    assert (report["secret"].reason, report["total"].value) == ("key-not-supplied", 5)
    assert report.scoring_digest == scoring_digest(bond(host))


def test_a_key_needs_the_day_and_alerts_never_do(tmp_path):
    host = host_with(tmp_path, pack(key=KEY))
    with pytest.raises(af.UsageFault, match="at="):
        af.score(bond(host), answered(), host=host)
    assert af.alerts(bond(host), answered(), host=host).raised == ()


def test_two_keys_that_differ_are_no_key(tmp_path):
    host = host_with(tmp_path, pack(key=KEY), pack(locale="es-ES", key={"secret": ["q1"]}))
    with pytest.raises(af.InvalidDocument, match="AF-WORDING-KEYS-DIFFER"):
        af.score(bond(host), answered(), host=host, at=AT)
    same = host_with(tmp_path, pack(key=KEY), pack(locale="es-ES", key=KEY))
    assert af.score(bond(same), answered(), host=same, at=AT)["secret"].value == 3


@pytest.mark.parametrize(("key", "pointer"), [
    ({"secret": ["q1", "q9"]}, "/key/secret/1"), ({"secret": ["q1", "q1"]}, "/key/secret/1"), ({"secret": ["q4"]}, "/key/secret/0"),
    ({"total": ["q1"]}, "/key/total"),
])  # fmt: skip
def test_a_key_that_cannot_be_computed_is_a_problem_of_the_pack(tmp_path, key, pointer):
    host = host_with(tmp_path)
    problems = af.validate(json.dumps(pack(key=key)), host=host)
    assert [problem.pointer for problem in problems] == [pointer]
