# SPDX-License-Identifier: Apache-2.0
"""Do the scales of an instrument say something, and only what their method takes? What arithmetic tells is in `scoring.lint`."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

import attrs

from alliance_forms.checks.conditions import index_of
from alliance_forms.checks.findings import MOST_DECIMALS, Place, option_lists, placed_items, problem, repeating, twice, unknown
from alliance_forms.codec.faults import key_of
from alliance_forms.errors import Problem
from alliance_forms.model import ChoiceItem, Instrument, Scale

__all__ = ["SCALE_RULES"]

_RESULT = frozenset(["linear", "lookup", "band", "cut_off", "missing"])
# What a scale may have besides its names, by its method.
_TAKES: dict[str, frozenset[str]] = {
    "sum": _RESULT | {"item", "part"},
    "mean": _RESULT | {"item", "part"},
    "count": _RESULT | {"item", "at_least"},
    "percent": _RESULT | {"item"},
    "minimum": _RESULT | {"item"},
    "maximum": _RESULT | {"item"},
    "classification": frozenset(["criterion", "category"]),
    "scorer": frozenset(["item", "band", "cut_off", "missing"]),
}
_SPECIAL = frozenset().union(*_TAKES.values())


def _scales(instrument: Instrument) -> Iterator[tuple[Scale, Place]]:
    yield from ((scale, ("scale", number)) for number, scale in enumerate(instrument.scale))


def _ids(instrument: Instrument) -> Iterator[Problem]:
    for scale, at in _scales(instrument):
        for field, key in (("band", "band"), ("cut_off", "cutOff"), ("criterion", "criterion"), ("category", "category")):
            members = enumerate(getattr(scale, field))
            yield from twice(f"{key} id", ((member.id, (*at, key, n, "id")) for n, member in members))


def _methods(instrument: Instrument) -> Iterator[Problem]:
    for scale, at in _scales(instrument):
        fields = [field for field in attrs.fields(Scale) if field.name in _SPECIAL and getattr(scale, field.name) != field.default]
        for field in fields:
            if field.name not in _TAKES[scale.method]:
                yield problem("AF-SCALE-METHOD", (*at, key_of(field)), f"the method {scale.method!r} has no {key_of(field)!r}")
        if scale.method != "count" and any(part.at_least is not None for part in scale.item):
            yield problem("AF-SCALE-METHOD", (*at, "item"), "only the method 'count' has 'atLeast'")
        if scale.digits > MOST_DECIMALS:
            yield problem("AF-SCALE-DIGITS", (*at, "digits"), f"at most {MOST_DECIMALS} decimal places are reported")


def _contents(instrument: Instrument) -> Iterator[Problem]:
    for scale, at in _scales(instrument):
        if scale.method == "classification":
            continue
        if scale.item and scale.part:
            yield problem("AF-SCALE-METHOD", (*at, "part"), "a scale is made of items or of other scales, not of both")
        if not scale.item and not scale.part and scale.key is None:
            yield problem("AF-SCALE-ITEMS", at, "a scale names its items, or says that its key is the holder's")
        yield from _members(instrument, scale, at)


def _members(instrument: Instrument, scale: Scale, at: Place) -> Iterator[Problem]:
    items, scales = index_of(instrument).items, {one.id for one in instrument.scale}
    for position, part in enumerate(scale.item):
        if part.link_id not in items:
            yield unknown("item", part.link_id, items, (*at, "item", position))
        elif repeating(instrument, part.link_id):
            yield problem("AF-SCALE-REPEATING", (*at, "item", position), "an item of a repeating group has no single answer to score")
    yield from _again("item", [part.link_id for part in scale.item], at)
    yield from _again("part", [part.scale for part in scale.part], at)
    yield from (unknown("scale", one.scale, scales, (*at, "part", n)) for n, one in enumerate(scale.part) if one.scale not in scales)


def _again(key: str, names: list[str], at: Place) -> Iterator[Problem]:
    for position, name in enumerate(names):
        if name in names[:position]:
            hint = "give it a coefficient if it counts more than once"
            yield problem("AF-SCALE-TWICE", (*at, key, position), f"{name!r} counts in this scale already", hint)


def _missing(instrument: Instrument) -> Iterator[Problem]:
    for scale, at in _scales(instrument):
        at = (*at, "missing")
        if (scale.missing.at_most is not None) != (scale.missing.rule == "prorate"):
            yield problem("AF-SCALE-MISSING", at, "prorating needs atMost, and only prorating has it")
        if scale.missing.rule == "prorate" and scale.method in ("minimum", "maximum"):
            yield problem("AF-SCALE-MISSING", at, "what is missing could have been the least or the greatest: nothing is prorated here")
        if scale.part and scale.missing != type(scale.missing)():
            yield problem("AF-SCALE-MISSING", at, "its parts say what is done about missing answers")


def _scorers(instrument: Instrument) -> Iterator[Problem]:
    for scale, at in _scales(instrument):
        if (scale.scorer is not None) != (scale.method == "scorer"):
            yield problem("AF-SCALE-SCORER", at, "the method 'scorer' needs the name of a scorer, and only that method has one")
        for position, part in enumerate(scale.item):
            if scale.method == "scorer" and (part.reverse or part.coefficient != 1):
                message = "a scorer weighs the answers itself: nothing is reversed or multiplied for it"
                yield problem("AF-SCALE-SCORER", (*at, "item", position), message, "give the linkId alone")


def _edges(instrument: Instrument) -> Iterator[Problem]:
    for scale, at in _scales(instrument):
        for key, code, what in (("band", "AF-BAND-ORDER", "bands"), ("lookup", "AF-LOOKUP-ORDER", "rows of a look-up table")):
            edges = [member.low for member in getattr(scale, key)]
            for position, (low, high) in enumerate(pairwise(edges), start=1):
                if not low < high:
                    yield problem(code, (*at, key, position, "from"), f"{what} stand in ascending order of their lower edge")


def _classifications(instrument: Instrument) -> Iterator[Problem]:
    for scale, at in _scales(instrument):
        if scale.method == "classification":
            if not scale.criterion or not scale.category:
                yield problem("AF-CLASS-EMPTY", at, "a classification has criteria and categories")
            yield from _criteria(instrument, scale, at)
            yield from _categories(scale, at)


def _criteria(instrument: Instrument, scale: Scale, at: Place) -> Iterator[Problem]:
    scales = {one.id for one in instrument.scale}
    for number, one in enumerate(scale.criterion):
        here, when = (*at, "criterion", number, "when"), one.when
        values = when.answer if isinstance(when.answer, tuple) else (when.answer,)
        if when.score is None or when.question is not None:
            message = "a criterion looks at a score"
            yield problem("AF-CLASS-CRITERION", here, message, "count that question in a scale of its own, and name the scale")
        elif when.score not in scales:
            yield unknown("scale", when.score, scales, (*here, "score"))
        if when.operator == "exists" or not all(isinstance(value, Decimal) for value in values):
            yield problem("AF-CLASS-CRITERION", (*here, "answer"), "a score is compared with a number")


def _categories(scale: Scale, at: Place) -> Iterator[Problem]:
    known = {one.id for one in scale.criterion}
    values = [category.value for category in scale.category]
    for number, category in enumerate(scale.category):
        here, last = (*at, "category", number), number == len(scale.category) - 1
        if bool(category.all) and bool(category.any):
            yield problem("AF-CLASS-CATEGORY", here, "a category holds when all, or any, of its criteria hold; name one of the two")
        if last == bool(category.all or category.any):
            yield problem("AF-CLASS-CATEGORY", here, "each category names criteria, and the last one none: it is what is left")
        if category.value in values[:number] or round(category.value, scale.digits) != category.value:
            yield problem("AF-CLASS-CATEGORY", (*here, "value"), "each category has a value of its own, with the digits of the scale")
        for key in ("all", "any"):
            names = enumerate(getattr(category, key))
            yield from (unknown("criterion", name, known, (*here, key, n)) for n, name in names if name not in known)


def _combined(instrument: Instrument) -> Iterator[Problem]:
    if instrument.combine is None:
        return
    rule, scales = instrument.combine, {scale.id: scale for scale in instrument.scale}
    if rule.rater not in instrument.rater:
        yield unknown("rater", rule.rater, instrument.rater, ("combine", "rater"))
    yield from twice("scale", ((name, ("combine", "scale", number)) for number, name in enumerate(rule.scale)))
    for number, name in enumerate(rule.scale):
        if name not in scales:
            yield unknown("scale", name, scales, ("combine", "scale", number))
        elif scales[name].method == "classification":
            message = "the numbers of categories only stand for them: they have no mean"
            yield problem("AF-SCALE-COMBINE", ("combine", "scale", number), message, "combine the scores that it looks at")
    if rule.digits is not None and rule.digits > MOST_DECIMALS:
        yield problem("AF-SCALE-DIGITS", ("combine", "digits"), f"at most {MOST_DECIMALS} decimal places are reported")


def _unscored(instrument: Instrument) -> Iterator[Problem]:
    scored = {part.link_id for scale in instrument.scale for part in scale.item}
    held = any(scale.key for scale in instrument.scale)
    for item, place in placed_items(instrument) if scored and not held else ():
        weighted = isinstance(item, ChoiceItem) and any(option.weight is not None for option in instrument.options(item))
        if weighted and item.link_id not in scored and not repeating(instrument, item.link_id):
            message = "the answers to this item have weights, but no scale counts them"
            yield problem("AF-SCALE-UNSCORED", place, message, "add it to its scale, or give it options without weights", "warning")


def _disabled(instrument: Instrument) -> Iterator[Problem]:
    index = index_of(instrument)
    for scale, at in _scales(instrument):
        for position, part in enumerate(scale.item):
            chain = (*index.parents.get(part.link_id, ()), part.link_id)
            if any(link in index.items and index.items[link].enable_when for link in chain):
                message = f"{part.link_id!r} is not always asked, and counts as missing then"
                yield problem("AF-SCALE-DISABLED", (*at, "item", position), message, severity="warning")


def _weights(instrument: Instrument) -> Iterator[Problem]:
    for options, place in option_lists(instrument):
        known = [option.weight for option in options if option.weight is not None]
        if {1, -1} <= {(high > low) - (high < low) for low, high in pairwise(known)}:
            message = "the weights of these options go up and down from one to the next"
            yield problem("AF-OPTION-ORDER", place, message, "look whether two of them are mixed up", "warning")


SCALE_RULES: tuple[Callable[[Instrument], Iterator[Problem]], ...] = (
    _ids, _methods, _contents, _missing, _scorers, _edges, _classifications, _combined, _unscored, _disabled, _weights,
)  # fmt: skip
