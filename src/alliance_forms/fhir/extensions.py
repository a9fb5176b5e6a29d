# SPDX-License-Identifier: Apache-2.0
"""Our own extensions, defined as FHIR defines one: what a response of ours knows and FHIR has no element for.

A table says what each holds and where it may stand; the StructureDefinitions are made of it. Whoever adds an extension adds a row.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from alliance_forms.fhir.forms.names import resource_name
from alliance_forms.fhir.terms import OURS, Json
from alliance_forms.fhir.versions import FhirVersion

__all__ = ["OWN_EXTENSIONS", "OwnExtension", "definitions"]

_VERSION = "1.0.0"
# A value by the name of its type, or further parts by their names.
Parts = Mapping[str, "str | Parts"]


@attrs.frozen(kw_only=True)
class OwnExtension:
    """One extension of ours.

    Attributes:
        says: What it holds, in a sentence.
        on: The elements it may stand on.
        holds: The type of its value, or its parts by name.
    """

    says: str
    on: tuple[str, ...]
    holds: "str | Parts"


OWN_EXTENSIONS: dict[str, OwnExtension] = {
    "response": OwnExtension(
        says="What a response knows and FHIR has no element for: its instrument, the role of who answered, what was shown, the session.",
        on=("QuestionnaireResponse",),
        holds={
            "instrument": "string",
            "digest": "string",
            "rater": "code",
            "replaces": "string",
            "locale": "code",
            "wordingVersion": "string",
            "textDigest": "string",
            "session": {"number": "integer", "date": "date", "start": "date", "end": "date", "modality": "code"},
        },
    ),
    "entry": OwnExtension(
        says="The opaque id of one round of a repeating group, so that one goal stays the same goal over time.",
        on=("QuestionnaireResponse.item",),
        holds="string",
    ),
    "scoring": OwnExtension(
        says="By which definition a result was made: its scoring digest, and which of its rules nobody has looked up in a source.",
        on=("Observation",),
        holds={"digest": "string", "unconfirmed": "string"},
    ),
    "language": OwnExtension(
        says="The language that a choice of pronouns is for: HL7's own extension for languages may not stand here before R5.",
        on=("CodeableConcept",),
        holds="code",
    ),
}


def definitions(*, version: FhirVersion) -> list[Json]:
    """The StructureDefinition of each extension of ours, for a server or a validator that wants to know them.

    Args:
        version: Of FHIR.

    >>> [one["url"].rpartition("/")[2] for one in definitions(version="4.0.1")][:2]
    ['response', 'entry']
    """
    return [_definition(name, own, version) for name, own in OWN_EXTENSIONS.items()]


def _definition(name: str, own: OwnExtension, version: FhirVersion) -> Json:
    url = f"{OURS}StructureDefinition/{name}"
    top = {"id": "Extension", "path": "Extension", "short": own.says, "definition": own.says, "min": 0, "max": "1"}
    return {
        "resourceType": "StructureDefinition",
        "id": name,
        "url": url,
        "version": _VERSION,
        "name": resource_name(name),
        "status": "active",
        "description": own.says,
        "fhirVersion": version,
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": place} for place in own.on],
        "type": "Extension",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "derivation": "constraint",
        "differential": {"element": [top, *_inside(own.holds, url, "Extension", "Extension")]},
    }


def _inside(holds: "str | Parts", url: str, at: str, path: str) -> Iterator[Json]:
    """The elements of an extension: what is in it, its url, its value; of the two, the one that it has not is forbidden."""
    if isinstance(holds, str):
        yield _element(at, path, "extension", max="0")
    else:
        yield _element(at, path, "extension", slicing={"discriminator": [{"type": "value", "path": "url"}], "rules": "closed"})
        for name, inner in holds.items():
            here = f"{at}.extension:{name}"
            yield {"id": here, "path": f"{path}.extension", "sliceName": name, "min": 0, "max": "1"}
            yield from _inside(inner, name, here, f"{path}.extension")
    yield _element(at, path, "url", fixedUri=url)
    if isinstance(holds, str):
        yield _element(at, path, "value[x]", min=1, type=[{"code": holds}])
    else:
        yield _element(at, path, "value[x]", max="0")


def _element(at: str, path: str, name: str, **more: Any) -> Json:
    return {"id": f"{at}.{name}", "path": f"{path}.{name}", **more}
