# SPDX-License-Identifier: Apache-2.0
"""The portable engine against the reference, where arithmetic is hardest: negative numbers, ties, decimals, several depths."""

import json
import re
from decimal import Decimal

import fhirpathpy
import pytest
from fhirpathpy.models import models
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.codec import decode, dump, write_json
from alliance_forms.model import Coding, FrozenMap, Instrument
from alliance_forms.scoring import compile_plan
from alliance_forms.scoring.evaluate import run_all
from alliance_forms.scoring.fhirpath import Place, expressions
from alliance_forms.scoring.fhirpath.terms import Part
from alliance_forms.scoring.plan import ItemPlan

DECIMALS = {"type": "decimal", "decimals": 2}
ALLOWED = re.compile(r"%resource|item|where|linkId|answer|value|code|system|extension|url|count|iif|and|or|div|[-+*/=<>(){}.,\s]|\d")


def instrument(items, **scale):
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
        "rater": ["client"], "language": "en", "item": items, "scale": [{"id": "s", "item": [item["linkId"] for item in items], **scale}],
    }  # fmt: skip
    return decode(tree, Instrument)


def formula(form, **places):
    found = {item.link_id: places.get(item.link_id, Place(link=item.link_id)) for item in form.item}
    return expressions(form, compile_plan(form), found).get("s")


def value(text, items):
    """What the expression gives over these items of a QuestionnaireResponse, its numbers binary as in any JSON reader."""
    resource = json.loads(write_json({"resourceType": "QuestionnaireResponse", "item": items}))
    found = fhirpathpy.evaluate(resource, text, {"resource": resource}, models["r4"])
    return Decimal(str(found[0])) if found else None


def numbers(form, *answers):
    """The value of both engines, which must be one."""
    given_answers = {f"n{place}": Decimal(one) for place, one in enumerate(answers) if one is not None}
    items = [{"linkId": link, "answer": [{"valueDecimal": one}]} for link, one in given_answers.items()]
    found = value(formula(form), items)
    assert found == run_all(compile_plan(form), given_answers)["s"].score.value
    return found


def decimals(count, low=None, high=None, **scale):
    """Numbers with two decimals."""
    ends = {key: Decimal(end) for key, end in (("minimum", low), ("maximum", high)) if end is not None}
    return instrument([{"linkId": f"n{place}", **DECIMALS, **ends} for place in range(count)], **scale)


@pytest.mark.parametrize(("low", "high"), [("-10", "10"), ("-9.99", None), (None, None)])
@pytest.mark.parametrize(
    ("answer", "expected"), [("-2.5", -2), ("2.5", 3), ("-2.51", -3), ("2.49", 2), ("-0.5", 0), ("-9.99", -10), ("0", 0), (None, None)]
)
def test_half_up_means_the_same_below_zero(low, high, answer, expected):
    assert numbers(decimals(1, low, high), answer) == expected


@pytest.mark.parametrize("text", ["0.29", "0.57", "0.58", "1.15", "-0.29", "-1.15", "9.95", "4.35", "8.41"])
def test_decimals_that_binary_numbers_miss_stay_exact(text):
    """0.29 * 100 is 28.999999999999996 in binary."""
    for low in (None, "-2.5", "-2"):
        form = decimals(2, low, digits=2, item=[{"linkId": "n0", "coefficient": 1}, {"linkId": "n1", "coefficient": Decimal("0.1")}])
        assert numbers(form, text, "0") == Decimal(text)
    assert numbers(decimals(1, "-3", "10", digits=2, item=[{"linkId": "n0", "reverse": True}]), text) == 7 - Decimal(text)


COEFFICIENT = st.sampled_from(["1", "2", "0.5", "0.3", "1.25"]).map(Decimal)
ANSWER = st.none() | st.integers(-400, 400).map(lambda units: Decimal(units) / 100)


@given(
    st.lists(st.tuples(ANSWER, COEFFICIENT, st.booleans()), min_size=1, max_size=4),
    st.sampled_from(["sum", "mean"]),
    st.integers(0, 2),
    st.integers(0, 3),
    st.sampled_from([(None, None), ("-4", None), ("-4", "4")]),
)
def test_any_numbers_agree_with_the_reference(rows, method, digits, at_most, ends):
    part = [
        {"linkId": f"n{place}", "coefficient": coefficient, "reverse": reverse and None not in ends}
        for place, (_, coefficient, reverse) in enumerate(rows)
    ]
    missing = {"rule": "prorate", "atMost": at_most} if at_most else {"rule": "refuse"}
    form = decimals(len(rows), *ends, method=method, digits=digits, item=part, missing=missing)
    numbers(form, *(answer for answer, _, _ in rows))


@pytest.mark.parametrize(("codes", "expected"), [("bb", 0), ("ab", 0), ("aa", -1), ("ac", 1), ("cc", 3), ("b", None), ("", None)])
def test_a_mean_of_negative_weights_rounds_ties_upwards(codes, expected):
    """Half of -1 + 0 is -0.5, which becomes 0; half of -1 + 3 is 1."""
    options = [{"code": code, "weight": weight} for code, weight in zip("abc", (-1, 0, 3), strict=True)]
    form = instrument([{"linkId": f"q{place}", "type": "choice", "answerOption": options} for place in range(2)], method="mean")
    codings = FrozenMap({code: Coding(system="urn:x", code=code.upper()) for code in "abc"})
    places = {f"q{place}": Place(link=f"it's \\ {place}", depth=place, codings=codings) for place in range(2)}
    items = [{"linkId": places[f"q{place}"].link, "answer": [{"valueCoding": {"code": code.upper()}}]} for place, code in enumerate(codes)]
    assert value(formula(form, **places), [*items[:1], {"linkId": "g", "item": items[1:]}]) == expected


def test_a_code_that_stands_in_two_systems_is_told_by_its_system():
    options = [{"code": "a", "weight": 1}, {"code": "b", "weight": 2}]
    form = instrument([{"linkId": "q", "type": "choice", "answerOption": options}])
    codings = {"a": Coding(system="urn:x", code="1"), "b": Coding(system="urn:y", code="1")}
    text = formula(form, q=Place(link="q", codings=FrozenMap(codings)))
    for system, expected in (("urn:x", 1), ("urn:y", 2), ("urn:z", None)):
        assert value(text, [{"linkId": "q", "answer": [{"valueCoding": {"system": system, "code": "1"}}]}]) == expected


def test_items_that_share_their_answers_share_a_count():
    """Forty items with seven answers each need one count for each answer; a term for each would be too deep for some engines."""
    options = [{"code": str(weight), "weight": weight} for weight in range(7)]
    form = instrument([{"linkId": f"q{place}", "type": "choice", "answerOption": options} for place in range(40)])
    codings = FrozenMap({option["code"]: Coding(system="urn:x", code=option["code"]) for option in options})
    text = formula(form, **{f"q{place}": Place(link=f"q{place}", codings=codings) for place in range(40)})
    assert text.count("count()") == 7
    items = [{"linkId": f"q{place}", "answer": [{"valueCoding": {"code": str(place % 7)}}]} for place in range(40)]
    assert value(text, items) == sum(place % 7 for place in range(40))
    assert value(text, items[1:]) is None


@pytest.mark.parametrize(
    "scale", [{"method": "mean", "digits": 2}, {"missing": {"rule": "prorate", "atMost": 1, "notApplicable": "shrink"}}]
)
def test_only_what_every_engine_has_is_used(scale):
    without_literals = re.sub(r"'(\\.|[^'])*'", "", formula(decimals(3, "-1", **scale)))
    assert ALLOWED.sub("", without_literals) == ""


@pytest.mark.parametrize("scale", [{"method": "scorer", "scorer": "clinic-x.s"}, {"item": [], "key": "holder"}])
def test_what_the_definition_does_not_say_has_no_expression(scale):
    assert formula(decimals(1, **scale)) is None


# --- what an expression looks like -------------------------------------------------------------------------------------

WEIGHED = [{"code": code, "weight": weight} for code, weight in zip("abc", (-1, 0, 2), strict=True)]
QUESTIONS = [
    *({"linkId": link, "type": "choice", "answerOption": [*WEIGHED, {"code": "na", "absent": "not-applicable"}]} for link in "xy"),
    {"linkId": "r", "type": "rating", "minimum": -2, "maximum": 3},
    {"linkId": "d", "type": "decimal", "decimals": 1, "minimum": Decimal("-1.5"), "maximum": 2},
    {"linkId": "i", "type": "integer"},
]


def short(text):
    """An expression with its commonest parts written small: `<xy>` are the items x and y, `:AB` their answers A and B, `#` how many."""
    text = re.sub(
        r"%resource((?:\.item)+)\.where\(((?:linkId='\w'(?: or )?)+)\)",
        lambda found: "<" * found[1].count("item") + "".join(re.findall(r"'(\w)'", found[2])) + ">",
        text,
    )
    code = r"\.answer\.value\.where\(((?:code='\w+'(?: or )?)+)\)"
    text = re.sub(code, lambda found: ":" + "".join(re.findall(r"'(\w+)'", found[1])), text)
    reason = ".extension.where(url='http://hl7.org/fhir/StructureDefinition/data-absent-reason' and value='not-applicable')"
    return text.replace(reason, ":away").replace(".answer.value", ":").replace(".count()", "#")


@pytest.mark.parametrize(
    ("name", "scales", "expected"),
    [
    ("sum", [{"id": "sum", "item": ["x", "y"]}], "iif(<xy>:ABC# = 2, (0 - <xy>:A# + <xy>:C#*2), {})"),
    ("weighted", [{"id": "weighted", "item": ["x", {"linkId": "y", "coefficient": 0.5, "reverse": True}], "digits": 1}], "iif(<xy>:ABC# = 2, (0 - <x>:A#*2 + <x>:C#*4 + <y>:A#*2 + <y>:B# - <y>:C#) / 2, {})"),
    ("mean", [{"id": "mean", "method": "mean", "item": ["x", "y"], "digits": 1}], "iif(<xy>:ABC# = 2, (0 - <xy>:A# + <xy>:C#*2) / 2, {})"),
    ("prorate", [{"id": "prorate", "item": ["x", {"linkId": "y", "coefficient": 2}], "missing": {"rule": "prorate", "atMost": 1}}], "iif(<x>:ABC# + <y>:ABC# >= 1, ((0 - <x>:A# + <x>:C#*2 - <y>:A#*2 + <y>:C#*4)*6 + (<x>:ABC# + <y>:ABC#*2)*7) div ((<x>:ABC# + <y>:ABC#*2)*2) - 3, {})"),
    ("shrink", [{"id": "shrink", "item": ["x", "y"], "missing": {"notApplicable": "shrink"}}], "iif((<xy>:ABC# >= 1) and (<xy>:ABC# + <xy>:NA# + <xy>:away# >= 2), (0 - <xy>:A# + <xy>:C#*2), {})"),
    ("both", [{"id": "both", "item": ["x", "y"], "missing": {"rule": "prorate", "atMost": 1, "notApplicable": "shrink"}}], "iif((<xy>:ABC# >= 1) and (<xy>:ABC# + <xy>:NA# + <xy>:away# >= 1), (((0 - <xy>:A# + <xy>:C#*2)*(0 - <xy>:NA# - <xy>:away# + 2))*2 + (<xy>:ABC#)*5) div ((<xy>:ABC#)*2) - 2, {})"),
    ("rating", [{"id": "rating", "item": ["r", {"linkId": "x", "coefficient": -1}]}], "iif(<r>:# + <x>:ABC# = 2, (<x>:A# - <x>:C#*2 + iif(<r>:# = 1, <r>:, 0)), {})"),
    ("decimal", [{"id": "decimal", "item": [{"linkId": "d", "reverse": True}]}], "iif(<<d>:# = 1, ((iif(<<d>:# = 1, 0 - ((<<d>:*10 + 15.5) div 1) + 20, 0))*2 + 50) div (20) - 2, {})"),
    ("unbounded", [{"id": "unbounded", "item": ["i"], "linear": {"multiply": 0.5}}], "iif(<i>:# = 1, iif((iif(<i>:# = 1, <i>:, 0))*2 + 2 < 0, 0 - ((4) - 1 - ((iif(<i>:# = 1, <i>:, 0))*2 + 2)) div (4), ((iif(<i>:# = 1, <i>:, 0))*2 + 2) div (4)), {})"),
    ("count", [{"id": "count", "method": "count", "atLeast": 1, "item": ["x", "r"]}], "iif(<x>:ABC# + <r>:# = 2, (<x>:C# + <r>:.where(($this >= 1 and $this <= 3))#), {})"),
    ("percent", [{"id": "percent", "method": "percent", "item": ["x", "r"]}], "iif(<x>:ABC# + <r>:# = 2, ((<x>:B# + <x>:C#*3 + iif(<r>:# = 1, <r>: + 2, 0))*50 + 2) div (4), {})"),
    ("minimum", [{"id": "minimum", "method": "minimum", "item": ["x", "r"]}], "iif(<x>:ABC# + <r>:# = 2, (iif((<r>:.where(($this + 2 >= 0 and $this + 2 <= 0))#) > 0, 0 - 2, iif((<x>:A# + <r>:.where(($this + 1 >= 0 and $this + 1 <= 0))#) > 0, 0 - 1, iif((<x>:B# + <r>:.where(($this >= 0 and $this <= 0))#) > 0, 0, iif((<r>:.where(($this >= 1 and $this <= 1))#) > 0, 1, iif((<x>:C# + <r>:.where(($this >= 2 and $this <= 2))#) > 0, 2, 3)))))), {})"),
    ("maximum", [{"id": "maximum", "method": "maximum", "item": ["x", "y"]}], "iif(<xy>:ABC# = 2, (iif((<xy>:C#) > 0, 2, iif((<xy>:B#) > 0, 0, 0 - 1))), {})"),
    ("linear", [{"id": "linear", "item": ["x"], "linear": {"multiply": -3, "add": 0.5}, "digits": 1}], "iif(<x>:ABC# = 1, (0 - (0 - <x>:A# + <x>:C#*2)*30 + 5) / 10, {})"),
    ("linear-mean", [{"id": "linear-mean", "method": "mean", "item": ["x", "y"], "missing": {"rule": "prorate", "atMost": 1}, "linear": {"multiply": 10, "add": 5}}], "iif(<xy>:ABC# >= 1, (((0 - <xy>:A# + <xy>:C#*2)*10 + (<xy>:ABC#)*5)*2 + (<xy>:ABC#)*11) div ((<xy>:ABC#)*2) - 5, {})"),
    ("lookup", [{"id": "lookup", "item": ["x", "y"], "lookup": [{"from": -2, "value": 0}, {"from": 0, "value": 1.5}, {"from": 2.5, "value": 3}], "digits": 1}], "iif(<xy>:ABC# = 2, ((4 | 9).where($this*1 <= (0 - <xy>:A# + <xy>:C#*2)*2 + 4)#*3) / 2, {})"),
    ("lookup-mean", [{"id": "lookup-mean", "method": "mean", "item": ["x", "y"], "missing": {"rule": "prorate", "atMost": 1}, "lookup": [{"from": -1, "value": 1}, {"from": 0.5, "value": 0}]}], "iif(<xy>:ABC# >= 1, (0 - (3).where($this*1*(<xy>:ABC#) <= (0 - <xy>:A# + <xy>:C#*2)*2 + (<xy>:ABC#)*2)# + 1), {})"),
    ("composite", [{"id": "p", "item": ["x"]}, {"id": "q", "method": "mean", "item": ["y", "r"], "missing": {"rule": "prorate", "atMost": 1}}, {"id": "composite", "part": [{"scale": "p", "coefficient": 0.5}, {"scale": "q", "coefficient": -1}], "digits": 1}], "iif((<x>:ABC# = 1) and (<y>:ABC# + <r>:# >= 1), (((((0 - <x>:A# + <x>:C#*2)*5)*(<y>:ABC# + <r>:#) + (0 - (0 - <y>:A# + <y>:C#*2 + iif(<r>:# = 1, <r>:, 0))*10))*2 + ((<y>:ABC# + <r>:#))*71) div (((<y>:ABC# + <r>:#))*2) - 35) / 10, {})"),
    ("composite-mean", [{"id": "p", "item": ["x"]}, {"id": "q", "item": ["y"], "linear": {"multiply": 0.5}}, {"id": "composite-mean", "method": "mean", "part": [{"scale": "p"}, {"scale": "q", "coefficient": 3}], "digits": 1}], "iif((<x>:ABC# = 1) and (<y>:ABC# = 1), (((((0 - <x>:A# + <x>:C#*2)*10 + (0 - <y>:A# + <y>:C#*2)*15))*2 + 60) div (8) - 7) / 10, {})"),
    ("composite-dividing", [{"id": "q", "method": "mean", "item": ["y", "r"], "missing": {"rule": "prorate", "atMost": 1}}, {"id": "o", "method": "mean", "item": ["x", "y"], "missing": {"rule": "prorate", "atMost": 1}}, {"id": "composite-dividing", "part": [{"scale": "q"}, {"scale": "o"}]}], "iif((<y>:ABC# + <r>:# >= 1) and (<xy>:ABC# >= 1), ((((0 - <y>:A# + <y>:C#*2 + iif(<r>:# = 1, <r>:, 0)))*(<xy>:ABC#) + ((0 - <xy>:A# + <xy>:C#*2))*(<y>:ABC# + <r>:#))*2 + ((<y>:ABC# + <r>:#)*(<xy>:ABC#))*7) div (((<y>:ABC# + <r>:#)*(<xy>:ABC#))*2) - 3, {})"),
    ("classification", [{"id": "p", "item": ["x"]}, {"id": "q", "method": "mean", "item": ["y", "x"], "digits": 1}, {"id": "classification", "method": "classification", "criterion": [{"id": "1", "when": {"score": "p", "operator": ">=", "answer": -1}}, {"id": "2", "when": {"score": "q", "operator": "!=", "answer": [1, 0.25]}}, {"id": "3", "when": {"score": "q", "operator": "=", "answer": [0, 2]}}], "category": [{"id": "u", "value": -1, "all": ["1", "2"]}, {"id": "v", "value": 2, "any": ["1", "3"]}, {"id": "w", "value": 0}]}], "iif((<x>:ABC# = 1) and (<yx>:ABC# = 2), (iif((((0 - <x>:A# + <x>:C#*2)) >= (0 - 1)) and ((((0 - <yx>:A# + <yx>:C#*2)*5) != 10) and (((0 - <yx>:A# + <yx>:C#*2)*5)*2 != 5)), 0 - 1, iif((((0 - <x>:A# + <x>:C#*2)) >= (0 - 1)) or ((((0 - <yx>:A# + <yx>:C#*2)*5) = 0) or (((0 - <yx>:A# + <yx>:C#*2)*5) = 20)), 2, 0))), {})"),
        ("halves", [{"id": "p", "item": ["x"]}, {"id": "halves", "method": "classification", "digits": 1, "criterion": [{"id": "1", "when": {"score": "p", "operator": "=", "answer": 2}}], "category": [{"id": "u", "value": 1.5, "all": ["1"]}, {"id": "v", "value": -0.5}]}], "iif(<x>:ABC# = 1, (iif(((0 - <x>:A# + <x>:C#*2)) = 2, 15, 0 - 5)) / 10, {})"),
        ("upwards", [{"id": "upwards", "item": ["x"], "linear": {"add": 3}, "lookup": [{"from": 2, "value": 7.5}, {"from": 5, "value": 8}], "digits": 1}], "iif(<x>:ABC# = 1, ((5).where($this*1 <= ((0 - <x>:A# + <x>:C#*2) + 3))# + 15) / 2, {})"),
        ("quarters", [{"id": "quarters", "item": [{"linkId": "x", "coefficient": 0.25}, "d"], "lookup": [{"from": -1.75, "value": 1}, {"from": 1.25, "value": 2}, {"from": 2, "value": 3}]}], "iif(<x>:ABC# + <<d>:# = 2, ((12 | 15).where($this*5 <= (0 - <x>:A#*5 + <x>:C#*10 + iif(<<d>:# = 1, ((<<d>:*10 + 15.5) div 1)*2 - 30, 0)) + 35)# + 1), {})"),
    ],
)  # fmt: skip
def test_an_expression_is_the_shortest_that_every_engine_understands(name, scales, expected):
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
        "rater": ["client"], "language": "en", "item": json.loads(write_json(QUESTIONS), parse_float=Decimal),
        "scale": json.loads(json.dumps(scales), parse_float=Decimal),
    }  # fmt: skip
    form = decode(tree, Instrument)
    codings = FrozenMap({code: Coding(system="urn:s", code=code.upper()) for code in ("a", "b", "c", "na")})
    places = {**{link: Place(link=link, codings=codings) for link in "xy"}, **{link: Place(link=link, depth=link == "d") for link in "rdi"}}
    assert short(expressions(form, compile_plan(form), places)[name]) == expected


@pytest.mark.parametrize(
    ("keys", "tests"),
    [
        (["0", "1", "2"], "($this >= 0 and $this <= 2)"), (["3", "1"], "($this >= 1 and $this <= 1) or ($this >= 3 and $this <= 3)"),
        (["-2", "-1", "5", "4"], "($this + 2 >= 0 and $this + 1 <= 0) or ($this >= 4 and $this <= 5)"), (["-1", "0", "1"], "($this + 1 >= 0 and $this <= 1)"),
    ],
)  # fmt: skip
def test_whole_numbers_that_follow_each_other_are_one_test(keys, tests):
    plan = ItemPlan(link_id="r", weights=FrozenMap(dict.fromkeys(keys, 1)), coefficient=1)
    part = Part(plan=plan, step=1, place=Place(link="r"), item=None, away=None)
    assert part.given(keys) == f".answer.value.where({tests})"


def largest(*scales):
    """The largest weight with which the last scale still has an expression, its numbers on the way within 2**53."""

    def there(weight):
        options = [{"code": "a", "weight": -weight}, {"code": "b", "weight": weight + 1}, {"code": "na", "absent": "not-applicable"}]
        items = [{"linkId": link, "type": "choice", "answerOption": options} for link in "xyz"]
        tree = dump(instrument(items)) | {"scale": [{"digits": 0, **scale} for scale in scales]}
        form = decode(tree, Instrument)
        codings = FrozenMap({code: Coding(system="urn:x", code=code) for code in ("a", "b", "na")})
        places = {link: Place(link=link, codings=codings) for link in "xyz"}
        return scales[-1]["id"] in expressions(form, compile_plan(form), places)

    low, high = 1, 1
    while there(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if there(middle) else (low, middle)
    return low


ALL = ["x", "y", {"linkId": "z", "coefficient": 97}]
SUM, MEAN = {"id": "s", "item": ALL}, {"id": "m", "method": "mean", "item": ALL}
PRORATED = {"id": "p", "item": ALL, "missing": {"rule": "prorate", "atMost": 1}}
SHRUNK = {"id": "q", "method": "mean", "item": ALL, "missing": {"notApplicable": "shrink"}}
BOTH = {"id": "o", "item": ALL, "missing": {"rule": "prorate", "atMost": 1, "notApplicable": "shrink"}}
ONE = {"id": "x", "method": "mean", "item": ["x", "y"], "missing": {"rule": "prorate", "atMost": 1}}
OTHER = {"id": "z", "method": "mean", "item": ALL, "missing": {"rule": "prorate", "atMost": 1}}
PARTS = [{"id": "a", "item": ["x"]}, {"id": "b", "item": ["y"]}]
TABLE = [{"from": -4 * 10**9, "value": 0}, {"from": Decimal("7.000001"), "value": 2}]
HALF = [{"from": -2 * 10**9, "value": 0}, {"from": Decimal("7.000001"), "value": 2}]
CRITERION = {"id": "1", "when": {"score": "m", "operator": ">", "answer": 1}}
CATEGORIES = [{"id": "u", "value": 1, "all": ["1"]}, {"id": "v", "value": 0}]


@pytest.mark.parametrize(
    ("weight", "scales"),
    [
        # For instance 2 * (99 * (weight + 1) * 1000 + 1) + (2 * 99 * weight + 1) * 1000, the dividend of this sum, stays below 2**53.
        (22745452662, [{**SUM, "linear": {"add": Decimal("0.001")}}]),
        (22745452663486, [MEAN]),
        (229752047105, [PRORATED]),
        (22745452663486, [SHRUNK]),
        (229752047105, [BOTH]),
        (4595509822, [{"id": "e", "method": "maximum", "item": ALL, "linear": {"add": Decimal("0.0001")}}]),
        (75818175544, [{**MEAN, "linear": {"multiply": 3, "add": Decimal("0.01")}}]),
        (75818175544, [{**SHRUNK, "linear": {"multiply": 3, "add": Decimal("0.01")}}]),
        (1007199253, [{**SUM, "item": ["x"], "lookup": TABLE}]),
        (1007199253, [{**MEAN, "item": ["x", "y"], "lookup": TABLE}]),
        (503599626, [{**ONE, "lookup": HALF}]),
        (23214431068919, [*PARTS, {"id": "c", "method": "mean", "part": [{"scale": "a"}, {"scale": "b", "coefficient": 96}]}]),
        (5686363165870, [ONE, OTHER, {"id": "c", "part": [{"scale": "x"}, {"scale": "z", "coefficient": -1}]}]),
        (22745452663486, [MEAN, {"id": "k", "method": "classification", "criterion": [CRITERION], "category": CATEGORIES}]),
    ],
)
def test_a_scale_whose_numbers_a_binary_float_cannot_hold_has_no_expression(weight, scales):
    assert largest(*scales) == weight


def test_numbers_without_a_bound_are_as_exact_as_what_is_entered():
    form = decimals(2, None, None, digits=2, item=[{"linkId": "n0"}, {"linkId": "n1", "coefficient": 10**14}])
    assert formula(form).startswith("iif(")
