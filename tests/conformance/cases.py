# SPDX-License-Identifier: Apache-2.0
"""Writes what the judges are asked: Questionnaires, responses drawn at random, and the scores that our reference gives for them."""

import json
import logging
import random
import sys
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

import attrs
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import check_answers
from alliance_forms.codec import dumps, write_json
from alliance_forms.fhir import R4, convert
from alliance_forms.fhir.forms.names import names_of
from alliance_forms.fhir.responses.response import answer_items
from alliance_forms.fhir.terms import number, walk
from alliance_forms.model import (
    Absent,
    BooleanItem,
    ChoiceItem,
    DateItem,
    DisplayItem,
    Entry,
    GroupItem,
    OwnWords,
    Rights,
    TextItem,
)
from alliance_forms.model.instrument import absent_option
from alliance_forms.testing import instruments, responses
from alliance_forms.testing._scored import scored_forms
from alliance_forms.view import build_form

MANY, FEW, SHORT = 500, 50, 10  # responses of a short instrument and of a longer one, and the questions up to which one is short
BY_HAND = 10  # responses of an instrument that are tried in a form as it is shown
GENERATED, EACH = 100, 5  # instruments drawn at random, and their responses

CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
REASONS = ("asked-declined", "not-applicable", "unknown")
# How likely a question is answered, and how likely a reason stands in place of its answer.
HABITS = ((1, 0), (1, 0.1), (0.9, 0), (0.9, 0.1), (0.5, 0.2))


@lru_cache(maxsize=64)
def questionnaire(instrument):
    """As a host gets it; where no wording may be shown, with ids in place of words, since scores depend on none."""
    try:
        return json.loads(af.render(instrument, "fhir-r4", locale="en"))
    except af.NotPermitted:
        return json.loads(R4.render(build_form(named_by_id(instrument))))


def named_by_id(instrument):
    """The same questions, each called by its id, and each answer by its code."""
    sets = tuple(attrs.evolve(one, answer_option=by_code(one.answer_option)) for one in instrument.answer_option_set)
    items = tuple(called(item) for item in instrument.item)
    return attrs.evolve(instrument, rights=Rights(basis="CC0-1.0", holder="Nobody"), answer_option_set=sets, item=items)


def called(item):
    if isinstance(item, GroupItem):
        return attrs.evolve(item, text=item.link_id, item=tuple(called(member) for member in item.item))
    options = {"answer_option": by_code(item.answer_option)} if isinstance(item, ChoiceItem) else {}
    return attrs.evolve(item, text=item.link_id, **options)


def by_code(options):
    return tuple(attrs.evolve(option, text=option.code) for option in options)


def expressions(resource):
    """What the hidden items calculate, by linkId."""
    return {
        item["linkId"]: extension["valueExpression"]["expression"]
        for item in walk(resource["item"])
        for extension in item.get("extension", [])
        if extension["url"] == CALCULATED
    }


class Writer:
    """Writes a response's valid answers as a QuestionnaireResponse, nested like its Questionnaire."""

    def __init__(self, instrument):
        self.instrument, self.names = instrument, names_of(instrument)

    def resource(self, questionnaire, answers):
        items = answer_items(self.instrument, self.names, questionnaire, answers)
        made = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": items}
        return json.loads(write_json({key: value for key, value in made.items() if value != []}))


class Person:
    """Answers an instrument at random, the same way each time for the same name."""

    def __init__(self, instrument, name, habits):
        self.instrument, self.chance = instrument, random.Random(name)
        self.answering, self.declining = habits

    def answers(self, items):
        given = {}
        for item in items:
            if isinstance(item, GroupItem) and not item.repeats:
                given |= self.answers(item.item)
            elif not isinstance(item, DisplayItem) and self.chance.random() < self.answering:
                given[item.link_id] = self.answer(item)
        return given

    def answer(self, item):
        if isinstance(item, GroupItem):
            rounds = self.chance.randint(1, min(2, item.max_occurs or 2))
            return tuple(Entry(answers=self.answers(item.item)) for _ in range(rounds))
        options = self.instrument.options(item) if isinstance(item, ChoiceItem) else ()
        if self.chance.random() < self.declining:
            offered = {option.absent for option in options if option.absent}
            return Absent(absent=self.chance.choice(sorted(offered.union(REASONS))))
        if isinstance(item, ChoiceItem):
            return self.choice(item, [option for option in options if not option.absent])
        if isinstance(item, BooleanItem):
            return self.chance.random() < 1 / 2
        if isinstance(item, DateItem):
            return f"2026-01-{self.chance.randint(1, 28)}"
        return "words"[: item.max_length] if isinstance(item, TextItem) else self.number(item)

    def choice(self, item, options):
        if not options:
            return (OwnWords(text="words"),)
        if not item.repeats:
            return self.chance.choice(options).code
        together = [option.code for option in options if not option.exclusive] or [options[0].code]
        return tuple(self.chance.sample(together, self.chance.randint(1, len(together))))

    def number(self, item):
        """Any number within the range, its ends more often than others."""
        places = getattr(item, "decimals", 0)
        low = item.minimum if item.minimum is not None else (item.maximum or 0) - 50
        high = item.maximum if item.maximum is not None else low + 100
        ends = [int(Decimal(end).scaleb(places)) for end in (low, high)]
        return Decimal(self.chance.choice([*ends, *(self.chance.randint(*ends) for _ in range(8))])).scaleb(-places)


def worked(instrument):
    """The worked examples of the document, from raw answers; `validate` holds the reference to what they expect."""
    for example in instrument.example:
        answers = check_answers(instrument, example.answers, session=example.session).answers
        rater = example.rater or instrument.rater[0]
        yield af.Response(instrument=instrument.id, version=instrument.version, rater=rater, session=example.session, answers=answers)


def drawn(instrument):
    """The worked examples, a complete response, an empty one, and others between them."""
    yield from worked(instrument)
    scored = {part.link_id for scale in instrument.scale for part in scale.item}
    for turn in range(MANY if len(scored) <= SHORT else FEW):
        habits = (0, 0) if turn == 1 else HABITS[turn % len(HABITS)]
        answers = Person(instrument, f"{instrument.id} {turn}", habits).answers(instrument.item)
        yield af.Response(instrument=instrument.id, version=instrument.version, rater=instrument.rater[0], answers=answers)


def invented():
    """Instruments that differ in what they calculate, each with its responses."""
    found = {}

    # Hypothesis draws the same now and then, hence more than are needed; given a seed, it draws the same ones wherever it is run.
    @seed(4)
    @settings(
        max_examples=3 * GENERATED, derandomize=False, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def draw(data):
        any_form = instruments(texts=True) | scored_forms().map(itemgetter(0))
        instrument = data.draw(any_form.filter(lambda one: bool(expressions(questionnaire(one)))))
        filled = [data.draw(responses(instrument, complete=True, absences=number % 2 > 0)) for number in range(EACH - 2)]
        given = [*filled, *(data.draw(responses(instrument)) for _ in range(2))]
        found.setdefault(str(expressions(questionnaire(instrument))), (instrument, given))

    draw()
    assert len(found) >= GENERATED
    return list(found.values())[:GENERATED]


def can_be_said(instrument, scale):
    """Whether the definition says how to calculate a scale: neither a plug-in nor a rights holder has a part in it."""
    others = {one.id: one for one in instrument.scale}
    names = [part.scale for part in scale.part] + [one.when.score for one in scale.criterion]
    return scale.key is None and scale.method != "scorer" and all(can_be_said(instrument, others[name]) for name in names)


def expected(instrument, response, formulas):
    """What each expression must give: the number as it is written shortest, or nothing; and a scale without one must not need one."""
    report, values = af.score(instrument, response), {}
    for scale in instrument.scale:
        link, value = f"score.{scale.id}", report[scale.id].value
        if link in formulas:
            values[link] = None if value is None else str(number(value.normalize()))
        elif can_be_said(instrument, scale):
            sys.exit(f"{instrument.id}: {scale.id} can be calculated and has no expression")
    assert values.keys() == formulas.keys(), f"{instrument.id}: some expressions belong to no scale"
    return values


def can_be_entered(form, response):
    """Whether LHC-Forms 40.1.3 takes these answers: a date has its day there, and a condition that compares dates does not always hold."""
    asked, items = list(walk(form["item"])), list(walk(response.get("item", [])))
    dates = [answer["valueDate"] for item in items for answer in item.get("answer", []) if "valueDate" in answer]
    compared = any("answerDate" in condition for item in asked for condition in item.get("enableWhen", []))
    return not compared and all(len(date) == len("2026-11-25") for date in dates)


def without_reasons(instrument, answers):
    """What LHC-Forms keeps: it drops a reason where no option gives it, a round in which nothing is answered, and a round's opaque id."""
    known, kept = {item.link_id: item for item in instrument.walk()}, {}
    for link, answer in answers.items():
        if isinstance(answer, tuple) and isinstance(answer[0], Entry):
            rounds = [Entry(answers=without_reasons(instrument, entry.answers)) for entry in answer]
            kept[link] = tuple(entry for entry in rounds if entry.answers)
        elif not isinstance(answer, Absent) or (
            isinstance(known[link], ChoiceItem) and absent_option(instrument.options(known[link]), answer.absent)
        ):
            kept[link] = answer
    return {link: answer for link, answer in kept.items() if answer != ()}


def judged(name, instrument, given, *, by_hand=BY_HAND):
    """One instrument with its cases; those that are tried in a form as it is shown are marked."""
    form, cases, tried = questionnaire(instrument), [], 0
    formulas, writer = expressions(form), Writer(instrument)
    for turn, response in enumerate(given):
        valid = check_answers(instrument, response.answers, session=response.session).answers
        written = writer.resource(form, valid)
        enterable = tried < by_hand and can_be_entered(form, written)
        tried += enterable
        case = {"number": turn, "response": written, "expected": expected(instrument, response, formulas), "byHand": enterable}
        if enterable:
            kept = attrs.evolve(response, answers=without_reasons(instrument, valid), digest=None)
            case |= {"document": dumps(kept), "shown": expected(instrument, kept, formulas)}
        cases.append(case)
    newer = convert(form, to="5.0.0").resource
    return {"instrument": name, "document": dumps(instrument), "questionnaire": form, "questionnaireR5": newer, "cases": cases}


def typed():
    """Forms that are filled in as a person does: one with every type of question, and two that are in use."""
    every = json.loads((Path(__file__).parent / "every-type.json").read_text())["instrument"]
    for instrument in (af.load(json.dumps(every), af.Instrument), af.get_instrument("phq-9"), af.get_instrument("alliance-check-in")):
        answers = (Person(instrument, f"{instrument.id} typed {turn}", HABITS[turn]).answers(instrument.item) for turn in (0, 2, 4))
        given = [
            af.Response(
                instrument=instrument.id, version=instrument.version, rater=instrument.rater[0], answers=without_reasons(instrument, one)
            )
            for one in answers
        ]
        yield judged(instrument.id, instrument, given)


def main(path):
    logging.disable(logging.WARNING)  # a host that names nobody to turn to is reminded of it; no score depends on that
    bundled = [af.get_instrument(line.id) for line in af.instruments()]
    # Where every key is the rights holder's, there is nothing to calculate.
    told = [one for one in bundled if any(can_be_said(one, scale) for scale in one.scale)]
    made = [judged(one.id, one, drawn(one)) | {"bundled": True} for one in told]
    made += [judged(f"generated {place}", *one) | {"bundled": False} for place, one in enumerate(invented())]
    path.write_text(json.dumps(made, indent=1))
    path.with_name("typed.json").write_text(json.dumps(list(typed()), indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
