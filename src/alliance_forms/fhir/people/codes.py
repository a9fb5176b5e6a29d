# SPDX-License-Identifier: Apache-2.0
"""Names and codes that HL7, LOINC and US Core fix for facts about a person, as tables."""

from typing import Any, Literal, get_args

from alliance_forms.fhir.terms import HL7, LOINC, OURS, Json
from alliance_forms.identity import pronoun_languages, pronoun_sets
from alliance_forms.model import Coding
from alliance_forms.model.values import AbsentReason

__all__ = [
    "ADMINISTRATIVE", "ADMINISTRATIVE_CODES", "BIRTH_SEX_TYPE", "CLINICAL_CODES", "CLINICAL_SYSTEM", "GENDER_IDENTITY", "LANGUAGE",
    "LOINC_SETS", "NULL_FLAVOURS", "NULL_FLAVOUR_SYSTEM", "OLD_GENDER_IDENTITY", "PRONOUNS", "PRONOUNS_EXTENSION", "PRONOUN_CODES",
    "PRONOUN_LANGUAGE", "REASONS", "REASON_SYSTEM", "RECORDED", "SEX_CODES", "SEX_PARAMETER", "SEX_TYPE", "SNOMED",
    "US", "US_CORE", "V3_GENDER", "rendered",
]  # fmt: skip

GENDER_IDENTITY, PRONOUNS_EXTENSION = HL7 + "individual-genderIdentity", HL7 + "individual-pronouns"
RECORDED, SEX_PARAMETER = HL7 + "individual-recordedSexOrGender", HL7 + "patient-sexParameterForClinicalUse"
# Retired by HL7: read, never written.
OLD_GENDER_IDENTITY = HL7 + "patient-genderIdentity"
# Which language a choice of pronouns is for; and HL7's own for the language of a text, which may stand there from R5 on.
PRONOUN_LANGUAGE, LANGUAGE = OURS + "StructureDefinition/language", HL7 + "language"

_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
REASON_SYSTEM, NULL_FLAVOUR_SYSTEM = _TERMINOLOGY + "data-absent-reason", _TERMINOLOGY + "v3-NullFlavor"
REASONS: tuple[AbsentReason, ...] = get_args(AbsentReason)
# HL7 version 3 has codes of its own for the same reasons.
NULL_FLAVOURS: dict[str, AbsentReason] = {
    "UNK": "unknown", "ASKU": "asked-unknown", "NASK": "not-asked", "NA": "not-applicable", "MSK": "masked",
}  # fmt: skip

ADMINISTRATIVE, ADMINISTRATIVE_CODES = "http://hl7.org/fhir/administrative-gender", ("male", "female", "other", "unknown")
V3_GENDER, SNOMED = _TERMINOLOGY + "v3-AdministrativeGender", "http://snomed.info/sct"
CLINICAL_SYSTEM, CLINICAL_CODES = _TERMINOLOGY + "sex-parameter-for-clinical-use", ("female-typical", "male-typical", "specified")
# LOINC's names for what kind of record something is: sex assigned at birth, and sex.
BIRTH_SEX_TYPE, SEX_TYPE = Coding(system=LOINC, code="76689-9"), Coding(system=LOINC, code="46098-0")

US = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-"
UsExtension = Literal["birthsex", "sex", "individual-sex", "genderIdentity"]
# Which extensions of its own each version of US Core has, by HL7's published comparisons of versions and the sources of 9.0.0. Versions
# that nobody looked up are not here. What 8.0.0 says of gender identity was not found, so nothing is written for it.
US_CORE: dict[str, tuple[UsExtension, ...]] = {
    "3.1.1": ("birthsex",),
    "5.0.1": ("birthsex", "genderIdentity"),
    "6.1.0": ("birthsex", "sex", "genderIdentity"),
    "7.0.0": ("birthsex", "sex", "genderIdentity"),
    "8.0.0": ("birthsex", "individual-sex"),
    "9.0.0": ("birthsex", "individual-sex"),
}
# The codes of US Core's value set for sex, in SNOMED CT.
SEX_CODES = ("248152002", "248153007")

# LOINC has answers for three English sets; every other travels in words, and as a code of ours.
LOINC_SETS = {"he": "LA29518-0", "she": "LA29519-8", "they": "LA29520-6"}
PRONOUN_CODES = OURS + "CodeSystem/pronouns"


def rendered(language: str, name: str) -> str | None:
    """The words of a known pronoun set, as they are written in a record; None where there is no such set.

    >>> rendered("en", "xe"), rendered("en", "nobody's")
    ('xe/xem/xyr/xyrs/xemself', None)
    """
    known = pronoun_sets(language).get(name)
    return "/".join(known.part.values()) if known else None


def _concepts() -> list[Json]:
    choices: list[Json] = [{"code": "name-only", "display": "use the name"}, {"code": "ask-me", "display": "ask"}]
    sets: list[Any] = [(language, name) for language in pronoun_languages() for name in pronoun_sets(language)]
    return choices + [{"code": f"{language}-{name}", "display": rendered(language, name)} for language, name in sets]


# Choices of pronouns that no terminology has a code for.
PRONOUNS: Json = {
    "resourceType": "CodeSystem",
    "id": "pronouns",
    "url": PRONOUN_CODES,
    "version": "1.0.0",
    "name": "Pronouns",
    "status": "active",
    "caseSensitive": True,
    "content": "complete",
    "count": len(_concepts()),
    "concept": _concepts(),
}
