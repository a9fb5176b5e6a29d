# SPDX-License-Identifier: Apache-2.0
"""Does a response claim another score than its answers give? A number that somebody else calculated is never taken over."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from alliance_forms.errors import Problem
from alliance_forms.fhir.checking.structure import finding, unquoted
from alliance_forms.fhir.forms.names import Names
from alliance_forms.fhir.recalculated import recalculated
from alliance_forms.fhir.terms import Json, Place
from alliance_forms.model import Instrument, Response

__all__ = ["claimed_totals"]

# Binary numbers on the way leave a little.
_NOISE = Decimal("0.000001")


def claimed_totals(instrument: Instrument, names: Names, resource: Json, response: Response) -> Iterator[Problem]:
    """Scores in a QuestionnaireResponse that differ from what its answers give.

    Args:
        instrument: What was asked.
        names: What its scores are called there.
        resource: The QuestionnaireResponse.
        response: The answers that were read from it.
    """
    scales = {link: scale for scale, link in names.scores.items()}
    claimed = [
        (scales[item["linkId"]], value, place)
        for item, value, place in _numbers(resource, ("QuestionnaireResponse",))
        if item["linkId"] in scales
    ]
    if not claimed:
        return
    scores = recalculated(instrument, response).scores
    for scale, value, place in claimed:
        score = scores[scale]
        if score.value is None:
            message = "a score is claimed where answers are missing or wrong; it is not taken over"
            yield finding("AF-FHIR-TOTAL", place, message, "no score is calculated from these answers", severity="warning")
        elif abs(score.value - value) > _NOISE:
            yield finding("AF-FHIR-TOTAL", place, "the score that is claimed is not the one that these answers give", "look which is wrong")


def _numbers(element: Any, place: Place) -> Iterator[tuple[Json, Decimal, Place]]:
    """Every item that is answered with one number."""
    for number, item in enumerate(element.get("item") if isinstance(element.get("item"), list) else ()):
        if not isinstance(item, dict):
            continue
        here = (*place, "item", number)
        answers = item.get("answer")
        for one in answers if isinstance(answers, list) else ():
            value = unquoted(one.get("valueInteger", one.get("valueDecimal"))) if isinstance(one, dict) else None
            if isinstance(item.get("linkId"), str) and isinstance(value, int | Decimal) and not isinstance(value, bool):
                yield item, Decimal(value), here
            if isinstance(one, dict):
                yield from _numbers(one, here)
        yield from _numbers(item, here)
