# SPDX-License-Identifier: Apache-2.0
"""Calculated items as scales: our own expressions exactly, other people's where what they calculate is understood."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

import attrs

from alliance_forms.checks import check_instrument
from alliance_forms.codec.converter import converter
from alliance_forms.errors import InvalidDocument
from alliance_forms.fhir.importing.draft import Draft, fresh_id, said
from alliance_forms.fhir.importing.idioms import Understood, understood
from alliance_forms.fhir.importing.items import CALCULATED
from alliance_forms.fhir.importing.proposals import proposed, weights_of
from alliance_forms.fhir.terms import Json, Place
from alliance_forms.model import FrozenMap, Instrument, Scale
from alliance_forms.scoring import compile_plan
from alliance_forms.scoring.fhirpath import Place as Spot
from alliance_forms.scoring.fhirpath import expressions

__all__ = ["Rendered", "scales"]

_OURS = "iif(%resource.item"
_HELD_SCALES = 200
_MOST_TRIED = 60


@attrs.frozen
class Rendered:
    """Gives the expression that our writer gives for a scale of this form.

    Attributes:
        instrument: The form, as far as it is known, without scales.
        places: Where the answer to each of its items stands.
    """

    instrument: Instrument
    places: FrozenMap[Spot]

    def of(self, document: Json) -> str | None:
        """The expression of one scale; None where it has none."""
        scale: Scale = converter().structure({"id": "s"} | document, Scale)
        instrument = attrs.evolve(self.instrument, scale=(scale,))
        if any(problem.severity == "error" for problem in check_instrument(instrument)):
            return None
        try:
            return expressions(instrument, compile_plan(instrument), self.places).get("s")
        except InvalidDocument:
            return None


def scales(draft: Draft, calculated: list[tuple[Json, Place]], rendered: Rendered) -> Iterator[tuple[Json, Place]]:
    """The scales that calculated items are, each with its place; what is not understood is named as not scorable here.

    Args:
        draft: The import; it knows the questions.
        calculated: Items with a calculated expression.
        rendered: What our writer makes of a scale.
    """
    taken: set[str] = set()
    for item, place in calculated:
        expression = said(item.get("extension", ()), CALCULATED, "valueExpression")
        text = expression.get("expression") if isinstance(expression, dict) else None
        scale, reason = _scale(draft, item, text, rendered) if len(taken) < _HELD_SCALES else (None, "there are too many")
        if scale is None:
            draft.lose(place, f"what is calculated here is not scorable here: {reason}; it is kept, and written again")
            continue
        own = fresh_id(item["linkId"].removeprefix("score."), taken)
        title = draft.text(item, "text", place, f"scale/{own}/title")
        named: Json = {"id": own} | ({"title": title} if title else {})
        if item["linkId"] != f"score.{own}":
            named["alias"] = {"fhir": item["linkId"]}
        if reason:
            draft.lose(place, reason)
        yield named | scale, place


def _scale(draft: Draft, item: Json, text: Any, rendered: Rendered) -> tuple[Json | None, str | None]:
    if item["type"] not in ("integer", "decimal"):
        return None, "the result is no number"
    if not isinstance(text, str):
        return None, "there is no FHIRPath"
    if text.startswith(_OURS):
        mine = next((scale for scale in islice(proposed(draft, item, text), _MOST_TRIED) if rendered.of(scale) == text), None)
        if mine:
            return mine, None
    found = understood(text)
    if found is None:
        return None, "the expression is none that is understood"
    return _meant(draft, found)


def _meant(draft: Draft, found: Understood) -> tuple[Json | None, str | None]:
    """What other people's expression calculates, as a scale; and what is otherwise here."""
    unknown = [link for link in found.parts if link not in draft.known or not _counts(draft, link)]
    if unknown:
        return None, "it counts an item that is not asked here once, or that weighs nothing"
    parts, constant = [], Decimal(0)
    for link, times in found.parts.items():
        ends = _ends(draft, link)
        if times == -1 and ends is not None:
            constant += ends
        elif times != 1:
            return None, "an item is turned round that has no range"
        parts.append(
            {"linkId": draft.known[link].document["linkId"], "reverse": True} if times < 0 else draft.known[link].document["linkId"]
        )
    if constant != found.constant:
        return None, "a number is added to it"
    places = _places(draft, found)
    exact = found.method == "sum" and not found.prorated
    if found.digits is None and not exact:
        return None, "it does not say to how many digits it is rounded"
    if found.digits is not None and exact and found.digits < places:
        places = found.digits
    scale: Json = {"method": found.method, "item": parts, "digits": places if exact else found.digits}
    scale |= {"linear": {"multiply": found.times}} if found.times != 1 else {}
    spare = len(parts) - (found.needed or 1)
    if found.prorated and spare > 0:
        scale["missing"] = {"rule": "prorate", "atMost": spare}
    partial = not found.prorated and (found.needed or 0) < len(parts)
    return scale, _PARTIAL if partial and len(parts) > 1 else None


_PARTIAL = "where answers are missing, this expression gives a partial sum; here there is no score then"


def _places(draft: Draft, found: Understood) -> int:
    """The decimal places that a sum can have."""
    values = [weight * found.times for link in found.parts for weight in weights_of(draft, link).values()]
    numbers = [int(draft.known[link].document.get("decimals", 0)) for link in found.parts]
    exponents = [value.normalize().as_tuple().exponent for value in map(Decimal, values)]
    return min(9, max([0, *numbers, *(-one for one in exponents if isinstance(one, int))]))


def _counts(draft: Draft, link: str) -> bool:
    known = draft.known[link]
    if known.above or known.document.get("repeats"):
        return False
    return bool(weights_of(draft, link)) or known.document["type"] in ("integer", "decimal", "rating", "visual-analogue")


def _ends(draft: Draft, link: str) -> Decimal | None:
    """The least and the greatest an item can weigh, together."""
    weights, document = weights_of(draft, link), draft.known[link].document
    if weights:
        return min(weights.values()) + max(weights.values())
    low, high = document.get("minimum"), document.get("maximum")
    return Decimal(low) + Decimal(high) if low is not None and high is not None else None
