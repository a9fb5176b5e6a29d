# SPDX-License-Identifier: Apache-2.0
"""Is this what FHIR's JSON may hold? Elements, types, codes, and the extensions that belong to forms, each fault at its place."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs

from alliance_forms.errors import Problem, closest
from alliance_forms.fhir.checking.definitions import CODES, EXTENSIONS, PRIMITIVES, Element, Elements, elements_of
from alliance_forms.fhir.terms import Json, Place, located

__all__ = ["Structure", "finding", "unquoted"]

_INTEGERS = {"integer": (-(2**31), 2**31), "positiveInt": (1, 2**31), "unsignedInt": (0, 2**31), "integer64": (-(2**63), 2**63)}
_QUOTED = re.compile(r"true|false|-?(0|[1-9][0-9]*)(\.[0-9]+)?")
# XHTML that does nothing: neither scripts nor frames nor what loads something from elsewhere.
_UNSAFE = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|form|input|link|style|base|meta|svg|math|!\[CDATA|!DOCTYPE|\?)|\son\w+\s*=|javascript:",
    re.IGNORECASE,
)
_ACTIVE = re.compile(r"(src|href|style)\s*=\s*([\"'])\s*(data:(?!image/)|http)", re.IGNORECASE)
_HL7 = "http://hl7.org/fhir/"


def finding(code: str, place: Place, message: str, hint: str | None = None, *, severity: Any = "error") -> Problem:
    """One finding about a FHIR resource, with its place as FHIRPath and as a JSON pointer.

    >>> finding("AF-FHIR-EMPTY", ("Questionnaire", "item"), "an empty list is not allowed").expression
    'Questionnaire.item'
    """
    expression, pointer = located(place)
    return Problem(code=code, pointer=pointer, message=message, hint=hint, severity=severity, expression=expression)


@attrs.frozen(kw_only=True)
class Structure:
    """The check of one resource in one version of FHIR.

    Attributes:
        newer: Whether it is R5.
        lenient: Whether a number or a truth value in quotes is only warned of.
    """

    newer: bool
    lenient: bool = False

    def check(self, resource: Json) -> Iterator[Problem]:
        """Everything that is wrong with the elements of a Questionnaire or a QuestionnaireResponse.

        Args:
            resource: As it was read, numbers exact.
        """
        kind = resource["resourceType"]
        rest = {key: value for key, value in resource.items() if key != "resourceType"}
        yield from self._object(rest, kind, (kind,))

    def _object(self, value: Any, kind: str, place: Place) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield finding("AF-FHIR-TYPE", place, f"an object of type {kind} is needed")
            return
        if not value:
            yield finding("AF-FHIR-EMPTY", place, "an empty object is not allowed", "leave it out")
            return
        elements = elements_of(kind, newer=self.newer)
        if elements is None:
            yield from _anything(value, place)
            return
        for key, inner in value.items():
            element = elements.known.get(key)
            if element is None:
                yield from self._other(key, inner, kind, elements.known, (*place, key))
            else:
                yield from self._members(inner, element, kind, (*place, key))
        yield from _counted(value, elements, place)
        if kind == "Extension":
            yield from self._value(value, place)

    def _other(self, key: str, inner: Any, kind: str, known: dict[str, Element], place: Place) -> Iterator[Problem]:
        """What no element is: the extensions of a primitive one, the value of an extension, or a slip."""
        element = known.get(key[1:]) if key.startswith("_") else None
        if element is not None:
            several = element.many and isinstance(inner, list)
            for one in inner if several else [inner]:
                # In a list, null stands where a value has nothing beside it.
                if one is not None or not several:
                    yield from self._beside(one, element.type, place)
        elif kind == "Extension" and key.startswith("value"):
            typed = key[5:6].lower() + key[6:] if key[5:6].lower() + key[6:] in PRIMITIVES or key[5:] in _NUMBERS else key[5:]
            yield from self._members(inner, Element(key, _NUMBERS.get(key[5:], typed), many=False), kind, place)
        elif not (kind == "Extension" and key.startswith("_value")):
            near = closest(key, known)
            hint = f"did you mean {near!r}?" if near else None
            yield finding("AF-FHIR-UNKNOWN-ELEMENT", place, f"{kind} has no such element in this version of FHIR", hint)

    def _beside(self, value: Any, kind: str, place: Place) -> Iterator[Problem]:
        if not isinstance(value, dict) or not value or set(value) - {"id", "extension"}:
            yield finding("AF-FHIR-TYPE", place, "beside a value only its id and extensions stand")
        elif "extension" in value:
            yield from self._members(value["extension"], _EXTENSION, kind, (*place, "extension"))

    def _members(self, value: Any, element: Element, kind: str, place: Place) -> Iterator[Problem]:
        """One value, or each of a list."""
        if value is None:
            yield finding("AF-FHIR-EMPTY", place, "null is not allowed", "leave it out")
        elif element.many:
            if not isinstance(value, list):
                yield finding("AF-FHIR-TYPE", place, "a list is needed")
                return
            if not value:
                yield finding("AF-FHIR-EMPTY", place, "an empty list is not allowed", "leave it out")
            for number, member in enumerate(value):
                yield from self._one(member, element, kind, (*place, number))
        elif isinstance(value, list):
            yield finding("AF-FHIR-TYPE", place, "a single value is needed, not a list")
        else:
            yield from self._one(value, element, kind, place)

    def _one(self, value: Any, element: Element, kind: str, place: Place) -> Iterator[Problem]:
        if element.type == "Resource":
            yield from _contained(value, place)
        elif element.type in PRIMITIVES or element.type in _NUMBERS.values():
            yield from self._primitive(value, element.type, kind, place)
        else:
            yield from self._object(value, element.type, place)
            if element.type == "Extension":
                yield from _extension(value, kind, place, modifier=element.name == "modifierExtension")

    def _primitive(self, value: Any, kind: str, holder: str, place: Place) -> Iterator[Problem]:
        if value is None or value == "":
            yield finding("AF-FHIR-EMPTY", place, "neither null nor an empty text is allowed", "leave it out")
            return
        fault = _fault(value, kind)
        if (
            fault
            and isinstance(value, str)
            and kind in _NUMBERS.values()
            and _QUOTED.fullmatch(value)
            and not _fault(unquoted(value), kind)
        ):
            hint = "write it without quotes"
            yield finding("AF-FHIR-QUOTED", place, f"{kind} stands in quotes", hint, severity="warning" if self.lenient else "error")
        elif fault:
            yield finding("AF-FHIR-TYPE" if fault == "type" else "AF-FHIR-VALUE", place, _SAYS[fault].format(kind=kind))
        elif kind == "xhtml" and (_UNSAFE.search(value) or _ACTIVE.search(value) or not value.lstrip().startswith("<div")):
            yield finding("AF-FHIR-NARRATIVE", place, "this narrative is no plain <div>, or could do something where it is shown")
        elif kind == "code":
            name = f"{holder}.{place[-1]}"
            allowed = CODES.get(f"{name}@5" if self.newer else name) or CODES.get(name)
            if allowed and value not in allowed:
                yield finding("AF-FHIR-CODE", place, "this code is not one of those allowed", f"one of {', '.join(sorted(allowed))}")

    def _value(self, value: Json, place: Place) -> Iterator[Problem]:
        """An extension has a value, or parts, and one of them only."""
        values = {key.lstrip("_") for key in value if key.lstrip("_").startswith("value")}
        if len(values) + ("extension" in value) != 1:
            yield finding("AF-FHIR-EXTENSION", place, "an extension has either one value or extensions inside")


_NUMBERS = {"Boolean": "boolean", "Decimal": "decimal", "Integer": "integer", "Integer64": "integer64", "PositiveInt": "positiveInt",
            "UnsignedInt": "unsignedInt"}  # fmt: skip
_EXTENSION = Element("extension", "Extension", many=True)
_SAYS = {"type": "a value of type {kind} is needed", "pattern": "this is no {kind} as FHIR writes it"}


def unquoted(value: Any) -> Any:
    """What somebody put in quotes; anything else stays as it is.

    >>> unquoted("3"), unquoted("true"), unquoted(3)
    (3, True, 3)
    """
    if not isinstance(value, str) or not _QUOTED.fullmatch(value):
        return value
    return value == "true" if value in ("true", "false") else Decimal(value) if "." in value else int(value)


def _counted(value: Json, elements: Elements, place: Place) -> Iterator[Problem]:
    """One value where there is a choice of types, and everything that is needed."""
    for stem, names in elements.choices.items():
        if sum(name in value or "_" + name in value for name in names) > 1:
            yield finding("AF-FHIR-CHOICE", (*place, stem), f"{stem}[x] stands there in more than one type", "keep one")
    for name in elements.needed:
        if not any(one in value or "_" + one in value for one in elements.choices.get(name, (name,))):
            yield finding("AF-FHIR-REQUIRED", place, f"the element {name!r} is missing")


def _fault(value: Any, kind: str) -> str | None:
    if kind == "boolean":
        return None if isinstance(value, bool) else "type"
    if kind == "decimal":
        return None if isinstance(value, int | Decimal) and not isinstance(value, bool) else "type"
    if kind in _INTEGERS:
        low, high = _INTEGERS[kind]
        if isinstance(value, bool) or not isinstance(value, int):
            return "type"
        return None if low <= value < high else "pattern"
    if not isinstance(value, str):
        return "type"
    return None if PRIMITIVES[kind].fullmatch(value) else "pattern"


def _extension(value: Any, holder: str, place: Place, *, modifier: bool) -> Iterator[Problem]:
    """An extension that we know has its own type of value and its own places; one that changes the meaning must be understood."""
    if not isinstance(value, dict) or not isinstance(value.get("url"), str):
        return
    url = value["url"]
    if modifier:
        yield finding("AF-FHIR-MODIFIER", place, "a modifierExtension changes what this means, in a way we do not know")
    elif url in EXTENSIONS:
        kinds, places = EXTENSIONS[url]
        if "extension" in value if kinds else "extension" not in value:
            yield finding("AF-FHIR-EXTENSION", place, "this extension has a value" if kinds else "this extension is made of parts")
        elif kinds and not set(kinds) & value.keys():
            yield finding("AF-FHIR-EXTENSION", place, f"the value of this extension is {' or '.join(kinds)}")
        if places and holder not in places:
            yield finding("AF-FHIR-EXTENSION", place, f"this extension does not belong here but on {' or '.join(places)}")
    elif url.startswith(_HL7) and holder != "Extension":
        yield finding("AF-FHIR-EXTENSION", place, "we do not know this extension of HL7", "look at its spelling", severity="warning")


def _contained(value: Any, place: Place) -> Iterator[Problem]:
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        yield finding("AF-FHIR-TYPE", place, "a resource is needed")
    else:
        yield from _anything(value, place)


def _anything(value: Any, place: Place) -> Iterator[Problem]:
    """What no table describes: nothing in it is empty."""
    if value is None or value in ("", [], {}):
        yield finding("AF-FHIR-EMPTY", place, "nothing empty is allowed", "leave it out")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _anything(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            if inner is not None or not str(place[-1]).startswith("_"):
                yield from _anything(inner, (*place, number))
