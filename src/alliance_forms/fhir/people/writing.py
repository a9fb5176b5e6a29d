# SPDX-License-Identifier: Apache-2.0
"""What was disclosed of a person, as a part of a Patient."""

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from alliance_forms.errors import Problem, UsageFault
from alliance_forms.fhir.people.codes import (
    ADMINISTRATIVE,
    ADMINISTRATIVE_CODES,
    BIRTH_SEX_TYPE,
    GENDER_IDENTITY,
    PRONOUNS_EXTENSION,
    RECORDED,
    SEX_CODES,
    SEX_PARAMETER,
    SEX_TYPE,
    SNOMED,
    US,
    US_CORE,
    V3_GENDER,
)  # fmt: skip
from alliance_forms.fhir.people.concepts import Losses, coded, codings, pronoun_concept, sex_parameter_concept
from alliance_forms.fhir.security import SecurityPolicy, labelled
from alliance_forms.fhir.terms import ABSENT, Json, bare
from alliance_forms.fhir.versions import VERSIONS, FhirVersion
from alliance_forms.identity import DisclosedIdentity
from alliance_forms.model import Coding, Period
from alliance_forms.model.identity import Veiled

__all__ = ["Written", "patient"]

_DEFAULT = SecurityPolicy()
Place = tuple[str | int, ...]


@attrs.frozen(kw_only=True, repr=False)
class Written(Veiled):
    """A resource about a person, and what it has no place for.

    Attributes:
        resource: The resource.
        lost: What was disclosed and does not travel, each by its place in what was disclosed.
    """

    resource: Json
    lost: tuple[Problem, ...] = ()


def patient(
    disclosed: DisclosedIdentity, *, version: FhirVersion = "4.0.1", us_core: str | None = None, security: SecurityPolicy = _DEFAULT
) -> Written:
    """What one audience may know of a person, as a part of a Patient: to be merged into the host's, never to be put in its place.

    It has no id. ``gender`` is there where exactly one administrative gender was disclosed as such.

    Args:
        disclosed: What `disclose` gave, mostly to ``record``.
        version: Which FHIR; the names and extensions are the same in all.
        us_core: Also write the extensions of this version of US Core, and a ``gender``, which is ``unknown`` where none was disclosed.
        security: Which labels it carries.

    Raises:
        UsageFault: This is no disclosed identity, or that version is not known.

    >>> import alliance_forms as af
    >>> from alliance_forms.model import NameEntry
    >>> sam = af.IdentityProfile(name=(NameEntry(value="Sam", audience=("record",)),))
    >>> patient(af.disclose(sam, "record")).resource["name"]
    [{'use': 'usual', 'text': 'Sam'}]
    """
    losses = Losses()
    known = checked(disclosed, version, us_core)
    made = {
        "resourceType": "Patient",
        "extension": extensions(known, us_core, losses),
        "name": names(known, losses),
        "gender": _gender(known) or ("unknown" if us_core else None),
    }
    _unplaced(known, losses)
    return Written(resource=labelled(bare(made), security), lost=tuple(losses.found))


def checked(disclosed: DisclosedIdentity, version: FhirVersion, us_core: str | None) -> DisclosedIdentity:
    """What was disclosed, if it was, for a version that is known."""
    if not isinstance(disclosed, DisclosedIdentity):
        raise UsageFault("this takes what alliance_forms.disclose gave, and never a profile itself")
    if version not in VERSIONS.values():
        raise UsageFault(f"version= is one of {', '.join(VERSIONS.values())}")
    if us_core is not None and us_core not in US_CORE:
        raise UsageFault(f"this version of US Core is none that was looked up here; us_core= is one of {', '.join(US_CORE)}")
    if us_core is not None and version != "4.0.1":
        raise UsageFault("US Core is made for FHIR 4.0.1; leave out us_core=, or write that version")
    return disclosed


def names(known: DisclosedIdentity, losses: Losses) -> list[Json]:
    """The name to use, with the form of address before it; official and former names, each as what it is."""
    text = losses.text(known.name, ("name",))
    prefix = losses.text(known.honorific, ("honorific",))
    declined = known.absent.get("name")
    made = []
    if text or declined:
        beside = {} if text else {"_text": _why(declined)}
        made.append(bare({"use": "usual", "text": text}) | beside | ({"prefix": [prefix]} if prefix else {}))
    elif prefix:
        losses.add(("honorific",), "a form of address stands before a name, and none was disclosed")
    if "honorific" in known.absent:
        # FHIR has a shape for it, a list of nothing but extensions, which HAPI FHIR does not keep.
        losses.add(("absent", "honorific"), "a name has no place for why there is no form of address")
    for field, use in (("official", "official"), ("former", "old")):
        for number, entry in enumerate(getattr(known, field)):
            place = (field, number)
            if entry.issuer:
                losses.add((*place, "issuer"), "a name has no place for who knows it")
            said = losses.text(entry.value, (*place, "value"))
            beside = {"_text": _why(entry.absent)} if entry.absent else {}
            if said or beside:
                made.append(bare({"use": use, "text": said}) | beside | bare({"period": _period(entry.period)}))
    return made


def _why(absent: str | None) -> Json:
    return {"extension": [{"url": ABSENT, "valueCode": absent}]}


def _period(period: Period | None) -> Json | None:
    return bare({"start": period.start, "end": period.end}) or None if period else None


def extensions(known: DisclosedIdentity, us_core: str | None, losses: Losses) -> list[Json]:
    """HL7's Gender Harmony extensions, one for each fact in the person's order; and those of US Core, where it is asked for."""

    def gender_identity(entry: Any, place: Place) -> _Parts:
        return [("value", coded(entry, place, losses))]

    def pronouns(entry: Any, place: Place) -> _Parts:
        return [("value", pronoun_concept(entry, place, losses))]

    def recorded(entry: Any, place: Place) -> _Parts:
        kind = {"coding": codings(entry.type)} if entry.type else None
        issuer = losses.text(entry.issuer, (*place, "issuer"))
        issued = {"text": issuer} if issuer else None
        return [("value", coded(entry, place, losses)), ("type", kind), ("jurisdiction", issued), comment(entry, place)]

    def sex_parameter(entry: Any, place: Place) -> _Parts:
        return [("value", sex_parameter_concept(entry, place, losses)), comment(entry, place)]

    def comment(entry: Any, place: Place) -> tuple[str, Any]:
        # What a fact is needed for is what its comment explains to others.
        return "comment", losses.text(entry.purpose, (*place, "purpose"))

    return [
        *_each(GENDER_IDENTITY, "gender_identity", known, gender_identity),
        *_each(PRONOUNS_EXTENSION, "pronouns", known, pronouns),
        *_each(RECORDED, "recorded_sex_or_gender", known, recorded),
        *_each(SEX_PARAMETER, "sex_parameter_for_clinical_use", known, sex_parameter),
        *_us_core(known, US_CORE[us_core] if us_core else ()),
    ]


_Parts = list[tuple[str, Any]]
_VALUES = {"period": "valuePeriod", "effectivePeriod": "valuePeriod", "comment": "valueString"}


def _each(url: str, field: str, known: DisclosedIdentity, parts: Callable[[Any, Place], _Parts]) -> Iterator[Json]:
    """One extension for each entry that has a value there, made of the parts that have something in them."""
    for number, entry in enumerate(getattr(known, field)):
        said = [*parts(entry, (field, number)), ("effectivePeriod" if url == RECORDED else "period", _period(entry.period))]
        if said[0][1]:
            inner = [{"url": name, _VALUES.get(name, "valueCodeableConcept"): value} for name, value in said if value]
            yield {"url": url, "extension": inner}


def _gender(known: DisclosedIdentity) -> str | None:
    """An administrative gender that was disclosed as one; of several none, since nothing says which."""
    codes = {entry.coding.code for entry in known.recorded_sex_or_gender if entry.coding and entry.coding.system == ADMINISTRATIVE}
    return codes.pop() if len(codes) == 1 and codes <= set(ADMINISTRATIVE_CODES) else None


def _us_core(known: DisclosedIdentity, kinds: tuple[str, ...]) -> list[Json]:
    """The same facts under the names of US Core, where each has exactly the code it asks for: nothing is translated."""
    recorded_sex = _recorded_as(known, SEX_TYPE, SNOMED, SEX_CODES)
    # US Core has neither order nor periods among several gender identities, and refers to HL7's own extension for that.
    genders = known.gender_identity if len(known.gender_identity) == 1 else ()
    identity = coded(genders[0], (), Losses()) if genders else None
    values: dict[str, tuple[str, Any]] = {
        "birthsex": ("valueCode", _recorded_as(known, BIRTH_SEX_TYPE, V3_GENDER, ("F", "M"))),
        "sex": ("valueCode", recorded_sex),
        "individual-sex": ("valueCoding", {"system": SNOMED, "code": recorded_sex} if recorded_sex else None),
        "genderIdentity": ("valueCodeableConcept", identity),
    }
    return [{"url": US + kind, values[kind][0]: values[kind][1]} for kind in kinds if values[kind][1]]


def _recorded_as(known: DisclosedIdentity, kind: Coding, system: str, codes: tuple[str, ...]) -> str | None:
    """The one code that records of a kind have in a terminology; none where they differ, since nothing says which counts."""
    found = {entry.coding for entry in known.recorded_sex_or_gender if entry.type == kind and entry.coding}
    said = {coding.code for coding in found if coding.system == system}
    return said.pop() if len(found) == 1 and said and said <= set(codes) else None


def _unplaced(known: DisclosedIdentity, losses: Losses) -> None:
    """A wish that a record could not show as one would be read as leave to call or write."""
    for number, _ in enumerate(known.contact):
        losses.add(("contact", number), "HL7 has no safe place for what may be said on a channel", "tell those who need it another way")
