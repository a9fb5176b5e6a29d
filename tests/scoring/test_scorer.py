# SPDX-License-Identifier: Apache-2.0
"""A scale that leaves its value to a scorer keeps every other rule of a scale."""

import json
from decimal import Decimal

import pytest

import alliance_forms as af
from alliance_forms.model import Entry, FrozenMap
from alliance_forms.scoring import alerts as evaluate
from alliance_forms.scoring import report


def instrument(**scale):
    common = {"id": "x", "method": "scorer", "scorer": "clinic-x.s", "item": ["b", "a"]}
    option = [{"code": "no", "weight": 0}, {"code": "yes", "weight": 1}, {"code": "na", "absent": "not-applicable"}]
    tree = {
        "format": "alliance-forms/instrument/1", "id": "clinic-x.i", "version": "1.0.0", "title": "T", "subject": "client",
        "rater": ["client"], "language": "en",
        "item": [{"linkId": link, "type": "choice", "answerOption": option} for link in "ab"]
        + [{"linkId": "c", "type": "text"}, {"linkId": "d", "type": "display", "text": "T"}, {"linkId": "e", "type": "integer"}]
        + [{"linkId": name, "type": "group", "repeats": repeats, "item": [{"linkId": f"{name}.1", "type": "text"}]} for name, repeats in (("r", True), ("g", False))],
        "scale": [{**common, **scale}],
        "alert": [{"id": "high", "when": {"score": "x", "operator": ">=", "answer": 3}, "severity": "urgent", "audience": ["self"]}],
    }  # fmt: skip
    return json.dumps(tree)


def scored(value, answers, **scale):
    """The score, and the answers that the scorer was asked about."""
    asked = []

    class Scorer:
        name, api_version = "clinic-x.s", 1

        def score(self, instrument, answers):
            assert instrument.id == "clinic-x.i"
            asked.append(list(answers.items()))
            return value

    known = {"clinic-x.s": Scorer()}
    response = af.Response(instrument="clinic-x.i", version="1.0.0", answers=answers)
    made = af.load(instrument(**scale), af.Instrument)
    given = report(made, response, scorer=known.__getitem__)
    raised = evaluate(made, response, scorer=known.__getitem__).raised
    assert given.alerts == raised
    assert [alert.id for alert in raised] == (["high"] if (given["x"].value or 0) >= 3 else [])
    return given["x"], asked[0] if asked else None


BOTH = {"a": "yes", "b": "no"}


def test_a_scorer_sees_the_answers_of_its_scale_in_the_order_of_the_scale():
    score, asked = scored(Decimal(3), {**BOTH, "c": "not of this scale"})
    assert (score.status, score.value, score.basis, score.missing) == ("scored", 3, "complete", ())
    assert asked == [("b", "no"), ("a", "yes")]


def test_any_kind_of_answer_can_be_scored():
    score, asked = scored(Decimal(1), {"c": "words", "e": Decimal(4)}, item=["c", "e"])
    assert (score.value, asked) == (1, [("c", "words"), ("e", 4)])


def test_how_often_a_group_was_filled_in_can_be_scored():
    rounds = tuple(Entry(answers=FrozenMap({"r.1": word})) for word in ("one", "two"))
    score, asked = scored(Decimal(2), {"r": rounds}, item=["r"])
    assert (score.value, asked) == (2, [("r", rounds)])


@pytest.mark.parametrize(
    ("value", "digits", "reported", "band"),
    [("2.5", 0, "3", "high"), ("-0.5", 0, "0", "low"), ("2.449", 1, "2.4", "low"), ("2.45", 1, "2.5", "high"), ("1E+3", 0, "1000", "high")],
)
def test_its_value_is_rounded_and_banded_like_any_other(value, digits, reported, band):
    bands = [{"id": "low", "from": -5}, {"id": "high", "from": 2.5}]
    score, _ = scored(Decimal(value), BOTH, digits=digits, band=bands)
    assert (score.value, score.band) == (Decimal(reported), band)


def test_none_is_a_refusal_and_never_zero():
    score, _ = scored(None, BOTH)
    assert (score.status, score.reason, score.value, score.missing) == ("refused", "missing-items", None, ())


def test_a_refusal_of_the_scorer_says_what_is_absent():
    score, _ = scored(None, {"a": "yes", "b": af.Absent(absent="not-applicable")}, missing={"notApplicable": "shrink"})
    assert (score.reason, score.missing, dict(score.absent)) == ("missing-items", ("b",), {"b": "not-applicable"})


def test_the_scale_decides_what_a_missing_answer_does_before_the_scorer_is_asked():
    score, asked = scored(Decimal(3), {"a": "yes"})
    assert (score.reason, score.missing, asked) == ("missing-items", ("b",), None)
    score, asked = scored(Decimal(3), {"a": "yes"}, missing={"rule": "prorate", "atMost": 1})
    assert (score.value, score.basis, score.missing, asked) == (3, "prorated", ("b",), [("a", "yes")])
    score, asked = scored(Decimal(3), {"a": "yes", "b": af.Absent(absent="not-applicable")}, missing={"notApplicable": "shrink"})
    assert (score.value, score.basis, score.missing, dict(score.absent)) == (3, "shortened", ("b",), {"b": "not-applicable"})
    assert asked == [("a", "yes")]
    assert scored(Decimal(3), {})[1] is None


def test_an_answer_that_is_none_refuses_before_the_scorer_is_asked():
    score, asked = scored(Decimal(3), {"a": "perhaps", "b": "no"})
    assert (score.reason, asked) == ("invalid-answer", None)


def test_without_a_scorer_nothing_is_scored_silently():
    with pytest.raises(af.NotFound, match=r"clinic-x\.s"):
        report(af.load(instrument(), af.Instrument), af.Response(instrument="clinic-x.i", version="1.0.0", answers=BOTH))


@pytest.mark.parametrize(
    ("scale", "code", "pointer"),
    [
        ({"method": "sum"}, "AF-SCALE-SCORER", "/scale/0"),
        ({"scorer": None}, "AF-SCALE-SCORER", "/scale/0"),
        ({"item": [{"linkId": "a", "reverse": True}]}, "AF-SCALE-SCORER", "/scale/0/item/0"),
        ({"item": ["a", {"linkId": "b", "coefficient": 2}]}, "AF-SCALE-SCORER", "/scale/0/item/1"),
        ({"item": ["a", "d"]}, "AF-SCALE-COMPILE", "/scale/0/item/1"),
        ({"item": ["a", "g"]}, "AF-SCALE-COMPILE", "/scale/0/item/1"),
        ({"item": []}, "AF-SCALE-ITEMS", "/scale/0"),
    ],
)
def test_what_a_scale_with_a_scorer_cannot_say(scale, code, pointer):
    tree = json.loads(instrument(**scale))
    tree["scale"] = [{key: value for key, value in one.items() if value is not None} for one in tree["scale"]]
    with pytest.raises(af.InvalidDocument) as caught:
        af.load(json.dumps(tree), af.Instrument)
    assert (code, pointer) in [(problem.code, problem.pointer) for problem in caught.value.problems]
