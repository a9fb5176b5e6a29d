# SPDX-License-Identifier: Apache-2.0
"""An exact number as FHIRPath: a quotient of two whole numbers, each a text times a factor, and what is done with such quotients."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

import attrs

from alliance_forms.model import LookupStep
from alliance_forms.scoring.fhirpath.terms import Term, product, total

__all__ = ["Formula", "TooLargeError", "added", "linear", "looked_up", "rounded", "whole"]

# Binary floats know every whole number up to here.
_EXACT = 2**53


class TooLargeError(ValueError):
    """Numbers on the way would be too large for a binary float."""


@attrs.frozen(kw_only=True)
class Formula:
    """The exact value of a scale: ``top * factor / (bottom * below)``.

    Attributes:
        allowed: Under which conditions there is one; each is a text.
        top, bottom: Whole numbers as texts; an empty `bottom` is 1.
        most, most_bottom: How large they can be, whatever their sign; infinite where a number has no bound.
        lowest: How low the value can come; None where that has no bound, or is not known yet.
    """

    allowed: tuple[str, ...]
    top: str
    factor: int = 1
    bottom: str = ""
    below: int = 1
    most: float | Fraction
    most_bottom: int = 1
    lowest: Fraction | None = None


def rounded(formula: Formula, digits: int) -> str:
    """The value, rounded half-up to its last digit, with its point."""
    point = 10**digits
    above = formula.factor * point
    if not formula.bottom and above % formula.below == 0:
        _fits(formula, above // formula.below)
        common = math.gcd(above // formula.below, point)
        return product(formula.top, above // formula.below // common) + (f" / {point // common}" if common < point else "")
    text = whole(formula, digits)
    return f"({text}) / {point}" if digits else text


def whole(formula: Formula, digits: int) -> str:
    """How often the last digit counts: floor((2x + 1) / 2), where x is the value in units of that digit."""
    point = 10**digits
    common = math.gcd(formula.factor * point, formula.below)
    above, below = formula.factor * point // common, formula.below // common
    if not formula.bottom and below == 1:
        _fits(formula, above)
        return product(formula.top, above)
    shift = 0 if formula.lowest is None else max(0, math.ceil(-formula.lowest * point))
    _fits(formula, 2 * above, (2 * shift + 1) * below)
    dividend = f"{product(formula.top, 2 * above)} + {product(formula.bottom, (2 * shift + 1) * below)}"
    divisor = f"({product(formula.bottom, 2 * below)})"
    if formula.lowest is None:
        return f"iif({dividend} < 0, 0 - ({divisor} - 1 - ({dividend})) div {divisor}, ({dividend}) div {divisor})"
    return f"({dividend}) div {divisor}" + (f" - {shift}" if shift else "")


def linear(formula: Formula, multiply: int, add: int, over: int) -> Formula:
    """Of the value x, ``(multiply * x + add) / over``."""
    top, factor, most = formula.top, formula.factor * multiply, formula.most
    if add:
        # (m·t·f + a·b·w) / (b·w·o): the bottom goes into the sum, so that there is one quotient again.
        above, more = factor, add * formula.below
        terms = [(above, f"({top})")] + ([(more, f"({formula.bottom})")] if formula.bottom else [])
        top, factor = total(terms, 0 if formula.bottom else more), 1
        most = most * abs(above) + abs(more) * formula.most_bottom
    elif factor < 0:
        top, factor = f"0 - ({top})", -factor
    return attrs.evolve(formula, top=top, factor=factor, below=formula.below * over, most=most)


def looked_up(formula: Formula, rows: Sequence[LookupStep]) -> Formula:
    """The value of the row that the result falls into: the first one's, and from each edge it has reached the step to the next."""
    edges, values = [Fraction(row.low) for row in rows], [Fraction(row.value) for row in rows]
    fine = math.lcm(*(edge.denominator for edge in edges))
    common = math.gcd(formula.below, formula.factor * fine)
    each, above = formula.below // common, formula.factor * fine // common
    shift = max(0, -int(edges[0] * fine))
    farthest = max(abs(int(edge * fine)) for edge in edges) + shift
    _fits(formula, above, farthest * each)
    bottom = f"*({formula.bottom})" if formula.bottom else ""
    reached = product(formula.top, above) + (f" + {product(formula.bottom, shift * each)}" if shift else "")
    point = math.lcm(*(value.denominator for value in values))
    steps: dict[int, list[int]] = {}
    for number in range(1, len(rows)):
        steps.setdefault(int((values[number] - values[number - 1]) * point), []).append(int(edges[number] * fine) + shift)
    terms = [
        (step, f"({' | '.join(map(str, ends))}).where($this*{each}{bottom} <= {reached}).count()") for step, ends in steps.items() if step
    ]
    most = max(abs(int(value * point)) for value in values)
    top = total(terms, int(values[0] * point))
    return Formula(allowed=formula.allowed, top=top, below=point, most=most)


def added(parts: Iterable[tuple[int, Formula]], below: int) -> Formula:
    """Values, each so many times, added up and divided by a whole number."""
    parts = list(parts)
    allowed = tuple(dict.fromkeys(condition for _, one in parts for condition in one.allowed))
    shared = math.lcm(*(one.below for _, one in parts))
    groups: dict[str, list[tuple[int, Formula]]] = {}
    for coefficient, one in parts:
        groups.setdefault(one.bottom, []).append((coefficient * one.factor * shared // one.below, one))
    bottoms = {bottom: members[0][1].most_bottom for bottom, members in groups.items() if bottom}
    terms: list[Term] = []
    most: float | Fraction = 0
    for bottom, members in groups.items():
        others = [other for other in bottoms if other != bottom]
        text = total((times, f"({one.top})") for times, one in members)
        terms.append((1, "*".join(f"({factor})" for factor in (text, *others))))
        most += sum(abs(times) * one.most for times, one in members) * math.prod(bottoms[other] for other in others)
    return Formula(
        allowed=allowed,
        top=total(terms),
        bottom="*".join(f"({bottom})" for bottom in bottoms),
        below=shared * below,
        most=most,
        most_bottom=math.prod(bottoms.values()),
    )


def _fits(formula: Formula, above: int, below: int = 0) -> None:
    """Nothing is said of numbers without a bound: they are as exact as what is entered."""
    size = abs(above) * formula.most + abs(below) * formula.most_bottom
    if _EXACT < size < math.inf:
        raise TooLargeError
