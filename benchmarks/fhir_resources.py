# SPDX-License-Identifier: Apache-2.0
"""One PHQ-9 in FHIR, written and read: beside json.dumps of the finished dict and fhir.resources, in one run."""

import json
from typing import Any

from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from measure import median_cpu, show

import alliance_forms as af
from alliance_forms.fhir import R4, check


def main() -> None:
    """Print how much CPU time each takes, and how that compares."""
    instrument = af.get_instrument("phq-9")
    form = af.form_view(instrument, locale="en")
    text = R4.render(form)
    finished: Any = json.loads(text)
    given = af.Response(instrument="phq-9", version="1.0.0", answers={str(number): str(number % 4) for number in range(1, 10)})
    answered = R4.render(form, response=given)
    assert R4.read(form, answered).response.answers == given.answers
    assert check(answered) == check(text) == ()

    times = median_cpu(
        {
            "json.dumps of the finished dict": (lambda: json.dumps(finished, ensure_ascii=False, indent=2), 50),
            "alliance_forms": (lambda: R4.render(form), 50),
            "fhir.resources": (lambda: Questionnaire.model_validate(finished).model_dump_json(indent=2), 5),
        }
    )
    show("The Questionnaire of PHQ-9, from the form to its text", times, peer="alliance_forms")
    print(f"  aims: 2.5 times json.dumps: {times['alliance_forms'] / times['json.dumps of the finished dict']:.1f};", end=" ")
    print(f"30 times faster than fhir.resources: {times['fhir.resources'] / times['alliance_forms']:.1f}\n")

    times = median_cpu(
        {
            "alliance_forms, checked": (lambda: check(answered), 50),
            "alliance_forms, read into answers": (lambda: R4.read(form, answered), 50),
            "fhir.resources, parsed": (lambda: QuestionnaireResponse.model_validate_json(answered), 20),
        }
    )
    show("A QuestionnaireResponse to PHQ-9: parsed and checked", times, peer="alliance_forms, checked")
    print(f"  aim: 12 times faster than fhir.resources: {times['fhir.resources, parsed'] / times['alliance_forms, checked']:.1f}\n")


if __name__ == "__main__":
    main()
