# SPDX-License-Identifier: Apache-2.0
"""Answers go into a record and come back: the law, the facts of a record, and everything that other software may send."""

import attrs
import pytest
from fhir.resources.questionnaireresponse import QuestionnaireResponse as InR5
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse as InR4B
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.checks import check_answers
from alliance_forms.codec import answer_digest
from alliance_forms.fhir import R4, R4B, R5, check
from alliance_forms.fhir.response import _NO_TEXT
from alliance_forms.model import Entry, FrozenMap, OwnWords, Session
from alliance_forms.testing import form_views, instruments, responses

VERSIONS = {"R4": (R4, InR4B), "R4B": (R4B, InR4B), "R5": (R5, InR5)}


@st.composite
def answered(draw):
    """A form and a response to it, as `read` would have made it."""
    instrument = draw(instruments(texts=True))
    form = draw(form_views(instrument))
    given_ = draw(responses(instrument, complete=draw(st.booleans())))
    known = {"digest": answer_digest(form.instrument), "rater": form.rater, "release": ()}
    return form, attrs.evolve(given_, **known)


def as_text(value):
    """What FHIR can keep of a text: without control characters, and nothing where nothing is left."""
    said = _NO_TEXT.sub("", value)
    return said if said.strip() else None


def kept(answer, *, coded=False):
    if isinstance(answer, str):
        return answer if coded else as_text(answer)
    if not isinstance(answer, tuple):
        return answer
    members = [kept_member(one) for one in answer]
    return tuple(one for one in members if one is not None) or None


def kept_member(one):
    if isinstance(one, OwnWords):
        said = as_text(one.text)
        return OwnWords(text=said) if said else None
    if isinstance(one, Entry):
        inner = kept_map(one.answers)
        return attrs.evolve(one, answers=inner) if inner or one.id else None
    return one


def kept_map(answers):
    return FrozenMap({link: said for link, answer in answers.items() if (said := kept(answer)) is not None})


def expected(form, response):
    """The same response, with what is valid and asked, and times as FHIR writes them."""
    answers = check_answers(form.instrument, response.answers, session=response.session).answers
    nothing = response.session == Session()
    return attrs.evolve(response, answers=kept_map(answers), session=None if nothing else response.session)


def timeless(response):
    return attrs.evolve(response, authored=None)


@pytest.mark.parametrize("version", VERSIONS)
@given(answered())
def test_what_was_written_is_read_as_the_same_response(version, pair):
    form, response = pair
    format_, model = VERSIONS[version]
    text = format_.render(form, response=response)
    model.model_validate_json(text)
    assert [problem for problem in check(text, version=format_.version) if problem.severity == "error"] == []
    reading = format_.read(form, text)
    wanted = expected(form, response)
    assert reading.response.answers == wanted.answers
    if all(problem.severity == "warning" for problem in reading.problems):
        assert timeless(reading.response) == timeless(wanted)
    assert format_.render(form, response=response) == text
    assert all(problem.expression for problem in reading.problems)
