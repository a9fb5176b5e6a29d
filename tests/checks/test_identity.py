# SPDX-License-Identifier: Apache-2.0
"""What does not fit together in an identity profile is named at its place, and never repeated."""

import json

import pytest
from hypothesis import given

import alliance_forms as af
from alliance_forms.checks import check_profile
from alliance_forms.identity import Readers
from alliance_forms.testing import identity_profiles

OWN = {
    "subject": "xe",
    "object": "xem",
    "possessiveDeterminer": "xyr",
    "possessivePronoun": "xyrs",
    "reflexive": "xemself",
    "verb": "singular",
}


def found(**lists):
    problems = af.validate(json.dumps({"format": "alliance-forms/identity-profile/1", **lists}))
    return [(problem.code, problem.pointer) for problem in problems]


@given(identity_profiles())
def test_the_strategies_give_profiles_that_fit_together(profile):
    assert check_profile(profile, Readers()) == ()
    assert af.validate(af.dumps(profile)) == ()


@pytest.mark.parametrize(
    ("lists", "code", "pointer"),
    [
        ({"name": [{}]}, "AF-IDENTITY-VALUE", "/name/0"),
        ({"name": [{"value": "A", "absent": "unknown"}]}, "AF-IDENTITY-VALUE", "/name/0/absent"),
        ({"genderIdentity": [{"audience": ["self"]}]}, "AF-IDENTITY-VALUE", "/genderIdentity/0"),
        ({"recordedSexOrGender": [{"text": "x", "absent": "unknown"}]}, "AF-IDENTITY-VALUE", "/recordedSexOrGender/0/absent"),
        ({"sexParameterForClinicalUse": [{"purpose": "x"}]}, "AF-IDENTITY-VALUE", "/sexParameterForClinicalUse/0"),
        ({"contact": [{"channel": "sms", "mention": "nothing"}]}, "AF-IDENTITY-VALUE", "/contact/0"),
        ({"pronouns": [{"language": "en", "set": "they", "text": "x"}]}, "AF-IDENTITY-VALUE", "/pronouns/0/text"),
        ({"pronouns": [{"set": "they"}]}, "AF-IDENTITY-LANGUAGE", "/pronouns/0"),
        ({"pronouns": [{"own": OWN}]}, "AF-IDENTITY-LANGUAGE", "/pronouns/0"),
        ({"pronouns": [{"language": "en", "own": {**OWN, "verb": "dual"}}]}, "AF-DOC-CHOICE", "/pronouns/0/own/verb"),
        ({"name": [{"value": "A", "period": {"start": "2026-02-30"}}]}, "AF-IDENTITY-PERIOD", "/name/0/period/start"),
        ({"name": [{"value": "A", "period": {"start": "2026-02-02", "end": "2026-02-01"}}]}, "AF-IDENTITY-PERIOD", "/name/0/period/end"),
        ({"honorific": [{"value": "A", "audience": ["self", "everyone"]}]}, "AF-IDENTITY-AUDIENCE", "/honorific/0/audience/1"),
        ({"honorific": [{"value": "A", "channel": ["letter"]}]}, "AF-IDENTITY-CHANNEL", "/honorific/0/channel/0"),
        ({"contact": [{"channel": "letter", "allowed": True}]}, "AF-IDENTITY-CHANNEL", "/contact/0/channel"),
    ],
)
def test_what_does_not_fit_together_is_named(lists, code, pointer):
    assert found(**lists) == [(code, pointer)]


@pytest.mark.parametrize("part", OWN)
def test_a_pronoun_set_with_a_missing_part_is_refused(part):
    own = {key: value for key, value in OWN.items() if key != part}
    assert found(pronouns=[{"language": "en", "own": own}]) == [("AF-DOC-REQUIRED", "/pronouns/0/own")]


def test_a_day_that_is_both_first_and_last_is_a_period():
    assert found(name=[{"value": "A", "period": {"start": "2026-02-01", "end": "2026-02-01"}}]) == []


def test_what_does_not_fit_together_is_not_loaded():
    with pytest.raises(af.InvalidDocument) as refused:
        af.load('{"format": "alliance-forms/identity-profile/1", "name": [{}, {}]}', af.IdentityProfile)
    assert [problem.pointer for problem in refused.value.problems] == ["/name/0", "/name/1"]


def test_a_warning_keeps_no_profile_from_being_used():
    text = '{"format": "alliance-forms/identity-profile/1", "pronouns": [{"language": "en", "set": "nobody"}]}'
    assert [problem.severity for problem in af.validate(text)] == ["warning"]
    assert af.load(text, af.IdentityProfile).pronouns[0].set == "nobody"


def test_the_nearest_audience_is_suggested_and_a_hosts_own_is_known():
    text = '{"format": "alliance-forms/identity-profile/1", "name": [{"value": "Canary", "audience": ["theraspist", "school"], "channel": ["fax"]}]}'
    problems = af.validate(text)
    assert problems[0].hint == "did you mean 'therapist'?"
    assert "Canary" not in "".join(map(str, problems))
    left = af.validate(text, host=af.Host(audiences=("school",), channels=("fax",)))
    assert [problem.pointer for problem in left] == ["/name/0/audience/0"]
