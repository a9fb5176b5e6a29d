# SPDX-License-Identifier: Apache-2.0
"""Scores as hidden items that a system showing the form calculates by itself; where the score is refused, they stay empty."""

from collections.abc import Iterator
from functools import lru_cache

from alliance_forms.fhir.forms.names import Names
from alliance_forms.fhir.terms import Json, bare, extension, words
from alliance_forms.model import Coding, FrozenMap, Instrument
from alliance_forms.scoring import compile_plan
from alliance_forms.scoring.fhirpath import Place, expressions
from alliance_forms.view import FormView

__all__ = ["places_in", "score_items"]


def score_items(form: FormView, names: Names, items: list[Json]) -> list[Json]:
    """One item for each scale whose value an expression can give; the others are left out.

    Args:
        form: Whose scales.
        names: What its items and options are called.
        items: The questions as they are written, since an expression follows their groups.
    """
    formulas = _formulas(form.instrument, tuple(places_in(names, items)))
    made = []
    for scale in form.instrument.scale:
        if scale.id not in formulas:
            continue
        names.scores[scale.id] = names.further("score", scale.id, scale.alias.get("fhir"))
        calculated = {"language": "text/fhirpath", "expression": formulas[scale.id]}
        title = form.text_at(f"scale/{scale.id}/title")
        item = {
            "extension": [
                extension("questionnaire-hidden", "Boolean", True),
                extension("sdc-questionnaire-calculatedExpression", "Expression", calculated),
            ],
            "linkId": names.scores[scale.id],
            "text": words(title.value if title else None),
            "type": "decimal" if scale.digits else "integer",
            "readOnly": True,
        }
        made.append(bare(item))
    return made


@lru_cache(maxsize=256)
def _formulas(instrument: Instrument, places: tuple[tuple[str, Place], ...]) -> FrozenMap[str]:
    """The expressions of an instrument's scales, made once; they hold codes and no text."""
    return FrozenMap(expressions(instrument, compile_plan(instrument), dict(places)))


def places_in(names: Names, items: list[Json]) -> Iterator[tuple[str, Place]]:
    """Where the answer to each of our items stands.

    Args:
        names: What items and options are called.
        items: The questions as they are written.
    """
    depths = dict(_depths(items, 0))
    # Items that share a set of options share its codings.
    made = {id(codings): FrozenMap({code: _coding(coding) for code, coding in codings.items()}) for codings in names.codings.values()}
    for ours, link in names.links.items():
        yield ours, Place(link=link, depth=depths[link], codings=made.get(id(names.codings.get(ours)), FrozenMap()))


def _coding(coding: Json) -> Coding:
    """A coding that may have come without a system."""
    return Coding(system=coding.get("system", ""), code=coding["code"])


def _depths(items: list[Json], depth: int) -> Iterator[tuple[str, int]]:
    for item in items:
        yield item["linkId"], depth
        yield from _depths(item.get("item", []), depth + 1)
