# SPDX-License-Identifier: Apache-2.0
"""What a page follows while it is filled in is what is decided when it is sent."""

import json

from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.checks import enabled, index_of
from alliance_forms.html.fill import fill
from alliance_forms.html.follow import when
from alliance_forms.model import ChoiceItem, Condition, TextItem
from alliance_forms.model.items import AnswerOption
from alliance_forms.testing import strategies


def meant(rule, typed):
    """As the script has it."""
    met = []
    for name, values in rule["if"]:
        link = name.removeprefix("af-")
        given_values = [value for value in (*typed.get(link, ()), *typed.get(f"{link}~text", ())) if value]
        met.append(any(value in values for value in given_values or [""]))
    return any(met) if rule["any"] else all(met)


def test_the_script_and_the_reader_agree():
    seen = set()

    @given(st.data())
    def check(data):
        form = data.draw(strategies.form_views())
        response = data.draw(strategies.responses(form.instrument))
        typed = fill(form.instrument, response.answers)
        index = index_of(form.instrument)
        for item in form.instrument.item:
            rule = when(form, "af", item)
            if rule is not None:
                known = {link: answer for link, answer in response.answers.items() if link in typed or f"{link}~text" in typed}
                assert meant(json.loads(rule), typed) is enabled(index, item, known)
                seen.add(enabled(index, item, known))

    check()
    assert seen


def test_a_question_decided_by_words_is_left_to_the_reader(form_of, page):
    options = (AnswerOption(code="a"), AnswerOption(code="b"))
    not_a = (Condition(question="c", operator="!=", answer="a"),)
    form = form_of(ChoiceItem(link_id="c", answer_option=options, open_choice=True), TextItem(link_id="t", enable_when=not_a))
    assert when(form, "af", form.instrument.item[1]) is None
    is_a = (Condition(question="c", operator="=", answer="a"),)
    told = form_of(ChoiceItem(link_id="c", answer_option=options, open_choice=True), TextItem(link_id="t", enable_when=is_a))
    assert json.loads(when(told, "af", told.instrument.item[1]) or "") == {"any": False, "if": [["af-c", ["a"]]]}
    assert not [one for one in page(told).all() if "af-cond" in (one.get("class") or "")]
