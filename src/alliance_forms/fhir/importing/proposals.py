# SPDX-License-Identifier: Apache-2.0
"""Which scales an expression of ours may have been written for; whichever our writer gives the very same expression for, it is."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from alliance_forms.fhir.importing.draft import Draft
from alliance_forms.fhir.terms import Json

__all__ = ["proposed", "weights_of"]

_LINKS = re.compile(r"linkId='((?:[^'\\]|\\.)*)'")
_GUARD = re.compile(r"count\(\) >= ([0-9]{1,4})")
_FACTOR = re.compile(r"\)\*([0-9]{1,6})(?![0-9])")
_LEVELS = re.compile(r"\) > 0, \(?[0-9(]")
_BELOW = re.compile(r"/ ([1-9][0-9]{0,5}), \{\}\)\Z")
_LAST = re.compile(r"/ 1(0+), \{\}\)\Z")
_MOST_DIGITS, _MOST_FACTORS, _MOST_LEVELS = 4, 12, 12


def proposed(draft: Draft, item: Json, text: str) -> Iterator[Json]:
    """The scales whose expression one of ours may be: the items in their order, a method, a rule, a factor and how many digits.

    Args:
        draft: The import; it knows the questions.
        item: The calculated item.
        text: Its expression.
    """
    named = dict.fromkeys(link.replace("\\'", "'").replace("\\\\", "\\") for link in _LINKS.findall(text))
    links = [link for link in named if link in draft.known]
    order = [link for link in draft.known if link in links]
    guard = _GUARD.search(text[:20_000])
    spare = len(links) - int(guard[1]) if guard else 0
    missing: Json = {"missing": {"rule": "prorate", "atMost": spare}} if spare > 0 else {}
    levels = _LEVELS.search(text) is not None
    digits = _digits(item, text)
    for members in [links] if order == links else [order, links]:
        # Among levels the lightest answer is always looked for.
        parts = [draft.known[link].document["linkId"] if levels else _part(draft, link, text) for link in members]
        for method, places in product(_methods(draft, links, text), digits):
            yield method | {"item": parts, "digits": places} | missing
        if levels:
            continue
        for places in digits:
            for factor, name in product(_factors(text, len(parts), places), ("sum", "mean")):
                yield {"method": name, "item": parts, "digits": places, "linear": {"multiply": factor}} | missing


def _factors(text: str, members: int, digits: int) -> list[Decimal]:
    """By what a sum or a mean may be multiplied: what stands there, before it was divided, shifted and doubled to be rounded."""
    below = _BELOW.search(text)
    divided = int(below[1]) if below else 10**digits
    found = {
        Fraction(int(times) * count, divided * doubled) for times in _FACTOR.findall(text) for count in (1, members) for doubled in (1, 2)
    }
    exact = {factor for factor in found - {0, 1} if 10**_MOST_DIGITS % factor.denominator == 0}
    return [Decimal(factor.numerator) / factor.denominator for factor in sorted(exact)[:_MOST_FACTORS]]


def _methods(draft: Draft, links: list[str], text: str) -> Iterator[Json]:
    """How a score is made of its items; a choice between levels is the least or the greatest."""
    if _LEVELS.search(text):
        yield from ({"method": "minimum"}, {"method": "maximum"})
        return
    yield from ({"method": "sum"}, {"method": "mean"}, {"method": "percent"})
    levels = {weight for link in links for weight in weights_of(draft, link).values()}
    yield from ({"method": "count", "atLeast": level} for level in sorted(levels)[:_MOST_LEVELS])


def _digits(item: Json, text: str) -> Iterable[int]:
    if item["type"] != "decimal":
        return (0,)
    last = _LAST.search(text)
    return (len(last[1]),) if last else range(1, _MOST_DIGITS + 1)


def _part(draft: Draft, link: str, text: str) -> Any:
    """An item as it counts: turned round where its lightest answer counts most."""
    known = draft.known[link]
    ours = known.document["linkId"]
    return {"linkId": ours, "reverse": True} if _turned(draft, link, text) else ours


def _turned(draft: Draft, link: str, text: str) -> bool:
    """Whether an answer without any weight counts in one of our expressions, or the heaviest does not."""
    weights = weights_of(draft, link)
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


def weights_of(draft: Draft, link: str) -> dict[str, Decimal]:
    """What the options of a question weigh, by our codes.

    Args:
        draft: The import.
        link: The question, by the linkId it came with.
    """
    document = draft.known[link].document
    shared = {one["id"]: one["answerOption"] for one in draft.shared}
    options = document.get("answerOption") or shared.get(document.get("answerOptionSet"), [])
    return {one["code"]: Decimal(one["weight"]) for one in options if "weight" in one}
