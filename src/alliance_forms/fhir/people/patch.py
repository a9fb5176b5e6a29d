# SPDX-License-Identifier: Apache-2.0
"""What was disclosed of a person, as a FHIR Patch of the Patient that a record has already: what others wrote there is left alone."""

from collections.abc import Iterator
from typing import Any

from alliance_forms.errors import InvalidDocument
from alliance_forms.fhir.people.concepts import Losses
from alliance_forms.fhir.people.reading import patient_of
from alliance_forms.fhir.people.writing import Written, checked, patient
from alliance_forms.fhir.security import SecurityPolicy, labelled
from alliance_forms.fhir.terms import Json
from alliance_forms.fhir.versions import FhirVersion
from alliance_forms.identity import DisclosedIdentity

__all__ = ["patient_patch"]

# Elements that we put into a Patient have an id of this kind, by which they are found again.
_OURS = "alliance-forms-"
_LISTS = ("extension", "name")
_TYPES = {"name": "HumanName"}
_DEFAULT = SecurityPolicy()


def patient_patch(
    disclosed: DisclosedIdentity,
    current: str | bytes,
    *,
    version: FhirVersion = "4.0.1",
    us_core: str | None = None,
    security: SecurityPolicy = _DEFAULT,
) -> Written:
    """A FHIR Patch that brings a record's Patient up to what may be known now.

    What others put there stays. What a patch like this put there before is replaced, and taken back where it is no longer disclosed.
    ``gender`` and everything else are not touched. Applied twice, it changes nothing more; where all is there already, it has no
    ``parameter``.

    Args:
        disclosed: What `disclose` gave, mostly to ``record``.
        current: The text of the Patient as the record has it.
        version: Which FHIR.
        us_core: Also write the extensions of this version of US Core.
        security: Which labels the patch carries; those of the host's Patient stay the host's.

    Raises:
        InvalidDocument: That text is no sound Patient.
        UsageFault: This is no disclosed identity, or that version is not known.

    >>> import alliance_forms as af
    >>> from alliance_forms.model import NameEntry
    >>> sam = af.disclose(af.IdentityProfile(name=(NameEntry(value="Sam", audience=("record",)),)), "record")
    >>> made = patient_patch(sam, '{"resourceType": "Patient", "name": [{"use": "official", "text": "S. R."}]}')
    >>> [part.get("valueCode") or part.get("valueString") for part in made.resource["parameter"][-1]["part"][:3]]
    ['add', 'Patient', 'name']
    """
    there, problems = patient_of(current, version=version, lenient=False)
    if any(problem.severity == "error" for problem in problems):
        raise InvalidDocument(problems)
    wanted = patient(checked(disclosed, version, us_core), version=version, us_core=us_core)
    losses = Losses()
    if "gender" in wanted.resource and wanted.resource["gender"] != there.get("gender"):
        losses.add(("recorded_sex_or_gender",), "the record's own gender is not changed; what was disclosed stands in an extension")
    operations = [one for name in _LISTS for one in _operations(name, there.get(name, []), wanted.resource.get(name, []))]
    made: Json = {"resourceType": "Parameters"} | ({"parameter": operations} if operations else {})
    return Written(resource=labelled(made, security), lost=(*wanted.lost, *losses.found))


def _operations(name: str, there: list[Json], wanted: list[Json]) -> Iterator[Json]:
    """What we wrote goes, and what may be known now comes; nothing where both are the same."""
    before = {one["id"]: _without_id(one) for one in there if str(one.get("id", "")).startswith(_OURS)}
    others = [_without_id(one) for one in there if one.get("id") not in before]
    coming = {f"{_OURS}{name}-{number}": one for number, one in enumerate((one for one in wanted if one not in others), start=1)}
    if list(before.items()) == list(coming.items()):
        return
    # To delete what is not there is no fault, and makes a patch that arrives twice do the same as once.
    for known in (*before, *(new for new in coming if new not in before)):
        yield _operation("delete", f"Patient.{name}.where(id = '{known}')")
    for known, element in coming.items():
        yield from _added(name, known, element)


def _without_id(element: Json) -> Json:
    return {key: value for key, value in element.items() if key != "id"}


def _added(name: str, known: str, element: Json) -> Iterator[Json]:
    if name in _TYPES:
        yield _operation("add", "Patient", name, {f"value{_TYPES[name]}": {"id": known} | element})
        return
    # A parameter cannot hold an extension as a value, so it is given by its parts; and each of its own extensions is added by itself, since
    # HAPI FHIR keeps the last of several that come at once.
    head = [{"name": "id", "valueString": known}, {"name": "url", "valueUri": element["url"]}]
    inner = element.get("extension", [])
    first = {"name": "extension", "part": _parts(inner[0])} if inner else _value(element)
    yield _operation("add", "Patient", name, {"part": [*head, first]})
    for one in inner[1:]:
        yield _operation("add", f"Patient.extension.where(id = '{known}')", "extension", {"part": _parts(one)})


def _parts(extension: Json) -> list[Json]:
    return [{"name": "url", "valueUri": extension["url"]}, _value(extension)]


def _value(extension: Json) -> Json:
    key, value = next((key, value) for key, value in extension.items() if key.startswith("value"))
    return {"name": "value", key: value}


def _operation(kind: str, path: str, name: str | None = None, value: dict[str, Any] | None = None) -> Json:
    parts: list[Json] = [{"name": "type", "valueCode": kind}, {"name": "path", "valueString": path}]
    if name and value:
        parts += [{"name": "name", "valueString": name}, {"name": "value"} | value]
    return {"name": "operation", "part": parts}
