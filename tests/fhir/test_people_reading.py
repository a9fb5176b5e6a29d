# SPDX-License-Identifier: Apache-2.0
"""A Patient of other software becomes a profile: each fact as what it is, for the person alone, and everything else is named."""

import json

import attrs
import pytest
from fhir_people_cases import SAM, told
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import check_profile
from alliance_forms.fhir import patient, read_patient
from alliance_forms.identity import AUDIENCES, CHANNELS, Readers
from alliance_forms.model import Coding, GenderEntry, HonorificEntry, NameEntry, Period, PronounEntry, RecordedSexOrGender

HL7 = "http://hl7.org/fhir/StructureDefinition/"
US = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-"
REASONS, NULLS = "http://terminology.hl7.org/CodeSystem/data-absent-reason", "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
ADMINISTRATIVE, V3 = "http://hl7.org/fhir/administrative-gender", "http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender"
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
CANARY = "Zaunkoenig"


def read(*extensions, **more):
    options = {key: more.pop(key) for key in ("audience", "channel", "language", "name_order", "lenient", "readers") if key in more}
    return read_patient(json.dumps(sent(*extensions, **more)), **options)


def sent(*extensions, **more):
    return {"resourceType": "Patient", **({"extension": list(extensions)} if extensions else {}), **more}


def fact(url, given_=None, /, **parts):
    """One of HL7's extensions that are made of parts."""
    inner = [{"url": "value", "valueCodeableConcept": given_}] if given_ else []
    return {"url": HL7 + url, "extension": [*inner, *({"url": name, **part} for name, part in parts.items())]}


def coded(system, code, **more):
    return {"coding": [{"system": system, "code": code}], **more}


def tongue(code):
    return {"extension": [{"url": HL7 + "language", "valueCode": code}]}


def lost(reading):
    return [problem.expression for problem in reading.lost]


def bare(entries):
    """What was read, without where it comes from."""
    return [attrs.evolve(one, source=None) for one in entries]


# --- who may know it -----------------------------------------------------------------------------------------------------


def entries_of(profile):
    return [*profile.name, *profile.honorific, *profile.pronouns, *profile.gender_identity, *profile.recorded_sex_or_gender,
            *profile.sex_parameter_for_clinical_use]  # fmt: skip


WHOLE = json.dumps(
    patient(told(SAM), us_core="6.1.0").resource
    | {"telecom": [{"system": "phone", "value": CANARY}], "_gender": {"id": "g"}, "language": "en"}
)


def test_nobody_but_the_person_may_know_what_was_read():
    profile = read_patient(WHOLE).profile
    assert len(entries_of(profile)) > len(profile.name) > 0
    assert {(entry.audience, entry.channel) for entry in entries_of(profile)} == {(("self",), ("screen",))}
    for audience in AUDIENCES[1:]:
        for channel in CHANNELS:
            known = af.disclose(profile, audience, channel=channel, at="2026-11-27", former=True)
            assert known == af.disclose(af.IdentityProfile(), audience, channel=channel, at="2026-11-27")


def test_the_host_says_who_may_know_it():
    profile = read(name=[{"use": "usual", "text": "Sam"}], audience=("self", "front-desk"), channel=("screen", "mail")).profile
    assert (profile.name[0].audience, profile.name[0].channel) == (("self", "front-desk"), ("screen", "mail"))
    school = read(gender="female", audience=("school",), readers=Readers(own_audiences=("school",))).profile
    assert school.recorded_sex_or_gender[0].audience == ("school",)


@pytest.mark.parametrize("wrong", [{"audience": "self"}, {"audience": ("everyone",)}, {"channel": ("fax",)}, {"channel": ["screen"]},
                                   {"name_order": "western"}, {"language": "English"}])  # fmt: skip
def test_a_reader_that_nobody_knows_is_refused(wrong):
    with pytest.raises(af.UsageFault):
        read(**wrong)


# --- names ---------------------------------------------------------------------------------------------------------------


def name(**parts):
    return read(name=[parts])


@pytest.mark.parametrize(("use", "kept"), [("usual", "usual"), ("official", "official"), ("old", "old"), ("maiden", "old")])
def test_a_name_is_what_the_record_says_it_is(use, kept):
    reading = name(use=use, text=" Sam  李 ")
    assert bare(reading.profile.name) == [NameEntry(value=" Sam  李 ", use=kept)]
    assert lost(reading) == (["Patient.name[0].use"] if use == "maiden" else [])


@pytest.mark.parametrize("parts", [{}, {"use": "nickname"}, {"use": "temp"}, {"use": "anonymous"}])
def test_a_name_of_which_nothing_says_what_it_is_is_not_taken(parts):
    reading = name(text="Sam", **parts)
    assert reading.profile.name == ()
    assert lost(reading) == ["Patient.name[0]"]


def test_parts_become_a_name_in_the_order_that_the_host_names():
    parts = {"use": "official", "family": "Rivera", "given": ["Alexandra", "M."]}
    assert name(**parts).profile.name == ()
    assert lost(name(**parts)) == ["Patient.name[0]"]
    for order, whole in (("given-family", "Alexandra M. Rivera"), ("family-given", "Rivera Alexandra M.")):
        assert read(name=[parts], name_order=order).profile.name[0].value == whole
    assert name(use="usual", given=["Sam"]).profile.name[0].value == "Sam"
    assert name(text="A. Rivera", **parts).profile.name[0].value == "A. Rivera"


def test_a_form_of_address_is_kept_for_the_name_to_use():
    reading = read(name=[{"use": "usual", "text": "Sam", "prefix": ["Prof.", "Dr"]}, {"use": "old", "text": "A", "prefix": ["Mr"]}])
    assert bare(reading.profile.honorific) == [HonorificEntry(value="Prof. Dr")]
    assert lost(reading) == ["Patient.name[1].prefix"]


def test_that_there_is_to_be_none_is_an_answer():
    declined = {"extension": [{"url": HL7 + "data-absent-reason", "valueCode": "asked-declined"}]}
    reading = read(name=[{"use": "usual", "_text": declined, "_prefix": [declined]}])
    assert bare(reading.profile.name) == [NameEntry(absent="asked-declined")]
    assert bare(reading.profile.honorific) == [HonorificEntry(absent="asked-declined")]


@pytest.mark.parametrize(
    ("period", "days"),
    [({"start": "2020", "end": "2021"}, ("2020-01-01", "2021-12-31")), ({"end": "2024-02"}, (None, "2024-02-29")),
     ({"start": "2024-02"}, ("2024-02-01", None)), ({"start": "2024-02-03"}, ("2024-02-03", None))],
)  # fmt: skip
def test_a_period_is_all_the_days_that_it_covers(period, days):
    reading = name(use="old", text="A", period=period)
    assert reading.profile.name[0].period == Period(start=days[0], end=days[1])
    assert reading.lost == ()


def test_of_a_moment_the_day_is_kept_and_the_hour_reported():
    reading = name(use="old", text="A", period={"end": "2024-02-03T23:30:00+01:00"})
    assert reading.profile.name[0].period == Period(end="2024-02-03")
    assert lost(reading) == ["Patient.name[0].period.end"]


# --- gender and sex ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["male", "female", "other"])
def test_the_records_gender_is_what_is_on_record_and_no_gender_identity(code):
    profile = read(gender=code).profile
    assert profile.gender_identity == ()
    (entry,) = profile.recorded_sex_or_gender
    assert (entry.coding, entry.source) == (Coding(system=ADMINISTRATIVE, code=code), "record")


def test_an_unknown_gender_says_nothing_and_a_declined_one_that():
    assert entries_of(read(gender="unknown").profile) == []
    declined = {"extension": [{"url": HL7 + "data-absent-reason", "valueCode": "asked-declined"}]}
    assert bare(read(_gender=declined).profile.recorded_sex_or_gender) == [RecordedSexOrGender(absent="asked-declined")]


def test_a_gender_that_an_extension_says_too_is_one_record():
    extension = fact(
        "individual-recordedSexOrGender", coded(ADMINISTRATIVE, "female"), jurisdiction={"valueCodeableConcept": {"text": "card"}}
    )
    (entry,) = read(extension, gender="female").profile.recorded_sex_or_gender
    assert entry.issuer == "card"
    assert len(read(extension, gender="male").profile.recorded_sex_or_gender) == 2


@pytest.mark.parametrize(
    ("extension", "coding", "kind"),
    [({"url": US + "birthsex", "valueCode": "F"}, Coding(system=V3, code="F"), Coding(system=LOINC, code="76689-9")),
     ({"url": US + "birthsex", "valueCode": "OTH"}, Coding(system=NULLS, code="OTH"), Coding(system=LOINC, code="76689-9")),
     ({"url": US + "sex", "valueCode": "248153007"}, Coding(system=SNOMED, code="248153007"), None),
     ({"url": US + "individual-sex", "valueCoding": {"system": SNOMED, "code": "248152002"}}, Coding(system=SNOMED, code="248152002"), None)],
)  # fmt: skip
def test_a_sex_of_us_core_is_on_record_with_its_source_named(extension, coding, kind):
    profile = read(extension).profile
    assert profile.gender_identity == ()
    (entry,) = profile.recorded_sex_or_gender
    assert (entry.coding, entry.type, entry.source) == (coding, kind, "us-core-" + extension["url"].removeprefix(US))


@pytest.mark.parametrize(
    ("extension", "reason"),
    [({"url": US + "birthsex", "valueCode": "ASKU"}, "asked-unknown"), ({"url": US + "birthsex", "valueCode": "UNK"}, "unknown"),
     ({"url": US + "sex", "valueCode": "asked-declined"}, "asked-declined"),
     ({"url": US + "individual-sex", "valueCoding": {"system": REASONS, "code": "asked-declined"}}, "asked-declined")],
)  # fmt: skip
def test_a_sex_that_us_core_does_not_know_says_why(extension, reason):
    assert bare(read(extension).profile.recorded_sex_or_gender) == [RecordedSexOrGender(absent=reason)]


@pytest.mark.parametrize("url", [HL7 + "patient-genderIdentity", US + "genderIdentity"])
def test_older_gender_identities_are_read_and_the_same_one_twice_is_one(url):
    value = coded(SNOMED, "33791000087105", text="enby")
    old, new = (
        {"url": url, "valueCodeableConcept": value},
        fact("individual-genderIdentity", value, period={"valuePeriod": {"start": "2024"}}),
    )
    entry = GenderEntry(coding=Coding(system=SNOMED, code="33791000087105"), text="enby")
    assert bare(read(old).profile.gender_identity) == [entry]
    assert [one.period for one in read(old, new).profile.gender_identity] == [Period(start="2024-01-01")]


def test_nothing_is_read_as_gender_identity_that_is_none():
    profile = read(
        fact("individual-recordedSexOrGender", coded(ADMINISTRATIVE, "female")),
        fact("patient-sexParameterForClinicalUse", {"text": "as the laboratory has it"}),
        {"url": US + "birthsex", "valueCode": "F"},
        gender="female",
    ).profile
    assert profile.gender_identity == profile.pronouns == ()


@pytest.mark.parametrize(
    ("value", "entry"),
    [(coded(REASONS, "asked-declined", text="I would rather not say"), GenderEntry(absent="asked-declined")),
     (coded(NULLS, "UNK"), GenderEntry(absent="unknown")),
     ({"extension": [{"url": HL7 + "data-absent-reason", "valueCode": "not-asked"}]}, GenderEntry(absent="not-asked"))],
)  # fmt: skip
def test_a_reason_is_read_wherever_it_stands(value, entry):
    assert bare(read(fact("individual-genderIdentity", value)).profile.gender_identity) == [entry]


# --- pronouns ------------------------------------------------------------------------------------------------------------


def pronouns(value, **more):
    return read(fact("individual-pronouns", value), **more)


def test_a_code_of_loinc_is_a_known_set():
    assert bare(pronouns(coded(LOINC, "LA29520-6", text="they/them")).profile.pronouns) == [PronounEntry(language="en", set="they")]


def test_words_stay_words_and_need_a_language():
    assert pronouns({"text": "elle"}).profile.pronouns == ()
    assert lost(pronouns({"text": "elle"})) == ["Patient.extension[0].extension[0].value.text"]
    for given_ in (pronouns({"text": "they/them"}, language="en"), pronouns({"text": "they/them", "_text": tongue("en")})):
        assert bare(given_.profile.pronouns) == [PronounEntry(language="en", text="they/them")]


def test_the_language_of_the_resource_is_that_of_its_words():
    resource = sent(fact("individual-pronouns", {"text": "elle"}), language="es")
    assert read_patient(json.dumps(resource)).profile.pronouns[0].language == "es"


def test_a_code_that_nobody_knows_leaves_the_words():
    reading = pronouns(coded("https://x.example", "zz", text="zie"), language="en")
    assert bare(reading.profile.pronouns) == [PronounEntry(language="en", text="zie")]
    assert lost(reading) == ["Patient.extension[0].extension[0].value.coding"]


# --- what is not taken ---------------------------------------------------------------------------------------------------


def test_everything_that_is_not_taken_is_named():
    reading = read(
        {"url": "https://x.example/y", "valueString": CANARY},
        fact(
            "individual-recordedSexOrGender", coded(V3, "F"), acquisitionDate={"valueDateTime": "2020"}, sourceField={"valueString": "sex"},
            source={"valueCodeableConcept": {"text": "passport"}}, comment={"valueString": "why"},
        ),
        fact("individual-genderIdentity", {"coding": [{"system": SNOMED, "code": "1"}, {"system": SNOMED, "code": "2"}]}, comment={"valueString": "x"}),
        {"url": HL7 + "patient-preferredPronouns", "valueString": CANARY},
        birthDate="1990-01-01", telecom=[{"system": "phone", "value": CANARY}],
        name=[{"use": "usual", "text": "Sam", "suffix": ["Jr"], "extension": [{"url": "https://x.example/y", "valueCode": "x"}]}],
    )  # fmt: skip
    assert set(lost(reading)) == {
        "Patient.extension[0]", "Patient.extension[1].extension[1]", "Patient.extension[1].extension[2]", "Patient.extension[2].extension[1]",
        "Patient.extension[2].extension[0].value.coding[1]", "Patient.extension[3]", "Patient.birthDate", "Patient.telecom",
        "Patient.name[0].suffix", "Patient.name[0].extension",
    }  # fmt: skip
    (record,) = reading.profile.recorded_sex_or_gender
    assert (record.issuer, record.purpose) == ("passport", "why")
    assert all(problem.code == "AF-FHIR-LOST" and problem.severity == "warning" for problem in reading.lost)
    assert CANARY not in str(reading.lost) + repr(reading)


VALUE = "Patient.extension[0].extension[0].value"


@pytest.mark.parametrize(
    ("resource", "place"),
    [
        (sent(fact("individual-genderIdentity", coded(REASONS, "asked-declined", text="no"))), VALUE),
        (sent(fact("individual-genderIdentity", {"text": "mujer", "_text": tongue("es")})), f"{VALUE}.text"),
        (sent(fact("individual-genderIdentity", {"coding": [{"display": "Woman"}]})), f"{VALUE}.coding[0]"),
        (sent(fact("individual-genderIdentity", {"id": "x"})), VALUE),
        (sent(fact("individual-genderIdentity", {"text": "N" * 10_001})), f"{VALUE}.text"),
        (sent(fact("individual-pronouns", coded(LOINC, "LA29520-6", text="they, for now"))), f"{VALUE}.text"),
        (sent(fact("individual-recordedSexOrGender", coded(V3, "F"), type={"valueCodeableConcept": coded(LOINC, "46098-0", text="sex")})),
         "Patient.extension[0].extension[1].value.text"),
        (sent(name=[{"use": "usual", "text": "N" * 10_001}]), "Patient.name[0].text"),
    ],
)  # fmt: skip
def test_what_is_taken_in_part_is_named(resource, place):
    assert lost(read_patient(json.dumps(resource))) == [place]


# --- what is wrong -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resource", "code", "place"),
    [
        (sent(gender=None), "AF-FHIR-EMPTY", "Patient.gender"),
        (sent(name=[]), "AF-FHIR-EMPTY", "Patient.name"),
        (sent(name=[{"text": ""}]), "AF-FHIR-EMPTY", "Patient.name[0].text"),
        (sent(name={"text": "x"}), "AF-FHIR-TYPE", "Patient.name"),
        (sent(name=[{"use": "usual", "text": 1}]), "AF-FHIR-TYPE", "Patient.name[0].text"),
        (sent(name=[{"use": "preferred", "text": "x"}]), "AF-FHIR-CODE", "Patient.name[0].use"),
        (sent(gender="woman"), "AF-FHIR-CODE", "Patient.gender"),
        (sent(colour="blue"), "AF-FHIR-UNKNOWN-ELEMENT", "Patient.colour"),
        (sent(active="true"), "AF-FHIR-QUOTED", "Patient.active"),
        (sent(birthDate="soon"), "AF-FHIR-VALUE", "Patient.birthDate"),
        (sent(modifierExtension=[{"url": "https://x.example", "valueCode": "y"}]), "AF-FHIR-MODIFIER", "Patient.modifierExtension[0]"),
        (sent(implicitRules="https://x.example"), "AF-FHIR-MODIFIER", "Patient.implicitRules"),
        (sent({"url": HL7 + "individual-pronouns", "valueString": "they"}), "AF-FHIR-EXTENSION", "Patient.extension[0]"),
        (sent(fact("individual-pronouns", comment={"valueString": "x"})), "AF-FHIR-EXTENSION", "Patient.extension[0]"),
        (sent(fact("individual-genderIdentity", value={"valueString": "x"})), "AF-FHIR-EXTENSION", "Patient.extension[0].extension[0]"),
        (sent(fact("individual-genderIdentity", {"text": "x"}, value={"valueCodeableConcept": {"text": "y"}})), "AF-FHIR-EXTENSION",
         "Patient.extension[0].extension[1]"),
        (sent({"url": US + "birthsex", "valueCode": "X"}), "AF-FHIR-CODE", "Patient.extension[0].value"),
        (sent({"url": US + "sex", "valueString": "248152002"}), "AF-FHIR-EXTENSION", "Patient.extension[0]"),
        (sent({"valueString": "x"}), "AF-FHIR-REQUIRED", "Patient.extension[0]"),
        (sent(name=[{"use": "old", "text": "A", "period": {"end": "2024-02-30"}}]), "AF-FHIR-VALUE", "Patient.name[0].period.end"),
        (sent(name=[{"use": "old", "text": "A", "period": {"start": "2025", "end": "2024"}}]), "AF-FHIR-VALUE", "Patient.name[0].period"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_at_its_place(resource, code, place):
    for version in ("4.0.1", "4.3.0", "5.0.0"):
        with pytest.raises(af.InvalidDocument) as caught:
            read_patient(json.dumps(resource), version=version)
        assert (code, place) in [(problem.code, problem.expression) for problem in caught.value.problems]


def test_all_problems_are_named_at_once():
    with pytest.raises(af.InvalidDocument) as caught:
        read(gender="woman", name=[], birthDate=CANARY)
    assert {problem.code for problem in caught.value.problems} == {"AF-FHIR-CODE", "AF-FHIR-EMPTY", "AF-FHIR-VALUE"}
    assert CANARY not in str(caught.value)


def test_a_truth_value_in_quotes_is_a_warning_where_that_is_allowed():
    assert "Patient.active" in lost(read(active="true", lenient=True))


@pytest.mark.parametrize("data", ["", "nothing", "[]", "{}", '{"resourceType": "Person"}', '{"resourceType": "Patient", "resourceType": "Patient"}',
                                  '{"resourceType": "Patient", "contact": ' + '[{"a": ' * 5000 + "1" + "}]" * 5000 + "}"])  # fmt: skip
def test_what_is_no_patient_is_refused(data):
    with pytest.raises(af.InvalidDocument):
        read_patient(data)


def test_fifty_megabytes_are_refused():
    with pytest.raises(af.InvalidDocument):
        read_patient('{"resourceType": "Patient", "name": [{"text": "' + "N" * 50_000_000 + '"}]}')


ODD = st.sampled_from([None, [], {}, "", " ", 0, True, 1.5, CANARY, [CANARY], {"url": CANARY}, {"extension": []}, [None], {"text": CANARY},
                       "2024-02-30", {"coding": [{}]}, "N" * 10_001, {"start": "2024"}, [[1]]])  # fmt: skip


def places(value, path=()):
    """Every place in a document."""
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


PLACES = [path for path in places(json.loads(WHOLE)) if path]


@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=3))
def test_whatever_stands_there_is_read_reported_or_refused(changes):
    resource = json.loads(WHOLE)
    for path, odd in changes:
        at = resource
        try:
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = odd
        except (KeyError, IndexError, TypeError):
            continue
    try:
        reading = read_patient(json.dumps(resource))
    except af.InvalidDocument as refusal:
        assert all(problem.expression or problem.pointer == "" for problem in refusal.problems)
        assert CANARY not in str(refusal)
    else:
        assert all(problem.expression and problem.severity == "warning" for problem in reading.lost)
        assert CANARY not in str(reading.lost) + repr(reading)
        assert {(entry.audience, entry.channel) for entry in entries_of(reading.profile)} <= {(("self",), ("screen",))}
        assert af.load(af.dumps(reading.profile), af.IdentityProfile) == reading.profile
        assert [one for one in check_profile(reading.profile) if one.severity == "error"] == []
