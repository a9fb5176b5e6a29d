# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with a wording pack, and what looks mistyped in it."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import check_wording
from alliance_forms.checks.lint_wording import lint_wording
from alliance_forms.model import FrozenMap, Grant, Rights
from alliance_forms.testing import instruments, wording_packs

GAD7 = af.get_instrument("gad-7")
ENGLISH = next(pack for pack in af.wordings(GAD7) if pack.locale == "en")
ONE, TWO = "item/1/text", "answerOptionSet/frequency/1"


def found(**texts):
    changed = attrs.evolve(ENGLISH, text=FrozenMap({path: text for path, text in {**ENGLISH.text, **texts}.items() if text is not None}))
    return [(problem.code, problem.pointer, problem.severity) for problem in lint_wording(changed, GAD7)]


@st.composite
def pairs(draw):
    instrument = draw(instruments(texts=False))
    return instrument, draw(wording_packs(instrument))


@given(pairs())
def test_a_generated_pack_fits_and_lacks_a_text_only_where_one_is_taken_out(pair):
    instrument, pack = pair
    assert not check_wording(pack, instrument)
    gaps = [problem for problem in lint_wording(pack, instrument) if problem.code == "AF-WORDING-GAP"]
    blank = {path for path, text in pack.text.items() if not text.strip()}
    assert bool(gaps) <= bool(blank)


@given(pairs())
def test_no_problem_repeats_a_text(pair):
    instrument, pack = pair
    marked = attrs.evolve(pack, text=FrozenMap({path: f"Qanary &amp; {number}\0" for number, path in enumerate(pack.text)}))
    problems = lint_wording(marked, instrument)
    assert {problem.code for problem in problems} >= {"AF-WORDING-MARKUP", "AF-WORDING-CONTROL"}
    assert "Qanary" not in "".join(map(repr, problems))


def test_what_is_bundled_looks_right():
    for name in ("gad-7", "phq-9"):
        instrument = af.get_instrument(name)
        for pack in af.wordings(instrument):
            assert lint_wording(pack, instrument) == ()


@pytest.mark.parametrize("text", ["<b>Now</b>", "Now<br>", "you &amp; me", "caf&#233;", "</p>"])
def test_markup(text):
    assert found(**{ONE: text}) == [("AF-WORDING-MARKUP", "/text/item~11~1text", "error")]


@pytest.mark.parametrize("text", ["AT&T; R&D", "a < b > c", "1 <2", "Fish & chips"])
def test_what_is_no_markup(text):
    assert found(**{ONE: text}) == []


@pytest.mark.parametrize("text", ["a\x07b", "a\tb", "a\x85b", "a\u202eb", "caf\ufffd", "\ufeffNow"])
def test_control_characters_and_wrong_encodings(text):
    assert found(**{ONE: text}) == [("AF-WORDING-CONTROL", "/text/item~11~1text", "error")]


@pytest.mark.parametrize("text", [None, "  "])
def test_a_missing_text(text):
    assert found(**{ONE: text}) == [("AF-WORDING-GAP", "/text/item~11~1text", "error")]


@pytest.mark.parametrize("text", ["Not at all sure", "  not at  all sure. "])
def test_a_known_misprint(text):
    assert found(**{"answerOptionSet/frequency/0": text}) == [("AF-WORDING-MISPRINT", "/text/answerOptionSet~1frequency~10", "error")]


def test_two_texts_that_nobody_can_tell_apart():
    twice = found(**{TWO: "not at  all", ONE: ENGLISH.text["item/2/text"]})
    assert twice == [
        ("AF-WORDING-TWICE", "/text/answerOptionSet~1frequency~11", "error"),
        ("AF-WORDING-TWICE", "/text/item~12~1text", "warning"),
    ]


@pytest.mark.parametrize(("text", "wrong"), [
    ("2 = Several days", True), ("(3) Several days", True), ("0. Several days", True), ("2 - Several days", True),
    ("1 = Several days", False), ("2-3 days", False), ("2.5 days", False), ("7 = Several days", False), ("2 days", False),
])  # fmt: skip
def test_an_answer_with_the_number_of_another(text, wrong):
    assert [code for code, *_ in found(**{TWO: text})] == ["AF-WORDING-OPTION"] * wrong


@pytest.mark.parametrize(("changes", "code", "severity"), [
    ({"instrument_version": "2.0.0"}, "AF-WORDING-VERSION", "error"),
    ({"rater": "therapist"}, "AF-WORDING-RATER", "error"),
    ({"grant": Grant(grantor="A", grantee="B", end="2026-02-30")}, "AF-GRANT-PERIOD", "error"),
    ({"grant": Grant(grantor="A", grantee="B", start="2026-02-02", end="2026-02-01")}, "AF-GRANT-PERIOD", "error"),
    ({"text": FrozenMap({"item/99/text": "A"})}, "AF-WORDING-PATH", "error"),
])  # fmt: skip
def test_what_does_not_fit(changes, code, severity):
    (problem,) = check_wording(attrs.evolve(ENGLISH, **changes), GAD7)
    assert (problem.code, problem.severity) == (code, severity)


def test_a_pack_that_claims_to_be_free_where_the_measure_is_not_is_pointed_at():
    licensed = attrs.evolve(GAD7, rights=Rights(basis="licence-required"))
    (problem,) = check_wording(ENGLISH, licensed)
    assert (problem.code, problem.severity) == ("AF-WORDING-RIGHTS", "warning")
