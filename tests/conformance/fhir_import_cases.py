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
from alliance_forms.model import ChoiceItem, Response, Rights
from alliance_forms.view import build_form

FOREIGN = Path(__file__).parents[1] / "fhir" / "foreign"
FORMATS = {"r4": R4, "r4b": R4B, "r5": R5}
PEOPLE = {"subject": "Patient/p1", "source": "Patient/p1"}


def foreign(lines):
    """Each of them in its own version, which must be what it was; those of R4 in R4B, too."""
    for file in sorted(FOREIGN.glob("*.json")):
        text, home = file.read_text("utf-8"), file.stem.rpartition("-")[2]
        imported = import_questionnaire(text, rights=Rights(basis="CC0-1.0"))
        made, doubtful = imported.instrument, set(doubtful_in(json.loads(text), "Questionnaire", imported))
        form = build_form(made)
        for version in (home, "r4b") if home == "r4" else (home,):
            again = FORMATS[version].render(form)
            if version == home and not same(json.loads(again, parse_float=Decimal), json.loads(text, parse_float=Decimal)):
                message = f"{file.name} does not go out as it came"
                raise AssertionError(message)
            lines.add(version, f"foreign {file.stem} Questionnaire", again)
            for system, codes in systems(made).items():
                concepts = [{"code": code} for code in sorted(codes)]
                own = {"resourceType": "CodeSystem", "url": system, "status": "active", "content": "complete", "concept": concepts}
                lines.add(version, f"foreign {file.stem} CodeSystem {system}", json.dumps(own))
            # The validator finds a contained value set only where the response itself contains it.
            for turn in () if "contained" in file.stem else (0, 3):
                answered = answers(made, turn, doubtful)
                options = FhirOptions(report=score(made, answered), **PEOPLE)
                lines.add(
                    version,
                    f"foreign {file.stem} QuestionnaireResponse {turn}",
                    FORMATS[version].render(form, response=answered, options=options),
                )


def doubtful_in(element, place, imported):
    """Questions whose condition is not looked at here, so that others may hold that they are not asked."""
    for number, item in enumerate(element.get("item", ())):
        here = f"{place}.item[{number}]"
        told = [
            one.message for one in imported.lost if one.expression.startswith((f"{here}.enableWhen", here)) and one.code == "AF-FHIR-LOST"
        ]
        if any("always asked" in message or "asked whatever" in message for message in told):
            yield item["linkId"]
        yield from doubtful_in(item, here, imported)


def systems(instrument):
    """The codes of others that its options have; judges know those of no system that exists in tests only."""
    found = {}
    for item in instrument.walk():
        for option in instrument.options(item) if isinstance(item, ChoiceItem) else ():
            for coding in option.coding:
                found.setdefault(coding.system, set()).add(coding.code)
    return found


def answers(made, turn, doubtful):
    given = Person(made, f"{made.id} {turn}", HABITS[turn]).answers(made.item)
    given = {link: answer for link, answer in given.items() if link not in doubtful}
    response = Response(id=f"f.{turn}", instrument=made.id, version=made.version, answers=given, authored="2026-11-27T10:00:00+01:00")
    return attrs.evolve(response, answers=check_answers(made, response.answers).answers, status="stopped")
