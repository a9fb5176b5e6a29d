# SPDX-License-Identifier: Apache-2.0
"""From definition to plan: a scale compiled once into whole numbers.

Weights, coefficients and ranges are exact decimals; multiplied by the least power of ten that makes them whole, they stay exact.
Reversal is min + max - weight over the item's own options or declared range, before its coefficient. The one rounding comes last.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

import attrs

from alliance_forms.codec.reader import MAX_DIGITS
from alliance_forms.errors import InvalidDocument, Problem, pointer_to
from alliance_forms.model import Instrument, RuleKind, Scale
from alliance_forms.scoring.plan import BandPlan, PartPlan, Plan, ScalePlan
from alliance_forms.scoring.reach import reach_of
from alliance_forms.scoring.worth import CannotCompile, Worth, units, worth_of

__all__ = ["compile_plan"]

# A count is a sum of weights 0 and 1, and a percentage a mean of what each item has of its range.
_KINDS = {"count": "sum", "percent": "mean"}


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
    made = {scale.id: _scale(instrument, scale, number, problems) for number, scale in enumerate(instrument.scale)}
    ordered = _ordered(instrument, made, problems)
    if problems:
        raise InvalidDocument(problems)
    finished: dict[str, ScalePlan] = {}
    for name in ordered:
        parts = {part: finished[part] for part in made[name].looks_at}
        reach = reach_of(made[name], {part: plan.reach for part, plan in parts.items()})
        finished[name] = attrs.evolve(made[name], reach=reach, unconfirmed=_with_parts(made[name], parts.values()))
    for number, scale in enumerate(instrument.scale):
        problems += _out_of_reach(finished[scale.id], finished, number)
    if problems:
        raise InvalidDocument(problems)
    return Plan(scales=tuple(finished[scale.id] for scale in instrument.scale), ordered=tuple(finished.values()))


def _problem(scale: str, fault: str, *place: str | int) -> Problem:
    return Problem(code="AF-SCALE-COMPILE", pointer=pointer_to("scale", *place), message=f"scale {scale!r} cannot be compiled: {fault}")


def _scale(instrument: Instrument, scale: Scale, number: int, problems: list[Problem]) -> ScalePlan:
    worths: list[Worth] = []
    for position, part in enumerate(scale.item):
        try:
            worths.append(worth_of(instrument, scale, part))
        except CannotCompile as fault:
            problems.append(_problem(scale.id, str(fault), number, "item", position))
    if scale.method == "mean" and any(part.coefficient <= 0 for part in scale.part):
        problems.append(_problem(scale.id, "a mean needs coefficients above 0", number, "part"))
    step = units(one for worth in worths for one in worth.numbers())
    share = units([one for worth in worths for one in (worth.times, worth.weigh)] + [part.coefficient for part in scale.part])
    multiply, add = (scale.linear.multiply, scale.linear.add) if scale.linear else (Decimal(1), Decimal(0))
    over = units((multiply, add))
    return ScalePlan(
        id=scale.id,
        method=_KINDS.get(scale.method, scale.method),  # type: ignore[arg-type] # the two others are in the table
        scorer=scale.scorer,
        items=tuple(worth.planned(step, share) for worth in worths),
        parts=tuple(PartPlan(scale=part.scale, coefficient=int(part.coefficient * share)) for part in scale.part),
        step=step,
        share=share,
        multiply=int(multiply * over),
        add=int(add * over),
        over=over,
        lookup=scale.lookup,
        criteria=scale.criterion,
        categories=scale.category,
        digits=scale.digits,
        rule=scale.missing.rule,
        at_most=(scale.missing.at_most or 0) if scale.missing.rule == "prorate" else 0,
        shrink=scale.missing.not_applicable == "shrink",
        bands=_bands(scale),
        cut_offs=scale.cut_off,
        unconfirmed=_unconfirmed(instrument, scale),
    )


def _unconfirmed(instrument: Instrument, scale: Scale) -> tuple[RuleKind, ...]:
    """The rules that stand in no source where somebody looked them up; a holder's key is not in the document at all."""
    checked = {source.id for source in instrument.source if source.verified}
    rules: list[tuple[RuleKind, str | None]] = [("key", None if scale.key else scale.source)]
    rules += [("band", scale.band_source) for _ in scale.band[:1]]
    rules += [("cut-off", cut.source) for cut in scale.cut_off]
    return tuple(dict.fromkeys(kind for kind, source in rules if source not in checked))


def _with_parts(plan: ScalePlan, parts: Iterable[ScalePlan]) -> tuple[RuleKind, ...]:
    """What is made of a score goes by the key of that score."""
    keys: tuple[RuleKind, ...] = ("key",) if any("key" in part.unconfirmed for part in parts) else ()
    return tuple(dict.fromkeys([*keys, *plan.unconfirmed]))


def _bands(scale: Scale) -> tuple[BandPlan, ...]:
    """Bands by lower edge; the categories of a classification are bands at their values."""
    if not scale.category:
        return tuple(BandPlan(id=band.id, low=band.low) for band in scale.band)
    categories = sorted(scale.category, key=lambda category: category.value)
    return tuple(BandPlan(id=category.id, low=category.value) for category in categories)


def _ordered(instrument: Instrument, made: dict[str, ScalePlan], problems: list[Problem]) -> list[str]:
    """The scales, each after those it is made of."""
    done: list[str] = []
    waiting = [scale.id for scale in instrument.scale]
    while ready := [name for name in waiting if set(made[name].looks_at) <= set(done)]:
        done += ready
        waiting = [name for name in waiting if name not in ready]
    for number, scale in enumerate(instrument.scale):
        if scale.id in waiting:
            unknown = [name for name in made[scale.id].looks_at if name not in made]
            fault = f"there is no scale {unknown[0]!r}" if unknown else "it is made of itself, directly or through other scales"
            problems.append(_problem(scale.id, fault, number))
    return done


def _out_of_reach(plan: ScalePlan, plans: dict[str, ScalePlan], number: int) -> list[Problem]:
    """Results that a look-up table has no row for, and values with more digits than a document can hold."""
    # A scale whose key is still to come has no results; its table is judged with the key.
    if plan.lookup and (plan.items or plan.looks_at):
        before = reach_of(attrs.evolve(plan, lookup=()), {name: plans[name].reach for name in plan.looks_at}).lowest
        if before is None or before < plan.lookup[0].low:
            return [_problem(plan.id, "its look-up table does not begin at the lowest result it can have", number, "lookup")]
    if any(end is not None and abs(end) * 10**plan.digits >= 10**MAX_DIGITS for end in (plan.reach.lowest, plan.reach.highest)):
        return [_problem(plan.id, f"its values can have more than {MAX_DIGITS} digits", number)]
    return []
