# SPDX-License-Identifier: Apache-2.0
"""Does an instrument document fit together? One function for each rule, all of them run, every finding with its place."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

import attrs

from alliance_forms.checks.conditions import index_of
from alliance_forms.errors import Problem, closest, pointer_to
from alliance_forms.model import (
    AnswerOption,
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
# With the 15 digits of a number, what exact decimal arithmetic carries without rounding.
MOST_DECIMALS = 9
Place = tuple[str | int, ...]
_ORDERED = (ChoiceItem, IntegerItem, DecimalItem, RatingItem, VisualAnalogueItem)


def check_instrument(instrument: Instrument) -> tuple[Problem, ...]:
    """Everything in an instrument document that does not fit together, by place.

    >>> import alliance_forms as af
    >>> check_instrument(af.get_instrument("phq-9"))
    ()
    """
    found = (problem for rule in _RULES for problem in rule(instrument))
    return tuple(sorted(found, key=lambda problem: (problem.pointer, problem.code)))


def _problem(code: str, place: Place, message: str, hint: str | None = None) -> Problem:
    return Problem(code=code, pointer=pointer_to(*place), message=message, hint=hint)


def _items(instrument: Instrument) -> Iterator[tuple[Item, Place]]:
    def walk(items: tuple[Item, ...], place: Place) -> Iterator[tuple[Item, Place]]:
        for number, item in enumerate(items):
            here = (*place, "item", number)
            yield item, here
            if isinstance(item, GroupItem):
                yield from walk(item.item, here)

    return walk(instrument.item, ())


def _unknown(kind: str, name: str, known: Iterable[str], place: Place) -> Problem:
    near = closest(name, known)
    return _problem("AF-REF-UNKNOWN", place, f"there is no {kind} of this id", f"did you mean {near!r}?" if near else None)


def _twice(kind: str, ids: Iterable[tuple[str, Place]]) -> Iterator[Problem]:
    ids = list(ids)
    counts = Counter(name for name, _ in ids)
    seen: set[str] = set()
    for name, place in ids:
        if counts[name] > 1 and name in seen:
            yield _problem("AF-ID-TWICE", place, f"this {kind} stands there already", "give each its own")
        seen.add(name)


def _ids(instrument: Instrument) -> Iterator[Problem]:
    yield from _twice("linkId", ((item.link_id, (*place, "linkId")) for item, place in _items(instrument)))
    for name in ("scale", "alert", "change", "source", "answer_option_set"):
        key = "answerOptionSet" if name == "answer_option_set" else name
        members = enumerate(getattr(instrument, name))
        yield from _twice(f"{key} id", ((member.id, (key, number, "id")) for number, member in members))
    for number, scale in enumerate(instrument.scale):
        yield from _twice("band id", ((band.id, ("scale", number, "band", n, "id")) for n, band in enumerate(scale.band)))
    yield from _twice("rater", ((rater, ("rater", number)) for number, rater in enumerate(instrument.rater)))


def _reserved(instrument: Instrument) -> Iterator[Problem]:
    for item, place in _items(instrument):
        if item.link_id in _RESERVED or item.link_id.startswith(_RESERVED_PREFIX):
            yield _problem("AF-ID-RESERVED", (*place, "linkId"), "'introduction', 'recall' and ids that begin with 'score.' are reserved")


def _option_lists(instrument: Instrument) -> Iterator[tuple[tuple[AnswerOption, ...], Place]]:
    for number, group in enumerate(instrument.answer_option_set):
        yield group.answer_option, ("answerOptionSet", number, "answerOption")
    for item, place in _items(instrument):
        if isinstance(item, ChoiceItem) and item.answer_option:
            yield item.answer_option, (*place, "answerOption")


def _options(instrument: Instrument) -> Iterator[Problem]:
    for options, place in _option_lists(instrument):
        yield from _twice("code", ((option.code, (*place, number, "code")) for number, option in enumerate(options)))
        reasons = [(option.absent, (*place, n, "absent")) for n, option in enumerate(options) if option.absent]
        yield from _twice("reason", ((str(reason), at) for reason, at in reasons))
        for number, option in enumerate(options):
            if option.absent and option.weight is not None:
                yield _problem("AF-OPTION-WEIGHT", (*place, number, "weight"), "an option that stands for an absence has no weight")


def _choices(instrument: Instrument) -> Iterator[Problem]:
    sets = {group.id for group in instrument.answer_option_set}
    for item, place in _items(instrument):
        if not isinstance(item, ChoiceItem):
            continue
        if item.answer_option_set is not None and item.answer_option_set not in sets:
            yield _unknown("answerOptionSet", item.answer_option_set, sets, (*place, "answerOptionSet"))
        if (item.answer_option_set is None) == (not item.answer_option):
            yield _problem("AF-ITEM-OPTIONS", place, "a choice has its own options or names a set of options, and not both")
        if item.open_label is not None and not item.open_choice:
            yield _problem("AF-ITEM-OPEN", (*place, "openLabel"), "a label for own words needs openChoice")


def _ranges(instrument: Instrument) -> Iterator[Problem]:
    for item, place in _items(instrument):
        low, high = getattr(item, "minimum", None), getattr(item, "maximum", None)
        if low is not None and high is not None and not low < high:
            yield _problem("AF-ITEM-RANGE", (*place, "maximum"), "the maximum is not above the minimum")
        decimals = getattr(item, "decimals", None)
        if decimals is not None and decimals > MOST_DECIMALS:
            yield _problem("AF-ITEM-RANGE", (*place, "decimals"), f"at most {MOST_DECIMALS} decimals are kept")
            continue
        for key, bound in (("minimum", low), ("maximum", high)):
            if decimals is not None and bound is not None and round(bound, decimals) != bound:
                yield _problem("AF-ITEM-RANGE", (*place, key), "this bound has more decimals than the item takes")
        if isinstance(item, GroupItem) and item.max_occurs is not None and not item.repeats:
            yield _problem("AF-ITEM-REPEATS", (*place, "maxOccurs"), "only a repeating group has maxOccurs")


def _enabling(instrument: Instrument) -> Iterator[Problem]:
    earlier: set[str] = set()
    for item, place in _items(instrument):
        if len(item.enable_when) > 1 and item.enable_behavior is None:
            yield _problem("AF-CONDITION-BEHAVIOUR", place, "several conditions need enableBehavior", "say 'all' or 'any'")
        for number, condition in enumerate(item.enable_when):
            at = (*place, "enableWhen", number)
            yield from _condition(instrument, condition, at)
            if condition.score is not None:
                yield _problem("AF-CONDITION-SCORE", (*at, "score"), "only alerts look at scores")
            elif condition.question in index_of(instrument).items and condition.question not in earlier:
                itself = condition.question == item.link_id
                message = "this condition points to the item itself" if itself else "this condition points forward"
                yield _problem("AF-CONDITION-ORDER", (*at, "question"), message, "look at an item that is asked earlier")
            elif not _visible(instrument, item, condition.question):
                yield _problem("AF-CONDITION-SCOPE", (*at, "question"), "this condition looks into a repeating group from outside")
        earlier.add(item.link_id)


def _repeating(instrument: Instrument, link: str | None) -> list[str]:
    index = index_of(instrument)
    groups = (index.items[name] for name in index.parents.get(link or "", ()))
    return [group.link_id for group in groups if isinstance(group, GroupItem) and group.repeats]


def _visible(instrument: Instrument, item: Item, question: str | None) -> bool:
    above = _repeating(instrument, question)
    return above == _repeating(instrument, item.link_id)[: len(above)]


def _condition(instrument: Instrument, condition: Condition, at: Place) -> Iterator[Problem]:
    items = index_of(instrument).items
    if (condition.question is None) == (condition.score is None):
        yield _problem("AF-CONDITION-SUBJECT", at, "a condition names a question, or in an alert a score, and not both")
        return
    values = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
    if condition.operator == "exists" and [type(value) for value in values] != [bool]:
        yield _problem("AF-CONDITION-ANSWER", (*at, "answer"), "'exists' is compared with true or false")
    if not values:
        yield _problem("AF-CONDITION-ANSWER", (*at, "answer"), "the list of answers is empty")
    if condition.score is not None:
        scales = {scale.id for scale in instrument.scale}
        if condition.score not in scales:
            yield _unknown("scale", condition.score, scales, (*at, "score"))
        return
    item = items.get(condition.question or "")
    if item is None:
        yield _unknown("item", condition.question or "", items, (*at, "question"))
    elif condition.operator != "exists":
        yield from _comparable(instrument, item, condition, values, (*at, "answer"))


def _comparable(instrument: Instrument, item: Item, condition: Condition, values: tuple[Any, ...], at: Place) -> Iterator[Problem]:
    if isinstance(item, GroupItem | DisplayItem):
        yield _problem("AF-CONDITION-ANSWER", at, "nothing is asked there that could be compared")
        return
    wanted = _kind_wanted(item, condition)
    kinds: dict[type | None, str] = {bool: "true or false", str: "a text"}
    if any((bool if isinstance(v, bool) else str if isinstance(v, str) else None) not in wanted for v in values):
        said = ", or ".join(kinds.get(kind, "a number") for kind in wanted)
        yield _problem("AF-CONDITION-ANSWER", at, f"this question is compared with {said}")
    elif isinstance(item, ChoiceItem) and not item.open_choice:
        codes = {option.code for option in instrument.options(item)}
        if any(isinstance(value, str) and value not in codes for value in values):
            yield _problem(
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


def _scales(instrument: Instrument) -> Iterator[Problem]:
    index = index_of(instrument)
    for number, scale in enumerate(instrument.scale):
        at: Place = ("scale", number)
        if not scale.item and scale.key is None:
            yield _problem("AF-SCALE-ITEMS", at, "a scale names its items, or says that its key is the holder's")
        if scale.digits > MOST_DECIMALS:
            yield _problem("AF-SCALE-DIGITS", (*at, "digits"), f"at most {MOST_DECIMALS} decimal places are reported")
        if (scale.missing.at_most is not None) != (scale.missing.rule == "prorate"):
            yield _problem("AF-SCALE-MISSING", (*at, "missing"), "prorating needs atMost, and only prorating has it")
        for position, part in enumerate(scale.item):
            if part.link_id not in index.items:
                yield _unknown("item", part.link_id, index.items, (*at, "item", position))
            elif _repeating(instrument, part.link_id):
                yield _problem(
                    "AF-SCALE-REPEATING",
                    (*at, "item", position),
                    "an item of a repeating group has no single answer to score",
                )
        edges = [band.low for band in scale.band]
        for position, (low, high) in enumerate(pairwise(edges)):
            if not low < high:
                yield _problem(
                    "AF-BAND-ORDER",
                    (*at, "band", position + 1, "from"),
                    "bands stand in ascending order of their lower edge",
                )


def _scorers(instrument: Instrument) -> Iterator[Problem]:
    for number, scale in enumerate(instrument.scale):
        at: Place = ("scale", number)
        if (scale.scorer is not None) != (scale.method == "scorer"):
            yield _problem("AF-SCALE-SCORER", at, "the method 'scorer' needs the name of a scorer, and only that method has one")
        for position, part in enumerate(scale.item):
            if scale.method == "scorer" and (part.reverse or part.coefficient != 1):
                message = "a scorer weighs the answers itself: nothing is reversed or multiplied for it"
                yield _problem("AF-SCALE-SCORER", (*at, "item", position), message, "give the linkId alone")


def _alerts(instrument: Instrument) -> Iterator[Problem]:
    for number, alert in enumerate(instrument.alert):
        at: Place = ("alert", number, "when")
        when = alert.when
        if isinstance(when, Combination):
            if bool(when.all) == bool(when.any):
                yield _problem("AF-ALERT-WHEN", at, "an alert holds when all, or any, of its conditions hold; name one of the two")
            pairs = [(one, (*at, key, n)) for key in ("all", "any") for n, one in enumerate(getattr(when, key))]
        else:
            pairs = [(when, at)]
        for condition, place in pairs:
            yield from _condition(instrument, condition, place)
            if _repeating(instrument, condition.question):
                yield _problem("AF-ALERT-REPEATING", (*place, "question"), "an alert cannot look into a repeating group")
        if instrument.subject == "therapist" and set(alert.audience) == {"therapist"}:
            yield _problem(
                "AF-ALERT-AUDIENCE",
                ("alert", number, "audience"),
                "an alert about the therapist never goes to the therapist alone",
            )


def _references(instrument: Instrument) -> Iterator[Problem]:
    sources, scales = {one.id for one in instrument.source}, {one.id for one in instrument.scale}
    named: list[tuple[str | None, Place]] = [(one, ("validation", "source", n)) for n, one in enumerate(instrument.validation.source)]
    for key in ("scale", "alert", "change", "example"):
        named += [(one.source, (key, n, "source")) for n, one in enumerate(getattr(instrument, key))]
    named += [(one.band_source, ("scale", n, "bandSource")) for n, one in enumerate(instrument.scale)]
    yield from (_unknown("source", name, sources, place) for name, place in named if name is not None and name not in sources)
    for number, change in enumerate(instrument.change):
        if change.scale not in scales:
            yield _unknown("scale", change.scale, scales, ("change", number, "scale"))


def _raters(instrument: Instrument) -> Iterator[Problem]:
    for path, text in texts_of(instrument):
        if not isinstance(text, ByRater):
            continue
        given = {name for name, value in attrs.asdict(text).items() if value is not None}
        if given != set(instrument.rater):
            message = f"the text {path!r} is not given for each of the raters {', '.join(instrument.rater)}, and for them only"
            yield _problem("AF-TEXT-RATERS", (), message)
    for number, example in enumerate(instrument.example):
        if example.rater is None and len(instrument.rater) > 1:
            yield _problem("AF-EXAMPLE-RATER", ("example", number), "with several raters an example says which")
        if example.rater is not None and example.rater not in instrument.rater:
            yield _unknown("rater", example.rater, instrument.rater, ("example", number, "rater"))


_RULES: tuple[Callable[[Instrument], Iterator[Problem]], ...] = (
    _ids, _reserved, _options, _choices, _ranges, _enabling, _scales, _scorers, _alerts, _references, _raters,
)  # fmt: skip
