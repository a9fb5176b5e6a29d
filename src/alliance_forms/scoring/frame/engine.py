# SPDX-License-Identifier: Apache-2.0
"""The data-frame engine: questions first, then scales level by level, then the columns that are reported."""

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from alliance_forms.checks import index_of
from alliance_forms.errors import NotFound, UsageFault, closest
from alliance_forms.model import Instrument
from alliance_forms.scoring.compile import compile_plan
from alliance_forms.scoring.frame.cells import Reader
from alliance_forms.scoring.frame.columns import Sheet, whole
from alliance_forms.scoring.frame.gates import CannotFrame, Cell, Gates
from alliance_forms.scoring.frame.scales import Scored, allowed, exact, rounded
from alliance_forms.scoring.plan import BandPlan, Plan, ScalePlan

__all__ = ["score_columns"]

_COLUMNS = ("value", "status", "band")


def score_columns(instrument: Instrument, native: Any, names: Sequence[str] | None) -> Any:
    """As `score_frame`.

    Raises:
        UsageFault: As `score_frame`.
    """
    try:
        frame = nw.from_native(native)
    except TypeError as error:
        raise UsageFault(f"a {type(native).__name__} is no data frame of Polars, pandas, PyArrow or DuckDB") from error
    plan = compile_plan(instrument)
    wanted = _wanted(plan, names)
    needed = _needed(plan, wanted)
    depths = _depths(Gates(index=index_of(instrument)), needed)
    columns = list(frame.collect_schema())
    _check_columns(columns, depths, [scale.id for scale in wanted], duckdb=frame.implementation.is_duckdb())
    sheet = Sheet(frame=frame, prefix=_unused(columns))
    scored = frozenset(item.link_id for scale in needed for item in scale.items)
    cells = Reader(gates=Gates(index=index_of(instrument)), sheet=sheet, scored=scored).read(depths)
    found = _scored(needed, cells, sheet)
    reached = _reached([found[scale.id] for scale in wanted if scale.id in found and scale.bands], sheet)
    made = [column for scale in wanted for column in _reported(scale, found.get(scale.id), reached.get(scale.id))]
    return sheet.frame.select(*([nw.col(*columns)] if columns else []), *made).to_native()


def _wanted(plan: Plan, names: Sequence[str] | None) -> list[ScalePlan]:
    known = {scale.id: scale for scale in plan.scales}
    for name in names or ():
        if name not in known:
            raise NotFound("scale", name, known)
    return [scale for scale in plan.scales if names is None or scale.id in names]


def _needed(plan: Plan, wanted: Iterable[ScalePlan]) -> list[ScalePlan]:
    """These scales and those that they are made of, each after its parts."""
    names = {scale.id for scale in wanted}
    for scale in reversed(plan.ordered):
        names |= set(scale.looks_at) if scale.id in names else set()
    return [scale for scale in plan.ordered if scale.id in names]


def _depths(gates: Gates, scales: Iterable[ScalePlan]) -> dict[str, int]:
    """Every question that has to be read, and after how many others."""
    depths: dict[str, int] = {}
    for scale in scales:
        if scale.method == "scorer":
            raise _refused(scale, CannotFrame("a scorer looks at one response at a time"))
        for item in scale.items:
            _tried(scale, gates.depth, item.link_id, depths)
    return depths


def _refused(scale: ScalePlan, fault: CannotFrame) -> UsageFault:
    return UsageFault(
        f"the scale {scale.id!r} cannot be calculated in a data frame: {fault}; "
        "name the scales that you want, as in scales=('total',), or score each response with score()"
    )


def _check_columns(columns: Sequence[str], links: Iterable[str], scales: Iterable[str], *, duckdb: bool) -> None:
    """A column that is not there is a slip and no missing data; one that would be replaced is a slip as well."""
    missing = [link for link in links if link not in columns]
    if missing:
        near = closest(missing[0], columns)
        hint = f"; did you mean {near!r}?" if near else "; an item that nobody was asked has a column of nulls"
        raise UsageFault(f"the frame has no column for {', '.join(map(repr, missing[:12]))}{hint}")
    made = [f"{scale}.{column}" for scale in scales for column in _COLUMNS]
    folded = [name.casefold() if duckdb else name for name in (*columns, *made)]
    twice = next((name for place, name in enumerate(folded) if name in folded[:place]), None)
    if twice is not None:
        raise UsageFault(f"the column {twice!r} would stand in the frame twice; rename or drop it first")


def _unused(columns: Iterable[str]) -> str:
    """The beginning of names that no column has."""
    prefix = "af_"
    while any(name.casefold().startswith(prefix) for name in columns):
        prefix += "_"
    return prefix


def _scored(scales: Sequence[ScalePlan], cells: Mapping[str, Cell], sheet: Sheet) -> dict[str, Scored]:
    """Every scale that can have a score in some row."""
    found: dict[str, Scored] = {}
    left = [scale for scale in scales if scale.items or scale.looks_at]
    while level := [scale for scale in left if all(name in found for name in scale.looks_at)]:
        left = [scale for scale in left if scale not in level]
        found |= _level(level, cells, found, sheet)
    return found


def _level(level: Sequence[ScalePlan], cells: Mapping[str, Cell], found: Mapping[str, Scored], sheet: Sheet) -> dict[str, Scored]:
    """Scales whose parts are there; step by step, so that all of a step go over the frame together."""
    rules = [allowed(scale, cells, [found[name] for name in scale.looks_at]) for scale in level]
    rules = [attrs.evolve(rule, scored=mask) for rule, mask in zip(rules, sheet.put([rule.scored for rule in rules]), strict=True)]
    values = [_tried(scale, exact, scale, cells, found, rule.scored) for scale, rule in zip(level, rules, strict=True)]
    tops = sheet.put([value.top for value in values])
    moving = iter(sheet.put([value.below for value in values if not isinstance(value.below, int)]))
    values = [
        attrs.evolve(value, top=top, below=value.below if isinstance(value.below, int) else next(moving))
        for value, top in zip(values, tops, strict=True)
    ]
    wholes = sheet.put([_tried(scale, rounded, scale, value) for scale, value in zip(level, values, strict=True)])
    rows = zip(level, rules, values, wholes, strict=True)
    return {scale.id: Scored(plan=scale, allowed=rule, exact=value, whole=number) for scale, rule, value, number in rows}


def _tried(scale: ScalePlan, make: Any, *given: Any) -> Any:
    try:
        return make(*given)
    except CannotFrame as fault:
        raise _refused(scale, fault) from fault


def _reached(scales: Sequence[Scored], sheet: Sheet) -> dict[str, nw.Expr]:
    """What is looked up among the bands: the reported value, and below the lowest edge where no band applies."""
    made = []
    for scored in scales:
        rule, lowest = scored.allowed, min(_edge(band, scored.plan) for band in scored.plan.bands)
        counts = rule.scored if rule.shortened is None else rule.scored & ~rule.shortened
        made.append(nw.when(counts).then(scored.whole).otherwise(whole(lowest - 1)))
    return dict(zip((scored.plan.id for scored in scales), sheet.put(made), strict=True))


def _point(plan: ScalePlan) -> int:
    return int(10**plan.digits)


def _edge(band: BandPlan, plan: ScalePlan) -> int:
    return math.ceil(Fraction(band.low) * _point(plan))


def _reported(plan: ScalePlan, scored: Scored | None, reached: nw.Expr | None) -> list[nw.Expr]:
    """Value, status and band of a scale."""
    if scored is None:
        status = "part-refused" if plan.looks_at else "key-not-supplied"
        made = [nw.lit(None, nw.Float64), nw.lit(status), nw.lit(None, nw.String)]
    else:
        made = [_value(scored), _status(scored), _band(plan, reached)]
    return [expression.alias(f"{plan.id}.{name}") for name, expression in zip(_COLUMNS, made, strict=True)]


def _value(scored: Scored) -> nw.Expr:
    """The one division; by a column, since some engines divide by a literal through its inverse, which is another number."""
    number, point = scored.whole.cast(nw.Float64), _point(scored.plan)
    return nw.when(scored.allowed.scored).then(number if point == 1 else number / (number * 0 + point))


def _status(scored: Scored) -> nw.Expr:
    rule = scored.allowed
    refusal = nw.lit("part-refused" if scored.plan.looks_at else "missing-items")
    if rule.invalid is not None:
        refusal = nw.when(rule.invalid).then(nw.lit("invalid-answer")).otherwise(refusal)
    basis = nw.lit("complete")
    for mask, name in ((rule.prorated, "prorated"), (rule.shortened, "shortened")):
        if mask is not None:
            basis = nw.when(mask).then(nw.lit(name)).otherwise(basis)
    return nw.when(rule.scored).then(basis).otherwise(refusal)


def _band(plan: ScalePlan, reached: nw.Expr | None) -> nw.Expr:
    """The last band whose edge has been reached."""
    made: nw.Expr = nw.lit(None, nw.String)
    if reached is None:
        return made
    for band in plan.bands:
        made = nw.when(reached >= _edge(band, plan)).then(nw.lit(band.id)).otherwise(made)
    return made
