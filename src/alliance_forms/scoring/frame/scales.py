# SPDX-License-Identifier: Apache-2.0
"""A plan over columns: the exact value of each scale as a whole number over another, in whole numbers that no column can overflow.

What `evaluate` does to one response happens here to all rows, mask by mask. Rows without a score hold 0 over 1 and show it nowhere.
"""

import functools
import math
import operator
from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs
import narwhals.stable.v2 as nw

from alliance_forms.model import Condition
from alliance_forms.scoring.frame.columns import all_of, any_of, whole
from alliance_forms.scoring.frame.gates import CannotFrame, Cell, both, compared, either, known_of
from alliance_forms.scoring.plan import ItemPlan, ScalePlan

__all__ = ["Allowed", "Exact", "Scored", "allowed", "exact", "rounded"]

_MOST = 2**62


@attrs.frozen(kw_only=True)
class Allowed:
    """Which rows have a score, and what it rests on; None stands for nowhere."""

    scored: nw.Expr
    invalid: nw.Expr | None = None
    shortened: nw.Expr | None = None
    prorated: nw.Expr | None = None


@attrs.frozen(kw_only=True)
class Exact:
    """A value as a whole number over another, and the most that each can be, either side of zero."""

    top: nw.Expr
    below: nw.Expr | int
    most: int
    most_below: int

    def checked(self) -> "Exact":
        """The same, if no row of it can overflow.

        Raises:
            CannotFrame: One could.
        """
        if max(self.most, self.most_below) > _MOST:
            raise CannotFrame("its numbers can become too large for whole numbers of 64 bits")
        return self


@attrs.frozen(kw_only=True)
class Scored:
    """A scale in the frame.

    Attributes:
        whole: The reported value, counted in units of its last digit.
    """

    plan: ScalePlan
    allowed: Allowed
    exact: Exact
    whole: nw.Expr


def allowed(plan: ScalePlan, cells: Mapping[str, Cell], parts: Sequence[Scored]) -> Allowed:
    """Where a scale has a score, by its rule for missing answers."""
    if parts:
        return Allowed(
            scored=_sure(all_of(part.allowed.scored for part in parts)),
            shortened=any_of(part.allowed.shortened for part in parts),
            prorated=any_of(part.allowed.prorated for part in parts),
        )
    own = [cells[item.link_id] for item in plan.items]
    known = [known_of(cell) for cell in own]
    away = [cell.away if plan.shrink else None for cell in own]
    there = [mask if gone is None else mask | gone for mask, gone in zip(known, away, strict=True)]
    invalid, shortened, prorated = any_of(cell.invalid for cell in own), any_of(away), None
    some = any_of(known) if shortened is not None or plan.at_most >= len(own) else None
    if plan.at_most:
        gaps = _added([(~mask).cast(nw.Int64) for mask in there])
        few, prorated = gaps <= plan.at_most, gaps > 0
    else:
        few = _sure(all_of(there))
    scored = _sure(all_of([few, some, None if invalid is None else ~invalid]))
    return Allowed(scored=scored, invalid=invalid, shortened=shortened, prorated=prorated)


def exact(plan: ScalePlan, cells: Mapping[str, Cell], parts: Mapping[str, Scored], scored: nw.Expr) -> Exact:
    """The exact value of a scale where it has one.

    Raises:
        CannotFrame: Whole numbers of 64 bits cannot hold all that it can be.
    """
    if plan.categories:
        found = _classified(plan, parts)
    else:
        found = _transformed(plan, _of_parts(plan, parts) if plan.parts else _Items(plan=plan, cells=cells).exact())
    found = found.checked()
    below = found.below if isinstance(found.below, int) else nw.when(scored).then(found.below).otherwise(whole(1))
    return attrs.evolve(found, top=nw.when(scored).then(found.top).otherwise(whole(0)).cast(nw.Int64), below=below)


def rounded(plan: ScalePlan, value: Exact) -> nw.Expr:
    """The value in units of its last digit, half-up; what is divided is shifted above zero, where all engines divide alike.

    Raises:
        CannotFrame: As `exact`.
    """
    point, below = 10**plan.digits, value.below
    if isinstance(below, int):
        point, below = Fraction(point, below).as_integer_ratio()
        if below == 1:
            attrs.evolve(value, most=value.most * point).checked()
            return value.top if point == 1 else value.top * point
    if plan.reach.lowest is None:
        raise CannotFrame("nothing says how low it can be")
    shift = max(0, 1 - math.floor(plan.reach.lowest * 10**plan.digits))
    most_below = value.most_below if not isinstance(below, int) else below
    attrs.evolve(value, most=2 * value.most * point + most_below * (1 + 2 * shift)).checked()
    half_up: nw.Expr = (value.top * (2 * point) + below * (1 + 2 * shift)) // (below * 2)
    return half_up - shift if shift else half_up


@attrs.frozen(kw_only=True)
class _Items:
    """The result of a scale's items."""

    plan: ScalePlan
    cells: Mapping[str, Cell]

    def exact(self) -> Exact:
        plan, most = self.plan, [self._most(item) for item in self.plan.items]
        every, points = sum(self._coefficients), plan.step * plan.share
        if plan.method in ("minimum", "maximum"):
            return Exact(top=self._furthest(max(most)), below=points, most=max(most), most_below=points).checked()
        total = Exact(top=_added([self._units(item, 0) for item in plan.items]), below=points, most=sum(most), most_below=points)
        if plan.method == "mean":
            step = plan.step * self._shared
            return attrs.evolve(total, below=self._answered() * step, most_below=every * step).checked()
        if plan.at_most:
            below, counted = self._answered() * points, self._counted()
            return attrs.evolve(total, top=total.top * counted, below=below, most=total.most * every, most_below=every * points).checked()
        return total.checked()

    @property
    def _whole(self) -> bool:
        """Whether there is a score only where every item is answered."""
        return not self.plan.at_most and not self.plan.shrink

    def _most(self, item: ItemPlan) -> int:
        if item.lowest is None or item.highest is None:
            raise CannotFrame(f"the item {item.link_id!r} has no declared range")
        return math.ceil(max(abs(item.lowest), abs(item.highest)))

    def _units(self, item: ItemPlan, otherwise: int) -> nw.Expr:
        """What an item adds; where nothing is known anything, if the row has no score then."""
        cell = self.cells[item.link_id]
        units = _weighed(item, self.plan.step, cell)
        return units if self._whole else nw.when(known_of(cell)).then(units).otherwise(whole(otherwise))

    def _furthest(self, most: int) -> nw.Expr:
        least = self.plan.method == "minimum"
        units = [self._units(item, most + 1 if least else -most - 1) for item in self.plan.items]
        return nw.min_horizontal(*units) if least else nw.max_horizontal(*units)

    @property
    def _shared(self) -> int:
        """What all coefficients have in common."""
        return math.gcd(*(item.coefficient for item in self.plan.items))

    @property
    def _coefficients(self) -> list[int]:
        """The coefficients without it."""
        return [item.coefficient // self._shared for item in self.plan.items] if self._shared else [0 for _ in self.plan.items]

    def _answered(self) -> nw.Expr | int:
        """What the answered items count."""
        if self._whole:
            return sum(self._coefficients)
        known = [known_of(self.cells[item.link_id]) for item in self.plan.items]
        return _added([mask.cast(nw.Int64) * coefficient for mask, coefficient in zip(known, self._coefficients, strict=True)])

    def _counted(self) -> nw.Expr | int:
        """What the items count that apply."""
        gone = [
            away.cast(nw.Int64) * coefficient
            for item, coefficient in zip(self.plan.items, self._coefficients, strict=True)
            if self.plan.shrink and (away := self.cells[item.link_id].away) is not None
        ]
        every = sum(self._coefficients)
        return whole(every) - _added(gone) if gone else every


def _weighed(item: ItemPlan, step: int, cell: Cell) -> nw.Expr:
    """What an answer adds, in units of the scale: in proportion to its number where the weights are, else one by one."""
    numbers = cell.numbers
    assert numbers is not None  # noqa: S101 - every scored item is read as numbers
    if item.weights is None:
        return _times(numbers.units, step // numbers.per * item.slope, item.offset)
    keys = {code: int(code) for code in item.weights} if numbers.keys is None else numbers.keys
    points = sorted((key, item.weights[code]) for code, key in keys.items() if code in item.weights)
    if not points:
        return whole(0)
    (first, low), (last, high) = points[0], points[-1]
    slope, rest = divmod(high - low, last - first) if last > first else (0, 0)
    if not rest and all(low + slope * (key - first) == weight for key, weight in points):
        return _times(numbers.units, slope, low - slope * first)
    made = whole(points[0][1])
    for key, weight in points[1:]:
        made = nw.when(numbers.units == key).then(whole(weight)).otherwise(made)
    return made


def _times(units: nw.Expr, slope: int, offset: int) -> nw.Expr:
    product = units if slope == 1 else units * slope
    return product + offset if offset else product


def _of_parts(plan: ScalePlan, parts: Mapping[str, Scored]) -> Exact:
    """The exact values of other scales, added up or averaged over one denominator."""
    values = [(part.coefficient, parts[part.scale].exact) for part in plan.parts]
    common = math.lcm(*(value.below for _, value in values if isinstance(value.below, int)))
    share = sum(part.coefficient for part in plan.parts) if plan.method == "mean" else plan.share
    below: nw.Expr | int = common * share
    most, most_below, tops = 0, common * share, []
    for place, (coefficient, value) in enumerate(values):
        # Multiplied by all denominators that differ from row to row, but not by its own.
        others = [other for position, (_, other) in enumerate(values) if position != place and not isinstance(other.below, int)]
        factor = coefficient * (common // value.below if isinstance(value.below, int) else common)
        tops.append(functools.reduce(operator.mul, [other.below for other in others], value.top * factor))
        most += abs(factor) * value.most * math.prod(other.most_below for other in others)
        if not isinstance(value.below, int):
            below, most_below = value.below * below, most_below * value.most_below
    return Exact(top=_added(tops), below=below, most=most, most_below=most_below).checked()


def _transformed(plan: ScalePlan, value: Exact) -> Exact:
    """The linear transform, then the look-up table."""
    if (plan.multiply, plan.add, plan.over) != (1, 0, 1):
        value = Exact(
            top=value.top * plan.multiply + value.below * plan.add,
            below=value.below * plan.over,
            most=value.most * abs(plan.multiply) + value.most_below * abs(plan.add),
            most_below=value.most_below * plan.over,
        ).checked()
    if not plan.lookup:
        return value
    point = max(row.value.as_integer_ratio()[1] for row in plan.lookup)
    point = math.lcm(point, *(row.value.as_integer_ratio()[1] for row in plan.lookup))
    made = whole(int(plan.lookup[0].value * point))
    for row in plan.lookup[1:]:
        edge, scale = row.low.as_integer_ratio()
        attrs.evolve(value, most=max(value.most * scale, value.most_below * abs(edge))).checked()
        reached = value.top * scale >= value.below * edge
        made = nw.when(reached).then(whole(int(row.value * point))).otherwise(made)
    most = max(abs(int(row.value * point)) for row in plan.lookup)
    return Exact(top=made, below=point, most=most, most_below=point)


def _classified(plan: ScalePlan, parts: Mapping[str, Scored]) -> Exact:
    """The value of the first category whose criteria hold; they look at scores as reported."""
    met = {one.id: _met(one.when, parts[one.when.score or ""]) for one in plan.criteria}
    point = math.lcm(*(category.value.as_integer_ratio()[1] for category in plan.categories))
    *named, last = [(category, int(category.value * point)) for category in plan.categories]
    made = whole(last[1])
    for category, value in reversed(named):
        holds = both([*(met[name] for name in category.all), *([either(met[name] for name in category.any)] if category.any else [])])
        made = nw.when(nw.lit(holds) if isinstance(holds, bool) else holds).then(whole(value)).otherwise(made)
    most = max(abs(int(category.value * point)) for category in plan.categories)
    return Exact(top=made, below=point, most=most, most_below=point)


def _met(condition: Condition, part: Scored) -> nw.Expr | bool:
    """Where a reported score meets a condition."""
    wanted = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
    point = 10**part.plan.digits
    masks = [compared(part.whole, condition.operator, one, per=point, most=_MOST) for one in wanted]  # type: ignore[arg-type] # numbers
    found = any_of(masks)
    if condition.operator == "!=":
        return True if found is None else ~found
    return False if found is None else found


def _sure(mask: nw.Expr | None) -> nw.Expr:
    assert mask is not None  # noqa: S101 - a scale has items or parts
    return mask


def _added(parts: Sequence[nw.Expr]) -> nw.Expr:
    return functools.reduce(operator.add, parts)
