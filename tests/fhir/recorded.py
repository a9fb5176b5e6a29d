# SPDX-License-Identifier: Apache-2.0
"""What goes into a record, drawn at random: a form, a response that is released to the record in part or whole, and its results."""

import json
from decimal import Decimal

import attrs
from hypothesis import assume
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import index_of
from alliance_forms.fhir import ResultOptions, bundle, observations
from alliance_forms.model import ReleaseRule
from alliance_forms.testing import form_views, instruments, responses

OPEN = ReleaseRule(audience=("record",))
PEOPLE = {"subject": "Patient/p1", "encounter": "Encounter/e1", "source": "Patient/p1", "author": "Practitioner/t1"}
FORMATS = ("fhir-r4", "fhir-r4b", "fhir-r5")


@attrs.frozen(kw_only=True)
class Case:
    """One response on its way into a record."""

    form: af.FormView
    response: af.Response
    options: ResultOptions
    fhir: str

    @property
    def told(self):
        return af.release(self.response, "record", instrument=self.form.instrument)

    @property
    def report(self):
        return af.score(self.form.instrument, self.told)

    @property
    def bundle(self):
        return bundle(self.form, self.told, self.report, options=self.options, fhir=self.fhir)

    @property
    def observations(self):
        return observations(self.form, self.told, self.report, options=self.options, fhir=self.fhir)

    @property
    def resources(self):
        return resources(self.bundle)


def parsed(text):
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def resources(text):
    return [entry["resource"] for entry in parsed(text).get("entry", [])]


def of_kind(found, kind):
    """The Observations of one kind that belong to the response itself, by the id of what they are a result of."""
    by_id = {}
    for one in found:
        if one["resourceType"] == "Observation":
            _, said, name = one["identifier"][0]["value"].rsplit("/", 2)
            if said == kind:
                by_id[name] = one
    return by_id


def value_of(resource):
    """The name and value of its value; None where there is none."""
    return next(((key, value) for key, value in resource.items() if key.startswith("value")), None)


def why(resource):
    return resource["dataAbsentReason"]["text"] if "dataAbsentReason" in resource else None


@st.composite
def cases(draw, *, withheld=True):
    """A response to a form about the client or the relationship, some of whose answers the record may not have."""
    instrument = draw(instruments(texts=True).filter(lambda one: one.subject != "therapist"))
    form = draw(form_views(instrument))
    given = draw(responses(instrument))
    links = list(index_of(instrument).levels[""])
    hidden = draw(st.lists(st.sampled_from(links), max_size=2, unique=True)) if withheld and len(links) > 1 else []
    rules = (OPEN, *(ReleaseRule(audience=("self",), link_id=(link,)) for link in hidden))
    status = draw(st.sampled_from(["in-progress", "stopped", "completed", "amended", "entered-in-error"]))
    response = attrs.evolve(given, id=given.id or "r-1", rater=form.rater, release=rules, status=status)
    # FHIR wants to know when something was recorded.
    issued = "2026-11-25T10:05:00+01:00" if given.authored is None or draw(st.booleans()) else None
    options = ResultOptions(**PEOPLE, issued=issued, items=draw(st.booleans()), ranges=draw(st.booleans()), relationship=True)
    case = Case(form=form, response=response, options=options, fhir=draw(st.sampled_from(FORMATS)))
    # Where everything is withheld there is no id, and so nothing to write.
    assume(case.told.id is not None)
    return case
