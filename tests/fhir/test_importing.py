# SPDX-License-Identifier: Apache-2.0
"""Other people's Questionnaires in: what goes out again is what came, and every difference in effect is named."""

import json
from decimal import Decimal

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import enabled, index_of
from alliance_forms.codec import answer_digest, decode, dump, scoring_digest
from alliance_forms.errors import InvalidDocument
from alliance_forms.fhir import R4, R4B, R5
from alliance_forms.fhir.importing import import_questionnaire
from alliance_forms.fhir.kept import difference, flat, nested, restored, same
from alliance_forms.model import ChoiceItem, Instrument, Response, Rights, texts_of
from alliance_forms.scoring import report
from alliance_forms.testing import instruments, responses
from alliance_forms.view import build_form

OPEN = Rights(basis="public-domain")
FORMATS = {"r4": R4, "r4b": R4B, "r5": R5}


def imported(resource, **more):
    return import_questionnaire(resource if isinstance(resource, str) else json.dumps(resource), **({"rights": OPEN} | more))


def again(made, format_=R4):
    return json.loads(format_.render(build_form(made.instrument)), parse_float=Decimal)


def exact(text):
    return json.loads(text, parse_float=Decimal)


SCALAR = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "b", " a"])
TREE = st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "item", "extension", "url", "linkId", "answerOption"]), inner, max_size=4), max_leaves=12)  # fmt: skip
OBJECT = st.dictionaries(st.sampled_from(["a", "b", "item", "extension", "answerOption"]), TREE, max_size=4)


class TestWhatIsKept:
    @given(OBJECT, OBJECT)
    def test_it_makes_the_one_of_the_other(self, ours, theirs):
        assert same(restored(ours, difference(ours, theirs)), theirs)

    @given(OBJECT)
    def test_nothing_is_kept_of_what_is_ours(self, ours):
        assert difference(ours, ours) == {}

    @given(OBJECT, TREE)
    def test_whatever_stands_in_a_document_nothing_breaks(self, ours, kept):
        assert isinstance(restored(ours, kept), dict)

    def test_what_somebody_changed_since_goes_before_what_was_kept(self):
        kept = difference({"text": "A", "linkId": "1"}, {"text": "A ", "linkId": "1"})
        assert restored({"text": "B", "linkId": "1"}, kept) == {"text": "B", "linkId": "1"}


class TestOurOwnForms:
    @given(instruments(texts=True), st.sampled_from(list(FORMATS.values())))
    def test_what_went_out_and_came_in_goes_out_the_same(self, instrument, format_):
        text = format_.render(build_form(instrument))
        made = imported(text, id=instrument.id)
        assert same(again(made, format_), exact(text))

    @given(instruments(texts=True))
    def test_the_document_says_all_of_it(self, instrument):
        made = imported(R4.render(build_form(instrument)))
        loaded = decode(json.loads(json.dumps(dump(made.instrument), default=float), parse_float=Decimal), Instrument)
        assert again(attrs.evolve(made, instrument=loaded)) == again(made)

    @given(st.data(), instruments(texts=True, item_types=("choice", "boolean", "integer", "rating", "text")))
    def test_the_same_questions_are_asked(self, data, instrument):
        made = imported(R4.render(build_form(instrument)), id=instrument.id).instrument
        response = data.draw(responses(instrument))
        ours, theirs = index_of(instrument), index_of(made)
        by_link = {item.alias.get("fhir", item.link_id): item for item in made.walk()}
        answers = translated(instrument, made, response.answers)
        for item in instrument.walk():
            there = by_link.get(item.alias.get("fhir", "").strip() or item.link_id)
            if there is None or answers is None:
                continue
            around = [theirs.items[name] for name in theirs.parents.get(there.link_id, ())]
            assert all(enabled(theirs, one, answers) for one in (*around, there)) == enabled(ours, item, response.answers)


def translated(instrument, made, answers):
    """The same answers by the names that the imported form has for them; None where a name is another one."""
    theirs = {item.link_id: item for item in made.walk()}
    if any(link not in theirs for link in answers):
        return None
    for item in instrument.walk():
        if isinstance(item, ChoiceItem):
            there = theirs.get(item.link_id)
            if not isinstance(there, ChoiceItem) or [one.code for one in made.options(there)] != [one.code for one in instrument.options(item)]:
                return None
    return answers
