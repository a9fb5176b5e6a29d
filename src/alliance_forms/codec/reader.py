# SPDX-License-Identifier: Apache-2.0
"""The one JSON reader: exact numbers, no duplicate keys, and bounds that hold before any work is done.

A number written whole becomes `int`, any other (also 3.0) `Decimal`; both are exact. What JSON allows and this library cannot keep (NaN,
numbers beyond 15 digits, half of a surrogate pair, a NUL) is a problem with its place.
"""

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

import attrs

from alliance_forms.errors import InvalidDocument, Problem, pointer_to

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_PROBLEMS", "listed", "read_json"]

MAX_BYTES = 5_000_000
MAX_DEPTH = 64
MAX_DIGITS = 15
MAX_LITERAL = 40
MAX_PROBLEMS = 1_000
_SCAN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")
Json = dict[str, Any] | list[Any] | str | int | Decimal | bool | None


@attrs.frozen
class _Refused:
    """Stands in the tree where a number could not be kept, until its place is known."""

    code: str
    message: str


_TOO_LONG = _Refused("AF-JSON-NUMBER", f"a number has more than {MAX_DIGITS} digits, or is too large or too small")


class _Repeated(dict[str, Any]):
    """An object with a repeated key, until its place is known."""

    repeated: list[str]


def read_json(data: str | bytes, *, max_bytes: int = MAX_BYTES) -> Json:
    """Read one JSON document exactly, or say everything that keeps it from being read.

    Args:
        data: The document; bytes are UTF-8, with or without a byte order mark.
        max_bytes: Size beyond which nothing is looked at.

    Raises:
        InvalidDocument: With every problem of the level that failed: size, encoding, depth, syntax, or keys and values.

    >>> read_json('{"weight": 0.1}')
    {'weight': Decimal('0.1')}
    """
    text = _decode(data, max_bytes)
    _check_depth(text)
    try:
        tree = json.loads(text, object_pairs_hook=_pairs, parse_int=_whole, parse_float=_decimal, parse_constant=_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _refuse("AF-JSON-SYNTAX", f"this is not JSON at {place}", "look for a missing comma, quote or bracket just before") from None
    problems = listed(_findings(tree, ()))
    if problems:
        raise InvalidDocument(problems)
    return tree  # type: ignore[no-any-return]


def listed(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in the order of their places; after the first thousand it says that there are more, and no work is spent on them."""
    found = list(islice(problems, MAX_PROBLEMS + 1))
    more = Problem(code="AF-DOC-MORE", pointer="", message=f"there are more than {MAX_PROBLEMS:,} problems; the rest is not listed")
    rest = [more] if len(found) > MAX_PROBLEMS else []
    return sorted(found[:MAX_PROBLEMS], key=lambda problem: (problem.pointer, problem.code, problem.message)) + rest


def _refuse(code: str, message: str, hint: str) -> InvalidDocument:
    return InvalidDocument([Problem(code=code, pointer="", message=message, hint=hint)])


def _decode(data: str | bytes, max_bytes: int) -> str:
    if len(data) > max_bytes:
        raise _refuse(
            "AF-JSON-SIZE",
            f"the document is larger than {max_bytes:,} bytes",
            "split it, or leave out what is not needed",
        )
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refuse("AF-JSON-ENCODING", f"byte {error.start} is not valid UTF-8", "save the file as UTF-8") from None


def _check_depth(text: str) -> None:
    depth = 0
    for match in _SCAN.finditer(text):
        first = match.group()[0]
        if first in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise _refuse("AF-JSON-DEPTH", f"the document is nested more than {MAX_DEPTH} levels deep", "flatten it")
        elif first in "]}":
            depth -= 1


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) == len(pairs):
        return result
    marked = _Repeated(result)
    seen: set[str] = set()
    marked.repeated = sorted({key for key, _ in pairs if key in seen or seen.add(key)})  # type: ignore[func-returns-value]
    return marked


def _whole(literal: str) -> int | _Refused:
    return int(literal) if len(literal.lstrip("-")) <= MAX_DIGITS else _TOO_LONG


def _decimal(literal: str) -> Decimal | _Refused:
    mantissa, _, exponent = literal.lower().partition("e")
    if len(mantissa) > MAX_LITERAL or len(exponent) > len("-15"):
        return _TOO_LONG
    value = Decimal(literal)
    digits = mantissa.lstrip("-").replace(".", "").strip("0")
    # By value, not by spelling: whatever is accepted can be written again, in another spelling, and read again.
    return value if not digits or (len(digits) <= MAX_DIGITS and -MAX_DIGITS <= value.adjusted() < MAX_DIGITS) else _TOO_LONG


def _constant(_: str) -> _Refused:
    return _Refused("AF-JSON-NOT-FINITE", "a number is not finite")


def _findings(node: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """Everything in the tree that JSON allows and we cannot keep, with its place."""
    if isinstance(node, _Refused):
        yield Problem(code=node.code, pointer=pointer_to(*path), message=node.message, hint="write a plain number such as 0.25")
    elif isinstance(node, str):
        if _FORBIDDEN.search(node):
            yield Problem(code="AF-JSON-TEXT", pointer=pointer_to(*path), message="a text holds a NUL or half of a surrogate pair")
    elif isinstance(node, dict):
        for key in getattr(node, "repeated", ()):
            yield Problem(
                code="AF-JSON-DUPLICATE-KEY",
                pointer=pointer_to(*path, key),
                message="a key stands twice in one object",
                hint="keep one",
            )
        for key, value in node.items():
            if _FORBIDDEN.search(key):
                yield Problem(
                    code="AF-JSON-TEXT",
                    pointer=pointer_to(*path),
                    message="a key holds a NUL or half of a surrogate pair",
                )
            yield from _findings(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _findings(value, (*path, index))
