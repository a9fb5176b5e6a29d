# SPDX-License-Identifier: Apache-2.0
"""The portable engine: a scale as one FHIRPath expression that gives its score, or nothing exactly where the score is refused.

The expression only uses what every FHIRPath engine has: steps along `item`, `where`, `count`, `iif`, comparisons and whole-number
arithmetic. It counts the answers of each known code, so an answer that is not there is never a zero. Engines calculate with binary
floats, so decimal answers are first made whole, and `div` cuts towards zero, so what is divided is first shifted above zero. Where a
number can be as low as one likes, the two signs are told apart instead. All is exact while no number on the way goes beyond 2**53.

Absences. An option that stands for an absence is a coded answer. Any other absence is an item without an answer that carries FHIR's
extension data-absent-reason. A scale that is shortened by what does not apply looks for both; every other takes both for missing. Where
a system writes no such extension, only the option can say that an item does not apply: left out, it is missing.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import attrs

from alliance_forms.checks import index_of
from alliance_forms.model import AnswerOption, Coding, FrozenMap, Instrument, IntegerItem, RatingItem
from alliance_forms.model.instrument import absent_option
from alliance_forms.scoring.plan import ItemPlan, ScalePlan

__all__ = ["Place", "expression"]

Term = tuple[int, str]
_VALUE = ".answer.value"
_NOT_APPLICABLE = ".extension.where(url='http://hl7.org/fhir/StructureDefinition/data-absent-reason' and value='not-applicable')"


@attrs.frozen(kw_only=True)
class Place:
    """Where an item's answer stands in a QuestionnaireResponse, and how its codes are written there.

    Attributes:
        link: The item's linkId there.
        depth: How many groups it stands in.
        codings: For a choice, the coding of each option.
    """

    link: str
    depth: int = 0
    codings: FrozenMap[Coding] = FrozenMap()


def expression(instrument: Instrument, plan: ScalePlan, places: Mapping[str, Place]) -> str | None:
    """The score of one scale as FHIRPath over ``%resource``; None where the definition alone does not say how to calculate it.

    Args:
        instrument: Knows the ranges of numbers, and which option says that an item does not apply.
        plan: The compiled scale.
        places: By our own linkId, for each item of the scale.

    >>> import alliance_forms as af
    >>> from alliance_forms.scoring import compile_plan
    >>> phq9 = af.get_instrument("phq-9")
    >>> codings = FrozenMap({code: Coding(system="urn:phq", code=code) for code in "0123"})
    >>> places = {str(number): Place(link=f"q{number}", codings=codings) for number in range(1, 10)}
    >>> expression(phq9, compile_plan(phq9).scales[0], places)[:63]
    "iif(%resource.item.where(linkId='q1' or linkId='q2' or linkId='"
    """
    if plan.method == "scorer" or not plan.items:
        return None
    index = index_of(instrument)
    parts = tuple(
        _Part(
            plan=part,
            step=plan.step,
            place=places[part.link_id],
            item=index.items[part.link_id],
            away=absent_option(index.options.get(part.link_id, ()), "not-applicable"),
        )
        for part in plan.items
    )
    scale = _Scale(plan=plan, parts=parts)
    return f"iif({scale.allowed}, {scale.value}, {{}})"


@attrs.frozen(kw_only=True)
class _Part:
    """One item of a scale; `away` is the option that says it does not apply."""

    plan: ItemPlan
    step: int
    place: Place
    item: Any
    away: AnswerOption | None

    def given(self, codes: Iterable[str]) -> str:
        """The answers that are one of these codes; systems are compared only where one code stands in two of them."""
        codings = [self.place.codings[code] for code in codes]
        often = Counter(coding.code for coding in self.place.codings.values())
        tests = [
            f"code={_quoted(one.code)}" if often[one.code] == 1 else f"(system={_quoted(one.system)} and code={_quoted(one.code)})"
            for one in codings
        ]
        return f"{_VALUE}.where({' or '.join(tests)})"

    @property
    def answered(self) -> str:
        """The answers that have a weight; any number has."""
        return _VALUE if self.plan.weights is None else self.given(self.plan.weights)

    @property
    def units(self) -> list[Term]:
        """What the answers of a choice add, and which answers add it."""
        weights = self.plan.weights or FrozenMap[int]()
        distinct = dict.fromkeys(unit for unit in weights.values() if unit)
        return [(unit, self.given(code for code in weights if weights[code] == unit)) for unit in distinct]

    @property
    def number(self) -> tuple[int, str, int]:
        """What a numeric answer adds: so many times a whole number, and a constant."""
        value, slope, offset = _path([self.place]) + _VALUE, self.plan.slope, self.plan.offset
        if isinstance(self.item, IntegerItem | RatingItem):
            return slope * self.step, value, offset
        scaled = f"{value}*{self.step}"
        if self.item.minimum is None:
            return slope, f"iif({value} < 0, ({scaled} - 0.5) div 1, ({scaled} + 0.5) div 1)", offset
        low = min(0, math.floor(self.item.minimum * self.step))
        return slope, f"(({scaled} + {-low}.5) div 1)", offset + slope * low

    @property
    def lowest(self) -> Fraction | None:
        """The least it can add, if there is one."""
        if self.plan.weights is not None:
            return Fraction(min(self.plan.weights.values()))
        end = self.item.minimum if self.plan.slope >= 0 else self.item.maximum
        return None if end is None else Fraction(end) * self.step * self.plan.slope + self.plan.offset


@attrs.frozen(kw_only=True)
class _Scale:
    """One scale: whether enough is answered, and the formulas of the reference with common factors taken out."""

    plan: ScalePlan
    parts: tuple[_Part, ...]

    @property
    def divides(self) -> bool:
        """Whether the coefficients of what is answered are divided by, rather than a number known beforehand."""
        return self.plan.at_most > 0 or (self.plan.method == "mean" and self.plan.shrink)

    @property
    def common(self) -> int:
        return math.gcd(*(part.plan.coefficient for part in self.parts))

    def weigh(self, part: _Part) -> int:
        """What an item counts among all items."""
        return part.plan.coefficient // self.common if self.divides else 1

    @property
    def answered(self) -> list[Term]:
        return _counts((self.weigh(part), part.answered, part.place) for part in self.parts)

    @property
    def away(self) -> list[Term]:
        """What does not apply, said by an option or without one."""
        offered = [(self.weigh(part), part.given([part.away.code]), part.place) for part in self.parts if part.away]
        bare = [(self.weigh(part), _NOT_APPLICABLE, part.place) for part in self.parts]
        return _counts([*offered, *bare]) if self.plan.shrink else []

    @property
    def allowed(self) -> str:
        """Whether enough is answered."""
        count = _sum((1, text) for _, text in self.answered)
        needed = len(self.parts) - self.plan.at_most
        if needed <= 0 or not self.plan.shrink:
            return f"{count} {'>=' if self.plan.at_most else '='} {max(needed, 1)}"
        known = _sum((1, text) for _, text in (*self.answered, *self.away))
        return f"({count} >= 1) and ({known} >= {needed})"

    @property
    def value(self) -> str:
        """The score, given that enough is answered."""
        plan, every = self.plan, sum(part.plan.coefficient for part in self.parts)
        top, factor = self.total
        above, below, bottom = 10**plan.digits * factor, plan.step * (plan.share if plan.method == "sum" else 1), ""
        if self.divides:
            bottom = _sum(self.answered)
        if plan.method == "mean":
            below *= self.common if self.divides else every
        elif self.divides and plan.shrink:
            top = f"({top})*({_sum(((-times, text) for times, text in self.away), every // self.common)})"
        elif self.divides:
            above *= every // self.common
        return _rounded(top, above, bottom, below, lowest=self.lowest, digits=plan.digits)

    @property
    def total(self) -> tuple[str, int]:
        """The sum of what the answers add, and a factor taken out of it."""
        units = [(unit, answers, part.place) for part in self.parts for unit, answers in part.units]
        numbers = [part.number for part in self.parts if part.plan.weights is None]
        there = [f"{_path([part.place])}{_VALUE}.count() = 1" for part in self.parts if part.plan.weights is None]
        factor = math.gcd(*(unit for unit, _, _ in units), *(one for times, _, constant in numbers for one in (times, constant))) or 1
        terms = _counts((unit // factor, answers, place) for unit, answers, place in units)
        for known, (times, text, constant) in zip(there, numbers, strict=True):
            terms.append((1, f"iif({known}, {_sum([(times // factor, text)], constant // factor)}, 0)"))
        return _sum(terms), factor

    @property
    def lowest(self) -> Fraction | None:
        """A value, zero or below, that the scale never goes under; None where a number can be as low as one likes."""
        known = [(part.lowest, part.plan.coefficient) for part in self.parts if part.lowest is not None]
        if len(known) < len(self.parts):
            return None
        if self.plan.method == "sum" and not self.divides:
            return sum((min(low, Fraction(0)) for low, _ in known), Fraction(0)) / (self.plan.step * self.plan.share)
        mean = min(Fraction(0), *(low / coefficient for low, coefficient in known)) / self.plan.step
        return mean if self.plan.method == "mean" else mean * sum(coefficient for _, coefficient in known) / self.plan.share


def _rounded(top: str, above: int, bottom: str, below: int, *, lowest: Fraction | None, digits: int) -> str:
    """`top * above / (bottom * below)`, which counts the last of the digits, rounded half-up: floor((2x + 1) / 2); then with its point."""
    common, point = math.gcd(above, below), 10**digits
    above, below = above // common, below // common
    if not bottom and below == 1:
        common = math.gcd(above, point)
        return _product(top, above // common) + (f" / {point // common}" if common < point else "")
    shift = 0 if lowest is None else math.ceil(-lowest * point)
    dividend = f"{_product(top, 2 * above)} + {_product(bottom, (2 * shift + 1) * below)}"
    divisor = f"({_product(bottom, 2 * below)})"
    value = f"({dividend}) div {divisor}" + (f" - {shift}" if shift else "")
    if lowest is None:
        value = f"iif({dividend} < 0, 0 - ({divisor} - 1 - ({dividend})) div {divisor}, {value})"
    return f"({value}) / {point}" if digits else value


def _product(text: str, times: int) -> str:
    return (f"({text})" if times == 1 else f"({text})*{times}") if text else str(times)


def _counts(parts: Iterable[tuple[int, str, Place]]) -> list[Term]:
    """How often something is said of items: those of one depth that share what is said in one count."""
    groups: dict[tuple[int, str, int], list[Place]] = {}
    for times, said, place in parts:
        groups.setdefault((times, said, place.depth), []).append(place)
    return [(times, f"{_path(places)}{said}.count()") for (times, said, _), places in groups.items()]


def _path(places: list[Place]) -> str:
    """The way to items of one depth."""
    return f"%resource{'.item' * (places[0].depth + 1)}.where({' or '.join(f'linkId={_quoted(place.link)}' for place in places)})"


def _sum(terms: Iterable[Term], constant: int = 0) -> str:
    """Terms one after the other; a minus stands only between two of them."""
    said = [(times, text if abs(times) == 1 else f"{text}*{abs(times)}") for times, text in terms if times]
    said += [(constant, str(abs(constant)))] if constant else []
    text = "".join(f"{' + ' if times > 0 else ' - '}{one}" for times, one in said)
    return text.removeprefix(" + ") if text.startswith(" + ") else f"0{text}"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
