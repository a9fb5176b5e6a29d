# SPDX-License-Identifier: Apache-2.0
"""What is wrong in a tree: single faults are gathered, get their place in the document's own key names, and become problems."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import attrs
from cattrs import BaseValidationError
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationError, IterableValidationNote

from alliance_forms.codec.reader import MAX_PROBLEMS, listed
from alliance_forms.errors import Problem, closest, pointer_to

__all__ = ["Fault", "each", "key_of", "kind_word", "must_be", "problems_in"]

_WORDS = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    Decimal: "a number",
    list: "a list",
    dict: "an object",
}


class Fault(ValueError):
    """One value is not what the document's format says; becomes a Problem once its place is known."""

    def __init__(self, code: str, message: str, hint: str | None = None, at: str | None = None) -> None:
        super().__init__(message)
        self.code, self.hint, self.at = code, hint, at


def must_be(kind: type, value: Any, *others: type) -> None:
    """Say that a value is not of the type, or of one of the types, that is needed."""
    needed = " or ".join(_WORDS[one] for one in (kind, *others))
    raise Fault("AF-DOC-TYPE", f"this is {kind_word(value)}, where {needed} is needed")


def kind_word(value: Any) -> str:
    """What a member of a JSON tree is, in a word for messages.

    >>> kind_word([]), kind_word(None)
    ('a list', 'null')
    """
    if value is None:
        return "null"
    return _WORDS.get(type(value), "no value that our reader gives")


def each(pairs: list[tuple[Any, Any]], one: Callable[[Any], Any]) -> tuple[Any, ...]:
    """Structure every member, so that one member's faults never hide another's."""
    done, failed, found = [], [], 0
    for key, value in pairs:
        try:
            done.append(one(value))
        except Exception as error:  # noqa: BLE001 - every member's problem is wanted, whatever it is
            error.__notes__ = [*getattr(error, "__notes__", []), IterableValidationNote("member", key, None)]
            failed.append(error)
            found += _size(error)
            if found > MAX_PROBLEMS:
                break
    if failed:
        raise IterableValidationError("members", failed, tuple)
    return tuple(done)


def _size(error: BaseException) -> int:
    """How many problems an exception stands for."""
    if isinstance(error, BaseValidationError):
        return sum(map(_size, error.exceptions))
    return len(error.extra_fields) if isinstance(error, ForbiddenExtraKeysError) else 1


def key_of(field: Any) -> str:
    """The key a field has in documents: camelCase, or what its metadata says.

    >>> from alliance_forms.model import Response
    >>> key_of(attrs.fields(Response).rater_id)
    'raterId'
    """
    if "key" in field.metadata:
        return str(field.metadata["key"])
    first, *rest = str(field.name).split("_")
    return first + "".join(part.title() for part in rest)


def problems_in(error: BaseException) -> list[Problem]:
    """All problems behind a converter's exception, with pointers in the document's own key names."""
    return listed(_walk(error, (), None))


def _walk(error: BaseException, path: tuple[str | int, ...], cls: Any) -> list[Problem]:
    place = (*path, *_step(error, cls))
    if isinstance(error, BaseValidationError):
        return [problem for inner in error.exceptions for problem in _walk(inner, place, error.cl)]
    if isinstance(error, ForbiddenExtraKeysError):
        known = [key_of(field) for field in attrs.fields(cast("Any", error.cl))]
        return [_unknown_key(key, known, place) for key in sorted(error.extra_fields)[: MAX_PROBLEMS + 1]]
    if isinstance(error, Fault):
        pointer = pointer_to(*place, *([error.at] if error.at else []))
        return [Problem(code=error.code, pointer=pointer, message=str(error), hint=error.hint)]
    if isinstance(error, KeyError):
        return [Problem(code="AF-DOC-REQUIRED", pointer=pointer_to(*place[:-1]), message=f"the key {place[-1]!r} is missing")]
    raise error


def _unknown_key(key: str, known: list[str], place: tuple[str | int, ...]) -> Problem:
    near = closest(key, known)
    hint = f"did you mean {near!r}?" if near else f"known here: {', '.join(sorted(known))}"
    return Problem(code="AF-DOC-UNKNOWN-KEY", pointer=pointer_to(*place, key), message="this key is not known here", hint=hint)


def _step(error: BaseException, cls: Any) -> tuple[str | int, ...]:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return (key_of(getattr(attrs.fields(cls), note.name)),)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()
