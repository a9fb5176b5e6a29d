# SPDX-License-Identifier: Apache-2.0
"""People that the judges look at: a Patient of each kind of fact, of profiles drawn at random, for each version of US Core; and patches of them."""

import json

import attrs
from hypothesis import HealthCheck, Phase, given, seed, settings

import alliance_forms as af
from alliance_forms.codec import write_json
from alliance_forms.fhir import PRONOUNS, VERSIONS, patient, patient_patch
from alliance_forms.fhir.people import US_CORE
from alliance_forms.model import (
    Coding,
    ContactWish,
    GenderEntry,
    HonorificEntry,
    IdentityProfile,
    NameEntry,
    Period,
    PronounEntry,
    PronounSet,
    RecordedSexOrGender,
    SexParameterForClinicalUse,
)
from alliance_forms.testing import identity_profiles

GENERATED = 30
RECORD = ("record",)
OTHERS = {
    "resourceType": "Patient", "id": "p1", "active": True, "gender": "other", "birthDate": "1990-01-01",
    "identifier": [{"system": "https://clinic.example/mrn", "value": "12"}],
    "extension": [{"url": "https://clinic.example/house", "valueString": "kept"}],
    "name": [{"use": "official", "family": "Rivera", "given": ["A."]}],
}  # fmt: skip


def coding(system, code):
    return Coding(system=system, code=code)


XE = PronounSet(subject="xe", object="xem", possessive_determiner="xyr", possessive_pronoun="xyrs", reflexive="xemself", verb="singular")
DECLINED = {"absent": "asked-declined"}
# Everything that a profile can say, with each way of not saying it.
SAM = IdentityProfile(
    name=(NameEntry(value="Sam"), NameEntry(value="Alexandra Rivera", use="official", issuer="insurance card"),
          NameEntry(value="Alex", use="old"), NameEntry(value="Lee", period=Period(start="2020-01-01", end="2021-12-31"))),
    honorific=(HonorificEntry(value="Mx"),),
    pronouns=(PronounEntry(language="en", set="they"), PronounEntry(language="en-GB", set="xe"), PronounEntry(language="es", set="elle"),
              PronounEntry(language="en", own=XE), PronounEntry(language="de", text="dey"), PronounEntry(use="name-only"),
              PronounEntry(use="ask-me"), PronounEntry(**DECLINED)),
    gender_identity=(GenderEntry(coding=coding("http://snomed.info/sct", "33791000087105")), GenderEntry(text="genderfluid"),
                     GenderEntry(absent="not-asked")),
    recorded_sex_or_gender=(
        RecordedSexOrGender(coding=coding("http://hl7.org/fhir/administrative-gender", "female"), issuer="insurance card", purpose="billing"),
        RecordedSexOrGender(coding=coding("http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender", "F"), text="F",
                            type=coding("http://loinc.org", "76689-9")),
        RecordedSexOrGender(coding=coding("http://snomed.info/sct", "248152002"), type=coding("http://loinc.org", "46098-0")),
        RecordedSexOrGender(**DECLINED),
    ),
    sex_parameter_for_clinical_use=(
        SexParameterForClinicalUse(coding=coding("http://terminology.hl7.org/CodeSystem/sex-parameter-for-clinical-use", "specified"), purpose="dose"),
        SexParameterForClinicalUse(absent="unknown"),
    ),
    contact=(ContactWish(channel="voicemail", allowed=False),),
)  # fmt: skip
NOBODY = IdentityProfile(name=(NameEntry(**DECLINED),), honorific=(HonorificEntry(**DECLINED),), gender_identity=(GenderEntry(**DECLINED),))
LISTS = [field.name for field in attrs.fields(IdentityProfile) if field.name != "id"]


def for_the_record(profile):
    """The same, with every entry for the record."""
    wide = {name: tuple(_wide(entry) for entry in getattr(profile, name)) for name in LISTS}
    return attrs.evolve(profile, **wide)


def _wide(entry):
    way = {} if isinstance(entry, ContactWish) else {"channel": ("screen",)}
    return attrs.evolve(entry, audience=RECORD, **way)


def told(profile):
    return af.disclose(for_the_record(profile), "record", at="2026-11-27", former=True)


def people(lines):
    """Add a Patient and a patch of each, in every version."""
    made = []

    @seed(9)
    @settings(max_examples=GENERATED, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(identity_profiles())
    def draw(profile):
        made.append(profile)

    draw()
    once = dict.fromkeys(made)
    cases = {"sam": SAM, "nobody": NOBODY, "blank": IdentityProfile(), **{f"generated {number}": one for number, one in enumerate(once)}}
    for short, version in ((name.removeprefix("fhir-"), number) for name, number in VERSIONS.items()):
        lines.add(short, "pronouns CodeSystem", write_json(PRONOUNS))
        for name, profile in cases.items():
            known = told(profile)
            lines.add(short, f"{name} Patient", _whole(patient(known, version=version).resource))
            lines.add(short, f"{name} Parameters", write_json(patient_patch(known, json.dumps(OTHERS), version=version).resource))
    for guide in US_CORE:
        for name in ("sam", "nobody", "blank"):
            lines.add("r4", f"{name} Patient US Core {guide}", _whole(patient(told(cases[name]), us_core=guide).resource))


def _whole(part):
    """The part of a Patient in a Patient; by itself it may be empty, which no validator takes."""
    return write_json({**part, "active": True})
