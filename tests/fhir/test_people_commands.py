# SPDX-License-Identifier: Apache-2.0
"""A profile becomes a Patient on the command line, a patch of one, and a profile again."""

import json

import pytest
from fhir_people_cases import SAM, for_the_record

import alliance_forms as af
from alliance_forms.fhir import read_patient

CURRENT = '{"resourceType": "Patient", "id": "p1", "name": [{"use": "official", "text": "A. Rivera"}]}'


@pytest.fixture
def sam(tmp_path):
    file = tmp_path / "sam.json"
    file.write_text(af.dumps(for_the_record(SAM)))
    return str(file)


@pytest.mark.parametrize("version", ["r4", "r4b", "r5"])
def test_a_profile_goes_into_a_record_and_comes_back(run, sam, version):
    status, text, said = run("patient", sam, "--audience", "record", "--fhir", version)
    assert status == 0
    assert "/contact/0" in said
    assert "Sam" in text
    assert "Sam" not in said
    status, document, said = run("profile", "-", "--fhir", version, given=text)
    assert (status, said) == (0, "")
    assert af.load(document, af.IdentityProfile) == read_patient(text).profile


def test_who_is_to_have_it_is_always_said_and_nobody_else_gets_it(run, sam):
    assert run("patient", sam)[0] == 2
    _, text, said = run("patient", sam, "--audience", "family")
    assert (json.loads(text).keys(), said) == ({"resourceType", "meta"}, "")
    assert run("patient", sam, "--audience", "school")[0] == 2
    assert run("patient", sam, "--audience", "school", "--own-audience", "school")[0] == 0


def test_former_names_and_us_core_are_asked_for(run, sam):
    _, text, _ = run("patient", sam, "--audience", "record", "--former", "--us-core", "6.1.0", "--at", "2026-11-27")
    assert [name["text"] for name in json.loads(text)["name"] if name["use"] == "old"] == ["Alex", "Lee"]
    assert "us-core-birthsex" in text
    assert run("patient", sam, "--audience", "record", "--us-core", "2")[0] == 2


def test_a_patch_brings_a_patient_up_to_date(run, sam, tmp_path):
    (tmp_path / "current.json").write_text(CURRENT)
    status, text, _ = run("patient", sam, "--audience", "record", "--patch", str(tmp_path / "current.json"))
    assert (status, json.loads(text)["resourceType"]) == (0, "Parameters")
    assert "A. Rivera" not in text
    (tmp_path / "current.json").write_text("{}")
    assert run("patient", sam, "--audience", "record", "--patch", str(tmp_path / "current.json"))[0] == 1


def test_reading_says_who_may_know_it_and_what_was_not_taken(run):
    given = '{"resourceType": "Patient", "birthDate": "1990-01-01", "name": [{"use": "official", "family": "Rivera", "given": ["A."]}]}'
    _, text, said = run("profile", "-", "--audience", "self", "--audience", "insurer", "--name-order", "given-family", given=given)
    (name,) = af.load(text, af.IdentityProfile).name
    assert (name.value, name.audience) == ("A. Rivera", ("self", "insurer"))
    assert "Patient.birthDate" in said
    assert "1990" not in said
    assert run("profile", "-", "--language", "English", given=given)[0] == 2
    assert run("profile", "-", given='{"resourceType": "Patient", "gender": "woman"}')[0] == 1
