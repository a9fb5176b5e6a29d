# SPDX-License-Identifier: Apache-2.0
"""How low and how high a scale can come: for look-up tables, for arithmetic that must not go below zero, and for the lint."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from alliance_forms.scoring.plan import Reach, ScalePlan

__all__ = ["reach_of"]

End = Fraction | None
_UNBOUNDED = Reach(lowest=None, highest=None)


def reach_of(plan: ScalePlan, parts: Mapping[str, Reach]) -> Reach:
    """The least and the greatest exact value of a scale, over every response that it gives a value.

    Args:
        plan: The scale; its own `reach` is not looked at.
        parts: The reach of the scales it is made of, by their id.
    """
    if plan.categories:
        values = [Fraction(category.value) for category in plan.categories]
        return Reach(lowest=min(values), highest=max(values))
    if plan.method == "scorer" or not (plan.items or plan.parts):
        return _UNBOUNDED
    ends = _of_parts(plan, parts) if plan.parts else _of_items(plan)
    low, high = _turned(plan.multiply, [None if end is None else (plan.multiply * end + plan.add) / plan.over for end in ends])
    if plan.lookup:
        values = [Fraction(row.value) for row in plan.lookup]
        return Reach(lowest=min(values), highest=max(values))
    return Reach(lowest=low, highest=high)


def _turned(factor: int, ends: Sequence[End]) -> tuple[End, End]:
    """Two ends after a multiplication, the lower one first."""
    return (ends[1], ends[0]) if factor < 0 else (ends[0], ends[1])


def _of_items(plan: ScalePlan) -> tuple[End, End]:
    return _end(plan, [item.lowest for item in plan.items], min, max), _end(plan, [item.highest for item in plan.items], max, min)


def _end(plan: ScalePlan, ends: list[End], outer: Callable[..., Fraction], inner: Callable[..., Fraction]) -> End:
    """One end of what items give; `outer` chooses the value further out, `inner` the one further in."""
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return None
    if plan.method in ("minimum", "maximum"):
        # The least of several weights is as low as the lowest of them, and as high as the one that cannot go higher.
        towards = "minimum" if outer is min else "maximum"
        return (outer if plan.shrink or plan.method == towards else inner)(known) / (plan.step * plan.share)
    coefficients = [item.coefficient for item in plan.items]
    every = sum(coefficients)
    alone = [end / coefficient for end, coefficient in zip(known, coefficients, strict=True) if coefficient]
    if plan.method == "mean":
        return (outer(alone) if plan.at_most or plan.shrink else sum(known, Fraction(0)) / every) / plan.step
    points = plan.step * plan.share
    if plan.at_most:
        # Filled up to all of the items, or with shortening to as few as one.
        return outer(outer(alone) * counted for counted in (every, min(coefficients) if plan.shrink else every)) / points
    if plan.shrink:
        return sum((outer(end, Fraction(0)) for end in known), Fraction(0)) / points
    return sum(known, Fraction(0)) / points


def _of_parts(plan: ScalePlan, parts: Mapping[str, Reach]) -> tuple[End, End]:
    pairs = []
    for part in plan.parts:
        reach = parts[part.scale]
        pairs.append(_turned(part.coefficient, [None if end is None else end * part.coefficient for end in (reach.lowest, reach.highest)]))
    below = sum(part.coefficient for part in plan.parts) if plan.method == "mean" else plan.share
    return _average([low for low, _ in pairs], below), _average([high for _, high in pairs], below)


def _average(ends: list[End], below: int) -> End:
    known = [end for end in ends if end is not None]
    return sum(known, Fraction(0)) / below if len(known) == len(ends) else None
