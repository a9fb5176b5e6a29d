# SPDX-License-Identifier: Apache-2.0
"""R4 to R5 and back, of anybody's resource: whatever does not come back stands in the report of what is lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.fhir import R4, R4B, R5, RATERS, check, convert, vocabulary
from alliance_forms.testing import form_views, instruments, responses

HL7 = "http://hl7.org/fhir/StructureDefinition/"
BACKPORT = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Questionnaire.item."
# In one order, since that of extensions means nothing.
WEIGHTS = st.lists(
    st.tuples(st.sampled_from(["itemWeight", "ordinalValue"]), st.integers(0, 2)), max_size=2, unique_by=lambda one: one[0]
).map(sorted)
CONSTRAINTS = st.sampled_from([None, "optionsOnly", "optionsOrType", "optionsOrString"])


def weighed(element, weights):
    extensions = [{"url": HL7 + name, "valueDecimal": weight} for name, weight in weights]
    return element | ({"extension": extensions} if extensions else {})


@st.composite
def questionnaires(draw):
    """Of other people: weights in any of their places, what R5 made elements of, several kinds of items."""
    items = []
    for number in range(draw(st.integers(1, 3))):
        option = weighed({"valueCoding": weighed({"system": "urn:x", "code": "a"}, draw(WEIGHTS))}, draw(WEIGHTS))
        item = {"linkId": str(number), "type": draw(st.sampled_from(["choice", "open-choice", "string", "group"]))}
        extensions = [
            {"url": BACKPORT + name, "valueCode": code}
            for name, code in (("answerConstraint", draw(CONSTRAINTS)), ("disabledDisplay", draw(st.sampled_from([None, "hidden"]))))
            if code
        ]
        item |= {"extension": extensions} if extensions else {}
        item |= {"item": [{"linkId": f"{number}.1", "type": "boolean"}]} if item["type"] == "group" else {"answerOption": [option]}
        items.append(item)
    more = draw(st.sampled_from([{}, {"extension": [{"url": HL7 + "artifact-copyrightLabel", "valueString": "CC0"}]}]))
    return {"resourceType": "Questionnaire", "status": "active", **more, "item": items}


def both_names(tree):
    """Every weight under both of its names, which is what R4 is given anyway."""
    if isinstance(tree, list):
        return [both_names(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    made = {key: both_names(value) for key, value in tree.items()}
    weights = [one for one in made.get("extension", []) if one["url"] == HL7 + "itemWeight"]
    if weights and not any(one["url"] == HL7 + "ordinalValue" for one in made["extension"]):
        at = made["extension"].index(weights[0]) + 1
        made["extension"] = [*made["extension"][:at], weights[0] | {"url": HL7 + "ordinalValue"}, *made["extension"][at:]]
    return made


def differences(left, right, place=""):
    if isinstance(left, dict) and isinstance(right, dict):
        for key in left.keys() | right.keys():
            yield from differences(left.get(key), right.get(key), f"{place}.{key}")
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for number, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from differences(one, other, f"{place}[{number}]")
    elif left != right:
        yield place


@given(questionnaires())
def test_what_does_not_come_back_is_listed(resource):
    there = convert(resource, to="5.0.0")
    back = convert(there.resource, to="4.0.1")
    lost = [problem.expression for problem in (*there.lost, *back.lost)]
    for place in differences(both_names(resource), back.resource, "Questionnaire"):
        plain = place.replace(".valueCoding", ".value")
        assert any(plain.startswith(one) for one in lost), (place, lost)


@given(questionnaires())
def test_a_resource_of_r5_comes_back_from_r4_as_it_was(resource):
    newer = convert(resource, to="5.0.0").resource
    assert convert(convert(newer, to="4.0.1").resource, to="5.0.0").resource == newer


@given(st.data())
def test_a_response_goes_to_r5_and_back_unchanged_and_nothing_is_lost(data):
    instrument = data.draw(instruments(texts=True))
    form = data.draw(form_views(instrument))
    resource = json.loads(R4.render(form, response=data.draw(responses(instrument))))
    there = convert(resource, to="5.0.0")
    back = convert(there.resource, to="4.0.1")
    assert (back.resource, there.lost, back.lost) == (resource, (), ())


@given(form_views())
def test_every_version_writes_the_same_bytes_each_time(form):
    for format_ in (R4, R4B, R5):
        assert format_.render(form) == format_.render(form)
    assert R4.render(form) == R4B.render(form)
    assert vocabulary(form) == vocabulary(form)
    assert RATERS["count"] == len(RATERS["concept"])


def test_fifty_megabytes_are_refused_before_they_are_parsed():
    data = b'{"resourceType": "QuestionnaireResponse"' + b" " * 50_000_000 + b"}"
    form = af.form_view(af.get_instrument("phq-9"), locale="en")
    for problems in (check(data), R4.read(form, data).problems, R5.read(form, data).problems):
        assert [problem.code for problem in problems] == ["AF-JSON-SIZE"]


@pytest.mark.parametrize("version", ["4.0.1", "4.3.0"])
def test_a_choice_that_takes_own_words_by_an_extension_is_an_open_choice_when_it_comes_back(version):
    item = {"linkId": "1", "type": "choice", "extension": [{"url": BACKPORT + "answerConstraint", "valueCode": "optionsOrString"}]}
    there = convert({"resourceType": "Questionnaire", "status": "active", "item": [item]}, to="5.0.0")
    assert [(one.code, one.expression) for one in there.lost] == [("AF-FHIR-LOST", "Questionnaire.item[0]")]
    assert convert(there.resource, to=version).resource["item"] == [{"linkId": "1", "type": "open-choice"}]
