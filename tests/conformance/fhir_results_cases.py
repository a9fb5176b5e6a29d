# SPDX-License-Identifier: Apache-2.0
"""Results for the judges: what the record gets of complete, partial, withheld, amended and retracted responses, bundled and drawn at random."""

import json

import attrs
from cases import HABITS, Person
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import check_answers
from alliance_forms.codec import write_json
from alliance_forms.fhir import RESULTS, ResultOptions, bundle, observations
from alliance_forms.library import release, score
from alliance_forms.model import ReleaseRule
from alliance_forms.testing import form_views, instruments, responses

VERSIONS = ("r4", "r4b", "r5")
GENERATED = 40
OPEN = ReleaseRule(audience=("record",))
OPTIONS = ResultOptions(
    subject="Patient/p1", encounter="Encounter/e1", source="Patient/p1", author="Practitioner/t1", issued="2026-11-25T10:05:00+01:00",
    relationship=True,
)  # fmt: skip
EVERYTHING = attrs.evolve(OPTIONS, items=True, ranges=True)
PLAIN = ResultOptions(subject="Patient/p1", issued=OPTIONS.issued, relationship=True)


def results(lines):
    bundled(lines)
    invented(lines)
    for version in VERSIONS:
        lines.add(version, "results CodeSystem result", write_json(RESULTS))


def written(lines, name, form, response, options, *, apart=False):
    """A transaction and, where it is taken apart, each of its Observations and its Provenance, for judges that do not look into a Bundle."""
    told = release(response, "record", instrument=form.instrument)
    report = score(form.instrument, told)
    for version in VERSIONS:
        text = bundle(form, told, report, options=options, fhir=f"fhir-{version}")
        lines.add(version, f"{name} Bundle", text)
        if not apart:
            continue
        lines.add(version, f"{name} collection Bundle", observations(form, told, report, options=options, fhir=f"fhir-{version}"))
        for number, entry in enumerate(json.loads(text)["entry"]):
            kind = entry["resource"]["resourceType"]
            if kind in ("Observation", "Provenance"):
                lines.add(version, f"{name} {number} {kind}", json.dumps(entry["resource"]))


def bundled(lines):
    """Each instrument once: answered wholly or in part, by its words or, without a right to them, by its codes."""
    for listing in af.instruments():
        instrument = af.get_instrument(listing.id)
        if instrument.fills or instrument.subject == "therapist":
            continue
        form = af.form_view(instrument, transcribe=not listing.languages)
        for turn, options in ((0, EVERYTHING), (3, OPTIONS)):
            answers = Person(instrument, f"{instrument.id} {turn}", HABITS[turn]).answers(instrument.item)
            valid = check_answers(instrument, answers, complete=True)
            whole = not any(problem.code == "AF-ANSWER-REQUIRED" for problem in valid.problems)
            response = af.Response(
                id=f"r/{instrument.id}|{turn}", instrument=instrument.id, version=instrument.version, rater=form.rater,
                answers=valid.answers, status="completed" if whole else "stopped", release=(OPEN,), authored="2026-11-25T10:00:00+01:00",
            )  # fmt: skip
            written(lines, f"{instrument.id} {turn}", form, response, options, apart=turn == 0)
        for status, options in (("amended", OPTIONS), ("entered-in-error", PLAIN)):
            changed = attrs.evolve(response, status=status if whole else "entered-in-error", replaces="r-0", authored=None)
            written(lines, f"{instrument.id} {status}", form, changed, options)


def invented(lines):
    """Instruments drawn at random, of which some answers are withheld."""
    made = []

    @seed(9)
    @settings(max_examples=GENERATED, derandomize=False, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.data())
    def draw(data):
        instrument = data.draw(instruments(texts=True))
        form = data.draw(form_views(instrument))
        given_ = data.draw(responses(instrument))
        valid = check_answers(instrument, given_.answers, session=given_.session).answers
        links = [item.link_id for item in instrument.walk()]
        hidden = data.draw(st.lists(st.sampled_from(links), max_size=2, unique=True)) if len(links) > 1 else []
        rules = (OPEN, *(ReleaseRule(audience=("self",), link_id=(link,)) for link in hidden))
        response = attrs.evolve(given_, id="r.1", rater=form.rater, answers=valid, release=rules, status="in-progress")
        made.append((form, response))

    draw()
    for number, (form, response) in enumerate(made):
        told = release(response, "record", instrument=form.instrument)
        if form.instrument.subject != "therapist" and told.id is not None:
            written(lines, f"generated results {number}", form, response, EVERYTHING)
