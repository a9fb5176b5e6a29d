# SPDX-License-Identifier: Apache-2.0
"""Answers go into a record and come back: the law, the facts of a record, and everything that other software may send."""

import json
from decimal import Decimal

import attrs
import pytest
from fhir.resources.questionnaireresponse import QuestionnaireResponse as InR5
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse as InR4B
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import check_answers
from alliance_forms.codec import answer_digest
from alliance_forms.fhir import R4, R4B, R5, check
from alliance_forms.fhir.terms import NO_TEXT
from alliance_forms.model import Absent, BooleanItem, Condition, Entry, FrozenMap, Instrument, OwnWords, Session
from alliance_forms.testing import form_views, instruments, responses
from alliance_forms.view import build_form

VERSIONS = {"R4": (R4, InR4B), "R4B": (R4B, InR4B), "R5": (R5, InR5)}


@st.composite
def answered(draw):
    """A form and a response to it, as `read` would have made it."""
    instrument = draw(instruments(texts=True))
    form = draw(form_views(instrument))
    given_ = draw(responses(instrument, complete=draw(st.booleans())))
    known = {"digest": answer_digest(form.instrument), "rater": form.rater, "release": ()}
    return form, attrs.evolve(given_, **known)


def as_text(value):
    """What FHIR can keep of a text: without control characters, and nothing where nothing is left."""
    said = NO_TEXT.sub("", value)
    return said if said.strip() else None


def kept(answer, *, coded=False):
    if isinstance(answer, str):
        return answer if coded else as_text(answer)
    if not isinstance(answer, tuple):
        return answer
    members = [kept_member(one) for one in answer]
    return tuple(one for one in members if one is not None) or None


def kept_member(one):
    if isinstance(one, OwnWords):
        said = as_text(one.text)
        return OwnWords(text=said) if said else None
    if isinstance(one, Entry):
        inner = kept_map(one.answers)
        return attrs.evolve(one, answers=inner) if inner or one.id else None
    return one


def kept_map(answers):
    return FrozenMap({link: said for link, answer in answers.items() if (said := kept(answer)) is not None})


def expected(form, response):
    """The same response, with what is valid and asked, and times as FHIR writes them."""
    answers = check_answers(form.instrument, response.answers, session=response.session).answers
    nothing = response.session == Session()
    # Which pronouns somebody's form was written with goes into no record.
    shown = response.shown and attrs.evolve(response.shown, pronouns=None)
    return attrs.evolve(response, answers=kept_map(answers), session=None if nothing else response.session, shown=shown)


def timeless(response):
    return attrs.evolve(response, authored=None)


@pytest.mark.parametrize("version", VERSIONS)
@given(answered())
def test_what_was_written_is_read_as_the_same_response(version, pair):
    form, response = pair
    format_, model = VERSIONS[version]
    text = format_.render(form, response=response)
    model.model_validate_json(text)
    assert [problem for problem in check(text, version=format_.version) if problem.severity == "error"] == []
    reading = format_.read(form, text)
    wanted = expected(form, response)
    assert reading.response.answers == wanted.answers
    if all(problem.severity == "warning" for problem in reading.problems):
        assert timeless(reading.response) == timeless(wanted)
    assert format_.render(form, response=response) == text
    assert all(problem.expression for problem in reading.problems)


PHQ9 = af.get_instrument("phq-9")
FORM = af.form_view(PHQ9, locale="en")
LOINC = "http://loinc.org"
CANARY = "Zaunkoenig"


def sent(*items, **more):
    """A response as other software sends it: nothing but what FHIR defines."""
    canonical = {"questionnaire": "https://w3id.org/alliance-forms/phq-9|1.0.0"}
    made = {"resourceType": "QuestionnaireResponse", "status": "completed", **canonical, **more, "item": list(items)}
    return json.dumps({key: value for key, value in made.items() if value != []})


def coded(link="1", code="LA6571-9", **more):
    return {"linkId": link, "answer": [{"valueCoding": {"system": LOINC, "code": code, **more}}]}


def read(*items, format_=R4, form=FORM, **more):
    return format_.read(form, sent(*items, **more))


def codes(reading):
    return [(problem.code, problem.expression) for problem in reading.problems]


class TestARecord:
    def test_it_says_who_answered_whom_it_is_about_and_who_typed(self):
        given_ = af.Response(instrument="phq-9", version="1.0.0", id="r/1", status="stopped", rater="client", rater_id="c7", entered_by="u3",
                             authored="2026-11-27T10:05+01:00", answers={"1": "3"})  # fmt: skip
        people = {"subject": "Patient/1", "encounter": "Encounter/2", "source": "Patient/1", "author": "Practitioner/3"}
        written = af.render(PHQ9, "fhir-r4", response=given_, **people)
        resource = json.loads(written)
        assert resource["questionnaire"] == "https://w3id.org/alliance-forms/phq-9|1.0.0"
        assert (resource["status"], resource["authored"]) == ("stopped", "2026-11-27T10:05:00+01:00")
        assert {name: resource[name]["reference"] for name in people} == people
        assert "id" not in resource
        assert resource["identifier"]["value"] == "r/1"
        back = af.read(PHQ9, "fhir-r4", written)
        assert (back.id, back.status, back.rater_id, back.entered_by) == ("r/1", "stopped", "c7", "u3")
        assert back.authored == "2026-11-27T10:05:00+01:00"

    def test_an_answer_carries_its_words_and_its_weight(self):
        resource = json.loads(af.render(PHQ9, "fhir-r4", locale="es", response=respond({"9": "3"})))
        (item,) = resource["item"]
        (answer,) = item["answer"]
        assert item["text"] == next(
            one["text"] for one in json.loads(af.render(PHQ9, "fhir-r4", locale="es"))["item"] if one["linkId"] == "9"
        )
        assert answer["valueCoding"]["code"] == "LA6571-9"
        assert answer["valueCoding"]["display"] == "Casi todos los días"
        assert answer["valueCoding"]["extension"][0]["valueDecimal"] == 3

    def test_scores_travel_where_the_host_gives_them_and_a_refused_one_does_not(self):
        full, partial = respond({str(number): "1" for number in range(1, 10)}), respond({"1": "1"})
        resources = [json.loads(af.render(PHQ9, "fhir-r4", response=one, report=af.score(PHQ9, one))) for one in (full, partial)]
        assert resources[0]["item"][-1] == {"linkId": "score.total", "text": "Total", "answer": [{"valueInteger": 9}]}
        assert [item["linkId"] for item in resources[1]["item"]] == ["1"]
        assert "score.total" not in af.render(PHQ9, "fhir-r4", response=full)

    def test_what_is_not_released_is_not_there_and_changes_nothing(self):
        rules = """[{"audience": ["therapist"]}, {"audience": ["self"], "linkId": ["9"]}]"""
        made = []
        for nine in ("0", "3", None):
            answers = {"1": "1", "9": nine} if nine else {"1": "1"}
            document = {"instrument": "phq-9", "version": "1.0.0", "answers": answers, "release": json.loads(rules)}
            told = af.release(af.load(json.dumps(document), af.Response), "therapist")
            made.append(af.render(PHQ9, "fhir-r4", response=told, report=af.score(PHQ9, told)))
        assert len(set(made)) == 1
        assert '"linkId": "9"' not in made[0]

    def test_a_response_to_something_else_is_not_written(self):
        for other in ({"instrument": "gad-7"}, {"version": "2.0.0"}, {"digest": "sha256:" + "0" * 64}):
            known = {"instrument": "phq-9", "version": "1.0.0", "digest": None} | other
            with pytest.raises(af.UsageFault):
                af.render(PHQ9, "fhir-r4", response=af.Response(**known, answers={}))

    @pytest.mark.parametrize("option", [{"subject": "Patient"}, {"source": "Organization/1"}, {"author": "Group/1"}, {"url": "no url"},
                                        {"encounter": "Patient/1"}, {"url": "http://x|1"}])  # fmt: skip
    def test_a_reference_that_is_none_is_refused(self, option):
        with pytest.raises(af.UsageFault):
            af.render(PHQ9, "fhir-r4", **option)

    def test_a_host_with_a_name_of_its_own_names_the_publishers(self):
        resource = json.loads(af.render(PHQ9, "fhir-r4", url="https://clinic.example/phq"))
        assert resource["derivedFrom"] == ["https://w3id.org/alliance-forms/phq-9|1.0.0"]
        written = af.render(PHQ9, "fhir-r4", url="https://clinic.example/phq", response=respond({"1": "3"}))
        assert json.loads(written)["questionnaire"] == "https://clinic.example/phq|1.0.0"
        assert af.read(PHQ9, "fhir-r4", written).answers == {"1": "3"}


def respond(answers):
    return af.Response(instrument="phq-9", version="1.0.0", rater="client", answers=answers)


class TestOtherSoftware:
    def test_a_coding_is_all_that_is_needed(self):
        assert read(coded()).response.answers == {"1": "3"}
        assert read(coded(display="whatever it says"), language="xx").response.answers == {"1": "3"}

    def test_the_resource_may_be_named_by_its_id_as_medplum_does(self):
        assert read(coded(), questionnaire="Questionnaire/phq-9-1.0.0-en").response.answers == {"1": "3"}

    def test_scores_and_passages_are_no_answers(self):
        reading = read({"linkId": "recall", "text": "x"}, coded(), {"linkId": "score.total", "answer": [{"valueInteger": 27}]})
        assert reading.response.answers == {"1": "3"}
        # Nobody can have that score of one answer, which is said.
        assert [(one.code, one.expression, one.severity) for one in reading.problems] == [("AF-FHIR-TOTAL", f"{TOP}.item[2]", "warning")]

    def test_a_reason_stands_at_the_item_or_in_place_of_the_value(self):
        reason = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "asked-declined"}]}
        for item in (
            {"linkId": "1", **reason},
            {"linkId": "1", "answer": [reason]},
            {"linkId": "1", "answer": [{"valueCoding": reason}]},
            {"linkId": "1", "answer": [{"_valueString": reason}]},
        ):
            assert read(item).response.answers == {"1": Absent(absent="asked-declined")}

    def test_own_words_may_be_a_coding_without_a_code(self):
        check_in = af.get_instrument("alliance-check-in")
        links = [item.link_id for item in check_in.walk() if getattr(item, "open_choice", False)]
        for link in links:
            item = {"linkId": link, "answer": [{"valueCoding": {"display": "Other"}}]}
            reading = R4.read(af.form_view(check_in), sent(item, questionnaire="https://w3id.org/alliance-forms/alliance-check-in|1.0.0"))
            assert reading.response.answers[link] == (OwnWords(text="Other"),)

    def test_a_number_in_quotes_is_taken_only_where_the_host_is_lenient(self):
        ors = af.get_instrument("ors")
        form = af.form_view(ors, transcribe=True)
        link = next(item.link_id for item in ors.walk() if item.type == "visual-analogue")
        canonical = json.loads(R4.render(form))["url"] + "|" + ors.version
        text = sent({"linkId": link, "answer": [{"valueDecimal": "3.5"}]}, questionnaire=canonical, status="in-progress")
        strict, lenient = R4.read(form, text), attrs.evolve(R4, lenient=True).read(form, text)
        assert (strict.response.answers, [one.severity for one in strict.problems]) == ({}, ["error"])
        assert (lenient.response.answers, [one.severity for one in lenient.problems]) == ({link: Decimal("3.5")}, ["warning"])


TOP = "QuestionnaireResponse"
WRONG = [
    (sent(coded(), questionnaire="https://w3id.org/alliance-forms/gad-7|1.0.0"), "AF-FHIR-OTHER", f"{TOP}.questionnaire"),
    (sent(coded(), questionnaire="https://w3id.org/alliance-forms/phq-9|9.9.9"), "AF-FHIR-OTHER", f"{TOP}.questionnaire"),
    (sent(coded(), questionnaire=[]), "AF-FHIR-OTHER", f"{TOP}.questionnaire"),
    (sent(coded(link="77")), "AF-ANSWER-UNKNOWN-ITEM", f"{TOP}.item[0]"),
    (sent(coded(), coded()), "AF-ANSWER-DUPLICATE", f"{TOP}.item[1]"),
    (sent(coded(code="LA1-1")), "AF-ANSWER-CODE", f"{TOP}.item[0].answer[0].value"),
    (sent(coded(system="urn:other")), "AF-ANSWER-CODE", f"{TOP}.item[0].answer[0].value"),
    (sent({"linkId": "1", "answer": [{"valueInteger": 3}]}), "AF-ANSWER-TYPE", f"{TOP}.item[0].answer[0].value"),
    (sent({"linkId": "1", "answer": [{"valueString": CANARY}]}), "AF-ANSWER-TYPE", f"{TOP}.item[0].answer[0].value"),
    (sent({"linkId": "1", "answer": coded()["answer"] * 2}), "AF-ANSWER-TOO-MANY", f"{TOP}.item[0]"),
    (sent({"linkId": "1", "item": [coded(link="2")]}), "AF-FHIR-PLACE", f"{TOP}.item[0].item[0]"),
    (sent({"linkId": "1", "answer": []}), "AF-FHIR-EMPTY", f"{TOP}.item[0].answer"),
    (sent({"linkId": "1", "answer": None}), "AF-FHIR-EMPTY", f"{TOP}.item[0].answer"),
    (sent({"linkId": "1", "answer": [None]}), "AF-FHIR-TYPE", f"{TOP}.item[0].answer[0]"),
    (sent(coded(), modifierExtension=[{"url": "urn:not", "valueBoolean": True}]), "AF-FHIR-MODIFIER", f"{TOP}.modifierExtension[0]"),
    (sent({**coded(), "modifierExtension": [{"url": "urn:not", "valueBoolean": True}]}), "AF-FHIR-MODIFIER", f"{TOP}.item[0].modifierExtension[0]"),
    (sent(coded(), implicitRules="urn:x"), "AF-FHIR-MODIFIER", f"{TOP}.implicitRules"),
    (sent({"linkId": "1", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "error"}]}),
     "AF-FHIR-ABSENT", f"{TOP}.item[0]"),
    (json.dumps({"resourceType": "Questionnaire"}), "AF-FHIR-RESOURCE", None),
    ("{", "AF-JSON-SYNTAX", None),
    (b" " * 5_000_001, "AF-JSON-SIZE", None),
    ('{"item": [' * 10_000 + "]}" * 10_000, "AF-JSON-DEPTH", None),
]  # fmt: skip


@pytest.mark.parametrize("format_", [R4, R5], ids=["r4", "r5"])
@pytest.mark.parametrize(("text", "code", "place"), WRONG)
def test_what_is_wrong_is_named_at_its_place_and_not_repeated(format_, text, code, place):
    reading = format_.read(FORM, text)
    assert (code, place) in codes(reading)
    assert reading.response.status == "in-progress"
    assert CANARY not in repr(reading.problems) + repr(reading.response)


def test_a_slip_in_one_answer_hides_no_other():
    reading = read(coded(code="x"), coded(link="9"))
    assert reading.response.answers == {"9": "3"}
    with pytest.raises(af.InvalidAnswers) as caught:
        af.read(PHQ9, "fhir-r4", sent(coded(code="x"), coded(link="9")))
    assert [alert.id for alert in af.alerts(PHQ9, caught.value.response).raised] == ["item-9"]


def test_an_answer_that_was_not_asked_for_is_left_out_with_a_warning():
    item = BooleanItem(link_id="b", text="b", enable_when=(Condition(question="a", operator="=", answer=True),))
    form = build_form(
        Instrument(id="clinic-x.small", version="1.0.0", title="Small", subject="client", rater=("client",), language="en",
                   item=(BooleanItem(link_id="a", text="a"), item), rights=PHQ9.rights)
    )  # fmt: skip
    answers = [{"linkId": link, "answer": [{"valueBoolean": value}]} for link, value in (("a", False), ("b", True))]
    reading = R4.read(form, sent(*answers, questionnaire="urn:alliance-forms:clinic-x.small|1.0.0"))
    assert reading.response.answers == {"a": False}
    assert [(one.code, one.expression, one.severity) for one in reading.problems] == [("AF-ANSWER-NOT-ASKED", f"{TOP}.item[1]", "warning")]


def test_ten_thousand_items_are_read_in_one_go():
    reading = read(*(coded(link=f"x{number}") for number in range(10_000)))
    assert reading.response.answers == {}
    assert {problem.code for problem in reading.problems} == {"AF-ANSWER-UNKNOWN-ITEM"}


def test_a_time_without_a_zone_is_left_out_with_a_warning():
    reading = read(coded(), authored="2026-11-27")
    assert reading.response.authored is None
    assert codes(reading) == [("AF-FHIR-HEAD", f"{TOP}.authored")]
    assert read(coded(), authored="2026-11-27T10:00:00Z").response.authored == "2026-11-27T10:00:00Z"
