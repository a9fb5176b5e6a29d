# SPDX-License-Identifier: Apache-2.0
"""What a Questionnaire must keep to beyond its elements: HL7's invariants, and what no public checker notices."""

import re
from collections.abc import Iterator
from typing import Any

import attrs

from alliance_forms.errors import Problem
from alliance_forms.fhir.checking.definitions import FUNCTIONS, VARIABLES, resource_types
from alliance_forms.fhir.checking.expression import ExpressionError, names_in
from alliance_forms.fhir.checking.structure import finding
from alliance_forms.fhir.terms import HL7, SDC, Json, Place

__all__ = ["questionnaire_rules"]

_NAME = re.compile(r"[A-Z][A-Za-z0-9_]{0,254}")
_COUNTED = ("boolean", "decimal", "integer", "string", "text", "url", "open-choice", "coding")
_OPTIONS = ("choice", "open-choice", "coding", "decimal", "integer", "date", "dateTime", "time", "string", "text", "quantity")
_ANSWERS = {
    "choice": {"Coding", "Reference"}, "coding": {"Coding"}, "open-choice": {"Coding", "String", "Reference"}, "text": {"String"},
    "boolean": {"Boolean"}, "decimal": {"Decimal"}, "integer": {"Integer"}, "date": {"Date"}, "dateTime": {"DateTime"},
    "time": {"Time"}, "string": {"String"}, "url": {"Uri", "String"}, "quantity": {"Quantity"}, "reference": {"Reference"},
}  # fmt: skip
_LONGEST_LINK = 255
# Functions and variables of ours are none; a launch context and a `variable` bring their own.
_LAUNCH, _VARIABLE, _CALCULATED = SDC + "sdc-questionnaire-launchContext", HL7 + "variable", SDC + "sdc-questionnaire-calculatedExpression"


@attrs.frozen
class _Asked:
    """An item with its place, the items around it, and its number in the order of the form."""

    item: Json
    place: Place
    around: tuple[str, ...]
    number: int


def questionnaire_rules(resource: Json, *, newer: bool) -> Iterator[Problem]:
    """Every rule that a Questionnaire breaks.

    Args:
        resource: A Questionnaire; what has the wrong type of value is passed over.
        newer: Whether it is R5.
    """
    top: Place = ("Questionnaire",)
    items = list(_walk(resource, top, ()))
    items = [attrs.evolve(one, number=number) for number, one in enumerate(items)]
    yield from _resource(resource, top, newer=newer)
    by_link: dict[Any, _Asked] = {}
    for one in items:
        link = one.item.get("linkId")
        if not isinstance(link, str):
            continue
        if link in by_link:
            yield finding("AF-FHIR-LINK-TWICE", (*one.place, "linkId"), "this linkId stands there already", "give each item its own")
        by_link.setdefault(link, one)
        if len(link) > _LONGEST_LINK:
            yield finding("AF-FHIR-ITEM", (*one.place, "linkId"), "a linkId has at most 255 characters (que-15)")
    for one in items:
        yield from _item(one, newer=newer)
        yield from _conditions(one, by_link, newer=newer)
    yield from _expressions(resource, by_link)


def _walk(element: Json, place: Place, around: tuple[str, ...]) -> Iterator[_Asked]:
    """Every item, each before those inside it; without recursion deeper than documents may be."""
    for number, item in enumerate(_list(element, "item")):
        here = (*place, "item", number)
        yield _Asked(item, here, around, 0)
        yield from _walk(item, here, (*around, str(item.get("linkId"))))


def _list(element: Json, name: str) -> list[Json]:
    value = element.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _resource(resource: Json, top: Place, *, newer: bool) -> Iterator[Problem]:
    name, url = resource.get("name"), resource.get("url")
    if isinstance(name, str) and not _NAME.fullmatch(name):
        yield finding("AF-FHIR-NAME", (*top, "name"), "a name for machines is letters, digits and '_', beginning with a capital (que-0)")
    if isinstance(url, str) and re.search(r"[|#\s]", url):
        yield finding("AF-FHIR-NAME", (*top, "url"), "a url holds neither '|' nor '#' nor a space (cnl-1)")
    kinds = resource.get("subjectType")
    for number, kind in enumerate(kinds if isinstance(kinds, list) else ()):
        if isinstance(kind, str) and kind not in resource_types(newer=newer):
            yield finding("AF-FHIR-CODE", (*top, "subjectType", number), "this is no type of resource")
    inside = {str(one.get("id")) for one in _list(resource, "contained")}
    for one in _walk(resource, top, ()):
        value_set = one.item.get("answerValueSet")
        if isinstance(value_set, str) and value_set.startswith("#") and value_set[1:] not in inside:
            yield finding("AF-FHIR-CONTAINED", (*one.place, "answerValueSet"), "there is no contained resource of this id")


def _item(one: _Asked, *, newer: bool) -> Iterator[Problem]:
    """The invariants of a single item: whether it breaks each, and what that one says."""
    item, kind = one.item, one.item.get("type")
    options, value_set, initial = _list(item, "answerOption"), "answerValueSet" in item, _list(item, "initial")
    coded = kind in ("choice", "open-choice", "coding")
    closed = item.get("answerConstraint") == "optionsOnly" or kind == "choice" or (kind == "coding" and "answerConstraint" not in item)
    listed = SDC + "sdc-questionnaire-answerExpression" in _urls(item)
    broken = {
        "AF-FHIR-ITEM": (
            (kind == "group" and not newer and not _list(item, "item"), "item", "a group has items (que-1)"),
            (kind == "display" and "item" in item, "item", "nothing stands inside what is only shown (que-1)"),
            (kind == "display" and "code" in item, "code", "what is only shown has no code (que-3)"),
            (bool(options) and value_set, "answerOption", "options or a value set, not both (que-4)"),
            ((bool(options) or value_set) and kind not in _OPTIONS, "type", "items of this type have no options (que-5)"),
            (kind == "display" and bool({"required", "repeats"} & item.keys()), "type", "what is shown is not required (que-6)"),
            (kind in ("group", "display") and bool(initial), "initial", "there is no initial value here (que-8)"),
            (kind == "display" and "readOnly" in item, "readOnly", "what is only shown is always read-only (que-9)"),
            ("maxLength" in item and kind not in _COUNTED, "maxLength", "maxLength does not belong to this type (que-10)"),
            (bool(options) and bool(initial), "initial", "with options, mark the option itself: initialSelected (que-11)"),
            (len(initial) > 1 and item.get("repeats") is not True, "initial", "several initial values need repeats (que-13)"),
            (newer and "answerConstraint" in item and not (options or value_set), "answerConstraint", "there are no options (que-14)"),
        ),
        "AF-FHIR-OPTIONS": ((coded and closed and not (options or value_set or listed), "type", "a choice needs options or a value set"),),
        "AF-FHIR-INITIAL": ((bool(initial) and _CALCULATED in _urls(item), "initial", "what is calculated has no initial value"),),
    }  # fmt: skip
    for code, rules in broken.items():
        yield from (finding(code, (*one.place, name), says) for wrong, name, says in rules if wrong)


def _urls(element: Json) -> set[Any]:
    return {one.get("url") for one in _list(element, "extension") if isinstance(one.get("url"), str)}


def _conditions(one: _Asked, by_link: dict[Any, _Asked], *, newer: bool) -> Iterator[Problem]:
    conditions = _list(one.item, "enableWhen")
    if len(conditions) > 1 and "enableBehavior" not in one.item:
        yield finding("AF-FHIR-CONDITION", (*one.place, "enableWhen"), "several conditions need enableBehavior (que-12)")
    for number, condition in enumerate(conditions):
        place = (*one.place, "enableWhen", number)
        question, answers = condition.get("question"), [key for key in condition if key.startswith("answer")]
        target = by_link.get(question) if isinstance(question, str) else None
        if condition.get("operator") == "exists" and answers != ["answerBoolean"]:
            yield finding("AF-FHIR-CONDITION", place, "'exists' is compared with true or false (que-7)")
        if target is None:
            if isinstance(question, str):
                yield finding("AF-FHIR-CONDITION", (*place, "question"), "there is no item of this linkId")
            continue
        if question == one.item.get("linkId") or one.item.get("linkId") in target.around:
            yield finding("AF-FHIR-CONDITION", (*place, "question"), "an item cannot depend on itself or on what stands inside it")
        elif target.number > one.number:
            hint = "look at an earlier item"
            yield finding("AF-FHIR-CONDITION", (*place, "question"), "this looks at an item that comes later", hint, severity="warning")
        kinds = _ANSWERS.get(str(target.item.get("type")))
        if kinds is not None and newer and target.item.get("answerConstraint") in ("optionsOrString", "optionsOrType"):
            kinds = kinds | {"String"}
        if condition.get("operator") != "exists" and kinds is not None and any(key[6:] not in kinds for key in answers):
            yield finding("AF-FHIR-CONDITION", place, f"answers to that item are {' or '.join(sorted(kinds))}")


def _expressions(resource: Json, by_link: dict[Any, _Asked]) -> Iterator[Problem]:
    """Every FHIRPath expression, wherever it stands."""
    known = VARIABLES | set(_own_variables(resource))
    for expression, place in _found(resource, ("Questionnaire",)):
        try:
            names = names_in(expression)
        except ExpressionError as error:
            yield finding("AF-FHIR-EXPRESSION", place, f"this is no FHIRPath: {error}")
            continue
        for what, unknown in (
            ("function", names.functions - FUNCTIONS),
            ("variable", {name for name in names.variables - known if not name.startswith(("vs-", "ext-"))}),
            ("linkId", names.links - by_link.keys()),
        ):
            if unknown:
                many = len(unknown)
                yield finding("AF-FHIR-EXPRESSION", place, f"it names {many} unknown {what}(s); engines give nothing then")


def _found(value: Any, place: Place) -> Iterator[tuple[str, Place]]:
    if isinstance(value, dict):
        text = value.get("expression")
        if value.get("language") == "text/fhirpath" and isinstance(text, str):
            yield text, (*place, "expression")
        for key, inner in value.items():
            if isinstance(inner, dict | list):
                yield from _found(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _found(inner, (*place, number))


def _own_variables(value: Any) -> Iterator[str]:
    """Names that the resource itself gives to what it passes on."""
    if isinstance(value, dict):
        if value.get("url") == _VARIABLE and isinstance(value.get("valueExpression"), dict):
            yield str(value["valueExpression"].get("name"))
        if value.get("url") == _LAUNCH:
            for part in _list(value, "extension"):
                named = part.get("valueCoding") if part.get("url") == "name" else None
                yield str(named.get("code")) if isinstance(named, dict) else str(part.get("valueId"))
        for inner in value.values():
            yield from _own_variables(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _own_variables(inner)
