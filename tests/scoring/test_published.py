# SPDX-License-Identifier: Apache-2.0
"""Scores that published sources state, from raw answers."""

from decimal import Decimal

import pytest

import alliance_forms as af
from alliance_forms.codec import decode, dump

PHQ9 = af.get_instrument("phq-9")


def scored(answers, **more):
    return af.score(PHQ9, af.Response(instrument="phq-9", version="1.0.0", answers=answers, **more))


def nine(*codes):
    return {str(number): code for number, code in enumerate(codes, start=1)}


# Kroenke 2001, as CamCOPS states it: 0-4, 5-9, 10-14, 15-19, 20-27.
@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "minimal"), (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"), (15, "moderately-severe"),
        (19, "moderately-severe"), (20, "severe"), (27, "severe"),
    ],
)  # fmt: skip
def test_phq9_bands(total, band):
    codes = [str(min(3, max(0, total - 3 * number))) for number in range(9)]
    score = scored(nine(*codes))["total"]
    assert (score.value, score.band, score.basis) == (total, band, "complete")


def test_phq9_full_severity_raises_the_alert_for_people_who_can_act():
    report = scored(nine(*"333333333"))
    assert (report["total"].value, report["total"].band) == (27, "severe")
    assert [(alert.id, alert.link_id, alert.severity) for alert in report.alerts] == [("item-9", "9", "urgent")]
    assert {"self", "therapist"} <= set(report.alerts[0].audience)


def test_two_of_nine_answers_are_no_score():
    """Comparable systems give 6, 3 or 0 here."""
    score = scored({"1": "3", "2": "3"})["total"]
    assert (score.value, score.status, score.reason) == (None, "refused", "missing-items")
    assert score.missing == ("3", "4", "5", "6", "7", "8", "9")
    with pytest.raises(ValueError, match="missing-items"):
        score.require()


def test_item_10_is_never_scored():
    assert scored({**nine(*"000000000"), "10": "3"})["total"].value == 0
    assert scored(nine(*"111111111"))["total"].require() == Decimal(9)


@pytest.mark.parametrize(("code", "raised"), [("0", False), ("1", True), ("2", True), ("3", True)])
def test_item_9_alone_decides_its_alert(code, raised):
    report = scored({"9": code})
    assert bool(report.alerts) is raised
    assert not report.alerts_not_evaluated


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({}, "missing"),
        ({"9": af.Absent(absent="asked-declined")}, "asked-declined"),
        ({"9": af.Absent(absent="not-asked")}, "not-asked"),
        ({"9": "7"}, "invalid-answer"),
        ({"9": ("1", "2")}, "invalid-answer"),
    ],
)
def test_silence_is_not_no_risk(answers, reason):
    report = scored(answers)
    assert not report.alerts
    assert [(one.id, one.link_id, one.reason) for one in report.alerts_not_evaluated] == [("item-9", "9", reason)]


def test_a_typing_slip_in_item_3_does_not_hide_item_9():
    report = scored({**nine(*"000000001"), "3": "8"})
    assert report["total"].reason == "invalid-answer"
    assert [alert.id for alert in report.alerts] == ["item-9"]


def test_an_answer_to_an_unknown_item_refuses_every_score_and_keeps_every_alert():
    report = scored({**nine(*"333333333"), "11": "3"})
    assert report["total"].reason == "invalid-answer"
    assert [alert.id for alert in report.alerts] == ["item-9"]


def test_declined_items_are_listed_with_their_reason():
    score = scored({**nine(*"000000000"), "4": af.Absent(absent="asked-declined")})["total"]
    assert (score.value, score.missing, dict(score.absent)) == (None, ("4",), {"4": "asked-declined"})


def test_without_a_digest_the_version_must_match():
    other = af.Response(instrument="phq-9", version="2.0.0", answers=nine(*"000000000"))
    assert af.score(PHQ9, other)["total"].reason == "digest-mismatch"


def test_a_response_to_another_instrument_is_a_fault_of_the_call():
    with pytest.raises(af.UsageFault, match="gad-7"):
        af.score(PHQ9, af.Response(instrument="gad-7", version="1.0.0", answers={}))


RATING = {"type": "rating", "minimum": 0, "maximum": 10}
CODES = {"type": "choice", "answerOption": [{"code": c, "weight": w} for c, w in [("a", 1), ("b", 2), ("c", 5)]]}


def instrument(items, **scale):
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
        "rater": ["client"], "language": "en", "item": items, "scale": [{"id": "s", **scale}],
    }  # fmt: skip
    return decode(tree, af.Instrument)


def value(form, **answers):
    return af.score(form, af.Response(instrument="test.form", version="1.0.0", answers=answers))["s"].value


@pytest.mark.parametrize(("answer", "reversed_"), [("a", 5), ("b", 4), ("c", 1)])
def test_reversal_is_over_the_items_own_options(answer, reversed_):
    form = instrument([{"linkId": "x", **CODES}], item=[{"linkId": "x", "reverse": True}])
    assert value(form, x=answer) == reversed_


def test_reversal_of_a_number_is_over_its_declared_range_before_its_coefficient():
    form = instrument([{"linkId": "x", **RATING}], item=[{"linkId": "x", "reverse": True, "coefficient": Decimal("0.5")}], digits=1)
    assert value(form, x=Decimal(3)) == Decimal("3.5")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [((1, 2, 2), "1.67"), ((0, 0, 1), "0.33"), ((5, None, 6), "5.50")],
)
def test_a_mean_rounds_half_up_once(answers, expected):
    items = [{"linkId": f"q{n}", **RATING} for n in range(3)]
    form = instrument(items, method="mean", digits=2, item=["q0", "q1", "q2"], missing={"rule": "prorate", "atMost": 1})
    given = {f"q{n}": Decimal(one) for n, one in enumerate(answers) if one is not None}
    assert str(value(form, **given)) == expected


def test_half_up_also_below_zero():
    """floor(x + 1/2): -2.5 becomes -2, 2.5 becomes 3."""
    item = {"linkId": "x", "type": "decimal", "decimals": 1, "minimum": -10, "maximum": 10}
    form = instrument([item], item=["x"])
    assert [value(form, x=Decimal(text)) for text in ("-2.5", "2.5", "-2.6", "2.4")] == [-2, 3, -3, 2]


def test_prorating_is_the_sum_times_all_over_answered():
    items = [{"linkId": f"q{n}", **RATING} for n in range(10)]
    form = instrument(items, item=[f"q{n}" for n in range(10)], missing={"rule": "prorate", "atMost": 1})
    assert value(form, **{f"q{n}": Decimal(4) for n in range(9)}) == 40
    assert value(form, **{f"q{n}": Decimal(4) for n in range(8)}) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"item": ["nowhere"]}, "no item"),
        ({"item": ["t"]}, "no choice and no number"),
        ({"item": [{"linkId": "x", "coefficient": 0}], "method": "mean"}, "coefficients above 0"),
        ({"item": [{"linkId": "n", "reverse": True}]}, "no declared range"),
    ],
)
def test_what_cannot_be_compiled_is_refused_when_loaded(change, message):
    items = [{"linkId": "x", **RATING}, {"linkId": "t", "type": "text"}, {"linkId": "n", "type": "integer"}]
    from alliance_forms.scoring import compile_plan

    with pytest.raises(af.InvalidDocument, match=message) as caught:
        compile_plan(instrument(items, **change))
    assert caught.value.problems[0].pointer == "/scale/0/item/0"


def test_the_report_has_the_shape_that_other_programs_read():
    tree = dump(scored({"1": "3", "9": af.Absent(absent="asked-declined")}))
    assert tree["instrument"] == "phq-9"
    assert tree["scores"]["total"] == {
        "status": "refused", "value": None, "band": None, "cutOffs": {}, "reason": "missing-items",
        "missing": ["2", "3", "4", "5", "6", "7", "8", "9"], "absent": {"9": "asked-declined"}, "refusedParts": [],
        "rule": "refuse", "basis": None, "unconfirmed": [],
    }  # fmt: skip
    assert tree["alerts"] == []
    assert tree["alertsNotEvaluated"] == [{"id": "item-9", "linkId": "9", "reason": "asked-declined"}]
