# SPDX-License-Identifier: Apache-2.0
"""Small frozen values and the single-value rules that more than one document uses."""

import re
from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar, overload

import attrs

__all__ = [
    "AbsentReason",
    "ByRater",
    "Code",
    "Coding",
    "FrozenMap",
    "InstrumentId",
    "LocaleTag",
    "Rater",
    "Rule",
    "Text",
    "Uri",
    "Version",
]

T = TypeVar("T")
V = TypeVar("V")


@attrs.frozen
class Rule:
    """A rule for one value, written beside its type; the codec applies it and the JSON schema states it again.

    Attributes:
        pattern: Regular expression that the whole string matches.
        at_least: Smallest number, or smallest count of members.
        longest: Greatest length of a string.
        says: The rule in words, for the problem message.
    """

    says: str
    pattern: re.Pattern[str] | None = None
    at_least: int | None = None
    longest: int | None = None


def matching(expression: str, says: str) -> Rule:
    """A rule that the whole string matches a regular expression."""
    return Rule(says=says, pattern=re.compile(expression))


Code = Annotated[
    str,
    matching(
        r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
        "an id: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit",
    ),
]
InstrumentId = Annotated[
    str,
    matching(
        r"[a-z0-9][a-z0-9-]{0,31}(\.[a-z0-9][a-z0-9-]{0,63})?",
        "an instrument id: lower-case letters, digits and '-', with at most one '.' after a publisher prefix",
    ),
]
Version = Annotated[str, matching(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})", "a semantic version such as 1.0.0")]
LocaleTag = Annotated[
    str,
    matching(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", "a BCP 47 tag such as en, es-419 or zh-Hant-TW"),
]
Uri = Annotated[str, matching(r"[A-Za-z][A-Za-z0-9+.-]{0,31}:[!-~]{1,2000}", "an absolute URI without spaces")]
DateTime = Annotated[
    str,
    matching(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})",
        "a date and time with a time zone, such as 2026-11-23T10:50:00Z",
    ),
]
Date = Annotated[str, matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date such as 2026-11-23")]
Digest = Annotated[str, matching(r"sha256:[0-9a-f]{64}", "'sha256:' and 64 hexadecimal digits")]
Opaque = Annotated[str, matching(r"[!-~]{1,128}", "1 to 128 printable characters without spaces")]
Words = Annotated[str, Rule(says="a text of 1 to 10,000 characters", at_least=1, longest=10_000)]
Count = Annotated[int, Rule(says="a whole number from 1", at_least=1)]
Whole = Annotated[int, Rule(says="a whole number from 0", at_least=0)]


def is_day(text: Any) -> bool:
    """Whether this is a day that the calendar has, as documents write it.

    >>> is_day("2026-02-28"), is_day("2026-02-30")
    (True, False)
    """
    try:
        return bool(date.fromisoformat(text).isoformat() == text)
    except (TypeError, ValueError):
        return False


Rater = Literal["client", "therapist", "observer"]
AbsentReason = Literal["asked-declined", "asked-unknown", "not-asked", "not-applicable", "unknown", "masked"]
Severity = Literal["information", "attention", "urgent"]


class FrozenMap(Mapping[str, V], Generic[V]):
    """A dictionary that cannot change; its `repr` shows keys only, since values may be answers or names.

    >>> FrozenMap({"1": "3"})["1"]
    '3'
    >>> FrozenMap({"1": "3"})
    FrozenMap('1')
    """

    __slots__ = ("_items",)
    _items: dict[str, V]

    def __init__(self, items: Mapping[str, V] | None = None) -> None:
        object.__setattr__(self, "_items", dict(items or {}))

    def __setattr__(self, name: str, value: Any) -> None:
        message = f"{type(self).__name__} cannot change"
        raise AttributeError(message)

    def __getitem__(self, key: str) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    # What Mapping derives from these is several times slower, and answers are looked up all the time.
    def __contains__(self, key: object) -> bool:
        return key in self._items

    @overload
    def get(self, key: str) -> V | None: ...
    @overload
    def get(self, key: str, default: V | T) -> V | T: ...
    def get(self, key: str, default: Any = None) -> Any:
        """The value at a key, or the default."""
        return self._items.get(key, default)

    def keys(self) -> KeysView[str]:
        """The keys, in their order."""
        return self._items.keys()

    def values(self) -> ValuesView[V]:
        """The values, in the order of the keys."""
        return self._items.values()

    def items(self) -> ItemsView[str, V]:
        """Keys with their values."""
        return self._items.items()

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __reduce__(self) -> tuple[type["FrozenMap[V]"], tuple[dict[str, V]]]:
        return type(self), (self._items,)

    def __repr__(self) -> str:
        return f"FrozenMap({', '.join(repr(key) for key in self._items)})"


@attrs.frozen(kw_only=True)
class ByRater:
    """A text in one version for each rater: the client reads "I", the therapist reads about the client."""

    client: Words | None = None
    therapist: Words | None = None
    observer: Words | None = None


Text = Words | ByRater


@attrs.frozen(kw_only=True)
class Coding:
    """A code in somebody else's terminology, such as LOINC. Displays are that terminology's wording and are not kept."""

    system: Uri
    code: Annotated[str, matching(r"[!-~]+( [!-~]+)*", "a code without leading or double spaces")]
