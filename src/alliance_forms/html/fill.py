# SPDX-License-Identifier: Apache-2.0
"""Answers as a person would have typed them into the form's fields."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from alliance_forms.html.typed import DATE_PARTS, ENTRY_ID, OWN_WORDS, Typed, level, repeats
from alliance_forms.model import (
    Absent,
    Answer,
    BooleanItem,
    ChoiceItem,
    DateItem,
    DecimalItem,
    Entry,
    FrozenMap,
    GroupItem,
    Instrument,
    IntegerItem,
    Item,
    OwnWords,
    RatingItem,
    TextItem,
    VisualAnalogueItem,
)
from alliance_forms.model.instrument import absent_option

__all__ = ["fill"]

# A number far beyond any field; writing it out would fill the page.
_LARGEST_EXPONENT = 100


def fill(instrument: Instrument, answers: Mapping[str, Answer]) -> FrozenMap[tuple[Any, ...]]:
    """What the fields hold when the form shows these answers; what the form cannot show is left out.

    >>> import alliance_forms as af
    >>> fill(af.get_instrument("phq-9"), {"1": "3"})["1"]
    ('3',)
    """
    return FrozenMap(_fill(instrument, instrument.item, answers))


def _fill(instrument: Instrument, items: tuple[Item, ...], answers: Mapping[str, Answer]) -> dict[str, tuple[Any, ...]]:
    typed: dict[str, tuple[Any, ...]] = {}
    for item in level(items):
        answer = answers.get(item.link_id)
        if isinstance(item, GroupItem):
            if repeats(item) and isinstance(answer, tuple):
                typed[item.link_id] = tuple(_entry(instrument, item, entry) for entry in answer if isinstance(entry, Entry))
        elif answer is not None and type(item) in _FILL:
            typed |= _FILL[type(item)](instrument, item, answer)
    return typed


def _entry(instrument: Instrument, group: GroupItem, entry: Entry) -> Typed:
    own_id = {ENTRY_ID: (entry.id,)} if entry.id else {}
    return FrozenMap(own_id | _fill(instrument, group.item, entry.answers))


def _choice(instrument: Instrument, item: ChoiceItem, answer: Answer) -> dict[str, tuple[Any, ...]]:
    if isinstance(answer, Absent):
        option = absent_option(instrument.options(item), answer.absent)
        return {item.link_id: (option.code,)} if option else {}
    members = answer if isinstance(answer, tuple) else (answer,)
    typed = {item.link_id: tuple(member for member in members if isinstance(member, str))}
    words = next((member.text for member in members if isinstance(member, OwnWords)), None)
    return typed if words is None else typed | {item.link_id + OWN_WORDS: (words,)}


def _boolean(_: Instrument, item: BooleanItem, answer: Answer) -> dict[str, tuple[Any, ...]]:
    return {item.link_id: ("true" if answer else "false",)} if isinstance(answer, bool) else {}


def _number(_: Instrument, item: Item, answer: Answer) -> dict[str, tuple[Any, ...]]:
    if not isinstance(answer, Decimal) or not answer.is_finite() or abs(answer.adjusted()) > _LARGEST_EXPONENT:
        return {}
    whole, _mark, fraction = format(answer, "f").partition(".")
    fraction = fraction.rstrip("0")
    return {item.link_id: (f"{whole}.{fraction}" if fraction else whole,)}


def _date(_: Instrument, item: DateItem, answer: Answer) -> dict[str, tuple[Any, ...]]:
    if not isinstance(answer, str):
        return {}
    year, month, day = [*answer.split("-"), "", ""][:3]
    return {item.link_id + part: (value,) for part, value in zip(DATE_PARTS, (day, month, year), strict=True)}


def _text(_: Instrument, item: TextItem, answer: Answer) -> dict[str, tuple[Any, ...]]:
    return {item.link_id: (answer,)} if isinstance(answer, str) else {}


_FILL: dict[type[Item], Callable[[Instrument, Any, Answer], dict[str, tuple[Any, ...]]]] = {
    ChoiceItem: _choice, BooleanItem: _boolean, IntegerItem: _number, DecimalItem: _number, RatingItem: _number,
    VisualAnalogueItem: _number, DateItem: _date, TextItem: _text,
}  # fmt: skip
