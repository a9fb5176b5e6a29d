# SPDX-License-Identifier: Apache-2.0
"""What the rules over an instrument share: how a finding is made, and a few things they all ask."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from alliance_forms.checks.conditions import index_of
from alliance_forms.errors import Problem, closest, pointer_to
from alliance_forms.model import AnswerOption, ChoiceItem, GroupItem, Instrument, Item

__all__: list[str] = []

Place = tuple[str | int, ...]
# With the 15 digits of a number, what exact decimal arithmetic carries without rounding.
MOST_DECIMALS = 9


def problem(code: str, place: Place, message: str, hint: str | None = None, severity: Literal["error", "warning"] = "error") -> Problem:
    """One finding, with its place."""
    return Problem(code=code, pointer=pointer_to(*place), message=message, hint=hint, severity=severity)


def unknown(kind: str, name: str, known: Iterable[str], place: Place) -> Problem:
    """A reference to something that is not there."""
    near = closest(name, known)
    return problem("AF-REF-UNKNOWN", place, f"there is no {kind} of this id", f"did you mean {near!r}?" if near else None)


def twice(kind: str, ids: Iterable[tuple[str, Place]]) -> Iterator[Problem]:
    """Ids that stand there more than once; the first of them is right."""
    ids = list(ids)
    counts = Counter(name for name, _ in ids)
    seen: set[str] = set()
    for name, place in ids:
        if counts[name] > 1 and name in seen:
            yield problem("AF-ID-TWICE", place, f"this {kind} stands there already", "give each its own")
        seen.add(name)


def repeating(instrument: Instrument, link: str | None) -> list[str]:
    """The repeating groups an item stands in."""
    index = index_of(instrument)
    groups = (index.items[name] for name in index.parents.get(link or "", ()))
    return [group.link_id for group in groups if isinstance(group, GroupItem) and group.repeats]


def placed_items(instrument: Instrument) -> Iterator[tuple[Item, Place]]:
    """Every item with its place, in order."""

    def walk(items: tuple[Item, ...], place: Place) -> Iterator[tuple[Item, Place]]:
        for number, item in enumerate(items):
            here = (*place, "item", number)
            yield item, here
            if isinstance(item, GroupItem):
                yield from walk(item.item, here)

    return walk(instrument.item, ())


def option_lists(instrument: Instrument) -> Iterator[tuple[tuple[AnswerOption, ...], Place]]:
    """Every list of options with its place."""
    for number, group in enumerate(instrument.answer_option_set):
        yield group.answer_option, ("answerOptionSet", number, "answerOption")
    for item, place in placed_items(instrument):
        if isinstance(item, ChoiceItem) and item.answer_option:
            yield item.answer_option, (*place, "answerOption")
