# SPDX-License-Identifier: Apache-2.0
"""Other people's kinds of Questionnaires, imported and written again, with a response to each: what judges accept of others they accept of us."""

import json
from decimal import Decimal
from pathlib import Path

import attrs
from cases import HABITS, Person

from alliance_forms.checks import check_answers
from alliance_forms.fhir import R4, R4B, R5, FhirOptions, import_questionnaire
from alliance_forms.fhir.kept import same
from alliance_forms.library import score
from alliance_forms.model import Response, Rights
from alliance_forms.view import build_form

FOREIGN = Path(__file__).parents[1] / "fhir" / "foreign"
FORMATS = {"r4": R4, "r4b": R4B, "r5": R5}
PEOPLE = {"subject": "Patient/p1", "source": "Patient/p1"}


def foreign(lines):
    """Each of them in its own version, which must be what it was; those of R4 in R4B, too."""
    for file in sorted(FOREIGN.glob("*.json")):
        text, home = file.read_text("utf-8"), file.stem.rpartition("-")[2]
        made = import_questionnaire(text, rights=Rights(basis="CC0-1.0")).instrument
        form = build_form(made)
        for version in (home, "r4b") if home == "r4" else (home,):
            again = FORMATS[version].render(form)
            if version == home and not same(json.loads(again, parse_float=Decimal), json.loads(text, parse_float=Decimal)):
                message = f"{file.name} does not go out as it came"
                raise AssertionError(message)
            lines.add(version, f"foreign {file.stem} Questionnaire", again)
            for turn in (0, 3):
                answered = answers(made, turn)
                options = FhirOptions(report=score(made, answered), **PEOPLE)
                lines.add(
                    version,
                    f"foreign {file.stem} QuestionnaireResponse {turn}",
                    FORMATS[version].render(form, response=answered, options=options),
                )


def answers(made, turn):
    given = Person(made, f"{made.id} {turn}", HABITS[turn]).answers(made.item)
    response = Response(id=f"f.{turn}", instrument=made.id, version=made.version, answers=given, authored="2026-11-27T10:00:00+01:00")
    return attrs.evolve(response, answers=check_answers(made, response.answers).answers, status="stopped")
