# SPDX-License-Identifier: Apache-2.0
"""The commands about FHIR, one feeding the next; and no wording in a record without a right to it."""

import json

import pytest
from licensed import CANARY, host_with, pack

import alliance_forms as af
from alliance_forms.fhir import vocabulary

ALL_ONES = {str(number): "1" for number in range(1, 10)}


@pytest.mark.parametrize("version", ["r4", "r4b", "r5"])
def test_a_questionnaire_goes_through_the_check(run, version):
    status, text, _ = run("questionnaire", "phq-9", "--fhir", version, "--also", "es", "--url", "https://clinic.example/phq")
    assert status == 0
    resource = json.loads(text)
    assert resource["url"] == "https://clinic.example/phq"
    assert resource["item"][1]["_text"]["extension"][0]["extension"][0]["valueCode"] == "es-419"
    status, outcome, problems = run("check", "-", "--fhir", version, given=text)
    assert (status, json.loads(outcome)["issue"][0]["severity"], problems) == (0, "information", "")


def test_a_questionnaire_with_its_codes_is_a_bundle(run):
    _, text, _ = run("questionnaire", "alliance-check-in", "--codes", "--also", "es")
    resources = [entry["resource"] for entry in json.loads(text)["entry"]]
    assert {one["resourceType"] for one in resources} == {"Questionnaire", "CodeSystem", "ValueSet"}
    systems = {one["url"]: {concept["code"] for concept in one["concept"]} for one in resources if one["resourceType"] == "CodeSystem"}
    used = [option["valueCoding"] for item in resources[0]["item"] for option in item.get("answerOption", [])]
    assert used
    assert all(coding["code"] in systems[coding["system"]] for coding in used)


def test_a_response_goes_out_for_one_audience_and_comes_back(run):
    given = json.dumps({"instrument": "phq-9", "version": "1.0.0", "rater": "client", "answers": ALL_ONES})
    status, text, _ = run("response", "phq-9", "-", "--audience", "therapist", "--scores", "--subject", "Patient/1", given=given)
    assert status == 0
    assert json.loads(text)["item"][-1]["linkId"] == "score.total"
    assert run("check", "-", given=text)[0] == 0
    _, document, _ = run("read", "phq-9", "-", "--from", "fhir-r4", given=text)
    assert json.loads(document)["answers"] == ALL_ONES
    _, text, _ = run("response", "phq-9", "-", "--audience", "record", "--scores", given=given)
    assert "item" not in json.loads(text)


def test_what_is_wrong_is_said_and_the_status_is_1(run):
    status, outcome, problems = run("check", "-", given='{"resourceType": "Questionnaire", "status": "on"}')
    assert (status, json.loads(outcome)["issue"][0]["expression"]) == (1, ["Questionnaire.status"])
    assert "AF-FHIR-CODE" in problems
    assert run("check", "-", given="nothing")[0] == 1


BONDS = {"q1": "3", "q2": "2", "q3": 7, "q4": ["a", "b"]}


def records(instrument, host, **more):
    """Every resource about a form and a full response to it, in each version, as text."""
    document = {"instrument": instrument.id, "version": instrument.version, "rater": "client", "answers": BONDS}
    given = af.load(json.dumps(document), af.Response)
    report = af.score(instrument, given, host=host, at="2026-11-25")
    for format_ in ("fhir-r4", "fhir-r4b", "fhir-r5"):
        yield lambda format_=format_: af.render(instrument, format_, host=host, at="2026-11-25", rater="client", **more)
        yield lambda format_=format_: af.render(
            instrument, format_, response=given, report=report, host=host, at="2026-11-25", rater="client", **more
        )
    yield lambda: json.dumps(vocabulary(af.form_view(instrument, host=host, at="2026-11-25", rater="client", **more)))


def test_no_record_holds_wording_without_a_right_to_it(tmp_path):
    host = host_with(tmp_path, pack(grant=None))
    instrument = af.get_instrument("clinic-x.bond", host=host)
    for record in records(instrument, host):
        with pytest.raises(af.NotPermitted) as caught:
            record()
        assert CANARY not in str(caught.value)
    for record in records(instrument, host, transcribe=True):
        assert CANARY not in record()


def test_with_a_grant_the_wording_is_in_every_record_so_that_its_absence_proves_something(tmp_path):
    host = host_with(tmp_path, pack())
    instrument = af.get_instrument("clinic-x.bond", host=host)
    for record in records(instrument, host):
        assert CANARY in record()


def test_wording_that_must_not_be_exported_is_in_no_further_language(tmp_path):
    host = host_with(tmp_path, pack(rights={"basis": "licence-required", "holder": "The Bond Society", "recordExport": False}))
    instrument = af.get_instrument("clinic-x.bond", host=host)
    with pytest.raises(af.NotPermitted):
        af.render(instrument, "fhir-r4", host=host, also=["en"], at="2026-11-25")
