# SPDX-License-Identifier: Apache-2.0
"""Results on the command line; and no wording among them that its holder keeps out of records."""

import json

import pytest
from licensed import CANARY, host_with, pack
from recorded import OPEN, of_kind

import alliance_forms as af
from alliance_forms.fhir import ResultOptions, bundle, observations

GIVEN = {
    "id": "r-1", "instrument": "phq-9", "version": "1.0.0", "rater": "client", "authored": "2026-11-25T10:00:00+01:00",
    "answers": {str(number): "1" for number in range(1, 10)}, "release": [{"audience": ["record"]}],
}  # fmt: skip


@pytest.fixture
def run(run):
    return lambda *arguments, given=GIVEN: run(*arguments, given=json.dumps(given))


@pytest.mark.parametrize("version", ["r4", "r4b", "r5"])
def test_a_response_goes_into_a_record_in_one_call(run, version):
    status, text, _ = run("bundle", "phq-9", "-", "--fhir", version, "--subject", "Patient/12", "--source", "Patient/12", "--ranges")
    assert status == 0
    tree = json.loads(text)
    assert tree["type"] == "transaction"
    (total,) = of_kind([entry["resource"] for entry in tree["entry"]], "scale").values()
    assert (total["valueQuantity"]["value"], total["interpretation"], len(total["referenceRange"])) == (9, [{"text": "Mild"}], 5)
    status, text, _ = run("observations", "phq-9", "-", "--fhir", version, "--subject", "Patient/12", "--items", "--locale", "es")
    tree = json.loads(text)
    assert (status, tree["type"], len(tree["entry"])) == (0, "collection", 13)
    assert {entry["resource"]["derivedFrom"][0]["identifier"]["value"] for entry in tree["entry"]} == {"r-1"}
    assert all("request" not in entry for entry in tree["entry"])


def test_what_does_not_go_there_is_said_with_the_next_step(run):
    status, text, said = run("bundle", "phq-9", "-", "--subject", "Patient/12", given=GIVEN | {"release": []})
    assert (status, text) == (2, "")
    assert "released" in said
    check_in = {
        "id": "r-1",
        "instrument": "alliance-check-in",
        "version": "1.0.0",
        "rater": "client",
        "answers": {},
        "release": GIVEN["release"],
    }
    assert "relationship" in run("bundle", "alliance-check-in", "-", "--subject", "Patient/12", given=check_in)[2]
    to_record = ("bundle", "alliance-check-in", "-", "--subject", "Patient/12", "--relationship")
    assert "issued" in run(*to_record, given=check_in)[2]
    assert run(*to_record, "--issued", "2026-11-25T10:00:00Z", given=check_in)[0] == 0


def test_wording_that_its_holder_keeps_out_of_records_is_in_no_result(tmp_path):
    host = host_with(
        tmp_path, pack(rights={"basis": "licence-required", "holder": "The Bond Society", "recordExport": False}), use="clinical"
    )
    instrument = af.get_instrument("clinic-x.bond", host=host)
    given = af.Response(
        id="r-1", instrument=instrument.id, version="1.0.0", rater="client", answers={"q1": "1", "q4": ("a", "b")}, release=(OPEN,)
    )
    told = af.release(given, "record", host=host)
    report = af.score(instrument, told, host=host, at="2026-11-25")
    options = ResultOptions(subject="Patient/1", issued="2026-11-25T10:00:00Z", relationship=True, items=True)
    shown = af.form_view(instrument, host=host, at="2026-11-25")
    assert CANARY in shown.title.value
    for write in (bundle, observations):
        with pytest.raises(af.NotPermitted) as caught:
            write(shown, told, report, options=options)
        assert CANARY not in str(caught.value)
        assert CANARY not in write(af.form_view(instrument, host=host, transcribe=True), told, report, options=options)
    found = [
        entry["resource"] for entry in json.loads(bundle(af.form_view(instrument, transcribe=True), told, report, options=options))["entry"]
    ]
    chosen = of_kind(found, "item")["q4"]["component"]
    assert [one["valueCodeableConcept"]["coding"][0]["code"] for one in chosen] == ["a", "b"]
    assert of_kind(found, "scale")["secret"]["dataAbsentReason"]["coding"][0]["code"] == "unsupported"
