# SPDX-License-Identifier: Apache-2.0
"""A Patient as an identity profile: each fact stays what it is, and is for the person alone until they say otherwise."""

from typing import Any, Literal, get_args

import attrs

from alliance_forms.codec import read_json
from alliance_forms.codec.reader import listed
from alliance_forms.errors import InvalidDocument, Problem, UsageFault
from alliance_forms.fhir.checking.structure import Structure, finding
from alliance_forms.fhir.people.codes import ADMINISTRATIVE, ADMINISTRATIVE_CODES
from alliance_forms.fhir.people.elements import Elements, Shared
from alliance_forms.fhir.people.facts import FACTS, OLDER, Facts
from alliance_forms.fhir.terms import Json, Place
from alliance_forms.fhir.versions import VERSIONS, FhirVersion
from alliance_forms.identity import Readers
from alliance_forms.model import Code, Coding, HonorificEntry, IdentityProfile, LocaleTag, NameEntry, NameUse, RecordedSexOrGender
from alliance_forms.model.identity import Veiled

__all__ = ["PatientReading", "patient_of", "read_patient"]

NameOrder = Literal["given-family", "family-given"]
# A maiden name is a former one; a nickname, a temporary or a false name is none that we keep.
_USES: dict[Any, NameUse] = {"usual": "usual", "official": "official", "old": "old", "maiden": "old"}
# What a Patient has of itself, and what is read below; all else is reported.
_READ = {"resourceType", "id", "meta", "text", "language", "name", "gender", "_gender", "extension"}


@attrs.frozen(kw_only=True, repr=False)
class PatientReading(Veiled):
    """What a Patient says of a person, and what of it no profile can hold.

    Attributes:
        profile: Every entry is for the audience and channel that were named, ``self`` on a ``screen`` by default.
        lost: What was not taken, each by its place.
    """

    profile: IdentityProfile
    lost: tuple[Problem, ...] = ()


def read_patient(
    data: str | bytes,
    *,
    version: FhirVersion = "4.0.1",
    audience: tuple[Code, ...] = ("self",),
    channel: tuple[Code, ...] = ("screen",),
    language: LocaleTag | None = None,
    name_order: NameOrder | None = None,
    lenient: bool = False,
    readers: Readers | None = None,
) -> PatientReading:
    """Who somebody is, as a Patient says it, ours or other software's.

    ``Patient.gender`` becomes a recorded sex or gender, and never a gender identity. Extensions that were used before those of HL7's Gender
    Harmony are read too, each as what it is.

    Args:
        data: The text of the resource.
        version: Which FHIR it is.
        audience: Who may know what it says. Nobody but the person by default: that a record knows something is no leave to tell it.
        channel: By which way.
        language: The language of pronouns that come without one.
        name_order: How a name that comes in parts only is put together; without it, such a name is not taken.
        lenient: Whether a number or a truth value in quotes is only warned of.
        readers: The audiences and channels known here.

    Raises:
        InvalidDocument: With everything that is wrong, each at its FHIRPath.
        UsageFault: An audience or channel is not known.

    >>> read = read_patient('{"resourceType": "Patient", "name": [{"use": "usual", "text": "Sam"}], "gender": "female"}')
    >>> read.profile
    IdentityProfile(name, recorded_sex_or_gender)
    """
    named: tuple[Any, Any] = (audience, channel)
    if not all(isinstance(names, tuple) for names in named):
        raise UsageFault("audience= and channel= are tuples of names, such as ('self', 'therapist')")
    if name_order not in (None, *get_args(NameOrder)):
        raise UsageFault(f"name_order= is one of {', '.join(get_args(NameOrder))}")
    if language is not None and Elements.tag(language) is None:
        raise UsageFault("language= is a BCP 47 tag such as 'en' or 'es-419'")
    if version not in VERSIONS.values():
        raise UsageFault(f"version= is one of {', '.join(VERSIONS.values())}")
    known = readers or Readers()
    shared = Shared(audience=tuple(map(known.audience, audience)), channel=tuple(map(known.channel, channel)))
    resource, problems = patient_of(data, version=version, lenient=lenient)
    if any(problem.severity == "error" for problem in problems):
        raise InvalidDocument(problems)
    elements = Elements(shared)
    patient = _Patient(elements, language or elements.tag(resource.get("language")), name_order)
    profile = patient.profile(resource)
    found = (*problems, *elements.problems)
    if any(problem.severity == "error" for problem in found):
        raise InvalidDocument(found)
    return PatientReading(profile=profile, lost=tuple(listed(dict.fromkeys(found))))


def patient_of(data: str | bytes, *, version: FhirVersion, lenient: bool) -> tuple[Json, list[Problem]]:
    """A Patient that was read, and what is wrong with its elements.

    Args:
        data: The text of the resource.
        version: Which FHIR it is.
        lenient: Whether a number or a truth value in quotes is only warned of.

    Raises:
        InvalidDocument: It is no JSON, or no Patient.
    """
    resource: Any = read_json(data)
    if not isinstance(resource, dict) or resource.get("resourceType") != "Patient":
        hint = "a resource begins with its resourceType"
        raise InvalidDocument([Problem(code="AF-FHIR-RESOURCE", pointer="", message="this is no Patient", hint=hint)])
    problems = Structure(newer=version == "5.0.0", lenient=lenient).check(resource)
    # An extension that is not known here is reported as not taken, below.
    found = [one for one in problems if (one.code, one.severity) != ("AF-FHIR-EXTENSION", "warning")]
    if "implicitRules" in resource:
        message = "implicitRules change what this means, in a way we do not know"
        found.append(finding("AF-FHIR-MODIFIER", ("Patient", "implicitRules"), message))
    return resource, listed(found)


@attrs.frozen
class _Patient:
    elements: Elements
    language: LocaleTag | None
    order: NameOrder | None

    def profile(self, resource: Json) -> IdentityProfile:
        """Every fact in the order in which it stands there; the same one twice is one."""
        entries: dict[str, Any] = {field.name: [] for field in attrs.fields(IdentityProfile) if field.name != "id"}
        for number, name in enumerate(resource.get("name", [])):
            entries["name"] += self._name(name, ("Patient", "name", number))
            entries["honorific"] += self._honorific(name, ("Patient", "name", number))
        facts = Facts(self.elements, self.language)
        for number, extension in sorted(enumerate(resource.get("extension", [])), key=lambda one: one[1]["url"] in OLDER):
            place = ("Patient", "extension", number)
            if extension["url"] in FACTS:
                field, read = FACTS[extension["url"]]
                entry = read(facts, extension, place)
                said = entry is None or (extension["url"] in OLDER and any(_same(entry, other) for other in entries[field]))
                entries[field] += [] if said else [entry]
            else:
                self.elements.lose(place, "this extension is none that a profile has a place for")
        entries["recorded_sex_or_gender"] += self._gender(resource, entries["recorded_sex_or_gender"])
        for key in (key for key in resource if key not in _READ):
            self.elements.lose(("Patient", key), "a profile has no place for this")
        return IdentityProfile(**{field: tuple(dict.fromkeys(found)) for field, found in entries.items()})  # type: ignore[arg-type]

    def _name(self, name: Json, place: Place) -> list[NameEntry]:
        use = _USES.get(name.get("use"))
        if use is None:
            hint = "a name to use is 'usual', one that an office knows is 'official'"
            self.elements.lose(place, "a name of this use, or without one, is none that a profile can tell from others", hint)
            return []
        if name["use"] == "maiden":
            self.elements.lose((*place, "use"), "a maiden name is kept as a former name")
        self.elements.others(name, {"id", "use", "text", "_text", "period", "family", "given", "prefix", "_prefix"}, place)
        absent = self.elements.reason_beside(name.get("_text"), (*place, "text"))
        value = self.elements.words(name.get("text"), (*place, "text")) or (None if absent else self._of_parts(name, place))
        if value is None and absent is None:
            return []
        stated = self.elements.stated(name.get("period"), (*place, "period"))
        return [NameEntry(value=value, absent=None if value else absent, use=use, **stated)]

    def _of_parts(self, name: Json, place: Place) -> str | None:
        """A name that came in parts only, in the order that the host names; the parts of one kind stand in their own order."""
        given, family = [one for one in name.get("given", []) if one], [name["family"]] if name.get("family") else []
        if given and family and self.order is None:
            hint = "say in which order names are written here: name_order='given-family' or 'family-given'"
            self.elements.lose(place, "this name has parts and no text", hint)
            return None
        parts = family + given if self.order == "family-given" else given + family
        return self.elements.words(" ".join(parts) or None, place)

    def _honorific(self, name: Json, place: Place) -> list[HonorificEntry]:
        """What stands before the name to use; before any other, it is part of what others wrote."""
        prefixes, beside = [one for one in name.get("prefix", []) if one], name.get("_prefix") or [None]
        absent = self.elements.reason_beside(beside[0], (*place, "prefix")) if not prefixes else None
        if not prefixes and absent is None:
            return []
        if name.get("use") != "usual":
            self.elements.lose((*place, "prefix"), "a form of address is kept for the name to use only")
            return []
        value = self.elements.words(" ".join(prefixes) or None, (*place, "prefix"))
        stated = self.elements.stated(name.get("period"), (*place, "period"))
        return [HonorificEntry(value=value, absent=absent, **stated)] if value or absent else []

    def _gender(self, resource: Json, before: list[Any]) -> list[RecordedSexOrGender]:
        """What the record's own element says, unless an extension says the same; ``unknown`` says nothing."""
        code, stated = resource.get("gender"), self.elements.stated(None, ())
        absent = self.elements.reason_beside(resource.get("_gender"), ("Patient", "gender"))
        if absent and code is None:
            return [RecordedSexOrGender(absent=absent, **stated)]
        coding = Coding(system=ADMINISTRATIVE, code=code) if code in ADMINISTRATIVE_CODES and code != "unknown" else None
        if coding is None or any(entry.coding == coding for entry in before):
            return []
        return [RecordedSexOrGender(coding=coding, **stated)]


def _same(entry: Any, other: Any) -> bool:
    """Whether two entries say the same, the first of them perhaps less."""
    value = (entry.absent, entry.coding, entry.text) == (other.absent, other.coding, other.text)
    return value and getattr(entry, "type", None) in (None, getattr(other, "type", None))
