# SPDX-License-Identifier: Apache-2.0
"""Does a condition hold? One evaluator for reading, scoring and rendering."""

import operator
from collections.abc import Callable, Mapping
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
    Operator,
    OwnWords,
)
from alliance_forms.model.instrument import absent_option

__all__ = ["Index", "enabled", "holds", "index_of", "operands"]

_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le,
}  # fmt: skip


@attrs.frozen(kw_only=True)
class Index:
    """An instrument's items, options and groups by id, looked up once."""

    items: FrozenMap[Item]
    options: FrozenMap[tuple[AnswerOption, ...]]
    parents: FrozenMap[tuple[str, ...]]


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
    return Index(items=FrozenMap(items), options=FrozenMap(options), parents=FrozenMap(parents))


def operands(index: Index, link_id: str, answer: Answer | None, *, numeric: bool) -> tuple[Any, ...]:
    """What a condition compares: codes, or raw weights where the condition names a number.

    A bare absence counts as unanswered; an absence the item offers as an option counts as answered with that option's code.
    """
    options = index.options.get(link_id, ())
    if isinstance(answer, Absent):
        option = absent_option(options, answer.absent)
        answer = option.code if option else None
    if answer is None:
        return ()
    members = answer if isinstance(answer, tuple) else (answer,)
    values = tuple(member.text if isinstance(member, OwnWords) else member for member in members)
    if numeric and link_id in index.options:
        weights: dict[Any, Decimal | None] = {option.code: option.weight for option in options}
        return tuple(weight for value in values if (weight := weights.get(value)) is not None)
    return values


def holds(index: Index, condition: Condition, answers: Mapping[str, Answer]) -> bool:
    """Whether a condition on a question holds; an unanswered question satisfies only `exists` false and `!=`, as in FHIR.

    >>> import alliance_forms as af
    >>> from alliance_forms.model import Condition
    >>> phq9 = index_of(af.get_instrument("phq-9"))
    >>> holds(phq9, Condition(question="9", operator=">=", answer=Decimal(1)), {"9": "2"})
    True
    """
    link_id = condition.question or ""
    wanted = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
    numeric = any(isinstance(value, Decimal) for value in wanted)
    given = operands(index, link_id, answers.get(link_id), numeric=numeric)
    if condition.operator == "exists":
        return bool(operands(index, link_id, answers.get(link_id), numeric=False)) is bool(wanted[0])
    if condition.operator == "!=":
        return not any(value == other for value in given for other in wanted)
    compare = _COMPARE[condition.operator]
    return any(_comparable(value, other) and compare(value, other) for value in given for other in wanted)


def _comparable(value: Any, other: Any) -> bool:
    return type(value) is type(other)


def enabled(index: Index, item: Item, answers: Mapping[str, Answer]) -> bool:
    """Whether an item is asked, given the answers so far."""
    if not item.enable_when:
        return True
    outcomes = (holds(index, condition, answers) for condition in item.enable_when)
    return any(outcomes) if item.enable_behavior == "any" else all(outcomes)
