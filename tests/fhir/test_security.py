# SPDX-License-Identifier: Apache-2.0
"""Labels say what kind of resource something is, and nothing about what stands in it."""

import json

import pytest
from hypothesis import given

import alliance_forms as af
from alliance_forms.fhir import SecurityPolicy
from alliance_forms.fhir.security import labelled
from alliance_forms.model import Coding
from alliance_forms.testing import responses

PHQ9 = af.get_instrument("phq-9")
OWN = Coding(system="https://clinic.example/labels", code="counselling")


def labels(text):
    return [one["code"] for one in json.loads(text).get("meta", {}).get("security", [])]


@given(responses(PHQ9))
def test_every_response_has_the_same_labels_whatever_was_answered(response):
    assert labels(af.render(PHQ9, "fhir-r4", response=response)) == ["R", "MH"]


@pytest.mark.parametrize("version", ["fhir-r4", "fhir-r4b", "fhir-r5"])
def test_the_host_says_which(version):
    response = af.Response(instrument="phq-9", version="1.0.0", answers={"1": "3"})
    own = SecurityPolicy(labels={"QuestionnaireResponse": [OWN]})
    written = af.render(PHQ9, version, response=response, security=own)
    assert json.loads(written)["meta"]["security"] == [{"system": OWN.system, "code": OWN.code}]
    assert labels(af.render(PHQ9, version, response=response, security=SecurityPolicy(labels={}))) == []
    assert af.read(PHQ9, version, written).answers == response.answers


def test_a_definition_has_none():
    assert "meta" not in json.loads(af.render(PHQ9, "fhir-r4"))


def test_what_stood_in_meta_stays_and_the_resource_that_came_is_as_it_was():
    given_ = {"resourceType": "Bundle", "type": "transaction", "meta": {"profile": ["https://example.org/p"]}}
    made = labelled(given_, SecurityPolicy())
    assert list(made) == ["resourceType", "meta", "type"]
    assert made["meta"]["profile"] == ["https://example.org/p"]
    assert given_["meta"] == {"profile": ["https://example.org/p"]}


@pytest.mark.parametrize("given_", [None, "R", ["R"], {"Observation": ["R"]}, {"Observation": [{"code": "R"}]}, {1: [OWN]}])
def test_a_policy_that_is_none_is_refused(given_):
    with pytest.raises(af.UsageFault, match="labels= names the labels"):
        SecurityPolicy(labels=given_)


def test_no_other_value_stands_for_a_policy():
    with pytest.raises((af.UsageFault, TypeError)):
        af.render(PHQ9, "fhir-r4", security={"Observation": []})
