# SPDX-License-Identifier: Apache-2.0
"""People go into a record and come back: what FHIR can carry is the same afterwards, and what an audience may not know changes no byte."""

import json

import attrs
import pytest
from fhir.resources.patient import Patient as InR5
from fhir.resources.R4B.patient import Patient as InR4B
from fhir_people_cases import NOBODY, SAM, told
from hidden import differing_in_the_hidden
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import check_profile
from alliance_forms.codec import write_json
from alliance_forms.fhir import PRONOUNS, SecurityPolicy, patient, patient_patch, read_patient, two_sex_export
from alliance_forms.fhir.people import US_CORE
from alliance_forms.fhir.terms import NO_TEXT
from alliance_forms.identity import pronoun_sets
from alliance_forms.model import (
    Coding,
    ContactWish,
    GenderEntry,
    HonorificEntry,
    IdentityProfile,
    NameEntry,
    Period,
    PronounEntry,
    RecordedSexOrGender,
    SexParameterForClinicalUse,
)
from alliance_forms.testing import identity_profiles

VERSIONS = {"4.0.1": InR4B, "4.3.0": InR4B, "5.0.0": InR5}
HL7 = "http://hl7.org/fhir/StructureDefinition/"
CANARY = "Zaunkoenig"
ADMINISTRATIVE = "http://hl7.org/fhir/administrative-gender"
V3 = "http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender"
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
CLINICAL = "http://terminology.hl7.org/CodeSystem/sex-parameter-for-clinical-use"


# --- out and in ----------------------------------------------------------------------------------------------------------


def text(value):
    """What FHIR can hold of a text."""
    said = NO_TEXT.sub("", value) if value else ""
    return said if said.strip() else None


def valued(entry, **more):
    """A fact with a code, words or a reason, as it comes back; nothing where nothing of it can be held."""
    there = entry.absent or entry.coding or text(entry.text)
    return [attrs.evolve(entry, text=text(entry.text), **more)] if there else []


def pronoun(entry):
    if entry.set:
        return [entry] if entry.set in pronoun_sets(entry.language) else []
    if entry.own:
        words = text("/".join(attrs.astuple(entry.own)[:-1]))
        return [attrs.evolve(entry, own=None, text=words)]
    return [attrs.evolve(entry, text=text(entry.text))] if entry.use or entry.absent or text(entry.text) else []


def come_back(known):
    """The profile that a Patient made of this gives: written down here once more, by hand."""
    used = text(known.name) or known.absent.get("name")
    first = [NameEntry(value=text(known.name), absent=None if text(known.name) else known.absent.get("name"))] if used else []
    further = [
        NameEntry(value=text(entry.value), absent=entry.absent, use=use)
        for use, entries in (("official", known.official), ("old", known.former))
        for entry in entries
        if entry.absent or text(entry.value)
    ]
    address = text(known.honorific)
    return IdentityProfile(
        name=shared([*first, *further]),
        honorific=shared([HonorificEntry(value=address)] if used and address else []),
        pronouns=shared([one for entry in known.pronouns for one in pronoun(entry)]),
        gender_identity=shared([one for entry in known.gender_identity for one in valued(entry)]),
        recorded_sex_or_gender=shared(
            [one for entry in known.recorded_sex_or_gender for one in valued(entry, issuer=text(entry.issuer), purpose=text(entry.purpose))]
        ),
        sex_parameter_for_clinical_use=shared(
            [
                attrs.evolve(entry, purpose=text(entry.purpose))
                for entry in known.sex_parameter_for_clinical_use
                if entry.absent == "unknown" or (entry.coding and entry.coding.system == CLINICAL)
            ]
        ),
    )


def shared(entries):
    return tuple(dict.fromkeys(attrs.evolve(one, audience=("self",), channel=("screen",), source="record") for one in entries))


@pytest.mark.parametrize("version", VERSIONS)
@given(identity_profiles())
def test_what_fhir_can_carry_comes_back_the_same(version, profile):
    known = told(profile)
    made = patient(known, version=version)
    written = write_json(made.resource)
    VERSIONS[version].model_validate_json(written)
    read = read_patient(written, version=version)
    assert read.profile == come_back(known)
    assert read.lost == ()
    assert af.load(af.dumps(read.profile), IdentityProfile) == read.profile
    assert [problem for problem in check_profile(read.profile) if problem.severity == "error"] == []
    assert write_json(patient(known, version=version).resource) == written


def test_every_kind_of_fact_comes_back():
    known = told(SAM)
    made = patient(known)
    assert read_patient(write_json(made.resource)).profile == come_back(known)
    assert {problem.pointer for problem in made.lost} == {"/official/0/issuer", "/pronouns/3/own", "/contact/0"}
    assert all(problem.code == "AF-FHIR-LOST" for problem in made.lost)
    declined = told(NOBODY)
    assert read_patient(write_json(patient(declined).resource)).profile == come_back(declined)
    assert [problem.pointer for problem in patient(declined).lost] == ["/absent/honorific"]


@given(identity_profiles(), st.sampled_from(list(US_CORE)))
def test_what_us_core_adds_says_nothing_more(profile, guide):
    known = told(profile)
    assert read_patient(write_json(patient(known, us_core=guide).resource)).profile == come_back(known)


# --- who may know what ---------------------------------------------------------------------------------------------------


def everything(known, current):
    """Every resource and value there is of what was disclosed, with what is said beside it."""
    made = [patient(known, version=version) for version in VERSIONS]
    made += [patient(known, us_core="6.1.0"), patient_patch(known, current), two_sex_export(known)]
    return [
        (
            write_json(one.resource) if hasattr(one, "resource") else (one.value, one.reason),
            repr(one),
            [str(problem) for problem in one.lost],
        )
        for one in made
    ]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(differing_in_the_hidden(), identity_profiles())
def test_what_an_audience_may_not_have_changes_no_byte(two, before):
    first, second, audience, channel, at = two
    current = write_json(applied(patient_patch(told(before), BLANK).resource, json.loads(BLANK)))
    made = [everything(af.disclose(one, audience, channel=channel, at=at), current) for one in (first, second)]
    assert made[0] == made[1]


def test_what_is_written_takes_what_was_disclosed_and_never_a_profile():
    for write in (patient, two_sex_export, lambda profile: patient_patch(profile, BLANK)):
        with pytest.raises(af.UsageFault, match="never a profile itself"):
            write(SAM)


def test_a_name_is_in_nothing_but_the_resource(caplog):
    person = IdentityProfile(
        name=(NameEntry(value=CANARY), NameEntry(value=f"{CANARY}\0", use="official", issuer=CANARY), NameEntry(value=CANARY, use="old")),
        honorific=(HonorificEntry(value=CANARY),),
        pronouns=(PronounEntry(language="en", text=CANARY), PronounEntry(language="en", set=CANARY)),
        gender_identity=(GenderEntry(text=CANARY),),
        recorded_sex_or_gender=(RecordedSexOrGender(text=CANARY, issuer=CANARY, purpose=CANARY),),
        sex_parameter_for_clinical_use=(SexParameterForClinicalUse(text=CANARY, purpose=CANARY),),
        contact=(ContactWish(channel="sms", name=CANARY, also_read_by=CANARY, times=CANARY),),
    )
    known = told(person)
    made, sexes, patch = patient(known), two_sex_export(known), patient_patch(known, BLANK)
    read = read_patient(write_json(made.resource | {"maritalStatus": {"text": CANARY}}))
    assert CANARY in write_json(made.resource)
    said = [repr(made), repr(patch), repr(sexes), repr(read), *map(repr, (*made.lost, *patch.lost, *sexes.lost, *read.lost))]
    assert len(made.lost) > 3
    assert not any(CANARY in one for one in said)
    assert CANARY not in caplog.text


def test_labels_depend_on_the_kind_of_resource_alone():
    for profile in (SAM, NOBODY, IdentityProfile()):
        assert [one["code"] for one in patient(told(profile)).resource["meta"]["security"]] == ["R", "GENDER"]
        assert [one["code"] for one in patient_patch(told(profile), BLANK).resource["meta"]["security"]] == ["R"]
        assert patient(told(profile), security=SecurityPolicy(labels={})).resource.keys() <= {"resourceType", "extension", "name", "gender"}


# --- single facts --------------------------------------------------------------------------------------------------------


def fact(url, *parts):
    return {"url": HL7 + url, "extension": [{"url": name, key: value} for name, key, value in parts]}


def out(us_core=None, **lists):
    return patient(told(IdentityProfile(**lists)), us_core=us_core)


def test_signs_that_fhir_cannot_hold_are_reported():
    made = out(name=(NameEntry(value="S\0am"),), gender_identity=(GenderEntry(text="\0"), GenderEntry(text="\N{RIGHT-TO-LEFT MARK}x")))
    assert made.resource["name"][0]["text"] == "Sam"
    assert len(made.resource["extension"]) == 1
    assert [problem.pointer for problem in made.lost] == ["/gender_identity/0/text", "/name"]


def test_no_name_is_split_and_none_stands_for_another():
    made = out(name=(NameEntry(value="Alexandra Rivera", use="official"), NameEntry(value="Alex", use="old")))
    assert made.resource["name"] == [{"use": "official", "text": "Alexandra Rivera"}, {"use": "old", "text": "Alex"}]


def test_a_form_of_address_stands_before_the_name_to_use_or_is_reported():
    mx = (HonorificEntry(value="Mx"),)
    assert out(name=(NameEntry(value="Sam"),), honorific=mx).resource["name"] == [{"use": "usual", "text": "Sam", "prefix": ["Mx"]}]
    alone = out(name=(NameEntry(value="Alexandra Rivera", use="official"),), honorific=mx)
    assert alone.resource["name"] == [{"use": "official", "text": "Alexandra Rivera"}]
    assert [problem.pointer for problem in alone.lost] == ["/honorific"]


def test_former_names_are_there_only_where_they_were_disclosed():
    profile = IdentityProfile(name=(NameEntry(value="Alex", use="old", audience=("record",)),))
    assert "name" not in patient(af.disclose(profile, "record")).resource
    assert patient(af.disclose(profile, "record", former=True)).resource["name"] == [{"use": "old", "text": "Alex"}]


def test_to_decline_is_an_answer():
    reason = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "asked-declined"}]}
    made = out(gender_identity=(GenderEntry(absent="asked-declined"),), name=(NameEntry(absent="asked-declined"),)).resource
    assert made["extension"] == [fact("individual-genderIdentity", ("value", "valueCodeableConcept", reason))]
    assert made["name"][0]["_text"]["extension"][0]["valueCode"] == "asked-declined"


@pytest.mark.parametrize(("name", "code"), [("he", "LA29518-0"), ("she", "LA29519-8"), ("they", "LA29520-6")])
def test_three_english_sets_have_a_code_of_loinc(name, code):
    (extension,) = out(pronouns=(PronounEntry(language="en", set=name),)).resource["extension"]
    value = extension["extension"][0]["valueCodeableConcept"]
    assert value["coding"] == [{"system": LOINC, "code": code}]
    assert value["text"].startswith(f"{name}/")


def test_every_other_set_travels_in_words_and_as_a_code_of_ours():
    codes = {concept["code"] for concept in PRONOUNS["concept"]}
    for language in ("en", "es", "de", "sv"):
        for name in pronoun_sets(language):
            (extension,) = out(pronouns=(PronounEntry(language=language, set=name),)).resource["extension"]
            value = extension["extension"][0]["valueCodeableConcept"]
            assert value["text"] == "/".join(pronoun_sets(language)[name].part.values())
            assert value["coding"][0]["system"] == LOINC or value["coding"][0]["code"] in codes
    assert PRONOUNS["count"] == len(codes)


def test_a_sex_parameter_is_one_of_hl7s_codes_or_reported():
    fits = SexParameterForClinicalUse(coding=Coding(system=CLINICAL, code="female-typical"), purpose="dose")
    (extension,) = out(sex_parameter_for_clinical_use=(fits,)).resource["extension"]
    assert [part["url"] for part in extension["extension"]] == ["value", "comment"]
    for other in (Coding(system=ADMINISTRATIVE, code="female"), Coding(system=CLINICAL, code="neither")):
        made = out(sex_parameter_for_clinical_use=(attrs.evolve(fits, coding=other),))
        assert "extension" not in made.resource
        assert [problem.pointer for problem in made.lost] == ["/sex_parameter_for_clinical_use/0"]


def test_a_period_travels_where_it_was_disclosed():
    told_ = af.DisclosedIdentity(
        audience="record", channel="screen", former=(NameEntry(value="Lee", period=Period(start="2020-01-01")),),
        gender_identity=(GenderEntry(text="fluid", period=Period(start="2024-01-01", end="2025-12-31")),),
    )  # fmt: skip
    made = patient(told_).resource
    assert made["name"][0]["period"] == {"start": "2020-01-01"}
    assert made["extension"][0]["extension"][1] == {"url": "period", "valuePeriod": {"start": "2024-01-01", "end": "2025-12-31"}}
    back = read_patient(write_json(made)).profile
    assert (back.name[0].period, back.gender_identity[0].period) == (told_.former[0].period, told_.gender_identity[0].period)


# --- gender, US Core, two sexes ------------------------------------------------------------------------------------------


def recorded(system, code, **more):
    return RecordedSexOrGender(coding=Coding(system=system, code=code), **more)


FEMALE, MALE = recorded(ADMINISTRATIVE, "female"), recorded(ADMINISTRATIVE, "male")
BIRTH, SEX = Coding(system=LOINC, code="76689-9"), Coding(system=LOINC, code="46098-0")


@given(identity_profiles())
def test_gender_is_derived_from_nothing(profile):
    known = told(profile)
    assert "gender" not in patient(known).resource
    assert patient(known, us_core="9.0.0").resource["gender"] == "unknown"


@pytest.mark.parametrize(
    ("records", "gender"),
    [((FEMALE,), "female"), ((FEMALE, FEMALE), "female"), ((FEMALE, MALE), None), ((recorded(V3, "F"),), None), ((), None),
     ((recorded(ADMINISTRATIVE, "woman"),), None)],
)  # fmt: skip
def test_gender_is_an_administrative_gender_that_was_disclosed_as_one(records, gender):
    assert out(recorded_sex_or_gender=records).resource.get("gender") == gender
    assert out("7.0.0", recorded_sex_or_gender=records).resource["gender"] == (gender or "unknown")


@pytest.mark.parametrize(
    ("guide", "own"),
    [("3.1.1", {"birthsex"}), ("5.0.1", {"birthsex", "genderIdentity"}), ("6.1.0", {"birthsex", "sex", "genderIdentity"}),
     ("7.0.0", {"birthsex", "sex", "genderIdentity"}), ("8.0.0", {"birthsex", "individual-sex"}), ("9.0.0", {"birthsex", "individual-sex"})],
)  # fmt: skip
def test_each_version_of_us_core_has_its_own_extensions(guide, own):
    person = {
        "gender_identity": (GenderEntry(text="woman"),),
        "recorded_sex_or_gender": (recorded(V3, "F", type=BIRTH), recorded(SNOMED, "248152002", type=SEX)),
    }
    base = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-"
    made = out(guide, **person).resource["extension"]
    assert {one["url"].removeprefix(base) for one in made if one["url"].startswith(base)} == own
    assert [one for one in made if not one["url"].startswith(base)] == out(**person).resource["extension"]


@pytest.mark.parametrize("record", [recorded(V3, "F"), recorded(V3, "UN", type=BIRTH), recorded(SNOMED, "248152002", type=BIRTH),
                                    recorded(ADMINISTRATIVE, "female", type=SEX), FEMALE])  # fmt: skip
def test_nothing_becomes_a_sex_of_us_core_but_what_is_one(record):
    assert len(out("6.1.0", recorded_sex_or_gender=(record,)).resource["extension"]) == 1


def test_of_several_genders_us_core_is_told_none_as_the_only_one():
    several = (GenderEntry(text="woman"), GenderEntry(text="fluid"))
    assert len(out("6.1.0", gender_identity=several).resource["extension"]) == len(several)


def test_records_that_differ_give_us_core_nothing():
    two = (recorded(V3, "F", type=BIRTH), recorded(V3, "M", type=BIRTH))
    assert len(out("6.1.0", recorded_sex_or_gender=two).resource["extension"]) == len(two)


@pytest.mark.parametrize("wrong", [{"us_core": "6.0.0"}, {"us_core": "latest"}, {"us_core": "6.1.0", "version": "5.0.0"}, {"version": "4"}])
def test_a_version_that_nobody_looked_up_is_refused(wrong):
    with pytest.raises(af.UsageFault):
        patient(told(SAM), **wrong)


def two(**lists):
    return two_sex_export(told(IdentityProfile(**lists)))


def test_two_sexes_are_what_a_record_says_and_everything_else_is_lost():
    made = two(recorded_sex_or_gender=(FEMALE, recorded(V3, "F", issuer="insurance card")), gender_identity=(GenderEntry(text="fluid"),),
               pronouns=(PronounEntry(language="en", set="they"),),
               sex_parameter_for_clinical_use=(SexParameterForClinicalUse(text="as the laboratory has it"),))  # fmt: skip
    assert (made.value, made.reason, made.require()) == ("female", None, "female")
    assert [problem.pointer for problem in made.lost] == [
        "/gender_identity/0", "/pronouns/0", "/sex_parameter_for_clinical_use/0", "/recorded_sex_or_gender/1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("records", "reason"),
    [((), "no-record"), ((FEMALE, MALE), "records-differ"), ((FEMALE, recorded(V3, "UN")), "records-differ"),
     ((recorded(ADMINISTRATIVE, "other"),), "no-such-code"), ((RecordedSexOrGender(text="female"),), "no-such-code"),
     ((RecordedSexOrGender(absent="asked-declined"),), "no-such-code")],
)  # fmt: skip
def test_where_no_record_says_which_nothing_is_guessed(records, reason):
    made = two(recorded_sex_or_gender=records, gender_identity=(GenderEntry(coding=Coding(system=ADMINISTRATIVE, code="female")),))
    assert (made.value, made.reason) == (None, reason)
    with pytest.raises(af.UsageFault, match=r"leave the field empty|which record is meant"):
        made.require()


@given(identity_profiles(lists=("name", "honorific", "gender_identity", "pronouns", "sex_parameter_for_clinical_use", "contact")))
def test_nothing_but_a_record_gives_one_of_two_sexes(profile):
    assert two_sex_export(told(profile)).reason == "no-record"


def test_the_other_system_says_what_its_values_mean():
    values = {"1": [Coding(system=SNOMED, code="248153007")], "2": [Coding(system=SNOMED, code="248152002")]}
    known = told(IdentityProfile(recorded_sex_or_gender=(recorded(SNOMED, "248152002"),)))
    assert two_sex_export(known, values=values).require() == "2"
    for wrong in ({"1": values["1"]}, values | {"3": []}, {"1": values["1"], "2": values["1"]}):
        with pytest.raises(af.UsageFault, match="values= names two values"):
            two_sex_export(known, values=wrong)


# --- a patch -------------------------------------------------------------------------------------------------------------


BLANK = json.dumps(
    {
        "resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "1990-01-01",
        "name": [{"use": "official", "family": "Rivera", "given": ["A."]}],
        "extension": [{"id": "theirs", "url": "https://clinic.example/house", "valueString": "kept"}],
    }
)  # fmt: skip


def applied(patch, resource):
    """A FHIR Patch applied to a resource: the two operations and the paths that ours has."""
    resource = json.loads(json.dumps(resource))
    for operation in patch.get("parameter", []):
        parts = {part["name"]: part for part in operation["part"]}
        path = parts["path"]["valueString"]
        kind = path.removeprefix("Patient.").partition(".where(")[0]
        known = path.partition("id = '")[2].partition("'")[0]
        if parts["type"]["valueCode"] == "delete":
            kept = [one for one in resource.get(kind, []) if one.get("id") != known]
            resource = {key: value for key, value in resource.items() if key != kind} | ({kind: kept} if kept else {})
        else:
            parents = [resource] if path == "Patient" else [one for one in resource[kind] if one.get("id") == known]
            (parent,) = parents
            parent.setdefault(parts["name"]["valueString"], []).append(element(parts["value"]))
    return resource


def element(part):
    """The value of a parameter: whole, or by its parts."""
    if "part" not in part:
        return next(value for key, value in part.items() if key.startswith("value"))
    made = {}
    for inner in part["part"]:
        key, value = next((key, value) for key, value in inner.items() if key != "name")
        if inner["name"] == "extension":
            made.setdefault("extension", []).append(element(inner))
        else:
            made[key if inner["name"] == "value" else inner["name"]] = value
    return made


def merged(known, current):
    """What should come of it: everything of others, and then what may be known now."""
    part = patient(known).resource
    for kind in ("extension", "name"):
        others = [one for one in current.get(kind, []) if not one.get("id", "").startswith("alliance-forms-")]
        bare = [{key: value for key, value in one.items() if key != "id"} for one in others]
        ours = [one for one in part.get(kind, []) if one not in bare]
        numbered = [{"id": f"alliance-forms-{kind}-{number}", **one} for number, one in enumerate(ours, start=1)]
        current = {key: value for key, value in current.items() if key != kind}
        current |= {kind: [*others, *numbered]} if others or numbered else {}
    return current


@given(identity_profiles(), identity_profiles())
def test_a_patch_is_the_merge_and_twice_is_once(before, now):
    had = applied(patient_patch(told(before), BLANK).resource, json.loads(BLANK))
    known = told(now)
    patch = patient_patch(known, json.dumps(had)).resource
    once = applied(patch, had)
    assert once == merged(known, had)
    assert applied(patch, once) == once
    again = patient_patch(known, json.dumps(once)).resource
    assert "parameter" not in again
    untouched = {key: value for key, value in json.loads(BLANK).items() if key not in ("extension", "name")}
    assert {key: value for key, value in once.items() if key not in ("extension", "name")} == untouched
    assert json.loads(BLANK)["extension"][0] in once["extension"]
    assert read_patient(json.dumps(once)).profile.pronouns == come_back(known).pronouns


def test_what_is_no_longer_disclosed_is_taken_back():
    had = applied(patient_patch(told(SAM), BLANK).resource, json.loads(BLANK))
    assert len(had["extension"]) > 5
    after = applied(patient_patch(told(IdentityProfile()), json.dumps(had)).resource, had)
    assert after == json.loads(BLANK)


def test_what_others_said_already_is_not_said_twice():
    there = json.loads(BLANK) | {"name": [{"id": "x", "use": "usual", "text": "Sam"}]}
    patch = patient_patch(told(IdentityProfile(name=(NameEntry(value="Sam"),))), json.dumps(there))
    assert "parameter" not in patch.resource


def test_the_records_own_gender_is_reported_and_not_touched():
    patch = patient_patch(told(IdentityProfile(recorded_sex_or_gender=(FEMALE,))), BLANK)
    assert "/recorded_sex_or_gender" in [problem.pointer for problem in patch.lost]
    assert applied(patch.resource, json.loads(BLANK))["gender"] == "male"


@pytest.mark.parametrize("current", ["nothing", "[]", '{"resourceType": "Person"}', '{"resourceType": "Patient", "name": []}',
                                     '{"resourceType": "Patient", "modifierExtension": [{"url": "https://x.example", "valueCode": "y"}]}'])  # fmt: skip
def test_what_is_no_sound_patient_is_not_patched(current):
    with pytest.raises(af.InvalidDocument):
        patient_patch(told(SAM), current)
