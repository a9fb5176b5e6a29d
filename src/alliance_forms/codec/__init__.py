# SPDX-License-Identifier: Apache-2.0
"""Documents in and out: bytes become frozen values and back, with every problem named at its place."""

import json
from decimal import Decimal
from typing import Any, TypeVar

from alliance_forms.codec.converter import converter, problems_in
from alliance_forms.codec.digest import answer_digest, canonical, scoring_digest, text_digest
from alliance_forms.codec.reader import read_json
from alliance_forms.errors import InvalidDocument, Problem, closest
from alliance_forms.model import Choices, IdentityProfile, Instrument, Response, ScoreReport, WordingPack

__all__ = [
    "FORMATS", "Document", "answer_digest", "canonical", "decode", "dump", "dumps", "kind_of", "read_json", "scoring_digest",
    "text_digest", "write_json",
]  # fmt: skip

Document = Instrument | WordingPack | Response | ScoreReport | IdentityProfile | Choices
D = TypeVar("D", bound=Document)
FORMATS: dict[str, type[Document]] = {
    "alliance-forms/instrument/1": Instrument,
    "alliance-forms/wording/1": WordingPack,
    "alliance-forms/response/1": Response,
    "alliance-forms/score-report/1": ScoreReport,
    "alliance-forms/identity-profile/1": IdentityProfile,
    "alliance-forms/choices/1": Choices,
}
_FORMAT_OF: dict[type, str] = {kind: name for name, kind in FORMATS.items()}


def kind_of(tree: Any) -> type[Document]:
    """Which of our documents this is, by its `format`; a response may leave that out.

    Raises:
        InvalidDocument: It is none of them.

    >>> kind_of({"instrument": "phq-9", "version": "1.0.0", "answers": {}}).__name__
    'Response'
    """
    if type(tree) is not dict:
        raise InvalidDocument([Problem(code="AF-DOC-TYPE", pointer="", message="a document is an object", hint="begin with {")])
    name = tree.get("format")
    if name is None and "format" not in tree:
        if {"instrument", "version", "answers"} <= tree.keys():
            return Response
        hint = f"one of {', '.join(FORMATS)}"
        raise InvalidDocument([Problem(code="AF-DOC-FORMAT", pointer="", message="the key 'format' is missing", hint=hint)])
    if type(name) is not str or name not in FORMATS:
        near = closest(name, FORMATS) if type(name) is str else None
        hint = f"did you mean {near!r}?" if near else f"one of {', '.join(FORMATS)}"
        raise InvalidDocument([Problem(code="AF-DOC-FORMAT", pointer="/format", message="this is no format of ours", hint=hint)])
    return FORMATS[name]


def decode(tree: Any, expect: type[D]) -> D:
    """Make one frozen value of a JSON tree; single-value rules hold, cross-field rules are looked at elsewhere.

    Raises:
        InvalidDocument: With every problem found.

    >>> decode({"instrument": "phq-9", "version": "1.0.0", "answers": {"1": "3"}}, Response).answers["1"]
    '3'
    """
    kind = expect if expect is Response and type(tree) is dict and "format" not in tree else kind_of(tree)
    if kind is not expect:
        message = f"this is a document of format {_FORMAT_OF[kind]!r}, not {_FORMAT_OF[expect]!r}"
        raise InvalidDocument([Problem(code="AF-DOC-FORMAT", pointer="/format", message=message)])
    try:
        return converter().structure({key: value for key, value in tree.items() if key != "format"}, expect)
    except Exception as error:  # noqa: BLE001 - problems_in raises again what is no problem of the document
        raise InvalidDocument(problems_in(error)) from None


def dump(value: Document) -> dict[str, Any]:
    """The JSON tree of a document; numbers are `int` or exact `Decimal`.

    >>> dump(Response(instrument="phq-9", version="1.0.0", answers={}))["format"]
    'alliance-forms/response/1'
    """
    # What is released of a response is a response, and who may have it is nothing to write down beside it.
    kind = next(cls for cls in type(value).__mro__ if cls in _FORMAT_OF)
    return {"format": _FORMAT_OF[kind], **converter().unstructure(value, unstructure_as=kind)}


def dumps(value: Document) -> str:
    """The text of a document, in the format's order, two spaces to a level.

    >>> print(dumps(Response(instrument="phq-9", version="1.0.0", answers={}))[:39])
    {
      "format": "alliance-forms/response/
    """
    return write_json(dump(value))


def write_json(tree: Any) -> str:
    r"""A JSON tree as text with exact numbers and a last line break.

    >>> write_json([Decimal("0.10")])
    '[\n  0.1\n]\n'
    """
    return json.dumps(tree, ensure_ascii=False, indent=2, default=_number) + "\n"


def _number(value: Any) -> int | float:
    if not isinstance(value, Decimal):
        message = f"{type(value).__name__} is not part of a document"
        raise TypeError(message)
    # At most 15 digits, so the shortest text of the nearest binary number is the number itself.
    return int(value) if value == value.to_integral_value() else float(value)
