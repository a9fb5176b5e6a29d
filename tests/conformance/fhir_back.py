# SPDX-License-Identifier: Apache-2.0
"""Reads back what LHC-Forms made of our Questionnaires: the same answers and absences, and our scores or none; or it is said what differs."""

import json
import sys
from pathlib import Path

import alliance_forms as af
from alliance_forms.fhir import R4, R5
from alliance_forms.fhir.terms import walk
from alliance_forms.view import transcription_form

FORMATS = {"r4": R4, "r5": R5}
# What LHC-Forms made, the cases it was given, and the judge's name.
MADE = (("lhc-forms.json", "cases.json", "LHC-Forms"), ("lhc-typed.json", "typed.json", "LHC-Forms, typed"))


def differences(instrument, wanted, made):
    """What a response of LHC-Forms does not give back."""
    if made["response"] is None:
        return ["there is no response"]
    form = transcription_form(instrument, rater=instrument.rater[0])
    reading = FORMATS[made["version"]].read(form, json.dumps(made["response"]))
    # Whether all that is needed was answered, is the person's business and not LHC-Forms's.
    errors = [problem for problem in reading.problems if problem.severity == "error" and problem.code != "AF-ANSWER-REQUIRED"]
    links = {*wanted.answers, *reading.response.answers}
    differ = sorted(link for link in links if wanted.answers.get(link) != reading.response.answers.get(link))
    said = [f"{problem.code} at {problem.expression}" for problem in errors]
    return [*made.get("errors", []), *said, *(f"the answer to {link} differs" for link in differ)]


def miscalculated(case, made):
    """Scores that are not ours, or are there where we refuse one."""
    items = walk((made["response"] or {}).get("item", []))
    found = {
        item["linkId"]: str(item["answer"][0].get("valueInteger", item["answer"][0].get("valueDecimal")))
        for item in items
        if item.get("answer")
    }
    return [f"{link} is {found.get(link)}, by the reference {value}" for link, value in case["shown"].items() if found.get(link) != value]


def read_back(folder, responses, cases):
    known = {one["instrument"]: one for one in json.loads((folder.parent / cases).read_text())}
    instruments = {name: af.load(one["document"], af.Instrument) for name, one in known.items()}
    found = {}
    for made in json.loads((folder / responses).read_text()):
        case = next(case for case in known[made["instrument"]]["cases"] if case["number"] == made["number"])
        wanted = af.load(case["document"], af.Response)
        said = [*differences(instruments[made["instrument"]], wanted, made), *miscalculated(case, made)]
        name = f"{made['instrument']} QuestionnaireResponse {made['number']} {made.get('way', '')}".strip()
        found.setdefault(made["version"], {})[name] = [{"severity": "error", "message": text} for text in said]
    return found


def main(folder):
    for responses, cases, judge in MADE:
        if not (folder / responses).exists():
            continue
        found = read_back(folder, responses, cases)
        (folder / f"{judge}.json").write_text(json.dumps(found))
        every = [(version, name, said) for version, one in found.items() for name, said in one.items()]
        wrong = [one for one in every if one[2]]
        print(f"{judge}: {len(every) - len(wrong)} of {len(every)} responses read back equal")  # noqa: T201 - what the target says
        print(*wrong[:8], sep="\n")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
