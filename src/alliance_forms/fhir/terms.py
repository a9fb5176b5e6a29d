# SPDX-License-Identifier: Apache-2.0
"""Names that FHIR R4 and its extensions fix, and the few shapes that everything is built from."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from alliance_forms.errors import pointer_to
from alliance_forms.model import DecimalItem, IntegerItem, RatingItem, VisualAnalogueItem

__all__ = [
    "ABSENT", "HL7", "LOINC", "LOINC_NOTICE", "NO_TEXT", "OURS", "SDC", "Json", "Numeric", "Place", "bare", "control", "extension",
    "is_whole", "located", "number", "walk", "words",
]  # fmt: skip

Json = dict[str, Any]
Place = tuple[str | int, ...]
Numeric = IntegerItem | DecimalItem | RatingItem | VisualAnalogueItem

# FHIR's integer has 32 bits; what may be larger travels as a decimal without decimal places.
INTEGERS = range(-(2**31), 2**31)

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
LOINC = "http://loinc.org"
OURS = "https://w3id.org/alliance-forms/"
ABSENT = HL7 + "data-absent-reason"

# Required by the LOINC licence, section 10, wherever LOINC codes are distributed; wording as in HL7's own value sets.
LOINC_NOTICE = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. and the Logical "
    "Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the license at "
    "http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief Institute, Inc."
)

# What a FHIR text must not hold.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def words(text: str | None) -> str | None:
    """A text as FHIR allows it: without control characters, and none rather than an empty one.

    >>> words("  Several days "), words(" ")
    ('Several days', None)
    """
    return NO_TEXT.sub("", text).strip() or None if text else None


def number(value: Decimal | int) -> Decimal | int:
    """A number as JSON writes it: never quoted, never with an exponent where a whole number will do."""
    return int(value) if value == int(value) else Decimal(value)


def extension(name: str, kind: str, value: Any) -> Json:
    """An extension of HL7's own, or of SDC where the name begins so.

    >>> extension("maxDecimalPlaces", "Integer", 2)
    {'url': 'http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces', 'valueInteger': 2}
    """
    return {"url": (SDC if name.startswith("sdc-") else HL7) + name, f"value{kind}": value}


def control(code: str) -> Json:
    """How an item is to be shown: ``slider``, ``lower``, ``upper``, ``help``."""
    coding = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": code}
    return extension("questionnaire-itemControl", "CodeableConcept", {"coding": [coding]})


def bare(element: Json) -> Json:
    """An element without what FHIR does not allow to be written: nothing empty, nothing null, nothing that says false by being there.

    >>> bare({"linkId": "1", "required": False, "item": [], "text": None})
    {'linkId': '1'}
    """
    return {key: value for key, value in element.items() if value is not None and value is not False and value not in ([], "")}


def is_whole(item: Numeric) -> bool:
    """Whether an item's answers are integers to FHIR.

    >>> is_whole(RatingItem(link_id="r", minimum=0, maximum=10)), is_whole(DecimalItem(link_id="d", decimals=1))
    (True, False)
    """
    if isinstance(item, DecimalItem) or (isinstance(item, VisualAnalogueItem) and item.decimals):
        return False
    bounds = [bound for bound in (item.minimum, item.maximum) if bound is not None]
    return all(int(bound) == bound and int(bound) in INTEGERS for bound in bounds)


_CHOICES = re.compile("(answer|value|versionAlgorithm)(?!Option|ValueSet|Constraint)[A-Z][A-Za-z0-9]*")


def located(place: Place) -> tuple[str, str]:
    """Where something stands, as FHIRPath and as a JSON pointer.

    >>> located(("QuestionnaireResponse", "item", 0, "answer", 1, "valueCoding"))
    ('QuestionnaireResponse.item[0].answer[1].value', '/item/0/answer/1/valueCoding')
    """
    said = ""
    for token in place:
        if isinstance(token, int):
            said += f"[{token}]"
        else:
            name = token[:64].lstrip("_")
            choice = _CHOICES.fullmatch(name)
            said += f".{choice[1] if choice else name}"
    return said[1:], pointer_to(*place[1:])


def walk(items: Iterable[Json]) -> Iterator[Json]:
    """Every item with those inside it, each before its own."""
    for item in items:
        yield item
        yield from walk(item.get("item", ()))
