# SPDX-License-Identifier: Apache-2.0
"""When a question is asked, as a mask over rows: `checks.conditions` says what holds for each answer, and here that is looked up.

What is not asked, not there, absent or invalid is an unanswered question, as in the engine for a single response.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import attrs
import narwhals.stable.v2 as nw

from alliance_forms.checks import Index, holds
from alliance_forms.model import (
    Absent,
    AbsentReason,
    Answer,
    BooleanItem,
    ChoiceItem,
    Condition,
    DateItem,
    DisplayItem,
    FrozenMap,
    GroupItem,
    Item,
    TextItem,
)
from alliance_forms.scoring.frame.columns import EXACT, Column, all_of, any_of, decided

__all__ = ["CannotFrame", "Cell", "Gates", "Numbers", "Truth", "both", "compared", "either", "finite_answers", "known_of", "words_of"]

_REASONS: tuple[AbsentReason, ...] = get_args(AbsentReason)
_LONGEST_OWN_WORDS = 10_000
_YES_NO = {True: ("true", "True", "TRUE", "1"), False: ("false", "False", "FALSE", "0")}
Truth = bool | nw.Expr
"""A mask over rows, or what is so in all of them."""


class CannotFrame(ValueError):
    """This scale cannot be calculated column by column; the message says why."""


@attrs.frozen(kw_only=True)
class Numbers:
    """Answers as whole numbers: of a number its units, of which `per` make 1; of a choice what stands for each code.

    Attributes:
        known: Where the answer is a valid number, or one with a weight; only there `units` means anything.
        most: No more units than this, either side of zero.
        keys: Of a choice, what stands for each code with a weight that can be in such a column.
    """

    known: nw.Expr
    units: nw.Expr
    per: int = 1
    most: int
    keys: FrozenMap[int] | None = None


@attrs.frozen(kw_only=True)
class Cell:
    """One question's column, read.

    Attributes:
        asked: Where it is asked.
        numbers: Its answers as numbers, where they are needed.
        invalid: Where something is there that is no answer; None for nowhere.
        away: Where the item does not apply; None for nowhere.
    """

    column: Column
    asked: Truth = True
    numbers: Numbers | None = None
    invalid: nw.Expr | None = None
    away: nw.Expr | None = None


def known_of(cell: Cell) -> nw.Expr:
    """Where the answer to a scored item carries a weight."""
    assert cell.numbers is not None  # noqa: S101 - every scored item is read as numbers
    return cell.numbers.known


@attrs.frozen(kw_only=True)
class Gates:
    """The conditions of an instrument, and which of its questions they look at."""

    index: Index

    def questions(self, link: str) -> tuple[str, ...]:
        """The questions whose answers decide whether an item is asked.

        Raises:
            CannotFrame: One of them has answers that a single cell does not hold.
        """
        found = dict.fromkeys(condition.question or "" for item, condition in self._conditions(link) if self._looks(item, condition))
        for name in found:
            item = self.index.items[name]
            if isinstance(item, DateItem | GroupItem) or (isinstance(item, ChoiceItem) and item.repeats):
                what = "a date" if isinstance(item, DateItem) else "several answers"
                raise CannotFrame(f"whether item {link!r} is asked depends on {name!r}, which takes {what}")
        return tuple(found)

    def depth(self, link: str, depths: dict[str, int]) -> int:
        """How many questions before it one has to read, one after the other; notes it, and that of each of them.

        Raises:
            CannotFrame: One of them has answers that a single cell does not hold.
        """
        if link not in depths:
            item = self.index.items[link]
            ends = [Fraction(end) for end in (getattr(item, "minimum", None), getattr(item, "maximum", None)) if end is not None]
            if any(abs(end) * 10 ** getattr(item, "decimals", 0) > EXACT for end in ends):
                raise CannotFrame(f"the numbers of {link!r} can be too large for binary floats to be exact")
            depths[link] = 1 + max([self.depth(other, depths) for other in self.questions(link)], default=-1)
        return depths[link]

    def asked(self, link: str, cells: Mapping[str, Cell]) -> Truth:
        """Where an item is asked."""
        met: dict[str, list[Truth]] = {}
        for item, condition in self._conditions(link):
            met.setdefault(item.link_id, []).append(self._met(item, condition, cells))
        return both(either(found) if self.index.items[name].enable_behavior == "any" else both(found) for name, found in met.items())

    def _conditions(self, link: str) -> Iterator[tuple[Item, Condition]]:
        """The conditions of an item and of the groups around it, each with whose it is."""
        for place in (*self.index.parents[link], link):
            item = self.index.items[place]
            yield from ((item, condition) for condition in item.enable_when)

    def _looks(self, item: Item, condition: Condition) -> bool:
        """Whether there can be an answer when the condition is looked at."""
        question, order = self.index.items.get(condition.question or ""), list(self.index.items)
        if question is None or order.index(question.link_id) >= order.index(item.link_id) or isinstance(question, DisplayItem):
            return False
        around = (self.index.items[place] for place in self.index.parents[question.link_id])
        if any(isinstance(group, GroupItem) and group.repeats for group in around):
            return False
        return not isinstance(question, GroupItem) or question.repeats

    def _met(self, item: Item, condition: Condition, cells: Mapping[str, Cell]) -> Truth:
        unanswered = holds(self.index, condition, {})
        name = condition.question or ""
        if not self._looks(item, condition) or cells[name].asked is False:
            return unanswered
        numbers = cells[name].numbers
        if numbers is not None and numbers.keys is None:
            differs = _numbers_that_differ(condition, numbers)
        else:
            mask = self._answers_that_differ(condition, self.index.items[name], cells[name].column, unanswered=unanswered)
            differs = False if mask is None else both([mask, cells[name].asked])
        return (not differs if isinstance(differs, bool) else ~differs) if unanswered else differs

    def _answers_that_differ(self, condition: Condition, item: Item, column: Column, *, unanswered: bool) -> nw.Expr | None:
        """Where the answer is one with which the condition holds, if it does not without one; or the other way round."""
        outcomes = {name: holds(self.index, condition, {item.link_id: answer}) for name, answer in finite_answers(self.index, item).items()}
        words = None
        length = words_of(item)
        if length is not None and column.holds_text:
            wanted = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
            texts = [one for one in wanted if isinstance(one, str) and one not in outcomes and len(one) <= length[1]]
            outcomes |= {text: holds(self.index, condition, {item.link_id: text}) for text in texts}
            if holds(self.index, condition, {item.link_id: "".join(["?", *texts])}) is not unanswered:
                listed = column.one_of(outcomes)
                words = all_of([column.words(*length), None if listed is None else ~listed])
        return any_of([words, column.one_of(name for name, outcome in outcomes.items() if outcome is not unanswered)])


def words_of(item: Item) -> tuple[int, int] | None:
    """The least and the greatest length of a person's own words, where the item takes them."""
    if isinstance(item, TextItem):
        return 0, item.max_length
    return (1, _LONGEST_OWN_WORDS) if isinstance(item, ChoiceItem) and item.open_choice else None


def finite_answers(index: Index, item: Item) -> dict[str, Answer]:
    """What a cell can say of a question besides numbers and words, and the answer that is; a code stands before a reason."""
    answers: dict[str, Answer] = {reason: Absent(absent=reason) for reason in _REASONS}
    if isinstance(item, BooleanItem):
        answers |= {name: truth for truth, names in _YES_NO.items() for name in names}
    for option in index.options.get(item.link_id, ()):
        answers[option.code] = Absent(absent=option.absent) if option.absent else option.code
    return answers


def compared(units: nw.Expr, comparison: str, edge: Decimal, *, per: int, most: int) -> nw.Expr | None:
    """Where a number of so many units compares so with any decimal; None where it never can. For ``!=`` it is where they are equal."""
    exact = max(Fraction(-most - 1), min(Fraction(most + 1), Fraction(edge) * per))
    low, high = math.floor(exact), math.ceil(exact)
    if comparison in ("=", "!="):
        return units == low if low == high else None
    return {">": units > low, ">=": units >= high, "<": units < high, "<=": units <= low}[comparison]


def both(parts: Iterable[Truth]) -> Truth:
    """Where all of these hold."""
    found = list(parts)
    mask = all_of(part for part in found if not isinstance(part, bool))
    return False if any(part is False for part in found) else True if mask is None else mask


def either(parts: Iterable[Truth]) -> Truth:
    """Where any of these holds."""
    found = list(parts)
    mask = any_of(part for part in found if not isinstance(part, bool))
    return True if any(part is True for part in found) else False if mask is None else mask


def _numbers_that_differ(condition: Condition, numbers: Numbers) -> Truth:
    if condition.operator == "exists":
        return numbers.known
    wanted = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
    edges = (one for one in wanted if isinstance(one, Decimal))
    met = any_of(compared(numbers.units, condition.operator, edge, per=numbers.per, most=numbers.most) for edge in edges)
    return False if met is None else numbers.known & decided(met)
