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


NUMBERS = [
    {"linkId": "r", "type": "rating", "minimum": 0, "maximum": 10},
    {"linkId": "low", "type": "integer", "minimum": 0},
    {"linkId": "high", "type": "integer", "maximum": 9},
    {"linkId": "truth", "type": "boolean"},
    {"linkId": "plain", "type": "choice", "answerOption": [{"code": "x"}]},
]


@pytest.mark.parametrize(
    ("question", "operator", "answer", "named"),
    [
        ("r", ">", 9, False), ("r", ">", 10, True), ("r", ">=", 0, True), ("r", "<", 0, True), ("r", "=", 5, False), ("r", "=", 11, True),
        ("r", "!=", 5, False), ("r", "!=", -1, True), ("r", "=", 0, False), ("r", "!=", 10, False), ("low", "<", 0, False), ("high", ">", 9, False),
        ("r", "exists", True, False), ("a", "exists", False, False), ("plain", "=", "x", False), ("truth", "=", True, False), ("a", "=", "1", False), ("a", "=", [1, 7], True),
    ],
)  # fmt: skip
def test_an_alert_on_an_answer_that_nobody_can_give_is_named(question, operator, answer, named):
    when = {"question": question, "operator": operator, "answer": answer}
    alert = {"id": "x", "severity": "urgent", "audience": ["self"], "when": when}
    expected = [("AF-RANGE-UNREACHED", "/alert/0/when/answer")] if named else []
    assert found({"item": ITEMS}, item=[*TREE["item"], *NUMBERS], alert=[alert]) == expected


def test_each_condition_of_an_alert_is_looked_at():
    conditions = [{"question": "a", "operator": "<", "answer": 1}, {"question": "a", "operator": "<", "answer": 0}]
    alert = {"id": "x", "severity": "urgent", "audience": ["self"]}
    for key in ("all", "any"):
        places = found({"item": ITEMS}, alert=[{**alert, "when": {key: conditions}}])
        assert places == [("AF-RANGE-UNREACHED", f"/alert/0/when/{key}/1/answer")]


def test_bands_and_rows_are_for_forms_in_which_everything_applies():
    """Shortened, this sum could be 8, below the first band and row; but then it has neither."""
    shrink = {"missing": {"notApplicable": "shrink"}, "item": [{"linkId": "a", "coefficient": -1}, "b"], "linear": {"add": 3}}
    weights = [{"code": "0", "weight": 5}, {"code": "1", "weight": 6}]
    items = [{"linkId": link, "type": "choice", "answerOption": weights} for link in "abc"]
    assert found({**shrink, "band": bands(2, 4)}, item=items) == []
    assert found({**shrink, "band": bands(3, 5)}, item=items) == [
        ("AF-BAND-GAP", "/scale/0/band/0/from"),
        ("AF-BAND-BEYOND", "/scale/0/band/1/from"),
    ]
    rows = [{"from": -99, "value": 0}, {"from": 5, "value": 1}]
    assert found({**shrink, "lookup": rows}, item=items) == [("AF-RANGE-UNREACHED", "/scale/0/lookup/1/from")]
    both = {"part": [{"scale": "s0"}], "band": bands(2, 4)}
    assert found(shrink, both, item=items) == []
    assert found(shrink, {**both, "band": bands(3, 4)}, item=items) == [("AF-BAND-GAP", "/scale/1/band/0/from")]
    table = [{"from": -99, "value": 0}, {"from": 5, "value": 1}]
    assert found(shrink, {"part": [{"scale": "s0"}], "lookup": table}, item=items) == [("AF-RANGE-UNREACHED", "/scale/1/lookup/1/from")]


@pytest.mark.parametrize(
    ("scale", "message"),
    [
        ({"band": bands(1)}, "values from 0 up to 1 have no band (look whether a number is mistyped)"),
        ({"band": bands(0, 10)}, "no value reaches this band; the greatest is 9 (look whether a number is mistyped)"),
        ({"cutOff": [{"id": "x", "value": 10}]}, "this is never so: what is compared goes from 0 to 9 (look whether a number is mistyped)"),
        ({"cutOff": [{"id": "x", "value": 0}]}, "this is always so: what is compared goes from 0 to 9 (look whether a number is mistyped)"),
    ],
)
def test_a_finding_says_what_is_wrong_and_where_to_look(scale, message):
    (problem,) = lint_scales(decode(read_json(json.dumps({**TREE, "scale": [{"id": "s", "item": ITEMS, **scale}]})), af.Instrument))
    assert message in str(problem)


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
