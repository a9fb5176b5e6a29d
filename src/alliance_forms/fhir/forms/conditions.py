# SPDX-License-Identifier: Apache-2.0
"""When an item is asked, in FHIR's own words.

FHIR compares with one answer at a time and combines a flat list by all or by any. Ours may compare with several, and with an option's
weight. Each item's conditions become clauses, all of which must hold and each of which is a choice of comparisons; what one flat list
cannot say is said by groups around the item, since nothing in a group is asked unless the group is.

"Not equal" holds where there is no answer, by R4's definition, but not in every engine: so that is said beside it.
"""

import math
from decimal import Decimal
from itertools import product
from typing import Any

from alliance_forms.checks import Index, holds, index_of
from alliance_forms.fhir.forms.names import Names
from alliance_forms.fhir.terms import INTEGERS, Json, Numeric, is_whole, number
from alliance_forms.model import BooleanItem, ChoiceItem, Condition, DateItem, Instrument, Item, TextItem

__all__ = ["as_given", "levels"]

Clause = tuple[Json, ...]
Clauses = tuple[Clause, ...]


def levels(instrument: Instrument, names: Names, item: Item) -> tuple[Json, ...]:
    """The conditions of an item as FHIR's `enableWhen` and `enableBehavior`: the last for the item, those before for groups around it."""
    clauses = _clauses(index_of(instrument), names, item)
    if () in clauses:
        # No answer satisfies this; FHIR has no word for never.
        question = index_of(instrument).items[item.enable_when[0].question or ""]
        clauses = tuple((_exists(names, question, there=there),) for there in (True, False))
    single = [clause[0] for clause in clauses if len(clause) == 1]
    several = [_level(list(clause), "any") for clause in clauses if len(clause) > 1]
    return (*several, _level(single, "all")) if single else tuple(several)


def as_given(instrument: Instrument, names: Names, item: Item) -> Json:
    """The conditions of an item that was imported: each a comparison with one answer, as they came.

    Args:
        instrument: Whose item.
        names: What its items and options are called.
        item: Whose conditions.
    """
    index = index_of(instrument)
    made = [_one(index, names, condition) for condition in item.enable_when]
    return _level(made, item.enable_behavior or "all") if made else {}


def _one(index: Index, names: Names, condition: Condition) -> Json:
    item = index.items[condition.question or ""]
    value = condition.answer
    if condition.operator == "exists" or isinstance(value, tuple):
        return _exists(names, item, there=value is True)
    if isinstance(item, ChoiceItem | BooleanItem) and isinstance(value, str | bool):
        return _compare(names, item, condition.operator, value=value)
    return next(iter(_plain(names, item, condition.operator, value)), {})


def _level(comparisons: list[Json], behaviour: str) -> Json:
    return {"enableWhen": comparisons} | ({"enableBehavior": behaviour} if len(comparisons) > 1 else {})


def _clauses(index: Index, names: Names, item: Item) -> Clauses:
    """What must hold for an item to be asked: every clause, each by one of its comparisons at least."""
    known = [condition for condition in item.enable_when if condition.question in index.items]
    parts = [_in_short(index, names, condition) for condition in known]
    if item.enable_behavior != "any" or len(known) == 1:
        return _distinct(clause for clauses in parts for clause in clauses)
    return _distinct(tuple(comparison for clause in choice for comparison in clause) for choice in product(*parts)) if parts else ()


def _distinct(clauses: Any) -> Clauses:
    kept: list[Clause] = []
    for clause in clauses:
        tidy = tuple(comparison for place, comparison in enumerate(clause) if comparison not in clause[:place])
        if tidy not in kept:
            kept.append(tidy)
    return tuple(kept)


def _in_short(index: Index, names: Names, condition: Condition) -> Clauses:
    """One condition in as few clauses as it can be said in."""
    clauses = _condition(index, names, condition)
    item = index.items[condition.question or ""]
    closed = isinstance(item, BooleanItem) or (isinstance(item, ChoiceItem) and not item.repeats and not item.open_choice)
    if len(clauses) < 2 or not closed:  # noqa: PLR2004
        return clauses
    # "None of these" of one answer: it is not there, or it is one of the others.
    fitting = [value for value in _values(index, item) if holds(index, condition, {item.link_id: value})]
    return ((_exists(names, item, there=False), *(_compare(names, item, "=", value=value) for value in fitting)),)


def _condition(index: Index, names: Names, condition: Condition) -> Clauses:
    item = index.items[condition.question or ""]
    wanted = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
    if condition.operator == "exists":
        return ((_exists(names, item, there=wanted[0] is True),),)
    equal = condition.operator != "!="
    if isinstance(item, ChoiceItem | BooleanItem):
        fitting = [value for value in _values(index, item) if holds(index, condition, {item.link_id: value}) is equal]
        found = [_compare(names, item, "=" if equal else "!=", value=value) for value in (*fitting, *_own_words(index, item, condition))]
    else:
        found = [comparison for value in wanted for comparison in _plain(names, item, condition.operator, value)]
    return (tuple(found),) if equal else tuple((_exists(names, item, there=False), comparison) for comparison in found)


def _exists(names: Names, item: Item, *, there: bool) -> Json:
    return {"question": names.links[item.link_id], "operator": "exists", "answerBoolean": there}


def _values(index: Index, item: Item) -> tuple[str | bool, ...]:
    """Every answer that a choice offers."""
    return (True, False) if isinstance(item, BooleanItem) else tuple(option.code for option in index.options[item.link_id])


def _own_words(index: Index, item: Item, condition: Condition) -> tuple[str, ...]:
    """Texts a condition names that are no code: where a choice is open, they can only be the person's own words."""
    if not isinstance(item, ChoiceItem) or not item.open_choice or condition.operator not in ("=", "!="):
        return ()
    wanted = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
    if any(isinstance(value, Decimal) for value in wanted):
        return ()
    return tuple(value for value in wanted if isinstance(value, str) and value.strip() and value not in _values(index, item))


def _compare(names: Names, item: Item, operator: str, *, value: str | bool) -> Json:
    question = {"question": names.links[item.link_id], "operator": operator}
    if isinstance(value, bool):
        return question | {"answerBoolean": value}
    coding = names.codings[item.link_id].get(value)
    return question | ({"answerCoding": coding} if coding else {"answerString": value})


def _plain(names: Names, item: Item, operator: str, value: Any) -> tuple[Json, ...]:
    """A comparison with a number, a date or a text; none where it could not hold."""
    link = names.links[item.link_id]
    if isinstance(item, DateItem | TextItem):
        kind = "answerDate" if isinstance(item, DateItem) else "answerString"
        return ({"question": link, "operator": operator, kind: value},) if isinstance(value, str) and value.strip() else ()
    if not isinstance(item, Numeric) or not isinstance(value, Decimal):
        return ()
    if not is_whole(item):
        return ({"question": link, "operator": operator, "answerDecimal": number(value)},)
    return _whole(link, operator, value)


def _whole(link: str, operator: str, value: Decimal) -> tuple[Json, ...]:
    """A comparison with an integer, which the number that ours compares with need not be."""
    if operator in ("=", "!=") and value != int(value):
        return ()
    bound = math.floor(value) if operator in (">", "<=") else math.ceil(value)
    if bound in INTEGERS:
        return ({"question": link, "operator": operator, "answerInteger": bound},)
    # Beyond what a FHIR integer can be: every answer there is lies on one side.
    below = operator in ("<", "<=")
    return (
        ({"question": link, "operator": "exists", "answerBoolean": True},) if (bound > 0) is below and operator not in ("=", "!=") else ()
    )
