# SPDX-License-Identifier: Apache-2.0
"""Numbers that items take, and conditions, alerts and change criteria that fit the items and scales they are about."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from alliance_forms.model import (
    Alert,
    AnswerOption,
    BooleanItem,
    ChangeCriterion,
    ChoiceItem,
    Combination,
    Combine,
    Condition,
    DateItem,
    Item,
    Operator,
    Rater,
    Scale,
    TextItem,
)
from alliance_forms.testing import _texts as small

__all__ = ["ANY_ORDER", "alerts", "changes", "conditions", "numbers"]

Draw = Callable[[st.SearchStrategy[Any]], Any]
Options = Callable[[ChoiceItem], tuple[AnswerOption, ...]]
ANY_ORDER = tuple(operator for operator in get_args(Operator) if operator != "exists")


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
        return small.dates(), ANY_ORDER
    if isinstance(item, TextItem):
        return small.texts(max_size=5, lines=False), ("=", "!=")
    return numbers(item), ANY_ORDER


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
    compare = st.sampled_from(ANY_ORDER)
    kinds = [conditions(options, asked)] if asked else []
    if scored:
        ids = st.sampled_from([scale.id for scale in scored])
        kinds.append(st.builds(Condition, score=ids, operator=compare, answer=small.decimals(-50, 300, places=1)))
    if not kinds:
        return ()
    several = st.lists(st.one_of(kinds), min_size=1, max_size=3).map(tuple)
    when = st.one_of(*kinds, st.builds(Combination, all=several), st.builds(Combination, any=several))
    audience = st.sampled_from([("self",), ("self", "therapist"), ("record", "care-team"), ("therapist", "care-team", "record")])
    severity = st.sampled_from(["information", "attention", "urgent"])
    names = draw(st.lists(small.codes(), max_size=2, unique=True))
    fields = {"when": when, "severity": severity, "audience": audience, "text": texts, "source": sources}
    return tuple(draw(st.builds(Alert, id=st.just(name), **fields)) for name in names)


@st.composite
def combinings(draw: Draw, raters: tuple[Rater, ...], scored: tuple[Scale, ...], sources: st.SearchStrategy[str | None]) -> Combine | None:
    """How the ratings of several people become one score, where there are scales that have a mean."""
    able = [scale.id for scale in scored if scale.method != "classification"]
    if not able or draw(st.booleans()):
        return None
    names = draw(st.lists(st.sampled_from(able), min_size=1, unique=True).map(tuple))
    return Combine(
        rater=draw(st.sampled_from(raters)), method="mean", scale=names, digits=draw(st.none() | st.integers(0, 3)), source=draw(sources)
    )


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
