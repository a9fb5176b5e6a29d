# SPDX-License-Identifier: Apache-2.0
"""One explanation whole, as data: the document beside this file was read line by line against the definition in it."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

import alliance_forms as af
from alliance_forms.codec import decode
from alliance_forms.model import Session
from alliance_forms.scoring.explain import _labels, _written

GOLDEN = json.loads((Path(__file__).parent / "explanation.json").read_text("utf-8"))
FORM = af.load(json.dumps(GOLDEN["instrument"]), af.Instrument)


def explained(answers, **more):
    return af.score(FORM, af.Response(instrument="test.form", version="1.2.3", answers=answers, **more)).explain()


def plain(value):
    """A value as JSON, without what is empty or not said."""
    if attrs.has(type(value)):
        return {
            field.name: plain(found)
            for field in attrs.fields(type(value))
            if (found := getattr(value, field.name)) not in (None, (), False)
        }
    if isinstance(value, tuple):
        return [plain(member) for member in value]
    return str(value) if isinstance(value, Decimal) else value


def test_every_step_of_every_score_is_there():
    found = plain(explained({"a": "1", "b": "0", "r": Decimal(7)}))
    del found["text"]
    assert found == GOLDEN["explanation"]


@pytest.mark.parametrize(
    ("answers", "reasons"),
    [
        ({"a": "2"}, {"b": "missing", "c": "missing"}),
        ({"a": "2", "b": "x", "c": "na"}, {"b": "no-weight", "c": "not-applicable"}),
        ({"a": "0", "b": "1", "c": "1"}, {"c": "not-asked"}),
        ({"a": "2", "b": "7", "c": af.Absent(absent="asked-declined")}, {"b": "invalid-answer", "c": "asked-declined"}),
    ],
)
def test_each_gap_has_its_reason(answers, reasons):
    assert {gap.link_id: gap.reason for gap in explained(answers)["gap"].missing} == reasons


def test_what_the_session_knows_counts_in_an_explanation_too():
    session = af.load('{"instrument": "x", "version": "1.0.0", "answers": {}, "session": {"number": 3}}', af.Response).session
    score = explained({}, session=session)["sessions"]
    assert [(one.link_id, one.answer, one.points) for one in score.counted] == [("when", 3, 3)]
    assert (score.value, str(score.combined)) == (3, "3")


def test_an_exact_value_is_written_as_short_as_it_can_be():
    values = {link: explained({"a": "2", "b": "1", "r": Decimal(link)})["p"].combined for link in range(11)}
    assert values == {
        0: "50/3", 1: "25", 2: "100/3", 3: "125/3", 4: "50", 5: "175/3", 6: "200/3", 7: "75", 8: "250/3", 9: "275/3", 10: "100",
    }  # fmt: skip


def labels(*items, number=None):
    """What each question is called."""
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client", "rater": ["client"],
        "language": "en", "item": list(items),
    }  # fmt: skip
    session = None if number is None else Session(number=number)
    return _labels(decode(tree, af.Instrument), af.Response(instrument="test.form", version="1.0.0", answers={}, session=session))


def test_a_question_is_called_by_its_prefix_if_that_is_short():
    prefixes = {
        "a": "1.",
        "b": "  II  b.: ",
        "c": "twelve chars",
        "d": "thirteen char",
        "e": "X 1 X",
        "f": "..",
        "g": None,
        "h": "tab\tbed",
        "i": "a\u200bb",
    }
    found = labels(*({"linkId": link, "type": "boolean", **({"prefix": prefix} if prefix else {})} for link, prefix in prefixes.items()))
    assert found == {
        "a": "1", "b": "II b", "c": "twelve chars", "d": "d", "e": "X 1 X", "f": "f", "g": "g", "h": "tab bed", "i": "i",
    }  # fmt: skip


def test_questions_are_numbered_as_they_are_asked():
    known = {"linkId": "known", "type": "integer", "fill": "session.number"}
    first = {"linkId": "first", "type": "boolean", "enableWhen": [{"question": "known", "operator": "=", "answer": 1}]}
    later = {"linkId": "later", "type": "boolean", "enableWhen": [{"question": "plain", "operator": "=", "answer": True}]}
    group = {"linkId": "group", "type": "group", "text": "G", "item": [{"linkId": "plain", "type": "boolean"}]}
    items = (known, {"linkId": "read", "type": "display", "text": "Read."}, first, group, later)
    unasked = {"read": "read", "group": "group"}
    assert labels(*items, number=1) == {**unasked, "known": "known", "first": "1", "plain": "2", "later": "3"}
    assert labels(*items, number=2) == {**unasked, "known": "known", "first": "first", "plain": "1", "later": "2"}
    assert labels(*items) == {**unasked, "known": "1", "first": "2", "plain": "3", "later": "4"}


def test_decimals_are_written_where_they_end():
    found = [
        _written(Fraction(*value))
        for value in ((1, 5), (1, 20), (3, 8), (1, 3), (7, 30), (10, 1), (-7, 2), (1, 50), (1, 6), (123456789, 1000))
    ]
    assert found == ["0.2", "0.05", "0.375", "1/3", "7/30", "10", "-3.5", "0.02", "1/6", "123456.789"]
