# SPDX-License-Identifier: Apache-2.0
"""Scales of every method over the items that can be scored, and composites and classifications of those scales."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from alliance_forms.model import (
    Band,
    Category,
    ChoiceItem,
    Condition,
    Criterion,
    CutOff,
    Item,
    Linear,
    LookupStep,
    Missing,
    Scale,
    ScaleItem,
    ScalePart,
)
from alliance_forms.testing import _texts as small
from alliance_forms.testing._conditions import ANY_ORDER, Draw, Options

__all__ = ["scales"]


@st.composite
def scales(
    draw: Draw, options: Options, scorable: list[Item], sources: st.SearchStrategy[Any], texts: st.SearchStrategy[Any]
) -> tuple[Scale, ...]:
    """Up to three scales over the items that can be scored, of which one may leave its key to its holder, and some made of scales."""
    ids = draw(st.lists(small.codes(), max_size=5, unique=True))
    common = {
        "title": texts,
        "coding": small.codings(),
        "measures": st.none() | small.codes(),
        "better": st.sampled_from(["higher", "lower", "none"]),
        "digits": st.integers(0, 3),
        "source": sources,
    }
    shape = st.fixed_dictionaries(common)
    made: list[Scale] = []
    for name in ids[:3]:
        scale = Scale(id=name, **draw(shape))
        if not scorable or draw(st.integers(0, 7)) == 0:
            made.append(attrs.evolve(scale, method=draw(st.sampled_from(["sum", "mean"])), key="holder"))
        else:
            made.append(draw(_scored(scale, options=options, scorable=scorable)))
    for name in ids[3:]:
        derived = _classified if draw(st.booleans()) else _composite
        made.append(draw(derived(Scale(id=name, **draw(shape)), [scale.id for scale in made], texts)))
    finished = [draw(_read(scale, sources, texts)) for scale in made]
    return tuple(draw(st.permutations(finished)))


@st.composite
def _scored(draw: Draw, scale: Scale, *, options: Options, scorable: list[Item]) -> Scale:
    """A scale of items; what its method needs of an item decides which take part."""
    method = draw(st.sampled_from([method for method, takes in _TAKES.items() if any(takes(options, item) for item in scorable)]))
    able = [item for item in scorable if _TAKES[method](options, item)]
    members = draw(st.lists(st.sampled_from(able), min_size=1, max_size=6, unique_by=lambda item: item.link_id))
    prorated = len(members) > 1 and method not in ("minimum", "maximum") and draw(st.booleans())
    # A mean, a percentage or a prorated sum divides by coefficients, so all of them are above zero there.
    lowest = 1 if prorated or method in ("mean", "percent") else -30
    coefficient = st.just(Decimal(1)) | small.decimals(lowest, 30, places=1).filter(bool)
    line = small.decimals(-10, 40, places=1)
    parts = tuple(
        ScaleItem(
            link_id=item.link_id,
            reverse=_range(options, item) is not None and draw(st.booleans()),
            coefficient=draw(coefficient),
            at_least=draw(st.none() | line) if method == "count" else None,
        )
        for item in members
    )
    missing = Missing(
        rule="prorate" if prorated else "refuse",
        at_most=draw(st.integers(1, len(members) - 1)) if prorated else None,
        not_applicable=draw(st.sampled_from(["missing", "shrink"])),
    )
    bounded = all(_range(options, item) is not None for item in members)
    return attrs.evolve(
        scale,
        method=method,
        item=parts,
        at_least=draw(line) if method == "count" else None,
        missing=missing,
        linear=draw(_LINEAR),
        lookup=draw(_lookups()) if bounded and draw(st.integers(0, 3)) == 0 else (),
    )


def _range(options: Options, item: Any) -> tuple[Decimal, Decimal] | None:
    if isinstance(item, ChoiceItem):
        weights = [option.weight for option in options(item) if option.weight is not None]
        return min(weights), max(weights)
    return None if item.minimum is None or item.maximum is None else (Decimal(item.minimum), Decimal(item.maximum))


def _any_item(_: Options, __: Any) -> bool:
    return True


def _of_some_range(options: Options, item: Any) -> bool:
    ends = _range(options, item)
    return ends is not None and ends[0] < ends[1]


def _of_few_values(options: Options, item: Any) -> bool:
    return isinstance(item, ChoiceItem) or (not hasattr(item, "decimals") and _range(options, item) is not None)


_TAKES: dict[Any, Callable[[Options, Any], bool]] = {
    "sum": _any_item, "mean": _any_item, "percent": _of_some_range,
    "count": _of_few_values, "minimum": _of_few_values, "maximum": _of_few_values,
}  # fmt: skip
_LINEAR = st.none() | st.none() | st.builds(Linear, multiply=small.decimals(-40, 40, places=1), add=small.decimals(-99, 99, places=1))


@st.composite
def _lookups(draw: Draw) -> tuple[LookupStep, ...]:
    """A look-up table that begins below everything."""
    edges = draw(st.lists(small.decimals(-300, 600, places=1), max_size=4, unique=True).map(sorted))
    value = small.decimals(-500, 900, places=1)
    return tuple(LookupStep(low=edge, value=draw(value)) for edge in (Decimal(-1_000_000), *edges))


@st.composite
def _composite(draw: Draw, scale: Scale, known: list[str], _: st.SearchStrategy[Any]) -> Scale:
    method = draw(st.sampled_from(["sum", "mean"]))
    coefficient = st.just(Decimal(1)) | small.decimals(1 if method == "mean" else -30, 30, places=1).filter(bool)
    names = draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True))
    parts = tuple(ScalePart(scale=name, coefficient=draw(coefficient)) for name in names)
    return attrs.evolve(scale, method=method, part=parts, linear=draw(_LINEAR))


@st.composite
def _classified(draw: Draw, scale: Scale, known: list[str], texts: st.SearchStrategy[Any]) -> Scale:
    """A classification; its last category is what is left."""
    number = small.decimals(-50, 300, places=1)
    when = st.builds(
        Condition,
        score=st.sampled_from(known),
        operator=st.sampled_from(ANY_ORDER),
        answer=number | st.lists(number, min_size=1, max_size=2).map(tuple),
    )
    names = draw(st.lists(small.codes(), min_size=1, max_size=3, unique=True))
    criteria = tuple(Criterion(id=name, text=draw(texts), when=draw(when)) for name in names)
    *firsts, last = draw(st.lists(small.codes(), min_size=2, max_size=4, unique=True))
    values = draw(st.lists(st.integers(-3, 9), min_size=len(firsts) + 1, max_size=len(firsts) + 1, unique=True))
    categories = [
        Category(
            id=name,
            value=Decimal(value),
            text=draw(texts),
            **{draw(st.sampled_from(["all", "any"])): tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)))},
        )
        for name, value in zip(firsts, values, strict=False)
    ]
    final = Category(id=last, value=Decimal(values[-1]), text=draw(texts))
    return attrs.evolve(scale, method="classification", criterion=criteria, category=(*categories, final))


@st.composite
def _read(draw: Draw, scale: Scale, sources: st.SearchStrategy[Any], texts: st.SearchStrategy[Any]) -> Scale:
    """A scale with how its value is read: bands, and lines on it."""
    if scale.category or scale.key:
        return scale
    edges = draw(st.lists(small.decimals(-300, 600, places=1), max_size=4, unique=True).map(sorted))
    ids = draw(st.lists(small.codes(), min_size=len(edges), max_size=len(edges), unique=True))
    words = st.none() | small.texts(lines=False)
    lines = draw(st.lists(small.codes(), max_size=2, unique=True))
    line = {
        "value": small.decimals(-300, 600, places=1),
        "comparator": st.sampled_from([">=", ">", "<", "<="]),
        "text": texts,
        "population": words,
        "source": sources,
    }
    return attrs.evolve(
        scale,
        band=tuple(Band(id=name, low=edge, text=draw(texts)) for name, edge in zip(ids, edges, strict=True)),
        band_population=draw(words) if edges else None,
        band_source=draw(sources) if edges else None,
        cut_off=tuple(draw(st.builds(CutOff, id=st.just(name), **line)) for name in lines),
    )
