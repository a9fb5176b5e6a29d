# SPDX-License-Identifier: Apache-2.0
"""Does a condition hold? One evaluator for reading, scoring and rendering."""

import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import attrs

from alliance_forms.model import (
    Absent,
    Answer,
    AnswerOption,
    ChoiceItem,
    Condition,
    FrozenMap,
    GroupItem,
    Instrument,
    Item,
    OwnWords,
)
from alliance_forms.model.instrument import absent_option

__all__ = ["COMPARE", "Index", "enabled", "holds", "index_of", "meets", "operands"]

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le,
}  # fmt: skip


@attrs.frozen(kw_only=True)
class Spot:
    """An item among those whose answers stand side by side.

    Attributes:
        above: The groups it stands in, among the same.
        always: Whether it is asked whatever the other answers are, and by nobody else.
        plain: For a choice of one, the codes that are a valid answer and stored as they are.
    """

    link: str
    item: Item
    above: tuple[str, ...]
    always: bool
    plain: frozenset[str]


@attrs.frozen(kw_only=True)
class Index:
    """An instrument's items, options and groups by id, looked up once.

    Attributes:
        weights: What each option of a choice weighs, if anything.
        levels: What stands side by side, by linkId: under that of a repeating group what it repeats, under '' the rest.
    """

    items: FrozenMap[Item]
    options: FrozenMap[tuple[AnswerOption, ...]]
    weights: FrozenMap[FrozenMap[Decimal]]
    parents: FrozenMap[tuple[str, ...]]
    levels: FrozenMap[FrozenMap[Spot]]


@lru_cache(maxsize=256)
def index_of(instrument: Instrument) -> Index:
    """The items, options and enclosing groups of an instrument by linkId.

    >>> import alliance_forms as af
    >>> index_of(af.get_instrument("phq-9")).items["9"].prefix
    '9.'
    """
    items = {item.link_id: item for item in instrument.walk()}
    options = {link: instrument.options(item) for link, item in items.items() if isinstance(item, ChoiceItem)}
    parents: dict[str, tuple[str, ...]] = {}

    def note(members: tuple[Item, ...], above: tuple[str, ...]) -> None:
        for item in members:
            parents[item.link_id] = above
            if isinstance(item, GroupItem):
                note(item.item, (*above, item.link_id))

    note(instrument.item, ())
    repeating = {link: item.item for link, item in items.items() if isinstance(item, GroupItem) and item.repeats}
    levels = {link: _level(members, options, parents) for link, members in {"": instrument.item, **repeating}.items()}
    weights = {
        link: FrozenMap({option.code: option.weight for option in known if option.weight is not None}) for link, known in options.items()
    }
    return Index(
        items=FrozenMap(items),
        options=FrozenMap(options),
        weights=FrozenMap(weights),
        parents=FrozenMap(parents),
        levels=FrozenMap(levels),
    )


def _level(
    items: tuple[Item, ...], options: Mapping[str, tuple[AnswerOption, ...]], parents: Mapping[str, tuple[str, ...]]
) -> FrozenMap[Spot]:
    here = {item.link_id: item for item in _side_by_side(items)}
    spots = {}
    for link, item in here.items():
        above = tuple(group for group in parents[link] if group in here)
        always = not above and not item.enable_when and getattr(item, "fill", None) is None
        single = isinstance(item, ChoiceItem) and not item.repeats
        plain = frozenset(option.code for option in options[link] if option.absent is None) if single else frozenset[str]()
        spots[link] = Spot(link=link, item=item, above=above, always=always, plain=plain)
    return FrozenMap(spots)


def _side_by_side(items: tuple[Item, ...]) -> Iterator[Item]:
    """A repeating group keeps its members' answers to itself; every other shares them with what is around it."""
    for item in items:
        yield item
        if isinstance(item, GroupItem) and not item.repeats:
            yield from _side_by_side(item.item)


def operands(index: Index, condition: Condition, answer: Answer | None) -> tuple[Any, ...]:
    """What a condition compares: codes, or raw weights where the condition names a number.

    A bare absence counts as unanswered; an absence the item offers as an option counts as answered with that option's code.
    """
    link_id = condition.question or ""
    if isinstance(answer, Absent):
        option = absent_option(index.options.get(link_id, ()), answer.absent)
        answer = option.code if option else None
    if answer is None:
        return ()
    members = answer if isinstance(answer, tuple) else (answer,)
    values = tuple(member.text if isinstance(member, OwnWords) else member for member in members)
    weights = index.weights.get(link_id)
    if weights is not None and any(isinstance(value, Decimal) for value in _wanted(condition)):
        return tuple(weights[value] for value in values if isinstance(value, str) and value in weights)
    return values


def meets(condition: Condition, given: tuple[Any, ...]) -> bool:
    """Whether what is given meets a condition; where nothing is given, only `exists` false and `!=` are met, as in FHIR.

    >>> from alliance_forms.model import Condition
    >>> meets(Condition(score="total", operator=">=", answer=Decimal(10)), (Decimal(12),))
    True
    """
    wanted = _wanted(condition)
    if condition.operator == "exists":
        return bool(given) is bool(wanted[0])
    if condition.operator == "!=":
        return not any(value == other for value in given for other in wanted)
    compare = COMPARE[condition.operator]
    return any(type(value) is type(other) and compare(value, other) for value in given for other in wanted)


def holds(index: Index, condition: Condition, answers: Mapping[str, Answer]) -> bool:
    """Whether a condition on a question holds.

    >>> import alliance_forms as af
    >>> from alliance_forms.model import Condition
    >>> phq9 = index_of(af.get_instrument("phq-9"))
    >>> holds(phq9, Condition(question="9", operator=">=", answer=Decimal(1)), {"9": "2"})
    True
    """
    return meets(condition, operands(index, condition, answers.get(condition.question or "")))


def _wanted(condition: Condition) -> tuple[Any, ...]:
    return condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)


def enabled(index: Index, item: Item, answers: Mapping[str, Answer]) -> bool:
    """Whether an item is asked, given the answers so far."""
    if not item.enable_when:
        return True
    outcomes = (holds(index, condition, answers) for condition in item.enable_when)
    return any(outcomes) if item.enable_behavior == "any" else all(outcomes)
