# SPDX-License-Identifier: Apache-2.0
"""The reference engine: one response through the plan, in exact whole numbers, readable like the definition.

A sum is S; prorated it is S * C / Ca, where C are all coefficients and Ca those answered. A mean is S / Ca. The one rounding is
last, to the scale's digits, half-up: floor(x + 1/2), also below zero.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from alliance_forms.errors import NotFound
from alliance_forms.model import Absent, AbsentReason, Answer, FrozenMap, Refusal, Score
from alliance_forms.scoring.plan import BandPlan, ItemPlan, ScalePlan

__all__ = ["Ask", "refuse", "run"]

Ask = Callable[[str, FrozenMap[Answer]], Decimal | None]
"""Asks the scorer of that name for a value, given the answers of its scale's items."""


def _nobody(name: str, answers: FrozenMap[Answer]) -> Decimal | None:  # noqa: ARG001 - the signature of whoever is asked
    raise NotFound("scorer", name, ())


def run(plan: ScalePlan, answers: Mapping[str, Answer], *, invalid: frozenset[str] = frozenset(), ask: Ask = _nobody) -> Score:
    """Score one scale over valid answers; nothing missing is ever zero.

    Args:
        plan: The compiled scale.
        answers: Valid answers by linkId.
        invalid: linkIds whose answer could not be used: any of them in the scale refuses it.
        ask: Where a scale leaves its value to a scorer: asks it. It is asked only where the scale's missing-data rule allows a value.

    Raises:
        NotFound: The scale's scorer is not there.
    """
    if not plan.items:
        return refuse(plan, "key-not-supplied")
    units = {item.link_id: worth for item in plan.items if (worth := _worth(plan, item, answers.get(item.link_id))) is not None}
    missing = tuple(item.link_id for item in plan.items if item.link_id not in units)
    absent = {link: answer.absent for link in missing if isinstance(answer := answers.get(link), Absent)}
    if any(item.link_id in invalid for item in plan.items):
        return refuse(plan, "invalid-answer", missing, absent)
    outside = {link for link, reason in absent.items() if reason == "not-applicable"} if plan.shrink else set()
    gaps = len(missing) - len(outside)
    if gaps > plan.at_most or not units:
        return refuse(plan, "missing-items", missing, absent)
    value = _reported(plan, units, outside) if plan.scorer is None else _asked(plan, plan.scorer, answers, ask)
    if value is None:
        return refuse(plan, "missing-items", missing, absent)
    return Score(
        status="scored",
        value=value,
        band=None if outside else _band(plan.bands, value),
        missing=missing,
        absent=FrozenMap(absent),
        rule=plan.rule,
        basis="shortened" if outside else "prorated" if gaps else "complete",
    )


def refuse(plan: ScalePlan, reason: Refusal, missing: tuple[str, ...] = (), absent: Mapping[str, AbsentReason] | None = None) -> Score:
    """No score, and why."""
    return Score(status="refused", reason=reason, missing=missing, absent=FrozenMap(absent or {}), rule=plan.rule)


def _worth(plan: ScalePlan, item: ItemPlan, answer: Answer | None) -> int | None:
    """What an answer adds, in units; None where it carries no weight. A scorer takes any answer, and no absence."""
    if plan.method == "scorer":
        return None if answer is None or isinstance(answer, Absent) else 1
    if item.weights is not None:
        return item.weights.get(answer) if isinstance(answer, str) else None
    return int(answer * plan.step) * item.slope + item.offset if isinstance(answer, Decimal) else None


def _reported(plan: ScalePlan, units: Mapping[str, int], outside: set[str]) -> Decimal:
    counted = [item for item in plan.items if item.link_id not in outside]
    every = sum(item.coefficient for item in counted)
    answered = sum(item.coefficient for item in counted if item.link_id in units)
    total = sum(units.values())
    if plan.method == "mean":
        return _half_up(total, plan.step * answered, plan.digits)
    if len(units) == len(counted):
        return _half_up(total, plan.step * plan.share, plan.digits)
    return _half_up(total * every, plan.step * plan.share * answered, plan.digits)


def _asked(plan: ScalePlan, scorer: str, answers: Mapping[str, Answer], ask: Ask) -> Decimal | None:
    """What the scorer says of the answers of this scale's items, rounded like any score; an absence is not shown to it."""
    given = {item.link_id: answers[item.link_id] for item in plan.items if not isinstance(answers.get(item.link_id), Absent | None)}
    value = ask(scorer, FrozenMap(given))
    return None if value is None else _half_up(*value.as_integer_ratio(), plan.digits)


def _half_up(numerator: int, denominator: int, digits: int) -> Decimal:
    shifted = numerator * 10**digits
    return Decimal((2 * shifted + denominator) // (2 * denominator)).scaleb(-digits)


def _band(bands: tuple[BandPlan, ...], value: Decimal) -> str | None:
    return next((band.id for band in reversed(bands) if value >= band.low), None)
