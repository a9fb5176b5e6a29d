# SPDX-License-Identifier: Apache-2.0
"""What is written can be read again, and is then the same."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms import checks
from alliance_forms.codec import decode, dump, dumps, kind_of, read_json, write_json
from alliance_forms.codec.schema import SCHEMAS, schema_problems
from alliance_forms.errors import InvalidDocument
from alliance_forms.model import Choices, IdentityProfile
from alliance_forms.testing import choices, identity_profiles, instruments, responses, score_reports, wording_packs


def comes_back(value):
    tree = dump(value)
    assert kind_of(tree) is type(value)
    assert decode(tree, type(value)) == value
    assert decode(read_json(dumps(value)), type(value)) == value
    assert schema_problems(tree, type(value)) == ()
    return True


@given(instruments())
def test_every_instrument_comes_back(instrument):
    assert comes_back(instrument)


@given(st.data())
def test_every_response_comes_back(data):
    assert comes_back(data.draw(responses(data.draw(instruments()))))


@given(st.data())
def test_every_wording_pack_comes_back(data):
    assert comes_back(data.draw(wording_packs(data.draw(instruments()))))


@given(score_reports())
def test_every_score_report_comes_back(report):
    assert comes_back(report)


@given(identity_profiles())
def test_every_identity_profile_comes_back(profile):
    assert comes_back(profile)


@given(choices())
def test_every_choices_document_comes_back(value):
    assert comes_back(value)


@pytest.mark.parametrize("kind", SCHEMAS, ids=SCHEMAS.values())
def test_a_document_with_every_key_comes_back(full, kind):
    assert comes_back(decode(full[kind], kind))


@pytest.mark.parametrize("kind", SCHEMAS, ids=SCHEMAS.values())
def test_every_value_has_a_hash_and_equals_itself_alone(full, kind):
    value = decode(full[kind], kind)
    assert hash(value) == hash(decode(full[kind], kind))
    other = {"id": "another"} if kind in (IdentityProfile, Choices) else {"version": "9.9.9"}
    assert value != decode({**full[kind], **other}, kind)


@given(instruments())
def test_the_strategies_give_instruments_that_fit_together(instrument):
    assert [problem for problem in checks.check_instrument(instrument) if problem.severity == "error"] == []


@given(st.data())
def test_the_strategies_give_responses_that_the_instrument_can_have(data):
    instrument = data.draw(instruments())
    response = data.draw(responses(instrument))
    whole = response.status == "completed"
    checked = checks.check_answers(instrument, response.answers, session=response.session, complete=whole)
    assert (checked.answers, checked.problems) == (response.answers, ())


@given(st.data())
def test_the_strategies_give_packs_that_fit_their_instrument(data):
    instrument = data.draw(instruments())
    assert checks.check_wording(data.draw(wording_packs(instrument)), instrument) == ()


@given(st.from_regex(r"-?(0|[1-9][0-9]{0,16})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?", fullmatch=True))
def test_a_number_that_is_read_is_exact_and_comes_back(literal):
    try:
        number = read_json(literal)
    except InvalidDocument as refused:
        assert [problem.code for problem in refused.problems] == ["AF-JSON-NUMBER"]
    else:
        assert number == Decimal(literal)
        assert read_json(write_json(number)) == number


@pytest.mark.parametrize(
    "literal", ["-999999999999999", "999999999999999", "0.1", "1e14", "1E-15", "-1.23456789012345e-15", "0.000123456789012345"]
)
def test_fifteen_digits_are_kept(literal):
    assert read_json(literal) == Decimal(literal)


def test_a_number_written_whole_is_whole_and_no_other():
    assert [type(number) for number in read_json("[3, 3.0, 3e0, 0.5]")] == [int, Decimal, Decimal, Decimal]


def without_notes(tree):
    if isinstance(tree, dict):
        return {key: without_notes(value) for key, value in tree.items() if key != "note"}
    return [without_notes(value) for value in tree] if isinstance(tree, list) else tree


@pytest.mark.parametrize("kind", SCHEMAS, ids=SCHEMAS.values())
def test_a_document_is_written_key_by_key_as_it_was_read(full, kind):
    assert write_json(dump(decode(full[kind], kind))) == write_json(without_notes(full[kind]))
