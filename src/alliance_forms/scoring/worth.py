# SPDX-License-Identifier: Apache-2.0
"""What one item's answers are worth in a scale, as exact decimals, by the method of the scale."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction

import attrs

from alliance_forms.checks import index_of
from alliance_forms.model import (
    ChoiceItem,
    DecimalItem,
    DisplayItem,
    FrozenMap,
    GroupItem,
    Instrument,
    IntegerItem,
    Item,
    RatingItem,
    Scale,
    ScaleItem,
    VisualAnalogueItem,
)
from alliance_forms.scoring.plan import ItemPlan

__all__ = ["CannotCompile", "Worth", "units", "worth_of"]

# A count, a minimum or a maximum looks at every answer a whole number can be; beyond this an expression becomes too deep for some engines.
MOST_NUMERALS = 21
_WHOLE = IntegerItem | RatingItem
_NUMBER = _WHOLE | DecimalItem | VisualAnalogueItem


class CannotCompile(ValueError):
    """This part of a scale has no exact meaning."""


@attrs.frozen(kw_only=True)
class Worth:
    """What an item's answers are worth: a table of codes or numerals, or slope and offset of a number.

    Attributes:
        times: By what the worth is multiplied.
        weigh: What the item counts among all items.
        finest: The smallest step between two answers of a number.
        ends: The least and the greatest of a number's answers.
    """

    link_id: str
    times: Decimal = Decimal(1)
    weigh: Decimal = Decimal(1)
    table: dict[str, Decimal] | None = None
    slope: int = 1
    offset: Decimal = Decimal(0)
    finest: Decimal = Decimal(1)
    ends: tuple[Decimal | None, Decimal | None] = (None, None)

    def numbers(self) -> Iterable[Decimal]:
        """Everything that must be whole in units of the scale."""
        return (*(self.table or {}).values(), self.offset, self.finest)

    def planned(self, step: int, share: int) -> ItemPlan:
        """The same in whole numbers."""
        times, coefficient = int(self.times * share), int(self.weigh * share)
        if self.table is not None:
            weights = {code: int(weight * step) * times for code, weight in self.table.items()}
            low, high = Fraction(min(weights.values())), Fraction(max(weights.values()))
            return ItemPlan(link_id=self.link_id, weights=FrozenMap(weights), coefficient=coefficient, lowest=low, highest=high)
        slope, offset = self.slope * times, int(self.offset * step) * times
        low_end, high_end = (None if end is None else Fraction(end) * step * slope + offset for end in self.ends)
        low_end, high_end = (high_end, low_end) if slope < 0 else (low_end, high_end)
        return ItemPlan(link_id=self.link_id, slope=slope, offset=offset, coefficient=coefficient, lowest=low_end, highest=high_end)


def units(numbers: Iterable[Decimal]) -> int:
    """The least power of ten that makes all of these whole."""
    places = (-int(number.normalize().as_tuple().exponent) for number in numbers)
    return int(10 ** max(0, *places, 0))


def worth_of(instrument: Instrument, scale: Scale, part: ScaleItem) -> Worth:
    """What an item's answers are worth in a scale.

    Raises:
        CannotCompile: This has no exact meaning; the message says why.
    """
    item = index_of(instrument).items.get(part.link_id)
    if item is None:
        raise CannotCompile(f"there is no item {part.link_id!r}")
    if scale.method == "scorer":
        return _unweighted(item, part)
    if part.coefficient <= 0 and (scale.method in ("mean", "percent") or scale.missing.rule == "prorate"):
        raise CannotCompile("a mean, a percentage or a prorated score needs coefficients above 0")
    plain = _of_choice(instrument, item, part) if isinstance(item, ChoiceItem) else _of_number(item, part)
    return _METHODS.get(scale.method, _as_it_is)(plain, scale, part)


def _unweighted(item: Item, part: ScaleItem) -> Worth:
    """A scorer reads the answer itself; there only has to be one."""
    if isinstance(item, DisplayItem) or (isinstance(item, GroupItem) and not item.repeats):
        raise CannotCompile(f"nothing is asked at {part.link_id!r}")
    return Worth(link_id=part.link_id)


def _of_choice(instrument: Instrument, item: ChoiceItem, part: ScaleItem) -> Worth:
    table = dict(index_of(instrument).weights[part.link_id])
    if item.repeats or not table:
        raise CannotCompile(f"item {part.link_id!r} " + ("takes several answers" if item.repeats else "has no weights"))
    ends = min(table.values()) + max(table.values())
    turned = {code: ends - weight for code, weight in table.items()} if part.reverse else table
    return Worth(link_id=part.link_id, times=part.coefficient, weigh=part.coefficient, table=turned)


def _of_number(item: Item, part: ScaleItem) -> Worth:
    if not isinstance(item, _NUMBER):
        raise CannotCompile(f"item {part.link_id!r} is no choice and no number")
    ends = tuple(None if end is None else Decimal(end) for end in (item.minimum, item.maximum))
    plain = Worth(
        link_id=part.link_id,
        times=part.coefficient,
        weigh=part.coefficient,
        finest=Decimal(1) if isinstance(item, _WHOLE) else Decimal(1).scaleb(-item.decimals),
        ends=(ends[0], ends[1]),
    )
    if not part.reverse:
        return plain
    return attrs.evolve(plain, slope=-1, offset=sum(_both_ends(plain, "is reversed"), Decimal(0)))


def _both_ends(worth: Worth, why: str) -> tuple[Decimal, Decimal]:
    low, high = worth.ends
    if low is None or high is None:
        raise CannotCompile(f"item {worth.link_id!r} {why} but has no declared range")
    return low, high


def _numerals(worth: Worth) -> dict[str, Decimal]:
    """What each answer is worth, code by code or numeral by numeral."""
    if worth.table is not None:
        return worth.table
    why = "is looked at answer by answer"
    low, high = _both_ends(worth, why)
    if worth.finest != 1 or high - low >= MOST_NUMERALS:
        raise CannotCompile(f"item {worth.link_id!r} {why}, so it must be a whole number of at most {MOST_NUMERALS} values")
    return {str(number): worth.slope * number + worth.offset for number in map(Decimal, range(int(low), int(high) + 1))}


def _as_it_is(worth: Worth, _: Scale, __: ScaleItem) -> Worth:
    return worth


def _one_by_one(worth: Worth, _: Scale, __: ScaleItem) -> Worth:
    return attrs.evolve(worth, table=_numerals(worth))


def _counted(worth: Worth, scale: Scale, part: ScaleItem) -> Worth:
    """1 from that weight on, 0 below it."""
    line = scale.at_least if part.at_least is None else part.at_least
    if line is None:
        raise CannotCompile(f"nothing says from which weight on item {part.link_id!r} counts")
    return attrs.evolve(worth, table={code: Decimal(weight >= line) for code, weight in _numerals(worth).items()})


def _percent(worth: Worth, _: Scale, part: ScaleItem) -> Worth:
    """How far it is above its lowest, in hundredths of its range; the mean of these, weighed by range, is the percentage."""
    table = worth.table
    low, high = (min(table.values()), max(table.values())) if table else _both_ends(worth, "is part of a percentage")
    if low == high:
        raise CannotCompile(f"item {part.link_id!r} has only one weight, so it is no part of a percentage")
    weigh = worth.weigh * (high - low)
    if table:
        return attrs.evolve(worth, table={code: 100 * (weight - low) for code, weight in table.items()}, weigh=weigh)
    # Counted from the end where it is lowest: a reversed number falls from its maximum.
    offset = -worth.slope * (low if worth.slope > 0 else high)
    return attrs.evolve(worth, times=100 * worth.times, offset=offset, weigh=weigh)


_METHODS: dict[str, Callable[[Worth, Scale, ScaleItem], Worth]] = {
    "count": _counted, "percent": _percent, "minimum": _one_by_one, "maximum": _one_by_one,
}  # fmt: skip
