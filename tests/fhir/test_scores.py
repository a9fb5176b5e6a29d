# SPDX-License-Identifier: Apache-2.0
"""The law of the portable engine: an expression gives exactly the reference's value, or nothing exactly where the reference refuses."""

import json
from decimal import Decimal
from functools import lru_cache

import attrs
import fhirpathpy
import pytest
from cases import HABITS, Person, Writer, can_be_said, expressions, questionnaire, worked
from fhirpathpy.models import models
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import check_answers
from alliance_forms.model import (
    Absent,
    AnswerOption,
    ChoiceItem,
    Condition,
    GroupItem,
    Instrument,
    Missing,
    RatingItem,
    Scale,
    ScaleItem,
)
from alliance_forms.testing import instruments, responses
from alliance_forms.testing._scored import scored_forms

BUNDLED = [listing.id for listing in af.instruments() if "." not in listing.id]
HL7 = "http://hl7.org/fhir/StructureDefinition/"


@lru_cache(maxsize=64)
def compiled(expression):
    return fhirpathpy.compile(expression, models["r4"])


def calculated(resource, expression):
    found = compiled(expression)(resource, {"resource": resource})
    assert len(found) < 2
    return Decimal(str(found[0])) if found else None


def check(instrument, response):
    """Both engines on one response: what both of them give for each scale."""
    form, report = questionnaire(instrument), af.score(instrument, response)
    valid = check_answers(instrument, response.answers, session=response.session).answers
    written, formulas, found = Writer(instrument).resource(form, valid), expressions(form), {}
    for scale in instrument.scale:
        formula = formulas.get(f"score.{scale.id}")
        assert (formula is not None) is can_be_said(instrument, scale)
        if formula is not None:
            found[scale.id] = calculated(written, formula)
            assert found[scale.id] == report[scale.id].value
    return found


def comparable(instrument):
    """Something is scored, and fhirpathpy 2.2.4 can read the ids: it loses its way in a literal with some backslashes."""
    return any(scale.item for scale in instrument.scale) and not any("\\" in item.alias.get("fhir", "") for item in instrument.walk())


@st.composite
def answered(draw):
    instrument = draw(instruments(texts=True).filter(comparable))
    return instrument, draw(responses(instrument))


@given(answered())
def test_the_expression_of_any_instrument_agrees_with_the_reference(pair):
    check(*pair)


@given(scored_forms())
def test_the_expression_of_every_method_agrees_with_the_reference(pair):
    check(*pair)


@pytest.mark.parametrize("name", BUNDLED)
def test_the_expressions_of_the_bundled_instruments_agree_with_the_reference(name):
    instrument = af.get_instrument(name)
    for response in worked(instrument):
        check(instrument, response)
    for turn in range(len(HABITS)):
        person = Person(instrument, f"{name} {turn}", HABITS[turn % len(HABITS)])
        check(instrument, respond(instrument, person.answers(instrument.item)))


def option(code, weight=None, absent=None):
    return AnswerOption(code=code, weight=None if weight is None else Decimal(weight), absent=absent, text=code)


def small(count, **scale):
    """Questions with an option that says they do not apply, the first keyed in reverse, and a rating that has no options."""
    options = (option("a", "-1.5"), option("b", 0), option("c", 2), option("na", absent="not-applicable"), option("x"))
    choices = tuple(ChoiceItem(link_id=f"q{number}", text="q", answer_option=options) for number in range(count))
    items = (GroupItem(link_id="g", text="g", item=choices), RatingItem(link_id="r", text="r", minimum=-5, maximum=5))
    parts = (*(ScaleItem(link_id=item.link_id, reverse=item.link_id == "q0") for item in choices), ScaleItem(link_id="r"))
    return Instrument(
        id="clinic-x.small", version="1.0.0", title="Small", subject="client", rater=("client",), language="en", item=items,
        scale=(Scale(id="s", item=parts, **scale),), rights=af.get_instrument("phq-9").rights,
    )  # fmt: skip


SHRINK = Missing(not_applicable="shrink")
BOTH = Missing(rule="prorate", at_most=1, not_applicable="shrink")
RULES = st.sampled_from([Missing(), SHRINK, BOTH, attrs.evolve(BOTH, not_applicable="missing"), attrs.evolve(BOTH, at_most=9)])
AWAY, DECLINED = Absent(absent="not-applicable"), Absent(absent="asked-declined")
CODE = st.sampled_from(["a", "b", "c", "na", "x", AWAY, DECLINED, None])
RATING = st.integers(-5, 5).map(Decimal) | st.sampled_from([None, AWAY, Absent(absent="unknown")])


@given(RULES, st.sampled_from(["sum", "mean"]), st.integers(0, 2), st.lists(CODE, min_size=1, max_size=4), RATING)
def test_what_does_not_apply_is_told_from_what_is_missing(missing, method, digits, codes, rating):
    instrument = small(len(codes), missing=missing, method=method, digits=digits)
    answers = {f"q{place}": code for place, code in enumerate(codes)} | {"r": rating}
    check(instrument, respond(instrument, {link: answer for link, answer in answers.items() if answer is not None}))


def respond(instrument, answers):
    return af.Response(instrument=instrument.id, version=instrument.version, rater=instrument.rater[0], answers=answers)


@pytest.mark.parametrize(("left", "value"), [({}, 6), ({"q1": "na"}, 4), ({"q1": AWAY}, 4), ({"q1": DECLINED}, 6), ({"q1": "x"}, 6)])
def test_prorated_and_shortened_are_two_scores(left, value):
    """Two of three answers, 2 each: what is missing is filled up, what does not apply is not."""
    assert check(small(2, missing=BOTH), respond(small(2), {"q0": "a", "r": Decimal(2), **left})) == {"s": Decimal(value)}


def test_an_expression_follows_the_groups_that_conditions_need():
    instrument = small(2)
    when = tuple(Condition(question=link, operator="=", answer=("a", "b")) for link in ("q0", "q1"))
    group, rating = instrument.item
    instrument = attrs.evolve(instrument, item=(group, attrs.evolve(rating, enable_when=when, enable_behavior="all")))
    assert "%resource.item.item.where(linkId='r')" in expressions(questionnaire(instrument))["score.s"]
    assert check(instrument, respond(instrument, {"q0": "a", "q1": "b", "r": Decimal(5)})) == {"s": Decimal(7)}
    assert check(instrument, respond(instrument, {"q0": "c", "q1": "b", "r": Decimal(5)})) == {"s": None}


def test_a_score_item_is_hidden_and_read_only_and_comes_last():
    instrument = af.get_instrument("phq-9")
    resource = json.loads(af.render(instrument, "fhir-r4", locale="en"))
    item = resource["item"][-1]
    assert (item["linkId"], item["text"], item["type"], item["readOnly"]) == ("score.total", "Total", "integer", True)
    assert {"url": HL7 + "questionnaire-hidden", "valueBoolean": True} in item["extension"]
    (formula,) = expressions(resource).values()
    assert formula.startswith("iif(%resource.item.where(linkId='1' or linkId='2' ")


def test_two_of_nine_answers_are_no_score():
    phq9 = af.get_instrument("phq-9")
    assert check(phq9, respond(phq9, {"1": "3", "2": "3"})) == {"total": None}


@pytest.mark.parametrize("name", ["phq-9", "gad-7", "alliance-check-in"])
def test_a_form_with_one_answer_missing_is_no_score_of_any_scale_that_needs_it(name):
    instrument = af.get_instrument(name)
    options = {item.link_id: instrument.options(item) for item in instrument.walk() if isinstance(item, ChoiceItem)}
    whole = {link: next(option.code for option in known if option.weight != 0) for link, known in options.items()}
    assert None not in check(instrument, respond(instrument, whole)).values()
    for left_out in {part.link_id for scale in instrument.scale for part in scale.item}:
        found = check(instrument, respond(instrument, {link: code for link, code in whole.items() if link != left_out}))
        needing = {scale.id for scale in instrument.scale if left_out in [part.link_id for part in scale.item]}
        assert {name for name, value in found.items() if value is None} == needing


def test_decimal_scores_are_decimals():
    items = [item for item in questionnaire(small(2, method="mean", digits=1))["item"] if item["linkId"] == "score.s"]
    assert [item["type"] for item in items] == ["decimal"]
