# SPDX-License-Identifier: Apache-2.0
"""A value has the type that the format says, or there is a problem at its place; nothing is turned into something else."""

import copy
from decimal import Decimal

import pytest

from alliance_forms import codec
from alliance_forms.codec import decode, kind_of
from alliance_forms.codec.schema import schema_problems
from alliance_forms.errors import InvalidDocument
from alliance_forms.model import Instrument, Response, ScoreReport, WordingPack

GONE = object()
QUESTION = {"question": "mood", "operator": "=", "answer": "low"}


def changed(tree, pointer, value):
    tree = copy.deepcopy(tree)
    *path, last = pointer.removeprefix("/").split("/")
    here = tree
    for token in path:
        here = here[int(token) if isinstance(here, list) else token]
    last = int(last) if isinstance(here, list) else last
    if value is GONE:
        del here[last]
    else:
        here[last] = value
    return tree


def problems(tree, kind):
    with pytest.raises(InvalidDocument) as caught:
        decode(tree, kind)
    return [(problem.pointer, problem.code) for problem in caught.value.problems]


CASES = [
    (Instrument, "/item/1/required", "no", "AF-DOC-TYPE"),
    (Instrument, "/item/1/required", 1, "AF-DOC-TYPE"),
    (Instrument, "/item/1/required", None, "AF-DOC-TYPE"),
    (Instrument, "/item/5/minimum", Decimal("0.9"), "AF-DOC-TYPE"),
    (Instrument, "/item/5/minimum", Decimal("3.0"), "AF-DOC-TYPE"),
    (Instrument, "/item/5/minimum", True, "AF-DOC-TYPE"),
    (Instrument, "/item/6/minimum", "0", "AF-DOC-TYPE"),
    (Instrument, "/item/6/minimum", False, "AF-DOC-TYPE"),
    (Instrument, "/item/6/decimals", -1, "AF-DOC-VALUE"),
    (Instrument, "/item/4/maxOccurs", 0, "AF-DOC-VALUE"),
    (Instrument, "/item/4/item", [], "AF-DOC-VALUE"),
    (Instrument, "/scale", "", "AF-DOC-TYPE"),
    (Instrument, "/scale", {}, "AF-DOC-TYPE"),
    (Instrument, "/scale", None, "AF-DOC-TYPE"),
    (Instrument, "/rater", "client", "AF-DOC-TYPE"),
    (Instrument, "/alias", [], "AF-DOC-TYPE"),
    (Instrument, "/item/2", [], "AF-DOC-TYPE"),
    (Instrument, "/item/2/type", "chioce", "AF-DOC-CHOICE"),
    (Instrument, "/item/2/type", [], "AF-DOC-CHOICE"),
    (Instrument, "/item/2/type", {}, "AF-DOC-CHOICE"),
    (Instrument, "/item/2/linkId", "", "AF-DOC-VALUE"),
    (Instrument, "/item/2/linkId", "mood\n", "AF-DOC-VALUE"),
    (Instrument, "/item/2/linkId", "x" * 65, "AF-DOC-VALUE"),
    (Instrument, "/item/2/text", "", "AF-DOC-VALUE"),
    (Instrument, "/item/2/text", "x" * 10_001, "AF-DOC-VALUE"),
    (Instrument, "/item/2/text", 5, "AF-DOC-TYPE"),
    (Instrument, "/item/2/text", {}, "AF-DOC-VALUE"),
    (Instrument, "/item/2/text", {"note": "n"}, "AF-DOC-VALUE"),
    (Instrument, "/item/2/note", 5, "AF-DOC-TYPE"),
    (Instrument, "/alert/0/when", {"all": []}, "AF-DOC-VALUE"),
    (Instrument, "/alert/0/when", {"any": [QUESTION], "all": []}, "AF-DOC-VALUE"),
    (Instrument, "/alert/0/when/answer", [], "AF-DOC-VALUE"),
    (Instrument, "/alert/0/when/answer", None, "AF-DOC-TYPE"),
    (Instrument, "/version", "1.0", "AF-DOC-VALUE"),
    (Instrument, "/version", 1, "AF-DOC-TYPE"),
    (Instrument, "/rights/electronic", None, "AF-DOC-TYPE"),
    (WordingPack, "/text/item~1mood~1text", "", "AF-DOC-VALUE"),
    (WordingPack, "/key/secret", "mood", "AF-DOC-TYPE"),
    (Response, "/answers/mood", "", "AF-DOC-VALUE"),
    (Response, "/answers/mood", None, "AF-DOC-TYPE"),
    (Response, "/answers/modality", [], "AF-DOC-VALUE"),
    (Response, "/answers/modality/0", 0, "AF-DOC-TYPE"),
    (Response, "/answers/modality/0", "", "AF-DOC-VALUE"),
    (Response, "/answers/rating/absent", "because", "AF-DOC-CHOICE"),
    (Response, "/digest", None, "AF-DOC-TYPE"),
    (Response, "/authored", "2026-11-23T10:50:00", "AF-DOC-VALUE"),
    (ScoreReport, "/scores/total/value", "1.25", "AF-DOC-TYPE"),
    (ScoreReport, "/scores/total/missing", None, "AF-DOC-TYPE"),
    (ScoreReport, "/alerts/0/linkId", None, "AF-DOC-TYPE"),
]


@pytest.mark.parametrize(("kind", "pointer", "value", "code"), CASES)
def test_one_wrong_value_is_one_problem_at_its_place(full, kind, pointer, value, code):
    tree = copy.deepcopy(full[kind])
    if "~1" in pointer:
        tree["text"] = {"item/mood/text": value}
    else:
        tree = changed(tree, pointer, value)
    [(place, found)] = problems(tree, kind)
    assert place.startswith(pointer)
    assert found == code
    assert {problem.pointer for problem in schema_problems(tree, kind)} == {place} or value == {"all": []} or "all" in str(value)


def test_the_schema_names_the_same_places(full):
    tree = changed(full[Instrument], "/alert/0/when", {"all": []})
    assert [problem.pointer for problem in schema_problems(tree, Instrument)] == ["/alert/0/when/all"]


@pytest.mark.parametrize(
    ("kind", "pointer"),
    [
        (Instrument, "/title"),
        (Instrument, "/item/2/linkId"),
        (Instrument, "/item/2/type"),
        (WordingPack, "/rights"),
        (Response, "/answers"),
    ],
)
def test_a_missing_key_is_named_at_the_object_it_is_missing_from(full, kind, pointer):
    where, _, key = pointer.rpartition("/")
    tree = changed(full[kind], pointer, GONE)
    assert problems(tree, kind) == [(where, "AF-DOC-REQUIRED")]
    [problem] = schema_problems(tree, kind)
    assert (problem.pointer, problem.code) == (where, "AF-SCHEMA-REQUIRED")
    assert repr(key) in problem.message


def test_an_unknown_key_is_named_with_the_nearest_known_one(full):
    tree = changed(full[Instrument], "/item/2/answerOptoin", [])
    with pytest.raises(InvalidDocument) as caught:
        decode(tree, Instrument)
    [problem], [ours] = caught.value.problems, schema_problems(tree, Instrument)
    assert problem.pointer == ours.pointer == "/item/2/answerOptoin"
    assert problem.hint == ours.hint == "did you mean 'answerOption'?"
    assert (problem.code, ours.code) == ("AF-DOC-UNKNOWN-KEY", "AF-SCHEMA-UNKNOWN-KEY")


def test_all_problems_of_a_document_come_at_once(full):
    tree = full[Instrument]
    for pointer, value, _ in (wrong := [
        ("/alert/0/severity", "soon", 0), ("/item/0/note", 5, 0), ("/item/0/prefix", 5, 0), ("/item/4/item/0/maxLength", 0, 0),
        ("/scale/0/band/0/from", "low", 0), ("/title", {}, 0),
    ]):  # fmt: skip
        tree = changed(tree, pointer, value)
    assert [place for place, _ in problems(tree, Instrument)] == [pointer for pointer, *_ in wrong]
    assert [problem.pointer for problem in schema_problems(tree, Instrument)] == [pointer for pointer, *_ in wrong]


@pytest.mark.parametrize("tree", [None, True, 3, "x", [], {}, {"format": None}, {"format": []}, {"format": "alliance-forms/instrument/2"}])
def test_what_is_no_document_of_ours_is_told_so(tree):
    with pytest.raises(InvalidDocument):
        kind_of(tree)
    for kind in (Instrument, WordingPack, Response, ScoreReport):
        assert problems(tree, kind)
        assert schema_problems(tree, kind)


def test_a_document_of_another_kind_is_told_which_it_is(full):
    assert problems(full[WordingPack], Instrument) == [("/format", "AF-DOC-FORMAT")]
    assert schema_problems(full[WordingPack], Instrument)


def test_a_response_may_leave_its_format_out(full):
    bare = {key: value for key, value in full[Response].items() if key != "format"}
    assert decode(bare, Response) == decode(full[Response], Response)
    assert schema_problems(bare, Response) == ()


def test_a_report_may_say_what_is_null_or_leave_it_out(full):
    report = full[ScoreReport]
    score = {key: value for key, value in report["scores"]["secret"].items() if value is not None}
    bare = {key: value for key, value in report.items() if value is not None} | {"scores": {**report["scores"], "secret": score}}
    assert decode(bare, ScoreReport) == decode(report, ScoreReport)
    assert schema_problems(bare, ScoreReport) == ()


def test_a_fault_of_ours_is_no_problem_of_the_document(full, monkeypatch):
    def broken():
        raise ZeroDivisionError

    monkeypatch.setattr(codec, "converter", broken)
    with pytest.raises(ZeroDivisionError):
        decode(full[Response], Response)


def test_a_number_from_another_reader_is_refused(full):
    tree = changed(full[Response], "/answers/hours", 0.5)
    assert problems(tree, Response) == [("/answers/hours", "AF-DOC-TYPE")]
    assert [problem.pointer for problem in schema_problems(tree, Response)] == ["/answers/hours"]
