# SPDX-License-Identifier: Apache-2.0
"""What has to become of results in a record, tried at a real FHIR server: sent, sent again, amended, replaced, taken back, read."""

import json

import attrs
from cases import HABITS, Person
from fhir_ehr import said_by
from fhir_people_cases import OTHERS, SAM, told

import alliance_forms as af
from alliance_forms.checks import check_answers
from alliance_forms.fhir import patient
from alliance_forms.fhir.terms import walk
from alliance_forms.model import Absent, IdentityProfile, ReleaseRule

OPEN = (ReleaseRule(audience=("record",)),)
# What a patch may touch.
PATCHED = ("extension", "name")


def phq9(response_id, answers, **more):
    return af.Response(
        id=f"case-{response_id}",
        instrument="phq-9",
        version="1.0.0",
        answers=answers,
        release=OPEN,
        authored="2026-11-25T10:00:00+01:00",
        **more,
    )


ONES = {str(number): "1" for number in range(1, 10)}


def in_a_record():
    """Every bundled instrument that may go into a patient's record."""
    for listing in af.instruments():
        instrument = af.get_instrument(listing.id)
        if not instrument.fills and instrument.subject != "therapist":
            yield listing, instrument


def every_form(record):
    """Each of them, by its words or by its codes."""
    for listing, instrument in in_a_record():
        answers = Person(instrument, f"{instrument.id} server", HABITS[0]).answers(instrument.item)
        valid = check_answers(instrument, answers, complete=True)
        status = "stopped" if any(problem.code == "AF-ANSWER-REQUIRED" for problem in valid.problems) else "completed"
        response = af.Response(
            id=f"every/{instrument.id}", instrument=instrument.id, version=instrument.version, rater=instrument.rater[0], status=status,
            answers=valid.answers, release=OPEN, authored="2026-11-25T10:00:00+01:00",
        )  # fmt: skip
        for stored in record.send(response, transcribe=not listing.languages).values():
            record.sent.append((listing.id, stored["resourceType"]))


def sent_again(record):
    response = phq9("again", ONES)
    first, before = record.send(response), record.counts()
    assert record.send(response) == first, "something changed although the same was sent"
    assert record.counts() == before, "something new was made although the same was sent"
    # What is told of it may have grown or shrunk since; what it is called has not.
    record.send(response, items=False)
    assert record.counts() == before, "something new was made although less was sent"


def amended(record):
    record.send(phq9("amended", ONES))
    before = record.counts()
    _, first = record.results("case-amended")
    record.send(phq9("amended", ONES | {"1": "3"}, status="amended"))
    assert record.counts() == before, "an amendment made something new"
    source, now = record.results("case-amended")
    assert (source["status"], statuses(now)) == ("amended", {"amended"})
    assert (first["scale/total"]["valueQuantity"]["value"], now["scale/total"]["valueQuantity"]["value"]) == (9, 11)
    assert {name: one["id"] for name, one in first.items()} == {name: one["id"] for name, one in now.items()}


def taken_back(record):
    record.send(phq9("mistaken", ONES))
    before = record.counts()
    _, first = record.results("case-mistaken")
    record.send(phq9("mistaken", ONES, status="entered-in-error"))
    assert record.counts() == before, "to take something back made something new"
    source, now = record.results("case-mistaken")
    assert now.keys() == first.keys()
    assert (source["status"], statuses(now)) == ("entered-in-error", {"entered-in-error"})
    assert not any(key.startswith("value") or key == "component" for one in now.values() for key in one), "a value was left"


def replaced(record):
    record.send(phq9("old", ONES))
    record.send(phq9("new", ONES | {"2": "0"}, replaces="case-old"))
    _, old = record.results("case-old")
    _, new = record.results("case-new")
    assert (statuses(old), statuses(new)) == ({"entered-in-error"}, {"final"})
    assert new["scale/total"]["valueQuantity"]["value"] == 8


def never_final(record):
    for status in ("in-progress", "stopped"):
        record.send(phq9(status, ONES, status=status))
        source, now = record.results(f"case-{status}")
        assert (source["status"], statuses(now)) == (status, {"preliminary"})


def incomplete(record):
    """Two of nine answers are no score, and no silence about what could not be looked at."""
    record.send(phq9("incomplete", {"1": "3", "2": "3"}, status="stopped"))
    _, now = record.results("case-incomplete")
    total, alert = now["scale/total"], now["alert/item-9"]
    assert reason(total) == ("unknown", "missing-items")
    assert reason(alert)[0] == "unknown"
    assert "valueQuantity" not in total
    assert "valueBoolean" not in alert
    found = record.ehr.found("Observation", code="http://loinc.org|44261-6", subject=record.patient, **{"value-quantity": "ge0"})
    assert total["id"] not in {one["id"] for one in found}


def declined(record):
    record.send(phq9("declined", ONES | {"9": Absent(absent="asked-declined")}))
    source, now = record.results("case-declined")
    assert reason(now["item/9"]) == ("asked-declined", "asked-declined")
    assert reason(now["scale/total"])[1] == "missing-items"
    (item,) = [one for one in source["item"] if one["linkId"] == "9"]
    assert item["extension"] == [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "asked-declined"}]


def unlicensed(record):
    """Without a right to its words a form reaches the record by its codes, and its score all the same."""
    instrument = af.get_instrument("bdi-ii")
    answers = Person(instrument, "unlicensed", HABITS[0]).answers(instrument.item)
    response = af.Response(id="case-unlicensed", instrument="bdi-ii", version=instrument.version, answers=answers, release=OPEN)
    record.send(response, transcribe=True)
    source, now = record.results("case-unlicensed")
    given = af.release(response, "record", instrument=instrument)
    assert now["scale/total"]["valueQuantity"]["value"] == af.score(instrument, given)["total"].require()
    asked = [item for item in walk(source["item"]) if not item["linkId"].startswith("score.")]
    assert [item["text"] for item in asked] == [f"{number}." for number in range(1, 22)]
    chosen = [answer["valueCoding"] for item in asked for answer in item["answer"]]
    assert all(coding["display"] == coding["code"] for coding in chosen)


def withheld(record):
    """What the record may not have is as if it had never been asked: no byte of it arrives."""
    hidden = (*OPEN, ReleaseRule(audience=("self",), link_id=("9",)))
    record.send(attrs.evolve(phq9("withheld", ONES), release=hidden))
    source, now = record.results("case-withheld")
    assert not {"item/9", "scale/total", "alert/item-9"} & now.keys()
    assert "9" not in {item["linkId"] for item in source["item"]}


def read_back(record):
    """What a record keeps is read into the response that was released."""
    response = phq9("read", ONES | {"9": Absent(absent="asked-declined")})
    record.send(response)
    source, _ = record.results("case-read")
    text = json.dumps({key: value for key, value in source.items() if key != "id"}, default=float)
    given = af.release(response, "record")
    again = af.read(af.get_instrument("phq-9"), f"fhir-{record.version}", text)
    assert (again.id, again.answers, again.status) == ("case-read", given.answers, given.status)


def accepted_by_its_validator(record):
    """The server knows the installed forms and codes by now, and validates what it keeps by them."""
    sources = {instrument.id: record.results(f"every/{instrument.id}")[0] for _, instrument in in_a_record()}
    coded = [one for name in ("phq-9", "alliance-check-in") for one in record.results(f"every/{name}")[1].values()]
    assert len(coded) > 20
    for resource in (*sources.values(), *coded):
        assert not complaints(record, resource), f"{resource['identifier']}: {complaints(record, resource)}"
    # Whether it looks: an answer that is no option, and a result by a code that nobody defined.
    wrong = sources["phq-9"]
    wrong["item"][0]["answer"] = [{"valueCoding": {"system": "http://loinc.org", "code": "LA9-9"}}]
    unknown = coded[-1] | {"code": {"coding": [coded[-1]["code"]["coding"][-1] | {"code": "scale/none"}]}}
    assert complaints(record, wrong)
    assert complaints(record, unknown)


def complaints(record, resource):
    """What the server's own validator finds wrong, codes that nobody defined among it: of these it only warns."""
    _, outcome = record.ehr.ask("POST", f"{resource['resourceType']}/$validate", json.loads(json.dumps(resource, default=float)))
    undefined = [one["diagnostics"] for one in outcome["issue"] if "not found in CodeSystem" in one.get("diagnostics", "")]
    return "; ".join(filter(None, [said_by(outcome), *undefined]))


def refused_as_a_whole(record):
    """One resource that is wrong, and nothing of the transaction is kept: half a result would be a wrong one."""
    made, before = record.bundle(phq9("broken", ONES)), record.counts()
    made["entry"][-2]["resource"]["status"] = "done"
    status, _ = record.ehr.ask("POST", "", json.loads(json.dumps(made, default=float)))
    assert 400 <= status < 500, f"the server said {status}"
    assert record.counts() == before


def patched(record):
    """What may be known of a person is added to the EHR's own Patient and taken away again; what others wrote there stays."""
    others = {key: value for key, value in OTHERS.items() if key != "id"} | {"telecom": [{"system": "phone", "value": "555-0100"}]}
    place = record.made(others)
    begun = record.ehr.must("GET", place)
    wanted = patient(told(SAM), version=record.fhir).resource
    change = record.patch(place, told(SAM))
    now = record.ehr.must("GET", place)
    assert {key: now[key] for key in begun if key not in ("meta", *PATCHED)} == {
        key: begun[key] for key in begun if key not in ("meta", *PATCHED)
    }
    for name in PATCHED:
        there = [{key: value for key, value in one.items() if key != "id"} for one in now[name]]
        assert all(one in there for one in begun[name]), f"{name}: what others wrote is gone"
        assert all(one in there for one in wanted.get(name, ())), f"{name}: something did not arrive"
        assert len(there) == len(begun[name]) + len(wanted.get(name, ()))
    # Sent twice, or made anew of what is there: nothing more.
    record.ehr.must("PATCH", place, change)
    assert not record.differing(now, record.ehr.must("GET", place)), "the same patch changed something more"
    assert "parameter" not in record.patch(place, told(SAM)), "there was still something to change"
    record.patch(place, told(IdentityProfile()))
    assert not record.differing(begun, record.ehr.must("GET", place)), "not everything was taken back"


def patient_untouched(record):
    """After everything above the patient, the contact and the therapist are as the EHR made them."""
    for place in (record.patient, record.encounter, record.therapist):
        assert record.ehr.must("GET", place)["meta"]["versionId"] == "1", place


def statuses(results):
    return {one["status"] for one in results.values()}


def reason(observation):
    """Why there is no value: FHIR's code, and our word."""
    absent = observation["dataAbsentReason"]
    return absent["coding"][0]["code"], absent["text"]


CASES = {
    "each form Bundle": every_form,
    "sent again Bundle": sent_again,
    "amended Bundle": amended,
    "entered in error Bundle": taken_back,
    "replaced Bundle": replaced,
    "in progress and stopped Bundle": never_final,
    "incomplete Observation": incomplete,
    "declined Observation": declined,
    "unlicensed Observation": unlicensed,
    "withheld Observation": withheld,
    "read back QuestionnaireResponse": read_back,
    "validated QuestionnaireResponse": accepted_by_its_validator,
    "refused as a whole Bundle": refused_as_a_whole,
    "patched Patient": patched,
    "untouched Patient": patient_untouched,
}
