# SPDX-License-Identifier: Apache-2.0
"""Other people's Questionnaires in: what goes out again is what came, and every difference in effect is named."""

import copy
import json
import time
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import enabled, index_of
from alliance_forms.codec import answer_digest, decode, write_json
from alliance_forms.errors import InvalidDocument, NotPermitted
from alliance_forms.fhir import R4, R4B, R5, FhirOptions, check, import_questionnaire
from alliance_forms.fhir.kept import difference, restored, same
from alliance_forms.fhir.recalculated import recalculated
from alliance_forms.model import ChoiceItem, Instrument, Response, Rights, texts_of, without_wording
from alliance_forms.testing import instruments, responses
from alliance_forms.view import build_form
from alliance_forms.view.transcribe import transcription_form

# An instrument takes long to draw.
FEWER = settings(max_examples=max(10, settings().max_examples // 3))
OPEN = Rights(basis="public-domain")
FORMATS = {"r4": R4, "r4b": R4B, "r5": R5}


def imported(resource, **more):
    return import_questionnaire(resource if isinstance(resource, str) else json.dumps(resource), **({"rights": OPEN} | more))


def again(made, format_=R4):
    return json.loads(format_.render(build_form(made.instrument)), parse_float=Decimal)


def exact(text):
    return json.loads(text, parse_float=Decimal)


SCALAR = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "b", " a"])
TREE = st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "item", "extension", "url", "linkId", "answerOption"]), inner, max_size=4), max_leaves=12)  # fmt: skip
OBJECT = st.dictionaries(st.sampled_from(["a", "b", "item", "extension", "answerOption"]), TREE, max_size=4)


class TestWhatIsKept:
    @given(OBJECT, OBJECT)
    def test_it_makes_the_one_of_the_other(self, ours, theirs):
        assert same(restored(ours, difference(ours, theirs)), theirs)

    @given(OBJECT)
    def test_nothing_is_kept_of_what_is_ours(self, ours):
        assert difference(ours, ours) == {}

    @given(OBJECT, TREE)
    def test_whatever_stands_in_a_document_nothing_breaks(self, ours, kept):
        assert isinstance(restored(ours, kept), dict)

    def test_what_somebody_changed_since_goes_before_what_was_kept(self):
        kept = difference({"text": "A", "linkId": "1"}, {"text": "A ", "linkId": "1"})
        assert restored({"text": "B", "linkId": "1"}, kept) == {"text": "B", "linkId": "1"}


class TestOurOwnForms:
    @given(instruments(texts=True), st.sampled_from(list(FORMATS.values())))
    def test_what_went_out_and_came_in_goes_out_the_same(self, instrument, format_):
        text = format_.render(build_form(instrument))
        made = imported(text, id=instrument.id)
        # By way of the document, which has to say all of it.
        loaded = decode(exact(write_json(made.document)), Instrument)
        assert loaded == made.instrument
        assert same(again(attrs.evolve(made, instrument=loaded), format_), exact(text))

    @given(st.data(), instruments(texts=True, item_types=("choice", "boolean", "integer", "rating", "text")))
    def test_the_same_questions_are_asked_and_what_is_scored_scores_the_same(self, data, instrument):
        made = imported(R4.render(build_form(instrument)), id=instrument.id).instrument
        response = data.draw(responses(instrument))
        ours, theirs = index_of(instrument), index_of(made)
        by_link = {item.alias.get("fhir", item.link_id): item for item in made.walk()}
        answers = translated(instrument, made, response.answers)
        for item in instrument.walk():
            there = by_link.get(item.alias.get("fhir", "").strip() or item.link_id)
            if there is None or answers is None:
                continue
            around = [theirs.items[name] for name in theirs.parents.get(there.link_id, ())]
            assert all(enabled(theirs, one, answers) for one in (*around, there)) == enabled(ours, item, response.answers)
        if answers is None or any(item.enable_when for item in instrument.walk()):
            return
        mine = values(
            instrument, attrs.evolve(response, digest=None, version=instrument.version, rater=response.rater or instrument.rater[0])
        )
        for scale, value in values(made, Response(instrument=made.id, version=made.version, rater=made.rater[0], answers=answers)).items():
            assert scale not in mine or value == mine[scale]


def translated(instrument, made, answers):
    """The same answers by the names that the imported form has for them; None where a name is another one."""
    theirs = {item.link_id: item for item in made.walk()}
    if any(link not in theirs for link in answers):
        return None
    for item in instrument.walk():
        if isinstance(item, ChoiceItem):
            there = theirs.get(item.link_id)
            if not isinstance(there, ChoiceItem) or [one.code for one in made.options(there)] != [
                one.code for one in instrument.options(item)
            ]:
                return None
    return answers


def carried(instrument):
    """What a Questionnaire can carry of an instrument: without what it has no word for."""

    def option(one):
        return attrs.evolve(one, absent=None, coding=(), alias=type(one.alias)())

    items = tuple(attrs.evolve(item, enable_when=(), enable_behavior=None, alias=type(item.alias)(), **(
        {"answer_option": tuple(map(option, item.answer_option))} if isinstance(item, ChoiceItem) else {})) for item in instrument.item)  # fmt: skip
    sets = tuple(attrs.evolve(one, answer_option=tuple(map(option, one.answer_option))) for one in instrument.answer_option_set)
    return attrs.evolve(
        instrument, item=items, answer_option_set=sets, subject="client", rater=("client",), recall=None, introduction=None, alert=(), combine=None,
        scale=(), change=(),
    )  # fmt: skip


LISTED = [listing for listing in af.instruments() if "." not in listing.id]
SHOWN = {listing.id for listing in LISTED if listing.languages}
SCORED_HERE = [listing.id for listing in LISTED if af.get_instrument(listing.id).scale]
# A classification; and a scale that is shortened by an option for what does not apply, which FHIR has no word for.
NO_SCALE_HERE = {"pcl-5": {"provisional"}, "wsas": {"total"}}


class TestTheSameInstrument:
    @FEWER
    @given(instruments(texts=True, item_types=("choice", "integer", "text", "boolean", "display")))
    def test_answers_mean_the_same(self, instrument):
        plain = carried(instrument)
        plain = attrs.evolve(plain, item=tuple(attrs.evolve(item, fill=None) if hasattr(item, "fill") else item for item in plain.item))
        if any(one.rater for one in plain.example) or any(not isinstance(text, str | None) for _, text in texts_of(plain)):
            return
        made = imported(R4.render(build_form(plain)), id=plain.id).instrument
        assert answer_digest(made) == answer_digest(plain)

    @pytest.mark.parametrize("name", SCORED_HERE)
    def test_bundled_scales_come_back(self, name):
        bundled = af.get_instrument(name)
        form = af.form_view(bundled, rater=bundled.rater[0], transcribe=name not in SHOWN)
        text = R4.render(form)
        made = imported(text, id=name, subject=bundled.subject).instrument
        sent = [item["linkId"].removeprefix("score.") for item in json.loads(text)["item"] if item["linkId"].startswith("score.")]
        assert [scale.id for scale in made.scale] == [scale for scale in sent if scale not in NO_SCALE_HERE.get(name, ())]
        for step in range(4):
            for first in (0, 1):
                mine, theirs = (self.chosen(one, step, first) for one in (bundled, made))
                there = values(bundled, mine)
                assert values(made, theirs) == {scale.id: there[scale.id] for scale in made.scale}

    def chosen(self, instrument, step, first):
        asked = [item for item in instrument.walk() if isinstance(item, ChoiceItem)][first:]
        answers = {
            item.link_id: instrument.options(item)[(step + number) % 4 % len(instrument.options(item))].code
            for number, item in enumerate(asked)
        }
        return Response(instrument=instrument.id, version=instrument.version, rater=instrument.rater[0], answers=answers)


def values(instrument, response):
    return {name: score.value for name, score in recalculated(instrument, response).scores.items()}


FOREIGN = Path(__file__).parent / "foreign"
FILES = {path.stem: path.read_text("utf-8") for path in sorted(FOREIGN.glob("*.json"))}


def version_of(name):
    return FORMATS[name.rpartition("-")[2]]


def item_of(resource, link):
    found = [item for item in walked(resource) if item["linkId"] == link]
    return found[0]


def walked(element):
    for item in element.get("item", []):
        yield item
        yield from walked(item)


@pytest.mark.parametrize("name", FILES)
class TestOtherPeoplesForms:
    def test_they_go_out_exactly_as_they_came(self, name):
        assert same(again(imported(FILES[name]), version_of(name)), exact(FILES[name]))

    def test_they_go_out_as_valid_in_every_version(self, name):
        form = build_form(imported(FILES[name]).instrument)
        for format_ in FORMATS.values():
            found = [one for one in check(format_.render(form), version=format_.version) if one.severity == "error"]
            assert [one for one in found if one.code not in ("AF-FHIR-NAME", "AF-FHIR-EXPRESSION", "AF-FHIR-ITEM")] == []

    def test_their_documents_are_ours(self, name):
        made = imported(FILES[name])
        assert [one for one in af.validate(write_json(made.document)) if one.severity == "error"] == []

    def test_every_item_is_asked_or_named_as_lost(self, name):
        made = imported(FILES[name])
        resource = exact(FILES[name])
        asked = {item.alias.get("fhir", item.link_id) for item in made.instrument.walk()} | {"introduction"}
        asked |= {scale.alias.get("fhir") for scale in made.instrument.scale}
        asked |= {said for item in made.instrument.walk() for key, said in item.alias.items() if key.startswith("fhir.")}
        lost = [one.expression for one in made.lost]
        for place, item in placed(resource, "Questionnaire"):
            assert item["linkId"] in asked or any(place == one or place.startswith(f"{one}.") for one in lost), place

    def test_without_a_right_no_word_of_it_goes_out(self, name):
        made = imported(FILES[name], rights=Rights())
        with pytest.raises(NotPermitted):
            build_form(made.instrument)
        assert without_wording(made.instrument).origin is None
        blank = transcription_form(made.instrument)
        assert (blank.origin, blank.instrument.origin, build_form(imported(FILES[name]).instrument).instrument.origin) == (None, None, None)
        text = R4.render(blank)
        words = {one for item in walked(exact(FILES[name])) for key in ("text",) if len(one := item.get(key, "").strip()) > 6}
        assert not [one for one in words if one in text]

    def test_answers_go_out_and_come_back(self, name):
        made = imported(FILES[name]).instrument
        form, format_ = build_form(made), version_of(name)
        answers = dict(some_answers(made))
        response = Response(id="r-1", instrument=made.id, version=made.version, answers=answers)
        text = format_.render(form, response=response, options=FhirOptions(report=recalculated(made, response)))
        assert [one for one in check(text, version=format_.version) if one.severity == "error"] == []
        reading = format_.read(form, text)
        assert [one for one in reading.problems if one.severity == "error"] == []
        assert {link: answer for link, answer in answers.items() if link in reading.response.answers} == dict(reading.response.answers)
        order = [item["linkId"] for item in walked(exact(FILES[name]))]
        given_ = [item["linkId"] for item in answered(exact(text))]
        assert given_ == sorted(given_, key=order.index)


def answered(element):
    for item in element.get("item", []):
        yield item
        yield from answered(item)
        for answer in item.get("answer", []):
            yield from answered(answer)


def some_answers(instrument):
    """An answer to each question outside of repeating groups that always stands there."""
    examples = {"boolean": True, "text": "words", "date": "2026-11-27", "integer": Decimal(3), "decimal": Decimal(2), "rating": Decimal(4)}
    index = index_of(instrument)
    given_ = {}
    for item in instrument.walk():
        repeating = [name for name in (*index.parents.get(item.link_id, ()),) if getattr(index.items[name], "repeats", False)]
        if repeating or item.type in ("group", "display") or not enabled(index, item, given_):
            continue
        if isinstance(item, ChoiceItem):
            code = instrument.options(item)[-1].code
            given_[item.link_id] = (code,) if item.repeats else code
        else:
            given_[item.link_id] = examples[item.type]
    return given_.items()


def placed(element, place):
    for number, item in enumerate(element.get("item", [])):
        here = f"{place}.item[{number}]"
        yield here, item
        yield from placed(item, here)


class TestWhatTheFormsBecome:
    def test_foreign_ids_get_ids_of_ours_and_stay_known(self):
        made = imported(FILES["screening-r4"]).instrument
        named = [(item.link_id, item.alias.get("fhir")) for item in made.item[:3]]
        assert named == [("a-b", "a b"), ("score-x", "score.x"), ("introduction-2", "introduction")]
        assert [one.alias.get("fhir") for one in made.item[0].answer_option] == [None, None, None]
        assert [one.code for one in made.item[0].answer_option] == ["Y", "N-y", "item"]

    def test_an_option_without_a_system_is_known_by_its_code(self):
        made = imported(FILES["panel-r4"]).instrument
        assert [one.alias.get("fhir") for one in made.options(made.item[0].item[0])] == ["|n-0", "|n-1", "|n-2"]

    def test_contained_value_sets_are_sets_of_options(self):
        made = imported(FILES["contained-r4"]).instrument
        assert [one.id for one in made.answer_option_set] == ["amount", "often", "listed"]
        assert [(one.code, one.weight) for one in made.answer_option_set[0].answer_option] == [("0", 0), ("1", 1), ("2", 2)]
        assert [one.weight for one in made.answer_option_set[1].answer_option] == [0, Decimal("1.5")]

    def test_translations_are_texts_in_further_languages(self):
        made = imported(FILES["contained-r4"])
        assert made.translations["fr"] == {"title": "Bien-être"}
        assert made.translations["en"]["item/m1/text"] == "I was tired."
        assert made.translations["en"]["answerOptionSet/often/b"] == "Often"

    def test_our_own_translation_goes_before_the_one_it_brought(self):
        made = imported(FILES["contained-r4"]).instrument
        german, english = build_form(made), build_form(made)
        texts = {
            path: attrs.evolve(text, value="I was weary.", lang="en") if path == "item/m1/text" else text
            for path, text in german.texts.items()
        }
        english = attrs.evolve(english, lang="en", texts=type(german.texts)(texts))
        out = json.loads(R4.render(attrs.evolve(german, others=(english,))))
        for link, said in (("m1", "I was weary."), ("m2", "I was glad.")):
            (translation,) = item_of(out, link)["_text"]["extension"]
            assert [part.get("valueCode", part.get("valueString")) for part in translation["extension"]] == ["en", said]

    def test_a_question_inside_a_question_depends_on_it(self):
        made = imported(FILES["nested-r4"]).instrument
        index = index_of(made)
        assert [enabled(index, index.items["1.1.1.2"], answers) for answers in ({}, {"1.1.1": False})] == [False, True]
        assert [enabled(index, index.items["1.1.1.1"], {"1.1.1": answer}) for answer in (False, True)] == [False, True]
        assert [enabled(index, index.items["1.1.1.2.1"], answers) for answers in ({"1.1.1": True}, {"1.1.1.2": "two"})] == [False, True]

    def test_own_words_that_a_condition_names_are_own_words_here(self):
        asked = {
            "linkId": "2",
            "type": "boolean",
            "text": "Aloud?",
            "enableWhen": [{"question": "1", "operator": "=", "answerString": "Singing"}],
        }
        resource = form(choice(coded("a"), type="open-choice"), asked)
        made = imported(resource)
        assert made.lost == ()
        assert made.instrument.item[1].enable_when[0].answer == "Singing"
        assert same(again(made), resource)

    def test_what_is_scored_and_what_not(self):
        made = imported(FILES["tabs-r4"])
        assert [(one.id, one.method, one.missing.rule, one.linear.multiply if one.linear else 1) for one in made.instrument.scale] == [
            ("agg", "sum", "refuse", 1), ("pct", "sum", "refuse", 4), ("pro", "sum", "prorate", 1),
        ]  # fmt: skip
        assert made.unscorable == ("avg", "var")

    def test_a_name_that_is_none_for_machines_goes_out_as_it_came(self):
        made = imported(exact(FILES["panel-r4"]) | {"name": "rest_panel"})
        assert again(made)["name"] == "rest_panel"

    def test_a_partial_sum_is_named_as_lost_and_refused_here(self):
        made = imported(FILES["panel-r4"])
        assert [one.expression for one in made.lost if "partial sum" in one.message] == ["Questionnaire.item[1]"]
        first = made.instrument.scale[0].item[0].link_id
        response = Response(instrument=made.instrument.id, version=made.instrument.version, answers={first: "n-2"})
        assert values(made.instrument, response)["total"] is None

    def test_an_item_turned_round_is_reversed(self):
        made = imported(FILES["contained-r4"]).instrument
        assert [(part.link_id, part.reverse) for part in made.scale[0].item] == [("m1", False), ("m2", True)]
        response = Response(instrument=made.id, version=made.version, answers={"m1": "1", "m2": "0"})
        assert values(made, response) == {"summe": 3}

    def test_what_is_changed_in_the_document_goes_out(self):
        made = imported(FILES["panel-r4"])
        document = made.document
        document["item"][0]["item"][2]["text"] = "I was at rest."
        changed = decode(document, Instrument)
        out = again(attrs.evolve(made, instrument=changed))
        assert item_of(out, "/p/calm")["text"] == "I was at rest."
        assert out["publisher"] == "Example Forms"

    def test_a_form_changed_since_is_named(self):
        document = imported(FILES["contained-r4"]).document
        assert "AF-ORIGIN-CHANGED" not in [one.code for one in af.validate(write_json(document))]
        document["answerOptionSet"][0]["answerOption"][1]["weight"] = 7
        assert "AF-ORIGIN-CHANGED" in [one.code for one in af.validate(write_json(document))]

    def test_what_is_kept_belongs_to_what_was_imported_and_to_nothing_else(self):
        made = imported(FILES["contained-r4"])
        document = made.document
        document["answerOptionSet"][0]["answerOption"][1]["weight"] = 7
        out = again(attrs.evolve(made, instrument=decode(document, Instrument)))
        assert "contained" not in out
        assert "answerOption" in item_of(out, "m1")

    def test_a_host_gives_what_is_not_contained(self):
        resource = exact(FILES["contained-r4"])
        del resource["contained"]
        concepts = [{"code": str(number), "extension": [{"url": H + "ordinalValue", "valueDecimal": number}]} for number in range(3)]
        system = {"resourceType": "CodeSystem", "url": "http://forms.example/CodeSystem/amount", "content": "complete", "concept": concepts}
        sets = [
            {
                "resourceType": "ValueSet",
                "url": "http://forms.example/ValueSet/amount",
                "compose": {"include": [{"system": system["url"]}]},
            },
            system,
        ]
        resource["item"] = [{"linkId": "m", "type": "choice", "text": "How?", "answerValueSet": "http://forms.example/ValueSet/amount|1"}]
        made = imported(write_json(resource), resources=sets).instrument
        assert [(one.code, one.weight) for one in made.options(made.item[0])] == [("0", 0), ("1", 1), ("2", 2)]
        with pytest.raises(InvalidDocument) as error:
            imported(write_json(resource))
        assert [(one.code, one.expression) for one in error.value.problems] == [
            ("AF-FHIR-VALUE-SET", "Questionnaire.item[0].answerValueSet")
        ]


H = "http://hl7.org/fhir/StructureDefinition/"


def form(*items, **more):
    return {"resourceType": "Questionnaire", "status": "active", "language": "en", "item": list(items)} | more


def choice(*options, **more):
    return {"linkId": "1", "type": "choice", "text": "Which?", "answerOption": list(options)} | more


def coded(code, *weights, **more):
    found = {"valueCoding": {"system": "http://codes.example/x", "code": code, "display": code}}
    if weights:
        found["extension"] = [{"url": H + "itemWeight", "valueDecimal": weights[0]}]
    if len(weights) > 1:
        found["valueCoding"]["extension"] = [{"url": H + "ordinalValue", "valueDecimal": weights[1]}]
    return found | more


def refused(resource, **more):
    with pytest.raises(InvalidDocument) as error:
        imported(resource, **more)
    return [(one.code, one.expression) for one in error.value.problems]


BAD = {
    "weights that differ": (form(choice(coded("a", 1, 2), coded("b", 0, 3))),
        [("AF-FHIR-WEIGHT", f"Questionnaire.item[0].answerOption[{number}]") for number in (0, 1)]),
    "a weight that is whole": (form(choice(coded("a", extension=[{"url": H + "itemWeight", "valueInteger": 1}]))),
        [("AF-FHIR-EXTENSION", "Questionnaire.item[0].answerOption[0].extension[0]")]),
    "an unknown type": (form({"linkId": "1", "type": "likert", "text": "How?"}), [("AF-FHIR-CODE", "Questionnaire.item[0].type")]),
    "an id twice": (form(*[{"linkId": "1", "type": "boolean"}] * 2), [("AF-FHIR-LINK-TWICE", "Questionnaire.item[1].linkId")]),
    "a modifier": (form({"linkId": "1", "type": "boolean"}, modifierExtension=[{"url": "urn:x", "valueBoolean": True}]),
        [("AF-FHIR-MODIFIER", "Questionnaire.modifierExtension[0]")]),
    "rules": (form({"linkId": "1", "type": "boolean"}, implicitRules="urn:x"), [("AF-FHIR-MODIFIER", "Questionnaire.implicitRules")]),
    "nothing asked": (form({"linkId": "1", "type": "time", "text": "When?"}), [("AF-FHIR-IMPORT", "Questionnaire")]),
    "an option twice": (form(choice(coded("a"), coded("a"))), [("AF-FHIR-OPTIONS", "Questionnaire.item[0].answerOption[1]")]),
    "a value set that includes itself": (form(choice() | {"answerValueSet": "#a"}, contained=[
        {"resourceType": "ValueSet", "id": "a", "status": "active", "compose": {"include": [{"valueSet": ["#b"]}]}},
        {"resourceType": "ValueSet", "id": "b", "status": "active", "compose": {"include": [{"valueSet": ["#a"]}]}}]),
        [("AF-FHIR-CONTAINED", "Questionnaire.contained[0]"), ("AF-FHIR-CONTAINED", "Questionnaire.contained[1]"),
         ("AF-FHIR-VALUE-SET", "Questionnaire.item[0].answerValueSet")]),
    "a value set that is not here": (form(choice() | {"answerValueSet": "http://x.example/vs"}), [("AF-FHIR-VALUE-SET", "Questionnaire.item[0].answerValueSet")]),
    "a value set by a filter": (form(choice() | {"answerValueSet": "#a"}, contained=[
        {"resourceType": "ValueSet", "id": "a", "status": "active", "compose": {"include": [{"system": "urn:x", "filter": [{"property": "p"}]}]}}]),
        [("AF-FHIR-VALUE-SET", "Questionnaire.item[0].answerValueSet")]),
    "two versions": (form({"linkId": "1", "type": "coding", "answerOption": [coded("a")]}, choice(coded("a"), linkId="2")), [("AF-FHIR-VERSION", "Questionnaire")]),
    "another resource": ({"resourceType": "Patient"}, [("AF-FHIR-RESOURCE", None)]),
    "an endless text": (form({"linkId": "1", "type": "boolean", "text": "x" * 10_001}), [("AF-FHIR-IMPORT", "Questionnaire.item[0].text")]),
    "a slot": (form({"linkId": "1", "type": "boolean", "text": "How is {client.name}?"}), [("AF-TEMPLATE-PLACE", "Questionnaire")]),
}  # fmt: skip
for resource, _ in BAD.values():
    for one in resource.get("item", []):
        if not one.get("answerOption", True):
            del one["answerOption"]


class TestBadInput:
    @pytest.mark.parametrize("name", BAD)
    def test_it_is_refused_with_every_problem_at_its_place(self, name):
        resource, expected = BAD[name]
        assert refused(resource) == expected

    def test_ten_thousand_levels_and_fifty_megabytes_are_refused_at_once(self):
        deep = '{"item":[' * 10_000 + "]}" * 10_000
        started = time.perf_counter()
        assert refused(deep) == [("AF-JSON-DEPTH", None)]
        assert refused('{"a": "' + "x" * 50_000_000 + '"}') == [("AF-JSON-SIZE", None)]
        assert time.perf_counter() - started < 5

    @pytest.mark.parametrize("part", ["(", "1+", "iif(", "a.", "'", "%x.where(linkId='1')", " ", "-"])
    def test_two_million_characters_of_expression_are_kept_and_named(self, part):
        expression = part * (2_000_000 // len(part))
        calculated = {"url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression",
                      "valueExpression": {"language": "text/fhirpath", "expression": "x" + expression}}  # fmt: skip
        resource = form({"linkId": "1", "type": "boolean", "text": "So?"}, {"linkId": "2", "type": "integer", "extension": [calculated]})
        started = time.perf_counter()
        made = imported(resource)
        assert time.perf_counter() - started < 5
        assert made.unscorable == ("2",)
        assert same(again(made), resource)

    def test_a_small_form_cannot_ask_for_any_number_of_options(self):
        concepts = [{"code": f"c{number}"} for number in range(2_000)]
        large = {
            "resourceType": "ValueSet",
            "id": "v",
            "status": "active",
            "compose": {"include": [{"system": "urn:x:y", "concept": concepts}]},
        }
        items = [{"linkId": str(number), "type": "choice", "text": "Which?", "answerValueSet": "#v"} for number in range(51)]
        assert refused(form(*items, contained=[large])) == [("AF-FHIR-IMPORT", "Questionnaire.item[50]")]

    def test_a_long_chain_is_no_score_and_breaks_nothing(self):
        links = [str(number) for number in range(1_500)]
        named = "|".join(f"'{link}'" for link in links)
        calculated = {"url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression",
                      "valueExpression": {"language": "text/fhirpath", "expression": f"%resource.item.where(linkId in ({named})).answer.value.sum()"}}  # fmt: skip
        items = [{"linkId": link, "type": "integer", "text": "?"} for link in links]
        made = imported(form(*items, {"linkId": "t", "type": "integer", "extension": [calculated]}))
        assert made.unscorable == ("t",)

    def test_numbers_in_quotes_are_taken_where_one_asks_for_it(self):
        option = coded("a") | {"extension": [{"url": "http://x.example/e", "valueQuantity": {"value": "1"}}]}
        resource = form(choice(option))
        assert refused(resource) == [("AF-FHIR-QUOTED", "Questionnaire.item[0].answerOption[0].extension[0].value.value")]
        assert same(again(imported(resource, lenient=True)), resource)


def nodes(tree, path=()):
    yield path
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from nodes(value, (*path, key))


def at(tree, path):
    for key in path:
        tree = tree[key]
    return tree


@st.composite
def mutated(draw):
    name = draw(st.sampled_from(list(FILES)))
    tree = exact(FILES[name])
    paths = [path for path in nodes(tree) if path]
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(paths))
        other = draw(st.sampled_from(paths))
        try:
            here, value = at(tree, path[:-1]), copy.deepcopy(at(tree, other))
            at(tree, path)
        except (KeyError, IndexError, TypeError):
            continue
        if not isinstance(here, dict | list):
            continue
        kind = draw(st.sampled_from(["delete", "transplant", "replace", "repeat"]))
        if kind == "delete":
            del here[path[-1]]
        elif kind == "transplant":
            here[path[-1]] = value
        elif kind == "replace":
            here[path[-1]] = draw(
                st.sampled_from([0, 1, True, "x", "a b", [], {}, None, Decimal("1.5"), "#amount", "choice", "group", "display"])
            )
        elif isinstance(here, list):
            here.append(copy.deepcopy(here[path[-1]]))
    return name, tree


class TestAnythingAtAll:
    @given(mutated())
    def test_it_is_refused_with_places_or_goes_out_as_it_came(self, drawn):
        _, tree = drawn
        text = write_json(tree)
        try:
            made = imported(text)
        except InvalidDocument as error:
            assert error.problems
            assert all(one.expression or one.code.startswith(("AF-JSON", "AF-FHIR-RESOURCE")) for one in error.problems)
            return
        assert made.instrument.origin is not None
        format_ = {f"fhir-{key}": one for key, one in FORMATS.items()}[made.instrument.origin.format]
        assert same(again(made, format_), exact(text))


class TestTotals:
    def response(self, name, answers, total):
        items = [
            {"linkId": link, "answer": [{"valueCoding": {"system": "http://loinc.org", "code": code}}]} for link, code in answers.items()
        ]
        claimed = {"linkId": "score.total", "answer": [{"valueInteger": total}]}
        return json.dumps(
            {"resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": name, "item": [*items, claimed]}
        )

    def read(self, total, *, without=0):
        phq9 = af.get_instrument("phq-9")
        form_ = af.form_view(phq9)
        # One answer of each weight and a few more: ten, whatever somebody wrote below it.
        weights = (1, 1, 1, 1, 1, 1, 1, 1, 2)
        given_ = af.Response(
            instrument="phq-9",
            version="1.0.0",
            answers={str(number + 1): str(weight) for number, weight in enumerate(weights) if number >= without},
        )
        resource = json.loads(R4.render(form_, response=given_))
        resource["item"].append({"linkId": "score.total", "answer": [{"valueInteger": total}]})
        return R4.read(form_, json.dumps(resource)).problems

    def test_another_total_than_the_answers_give_is_a_problem(self):
        assert [(one.code, one.severity) for one in self.read(13)] == [("AF-FHIR-TOTAL", "error")]

    def test_the_same_total_is_none(self):
        assert self.read(10) == ()

    def test_a_total_of_too_few_answers_is_not_taken_over(self):
        found = [(one.code, one.severity) for one in self.read(9, without=1) if one.code == "AF-FHIR-TOTAL"]
        assert found == [("AF-FHIR-TOTAL", "warning")]


@pytest.fixture
def run(run):
    return lambda *arguments, given="": run("import", *arguments, given=given)


class TestTheCommand:
    def test_the_document_goes_out_and_what_is_lost_beside_it(self, run, tmp_path):
        file = tmp_path / "q.json"
        file.write_text(FILES["panel-r4"])
        status, out, err = run(str(file), "--id", "clinic-x.rest", "--language", "en", "--rights", "CC-BY-4.0", "--holder", "X")
        document = decode(exact(out), Instrument)
        assert (status, document.id, document.language) == (0, "clinic-x.rest", "en")
        assert (document.rights.basis, document.rights.holder) == ("CC-BY-4.0", "X")
        assert "AF-FHIR-LOST" in err

    def test_pipes_are_welcome(self, run):
        status, out, _ = run("-", given=FILES["newer-r5"])
        assert (status, exact(out)["origin"]["format"]) == (0, "fhir-r5")

    def test_a_refusal_names_everything_and_writes_nothing(self, run):
        status, out, err = run("-", given=json.dumps(BAD["weights that differ"][0]))
        assert (status, out, err.count("AF-FHIR-WEIGHT")) == (1, "", 2)

    def test_value_sets_are_given_beside_it(self, run, tmp_path):
        for number, one in enumerate(exact(FILES["contained-r4"])["contained"]):
            (tmp_path / f"{number}.json").write_text(write_json(one))
        given_ = [part for number in range(3) for part in ("--with", str(tmp_path / f"{number}.json"))]
        asked = form({"linkId": "1", "type": "choice", "text": "How?", "answerValueSet": "http://forms.example/ValueSet/amount"})
        assert run("-", *given_, given=json.dumps(asked))[0] == 0
