# SPDX-License-Identifier: Apache-2.0
"""What arithmetic tells about a definition, and that it is said where a clinician would look."""

import json

import pytest
from hypothesis import given

import alliance_forms as af
from alliance_forms.codec import decode, read_json
from alliance_forms.scoring.lint import lint_scales
from alliance_forms.testing._scored import scored_forms

ANSWERS = [{"code": str(weight), "weight": weight} for weight in range(4)]
TREE = {
    "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
    "rater": ["client"], "language": "en", "item": [{"linkId": link, "type": "choice", "answerOption": ANSWERS} for link in "abc"],
    "validation": {"status": "unknown"}, "rights": {"basis": "CC-BY-4.0", "holder": "Nobody"},
}  # fmt: skip
ITEMS = ["a", "b", "c"]


def found(*scales, **more):
    tree = {**TREE, "scale": [{"id": f"s{number}", **scale} for number, scale in enumerate(scales)], **more}
    return [(problem.code, problem.pointer) for problem in lint_scales(decode(read_json(json.dumps(tree)), af.Instrument))]


def bands(*edges):
    return [{"id": f"b{number}", "from": edge} for number, edge in enumerate(edges)]


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        ({"band": bands(0, 5)}, []),
        ({"band": bands(-3, 9)}, []),
        ({"band": bands(1, 5)}, [("AF-BAND-GAP", "/scale/0/band/0/from")]),
        ({"band": bands(0, 10)}, [("AF-BAND-BEYOND", "/scale/0/band/1/from")]),
        ({"method": "mean", "band": bands(0, 3)}, []),
        ({"method": "mean", "band": bands(0, 4)}, [("AF-BAND-BEYOND", "/scale/0/band/1/from")]),
        ({"linear": {"multiply": 10, "add": 5}, "band": bands(5, 95)}, []),
        ({"linear": {"multiply": 10, "add": 5}, "band": bands(6, 96)}, [("AF-BAND-GAP", "/scale/0/band/0/from"), ("AF-BAND-BEYOND", "/scale/0/band/1/from")]),
        ({"linear": {"multiply": -1}, "band": bands(-9, 0)}, []),
        ({"item": [{"linkId": "a", "coefficient": 0.1}], "digits": 1, "band": bands(0, 0.3)}, []),
        ({"missing": {"notApplicable": "shrink"}, "item": [{"linkId": "a", "coefficient": -1}, "b"], "band": bands(-3, 3)}, []),
        ({"cutOff": [{"id": "x", "value": 9}, {"id": "y", "value": 0, "comparator": ">"}]}, []),
        ({"cutOff": [{"id": "x", "value": 10}]}, [("AF-RANGE-UNREACHED", "/scale/0/cutOff/0/value")]),
        ({"cutOff": [{"id": "x", "value": 0}]}, [("AF-RANGE-UNREACHED", "/scale/0/cutOff/0/value")]),
        ({"cutOff": [{"id": "x", "value": 10, "comparator": "<"}]}, [("AF-RANGE-UNREACHED", "/scale/0/cutOff/0/value")]),
        ({"lookup": [{"from": 0, "value": 1}, {"from": 9, "value": 2}]}, []),
        ({"lookup": [{"from": 0, "value": 1}, {"from": 9.5, "value": 2}]}, [("AF-RANGE-UNREACHED", "/scale/0/lookup/1/from")]),
        ({"method": "count", "atLeast": 2, "band": bands(0, 4)}, [("AF-BAND-BEYOND", "/scale/0/band/1/from")]),
        ({"method": "maximum", "band": bands(0, 4)}, [("AF-BAND-BEYOND", "/scale/0/band/1/from")]),
        ({"method": "percent", "band": bands(0, 100)}, []),
    ],
)  # fmt: skip
def test_bands_and_lines_within_what_a_scale_can_be(scale, expected):
    assert found({"item": ITEMS, **scale}) == expected


def test_a_composite_reaches_as_far_as_its_parts():
    parts = {"part": [{"scale": "s0"}, {"scale": "s1", "coefficient": -1}]}
    scales = ({"item": ["a", "b"]}, {"item": ["c"]})
    assert found(*scales, {**parts, "band": bands(-3, 6)}) == []
    assert found(*scales, {**parts, "band": bands(-2, 7)}) == [
        ("AF-BAND-GAP", "/scale/2/band/0/from"),
        ("AF-BAND-BEYOND", "/scale/2/band/1/from"),
    ]


@pytest.mark.parametrize(
    ("operator", "answer", "named"), [(">=", 9, False), (">=", 10, True), ("=", 4, False), ("=", 10, True), ("!=", 10, True)]
)
def test_a_criterion_and_an_alert_that_nothing_meets_are_named(operator, answer, named):
    when = {"score": "s0", "operator": operator, "answer": answer}
    kind = {
        "method": "classification",
        "criterion": [{"id": "c", "when": when}],
        "category": [{"id": "x", "value": 1, "all": ["c"]}, {"id": "y", "value": 0}],
    }
    alert = {"id": "high", "severity": "urgent", "audience": ["self"]}
    places = ["/alert/0/when/answer", "/scale/1/criterion/0/when/answer"]
    assert found({"item": ITEMS}, kind, alert=[{**alert, "when": when}]) == [("AF-RANGE-UNREACHED", place) for place in places if named]
    several = {"any": [{"question": "a", "operator": ">=", "answer": 3}, {"question": "a", "operator": operator, "answer": answer + 1}]}
    expected = [("AF-RANGE-UNREACHED", "/alert/0/when/any/1/answer")]
    assert found({"item": ITEMS}, alert=[{**alert, "when": several}]) == expected


@given(scored_forms())
def test_the_lint_says_something_about_any_scales_and_never_fails(pair):
    assert all(problem.severity == "warning" for problem in lint_scales(pair[0]))


def test_validate_says_it_and_loading_does_not_refuse():
    text = json.dumps({**TREE, "scale": [{"id": "s", "item": ITEMS, "band": bands(1)}]})
    assert [(problem.code, problem.severity) for problem in af.validate(text)] == [("AF-BAND-GAP", "warning")]
    assert af.load(text, af.Instrument).scale[0].id == "s"


@pytest.mark.parametrize("name", ["phq-9", "gad-7", "alliance-check-in", "alliance-review", "shared-goals"])
def test_nothing_is_found_in_the_bundled_instruments(name):
    assert lint_scales(af.get_instrument(name)) == ()
