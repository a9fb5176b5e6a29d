# SPDX-License-Identifier: Apache-2.0
"""A form of numbers and codes: without a word of the measure, and read back like the one with words."""

import re
from collections import Counter

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.codec import answer_digest, scoring_digest
from alliance_forms.model import BooleanItem, DisplayItem, GroupItem, Instrument
from alliance_forms.testing import instruments, responses
from alliance_forms.text import FORMAT
from alliance_forms.view import build_form, transcription_form


@given(instruments())
def test_it_means_and_scores_the_same_and_holds_numbers_only(instrument):
    form = transcription_form(instrument)
    assert (answer_digest(form.instrument), scoring_digest(form.instrument)) == (answer_digest(instrument), scoring_digest(instrument))
    asked = [item for item in instrument.walk() if not isinstance(item, GroupItem | DisplayItem)]
    assert {path: text.value for path, text in form.texts.items()}.keys() == {f"item/{item.link_id}/text" for item in asked}
    assert all(form.item_text(item).value in (item.prefix, item.link_id) for item in asked)
    assert not [
        name for name, times in Counter(text.value for text in form.texts.values()).items() if times > 1 and name not in names(asked)
    ]
    assert (form.title.value, form.notices, form.care, form.shown) == (instrument.id, (), None, None)


def names(items):
    """ids that are some other question's number too: then both are called so."""
    return {item.link_id for item in items}


@given(st.data(), instruments(texts=True))
def test_what_is_typed_in_reads_like_the_form_with_words(data, instrument):
    response = data.draw(responses(instrument))
    with_words, without = build_form(instrument), transcription_form(instrument)
    read = [FORMAT.read(form, FORMAT.render(form, response=response)).response for form in (with_words, without)]
    assert read[0].answers == read[1].answers
    assert [one.shown is None for one in read] == [False, True]
    assert with_words.version_tag != without.version_tag


@pytest.mark.parametrize(("prefixes", "called"), [
    (["1.", "2."], ["1.", "2."]), ([None, None], ["a", "b"]), (["1.", "1."], ["a", "b"]), (["1.", None], ["1.", "b"]),
    (["My mood was good:", "2."], ["a", "2."]),
])  # fmt: skip
def test_a_question_is_called_by_its_number_where_that_is_one(prefixes, called):
    items = tuple(BooleanItem(link_id=link, prefix=prefix) for link, prefix in zip("ab", prefixes, strict=True))
    small = Instrument(id="x", version="1.0.0", title="X", subject="client", rater=("client",), language="en", item=items)
    form = transcription_form(small)
    assert [form.item_text(item).value for item in form.instrument.item] == called
    page = af.render(small, "html", transcribe=True)
    assert [" ".join(re.sub("<[^>]*>", "", legend).split()) for legend in re.findall(r"<legend.*?</legend>", page)] == called


def test_the_words_around_the_questions_are_in_the_language_wanted():
    phq9 = af.get_instrument("phq-9")
    assert "Enviar" in af.render(phq9, "html", transcribe=True, locale="es")
    assert transcription_form(phq9, locale="ar").dir == "rtl"
    with pytest.raises(af.UsageFault, match="client"):
        transcription_form(phq9, rater="therapist")
    unknown = attrs.evolve(phq9, rights=af.Instrument.__attrs_attrs__.rights.default)
    with pytest.raises(af.NotPermitted):
        af.render(unknown, "html", locale="de")
    assert af.render(unknown, "html", transcribe=True)
