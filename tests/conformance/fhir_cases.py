# SPDX-License-Identifier: Apache-2.0
"""Writes every FHIR resource that the judges look at: all bundled instruments in all languages, for each rater, and instruments drawn at random.

One resource a line in r4.jsonl, r4b.jsonl and r5.jsonl; and forms.json, for software that shows and fills in a form.
"""

import json
import logging
import sys
from pathlib import Path

import attrs
from cases import HABITS, Person
from fhir_broken import broken
from fhir_import_cases import foreign
from fhir_people_cases import people
from fhir_results_cases import results
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import check_answers
from alliance_forms.codec import dumps, write_json
from alliance_forms.fhir import R4, R4B, R5, RATERS, FhirOptions, vocabulary
from alliance_forms.fhir.extensions import definitions
from alliance_forms.library import score
from alliance_forms.model import Session
from alliance_forms.testing import form_views, instruments, responses

VERSIONS = {"r4": R4, "r4b": R4B, "r5": R5}
GENERATED = 300  # different instruments drawn at random, each in every version of FHIR
PEOPLE = {"subject": "Patient/p1", "encounter": "Encounter/e1", "source": "Patient/p1", "author": "Practitioner/t1"}


class Lines:
    """The resources, by version of FHIR."""

    def __init__(self):
        self.lines = {version: [] for version in VERSIONS}

    def add(self, version, name, text):
        self.lines[version].append(json.dumps({"name": name, "resource": json.loads(text)}))

    def write(self, folder):
        for version, lines in self.lines.items():
            (folder / f"{version}.jsonl").write_text("\n".join(lines) + "\n")


def forms_of(instrument, listing):
    """Each form there is of an instrument: in each language, in all of them at once, or, without a right to its words, by its codes."""
    for rater in instrument.rater:
        for lang in listing.languages:
            yield f"{rater} {lang}", af.form_view(instrument, locale=lang, rater=rater)
        if len(listing.languages) > 1:
            first, *others = listing.languages
            yield f"{rater} all", af.form_view(instrument, locale=first, rater=rater, also=others)
        if not listing.languages:
            yield f"{rater} codes", af.form_view(instrument, transcribe=True, rater=rater)


def given_by(instrument, form, turn):
    answers = Person(instrument, f"{instrument.id} {turn}", HABITS[turn % len(HABITS)]).answers(instrument.item)
    return whole(form, af.Response(id=f"r.{turn}", instrument=instrument.id, version=instrument.version, rater=form.rater, answers=answers))


def whole(form, response):
    """With everything that a response can say about itself, and only what is valid: the rest never becomes one."""
    valid = check_answers(form.instrument, response.answers, session=response.session, complete=True)
    finished = not any(problem.code == "AF-ANSWER-REQUIRED" for problem in valid.problems)
    status = response.status if finished or response.status not in ("completed", "amended") else "stopped"
    return attrs.evolve(
        response, answers=valid.answers, status=status, authored="2026-11-25T10:00:00+01:00", rater_id="c-7", entered_by="u-3",
        session=response.session or Session(number=4, date="2026-11-25", modality="video"), shown=form.shown,
    )  # fmt: skip


def written(lines, name, form, responses_, *, versions=VERSIONS, url=None):
    for version in versions:
        format_ = VERSIONS[version]
        options = FhirOptions(url=url)
        lines.add(version, f"{name} Questionnaire", format_.render(form, options=options))
        for number, response in enumerate(responses_):
            # What rates the therapist goes into no patient's record.
            people = {"author": "Practitioner/t1"} if form.instrument.subject == "therapist" else PEOPLE
            answered = FhirOptions(url=url, report=score(form.instrument, response), **people)
            lines.add(version, f"{name} QuestionnaireResponse {number}", format_.render(form, response=response, options=answered))


def bundled(lines):
    for listing in af.instruments():
        instrument = af.get_instrument(listing.id)
        for place, (name, form) in enumerate(forms_of(instrument, listing)):
            # What is shown in several languages has one name; here each has its own, so that a validator keeps them apart.
            url = f"https://forms.example/{name.replace(' ', '-')}/{listing.id}" if place else None
            name = f"{listing.id} {name}"
            # A response that fills an identity profile never becomes a resource.
            turns = () if instrument.fills else (0, 3, 4)
            written(lines, name, form, [given_by(instrument, form, turn) for turn in turns], url=url)
            for version in VERSIONS:
                for resource in vocabulary(form) if place < 1 or name.endswith(" all") else ():
                    lines.add(version, f"{name} {resource['resourceType']} {resource['id']}", write_json(resource))


def invented(lines):
    made = {}

    # Hypothesis draws the same now and then, hence more than are needed; given a seed, it draws the same ones wherever it is run.
    @seed(8)
    @settings(max_examples=2 * GENERATED, derandomize=False, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.data())
    def draw(data):
        instrument = data.draw(instruments(texts=True))
        form = data.draw(form_views(instrument))
        given_ = attrs.evolve(data.draw(responses(instrument)), id="r.1", rater=form.rater)
        made.setdefault(dumps(attrs.evolve(instrument, id="clinic-x.same")), (form, [whole(form, given_)]))

    draw()
    assert len(made) >= GENERATED
    for number, (form, given_) in enumerate(list(made.values())[:GENERATED]):
        # Hypothesis draws the same id again and again.
        written(lines, f"generated {number}", form, given_, url=f"https://forms.example/generated/{number}")


def main(folder):
    logging.disable(logging.WARNING)
    lines = Lines()
    bundled(lines)
    invented(lines)
    broken(lines)
    results(lines)
    people(lines)
    foreign(lines)
    for version, format_ in VERSIONS.items():
        lines.add(version, "raters CodeSystem rater", write_json(RATERS))
        for own in definitions(version=format_.version):
            lines.add(version, f"our own StructureDefinition {own['id']}", write_json(own))
    folder.mkdir(parents=True, exist_ok=True)
    lines.write(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
