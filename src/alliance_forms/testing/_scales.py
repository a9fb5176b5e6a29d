# SPDX-License-Identifier: Apache-2.0
"""Conditions, scales, alerts and change criteria that fit the items they are about."""

from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from alliance_forms.model import (
    Alert,
    AnswerOption,
    Band,
    BooleanItem,
    ChangeCriterion,
    ChoiceItem,
    Combination,
    Condition,
    DateItem,
    Item,
    Missing,
    Operator,
    Scale,
    ScaleItem,
    TextItem,
)  # fmt: skip
from alliance_forms.testing import _texts as small

__all__ = ["alerts", "changes", "conditions", "numbers", "scales"]

Draw = Callable[[st.SearchStrategy[Any]], Any]
Options = Callable[[ChoiceItem], tuple[AnswerOption, ...]]
_ANY_ORDER = tuple(operator for operator in get_args(Operator) if operator != "exists")


def numbers(item: Any) -> st.SearchStrategy[Decimal]:
    """Answers that a numeric item takes."""
    places = getattr(item, "decimals", 0)
    low, high = item.minimum, item.maximum
    low = low if low is not None else (high if high is not None else 0) - 50
    high = high if high is not None else low + 100
    return small.decimals(int(Decimal(low).scaleb(places)), int(Decimal(high).scaleb(places)), places=places)


@st.composite
def conditions(draw: Draw, options: Options, visible: list[Item]) -> Condition:
    """Conditions on one of these questions, with an answer that can be given there."""
    item = draw(st.sampled_from(visible))
    if draw(st.integers(0, 4)) == 0:
        return Condition(question=item.link_id, operator="exists", answer=draw(st.booleans()))
    values, operators = _comparable(options, item)
    operator = draw(st.sampled_from(operators))
    answer = draw(values)
    if operator in ("=", "!=") and draw(st.booleans()):
        answer = (answer, *draw(st.lists(values, max_size=2)))
    return Condition(question=item.link_id, operator=operator, answer=answer)


def _comparable(options: Options, item: Item) -> tuple[st.SearchStrategy[Any], tuple[str, ...]]:
    if isinstance(item, ChoiceItem):
        weights = [option.weight for option in options(item) if option.weight is not None]
        by_code = st.sampled_from([option.code for option in options(item)])
        return (by_code | st.sampled_from(weights), ("=", "!=")) if weights else (by_code, ("=", "!="))
    if isinstance(item, BooleanItem):
        return st.booleans(), ("=", "!=")
    if isinstance(item, DateItem):
        return small.dates(), _ANY_ORDER
    if isinstance(item, TextItem):
        return small.texts(max_size=5, lines=False), ("=", "!=")
    return numbers(item), _ANY_ORDER


@st.composite
def scales(
    draw: Draw, options: Options, scorable: list[Item], sources: st.SearchStrategy[Any], texts: st.SearchStrategy[Any]
) -> tuple[Scale, ...]:
    """Up to three scales over the items that can be scored; one may leave its key to the rights holder."""
    ids = draw(st.lists(small.codes(), max_size=3, unique=True))
    made = []
    for name in ids:
        common = {
            "id": name,
            "title": draw(texts),
            "measures": draw(st.none() | small.codes()),
            "better": draw(st.sampled_from(["higher", "lower", "none"])),
            "digits": draw(st.integers(0, 3)),
            "source": draw(sources),
        }
        if not scorable or draw(st.integers(0, 5)) == 0:
            made.append(Scale(**common, method=draw(st.sampled_from(["sum", "mean"])), key="holder"))
        else:
            made.append(draw(_scored(common, options=options, scorable=scorable, sources=sources, texts=texts)))
    return tuple(made)


@st.composite
def _scored(
    draw: Draw,
    common: dict[str, Any],
    *,
    options: Options,
    scorable: list[Item],
    sources: st.SearchStrategy[Any],
    texts: st.SearchStrategy[Any],
) -> Scale:
    method = draw(st.sampled_from(["sum", "mean"]))
    members = draw(st.lists(st.sampled_from(scorable), min_size=1, max_size=6, unique_by=lambda item: item.link_id))
    prorated = len(members) > 1 and draw(st.booleans())
    # A mean or a prorated sum divides by coefficients, so all of them are above zero there.
    lowest = 1 if prorated or method == "mean" else -30
    coefficient = st.just(Decimal(1)) | small.decimals(lowest, 30, places=1).filter(bool)
    ranges = [_range(options, item) for item in members]
    parts = tuple(
        ScaleItem(link_id=item.link_id, reverse=ends is not None and draw(st.booleans()), coefficient=draw(coefficient))
        for item, ends in zip(members, ranges, strict=True)
    )
    missing = Missing(
        rule="prorate" if prorated else "refuse",
        at_most=draw(st.integers(1, len(members) - 1)) if prorated else None,
        not_applicable=draw(st.sampled_from(["missing", "shrink"])),
    )
    floor = None if None in ranges else _floor(parts, [ends for ends in ranges if ends])
    bands = draw(_bands(floor, texts)) if floor is not None else ()
    source = draw(sources) if bands else None
    return Scale(**common, method=method, item=parts, missing=missing, band=bands, band_source=source)


def _range(options: Options, item: Any) -> tuple[Decimal, Decimal] | None:
    if isinstance(item, ChoiceItem):
        weights = [option.weight for option in options(item) if option.weight is not None]
        return min(weights), max(weights)
    return None if item.minimum is None or item.maximum is None else (Decimal(item.minimum), Decimal(item.maximum))


def _floor(parts: tuple[ScaleItem, ...], ranges: list[tuple[Decimal, Decimal]]) -> Decimal:
    """No value of the scale is below this, prorated or not, sum or mean."""
    pairs = list(zip(parts, ranges, strict=True))
    total = sum((min(part.coefficient * end for end in ends) for part, ends in pairs), Decimal(0))
    least = min(ends[0] for ends in ranges)
    every = sum((abs(part.coefficient) for part in parts), Decimal(0))
    return min(total, least, least * every).to_integral_value(ROUND_FLOOR)


@st.composite
def _bands(draw: Draw, floor: Decimal, texts: st.SearchStrategy[Any]) -> tuple[Band, ...]:
    ids = draw(st.lists(small.codes(), max_size=4, unique=True))
    low, bands = floor - draw(st.integers(0, 2)), []
    for name in ids:
        bands.append(Band(id=name, low=low, text=draw(texts)))
        low += draw(small.decimals(1, 60, places=1))
    return tuple(bands)


@st.composite
def alerts(
    draw: Draw,
    options: Options,
    *,
    asked: list[Item],
    scored: tuple[Scale, ...],
    sources: st.SearchStrategy[Any],
    texts: st.SearchStrategy[Any],
) -> tuple[Alert, ...]:
    """Up to two alerts on answers or scores; none goes to the therapist alone."""
    compare = st.sampled_from(_ANY_ORDER)
    kinds = [conditions(options, asked)] if asked else []
    if scored:
        ids = st.sampled_from([scale.id for scale in scored])
        kinds.append(st.builds(Condition, score=ids, operator=compare, answer=small.decimals(-50, 300, places=1)))
    if not kinds:
        return ()
    several = st.lists(st.one_of(kinds), min_size=1, max_size=3).map(tuple)
    when = st.one_of(*kinds, st.builds(Combination, all=several), st.builds(Combination, any=several))
    audience = st.sampled_from([("self",), ("self", "therapist"), ("care-team",), ("therapist", "care-team")])
    severity = st.sampled_from(["information", "attention", "urgent"])
    names = draw(st.lists(small.codes(), max_size=2, unique=True))
    fields = {"when": when, "severity": severity, "audience": audience, "text": texts, "source": sources}
    return tuple(draw(st.builds(Alert, id=st.just(name), **fields)) for name in names)


@st.composite
def changes(draw: Draw, scored: tuple[Scale, ...], source_ids: list[str]) -> tuple[ChangeCriterion, ...]:
    """Change criteria for these scales, each with a source."""
    if not scored or not source_ids:
        return ()
    names = draw(st.lists(small.codes(), max_size=2, unique=True))
    number, words = st.none() | small.decimals(1, 100), st.none() | small.texts(lines=False)
    fields = {
        "scale": st.sampled_from([scale.id for scale in scored]),
        "value": small.decimals(1, 100, places=1),
        "comparator": st.sampled_from([">", ">="]),
        "confidence": number,
        "sd": number,
        "reliability": number,
        "reliability_type": words,
        "population": words,
        "source": st.sampled_from(source_ids),
    }
    return tuple(draw(st.builds(ChangeCriterion, id=st.just(name), **fields)) for name in names)
