# SPDX-License-Identifier: Apache-2.0
"""What arithmetic tells about a definition: ranges of a score that no band names, and lines that no answer can ever cross."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from alliance_forms.checks import COMPARE, index_of
from alliance_forms.errors import Problem, pointer_to
from alliance_forms.model import ChoiceItem, Combination, Condition, Instrument
from alliance_forms.scoring.compile import compile_plan
from alliance_forms.scoring.evaluate import half_up
from alliance_forms.scoring.plan import Plan, Reach, ScalePlan
from alliance_forms.scoring.reach import reach_of

__all__ = ["lint_scales"]

Ends = tuple[Decimal | None, Decimal | None]
Place = tuple[str | int, ...]


def lint_scales(instrument: Instrument) -> tuple[Problem, ...]:
    """What may be a mistake in how scores are read; each finding is a warning.

    >>> import alliance_forms as af
    >>> lint_scales(af.get_instrument("phq-9"))
    ()
    """
    plan = compile_plan(instrument)
    reaches = _unshortened(plan)
    reported = {scale.id: _reported(scale, reaches[scale.id]) for scale in plan.scales}
    found = [*_lines(instrument, reported), *_alerts(instrument, reported)]
    for number, scale in enumerate(plan.scales):
        found += [*_bands(scale, reported[scale.id], ("scale", number)), *_rows(scale, reaches, ("scale", number))]
    return tuple(sorted(found, key=lambda problem: problem.pointer))


def _warning(code: str, place: Place, message: str) -> Problem:
    return Problem(code=code, pointer=pointer_to(*place), message=message, hint="look whether a number is mistyped", severity="warning")


def _unshortened(plan: Plan) -> dict[str, Reach]:
    """How far each scale reaches while everything in it applies, since bands and cut-offs are for such values only."""
    found: dict[str, Reach] = {}
    for scale in plan.ordered:
        found[scale.id] = reach_of(attrs.evolve(scale, shrink=False), found)
    return found


def _reported(scale: ScalePlan, reach: Reach) -> Ends:
    low, high = (None if end is None else half_up(*end.as_integer_ratio(), scale.digits) for end in (reach.lowest, reach.highest))
    return low, high


def _bands(scale: ScalePlan, ends: Ends, at: Place) -> Iterator[Problem]:
    low, high = ends
    if not scale.bands or scale.categories:
        return
    if low is not None and low < scale.bands[0].low:
        yield _warning("AF-BAND-GAP", (*at, "band", 0, "from"), f"values from {low} up to {scale.bands[0].low} have no band")
    for number, band in enumerate(scale.bands):
        if high is not None and band.low > high:
            yield _warning("AF-BAND-BEYOND", (*at, "band", number, "from"), f"no value reaches this band; the greatest is {high}")


def _rows(scale: ScalePlan, reaches: dict[str, Reach], at: Place) -> Iterator[Problem]:
    before = reach_of(attrs.evolve(scale, lookup=(), shrink=False), reaches).highest if scale.lookup else None
    for number, row in enumerate(scale.lookup):
        if before is not None and Fraction(row.low) > before:
            yield _warning("AF-RANGE-UNREACHED", (*at, "lookup", number, "from"), "no result reaches this row")


def _lines(instrument: Instrument, reported: dict[str, Ends]) -> Iterator[Problem]:
    for number, scale in enumerate(instrument.scale):
        for position, cut in enumerate(scale.cut_off):
            yield from _line(cut.comparator, (cut.value,), reported[scale.id], ("scale", number, "cutOff", position, "value"))
        for position, one in enumerate(scale.criterion):
            place = ("scale", number, "criterion", position, "when", "answer")
            yield from _line(one.when.operator, _numbers(one.when), reported[one.when.score or ""], place)


def _alerts(instrument: Instrument, reported: dict[str, Ends]) -> Iterator[Problem]:
    for number, alert in enumerate(instrument.alert):
        whole = isinstance(alert.when, Combination)
        for key, conditions in _conditions(alert.when):
            for position, one in enumerate(conditions):
                place = ("alert", number, "when", *((key, position) if whole else ()), "answer")
                ends = reported[one.score] if one.score else _weights(instrument, one.question or "")
                yield from _line(one.operator, _numbers(one), ends, place)


def _conditions(when: Condition | Combination) -> Iterable[tuple[str, tuple[Condition, ...]]]:
    return (("all", when.all), ("any", when.any)) if isinstance(when, Combination) else (("all", (when,)),)


def _numbers(condition: Condition) -> tuple[Decimal, ...]:
    answers = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
    return tuple(answer for answer in answers if isinstance(answer, Decimal))


def _weights(instrument: Instrument, link: str) -> Ends:
    """The least and the greatest number a condition on this item can meet."""
    item: Any = index_of(instrument).items[link]
    if isinstance(item, ChoiceItem):
        weights = [option.weight for option in instrument.options(item) if option.weight is not None]
        return (min(weights), max(weights)) if weights else (None, None)
    low, high = (getattr(item, name, None) for name in ("minimum", "maximum"))
    return None if low is None else Decimal(low), None if high is None else Decimal(high)


def _line(operator: str, numbers: tuple[Decimal, ...], ends: Ends, place: Place) -> Iterator[Problem]:
    """Whether a comparison is decided before anybody answers."""
    low, high = ends
    if low is None or high is None:
        return
    for number in numbers:
        outcomes = {COMPARE[operator](end, number) for end in (low, high)}
        between = operator in ("=", "!=") and low < number < high
        if len(outcomes) == 1 and not between:
            said = "always" if True in outcomes else "never"
            yield _warning("AF-RANGE-UNREACHED", place, f"this is {said} so: what is compared goes from {low} to {high}")
