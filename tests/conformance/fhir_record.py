# SPDX-License-Identifier: Apache-2.0
"""An EHR's record of one patient: what a host sends to it, and what it keeps of that."""

import json
from decimal import Decimal

import attrs

import alliance_forms as af
from alliance_forms.fhir import VERSIONS, ResultOptions, bundle, patient_patch

ISSUED = "2026-11-25T10:05:00+01:00"
# What a server says about a resource that it keeps; labels and tags are sets, which it may keep in an order of its own; and a definition of an
# extension is completed by what follows from it. Everything else has to be what was sent.
ITS_OWN = {"id", "versionId", "lastUpdated", "source"}
SETS = ("security", "tag")
COMPLETED = {"StructureDefinition": {"snapshot", "mapping", "extension"}}


class Record:
    """An EHR with a patient of its own, what was sent to it, and what it keeps."""

    def __init__(self, ehr, version):
        self.ehr, self.version, self.fhir, self.sent = ehr, version, VERSIONS[f"fhir-{version}"], []
        person = {
            "resourceType": "Patient",
            "name": [{"use": "official", "family": "Registered"}],
            "gender": "unknown",
            "birthDate": "1990-05-04",
        }
        self.patient = self.made(person)
        self.therapist = self.made({"resourceType": "Practitioner", "active": True})
        kind = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}
        contact = {"resourceType": "Encounter", "subject": {"reference": self.patient}}
        contact |= {"status": "completed", "class": [{"coding": [kind]}]} if version == "r5" else {"status": "finished", "class": kind}
        self.encounter = self.made(contact)
        self.options = ResultOptions(
            subject=self.patient, encounter=self.encounter, source=self.patient, author=self.therapist, issued=ISSUED, items=True,
            ranges=True, relationship=True,
        )  # fmt: skip

    def made(self, resource):
        kept = self.ehr.must("POST", resource["resourceType"], resource)
        return f"{kept['resourceType']}/{kept['id']}"

    def patch(self, place, disclosed):
        """Brings a Patient up to what may be known, as a host does: from what the EHR has now."""
        current = json.dumps(self.ehr.must("GET", place), default=float)
        change = patient_patch(disclosed, current, version=self.fhir).resource
        if "parameter" in change:
            self.ehr.must("PATCH", place, change)
        return change

    def bundle(self, response, *, transcribe=False, **changes):
        """What is sent for a response, made as a host makes it."""
        instrument = af.get_instrument(response.instrument)
        form = af.form_view(instrument, rater=response.rater, transcribe=transcribe)
        given = af.release(response, "record", instrument=instrument)
        options = attrs.evolve(self.options, **changes)
        text = bundle(form, given, af.score(instrument, given), options=options, fhir=f"fhir-{self.version}")
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
        (source,) = self.ehr.found("QuestionnaireResponse", identifier=f"{system}|{response_id}")
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
