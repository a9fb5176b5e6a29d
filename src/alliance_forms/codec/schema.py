# SPDX-License-Identifier: Apache-2.0
"""The published JSON Schemas as a second opinion on a document; the converter is the first.

Both accept exactly the same documents, which the tests show by changing valid ones. Nothing is ever fetched: the
schemas refer to each other only, and all of them are here.
"""

import json
import re
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from alliance_forms._resources import schemas_dir
from alliance_forms.codec.faults import kind_word
from alliance_forms.codec.reader import MAX_PROBLEMS, listed
from alliance_forms.errors import Problem, closest, pointer_to
from alliance_forms.model import IdentityProfile, Instrument, Response, ScoreReport, WordingPack

__all__ = ["SCHEMAS", "schema_problems"]

SCHEMAS: dict[type, str] = {
    Instrument: "instrument",
    WordingPack: "wording",
    Response: "response",
    ScoreReport: "score-report",
    IdentityProfile: "identity-profile",
}
_SHARED = "common"

_KINDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
# Never jsonschema's own messages: they repeat the value, which may be an answer or protected wording.
_BOUNDS = {
    "pattern": "this text does not have the form that is needed here",
    "minLength": "this text is shorter than allowed",
    "maxLength": "this text is longer than allowed",
    "minimum": "this number is smaller than allowed",
    "minItems": "this list has fewer members than needed",
    "anyOf": "none of the keys of which one is needed stands here",
}


def schema_problems(tree: Any, kind: type) -> tuple[Problem, ...]:
    """Everything that the published schema of a document finds wrong with it.

    Args:
        tree: What `read_json` gave.
        kind: The document it is meant to be, such as `Instrument`.

    >>> schema_problems({"instrument": "phq-9", "version": "1.0.0", "answers": {}}, Response)
    ()
    >>> [str(problem) for problem in schema_problems({"instrument": "phq-9", "version": 1, "answers": {}}, Response)]
    ['/version: this is a whole number, where a text is needed [AF-SCHEMA-TYPE]']
    """
    problems: dict[Problem, None] = {}
    for error in _validator(SCHEMAS[kind]).iter_errors(tree):
        problems.update(dict.fromkeys(_problems(error)))
        if len(problems) > MAX_PROBLEMS:
            break
    return tuple(listed(problems))


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator, TypeChecker, validators
    from referencing import Registry, Resource

    schemas = [json.loads((schemas_dir() / f"{one}.schema.json").read_text("utf-8")) for one in (name, _SHARED)]
    registry: Any = Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in schemas)
    # The reader's words: a whole number is one that is written so, and 1.0 is not.
    types = TypeChecker({kind: partial(_is, word) for kind, word in _KINDS.items()})
    extend: Any = validators.extend
    ours = extend(Draft202012Validator, {"pattern": _pattern}, type_checker=types)
    return ours(schemas[0], registry=registry)


def _is(word: str, _: Any, value: Any) -> bool:
    return kind_word(value) == word or (word == "a number" and type(value) is int)


def _pattern(validator: Any, pattern: str, instance: Any, _: Any) -> Iterator[Any]:
    """`pattern` as the standard means it; Python's `$` would also accept a line break at the end."""
    from jsonschema import ValidationError

    if validator.is_type(instance, "string") and not re.search(pattern.removesuffix("$") + r"\Z", instance):
        yield ValidationError("pattern")


def _problems(error: Any) -> Iterator[Problem]:
    place = tuple(error.absolute_path)
    keyword, wanted, value = error.validator, error.validator_value, error.instance
    if keyword == "required":
        for key in sorted(set(wanted) - value.keys()):
            yield _problem("REQUIRED", place, f"the key {key!r} is missing")
    elif keyword == "additionalProperties":
        known = error.schema["properties"]
        for key in sorted(value.keys() - known.keys())[: MAX_PROBLEMS + 1]:
            near = closest(key, known)
            hint = f"did you mean {near!r}?" if near else f"known here: {', '.join(sorted(known))}"
            yield _problem("UNKNOWN-KEY", (*place, key), "this key is not known here", hint)
    elif keyword == "type":
        needed = " or ".join(_KINDS[one] for one in ([wanted] if isinstance(wanted, str) else wanted))
        yield _problem("TYPE", place, f"this is {kind_word(value)}, where {needed} is needed")
    elif keyword in ("enum", "const"):
        allowed = ["null" if one is None else str(one) for one in ([wanted] if keyword == "const" else wanted)]
        near = closest(value, allowed) if isinstance(value, str) else None
        message = f"this is none of {', '.join(allowed)}"
        yield _problem("CHOICE", place, message, f"did you mean {near!r}?" if near else None)
    else:
        yield _problem("VALUE", place, _BOUNDS[keyword])


def _problem(code: str, place: tuple[str | int, ...], message: str, hint: str | None = None) -> Problem:
    return Problem(code=f"AF-SCHEMA-{code}", pointer=pointer_to(*place), message=message, hint=hint)
