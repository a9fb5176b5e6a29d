# SPDX-License-Identifier: Apache-2.0
"""The reference engine: one response through the plan, in exact whole numbers, readable like the definition.

A sum is S; prorated it is S * C / Ca, where C are all coefficients and Ca those answered. A mean is S / Ca. What else a scale does to
that result (a linear transform, a look-up table) happens to the exact number. The one rounding is last, to the scale's digits,
half-up: floor(x + 1/2), also below zero.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import attrs

from alliance_forms.checks import COMPARE, meets
from alliance_forms.errors import NotFound
from alliance_forms.model import Absent, AbsentReason, Answer, FrozenMap, Refusal, RuleKind, Score
from alliance_forms.scoring.plan import ItemPlan, Plan, ScalePlan

__all__ = ["Ask", "Result", "exact_value", "half_up", "mean_of", "refuse", "run", "run_all", "worth_in"]

Ask = Callable[[str, FrozenMap[Answer]], Decimal | None]
"""Asks the scorer of that name for a value, given the answers of its scale's items."""
Exact = tuple[int, int]
"""A number as numerator and denominator, the denominator above zero."""


@attrs.frozen(kw_only=True)
class Result:
    """A score as reported, and the exact value behind it, which a composite goes on with."""

    score: Score
    exact: Exact | None = None


def _nobody(name: str, answers: FrozenMap[Answer]) -> Decimal | None:  # noqa: ARG001 - the signature of whoever is asked
    raise NotFound("scorer", name, ())


def run_all(plan: Plan, answers: Mapping[str, Answer], *, invalid: frozenset[str] = frozenset(), ask: Ask = _nobody) -> dict[str, Result]:
    """Score every scale over valid answers, in the order of the instrument; nothing missing is ever zero.

    Args:
        plan: The compiled scales.
        answers: Valid answers by linkId.
        invalid: linkIds whose answer could not be used: any of them in a scale refuses it.
        ask: Where a scale leaves its value to a scorer: asks it. It is asked only where the scale's missing-data rule allows a value.

    Raises:
        NotFound: A scale's scorer is not there.
    """
    results: dict[str, Result] = {}
    for scale in plan.ordered:
        results[scale.id] = run(scale, answers, invalid=invalid, ask=ask, parts=results)
    return {scale.id: results[scale.id] for scale in plan.scales}


def run(
    plan: ScalePlan,
    answers: Mapping[str, Answer],
    *,
    invalid: frozenset[str] = frozenset(),
    ask: Ask = _nobody,
    parts: Mapping[str, Result] | None = None,
) -> Result:
    """Score one scale; as `run_all`, with the results of the scales it is made of."""
    if plan.looks_at:
        return _of_parts(plan, [(parts or {})[name] for name in plan.looks_at], parts or {})
    if not plan.items:
        return Result(score=refuse(plan, "key-not-supplied"))
    units: dict[str, int] = {}
    missing, absent = [], {}
    for item in plan.items:
        link = item.link_id
        answer = answers.get(link)
        worth = worth_in(plan, item, answer)
        if worth is not None:
            units[link] = worth
            continue
        missing.append(link)
        if isinstance(answer, Absent):
            absent[link] = answer.absent
    if invalid and any(item.link_id in invalid for item in plan.items):
        return Result(score=refuse(plan, "invalid-answer", missing, absent))
    outside = {link for link, reason in absent.items() if reason == "not-applicable"} if plan.shrink else set()
    gaps = len(missing) - len(outside)
    if gaps > plan.at_most or not units:
        return Result(score=refuse(plan, "missing-items", missing, absent))
    exact = _combined(plan, units, outside) if plan.scorer is None else _asked(plan, plan.scorer, answers, ask)
    if exact is None:
        return Result(score=refuse(plan, "missing-items", missing, absent))
    return _scored(plan, exact, missing, absent, "shortened" if outside else "prorated" if gaps else "complete")


def refuse(
    plan: ScalePlan,
    reason: Refusal,
    missing: Iterable[str] = (),
    absent: Mapping[str, AbsentReason] | None = None,
    parts: tuple[str, ...] = (),
) -> Score:
    """No score, and why."""
    return Score(
        status="refused",
        reason=reason,
        missing=tuple(missing),
        absent=FrozenMap(absent),
        refused_parts=parts,
        rule=plan.rule,
        unconfirmed=(),
    )


def _of_parts(plan: ScalePlan, given: Sequence[Result], parts: Mapping[str, Result]) -> Result:
    """A composite or a classification: a part that is refused refuses it, by name."""
    missing, absent, basis = _rests_on(given)
    known = {name: Fraction(*exact) for name in plan.looks_at if (exact := parts[name].exact) is not None}
    refused = tuple(name for name in plan.looks_at if name not in known)
    if refused:
        return Result(score=refuse(plan, "part-refused", missing, absent, refused))
    exact = _classified(plan, parts) if plan.categories else _composed(plan, known)
    return _scored(plan, exact, missing, absent, basis)


def mean_of(plan: ScalePlan, ratings: Sequence[Result], *, digits: int, rule: tuple[RuleKind, ...] = ()) -> Score:
    """One score of what several people say of one scale: the mean of their exact values, rounded last; one without a value refuses it.

    Args:
        plan: The scale.
        ratings: What each of them says.
        digits: Decimal places of the mean.
        rule: What is unconfirmed besides the scale itself.
    """
    missing, absent, basis = _rests_on(ratings)
    known = [Fraction(*result.exact) for result in ratings if result.exact is not None]
    if len(known) < len(ratings):
        return refuse(plan, "part-refused", missing, absent)
    # Each of them is transformed and looked up already.
    plain = attrs.evolve(plan, multiply=1, add=0, over=1, lookup=(), digits=digits, unconfirmed=(*plan.unconfirmed, *rule))
    return _scored(plain, (sum(known) / len(known)).as_integer_ratio(), missing, absent, basis).score


def _rests_on(given: Sequence[Result]) -> tuple[tuple[str, ...], dict[str, AbsentReason], Literal["complete", "prorated", "shortened"]]:
    """What is missing in any of these, why, and what a value made of them rests on."""
    missing = tuple(dict.fromkeys(link for result in given for link in result.score.missing))
    absent = {link: reason for result in given for link, reason in result.score.absent.items()}
    bases = {result.score.basis for result in given}
    return missing, absent, "shortened" if "shortened" in bases else "prorated" if "prorated" in bases else "complete"


def worth_in(plan: ScalePlan, item: ItemPlan, answer: Answer | None) -> int | None:
    """What an answer adds, in units; None where it carries no weight. A scorer takes any answer, and no absence."""
    if plan.method == "scorer":
        return None if answer is None or isinstance(answer, Absent) else 1
    if item.weights is not None and isinstance(answer, str):
        return item.weights.get(answer)
    if item.weights is not None:
        return item.weights.get(str(int(answer))) if isinstance(answer, Decimal) else None
    return int(answer * plan.step) * item.slope + item.offset if isinstance(answer, Decimal) else None


def _combined(plan: ScalePlan, units: Mapping[str, int], outside: set[str]) -> Exact:
    """The result of the items that are answered, among those that apply."""
    if plan.method in ("minimum", "maximum"):
        return (min if plan.method == "minimum" else max)(units.values()), plan.step * plan.share
    total, points = sum(units.values()), plan.step * plan.share
    counted = [item for item in plan.items if item.link_id not in outside] if outside else plan.items
    if plan.method == "sum" and len(units) == len(counted):
        return total, points
    answered = sum(item.coefficient for item in counted if item.link_id in units)
    if plan.method == "mean":
        return total, plan.step * answered
    return total * sum(item.coefficient for item in counted), points * answered


def _composed(plan: ScalePlan, values: Mapping[str, Fraction]) -> Exact:
    """The exact, unrounded values of other scales, added up or averaged."""
    total = Fraction(sum(part.coefficient * values[part.scale] for part in plan.parts))
    below = sum(part.coefficient for part in plan.parts) if plan.method == "mean" else plan.share
    return (total / below).as_integer_ratio()


def _classified(plan: ScalePlan, parts: Mapping[str, Result]) -> Exact:
    """The value of the first category whose criteria hold; they look at scores as reported."""
    met = {one.id for one in plan.criteria if meets(one.when, (parts[one.when.score or ""].score.value,))}
    for category in plan.categories:
        if all(name in met for name in category.all) and (not category.any or any(name in met for name in category.any)):
            return category.value.as_integer_ratio()
    raise AssertionError(plan.id)


def _asked(plan: ScalePlan, scorer: str, answers: Mapping[str, Answer], ask: Ask) -> Exact | None:
    """What the scorer says of the answers of this scale's items; an absence is not shown to it."""
    given = {item.link_id: answers[item.link_id] for item in plan.items if not isinstance(answers.get(item.link_id), Absent | None)}
    value = ask(scorer, FrozenMap(given))
    return None if value is None else value.as_integer_ratio()


def _scored(plan: ScalePlan, combined: Exact, missing: Iterable[str], absent: Mapping[str, AbsentReason], basis: Any) -> Result:
    exact = exact_value(plan, combined)
    value = half_up(*exact, plan.digits)
    # A shortened scale has another range than the one its bands and cut-offs were made for.
    whole = basis != "shortened"
    bands, cuts = (plan.bands, plan.cut_offs) if whole else ((), ())
    score = Score(
        status="scored",
        value=value,
        band=next((band.id for band in reversed(bands) if value >= band.low), None),
        cut_offs=FrozenMap({cut.id: COMPARE[cut.comparator](value, cut.value) for cut in cuts}),
        missing=tuple(missing),
        absent=FrozenMap(absent),
        rule=plan.rule,
        basis=basis,
        unconfirmed=plan.unconfirmed if whole else tuple(kind for kind in plan.unconfirmed if kind in ("key", "combine")),
    )
    return Result(score=score, exact=exact)


def exact_value(plan: ScalePlan, combined: Exact) -> Exact:
    """What a scale makes of its combined result before it is rounded: the linear transform, then the look-up table."""
    top, bottom = combined
    top, bottom = plan.multiply * top + plan.add * bottom, plan.over * bottom
    for row in reversed(plan.lookup):
        edge, scale = row.low.as_integer_ratio()
        if top * scale >= edge * bottom:
            return row.value.as_integer_ratio()
    return top, bottom


def half_up(numerator: int, denominator: int, digits: int) -> Decimal:
    """The one rounding: floor(x + 1/2) in the last digit, also below zero."""
    whole = (2 * numerator * 10**digits + denominator) // (2 * denominator)
    # Made from a text, since arithmetic would round it to the 28 digits of the context.
    return Decimal(f"{whole}e-{digits}") if digits else Decimal(whole)
