# SPDX-License-Identifier: Apache-2.0
"""Reads back what LHC-Forms made of our Questionnaires: the same answers and the same absences, or it is said what differs."""

import json
import sys
from pathlib import Path

import alliance_forms as af
from alliance_forms.fhir import R4
from alliance_forms.view import transcription_form


def differences(instrument, wanted, response):
    """What a response of LHC-Forms does not give back."""
    reading = R4.read(transcription_form(instrument, rater=instrument.rater[0]), json.dumps(response))
    errors = [f"{problem.code} at {problem.expression}" for problem in reading.problems if problem.severity == "error"]
    # Whether all that is needed was answered, is the person's business and not LHC-Forms's.
    errors = [one for one in errors if "AF-ANSWER-REQUIRED" not in one]
    links = {*wanted.answers, *reading.response.answers}
    differ = sorted(link for link in links if wanted.answers.get(link) != reading.response.answers.get(link))
    return [{"severity": "error", "message": text} for text in [*errors, *(f"the answer to {link} differs" for link in differ)]]


def main(cases, folder):
    known = {one["instrument"]: one for one in json.loads(cases.read_text())}
    found = {}
    for one in json.loads((folder / "lhc-forms.json").read_text()):
        made = known[one["instrument"]]
        instrument = af.load(made["document"], af.Instrument)
        (case,) = (case for case in made["cases"] if case["number"] == one["number"])
        wanted = af.load(case["document"], af.Response)
        found[f"{one['instrument']} QuestionnaireResponse {one['number']}"] = differences(instrument, wanted, one["response"])
    (folder / "LHC-Forms.json").write_text(json.dumps({"r4": found}))
    wrong = {name: said for name, said in found.items() if said}
    print(f"LHC-Forms: {len(found) - len(wrong)} of {len(found)} responses read back equal")  # noqa: T201 - what the target says
    print(*list(wrong.items())[:8], sep="\n")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
