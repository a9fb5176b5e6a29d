# SPDX-License-Identifier: Apache-2.0
"""What our own check notices, at its place; most of it no public checker does. What we write ourselves has no problem."""

import json

import pytest
from hypothesis import given

import alliance_forms as af
from alliance_forms.fhir import R4, R5, check, convert, operation_outcome
from alliance_forms.fhir.checking.expression import ExpressionError, names_in
from alliance_forms.testing import form_views

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
CHOICE = {"linkId": "c", "type": "choice", "answerOption": [{"valueCoding": {"system": "urn:x", "code": "a"}}]}
CALCULATED = {"url": SDC + "calculatedExpression"}


def questionnaire(*items, **more):
    return {"resourceType": "Questionnaire", "status": "active", **more, "item": [*items, CHOICE]}


def item(**more):
    return questionnaire({"linkId": "i", "type": "string", **more})


def extended(**extension):
    return item(extension=[extension])


def formula(text, language="text/fhirpath"):
    return extended(**CALCULATED, valueExpression={"language": language, "expression": text})


def condition(*conditions, **more):
    return questionnaire(CHOICE | {"linkId": "first"}, {"linkId": "i", "type": "string", "enableWhen": list(conditions), **more})


def response(**more):
    return {"resourceType": "QuestionnaireResponse", "status": "completed", **more}


EQUAL = {"question": "first", "operator": "=", "answerCoding": {"system": "urn:x", "code": "a"}}
TOP, FIRST = "Questionnaire", "Questionnaire.item[0]"
FAULTS = [
    ({"resourceType": "Patient"}, "AF-FHIR-RESOURCE", None),
    ({"resourceType": "Questionnaire", "id": "a"}, "AF-FHIR-REQUIRED", TOP),
    (questionnaire(status="on"), "AF-FHIR-CODE", f"{TOP}.status"),
    (questionnaire(colour="blue"), "AF-FHIR-UNKNOWN-ELEMENT", f"{TOP}.colour"),
    (questionnaire(contact=[]), "AF-FHIR-EMPTY", f"{TOP}.contact"),
    (questionnaire(title=None), "AF-FHIR-EMPTY", f"{TOP}.title"),
    (questionnaire(title=""), "AF-FHIR-EMPTY", f"{TOP}.title"),
    (questionnaire(code={"code": "a"}), "AF-FHIR-TYPE", f"{TOP}.code"),
    (questionnaire(title=["a"]), "AF-FHIR-TYPE", f"{TOP}.title"),
    (questionnaire(id="a_b"), "AF-FHIR-VALUE", f"{TOP}.id"),
    (questionnaire(date="2026-13-01"), "AF-FHIR-VALUE", f"{TOP}.date"),
    (questionnaire(name="a b"), "AF-FHIR-NAME", f"{TOP}.name"),
    (questionnaire(url="http://x|1"), "AF-FHIR-NAME", f"{TOP}.url"),
    (questionnaire(subjectType=["Person", "Citizens"]), "AF-FHIR-CODE", f"{TOP}.subjectType[1]"),
    (questionnaire(text={"status": "generated", "div": "<div><script>1</script></div>"}), "AF-FHIR-NARRATIVE", f"{TOP}.text.div"),
    (questionnaire(text={"status": "generated", "div": '<div onclick="x()">1</div>'}), "AF-FHIR-NARRATIVE", f"{TOP}.text.div"),
    (questionnaire(modifierExtension=[{"url": "urn:y", "valueBoolean": True}]), "AF-FHIR-MODIFIER", f"{TOP}.modifierExtension[0]"),
    (item(type="likert"), "AF-FHIR-CODE", f"{FIRST}.type"),
    (item(linkId="c"), "AF-FHIR-LINK-TWICE", f"{TOP}.item[1].linkId"),
    (item(linkId="x" * 256), "AF-FHIR-ITEM", f"{FIRST}.linkId"),
    (item(required="true"), "AF-FHIR-QUOTED", f"{FIRST}.required"),
    (item(required=1), "AF-FHIR-TYPE", f"{FIRST}.required"),
    (item(maxLength="3"), "AF-FHIR-QUOTED", f"{FIRST}.maxLength"),
    (item(type="choice"), "AF-FHIR-OPTIONS", f"{FIRST}.type"),
    (item(type="group"), "AF-FHIR-ITEM", f"{FIRST}.item"),
    (item(type="display", required=True), "AF-FHIR-ITEM", f"{FIRST}.type"),
    (item(type="display", code=[{"code": "1"}]), "AF-FHIR-ITEM", f"{FIRST}.code"),
    (item(type="boolean", answerOption=[{"valueString": "a"}]), "AF-FHIR-ITEM", f"{FIRST}.type"),
    (item(answerOption=[{"valueString": "a"}], initial=[{"valueString": "a"}]), "AF-FHIR-ITEM", f"{FIRST}.initial"),
    (item(answerOption=[{"valueString": "a"}], answerValueSet="urn:v"), "AF-FHIR-ITEM", f"{FIRST}.answerOption"),
    (item(answerOption=[{"valueString": "a", "valueInteger": 1}]), "AF-FHIR-CHOICE", f"{FIRST}.answerOption[0].value"),
    (item(answerOption=[{"valueDecimal": 1}]), "AF-FHIR-UNKNOWN-ELEMENT", f"{FIRST}.answerOption[0].value"),
    (item(answerOption=[{"initialSelected": True}]), "AF-FHIR-REQUIRED", f"{FIRST}.answerOption[0]"),
    (item(type="choice", answerValueSet="#nowhere"), "AF-FHIR-CONTAINED", f"{FIRST}.answerValueSet"),
    (extended(valueString="a"), "AF-FHIR-REQUIRED", f"{FIRST}.extension[0]"),
    (extended(url="urn:y"), "AF-FHIR-EXTENSION", f"{FIRST}.extension[0]"),
    (extended(url="urn:y", valueString="a", valueInteger=1), "AF-FHIR-EXTENSION", f"{FIRST}.extension[0]"),
    (extended(url="urn:y", valueString="a", extension=[{"url": "b", "valueCode": "c"}]), "AF-FHIR-EXTENSION", f"{FIRST}.extension[0]"),
    (extended(url=HL7 + "questionnaire-hidden", valueString="true"), "AF-FHIR-EXTENSION", f"{FIRST}.extension[0]"),
    (extended(url=HL7 + "itemWeight", valueDecimal=1), "AF-FHIR-EXTENSION", f"{FIRST}.extension[0]"),
    (extended(url=HL7 + "questionnaire-hiden", valueBoolean=True), "AF-FHIR-EXTENSION", f"{FIRST}.extension[0]"),
    (extended(url=HL7 + "questionnaire-hidden", valueBoolean="true"), "AF-FHIR-QUOTED", f"{FIRST}.extension[0].value"),
    (item(answerOption=[{"valueCoding": {"code": "a", "extension": [{"url": HL7 + "ordinalValue", "valueInteger": 1}]}}]),
     "AF-FHIR-EXTENSION", f"{FIRST}.answerOption[0].value.extension[0]"),
    (item(_text={"extension": []}), "AF-FHIR-EMPTY", f"{FIRST}.text.extension"),
    (formula("iif("), "AF-FHIR-EXPRESSION", f"{FIRST}.extension[0].value.expression"),
    (formula("%resource.item.weigh()"), "AF-FHIR-EXPRESSION", f"{FIRST}.extension[0].value.expression"),
    (formula("%nothing.item"), "AF-FHIR-EXPRESSION", f"{FIRST}.extension[0].value.expression"),
    (formula("%resource.item.where(linkId='gone').answer.value"), "AF-FHIR-EXPRESSION", f"{FIRST}.extension[0].value.expression"),
    (item(extension=[{**CALCULATED, "valueExpression": {"language": "text/fhirpath", "expression": "1"}}], initial=[{"valueString": "a"}]),
     "AF-FHIR-INITIAL", f"{FIRST}.initial"),
    (condition(EQUAL | {"question": "gone"}), "AF-FHIR-CONDITION", f"{TOP}.item[1].enableWhen[0].question"),
    (condition(EQUAL | {"question": "i"}), "AF-FHIR-CONDITION", f"{TOP}.item[1].enableWhen[0].question"),
    (condition(EQUAL | {"question": "c"}), "AF-FHIR-CONDITION", f"{TOP}.item[1].enableWhen[0].question"),
    (condition(EQUAL, EQUAL), "AF-FHIR-CONDITION", f"{TOP}.item[1].enableWhen"),
    (condition(EQUAL | {"operator": "exists"}), "AF-FHIR-CONDITION", f"{TOP}.item[1].enableWhen[0]"),
    (condition({"question": "first", "operator": "=", "answerInteger": 1}), "AF-FHIR-CONDITION", f"{TOP}.item[1].enableWhen[0]"),
    (condition(EQUAL | {"operator": "like"}), "AF-FHIR-CODE", f"{TOP}.item[1].enableWhen[0].operator"),
    (condition({"question": "first", "operator": "="}), "AF-FHIR-REQUIRED", f"{TOP}.item[1].enableWhen[0]"),
    (response(status="done"), "AF-FHIR-CODE", "QuestionnaireResponse.status"),
    (response(item=[{"linkId": "1", "answer": []}]), "AF-FHIR-EMPTY", "QuestionnaireResponse.item[0].answer"),
    (response(item=[{"linkId": "1", "answer": [{"valueInteger": "1"}]}]), "AF-FHIR-QUOTED", "QuestionnaireResponse.item[0].answer[0].value"),
    (response(item=[{"linkId": "1", "answer": [{"valueDate": "27.11.2026"}]}]), "AF-FHIR-VALUE", "QuestionnaireResponse.item[0].answer[0].value"),
    (response(item=[{"answer": [{"valueInteger": 1}]}]), "AF-FHIR-REQUIRED", "QuestionnaireResponse.item[0]"),
    (response(item=[{"linkId": "1", "answer": [{"valueInteger": 1}], "item": [{"linkId": "2"}]}]), "AF-FHIR-ITEM", "QuestionnaireResponse.item[0]"),
    (response(implicitRules="urn:z"), "AF-FHIR-MODIFIER", "QuestionnaireResponse.implicitRules"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "code", "place"), FAULTS)
def test_a_fault_is_named_at_its_place(resource, code, place):
    found = [(problem.code, problem.expression) for problem in check(json.dumps(resource))]
    assert (code, place) in found


def test_what_the_faults_are_made_of_has_none():
    sound = [questionnaire(), item(), condition(EQUAL), formula("%resource.item.where(linkId='c').answer.count()"), response()]
    assert [check(json.dumps(one)) for one in sound] == [()] * len(sound)


@given(form_views())
def test_no_questionnaire_of_ours_has_a_problem(form):
    for format_ in (R4, R5):
        assert check(format_.render(form), version=format_.version) == ()


@pytest.mark.parametrize(("text", "code"), [
    ("[]", "AF-FHIR-RESOURCE"), ("null", "AF-FHIR-RESOURCE"), ("{", "AF-JSON-SYNTAX"), ('{"a": NaN}', "AF-JSON-NOT-FINITE"), (b"\xff", "AF-JSON-ENCODING"),
    ('{"resourceType": ["Questionnaire"]}', "AF-FHIR-RESOURCE"), ('{"resourceType": "Questionnaire", "resourceType": "x"}', "AF-JSON-DUPLICATE-KEY"),
    (b" " * 5_000_001, "AF-JSON-SIZE"), ('{"item": [' * 10_000 + "]}" * 10_000, "AF-JSON-DEPTH"),
])  # fmt: skip
def test_what_is_no_resource_is_refused_and_nothing_breaks(text, code):
    assert [problem.code for problem in check(text)] == [code]


def test_ten_thousand_items_are_one_check_and_a_thousand_problems():
    many = [{"linkId": "same", "type": "boolean"} for _ in range(10_000)]
    problems = check(json.dumps(questionnaire(*many)))
    assert len(problems) == 1_001
    assert problems[-1].code == "AF-DOC-MORE"


@pytest.mark.parametrize("wrong", [[], 1, "x", None, {}, [1], [None], [[]], {"item": 1}, True])
@pytest.mark.parametrize(
    "key", ["item", "extension", "contained", "text", "url", "subjectType", "meta", "id", "_title", "versionAlgorithmString"]
)
def test_a_value_of_any_shape_is_a_problem_and_breaks_nothing(wrong, key):
    for resource in (questionnaire(), item(), response()):
        first = resource.get("item", [{}])[0]
        changed = [{**resource, key: wrong}, {**resource, "item": [{**first, key: wrong}]}]
        for one in changed:
            assert check(json.dumps(one)) or wrong == "x"


def test_the_version_is_told_from_the_resource_or_said():
    coded = {"linkId": "i", "type": "coding", "answerValueSet": "urn:v"}
    newer = json.dumps({"resourceType": "Questionnaire", "status": "active", "item": [coded]})
    assert check(newer) == ()
    assert next(problem.code for problem in check(newer, version="4.0.1")) == "AF-FHIR-CODE"


def test_lenient_takes_what_is_quoted_with_a_warning():
    text = json.dumps(item(required="true"))
    assert [problem.severity for problem in check(text)] == ["error"]
    assert [problem.severity for problem in check(text, lenient=True)] == ["warning"]


def test_the_answer_is_an_operation_outcome():
    outcome = operation_outcome(check(json.dumps(item(type="likert"))))
    (issue,) = outcome["issue"]
    assert (issue["severity"], issue["code"], issue["expression"]) == ("error", "code-invalid", ["Questionnaire.item[0].type"])
    assert issue["details"]["coding"][0]["code"] == "AF-FHIR-CODE"


PARSED = [
    ("1 + 2 * -3 div 4 mod 5 & 'a' | {}", set(), set(), set()),
    ("a.b[0].where($this > 2 and x ~ 'y').exists() implies not(true)", {"where", "exists", "not"}, set(), set()),
    ("%resource.item.where(linkId='a' or linkId = 'b').count()", {"where", "count"}, {"resource"}, {"a", "b"}),
    ("item.where(linkId in ('a' | 'b'))", {"where"}, set(), {"a", "b"}),
    ("'it\\'s' = linkId", set(), set(), {"it's"}),
    ("%`ext-x`.x is Coding", set(), {"ext-x"}, set()),
    ("(x as FHIR.Quantity).value >= 5 'kg' and now() > @2026-11-27T10:00:00Z + 3 days", {"now"}, set(), set()),
    ("/* a note */ a // another\n .as(string)", {"as"}, set(), set()),
    ("`strange name`.div.contains('x')", {"contains"}, set(), set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "functions", "variables", "links"), PARSED)
def test_what_an_expression_names(text, functions, variables, links):
    found = names_in(text)
    assert (found.functions, found.variables, found.links) == (functions, variables, links)


@pytest.mark.parametrize(
    "text", ["", "(", "1 +", "a..b", "a b", "'x", "f(,)", "a[1", "$you", "%", "a = = b", "{1}", "f(1 2)", "@2026-", "(" * 5_000]
)
def test_what_is_no_expression(text):
    with pytest.raises(ExpressionError):
        names_in(text)


class TestVersions:
    @given(form_views())
    def test_r5_and_back_is_the_same_and_nothing_is_lost(self, form):
        for text in (R4.render(form), R4.render(form, response=af.Response(instrument=form.instrument.id, version=form.instrument.version,
                                                                         id="r", rater=form.rater, answers={}))):  # fmt: skip
            there = convert(json.loads(text), to="5.0.0")
            back = convert(there.resource, to="4.0.1")
            assert back.resource == json.loads(text)
            assert there.lost == back.lost == ()

    def test_what_only_r5_says_stands_in_extensions_of_r4(self):
        given_ = questionnaire(
            {"linkId": "q", "type": "integer", "answerConstraint": "optionsOrType", "disabledDisplay": "hidden", "answerOption": [{"valueInteger": 1}]},
            copyrightLabel="CC0", versionAlgorithmString="semver",
        ) | {"item": [{"linkId": "q", "type": "integer", "answerConstraint": "optionsOrType", "disabledDisplay": "hidden", "answerOption": [{"valueInteger": 1}]}]}  # fmt: skip
        there = convert(given_, to="4.0.1")
        assert check(json.dumps(there.resource), version="4.0.1") == () or {
            problem.severity for problem in check(json.dumps(there.resource))
        } == {"warning"}
        assert not {"answerConstraint", "disabledDisplay"} & there.resource["item"][0].keys()
        assert convert(there.resource, to="5.0.0").resource == given_

    def test_what_is_lost_is_listed(self):
        old = questionnaire(CHOICE | {"linkId": "q", "answerOption": [{"extension": [{"url": HL7 + "ordinalValue", "valueDecimal": 2}],
                                                                       "valueCoding": {"system": "urn:x", "code": "a"}}]})  # fmt: skip
        made = convert(old, to="5.0.0")
        assert [(one.code, one.expression, one.severity) for one in made.lost] == [
            ("AF-FHIR-LOST", "Questionnaire.item[0].answerOption[0]", "warning")
        ]
        two = response(identifier=[{"value": "1"}, {"value": "2"}])
        made = convert(two, to="4.0.1")
        assert [one.expression for one in made.lost] == ["QuestionnaireResponse.identifier[1]"]
        assert made.resource["identifier"] == {"value": "1"}
