# SPDX-License-Identifier: Apache-2.0
"""What an import gathers on its way: problems that refuse it, what is lost, and the names that things get here."""

import re
from collections.abc import Iterable
from typing import Any

import attrs

from alliance_forms.errors import Problem
from alliance_forms.fhir.checking.structure import finding
from alliance_forms.fhir.terms import Json, Place, walk, words
from alliance_forms.model import FrozenMap

__all__ = ["Draft", "Known", "fresh_id", "said"]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NO_ID = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = ("introduction", "recall")
_SHORT, _LONGEST_TEXT = 56, 10_000


@attrs.frozen(kw_only=True)
class Known:
    """A question that was taken: what it became, what its options are called there, and the repeating groups it stands in."""

    document: Json
    codes: FrozenMap[str] = FrozenMap()
    above: tuple[str, ...] = ()


@attrs.define(kw_only=True)
class Draft:
    """One import under way.

    Attributes:
        places: Where each item stands, by its linkId.
        inside: Questions that stand inside another question, with that question's linkId.
        ids: What each item is called here.
        known: What was taken so far, by the linkId it came with.
        shared: Sets of options that questions share, as documents have them.
        spoken: Texts in further languages, by language and path.
    """

    resource: Json
    places: dict[str, Place]
    inside: dict[str, str]
    ids: dict[str, str] = attrs.field(init=False)
    known: dict[str, Known] = attrs.Factory(dict)
    problems: list[Problem] = attrs.Factory(list)
    lost: list[Problem] = attrs.Factory(list)
    spoken: dict[str, dict[str, str]] = attrs.Factory(dict)
    shared: list[Json] = attrs.Factory(list)

    def __attrs_post_init__(self) -> None:
        links = [item["linkId"] for item in walk(self.resource.get("item", ()))]
        taken = set(links)
        self.ids = {link: link if _fits(link) else fresh_id(link, taken) for link in links}

    def refuse(self, code: str, place: Place, message: str, hint: str | None = None) -> None:
        """Something that keeps it from being imported."""
        self.problems.append(finding(code, place, message, hint))

    def lose(self, place: Place, message: str) -> None:
        """Something that has another effect here than it says, or none."""
        self.lost.append(finding("AF-FHIR-LOST", place, message, severity="warning"))

    def keep(self, place: Place, message: str = "this has no meaning here; it is kept, and written again") -> None:
        """Something that changes nothing for whoever fills the form in."""
        self.lost.append(finding("AF-FHIR-KEPT", place, message, severity="warning"))

    def text(self, element: Json, key: str, place: Place, path: str | None = None) -> str | None:
        """A text as it may stand in a document, its translations put aside."""
        self._beside(element, key, (*place, key), path)
        said = words(element.get(key)) if isinstance(element.get(key), str) else None
        if said and len(said) > _LONGEST_TEXT:
            self.refuse("AF-FHIR-IMPORT", (*place, key), f"a text has at most {_LONGEST_TEXT:,} characters here", "shorten it")
        return said

    def _beside(self, element: Json, key: str, place: Place, path: str | None) -> None:
        """What stands beside a text: what it is in other languages, or how it is to look."""
        beside = element.get(f"_{key}")
        for one in beside.get("extension", ()) if isinstance(beside, dict) else ():
            parts = {part.get("url"): part for part in one.get("extension", ()) if isinstance(part, dict)}
            lang, content = parts.get("lang", {}).get("valueCode"), parts.get("content", {})
            said = words(content.get("valueString") or content.get("valueMarkdown"))
            if str(one.get("url")).endswith("/translation") and lang and said and path:
                self.spoken.setdefault(lang, {})[path] = said
            else:
                self.keep(place, "how this text looks, or is made, is not taken over; it is kept, and written again")


def fresh_id(name: str, taken: set[str]) -> str:
    """A name as an id that nothing else has: itself where it can be one, else one like it.

    >>> taken = {"q-1"}
    >>> fresh_id("44250-9", taken), fresh_id("q 1", taken), fresh_id("/q 1", taken), fresh_id("score.a", taken)
    ('44250-9', 'q-1-2', 'q-1-3', 'score-a')
    """
    plain = name if _fits(name) else _NO_ID.sub("-", name).strip("-._")[:_SHORT].replace("score.", "score-") or "item"
    found, number = plain, 1
    while found in taken or not _fits(found):
        number += 1
        found = f"{plain[:_SHORT]}-{number}"
    taken.add(found)
    return found


def _fits(name: str) -> bool:
    return _ID.fullmatch(name) is not None and name not in _RESERVED and not name.startswith("score.")


def said(elements: Iterable[Any], url: str, kind: str) -> Any:
    """The value of an extension, where it is there once with that type."""
    return next((one.get(kind) for one in elements if isinstance(one, dict) and one.get("url") == url), None)
