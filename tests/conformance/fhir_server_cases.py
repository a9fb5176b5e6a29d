# SPDX-License-Identifier: Apache-2.0
"""What has to become of results in a record, tried at a real FHIR server: sent, sent again, amended, replaced, taken back, read."""

import json
from decimal import Decimal

import attrs
from cases import HABITS, Person
from fhir_ehr import said_by

import alliance_forms as af
from alliance_forms.checks import check_answers
from alliance_forms.fhir import ResultOptions, bundle
from alliance_forms.fhir.terms import walk
from alliance_forms.model import Absent, ReleaseRule

OPEN = (ReleaseRule(audience=("record",)),)
ISSUED = "2026-11-25T10:05:00+01:00"
# What a server says about a resource that it keeps; labels and tags are sets, which it may keep in an order of its own; and a definition of an
# extension is completed by what follows from it. Everything else has to be what was sent.
ITS_OWN = {"id", "versionId", "lastUpdated", "source"}
SETS = ("security", "tag")
COMPLETED = {"StructureDefinition": {"snapshot", "mapping", "extension"}}


class Record:
    """An EHR with a patient of its own, what was sent to it, and what it keeps."""

    def __init__(self, ehr, version):
        self.ehr, self.version, self.sent = ehr, version, []
        person = {
            "resourceType": "Patient",
            "name": [{"use": "official", "family": "Registered"}],
            "gender": "unknown",
            "birthDate": "1990-05-04",
        }
        self.patient = self._made(person)
        self.therapist = self._made({"resourceType": "Practitioner", "active": True})
        kind = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}
        contact = {"resourceType": "Encounter", "subject": {"reference": self.patient}}
        contact |= {"status": "completed", "class": [{"coding": [kind]}]} if version == "r5" else {"status": "finished", "class": kind}
        self.encounter = self._made(contact)
        self.options = ResultOptions(
            subject=self.patient, encounter=self.encounter, source=self.patient, author=self.therapist, issued=ISSUED, items=True,
            ranges=True, relationship=True,
        )  # fmt: skip

    def _made(self, resource):
        kept = self.ehr.must("POST", resource["resourceType"], resource)
        return f"{kept['resourceType']}/{kept['id']}"

    def bundle(self, response, *, transcribe=False, **changes):
        """What is sent for a response, made as a host makes it."""
        instrument = af.get_instrument(response.instrument)
        form = af.form_view(instrument, rater=response.rater, transcribe=transcribe)
        told = af.release(response, "record", instrument=instrument)
        options = attrs.evolve(self.options, **changes)
        text = bundle(form, told, af.score(instrument, told), options=options, fhir=f"fhir-{self.version}")
        return json.loads(text, parse_float=Decimal)

    def send(self, response, **more):
        """A response's results, sent in one call: what the record then keeps, by what it is called in the transaction."""
        made = self.bundle(response, **more)
        taken = self.ehr.must("POST", "", json.loads(json.dumps(made, default=float)))
        places = [entry["response"]["location"].partition("/_history")[0] for entry in taken["entry"]]
        links = dict(zip((entry["fullUrl"] for entry in made["entry"]), places, strict=True))
        kept = {}
        for entry in made["entry"]:
            place = links[entry["fullUrl"]]
            kept[entry["fullUrl"]] = stored = self.ehr.must("GET", place)
            differing = self.differing(_linked(entry["resource"], links), stored)
            assert not differing, f"{place} is not what was sent: {differing}"
            method, _, search = entry["request"]["url"].partition("?")
            by_name = self.ehr.must("GET", f"{method}?{search}")
            assert by_name["total"] == 1, f"{method} is found {by_name['total']} times by what it is called"
        return kept

    def counts(self):
        return {
            kind: self.ehr.total(kind) for kind in ("QuestionnaireResponse", "Observation", "Provenance", "Patient", "Encounter", "Device")
        }

    def results(self, response_id):
        """The Observations that come from one response, by their own code."""
        system = "https://w3id.org/alliance-forms/identifier/response"
        (source,) = self.ehr.found("QuestionnaireResponse", identifier=f"{system}|case-{response_id}")
        derived = self.ehr.found("Observation", **{"derived-from": f"QuestionnaireResponse/{source['id']}"})
        return source, {one["code"]["coding"][-1]["code"]: one for one in derived}

    @staticmethod
    def differing(sent, stored):
        """Names of the elements in which two resources differ, whatever is the server's own."""
        wanted, known = _told(sent), _told(stored)
        return sorted(key for key in wanted.keys() | known.keys() if wanted.get(key) != known.get(key))


def _told(resource):
    meta = {key: value for key, value in resource.get("meta", {}).items() if key not in ITS_OWN}
    meta |= {key: sorted(meta[key], key=lambda one: (one["system"], one["code"])) for key in SETS if key in meta}
    left_out = ITS_OWN | COMPLETED.get(resource["resourceType"], set())
    return {key: value for key, value in resource.items() if key not in left_out} | {"meta": meta}


def _linked(tree, links):
    """A resource with the server's own names where the transaction's stood."""
    if isinstance(tree, dict):
        return {key: links.get(value, value) if key == "reference" else _linked(value, links) for key, value in tree.items()}
    return [_linked(one, links) for one in tree] if isinstance(tree, list) else tree


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


def every_form(record):
    """Every bundled instrument that may go into a patient's record, by its words or by its codes."""
    for listing in af.instruments():
        instrument = af.get_instrument(listing.id)
        if instrument.fills or instrument.subject == "therapist":
            continue
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
    _, first = record.results("amended")
    record.send(phq9("amended", ONES | {"1": "3"}, status="amended"))
    assert record.counts() == before, "an amendment made something new"
    source, now = record.results("amended")
    assert (source["status"], statuses(now)) == ("amended", {"amended"})
    assert (first["scale/total"]["valueQuantity"]["value"], now["scale/total"]["valueQuantity"]["value"]) == (9, 11)
    assert {name: one["id"] for name, one in first.items()} == {name: one["id"] for name, one in now.items()}


def taken_back(record):
    record.send(phq9("mistaken", ONES))
    before = record.counts()
    _, first = record.results("mistaken")
    record.send(phq9("mistaken", ONES, status="entered-in-error"))
    assert record.counts() == before, "to take something back made something new"
    source, now = record.results("mistaken")
    assert now.keys() == first.keys()
    assert (source["status"], statuses(now)) == ("entered-in-error", {"entered-in-error"})
    assert not any(key.startswith("value") or key == "component" for one in now.values() for key in one), "a value was left"


def replaced(record):
    record.send(phq9("old", ONES))
    record.send(phq9("new", ONES | {"2": "0"}, replaces="case-old"))
    _, old = record.results("old")
    _, new = record.results("new")
    assert (statuses(old), statuses(new)) == ({"entered-in-error"}, {"final"})
    assert new["scale/total"]["valueQuantity"]["value"] == 8


def never_final(record):
    for status in ("in-progress", "stopped"):
        record.send(phq9(status, ONES, status=status))
        source, now = record.results(status)
        assert (source["status"], statuses(now)) == (status, {"preliminary"})


def incomplete(record):
    """Two of nine answers are no score, and no silence about what could not be looked at."""
    record.send(phq9("incomplete", {"1": "3", "2": "3"}, status="stopped"))
    _, now = record.results("incomplete")
    total, alert = now["scale/total"], now["alert/item-9"]
    assert reason(total) == ("unknown", "missing-items")
    assert reason(alert)[0] == "unknown"
    assert "valueQuantity" not in total
    assert "valueBoolean" not in alert
    found = record.ehr.found("Observation", code="http://loinc.org|44261-6", subject=record.patient, **{"value-quantity": "ge0"})
    assert total["id"] not in {one["id"] for one in found}


def declined(record):
    record.send(phq9("declined", ONES | {"9": Absent(absent="asked-declined")}))
    source, now = record.results("declined")
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
    source, now = record.results("unlicensed")
    told = af.release(response, "record", instrument=instrument)
    assert now["scale/total"]["valueQuantity"]["value"] == af.score(instrument, told)["total"].require()
    asked = [item for item in walk(source["item"]) if not item["linkId"].startswith("score.")]
    assert [item["text"] for item in asked] == [f"{number}." for number in range(1, 22)]
    chosen = [answer["valueCoding"] for item in asked for answer in item["answer"]]
    assert all(coding["display"] == coding["code"] for coding in chosen)


def withheld(record):
    """What the record may not have is as if it had never been asked: no byte of it arrives."""
    hidden = (*OPEN, ReleaseRule(audience=("self",), link_id=("9",)))
    record.send(attrs.evolve(phq9("withheld", ONES), release=hidden))
    source, now = record.results("withheld")
    assert not {"item/9", "scale/total", "alert/item-9"} & now.keys()
    assert "9" not in {item["linkId"] for item in source["item"]}


def read_back(record):
    """What a record keeps is read into the response that was released."""
    response = phq9("read", ONES | {"9": Absent(absent="asked-declined")})
    record.send(response)
    source, _ = record.results("read")
    text = json.dumps({key: value for key, value in source.items() if key != "id"}, default=float)
    told = af.release(response, "record")
    again = af.read(af.get_instrument("phq-9"), f"fhir-{record.version}", text)
    assert (again.id, again.answers, again.status) == ("case-read", told.answers, told.status)


def accepted_by_its_validator(record):
    """The server knows the installed forms and codes, and validates what it keeps by them."""
    record.send(phq9("valid", ONES))
    source, now = record.results("valid")
    for resource in (source, *now.values()):
        _, outcome = record.ehr.ask("POST", f"{resource['resourceType']}/$validate", json.loads(json.dumps(resource, default=float)))
        assert not said_by(outcome), said_by(outcome)
    wrong = json.loads(json.dumps(source, default=float))
    wrong["item"][0]["answer"] = [{"valueCoding": {"system": "http://loinc.org", "code": "LA9-9"}}]
    _, outcome = record.ehr.ask("POST", "QuestionnaireResponse/$validate", wrong)
    assert said_by(outcome), "an answer that is no option was accepted, so that its validator looked at nothing"


def refused_as_a_whole(record):
    """One resource that is wrong, and nothing of the transaction is kept: half a result would be a wrong one."""
    made, before = record.bundle(phq9("broken", ONES)), record.counts()
    made["entry"][-2]["resource"]["status"] = "done"
    status, _ = record.ehr.ask("POST", "", json.loads(json.dumps(made, default=float)))
    assert 400 <= status < 500, f"the server said {status}"
    assert record.counts() == before


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
    "untouched Patient": patient_untouched,
}
