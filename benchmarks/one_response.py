# SPDX-License-Identifier: Apache-2.0
"""One complete PHQ-9: the library beside a function written by hand, fhirpathpy and fhirpath.js, in one run."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import fhirpathpy
from by_hand import phq9
from fhirpathpy.models import models
from measure import median_cpu, show

import alliance_forms as af
from alliance_forms.codec import dump

HERE = Path(__file__).parent
OUT = HERE.parent / "build" / "bench"


def main() -> None:
    """Print how much CPU time each takes, and how that compares."""
    instrument = af.get_instrument("phq-9")
    answers = {str(number): str(number % 4) for number in range(1, 10)}
    given = af.Response(instrument="phq-9", version="1.0.0", answers=answers)
    expression, resource = _in_fhir(instrument, answers)
    compiled = fhirpathpy.compile(expression, models["r4"])

    def by_fhirpathpy() -> Any:
        return compiled(resource, {"resource": resource})

    report = af.score(instrument, given)
    by_hand = phq9(answers)
    assert (report["total"].value, report["total"].band) == (by_hand["scores"]["total"]["value"], by_hand["scores"]["total"]["band"])
    assert by_fhirpathpy() == [int(report["total"].require())]
    assert [one["id"] for one in dump(report)["alerts"]] == [one["id"] for one in by_hand["alerts"]]

    times = median_cpu(
        {
            "written by hand": (lambda: phq9(given.answers), 2_000),
            "alliance_forms": (lambda: af.score(instrument, given), 500),
            "fhirpathpy": (by_fhirpathpy, 5),
        }
    )
    found = _in_node(expression, resource)
    assert found["value"] == int(report["total"].require())
    times["fhirpath.js"] = found["microseconds"] / 1e6
    show("One PHQ-9 response, with checks, band, alert and reasons (FHIRPath gives the value only)", times, peer="alliance_forms")
    print(f"  aims: 3 times the one written by hand: {times['alliance_forms'] / times['written by hand']:.1f};", end=" ")
    print(f"15 times faster than fhirpath.js: {times['fhirpath.js'] / times['alliance_forms']:.1f}\n")


def _in_fhir(instrument: af.Instrument, answers: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """The expression of the total, and the same answers as a QuestionnaireResponse."""
    items = json.loads(af.render(instrument, "fhir-r4", locale="en"))["item"]
    expression = items[-1]["extension"][-1]["valueExpression"]["expression"]
    options = {item["linkId"]: item.get("answerOption", []) for item in items}
    codings = {link: [option["valueCoding"] for option in known] for link, known in options.items()}
    answered = [item for item in items if len(codings[item["linkId"]]) > int(answers.get(item.get("prefix", "").strip("."), 99))]
    answer = {item["linkId"]: codings[item["linkId"]][int(answers[item["prefix"].strip(".")])] for item in answered}
    made = [{"linkId": link, "answer": [{"valueCoding": {"system": one["system"], "code": one["code"]}}]} for link, one in answer.items()]
    return expression, {"resourceType": "QuestionnaireResponse", "status": "completed", "item": made}


def _in_node(expression: str, response: dict[str, Any]) -> dict[str, Any]:
    case = OUT / "one_response.json"
    case.write_text(json.dumps({"expression": expression, "response": response}))
    command = ["node", str(HERE / "fhirpath.mjs"), str(OUT), str(case)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=sys.stderr, text=True)  # noqa: S603 - our own script
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
