# SPDX-License-Identifier: Apache-2.0
"""What a scale of each method can say, and what it cannot."""

import copy
import json

import pytest

import alliance_forms as af
from alliance_forms.checks import check_instrument
from alliance_forms.codec import decode, read_json

ANSWERS = [{"code": "0", "weight": 0}, {"code": "1", "weight": 1}, {"code": "2", "weight": 2}]
HIGH = {"score": "s", "operator": ">=", "answer": 2}
KIND = {
    "id": "kind", "method": "classification", "criterion": [{"id": "high", "when": HIGH}],
    "category": [{"id": "yes", "value": 1, "all": ["high"]}, {"id": "no", "value": 0}],
}  # fmt: skip
BASE = {
    "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
    "rater": ["client"], "language": "en", "item": [{"linkId": link, "type": "choice", "answerOption": ANSWERS} for link in "abc"],
    "scale": [{"id": "s", "item": ["a", "b", "c"]}, {"id": "whole", "part": [{"scale": "s"}]}, KIND],
}  # fmt: skip


def found(number, **changes):
    """The problems after some keys of one scale are changed; None takes one away."""
    tree = copy.deepcopy(BASE)
    scale = tree["scale"][number]
    scale.update(changes)
    tree["scale"][number] = {key: value for key, value in scale.items() if value is not None}
    return [(problem.code, problem.pointer) for problem in check_instrument(decode(read_json(json.dumps(tree)), af.Instrument))]


def test_the_base_fits_together():
    assert check_instrument(decode(read_json(json.dumps(BASE)), af.Instrument)) == ()


COUNTED = {"linkId": "a", "atLeast": 1}
CASES = [
    (0, {"atLeast": 1}, ("AF-SCALE-METHOD", "/scale/0/atLeast")),
    (0, {"item": ["b", "c", COUNTED]}, ("AF-SCALE-METHOD", "/scale/0/item")),
    (0, {"criterion": KIND["criterion"]}, ("AF-SCALE-METHOD", "/scale/0/criterion")),
    (0, {"category": KIND["category"]}, ("AF-SCALE-METHOD", "/scale/0/category")),
    (0, {"part": [{"scale": "kind"}]}, ("AF-SCALE-METHOD", "/scale/0/part")),
    (1, {"method": "count"}, ("AF-SCALE-METHOD", "/scale/1/part")),
    (1, {"method": "percent"}, ("AF-SCALE-METHOD", "/scale/1/part")),
    (1, {"method": "minimum"}, ("AF-SCALE-METHOD", "/scale/1/part")),
    (1, {"method": "maximum"}, ("AF-SCALE-METHOD", "/scale/1/part")),
    (2, {"linear": {"add": 1}}, ("AF-SCALE-METHOD", "/scale/2/linear")),
    (2, {"lookup": [{"from": 0, "value": 1}]}, ("AF-SCALE-METHOD", "/scale/2/lookup")),
    (2, {"band": [{"id": "x", "from": 0}]}, ("AF-SCALE-METHOD", "/scale/2/band")),
    (2, {"cutOff": [{"id": "x", "value": 0}]}, ("AF-SCALE-METHOD", "/scale/2/cutOff")),
    (2, {"missing": {"notApplicable": "shrink"}}, ("AF-SCALE-METHOD", "/scale/2/missing")),
    (2, {"item": ["a"]}, ("AF-SCALE-METHOD", "/scale/2/item")),
    (0, {"method": "scorer", "scorer": "x.y", "linear": {"add": 1}}, ("AF-SCALE-METHOD", "/scale/0/linear")),
    (0, {"item": ["a", "b", "c", "a"]}, ("AF-SCALE-TWICE", "/scale/0/item/3")),
    (1, {"part": [{"scale": "s"}, {"scale": "s", "coefficient": 2}]}, ("AF-SCALE-TWICE", "/scale/1/part/1")),
    (1, {"part": [{"scale": "t"}]}, ("AF-REF-UNKNOWN", "/scale/1/part/0")),
    (1, {"part": None}, ("AF-SCALE-ITEMS", "/scale/1")),
    (1, {"missing": {"rule": "prorate", "atMost": 1}}, ("AF-SCALE-MISSING", "/scale/1/missing")),
    (1, {"missing": {"notApplicable": "shrink"}}, ("AF-SCALE-MISSING", "/scale/1/missing")),
    (0, {"method": "minimum", "missing": {"rule": "prorate", "atMost": 1}}, ("AF-SCALE-MISSING", "/scale/0/missing")),
    (0, {"method": "maximum", "missing": {"rule": "prorate", "atMost": 1}}, ("AF-SCALE-MISSING", "/scale/0/missing")),
    (0, {"lookup": [{"from": 0, "value": 1}, {"from": 0, "value": 2}]}, ("AF-LOOKUP-ORDER", "/scale/0/lookup/1/from")),
    (0, {"band": [{"id": "x", "from": 1}, {"id": "y", "from": 0}]}, ("AF-BAND-ORDER", "/scale/0/band/1/from")),
    (0, {"band": [{"id": "x", "from": 0}, {"id": "x", "from": 1}]}, ("AF-ID-TWICE", "/scale/0/band/1/id")),
    (0, {"cutOff": [{"id": "x", "value": 0}, {"id": "x", "value": 1}]}, ("AF-ID-TWICE", "/scale/0/cutOff/1/id")),
    (0, {"cutOff": [{"id": "x", "value": 1, "source": "nobody"}]}, ("AF-REF-UNKNOWN", "/scale/0/cutOff/0/source")),
    (2, {"criterion": [*KIND["criterion"], *KIND["criterion"]]}, ("AF-ID-TWICE", "/scale/2/criterion/1/id")),
    (2, {"category": [*KIND["category"][:1], {"id": "yes", "value": 0}]}, ("AF-ID-TWICE", "/scale/2/category/1/id")),
    (2, {"criterion": None}, ("AF-CLASS-EMPTY", "/scale/2")),
    (2, {"category": None}, ("AF-CLASS-EMPTY", "/scale/2")),
    (2, {"criterion": [{"id": "high", "when": {"question": "a", "operator": "=", "answer": 1}}]}, ("AF-CLASS-CRITERION", "/scale/2/criterion/0/when")),
    (2, {"criterion": [{"id": "high", "when": {**HIGH, "operator": "exists"}}]}, ("AF-CLASS-CRITERION", "/scale/2/criterion/0/when/answer")),
    (2, {"criterion": [{"id": "high", "when": {**HIGH, "answer": [2, "x"]}}]}, ("AF-CLASS-CRITERION", "/scale/2/criterion/0/when/answer")),
    (2, {"criterion": [{"id": "high", "when": {**HIGH, "score": "t"}}]}, ("AF-REF-UNKNOWN", "/scale/2/criterion/0/when/score")),
    (2, {"category": [{"id": "yes", "value": 1, "all": ["low"]}, {"id": "no", "value": 0}]}, ("AF-REF-UNKNOWN", "/scale/2/category/0/all/0")),
    (2, {"category": [{"id": "yes", "value": 1, "all": ["high"], "any": ["high"]}, {"id": "no", "value": 0}]}, ("AF-CLASS-CATEGORY", "/scale/2/category/0")),
    (2, {"category": [{"id": "yes", "value": 1}, {"id": "no", "value": 0}]}, ("AF-CLASS-CATEGORY", "/scale/2/category/0")),
    (2, {"category": [{"id": "yes", "value": 1, "any": ["high"]}]}, ("AF-CLASS-CATEGORY", "/scale/2/category/0")),
    (2, {"category": [{"id": "yes", "value": 1, "all": ["high"]}, {"id": "no", "value": 1}]}, ("AF-CLASS-CATEGORY", "/scale/2/category/1/value")),
    (2, {"category": [{"id": "yes", "value": 0.5, "all": ["high"]}, {"id": "no", "value": 0}]}, ("AF-CLASS-CATEGORY", "/scale/2/category/0/value")),
    (0, {"item": ["a", "b"]}, ("AF-SCALE-UNSCORED", "/item/2")),
]  # fmt: skip


@pytest.mark.parametrize(("number", "changes", "expected"), CASES, ids=lambda value: value[0] if isinstance(value, tuple) else None)
def test_each_finding_is_named_at_its_place(number, changes, expected):
    assert expected in found(number, **changes)


TAKEN = [
    (0, {"method": "count", "atLeast": 1, "item": [COUNTED, "b", "c"], "linear": {"add": 1}, "cutOff": [{"id": "x", "value": 1}]}),
    (0, {"method": "percent", "digits": 1, "missing": {"rule": "prorate", "atMost": 1, "notApplicable": "shrink"}}),
    (0, {"method": "minimum", "missing": {"notApplicable": "shrink"}, "lookup": [{"from": 0, "value": 1}, {"from": 1, "value": 2}]}),
    (0, {"method": "scorer", "scorer": "x.y", "band": [{"id": "x", "from": 0}]}),
    (1, {"method": "mean", "linear": {"multiply": 10}, "band": [{"id": "x", "from": 0}]}),
    (2, {"category": [{"id": "yes", "value": 1, "any": ["high"]}, {"id": "no", "value": 0}]}),
]  # fmt: skip


@pytest.mark.parametrize(("number", "changes"), TAKEN)
def test_what_a_method_takes_is_no_finding(number, changes):
    assert found(number, **changes) == []


def findings(tree):
    return [
        (problem.code, problem.pointer, problem.severity)
        for problem in check_instrument(decode(read_json(json.dumps(tree)), af.Instrument))
    ]


def test_an_item_that_is_not_always_asked_is_named():
    tree = copy.deepcopy(BASE)
    tree["item"][2]["enableWhen"] = [{"question": "a", "operator": "=", "answer": "1"}]
    assert findings(tree) == [("AF-SCALE-DISABLED", "/scale/0/item/2", "warning")]


@pytest.mark.parametrize(
    ("weights", "named"), [((0, 2, 1), True), ((2, 1, 0), False), ((0, 1, 1), False), ((0, None, 1), False), ((1, 0, 1), True)]
)
def test_weights_that_go_up_and_down_are_named(weights, named):
    tree = copy.deepcopy(BASE)
    tree["item"][1]["answerOption"] = [
        {"code": str(n), **({} if weight is None else {"weight": weight})} for n, weight in enumerate(weights)
    ]
    assert findings(tree) == ([("AF-OPTION-ORDER", "/item/1/answerOption", "warning")] if named else [])
