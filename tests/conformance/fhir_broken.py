# SPDX-License-Identifier: Apache-2.0
"""Resources that are broken on purpose, of every kind: a judge that accepts all of them only seems to look."""

import json

from alliance_forms.fhir.terms import HL7, OURS, SDC

PHQ9 = "https://w3id.org/alliance-forms/phq-9|1.0.0"
LOINC, LOCAL = "http://loinc.org", "https://forms.example/broken"
CODE = {"coding": [{"system": LOINC, "code": "44261-6"}]}
OPTION = {"valueCoding": {"system": LOINC, "code": "LA6568-5"}}
FIRST = {"linkId": "1", "type": "boolean"}
ANSWER = {"valueCoding": {"system": LOINC, "code": "LA6569-3", "display": "Several days"}}


def questionnaire(*items, **more):
    return {"resourceType": "Questionnaire", "status": "active", **more, "item": [*items]}


def response(*items, **more):
    answered = {"item": [*items]} if items else {}
    return {"resourceType": "QuestionnaireResponse", "questionnaire": PHQ9, "status": "in-progress", **more, **answered}


def observation(**more):
    return {"resourceType": "Observation", "status": "final", "code": CODE, **more}


def bundle(**more):
    return {"resourceType": "Bundle", "type": "transaction", **more}


def calculated(text):
    return {
        "extension": [
            {"url": SDC + "sdc-questionnaire-calculatedExpression", "valueExpression": {"language": "text/fhirpath", "expression": text}}
        ]
    }


def asked(**condition):
    return {"linkId": "2", "type": "string", "enableWhen": [condition]}


# By kind: what is wrong, in words that may stand in the page.
BROKEN = {
    "Questionnaire": {
        "no status": {"resourceType": "Questionnaire", "item": [FIRST]},
        "an unknown element": questionnaire(FIRST, colour="blue"),
        "a linkId twice": questionnaire(FIRST, FIRST | {"type": "string"}),
        "an unknown type of item": questionnaire(FIRST | {"type": "likert"}),
        "options on a yes-or-no question": questionnaire(FIRST | {"answerOption": [{"valueInteger": 1}]}),
        "a choice without options": questionnaire(FIRST | {"type": "choice"}),
        "a condition on no item": questionnaire(FIRST, asked(question="9", operator="exists", answerBoolean=True)),
        "a comparison nobody knows": questionnaire(FIRST, asked(question="1", operator="like", answerBoolean=True)),
        "a truth value in quotes": questionnaire(FIRST | {"required": "true"}),
        "null": questionnaire(FIRST | {"text": None}),
        "an empty list": questionnaire(FIRST | {"code": []}),
        "an id with an underscore": questionnaire(FIRST, id="a_b"),
        "a weight that is text": questionnaire(
            {"linkId": "1", "type": "choice", "answerOption": [OPTION | {"extension": [{"url": HL7 + "ordinalValue", "valueString": "1"}]}]}
        ),
        "an expression that does not end": questionnaire(FIRST, {"linkId": "2", "type": "integer", **calculated("iif(")}),
        "an expression about no item": questionnaire(
            FIRST, {"linkId": "2", "type": "integer", **calculated("%resource.item.where(linkId='9').answer.count()")}
        ),
        "a script in the narrative": questionnaire(
            FIRST, text={"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml"><script>1</script></div>'}
        ),
    },
    "QuestionnaireResponse": {
        "an unknown status": response(status="done"),
        "an item that was not asked": response({"linkId": "77", "answer": [ANSWER]}),
        "an answer of another type": response({"linkId": "1", "answer": [{"valueString": "often"}]}),
        "an answer that is no option": response({"linkId": "1", "answer": [{"valueCoding": {"system": LOINC, "code": "LA1-1"}}]}),
        "two answers where one is asked": response({"linkId": "1", "answer": [ANSWER, ANSWER]}),
        "answer and item side by side": response({"linkId": "1", "answer": [ANSWER], "item": [{"linkId": "2"}]}),
        "a day that is none": response(authored="2026-13-45"),
        "an extension of ours with a part it has not": response(
            extension=[{"url": OURS + "StructureDefinition/response", "extension": [{"url": "colour", "valueString": "blue"}]}]
        ),
        "null": response({"linkId": "1", "answer": None}),
    },
    "CodeSystem": {
        "no content": {"resourceType": "CodeSystem", "url": f"{LOCAL}/c", "status": "active"},
        "a code twice": {"resourceType": "CodeSystem", "url": f"{LOCAL}/d", "status": "active", "content": "complete", "concept": [{"code": "a"}] * 2},
    },
    "ValueSet": {
        "no status": {"resourceType": "ValueSet", "url": f"{LOCAL}/v"},
        "codes of no system": {"resourceType": "ValueSet", "url": f"{LOCAL}/w", "status": "active", "compose": {"include": [{"concept": [{"code": "a"}]}]}},
    },
    "StructureDefinition": {
        "no type": {"resourceType": "StructureDefinition", "url": f"{LOCAL}/s", "name": "S", "status": "active", "kind": "complex-type", "abstract": False},
    },
    "Observation": {
        "no code": {"resourceType": "Observation", "status": "final"},
        "a value, and a reason why there is none (obs-6)": observation(
            valueInteger=3, dataAbsentReason={"coding": [{"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "unknown"}]}
        ),
        "a number in quotes": observation(valueQuantity={"value": "3"}),
    },
    "Provenance": {
        "no agent": {"resourceType": "Provenance", "target": [{"reference": "Observation/1"}], "recorded": "2026-11-25T10:00:00Z"},
    },
    "Bundle": {
        "a transaction that asks for nothing (bdl-3)": bundle(entry=[{"fullUrl": "urn:uuid:0a0a0a0a-0b0b-4c0c-8d0d-0e0e0e0e0e0e", "resource": observation(valueInteger=1)}]),
        "a broken resource inside": bundle(entry=[{"resource": observation(status="done"), "request": {"method": "POST", "url": "Observation"}}]),
    },
    "Patient": {
        "an unknown gender": {"resourceType": "Patient", "gender": "F"},
        "a contact who is nobody (pat-1)": {"resourceType": "Patient", "contact": [{"gender": "unknown"}]},
    },
    "Parameters": {
        "a value and a resource (inv-1)": {"resourceType": "Parameters", "parameter": [{"name": "a", "valueCode": "b", "resource": {"resourceType": "Patient", "active": True}}]},
    },
}  # fmt: skip


def broken(lines):
    for version in lines.lines:
        for kind, faults in BROKEN.items():
            for fault, resource in faults.items():
                lines.add(version, f"broken {kind} {fault}", json.dumps(resource))
