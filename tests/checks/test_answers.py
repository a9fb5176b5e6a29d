# SPDX-License-Identifier: Apache-2.0
"""Answers are sorted into valid ones and problems; what one answer does wrong stays with it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import check_answers
from alliance_forms.codec import decode
from alliance_forms.model import Absent, Entry, FrozenMap, OwnWords, Session
from alliance_forms.testing import instruments, responses

OPTIONS = [{"code": "a"}, {"code": "b"}, {"code": "none", "exclusive": True}, {"code": "no", "absent": "asked-declined"}]
ITEMS = [
    {"linkId": "one", "type": "choice", "answerOption": OPTIONS},
    {"linkId": "many", "type": "choice", "repeats": True, "openChoice": True, "answerOption": OPTIONS},
    {"linkId": "yes", "type": "boolean"},
    {"linkId": "whole", "type": "integer", "minimum": 0},
    {"linkId": "exact", "type": "decimal", "decimals": 1, "minimum": 0, "maximum": 10},
    {"linkId": "day", "type": "date"},
    {"linkId": "when", "type": "date", "partial": True},
    {"linkId": "words", "type": "text", "maxLength": 5},
    {"linkId": "goal", "type": "group", "repeats": True, "maxOccurs": 2, "item": [
        {"linkId": "aim", "type": "text"},
        {"linkId": "near", "type": "rating", "minimum": 0, "maximum": 10, "enableWhen": [{"question": "aim", "operator": "exists", "answer": True}]},
    ]},
    {"linkId": "modality", "type": "choice", "fill": "session.modality", "answerOption": [{"code": "video"}, {"code": "phone"}]},
    {"linkId": "only", "type": "text", "enableWhen": [{"question": "modality", "operator": "=", "answer": "video"}]},
]  # fmt: skip
FORM = decode(
    {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
        "rater": ["client"], "language": "en", "item": ITEMS,
    },
    af.Instrument,
)  # fmt: skip


@st.composite
def answered(draw):
    instrument = draw(instruments())
    return instrument, draw(responses(instrument))


@given(answered())
def test_valid_answers_stay_valid(pair):
    """Checking is idempotent: what it lets through, it lets through unchanged."""
    instrument, response = pair
    once = check_answers(instrument, response.answers, session=response.session)
    again = check_answers(instrument, once.answers, session=response.session)
    assert not [problem for problem in once.problems if problem.severity == "error"]
    assert (again.answers, again.problems) == (once.answers, ())


@given(answered(), st.sampled_from([("x", "y"), "no-such-code", Decimal("1e14"), True, ()]))
def test_one_wrong_answer_never_touches_another(pair, wrong):
    """Items that no condition connects keep their answers whatever happens to the first."""
    instrument, response = pair
    if any(item.enable_when for item in instrument.walk()) or not response.answers:
        return
    before = check_answers(instrument, response.answers, session=response.session).answers
    link = next(iter(response.answers))
    after = check_answers(instrument, {**response.answers, link: wrong}, session=response.session).answers
    assert {key: value for key, value in before.items() if key != link} == {key: value for key, value in after.items() if key != link}


CASES = [
    ("one", "z", "AF-ANSWER-CODE"),
    ("one", ("a", "b"), "AF-ANSWER-TOO-MANY"),
    ("one", (OwnWords(text="mine"),), "AF-ANSWER-OWN-WORDS"),
    ("one", True, "AF-ANSWER-TYPE"),
    ("many", "a", "AF-ANSWER-TYPE"),
    ("many", ("a", "none"), "AF-ANSWER-EXCLUSIVE"),
    ("many", ("a", "no"), "AF-ANSWER-EXCLUSIVE"),
    ("many", ("none", OwnWords(text="mine")), "AF-ANSWER-EXCLUSIVE"),
    ("many", ("a", "a"), "AF-ANSWER-TOO-MANY"),
    ("many", (), "AF-ANSWER-TYPE"),
    ("yes", "true", "AF-ANSWER-TYPE"),
    ("whole", Decimal("0.5"), "AF-ANSWER-DECIMALS"),
    ("whole", Decimal(-1), "AF-ANSWER-RANGE"),
    ("whole", True, "AF-ANSWER-TYPE"),
    ("exact", Decimal("10.1"), "AF-ANSWER-RANGE"),
    ("exact", Decimal("0.25"), "AF-ANSWER-DECIMALS"),
    ("day", "2026-02-29", "AF-ANSWER-DATE"),
    ("day", "2026-02", "AF-ANSWER-DATE"),
    ("when", "2026-13", "AF-ANSWER-DATE"),
    ("when", "26", "AF-ANSWER-DATE"),
    ("words", "longer", "AF-ANSWER-LENGTH"),
    ("goal", (Entry(answers=FrozenMap()),) * 3, "AF-ANSWER-TOO-MANY"),
    ("goal", "a", "AF-ANSWER-TYPE"),
    ("aim", "a", "AF-ANSWER-UNKNOWN-ITEM"),
    ("on", "a", "AF-ANSWER-UNKNOWN-ITEM"),
]  # fmt: skip


@pytest.mark.parametrize(("link", "answer", "code"), CASES)
def test_a_wrong_answer_is_named_and_left_out(link, answer, code):
    checked = check_answers(FORM, {link: answer, "yes" if link != "yes" else "words": True if link != "yes" else "kept"})
    assert [(problem.code, problem.pointer) for problem in checked.problems] == [(code, f"/{link}")]
    assert link not in checked.answers
    assert len(checked.answers) == 1


@pytest.mark.parametrize(
    ("link", "answer"),
    [
        ("one", "a"), ("one", Absent(absent="asked-unknown")), ("many", ("a", OwnWords(text="mine"))), ("yes", False),
        ("whole", Decimal(10**14)), ("exact", Decimal("9.5")), ("day", "2024-02-29"), ("when", "2026"), ("when", "2026-02"), ("words", "12345"),
    ],
)  # fmt: skip
def test_a_right_answer_is_kept_exactly(link, answer):
    assert check_answers(FORM, {link: answer}).answers == {link: answer}


def test_an_option_that_stands_for_an_absence_is_stored_as_the_absence():
    checked = check_answers(FORM, {"one": "no", "many": ("no",)})
    assert checked.answers == {"one": Absent(absent="asked-declined"), "many": Absent(absent="asked-declined")}


def test_a_single_choice_in_a_list_of_one_is_that_choice():
    assert check_answers(FORM, {"one": ("a",), "many": ("a",)}).answers == {"one": "a", "many": ("a",)}
    nine = {str(number): ("3",) for number in range(1, 10)}
    report = af.score(af.get_instrument("phq-9"), af.Response(instrument="phq-9", version="1.0.0", answers=nine))
    assert report["total"].value == 27


def test_problems_inside_a_repeating_group_point_into_it():
    entries = (Entry(id="g1", answers=FrozenMap({"aim": "x", "near": Decimal(11)})), Entry(answers=FrozenMap({"near": Decimal(1)})))
    checked = check_answers(FORM, {"goal": entries})
    assert [(problem.code, problem.pointer, problem.severity) for problem in checked.problems] == [
        ("AF-ANSWER-RANGE", "/goal/0/answers/near", "error"),
        ("AF-ANSWER-NOT-ASKED", "/goal/1/answers/near", "warning"),
    ]
    assert checked.answers["goal"] == (Entry(id="g1", answers=FrozenMap({"aim": "x"})), Entry(answers=FrozenMap()))


def test_the_session_fills_an_item_and_a_conflict_is_a_problem():
    filled = check_answers(FORM, {"only": "seen"}, session=Session(modality="video"))
    assert filled.answers == {"modality": "video", "only": "seen"}
    conflict = check_answers(FORM, {"modality": "phone"}, session=Session(modality="video"))
    assert [problem.code for problem in conflict.problems] == ["AF-ANSWER-FILL"]


def test_an_answer_to_a_question_that_is_not_asked_is_left_out_and_said():
    checked = check_answers(FORM, {"modality": "phone", "only": "x"})
    assert checked.answers == {"modality": "phone"}
    assert [(problem.code, problem.severity) for problem in checked.problems] == [("AF-ANSWER-NOT-ASKED", "warning")]
