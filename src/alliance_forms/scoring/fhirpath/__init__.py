# SPDX-License-Identifier: Apache-2.0
"""The portable engine: a scale as one FHIRPath expression that gives its score, or nothing exactly where the score is refused.

The expression only uses what every FHIRPath engine has: steps along `item`, `where`, `count`, `iif`, `|`, comparisons and whole-number
arithmetic. It counts the answers of each known code, so an answer that is not there is never a zero. Engines calculate with binary
floats, so decimal answers are first made whole, and `div` cuts towards zero, so what is divided is first shifted above zero. Where a
number can be as low as one likes, the two signs are told apart instead. All is exact while no number on the way goes beyond 2**53; a
scale whose bounded numbers could go there has no expression.

Absences. An option that stands for an absence is a coded answer. Any other absence is an item without an answer that carries FHIR's
extension data-absent-reason. A scale that is shortened by what does not apply looks for both; every other takes both for missing. Where
a system writes no such extension, only the option can say that an item does not apply: left out, it is missing.
"""

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs

from alliance_forms.checks import index_of
from alliance_forms.model import Condition, Instrument
from alliance_forms.model.instrument import absent_option
from alliance_forms.scoring.fhirpath.formula import Formula, TooLargeError, added, linear, looked_up, rounded, whole
from alliance_forms.scoring.fhirpath.terms import VALUE, Part, Place, Term, counts, path, total
from alliance_forms.scoring.plan import Plan, ScalePlan

__all__ = ["Place", "expressions"]


def expressions(instrument: Instrument, plan: Plan, places: Mapping[str, Place]) -> dict[str, str]:
    """The score of each scale as FHIRPath over ``%resource``, by its id, where the definition alone says how to calculate it.

    Args:
        instrument: Knows the ranges of numbers, and which option says that an item does not apply.
        plan: Its compiled scales.
        places: By our own linkId, for each item of a scale.

    >>> import alliance_forms as af
    >>> from alliance_forms.model import Coding, FrozenMap
    >>> from alliance_forms.scoring import compile_plan
    >>> phq9 = af.get_instrument("phq-9")
    >>> codings = FrozenMap({code: Coding(system="urn:phq", code=code) for code in "0123"})
    >>> places = {str(number): Place(link=f"q{number}", codings=codings) for number in range(1, 10)}
    >>> expressions(phq9, compile_plan(phq9), places)["total"][:63]
    "iif(%resource.item.where(linkId='q1' or linkId='q2' or linkId='"
    """
    plans, formulas, texts = {scale.id: scale for scale in plan.scales}, dict[str, Formula](), dict[str, str]()
    for scale in plan.ordered:
        try:
            formula = _formula(instrument, scale, places, plans, formulas)
            if formula is not None:
                texts[scale.id] = f"iif({_both(formula.allowed)}, {rounded(formula, scale.digits)}, {{}})"
                formulas[scale.id] = formula
        except TooLargeError:
            continue
    return {scale.id: texts[scale.id] for scale in plan.scales if scale.id in texts}


def _formula(
    instrument: Instrument, scale: ScalePlan, places: Mapping[str, Place], plans: Mapping[str, ScalePlan], formulas: Mapping[str, Formula]
) -> Formula | None:
    """The exact value of a scale, unless it or one that it is made of can have none."""
    if scale.method == "scorer" or not (scale.items or scale.looks_at) or any(name not in formulas for name in scale.looks_at):
        return None
    if scale.categories:
        return _classified(scale, plans, formulas)
    if scale.parts:
        below = sum(part.coefficient for part in scale.parts) if scale.method == "mean" else scale.share
        formula = added([(part.coefficient, formulas[part.scale]) for part in scale.parts], below)
    else:
        formula = _Items(plan=scale, parts=_parts(instrument, scale, places)).formula
    formula = linear(formula, scale.multiply, scale.add, scale.over)
    formula = looked_up(formula, scale.lookup) if scale.lookup else formula
    return attrs.evolve(formula, lowest=scale.reach.lowest)


def _parts(instrument: Instrument, scale: ScalePlan, places: Mapping[str, Place]) -> tuple[Part, ...]:
    index = index_of(instrument)
    return tuple(
        Part(
            plan=part,
            step=scale.step,
            place=places[part.link_id],
            item=index.items[part.link_id],
            away=absent_option(index.options.get(part.link_id, ()), "not-applicable"),
        )
        for part in scale.items
    )


def _classified(scale: ScalePlan, plans: Mapping[str, ScalePlan], formulas: Mapping[str, Formula]) -> Formula:
    """The value of the first category whose criteria hold; they look at scores as reported."""
    met = {one.id: _met(one.when, plans, formulas) for one in scale.criteria}
    point = 10**scale.digits
    *tests, (_, last) = [
        (_both(met[name] for name in category.all) or _either(met[name] for name in category.any), total([], int(category.value * point)))
        for category in scale.categories
    ]
    text = last
    for test, value in reversed(tests):
        text = f"iif({test}, {value}, {text})"
    allowed = tuple(dict.fromkeys(condition for name in scale.looks_at for condition in formulas[name].allowed))
    most = max(abs(int(category.value * point)) for category in scale.categories)
    return Formula(allowed=allowed, top=text, below=point, most=most, lowest=scale.reach.lowest)


def _met(condition: Condition, plans: Mapping[str, ScalePlan], formulas: Mapping[str, Formula]) -> str:
    """Whether a reported score meets a condition, both counted in units of their last digit."""
    name = condition.score or ""
    wanted = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
    score = whole(formulas[name], plans[name].digits)
    tests = []
    for answer in wanted:
        above, below = (answer * 10 ** plans[name].digits).as_integer_ratio()
        tests.append(f"({score}){'*' + str(below) if below > 1 else ''} {condition.operator} {_number(above)}")
    return _both(tests) if condition.operator == "!=" else _either(tests)


def _number(value: int) -> str:
    return str(value) if value >= 0 else f"(0 - {-value})"


def _both(tests: Iterable[str]) -> str:
    return _joined(" and ", tests)


def _either(tests: Iterable[str]) -> str:
    return _joined(" or ", tests)


def _joined(word: str, tests: Iterable[str]) -> str:
    tests = list(tests)
    return word.join(f"({test})" for test in tests) if len(tests) > 1 else "".join(tests)


@attrs.frozen(kw_only=True)
class _Items:
    """A scale of items: whether enough is answered, and the formulas of the reference with common factors taken out."""

    plan: ScalePlan
    parts: tuple[Part, ...]

    @property
    def formula(self) -> Formula:
        """The result of its items, given that enough is answered."""
        if self.plan.method in ("minimum", "maximum"):
            return self.extreme
        plan, every = self.plan, sum(part.plan.coefficient for part in self.parts)
        top, factor, most = self.total
        below, bottom, bottom_most = plan.step * (plan.share if plan.method == "sum" else 1), "", 1
        if self.divides:
            bottom, bottom_most = total(self.answered), every // self.common
        if plan.method == "mean":
            below *= self.common if self.divides else every
        elif self.divides and plan.shrink:
            top = f"({top})*({total(((-times, text) for times, text in self.away), every // self.common)})"
            most *= every // self.common
        elif self.divides:
            factor *= every // self.common
        return Formula(
            allowed=(self.allowed,),
            top=top,
            factor=factor,
            bottom=bottom,
            below=below,
            most=most,
            most_bottom=bottom_most,
        )

    @property
    def divides(self) -> bool:
        """Whether the coefficients of what is answered are divided by, rather than a number known beforehand."""
        return self.plan.at_most > 0 or (self.plan.method == "mean" and self.plan.shrink)

    @property
    def common(self) -> int:
        return math.gcd(*(part.plan.coefficient for part in self.parts))

    def weigh(self, part: Part) -> int:
        """What an item counts among all items."""
        return part.plan.coefficient // self.common if self.divides else 1

    @property
    def answered(self) -> list[Term]:
        return counts((self.weigh(part), part.answered, part.place) for part in self.parts)

    @property
    def away(self) -> list[Term]:
        """What does not apply, said by an option or without one."""
        said = [(self.weigh(part), words, part.place) for part in self.parts for words in part.not_applicable]
        return counts(said) if self.plan.shrink else []

    @property
    def allowed(self) -> str:
        """Whether enough is answered."""
        count = total((1, text) for _, text in self.answered)
        needed = len(self.parts) - self.plan.at_most
        if needed <= 0 or not self.plan.shrink:
            return f"{count} {'>=' if self.plan.at_most else '='} {max(needed, 1)}"
        known = total((1, text) for _, text in (*self.answered, *self.away))
        return f"({count} >= 1) and ({known} >= {needed})"

    @property
    def total(self) -> tuple[str, int, float | Fraction]:
        """The sum of what the answers add, a factor taken out of it, and how large it can be."""
        units = [(unit, answers, part.place) for part in self.parts for unit, answers in part.units if unit]
        numbers = [(path([part.place]), part.number) for part in self.parts if part.plan.weights is None]
        factor = math.gcd(*(unit for unit, _, _ in units), *(one for _, (times, _, constant) in numbers for one in (times, constant))) or 1
        terms = counts((unit // factor, answers, place) for unit, answers, place in units)
        for way, (times, text, constant) in numbers:
            terms.append((1, f"iif({way}{VALUE}.count() = 1, {total([(times // factor, text)], constant // factor)}, 0)"))
        ends = [(part.plan.lowest, part.plan.highest) for part in self.parts]
        sizes = [math.inf if low is None or high is None else max(abs(low), abs(high)) for low, high in ends]
        return total(terms), factor, sum(sizes) / factor

    @property
    def extreme(self) -> Formula:
        """The least or the greatest: the first level, from the outside, that any answer has."""
        levels = sorted({unit for part in self.parts for unit, _ in part.units}, reverse=self.plan.method == "maximum")
        factor = math.gcd(*levels) or 1
        text = total([], levels[-1] // factor)
        for level in reversed(levels[:-1]):
            found = counts((1, answers, part.place) for part in self.parts for unit, answers in part.units if unit == level)
            text = f"iif(({total(found)}) > 0, {total([], level // factor)}, {text})"
        most = max(map(abs, levels)) // factor
        below = self.plan.step * self.plan.share
        return Formula(allowed=(self.allowed,), top=text, factor=factor, below=below, most=most)
