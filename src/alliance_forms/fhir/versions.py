# SPDX-License-Identifier: Apache-2.0
"""What differs between FHIR R4, R4B and R5, as tables: we write R4, and the other versions are a thin change of it.

R4 and R4B have the same Questionnaire and QuestionnaireResponse. What R5 made an element is an extension in R4, so that a resource goes to
R5 and comes back the same; what has no place in the other version is reported, with where it stood.
"""

from collections.abc import Callable
from typing import Any, Literal

import attrs

from alliance_forms.errors import Problem
from alliance_forms.fhir.terms import HL7, Json, Place, located

__all__ = ["VERSIONS", "Converted", "FhirVersion", "convert"]

FhirVersion = Literal["4.0.1", "4.3.0", "5.0.0"]
VERSIONS: dict[str, FhirVersion] = {"fhir-r4": "4.0.1", "fhir-r4b": "4.3.0", "fhir-r5": "5.0.0"}

_BACKPORT = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Questionnaire.item."
# R4's extension, the element that R5 has in its place, and the type of the value.
_ELEMENTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Questionnaire": (
        (HL7 + "artifact-versionAlgorithm", "versionAlgorithmCoding", "valueCoding"),
        (HL7 + "artifact-versionAlgorithm", "versionAlgorithmString", "valueString"),
        (HL7 + "artifact-copyrightLabel", "copyrightLabel", "valueString"),
    ),
    "item": (
        (_BACKPORT + "answerConstraint", "answerConstraint", "valueCode"),
        (_BACKPORT + "disabledDisplay", "disabledDisplay", "valueCode"),
    ),
}
# R4's type of an item, and what R5 says instead.
_TYPES = {"choice": ("coding", None), "open-choice": ("coding", "optionsOrString")}
# What R4 can say of both together, so that it comes back the same.
_SAID_ONCE = {("choice", None), ("choice", "optionsOnly"), ("choice", "optionsOrType"), ("open-choice", None)}
_WEIGHT, _ORDINAL = HL7 + "itemWeight", HL7 + "ordinalValue"


@attrs.frozen
class Converted:
    """A resource in another version of FHIR, and what that version has no place for."""

    resource: Json
    lost: tuple[Problem, ...]


def convert(resource: Json, *, to: FhirVersion) -> Converted:
    """A Questionnaire or QuestionnaireResponse in another version of FHIR.

    Args:
        resource: Of any of the versions; it is not changed.
        to: ``4.0.1``, ``4.3.0`` or ``5.0.0``.

    >>> made = convert({"resourceType": "Questionnaire", "status": "draft", "item": [{"linkId": "1", "type": "open-choice"}]}, to="5.0.0")
    >>> made.resource["item"][0]["type"], made.resource["item"][0]["answerConstraint"]
    ('coding', 'optionsOrString')
    """
    found = _Conversion(newer=to == "5.0.0", lost=[])
    kind = resource.get("resourceType")
    if kind == "Questionnaire":
        made = found.questionnaire(resource)
    elif kind == "QuestionnaireResponse":
        made = found.response(resource)
    else:
        made = resource
    return Converted(made, tuple(found.lost))


@attrs.frozen
class _Conversion:
    newer: bool
    lost: list[Problem]

    def questionnaire(self, resource: Json) -> Json:
        place = ("Questionnaire",)
        made = self._placed(resource, _ELEMENTS["Questionnaire"])
        return _with_items(made, lambda item, number: self._item(item, (*place, "item", number)))

    def _item(self, item: Json, place: Place) -> Json:
        made = self._typed(self._placed(item, _ELEMENTS["item"]), place)
        if isinstance(made.get("answerOption"), list):
            options = enumerate(made["answerOption"])
            made = made | {"answerOption": [self._weighed(option, (*place, "answerOption", number)) for number, option in options]}
        return _with_items(made, lambda inner, number: self._item(inner, (*place, "item", number)))

    def _placed(self, element: Json, table: tuple[tuple[str, str, str], ...]) -> Json:
        """Extensions that R5 made elements become these, or the reverse."""
        made = dict(element)
        for url, name, value in table:
            extensions = [one for one in made.get("extension", []) if isinstance(one, dict)]
            fitting = [one for one in extensions if one.get("url") == url and value in one]
            if self.newer and fitting and name not in made:
                made[name] = fitting[0][value]
                _keep(made, [one for one in made["extension"] if one is not fitting[0]])
            elif not self.newer and name in made:
                made = {key: kept for key, kept in made.items() if key != name}
                if element.get("type") == "coding" and element[name] == "optionsOrString":
                    made["type"] = "open-choice"
                    continue
                _keep(made, [*made.get("extension", []), {"url": url, value: element[name]}])
        return made

    def _typed(self, item: Json, place: Place) -> Json:
        kind = item.get("type")
        if self.newer and kind in _TYPES:
            if (kind, item.get("answerConstraint")) not in _SAID_ONCE:
                self._lose(place, "type", "it and answerConstraint say the same or contradict; R5 keeps what the latter says")
            name, constraint = _TYPES[kind]
            return ({"answerConstraint": constraint} if constraint else {}) | item | {"type": name}
        return item | {"type": "choice"} if not self.newer and kind == "coding" else item

    def _weighed(self, option: Json, place: Place) -> Json:
        """R5 knows `itemWeight` only; R4 has both, since software for R4 may know the older name only."""
        made = self._weights(option, place)
        coding = made.get("valueCoding")
        return made | {"valueCoding": self._weights(coding, (*place, "valueCoding"))} if isinstance(coding, dict) else made

    def _weights(self, element: Json, place: Place) -> Json:
        extensions = element.get("extension", [])
        weights = [one.get("valueDecimal") for one in extensions if one.get("url") == _WEIGHT]
        old = [one.get("valueDecimal") for one in extensions if one.get("url") == _ORDINAL]
        made = dict(element)
        if self.newer and old and weights == old:
            _keep(made, [one for one in extensions if one.get("url") != _ORDINAL])
        elif self.newer and weights and old:
            self._lose(place, "ordinalValue", "its weight is another than that of itemWeight, which is kept")
            _keep(made, [one for one in extensions if one.get("url") != _ORDINAL])
        elif self.newer and old:
            self._lose(place, "ordinalValue", "the weight stands under its older name only, and is written as itemWeight")
            _keep(made, [one | {"url": _WEIGHT} if one.get("url") == _ORDINAL else one for one in extensions])
        elif not self.newer and weights and not old:
            at = next(number for number, one in enumerate(extensions) if one.get("url") == _WEIGHT)
            _keep(made, [*extensions[: at + 1], extensions[at] | {"url": _ORDINAL}, *extensions[at + 1 :]])
        return made

    def response(self, resource: Json) -> Json:
        """R5 has a list of identifiers where R4 has one."""
        given = resource.get("identifier")
        if self.newer and isinstance(given, dict):
            return resource | {"identifier": [given]}
        if not self.newer and isinstance(given, list) and given:
            for number in range(1, len(given)):
                self._lose(("QuestionnaireResponse", "identifier", number), "identifier", "R4 has one identifier, the first")
            return resource | {"identifier": given[0]}
        return resource

    def _lose(self, place: Place, name: str, message: str) -> None:
        expression, pointer = located(place)
        said = f"{name}: {message}"
        self.lost.append(Problem(code="AF-FHIR-LOST", pointer=pointer, expression=expression, message=said, severity="warning"))


def _keep(element: Json, extensions: list[Any]) -> None:
    if extensions:
        element["extension"] = extensions
    else:
        element.pop("extension", None)


def _with_items(element: Json, change: Callable[[Json, int], Json]) -> Json:
    if not isinstance(element.get("item"), list):
        return element
    return element | {"item": [change(item, number) if isinstance(item, dict) else item for number, item in enumerate(element["item"])]}
