# SPDX-License-Identifier: Apache-2.0
"""Does an instrument document fit together? One function for each rule, all of them run, every finding with its place."""

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from alliance_forms.checks.conditions import index_of
from alliance_forms.checks.fills import filling
from alliance_forms.checks.findings import MOST_DECIMALS, Place, option_lists, placed_items, problem, repeating, twice, unknown
from alliance_forms.checks.scales import SCALE_RULES
from alliance_forms.checks.templates import templates
from alliance_forms.codec import scoring_digest
from alliance_forms.errors import Problem
from alliance_forms.model import (
    BooleanItem,
    ByRater,
    ChoiceItem,
    Combination,
    Condition,
    DecimalItem,
    DisplayItem,
    GroupItem,
    Instrument,
    IntegerItem,
    Item,
    RatingItem,
    VisualAnalogueItem,
    texts_of,
)

__all__ = ["check_instrument"]

# The items that a FHIR Questionnaire has beside ours.
_RESERVED = ("introduction", "recall")
_RESERVED_PREFIX = "score."
_ORDERED = (ChoiceItem, IntegerItem, DecimalItem, RatingItem, VisualAnalogueItem)


def check_instrument(instrument: Instrument) -> tuple[Problem, ...]:
    """Everything in an instrument document that does not fit together, by place.

    >>> import alliance_forms as af
    >>> check_instrument(af.get_instrument("phq-9"))
    ()
    """
    found = (finding for rule in (*_RULES, *SCALE_RULES) for finding in rule(instrument))
    return tuple(sorted(found, key=lambda finding: (finding.pointer, finding.code)))


def _ids(instrument: Instrument) -> Iterator[Problem]:
    yield from twice("linkId", ((item.link_id, (*place, "linkId")) for item, place in placed_items(instrument)))
    for name in ("scale", "alert", "change", "source", "answer_option_set"):
        key = "answerOptionSet" if name == "answer_option_set" else name
        members = enumerate(getattr(instrument, name))
        yield from twice(f"{key} id", ((member.id, (key, number, "id")) for number, member in members))
    yield from twice("rater", ((rater, ("rater", number)) for number, rater in enumerate(instrument.rater)))


def _reserved(instrument: Instrument) -> Iterator[Problem]:
    for item, place in placed_items(instrument):
        if item.link_id in _RESERVED or item.link_id.startswith(_RESERVED_PREFIX):
            yield problem("AF-ID-RESERVED", (*place, "linkId"), "'introduction', 'recall' and ids that begin with 'score.' are reserved")


def _options(instrument: Instrument) -> Iterator[Problem]:
    for options, place in option_lists(instrument):
        yield from twice("code", ((option.code, (*place, number, "code")) for number, option in enumerate(options)))
        reasons = [(option.absent, (*place, n, "absent")) for n, option in enumerate(options) if option.absent]
        yield from twice("reason", ((str(reason), at) for reason, at in reasons))
        for number, option in enumerate(options):
            if option.absent and option.weight is not None:
                yield problem("AF-OPTION-WEIGHT", (*place, number, "weight"), "an option that stands for an absence has no weight")


def _choices(instrument: Instrument) -> Iterator[Problem]:
    sets = {group.id for group in instrument.answer_option_set}
    for item, place in placed_items(instrument):
        if not isinstance(item, ChoiceItem):
            continue
        if item.answer_option_set is not None and item.answer_option_set not in sets:
            yield unknown("answerOptionSet", item.answer_option_set, sets, (*place, "answerOptionSet"))
        if (item.answer_option_set is None) == (not item.answer_option):
            yield problem("AF-ITEM-OPTIONS", place, "a choice has its own options or names a set of options, and not both")
        if item.open_label is not None and not item.open_choice:
            yield problem("AF-ITEM-OPEN", (*place, "openLabel"), "a label for own words needs openChoice")
        if not item.choices and any(option.by_choice or option.language for option in instrument.options(item)):
            message = 'an option is offered by choice or by language, and the question does not say "choices": true'
            yield problem("AF-ITEM-CHOICES", place, message)
        if item.choices and any(option.weight is not None for option in instrument.options(item)):
            yield problem("AF-ITEM-CHOICES", (*place, "choices"), "what a score counts is offered to everyone alike")


def _ranges(instrument: Instrument) -> Iterator[Problem]:
    for item, place in placed_items(instrument):
        low, high = getattr(item, "minimum", None), getattr(item, "maximum", None)
        if low is not None and high is not None and not low < high:
            yield problem("AF-ITEM-RANGE", (*place, "maximum"), "the maximum is not above the minimum")
        decimals = getattr(item, "decimals", None)
        if decimals is not None and decimals > MOST_DECIMALS:
            yield problem("AF-ITEM-RANGE", (*place, "decimals"), f"at most {MOST_DECIMALS} decimals are kept")
            continue
        for key, bound in (("minimum", low), ("maximum", high)):
            if decimals is not None and bound is not None and round(bound, decimals) != bound:
                yield problem("AF-ITEM-RANGE", (*place, key), "this bound has more decimals than the item takes")
        if isinstance(item, GroupItem) and item.max_occurs is not None and not item.repeats:
            yield problem("AF-ITEM-REPEATS", (*place, "maxOccurs"), "only a repeating group has maxOccurs")


def _enabling(instrument: Instrument) -> Iterator[Problem]:
    earlier: set[str] = set()
    for item, place in placed_items(instrument):
        if len(item.enable_when) > 1 and item.enable_behavior is None:
            yield problem("AF-CONDITION-BEHAVIOUR", place, "several conditions need enableBehavior", "say 'all' or 'any'")
        for number, condition in enumerate(item.enable_when):
            at = (*place, "enableWhen", number)
            yield from _condition(instrument, condition, at)
            if condition.score is not None:
                yield problem("AF-CONDITION-SCORE", (*at, "score"), "only alerts look at scores")
            elif condition.question in index_of(instrument).items and condition.question not in earlier:
                itself = condition.question == item.link_id
                message = "this condition points to the item itself" if itself else "this condition points forward"
                yield problem("AF-CONDITION-ORDER", (*at, "question"), message, "look at an item that is asked earlier")
            elif not _visible(instrument, item, condition.question):
                yield problem("AF-CONDITION-SCOPE", (*at, "question"), "this condition looks into a repeating group from outside")
        earlier.add(item.link_id)


def _visible(instrument: Instrument, item: Item, question: str | None) -> bool:
    above = repeating(instrument, question)
    return above == repeating(instrument, item.link_id)[: len(above)]


def _condition(instrument: Instrument, condition: Condition, at: Place) -> Iterator[Problem]:
    items = index_of(instrument).items
    if (condition.question is None) == (condition.score is None):
        yield problem("AF-CONDITION-SUBJECT", at, "a condition names a question, or in an alert a score, and not both")
        return
    values = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
    if condition.operator == "exists" and [type(value) for value in values] != [bool]:
        yield problem("AF-CONDITION-ANSWER", (*at, "answer"), "'exists' is compared with true or false")
    if not values:
        yield problem("AF-CONDITION-ANSWER", (*at, "answer"), "the list of answers is empty")
    if condition.score is not None:
        scales = {scale.id for scale in instrument.scale}
        if condition.score not in scales:
            yield unknown("scale", condition.score, scales, (*at, "score"))
        return
    item = items.get(condition.question or "")
    if item is None:
        yield unknown("item", condition.question or "", items, (*at, "question"))
    elif condition.operator != "exists":
        yield from _comparable(instrument, item, condition, values, (*at, "answer"))


def _comparable(instrument: Instrument, item: Item, condition: Condition, values: tuple[Any, ...], at: Place) -> Iterator[Problem]:
    if isinstance(item, GroupItem | DisplayItem):
        yield problem("AF-CONDITION-ANSWER", at, "nothing is asked there that could be compared")
        return
    wanted = _kind_wanted(item, condition)
    kinds: dict[type | None, str] = {bool: "true or false", str: "a text"}
    if any((bool if isinstance(v, bool) else str if isinstance(v, str) else None) not in wanted for v in values):
        said = ", or ".join(kinds.get(kind, "a number") for kind in wanted)
        yield problem("AF-CONDITION-ANSWER", at, f"this question is compared with {said}")
    elif isinstance(item, ChoiceItem) and not item.open_choice:
        codes = {option.code for option in instrument.options(item)}
        if any(isinstance(value, str) and value not in codes for value in values):
            yield problem(
                "AF-CONDITION-ANSWER",
                at,
                "this code is none of the options there",
                f"the codes are {', '.join(sorted(codes))}",
            )


def _kind_wanted(item: Item, condition: Condition) -> tuple[type | None, ...]:
    """Types a comparison makes sense with; None stands for numbers."""
    if isinstance(item, BooleanItem):
        return (bool,) if condition.operator in ("=", "!=") else ()
    if isinstance(item, ChoiceItem):
        return (str, None) if condition.operator in ("=", "!=") else (None,)
    return (None,) if isinstance(item, _ORDERED) else (str,)


def _alerts(instrument: Instrument) -> Iterator[Problem]:
    for number, alert in enumerate(instrument.alert):
        at: Place = ("alert", number, "when")
        when = alert.when
        if isinstance(when, Combination):
            if bool(when.all) == bool(when.any):
                yield problem("AF-ALERT-WHEN", at, "an alert holds when all, or any, of its conditions hold; name one of the two")
            pairs = [(one, (*at, key, n)) for key in ("all", "any") for n, one in enumerate(getattr(when, key))]
        else:
            pairs = [(when, at)]
        for condition, place in pairs:
            yield from _condition(instrument, condition, place)
            if repeating(instrument, condition.question):
                yield problem("AF-ALERT-REPEATING", (*place, "question"), "an alert cannot look into a repeating group")
        if instrument.subject == "therapist" and set(alert.audience) == {"therapist"}:
            yield problem(
                "AF-ALERT-AUDIENCE",
                ("alert", number, "audience"),
                "an alert about the therapist never goes to the therapist alone",
            )


def _references(instrument: Instrument) -> Iterator[Problem]:
    sources, scales = {one.id for one in instrument.source}, {one.id for one in instrument.scale}
    named: list[tuple[str | None, Place]] = [(one, ("validation", "source", n)) for n, one in enumerate(instrument.validation.source)]
    for key in ("scale", "alert", "change", "example"):
        named += [(one.source, (key, n, "source")) for n, one in enumerate(getattr(instrument, key))]
    for n, one in enumerate(instrument.scale):
        named += [(one.band_source, ("scale", n, "bandSource"))]
        named += [(cut.source, ("scale", n, "cutOff", position, "source")) for position, cut in enumerate(one.cut_off)]
    named += [(instrument.combine.source, ("combine", "source"))] if instrument.combine else []
    yield from (unknown("source", name, sources, place) for name, place in named if name is not None and name not in sources)
    for number, change in enumerate(instrument.change):
        if change.scale not in scales:
            yield unknown("scale", change.scale, scales, ("change", number, "scale"))


def _raters(instrument: Instrument) -> Iterator[Problem]:
    for path, text in texts_of(instrument):
        if not isinstance(text, ByRater):
            continue
        given = {name for name, value in attrs.asdict(text).items() if value is not None}
        if given != set(instrument.rater):
            message = f"the text {path!r} is not given for each of the raters {', '.join(instrument.rater)}, and for them only"
            yield problem("AF-TEXT-RATERS", (), message)
    for number, example in enumerate(instrument.example):
        if example.rater is None and len(instrument.rater) > 1:
            yield problem("AF-EXAMPLE-RATER", ("example", number), "with several raters an example says which")
        if example.rater is not None and example.rater not in instrument.rater:
            yield unknown("rater", example.rater, instrument.rater, ("example", number, "rater"))


def _origin(instrument: Instrument) -> Iterator[Problem]:
    if instrument.origin and instrument.origin.digest != scoring_digest(instrument):
        message = "this is no longer the form that was imported, so that nothing kept of that is written any more"
        yield problem("AF-ORIGIN-CHANGED", ("origin", "digest"), message, "remove origin, or import the form again", "warning")


_RULES: tuple[Callable[[Instrument], Iterator[Problem]], ...] = (
    _ids, _reserved, _options, _choices, _ranges, _enabling, _alerts, _references, _raters, _origin, templates, filling,
)  # fmt: skip
