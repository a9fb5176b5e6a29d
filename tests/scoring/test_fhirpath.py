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

from alliance_forms.codec import decode, write_json
from alliance_forms.model import Coding, FrozenMap, Instrument
from alliance_forms.scoring import compile_plan
from alliance_forms.scoring.evaluate import run_all
from alliance_forms.scoring.fhirpath import Place, expressions

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
    assert found == run_all(compile_plan(form), given_answers)["s"].value
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
