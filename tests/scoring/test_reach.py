# SPDX-License-Identifier: Apache-2.0
"""How far a scale can come, against every response there is to a small form."""

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest

import alliance_forms as af
from alliance_forms.codec import decode
from alliance_forms.model import Absent
from alliance_forms.scoring import compile_plan
from alliance_forms.scoring.evaluate import run
from alliance_forms.scoring.plan import Reach

WEIGHTS = {"a": (-1, 2), "b": (0, 1, 3), "c": (2, 5)}
ITEMS = ["a", {"linkId": "b", "coefficient": 2, "reverse": True}, {"linkId": "c", "coefficient": 3}]
AWAY = Absent(absent="not-applicable")
RULES = {
    "refuse": {},
    "shrink": {"notApplicable": "shrink"},
    "prorate": {"rule": "prorate", "atMost": 2},
    "both": {"rule": "prorate", "atMost": 2, "notApplicable": "shrink"},
}
METHODS = {
    "sum": {},
    "mean": {"method": "mean"},
    "count": {"method": "count", "atLeast": 2},
    "percent": {"method": "percent"},
    "minimum": {"method": "minimum"},
    "maximum": {"method": "maximum"},
    "linear": {"linear": {"multiply": 3, "add": 1}},
    "turned": {"method": "mean", "linear": {"multiply": -2, "add": 1}},
    "looked-up": {"lookup": [{"from": -100, "value": 0}, {"from": 5, "value": -3}, {"from": 20, "value": 4}]},
}
CASES = [
    pytest.param(method, rule, id=f"{method}-{rule}")
    for method, rule in itertools.product(METHODS, RULES)
    if not (method in ("minimum", "maximum") and rule in ("prorate", "both"))
]


def plans(*scales):
    items = [
        {
            "linkId": link,
            "type": "choice",
            "answerOption": [{"code": str(weight).replace("-", "m"), "weight": weight} for weight in weights],
        }
        for link, weights in WEIGHTS.items()
    ]
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
        "rater": ["client"], "language": "en", "item": items, "scale": list(scales),
    }  # fmt: skip
    return compile_plan(decode(tree, af.Instrument))


def test_ends_are_exact_in_points_whatever_the_units():
    """Half points, an item that does not count, and a result that is filled up."""
    halves = {"linkId": "a", "coefficient": Decimal("0.5")}
    nothing = {"linkId": "b", "coefficient": 0}
    both = [{**halves}, {"linkId": "c", "coefficient": Decimal("1.5")}]
    made = plans(
        {"id": "sum", "item": [halves, nothing]}, {"id": "mean", "method": "mean", "item": both},
        {"id": "filled", "item": both, "missing": RULES["prorate"]}, {"id": "averaged", "method": "mean", "item": both, "missing": RULES["prorate"]},
        {"id": "short", "item": both, "missing": RULES["shrink"]}, {"id": "few", "item": both, "missing": RULES["both"]},
    )  # fmt: skip
    found = {plan.id: (plan.reach.lowest, plan.reach.highest) for plan in made.scales}
    assert found == {
        "sum": (Fraction(-1, 2), 1), "mean": (Fraction(5, 4), Fraction(17, 4)), "filled": (-2, 10), "averaged": (-1, 5),
        "short": (Fraction(-1, 2), Fraction(17, 2)), "few": (-2, 10),
    }  # fmt: skip


def test_ends_of_what_is_filled_up_or_shortened_when_nothing_is_below_zero():
    items = [{"linkId": link, "type": "decimal", "decimals": 1, "minimum": Decimal("0.5"), "maximum": 2} for link in "de"]
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
        "rater": ["client"], "language": "en", "item": items, "scale": [
            {"id": f"{method}-{rule}", "method": method, "item": [{"linkId": "d"}, {"linkId": "e", "coefficient": 3}], "missing": missing}
            for method in ("sum", "mean") for rule, missing in RULES.items()
        ],
    }  # fmt: skip
    found = {plan.id: (plan.reach.lowest, plan.reach.highest) for plan in compile_plan(decode(tree, af.Instrument)).scales}
    half = Fraction(1, 2)
    assert found == {
        "sum-refuse": (2, 8), "sum-shrink": (0, 8), "sum-prorate": (2, 8), "sum-both": (half, 8),
        "mean-refuse": (half, 2), "mean-shrink": (half, 2), "mean-prorate": (half, 2), "mean-both": (half, 2),
    }  # fmt: skip


def every_response():
    codes = [[str(weight).replace("-", "m") for weight in weights] + [None, AWAY] for weights in WEIGHTS.values()]
    for answers in itertools.product(*codes):
        yield {link: answer for link, answer in zip(WEIGHTS, answers, strict=True) if answer is not None}


def exact_values(plan, name):
    """The exact values of a scale, over every response that gives one."""
    for answers in every_response():
        results = {}
        for scale in plan.ordered:
            results[scale.id] = run(scale, answers, parts=results)
        if results[name].exact is not None:
            yield Fraction(*results[name].exact)


@pytest.mark.parametrize(("method", "rule"), CASES)
def test_the_ends_of_a_scale_are_what_some_response_gives(method, rule):
    plan = plans({"id": "s", "item": ITEMS, "missing": RULES[rule], **METHODS[method]})
    values, reach = set(exact_values(plan, "s")), plan.scales[0].reach
    assert reach.lowest <= min(values)
    assert max(values) <= reach.highest
    # Nothing at all is no score, so a shortened sum does not come quite as far as all that could be left out of it.
    if rule not in ("shrink", "both"):
        assert (min(values), max(values)) == (reach.lowest, reach.highest)


def test_how_far_a_shortened_or_prorated_sum_may_come():
    """What the items add is -1 or 2, then 0, 4 or 6, then 6 or 15."""
    ends = {rule: plans({"id": "s", "item": ITEMS, "missing": missing}).scales[0].reach for rule, missing in RULES.items()}
    assert {rule: (reach.lowest, reach.highest) for rule, reach in ends.items()} == {
        "refuse": (5, 23), "shrink": (-1, 23), "prorate": (-6, 30), "both": (-6, 30),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "coefficient", "ends"),
    [("sum", 2, (-1, 8)), ("mean", 2, (Fraction(-1, 3), Fraction(8, 3))), ("sum", -1, (-4, 2)), ("sum", Decimal("0.5"), (-1, 3.5))],
)
def test_a_composite_reaches_as_far_as_its_parts_together(method, coefficient, ends):
    parts = [{"scale": "x"}, {"scale": "y", "coefficient": coefficient}]
    scales = [{"id": "x", "item": ["a"]}, {"id": "y", "item": ["b"]}, {"id": "s", "method": method, "part": parts}]
    plan = plans(*scales)
    values = set(exact_values(plan, "s"))
    assert (plan.scales[2].reach.lowest, plan.scales[2].reach.highest) == (min(values), max(values)) == ends


def test_a_classification_reaches_as_far_as_its_categories():
    kind = {
        "id": "k", "method": "classification", "criterion": [{"id": "c", "when": {"score": "s", "operator": ">", "answer": 1}}],
        "category": [{"id": "x", "value": 3, "all": ["c"]}, {"id": "y", "value": -2}],
    }  # fmt: skip
    assert plans({"id": "s", "item": ["a"]}, kind).scales[1].reach == Reach(lowest=Fraction(-2), highest=Fraction(3))


def test_what_nobody_can_tell_has_no_ends():
    scales = [{"id": "s", "method": "scorer", "scorer": "x.y", "item": ["a"]}, {"id": "h", "key": "holder"}]
    plan = plans(*scales, {"id": "both", "part": [{"scale": "s"}, {"scale": "h"}]})
    assert [(scale.reach.lowest, scale.reach.highest) for scale in plan.scales] == [(None, None)] * 3
