# SPDX-License-Identifier: Apache-2.0
"""Calculated items as scales: our own expressions exactly, other people's where what they calculate is understood."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs

from alliance_forms.checks import check_instrument
from alliance_forms.codec.converter import converter
from alliance_forms.fhir.importing.draft import Draft, fresh_id, said
from alliance_forms.fhir.importing.idioms import Understood, understood
from alliance_forms.fhir.importing.items import CALCULATED
from alliance_forms.fhir.terms import Json, Place
from alliance_forms.model import FrozenMap, Instrument, Scale
from alliance_forms.scoring import compile_plan
from alliance_forms.scoring.fhirpath import Place as Spot
from alliance_forms.scoring.fhirpath import expressions

__all__ = ["Rendered", "scales"]

_LINKS = re.compile(r"linkId='((?:[^'\\]|\\.)*)'")
_GUARD = re.compile(r"count\(\) >= ([0-9]{1,4})")
_OURS = "iif(%resource.item"
_MOST_DIGITS = 4
_HELD_SCALES = 200


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
        return expressions(instrument, compile_plan(instrument), self.places).get("s")


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
        mine = next((scale for scale in _proposed(draft, item, text) if rendered.of(scale) == text), None)
        if mine:
            return mine, None
    found = understood(text)
    if found is None:
        return None, "the expression is none that is understood"
    return _meant(draft, found)


def _proposed(draft: Draft, item: Json, text: str) -> Iterator[Json]:
    """The scales whose expression one of ours may be: the items in their order, a rule, and how many digits."""
    named = dict.fromkeys(link.replace("\\'", "'").replace("\\\\", "\\") for link in _LINKS.findall(text))
    links = [link for link in named if link in draft.known]
    order = [link for link in draft.known if link in links]
    guard = _GUARD.search(text[:20_000])
    spare = len(links) - int(guard[1]) if guard else 0
    missing: Json = {"missing": {"rule": "prorate", "atMost": spare}} if spare > 0 else {}
    for members in [links] if order == links else [order, links]:
        parts = [_part(draft, link, text) for link in members]
        for method in ("sum", "mean"):
            for digits in range(1, _MOST_DIGITS + 1) if item["type"] == "decimal" else (0,):
                yield {"method": method, "item": parts, "digits": digits} | missing


def _part(draft: Draft, link: str, text: str) -> Any:
    """An item as it counts: turned round where its lightest answer counts most."""
    known = draft.known[link]
    ours = known.document["linkId"]
    return {"linkId": ours, "reverse": True} if _turned(draft, link, text) else ours


def _turned(draft: Draft, link: str, text: str) -> bool:
    """Whether an answer without any weight counts in one of our expressions, or the heaviest does not."""
    weights = _weights(draft, link)
    known = draft.known[link]
    if len(set(weights.values())) < 2:  # noqa: PLR2004
        return False
    low, high = min(weights.values()), max(weights.values())
    heaviest = [token.partition("|")[2] for token, code in known.codes.items() if weights.get(code) == high]
    lightest = [token.partition("|")[2] for token, code in known.codes.items() if weights.get(code) == low]
    return _counted(link, lightest, text) > _counted(link, heaviest, text)


def _counted(link: str, codes: list[str], text: str) -> int:
    """How often answers of these codes count."""
    step = re.compile(
        r"where\((?P<items>[^()]*)\)\.answer\.value\.where\((?P<codes>[^()]*)\)\.count\(\)(?:\*(?P<times>[0-9]{1,9}))?", re.ASCII
    )
    quoted = f"linkId='{link}'"
    found = 0
    for one in step.finditer(text):
        if quoted in one["items"].split(" or ") and any(f"code='{code}'" in one["codes"] for code in codes):
            # The guard counts every code; only what adds to the score tells them apart.
            found += int(one["times"] or 1) if not text[one.end() :].startswith((" =", " >=")) else 0
    return found


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
    values = [weight * found.times for link in found.parts for weight in _weights(draft, link).values()]
    numbers = [int(draft.known[link].document.get("decimals", 0)) for link in found.parts]
    exponents = [value.normalize().as_tuple().exponent for value in map(Decimal, values)]
    return min(9, max([0, *numbers, *(-one for one in exponents if isinstance(one, int))]))


def _weights(draft: Draft, link: str) -> dict[str, Decimal]:
    """What the options of a question weigh, by our codes."""
    document = draft.known[link].document
    shared = {one["id"]: one["answerOption"] for one in draft.shared}
    options = document.get("answerOption") or shared.get(document.get("answerOptionSet"), [])
    return {one["code"]: Decimal(one["weight"]) for one in options if "weight" in one}


def _counts(draft: Draft, link: str) -> bool:
    known = draft.known[link]
    if known.above or known.document.get("repeats"):
        return False
    return bool(_weights(draft, link)) or known.document["type"] in ("integer", "decimal", "rating", "visual-analogue")


def _ends(draft: Draft, link: str) -> Decimal | None:
    """The least and the greatest an item can weigh, together."""
    weights, document = _weights(draft, link), draft.known[link].document
    if weights:
        return min(weights.values()) + max(weights.values())
    low, high = document.get("minimum"), document.get("maximum")
    return Decimal(low) + Decimal(high) if low is not None and high is not None else None
