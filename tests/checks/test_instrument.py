# SPDX-License-Identifier: Apache-2.0
"""What does not fit together in an instrument document is named at its place, all of it at once."""

import copy
from decimal import Decimal

import pytest
from hypothesis import given

import alliance_forms as af
from alliance_forms.checks import check_instrument
from alliance_forms.codec import decode, dump
from alliance_forms.scoring import compile_plan
from alliance_forms.testing import instruments

SCALE = {"id": "s", "item": ["a"]}
CHOICE = {"linkId": "a", "type": "choice", "answerOption": [{"code": "0", "weight": 0}, {"code": "1", "weight": 1}]}
NUMBER = {"linkId": "n", "type": "integer", "minimum": 0, "maximum": 9}
TEXT = {"linkId": "t", "type": "text", "enableWhen": [{"question": "a", "operator": "=", "answer": "1"}]}
GROUP = {"linkId": "g", "type": "group", "repeats": True, "item": [{"linkId": "m", "type": "boolean"}]}
BASE = {
    "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "therapist",
    "rater": ["client"], "language": "en", "item": [CHOICE, NUMBER, TEXT, GROUP], "scale": [SCALE],
    "alert": [{"id": "x", "when": {"question": "a", "operator": "=", "answer": "1"}, "severity": "urgent", "audience": ["self"]}],
}  # fmt: skip


def found(path, value):
    """The problems after one edit: `value` stands at `path` (a new key or position is added)."""
    tree = copy.deepcopy(BASE)
    *above, last = path
    node = tree
    for step in above:
        node = node[step]
    if isinstance(node, list) and last == len(node):
        node.append(value)
    else:
        node[last] = value
    return [(problem.code, problem.pointer) for problem in check_instrument(decode(tree, af.Instrument))]


@given(instruments())
def test_what_the_strategies_make_fits_together_and_compiles(instrument):
    assert [problem for problem in check_instrument(instrument) if problem.severity == "error"] == []
    compile_plan(instrument)


def test_the_base_fits_together():
    assert check_instrument(decode(BASE, af.Instrument)) == ()


WHEN = ("item", 2, "enableWhen", 0)
CASES = [
    (("item", 1, "linkId"), "a", ("AF-ID-TWICE", "/item/1/linkId")),
    (("item", 1, "linkId"), "score.total", ("AF-ID-RESERVED", "/item/1/linkId")),
    (("item", 1, "linkId"), "recall", ("AF-ID-RESERVED", "/item/1/linkId")),
    (("item", 1, "linkId"), "introduction", ("AF-ID-RESERVED", "/item/1/linkId")),
    (("item", 0, "answerOption", 1, "code"), "0", ("AF-ID-TWICE", "/item/0/answerOption/1/code")),
    (("item", 0, "answerOption", 2), {"code": "x", "absent": "asked-declined", "weight": 1}, ("AF-OPTION-WEIGHT", "/item/0/answerOption/2/weight")),
    (("item", 0, "answerOptionSet"), "missing", ("AF-ITEM-OPTIONS", "/item/0")),
    (("item", 0, "answerOption"), [], ("AF-ITEM-OPTIONS", "/item/0")),
    (("item", 0, "openLabel"), "Own words", ("AF-ITEM-OPEN", "/item/0/openLabel")),
    (("item", 1, "maximum"), 0, ("AF-ITEM-RANGE", "/item/1/maximum")),
    (("item", 3, "repeats"), False, None),
    (("item", 4), {"linkId": "h", "type": "group", "maxOccurs": 2, "item": [{"linkId": "i", "type": "boolean"}]}, ("AF-ITEM-REPEATS", "/item/4/maxOccurs")),
    ((*WHEN, "question"), "t", ("AF-CONDITION-ORDER", "/item/2/enableWhen/0/question")),
    ((*WHEN, "question"), "nowhere", ("AF-REF-UNKNOWN", "/item/2/enableWhen/0/question")),
    (WHEN, {"question": "m", "operator": "=", "answer": True}, ("AF-CONDITION-ORDER", "/item/2/enableWhen/0/question")),
    ((*WHEN, "answer"), "7", ("AF-CONDITION-ANSWER", "/item/2/enableWhen/0/answer")),
    (WHEN, {"question": "n", "operator": "=", "answer": "1"}, ("AF-CONDITION-ANSWER", "/item/2/enableWhen/0/answer")),
    (WHEN, {"question": "a", "operator": "exists", "answer": "1"}, ("AF-CONDITION-ANSWER", "/item/2/enableWhen/0/answer")),
    (WHEN, {"score": "s", "operator": ">", "answer": Decimal(1)}, ("AF-CONDITION-SCORE", "/item/2/enableWhen/0/score")),
    (("item", 2, "enableWhen", 1), {"question": "n", "operator": ">", "answer": 1}, ("AF-CONDITION-BEHAVIOUR", "/item/2")),
    (("item", 4), {"linkId": "z", "type": "text", "enableWhen": [{"question": "m", "operator": "=", "answer": True}]}, ("AF-CONDITION-SCOPE", "/item/4/enableWhen/0/question")),
    (("scale", 0, "item"), [], ("AF-SCALE-ITEMS", "/scale/0")),
    (("scale", 0, "item", 0), "b", ("AF-REF-UNKNOWN", "/scale/0/item/0")),
    (("scale", 0, "item", 0), "m", ("AF-SCALE-REPEATING", "/scale/0/item/0")),
    (("scale", 0, "missing"), {"rule": "prorate"}, ("AF-SCALE-MISSING", "/scale/0/missing")),
    (("scale", 0, "band"), [{"id": "x", "from": 1}, {"id": "y", "from": 1}], ("AF-BAND-ORDER", "/scale/0/band/1/from")),
    (("scale", 0, "digits"), 10, ("AF-SCALE-DIGITS", "/scale/0/digits")),
    (("item", 4), {"linkId": "d", "type": "decimal", "decimals": 40}, ("AF-ITEM-RANGE", "/item/4/decimals")),
    (WHEN, {"question": "a", "operator": "exists", "answer": Decimal(1)}, ("AF-CONDITION-ANSWER", "/item/2/enableWhen/0/answer")),
    (("scale", 0, "source"), "nowhere", ("AF-REF-UNKNOWN", "/scale/0/source")),
    (("alert", 0, "when"), {key: [{"question": "a", "operator": "=", "answer": "1"}] for key in ("all", "any")}, ("AF-ALERT-WHEN", "/alert/0/when")),
    (("alert", 0, "when"), {"question": "m", "operator": "=", "answer": True}, ("AF-ALERT-REPEATING", "/alert/0/when/question")),
    (("alert", 0, "when"), {"score": "nowhere", "operator": ">", "answer": 1}, ("AF-REF-UNKNOWN", "/alert/0/when/score")),
    (("alert", 0, "audience"), ["therapist"], ("AF-ALERT-AUDIENCE", "/alert/0/audience")),
    (("title",), {"therapist": "Test"}, ("AF-TEXT-RATERS", "")),
    (("change",), [{"id": "c", "scale": "nowhere", "value": 1, "comparator": ">", "source": "nowhere"}], ("AF-REF-UNKNOWN", "/change/0/scale")),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "expected"), CASES, ids=lambda case: case[0] if isinstance(case, tuple) and case else None)
def test_one_edit_is_one_located_problem(path, value, expected):
    problems = found(path, value)
    assert expected in problems if expected else problems == []


def test_all_problems_come_at_once():
    tree = dump(decode(BASE, af.Instrument))
    tree["item"][2]["linkId"] = "n"
    tree["scale"][0]["item"] = ["b"]
    tree["alert"][0]["audience"] = ["therapist"]
    with pytest.raises(af.InvalidDocument) as caught:
        af.load(af.dumps(decode(tree, af.Instrument)), af.Instrument)
    errors = [problem.pointer for problem in caught.value.problems if problem.severity == "error"]
    assert errors == ["/alert/0/audience", "/item/2/linkId", "/scale/0/item/0"]
