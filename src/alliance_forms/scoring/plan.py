# SPDX-License-Identifier: Apache-2.0
"""A scale compiled once into whole numbers; every engine only executes the plan.

Weights, coefficients and ranges are exact decimals; multiplied by the least power of ten that makes them whole, they stay exact.
Reversal is min + max - weight over the item's own options or declared range, before its coefficient. The one rounding comes last.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Literal

import attrs

from alliance_forms.checks import index_of
from alliance_forms.errors import InvalidDocument, Problem
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

__all__ = ["BandPlan", "ItemPlan", "Plan", "ScalePlan", "compile_plan"]


@attrs.frozen(kw_only=True)
class ItemPlan:
    """One item's part in a scale: what each answer adds, in units of the scale.

    Attributes:
        weights: For a choice item, what each code adds (reversed, times its coefficient); None for a number, and for a scorer.
        slope, offset: A number x adds ``slope * x * step + offset``, where `step` is the scale's.
        coefficient: What the item counts among all items, as a whole number.
    """

    link_id: str
    weights: FrozenMap[int] | None = None
    slope: int = 0
    offset: int = 0
    coefficient: int


@attrs.frozen(kw_only=True)
class BandPlan:
    """A band's lower edge, on the reported value."""

    id: str
    low: Decimal


@attrs.frozen(kw_only=True)
class ScalePlan:
    """One scale, ready to run.

    Attributes:
        scorer: Name of the plug-in that calculates the value, where the method is ``scorer``; then items have no weights.
        step: Units in one point of a weight, before coefficients (a power of ten).
        share: Units in one whole coefficient (a power of ten); ``step * share`` units make one point of a sum.
        digits: Decimal places of the reported value.
        at_most: Missing items that prorating allows; 0 refuses.
        shrink: Whether items that do not apply shorten the scale.
    """

    id: str
    method: Literal["sum", "mean", "scorer"]
    scorer: str | None = None
    items: tuple[ItemPlan, ...]
    step: int
    share: int
    digits: int
    rule: Literal["refuse", "prorate"]
    at_most: int
    shrink: bool
    bands: tuple[BandPlan, ...]


@attrs.frozen(kw_only=True)
class Plan:
    """All scales of an instrument, ready to run."""

    scales: tuple[ScalePlan, ...]


@lru_cache(maxsize=256)
def compile_plan(instrument: Instrument) -> Plan:
    """Compile an instrument's scales into whole numbers.

    Raises:
        InvalidDocument: A scale cannot be compiled; each problem names it by pointer.

    >>> import alliance_forms as af
    >>> compile_plan(af.get_instrument("phq-9")).scales[0].items[0].weights["3"]
    3
    """
    problems: list[Problem] = []
    scales = [_scale(instrument, scale, number, problems) for number, scale in enumerate(instrument.scale)]
    if problems:
        raise InvalidDocument(problems)
    return Plan(scales=tuple(scales))


class _CannotCompile(ValueError):
    """This part of a scale has no exact meaning."""


def _scale(instrument: Instrument, scale: Scale, number: int, problems: list[Problem]) -> ScalePlan:
    values: list[_Values] = []
    for position, part in enumerate(scale.item):
        try:
            values.append(_values(instrument, scale, part))
        except _CannotCompile as fault:
            message = f"scale {scale.id!r} cannot be compiled: {fault}"
            problems.append(Problem(code="AF-SCALE-COMPILE", pointer=f"/scale/{number}/item/{position}", message=message))
    step, share = (
        _units(number for one in values for number in one.numbers()),
        _units(part.coefficient for part in scale.item),
    )
    return ScalePlan(
        id=scale.id,
        method=scale.method,
        scorer=scale.scorer,
        items=tuple(one.planned(step, share) for one in values),
        step=step,
        share=share,
        digits=scale.digits,
        rule=scale.missing.rule,
        at_most=(scale.missing.at_most or 0) if scale.missing.rule == "prorate" else 0,
        shrink=scale.missing.not_applicable == "shrink",
        bands=tuple(BandPlan(id=band.id, low=band.low) for band in scale.band),
    )


@attrs.frozen(kw_only=True)
class _Values:
    """What an item's answers are worth, as exact decimals: a table of codes, or slope and offset of a number."""

    part: ScaleItem
    table: dict[str, Decimal] | None = None
    slope: int = 1
    offset: Decimal = Decimal(0)
    finest: Decimal = Decimal(1)

    def numbers(self) -> Iterable[Decimal]:
        return (*(self.table or {}).values(), self.offset, self.finest)

    def planned(self, step: int, share: int) -> ItemPlan:
        coefficient = int(self.part.coefficient * share)
        link = self.part.link_id
        if self.table is not None:
            weights = FrozenMap({code: int(weight * step) * coefficient for code, weight in self.table.items()})
            return ItemPlan(link_id=link, weights=weights, coefficient=coefficient)
        offset = int(self.offset * step) * coefficient
        return ItemPlan(link_id=link, slope=self.slope * coefficient, offset=offset, coefficient=coefficient)


def _values(instrument: Instrument, scale: Scale, part: ScaleItem) -> _Values:
    index = index_of(instrument)
    item = index.items.get(part.link_id)
    if item is None:
        raise _CannotCompile(f"there is no item {part.link_id!r}")
    if scale.method == "scorer":
        return _unweighted(item, part)
    if part.coefficient <= 0 and (scale.method == "mean" or scale.missing.rule == "prorate"):
        raise _CannotCompile("a mean or a prorated score needs coefficients above 0")
    if not isinstance(item, ChoiceItem):
        return _number(item, part)
    table = {option.code: option.weight for option in index.options[part.link_id] if option.weight is not None}
    if item.repeats or not table:
        raise _CannotCompile(f"item {part.link_id!r} " + ("takes several answers" if item.repeats else "has no weights"))
    ends = min(table.values()) + max(table.values())
    return _Values(part=part, table={code: ends - weight for code, weight in table.items()} if part.reverse else table)


def _unweighted(item: Item, part: ScaleItem) -> _Values:
    """A scorer reads the answer itself; there only has to be one."""
    if isinstance(item, DisplayItem) or (isinstance(item, GroupItem) and not item.repeats):
        raise _CannotCompile(f"nothing is asked at {part.link_id!r}")
    return _Values(part=part, slope=0)


def _number(item: Item, part: ScaleItem) -> _Values:
    if not isinstance(item, IntegerItem | RatingItem | DecimalItem | VisualAnalogueItem):
        raise _CannotCompile(f"item {part.link_id!r} is no choice and no number")
    finest = Decimal(1).scaleb(-item.decimals) if isinstance(item, DecimalItem | VisualAnalogueItem) else Decimal(1)
    if not part.reverse:
        return _Values(part=part, finest=finest)
    if item.minimum is None or item.maximum is None:
        raise _CannotCompile(f"item {part.link_id!r} is reversed but has no declared range")
    return _Values(part=part, slope=-1, offset=Decimal(item.minimum) + Decimal(item.maximum), finest=finest)


def _units(numbers: Iterable[Decimal]) -> int:
    """The least power of ten that makes all of these whole."""
    places = (-int(number.normalize().as_tuple().exponent) for number in numbers)
    return int(10 ** max(0, *places, 0))
