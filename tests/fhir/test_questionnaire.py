# SPDX-License-Identifier: Apache-2.0
import json
import operator
import re
from decimal import Decimal

import attrs
import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import enabled, index_of
from alliance_forms.fhir import R4
from alliance_forms.fhir.forms.names import names_of, resource_id, resource_name
from alliance_forms.model import Absent, AnswerOption, BooleanItem, ChoiceItem, Condition, FrozenMap, Instrument, IntegerItem, OwnWords
from alliance_forms.model.instrument import absent_option
from alliance_forms.testing import instruments, responses
from alliance_forms.view import build_form

FLAT = ("display", "choice", "boolean", "integer", "decimal", "rating", "visual-analogue", "date", "text")
HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
VALUES = {
    HL7 + "itemWeight": "valueDecimal",
    HL7 + "ordinalValue": "valueDecimal",
    HL7 + "questionnaire-optionExclusive": "valueBoolean",
    HL7 + "questionnaire-itemControl": "valueCodeableConcept",
    HL7 + "questionnaire-sliderStepValue": "valueInteger",
    HL7 + "questionnaire-maxOccurs": "valueInteger",
    HL7 + "questionnaire-hidden": "valueBoolean",
    HL7 + "maxDecimalPlaces": "valueInteger",
    HL7 + "minValue": ("valueInteger", "valueDecimal"),
    HL7 + "maxValue": ("valueInteger", "valueDecimal"),
    HL7 + "artifact-versionAlgorithm": "valueCoding",
    SDC + "sdc-questionnaire-openLabel": "valueString",
    SDC + "sdc-questionnaire-calculatedExpression": "valueExpression",
}
COMPARE = {"=": operator.eq, "!=": operator.ne, ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le}


def rendered(instrument):
    return json.loads(R4.render(build_form(instrument)), parse_float=Decimal)


def walk(items):
    for item in items:
        yield item
        yield from walk(item.get("item", []))


def nodes(tree):
    yield tree
    for child in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from nodes(child)


def options(item):
    return [(option["valueCoding"]["system"], option["valueCoding"]["code"]) for option in item.get("answerOption", [])]


class TestLaws:
    @given(instruments(texts=True))
    def test_an_independent_model_of_fhir_takes_every_questionnaire(self, instrument):
        Questionnaire.model_validate_json(R4.render(build_form(instrument)))

    @given(instruments(texts=True))
    def test_the_same_form_gives_the_same_bytes(self, instrument):
        form = build_form(instrument)
        text = R4.render(form)
        assert R4.render(attrs.evolve(form)) == text
        assert text.startswith('{\n  "resourceType"')
        assert text.endswith("}\n")

    @given(instruments(texts=True))
    def test_nothing_empty_is_ever_written(self, instrument):
        for node in nodes(rendered(instrument)):
            assert node not in (None, "", [], {})
            assert not isinstance(node, str) or node.strip()

    @given(instruments(texts=True))
    def test_the_invariants_of_r4_hold(self, instrument):
        resource = rendered(instrument)
        assert re.fullmatch(r"[A-Z]([A-Za-z0-9_]){0,254}", resource["name"])
        assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", resource["id"])
        assert resource["status"] in {"active", "retired"}
        items = list(walk(resource["item"]))
        links = [item["linkId"] for item in items]
        assert len(set(links)) == len(links), "que-2"
        for item in items:
            kind = item["type"]
            assert (kind == "group") <= ("item" in item), "que-1"
            if kind == "display":
                assert not {"item", "code", "required", "repeats", "maxLength"} & item.keys(), "que-1, que-3, que-6, que-10"
            assert ("answerOption" in item) == (kind in {"choice", "open-choice"}), "que-5"
            assert ("maxLength" in item) <= (kind in {"text", "string"}), "que-10"
            assert len(set(options(item))) == len(options(item))
            assert len(item.get("enableWhen", [])) < 2 or item["enableBehavior"] in {"all", "any"}, "que-12"

    @given(instruments(texts=True))
    def test_conditions_look_at_answers_that_there_can_be(self, instrument):
        items = {item["linkId"]: item for item in walk(rendered(instrument)["item"])}
        allowed = {
            "choice": {"answerCoding"}, "open-choice": {"answerCoding", "answerString"}, "boolean": {"answerBoolean"},
            "integer": {"answerInteger"}, "decimal": {"answerDecimal"}, "date": {"answerDate"}, "text": {"answerString"},
            "string": {"answerString"},
        }  # fmt: skip
        for item in items.values():
            for condition in item.get("enableWhen", []):
                question = items[condition["question"]]
                (answer,) = condition.keys() - {"question", "operator"}
                if condition["operator"] == "exists":
                    assert answer == "answerBoolean"
                    continue
                assert answer in allowed[question["type"]]
                if answer == "answerCoding":
                    assert (condition[answer]["system"], condition[answer]["code"]) in options(question)

    @given(instruments(texts=True))
    def test_extensions_carry_the_type_of_value_they_are_defined_with(self, instrument):
        for node in nodes(rendered(instrument)):
            for extension in node.get("extension", []) if isinstance(node, dict) else []:
                (value,) = extension.keys() - {"url"}
                assert value in VALUES[extension["url"]]
                if value == "valueDecimal":
                    assert isinstance(extension[value], int | Decimal)
                if value == "valueInteger":
                    assert isinstance(extension[value], int)

    @given(instruments(texts=True))
    def test_weights_are_exact_and_stand_in_both_places(self, instrument):
        names = names_of(instrument)
        items = {item["linkId"]: item for item in walk(rendered(instrument)["item"])}
        for item in instrument.walk():
            if not isinstance(item, ChoiceItem):
                continue
            for option, written in zip(instrument.options(item), items[names.links[item.link_id]]["answerOption"], strict=True):
                for place in (written, written["valueCoding"]):
                    weights = [e["valueDecimal"] for e in place.get("extension", []) if "valueDecimal" in e]
                    assert weights == ([] if option.weight is None else [option.weight] * 2)

    @given(st.data(), instruments(item_types=FLAT, texts=True))
    def test_an_item_is_asked_in_fhir_exactly_when_it_is_asked_here(self, data, instrument):
        response = data.draw(responses(instrument))
        index, names, given_answers = index_of(instrument), names_of(instrument), {}
        for link, answer in response.answers.items():
            given_answers[names.links[link]] = fhir_values(instrument, index.items[link], names, answer)
        levels = conditions_by_item(rendered(instrument)["item"], ())
        for item in instrument.walk():
            for unequal in UNEQUAL:
                asked = all(fhir_enabled(level, given_answers, unequal) for level in levels[names.links[item.link_id]])
                assert asked == enabled(index, item, response.answers)


def conditions_by_item(items, around):
    found = {}
    for item in items:
        here = (*around, item) if "enableWhen" in item else around
        found[item["linkId"]] = here
        found |= conditions_by_item(item.get("item", []), here)
    return found


def fhir_values(instrument, item, names, answer):
    if isinstance(answer, Absent):
        option = absent_option(instrument.options(item), answer.absent) if isinstance(item, ChoiceItem) else None
        return [names.codings[item.link_id][option.code]] if option else []
    members = answer if isinstance(answer, tuple) else (answer,)
    coded = names.codings.get(item.link_id, {})
    return [member.text if isinstance(member, OwnWords) else coded.get(member, member) for member in members]


# "Not equal" as R4 defines it, no answer may be equal; and as HL7's own validator has it, there must be an answer besides.
UNEQUAL = (lambda value, there: value not in there, lambda value, there: bool(there) and value not in there)


def fhir_enabled(item, answers, unequal):
    """For the rest one answer is enough."""
    outcomes = []
    for condition in item["enableWhen"]:
        (key,) = condition.keys() - {"question", "operator"}
        there = answers.get(condition["question"], [])
        if condition["operator"] == "exists":
            outcomes.append(bool(there) is condition[key])
        elif condition["operator"] == "!=":
            outcomes.append(unequal(condition[key], there))
        else:
            outcomes.append(any(COMPARE[condition["operator"]](value, condition[key]) for value in there))
    return any(outcomes) if item.get("enableBehavior") == "any" else all(outcomes)


def small(*items):
    return Instrument(
        id="clinic-x.small", version="1.0.0", title="Small", subject="client", rater=("client",), language="en", item=items,
        rights=af.get_instrument("phq-9").rights,
    )  # fmt: skip


def choice(link, **more):
    made = [AnswerOption(code=code, weight=Decimal(weight), text=code) for weight, code in enumerate("abcd")]
    return ChoiceItem(link_id=link, text=link, answer_option=tuple(made), **more)


def asked(*conditions, behaviour=None):
    last = BooleanItem(link_id="last", text="last", enable_when=conditions, enable_behavior=behaviour)
    return rendered(small(choice("q"), choice("r", repeats=True), IntegerItem(link_id="n", text="n"), last))["item"][-1]


class TestConditions:
    def test_a_list_of_answers_is_any_of_them(self):
        item = asked(Condition(question="q", operator="=", answer=("a", "b")))
        assert [condition["answerCoding"]["code"] for condition in item["enableWhen"]] == ["a", "b"]
        assert item["enableBehavior"] == "any"

    def test_not_equal_says_that_no_answer_will_do(self):
        item = asked(Condition(question="q", operator="!=", answer="a"))
        assert [condition["operator"] for condition in item["enableWhen"]] == ["exists", "!="]
        assert item["enableBehavior"] == "any"

    def test_none_of_a_list_is_no_answer_or_one_of_the_others(self):
        item = asked(Condition(question="q", operator="!=", answer=("a", "b")))
        assert [condition["operator"] for condition in item["enableWhen"]] == ["exists", "=", "="]
        assert item["enableBehavior"] == "any"

    def test_none_of_a_list_where_several_are_chosen_is_a_group_for_each(self):
        group = asked(Condition(question="r", operator="!=", answer=("a", "b")))
        (item,) = group["item"]
        assert [condition["operator"] for one in (group, item) for condition in one["enableWhen"]] == ["exists", "!="] * 2
        assert group["enableBehavior"] == item["enableBehavior"] == "any"

    def test_a_comparison_of_weights_becomes_the_codes_that_weigh_enough(self):
        item = asked(Condition(question="q", operator=">=", answer=Decimal(2)))
        assert [condition["answerCoding"]["code"] for condition in item["enableWhen"]] == ["c", "d"]

    def test_any_within_all_is_a_group_around_the_item(self):
        listed = Condition(question="q", operator="=", answer=("a", "b"))
        group = asked(listed, Condition(question="n", operator=">", answer=Decimal("2.5")), behaviour="all")
        assert (group["type"], group["linkId"], group["enableBehavior"]) == ("group", "last.when", "any")
        (item,) = group["item"]
        assert item["enableWhen"] == [{"question": "n", "operator": ">", "answerInteger": 2}]

    def test_none_of_a_list_beside_another_way_in_stays_one_list(self):
        item = asked(
            Condition(question="q", operator="!=", answer=("a", "b")),
            Condition(question="n", operator="exists", answer=True),
            behaviour="any",
        )
        assert [condition["operator"] for condition in item["enableWhen"]] == ["exists", "=", "=", "exists"]
        assert item["type"] == "boolean"

    def test_what_no_answer_satisfies_is_never_asked(self):
        item = asked(Condition(question="q", operator=">", answer=Decimal(9)))
        assert [condition["answerBoolean"] for condition in item["enableWhen"]] == [True, False]
        assert item["enableBehavior"] == "all"


class TestNames:
    def test_an_alias_is_the_link_id_and_conditions_follow_it(self):
        first = BooleanItem(link_id="a", text="a", alias=FrozenMap({"fhir": "/44250-9"}))
        second = BooleanItem(link_id="b", text="b", enable_when=(Condition(question="a", operator="=", answer=True),))
        items = rendered(small(first, second))["item"]
        assert [item["linkId"] for item in items] == ["/44250-9", "b"]
        assert items[1]["enableWhen"][0]["question"] == "/44250-9"

    def test_an_alias_that_is_another_items_id_is_not_used(self):
        items = rendered(small(BooleanItem(link_id="a", text="a", alias=FrozenMap({"fhir": "b"})), BooleanItem(link_id="b", text="b")))[
            "item"
        ]
        assert [item["linkId"] for item in items] == ["a", "b"]

    def test_a_long_id_is_cut_and_stays_different(self):
        form = build_form(small(BooleanItem(link_id="a", text="a")))
        long = [attrs.evolve(form, instrument=attrs.evolve(form.instrument, id=f"clinic-x.{'y' * 60}{end}")) for end in "12"]
        assert [len(resource_id(view)) for view in long] == [64, 64]
        assert len({resource_id(view) for view in long}) == 2

    @pytest.mark.parametrize(
        ("given_id", "name"), [("phq-9", "Phq9"), ("clinic-x.intake", "ClinicXIntake"), ("4-mat", "Form4Mat"), ("a", "FormA")]
    )
    def test_names_for_machines(self, given_id, name):
        assert resource_name(given_id) == name


class TestPhq9:
    @pytest.fixture(params=["en", "es-419"])
    def resource(self, request):
        return json.loads(af.render(af.get_instrument("phq-9"), "fhir-r4", locale=request.param)), request.param

    def test_it_says_what_it_is(self, resource):
        questionnaire, locale = resource
        assert questionnaire["language"] == locale
        assert questionnaire["id"] == f"phq-9-1.0.0-{locale}"
        assert questionnaire["code"] == [{"system": "http://loinc.org", "code": "44249-1"}]
        assert questionnaire["subjectType"] == ["Patient"]

    def test_the_time_the_questions_are_about_comes_first(self, resource):
        first = resource[0]["item"][0]
        assert (first["linkId"], first["type"]) == ("recall", "display")

    def test_it_carries_whose_it_is_and_the_notice_of_loinc(self, resource):
        assert "Pfizer" in resource[0]["copyright"]
        assert "LOINC® is a registered United States trademark of Regenstrief Institute, Inc." in resource[0]["copyright"]

    def test_answers_are_those_of_loinc_in_the_words_of_the_form(self, resource):
        questionnaire, locale = resource
        coding = questionnaire["item"][1]["answerOption"][3]["valueCoding"]
        assert (coding["system"], coding["code"]) == ("http://loinc.org", "LA6571-9")
        assert coding["display"] == {"en": "Nearly every day", "es-419": "Casi todos los días"}[locale]
        assert coding["extension"][0] == {"url": HL7 + "itemWeight", "valueDecimal": 3}
