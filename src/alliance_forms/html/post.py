# SPDX-License-Identifier: Apache-2.0
"""What a web framework hands over, as plain pairs of name and value; the only place that knows frameworks."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from alliance_forms.errors import UsageFault

__all__ = ["TooLarge", "pairs"]

MOST_FIELDS = 2_000
MOST_CHARACTERS = 1_000_000
# Stands for a value that is no text (an uploaded file): no code, number, date or text may hold it, so each says so.
NO_TEXT = "\0"


class TooLarge(Exception):
    """More was sent than any form of ours can hold."""


def pairs(data: Any) -> list[tuple[str, str]]:
    """Every field that was sent, in the order sent.

    Args:
        data: A mapping to texts or lists of texts, a multi-dict (Django, Werkzeug, Starlette, aiohttp), or pairs.

    Raises:
        UsageFault: It is none of these.
        TooLarge: More than 2,000 fields or 1,000,000 characters.

    >>> pairs({"af-1": ["3"], "af-2": "0"})
    [('af-1', '3'), ('af-2', '0')]
    """
    found: list[tuple[str, str]] = []
    size = 0
    for name, value in _sent(data):
        text = value if isinstance(value, str) else NO_TEXT
        size += len(name) + len(text)
        if len(found) == MOST_FIELDS or size > MOST_CHARACTERS:
            raise TooLarge
        found.append((name, text))
    return found


def _sent(data: Any) -> Iterator[tuple[str, Any]]:
    if hasattr(data, "multi_items"):
        yield from _checked(data.multi_items())
    elif hasattr(data, "getlist") or hasattr(data, "getall"):
        every = getattr(data, "getlist", None) or data.getall
        for name in dict.fromkeys(data.keys()):
            yield from _checked((name, value) for value in every(name))
    elif isinstance(data, Mapping):
        for name, value in data.items():
            yield from _checked((name, one) for one in (value if isinstance(value, list | tuple) else [value]))
    elif isinstance(data, Iterable) and not isinstance(data, str | bytes):
        yield from _checked(data)
    else:
        raise _no_form()


def _checked(found: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for pair in found:
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not isinstance(pair[0], str):  # noqa: PLR2004 - a pair
            raise _no_form()
        yield pair[0], pair[1]


def _no_form() -> UsageFault:
    return UsageFault("a submitted form is a mapping of names to texts, a multi-dict, or pairs of name and text")
