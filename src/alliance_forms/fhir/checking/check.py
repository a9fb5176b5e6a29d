# SPDX-License-Identifier: Apache-2.0
"""Is this a Questionnaire or a QuestionnaireResponse that software will understand? Everything that is wrong with it, at its place."""

from collections.abc import Iterator
from typing import Any

from alliance_forms.codec import read_json
from alliance_forms.codec.reader import listed
from alliance_forms.errors import InvalidDocument, Problem
from alliance_forms.fhir.checking.rules import questionnaire_rules
from alliance_forms.fhir.checking.structure import Structure, finding
from alliance_forms.fhir.terms import Json, Place
from alliance_forms.fhir.versions import FhirVersion

__all__ = ["check", "response_problems", "version_of"]

_R5_ELEMENTS = {"versionAlgorithmString", "versionAlgorithmCoding", "copyrightLabel"}
_R5_ITEM = {"answerConstraint", "disabledDisplay"}


def check(data: str | bytes, *, version: FhirVersion | None = None, lenient: bool = False) -> tuple[Problem, ...]:
    """Everything that is wrong with a Questionnaire or QuestionnaireResponse, with what public checkers do not notice.

    Args:
        data: The text of the resource.
        version: Which FHIR it is meant to be; R5 where it has what only R5 has, else R4, by default.
        lenient: Whether a number or a truth value in quotes is only warned of.

    >>> [str(one) for one in check('{"resourceType": "Questionnaire", "status": "active", "item": []}')]
    ['Questionnaire.item: an empty list is not allowed (leave it out) [AF-FHIR-EMPTY]']
    """
    try:
        resource: Any = read_json(data)
    except InvalidDocument as error:
        return error.problems
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if kind not in ("Questionnaire", "QuestionnaireResponse"):
        message = "this is neither a Questionnaire nor a QuestionnaireResponse"
        return (Problem(code="AF-FHIR-RESOURCE", pointer="", message=message, hint="a resource begins with its resourceType"),)
    version = version or version_of(resource)
    rules = questionnaire_rules(resource, newer=version == "5.0.0") if kind == "Questionnaire" else _response_rules(resource)
    return tuple(listed((*Structure(newer=version == "5.0.0", lenient=lenient).check(resource), *rules)))


def response_problems(resource: Json, *, version: FhirVersion, lenient: bool) -> list[Problem]:
    """What is wrong with a QuestionnaireResponse that was read already.

    Args:
        resource: Numbers exact.
        version: Which FHIR it is.
        lenient: Whether a number or a truth value in quotes is only warned of.
    """
    return listed((*Structure(newer=version == "5.0.0", lenient=lenient).check(resource), *_response_rules(resource)))


def version_of(resource: Json) -> FhirVersion:
    """R5 where a resource has what only R5 has, else R4.

    >>> version_of({"resourceType": "Questionnaire", "item": [{"linkId": "1", "type": "coding"}]})
    '5.0.0'
    """
    if resource.get("resourceType") == "QuestionnaireResponse":
        return "5.0.0" if isinstance(resource.get("identifier"), list) else "4.0.1"
    return "5.0.0" if resource.keys() & _R5_ELEMENTS or any(map(_is_newer, _items(resource))) else "4.0.1"


def _is_newer(item: Json) -> bool:
    return item.get("type") == "coding" or bool(item.keys() & _R5_ITEM)


def _items(element: Json) -> Iterator[Json]:
    value = element.get("item")
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item
            yield from _items(item)


def _response_rules(resource: Json) -> Iterator[Problem]:
    """An item has answers, or items inside it, never both (qrs-1); what changes the meaning of all must be understood."""
    if "implicitRules" in resource:
        message = "implicitRules change what this means, in a way we do not know"
        yield finding("AF-FHIR-MODIFIER", ("QuestionnaireResponse", "implicitRules"), message)
    yield from _answered(resource, ("QuestionnaireResponse",))


def _answered(element: Json, place: Place) -> Iterator[Problem]:
    for name in ("item", "answer"):
        value = element.get(name)
        for number, one in enumerate(value if isinstance(value, list) else ()):
            if isinstance(one, dict):
                here = (*place, name, number)
                if name == "item" and "answer" in one and "item" in one:
                    yield finding(
                        "AF-FHIR-ITEM", here, "an item has answers or items, and what stands below an answer stands inside it (qrs-1)"
                    )
                yield from _answered(one, here)
