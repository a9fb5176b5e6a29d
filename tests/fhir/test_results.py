# SPDX-License-Identifier: Apache-2.0
"""Results in a record: the value the reference gives or a reason, never anything between; and of what is withheld no trace."""

import json

import attrs
import pytest
from fhir.resources.bundle import Bundle as InR5
from fhir.resources.R4B.bundle import Bundle as InR4B
from hypothesis import given, settings
from hypothesis import strategies as st
from recorded import FORMATS, OPEN, PEOPLE, Case, cases, of_kind, parsed, resources, value_of, why

import alliance_forms as af
from alliance_forms.fhir import ResultOptions, bundle, observations, vocabulary
from alliance_forms.model import Absent, Alert, Condition, ReleaseRule, Scale
from alliance_forms.scoring import report as score_with_key
from alliance_forms.testing import responses

STATUSES = {
    "in-progress": "preliminary", "stopped": "preliminary", "completed": "final", "amended": "amended", "entered-in-error": "entered-in-error",
}  # fmt: skip


# Each case is a whole form with its answers and rules, which takes time to draw.
few = settings(max_examples=max(10, settings.default.max_examples // 2))


# --- laws ----------------------------------------------------------------------------------------------------------------


@few
@given(cases())
def test_every_score_and_alert_is_what_the_reference_says_and_nothing_withheld_has_one(case):
    case = live(case)
    told, report, found = case.told, case.report, case.resources
    scales = {scale.id: scale for scale in case.form.instrument.scale}
    sent = of_kind(found, "scale")
    needed = {name: rests_on(scales, scale) | {*report[name].missing} for name, scale in scales.items()}
    assert {*sent} == {name for name, links in needed.items() if not links & told.withheld}
    for name, resource in sent.items():
        score = report[name]
        if score.value is None:
            assert (value_of(resource), why(resource)) == (None, score.reason)
        elif scales[name].method == "classification" and score.band:
            assert value_of(resource)[1]["coding"][0]["code"] == f"category/{name}/{score.band}"
        else:
            assert value_of(resource)[1]["value"] == score.value
        published = scales[name].coding if score.basis in (None, "complete") else ()
        assert resource["code"]["coding"][:-1] == [{"system": one.system, "code": one.code} for one in published]
        assert ("method" in resource) == (score.basis in ("prorated", "shortened"))
    raised, open_ = {one.id for one in report.alerts}, {one.id: one.reason for one in report.alerts_not_evaluated}
    for name, resource in of_kind(found, "alert").items():
        assert value_of(resource) == (None if name in open_ else ("valueBoolean", name in raised))
        assert why(resource) == open_.get(name)
    about_it = {alert.id: looked_at(alert) for alert in case.form.instrument.alert if "record" in alert.audience}
    silent = {("item", link) for link in told.withheld} | {("scale", name) for name in {*needed} - {*sent}}
    assert {*of_kind(found, "alert")} == {name for name, links in about_it.items() if not links & silent}
    assert not {*of_kind(found, "item")} & told.withheld


def live(case):
    """The same, neither taken back nor taking anything back; those have laws of their own."""
    status = "completed" if case.response.status == "entered-in-error" else case.response.status
    return attrs.evolve(case, response=attrs.evolve(case.response, status=status, replaces=None))


def looked_at(alert):
    """The items and scales that an alert names."""
    conditions = (alert.when,) if isinstance(alert.when, Condition) else (*alert.when.all, *alert.when.any)
    return {("item", one.question) if one.question else ("scale", one.score) for one in conditions}


def rests_on(scales, scale: Scale):
    """The items that a scale needs, by the words of its definition."""
    found = {one.link_id for one in scale.item}
    for name in [*(part.scale for part in scale.part), *(one.when.score for one in scale.criterion)]:
        found |= rests_on(scales, scales[name])
    return found


@few
@given(cases())
def test_a_bundle_is_whole_and_every_reader_takes_it(case):
    text = case.bundle
    assert text == case.bundle
    (InR5 if case.fhir == "fhir-r5" else InR4B).model_validate_json(text)
    tree = parsed(text)
    names = [entry["fullUrl"] for entry in tree["entry"]]
    urls = [entry["request"]["url"] for entry in tree["entry"]]
    assert len({*names}) == len(names) == len({*urls})
    assert {entry["request"]["method"] for entry in tree["entry"]} == {"PUT"}
    assert {reference for entry in tree["entry"] for reference in references(entry["resource"])} <= {*names, *PEOPLE.values()}
    kinds = [entry["resource"]["resourceType"] for entry in tree["entry"]]
    assert {*kinds} <= {"QuestionnaireResponse", "Observation", "Provenance"}
    assert (kinds[0], kinds[-1], kinds.count("Provenance")) == ("QuestionnaireResponse", "Provenance", 1)
    for one in resources(text):
        if one["resourceType"] == "Observation":
            # us-core-2, and FHIR's own obs-6.
            assert ("dataAbsentReason" in one) + (value_of(one) is not None) + ("component" in one or "hasMember" in one) == 1
            assert one["category"][0]["coding"][0]["code"] == "survey"
            assert one["subject"] == {"reference": "Patient/p1"}
    alone = [one["identifier"] for one in resources(case.observations)]
    assert alone == [one["identifier"] for one in resources(text) if one["resourceType"] == "Observation"][: len(alone)]


def references(tree):
    if isinstance(tree, dict):
        yield from ([tree["reference"]] if isinstance(tree.get("reference"), str) else [])
        for value in tree.values():
            yield from references(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from references(value)


@few
@given(cases())
def test_the_status_is_that_of_the_response_and_what_is_taken_back_has_no_value(case):
    case = attrs.evolve(case, response=attrs.evolve(case.response, replaces=None))
    found = [one for one in case.resources if one["resourceType"] == "Observation"]
    assert {one["status"] for one in found} <= {STATUSES[case.told.status]}
    if case.told.status == "entered-in-error":
        assert {(value_of(one), why(one)) for one in found} == {(None, "entered-in-error")}
    taken_back = attrs.evolve(case, response=attrs.evolve(case.response, status="entered-in-error"))
    amended = attrs.evolve(case, response=attrs.evolve(case.response, status="amended"))
    # Whatever was ever sent with these options is taken back, and nothing is sent under another name.
    assert {*urls(amended)} <= {*urls(taken_back)}
    assert {*urls(taken_back)} == {*urls(attrs.evolve(taken_back, response=attrs.evolve(taken_back.response, release=(OPEN,))))}


def urls(case):
    return [entry["request"]["url"] for entry in parsed(case.bundle)["entry"]]


@few
@given(cases(), st.data())
def test_what_is_withheld_changes_not_one_byte_and_no_answer_changes_what_there_is_a_result_of(case, data):
    other = data.draw(responses(case.form.instrument))
    withheld = case.told.withheld
    mixed = {link: answer for link, answer in case.response.answers.items() if link not in withheld}
    mixed |= {link: answer for link, answer in other.answers.items() if link in withheld}
    for status in (case.response.status, "completed"):
        first = attrs.evolve(case, response=attrs.evolve(case.response, status=status))
        second = attrs.evolve(first, response=attrs.evolve(first.response, answers=mixed))
        assert first.bundle == second.bundle
        assert first.observations == second.observations
    third = attrs.evolve(case, response=attrs.evolve(case.response, answers=other.answers))
    assert urls(third) == urls(case)


# --- the published examples ----------------------------------------------------------------------------------------------

PHQ9 = af.get_instrument("phq-9")
ALL = {str(number): "1" for number in range(1, 10)}
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
AT = "2026-11-25T10:00:00+01:00"


def case_of(answers, *, instrument=PHQ9, fhir="fhir-r4", rules=(OPEN,), transcribe=False, response=None, **options):
    more = {"id": "r-1", "authored": AT, "rater": instrument.rater[0]} | (response or {})
    given_ = af.Response(instrument=instrument.id, version=instrument.version, answers=answers, release=rules, **more)
    form = af.form_view(instrument, locale="en", rater=more["rater"], transcribe=transcribe)
    return Case(form=form, response=given_, options=ResultOptions(**({"subject": "Patient/12"} | options)), fhir=fhir)


class TestPhq9:
    def test_a_complete_form_has_its_total_under_loincs_code_with_its_band(self):
        found = case_of(ALL, source="Patient/12", issued="2026-11-25T10:05:00+01:00").resources
        (panel,), (total,) = of_kind(found, "form").values(), of_kind(found, "scale").values()
        assert panel["code"]["coding"][0] == {"system": LOINC, "code": "44249-1"}
        assert len(panel["hasMember"]) == 3
        assert total["code"]["coding"][0] == {"system": LOINC, "code": "44261-6"}
        assert total["code"]["text"] == "Patient Health Questionnaire-9 (PHQ-9): Total"
        assert total["valueQuantity"] == {"value": 9, "unit": "score", "system": UCUM, "code": "{score}"}
        assert total["interpretation"] == [{"text": "Mild"}]
        assert "referenceRange" not in total
        assert (total["status"], total["effectiveDateTime"], total["issued"]) == ("final", AT, "2026-11-25T10:05:00+01:00")
        assert total["performer"] == [{"reference": "Patient/12"}]
        assert total["extension"][0]["extension"] == [{"url": "digest", "valueString": case_of(ALL).report.scoring_digest}]

    def test_item_9_goes_with_the_total_and_its_alert(self):
        for given_, value, raised in (("0", "LA6568-5", False), ("1", "LA6569-3", True)):
            found = case_of(ALL | {"9": given_}).resources
            assert [*of_kind(found, "item")] == ["9"]
            item, alert = of_kind(found, "item")["9"], of_kind(found, "alert")["item-9"]
            assert item["code"]["coding"][0] == {"system": LOINC, "code": "44260-8"}
            assert item["valueCodeableConcept"]["coding"][0]["code"] == value
            assert alert["valueBoolean"] is raised
            assert ("interpretation" in alert) is raised
            assert len(alert["derivedFrom"]) == 2

    def test_an_incomplete_form_has_no_total_and_says_so(self):
        found = case_of({"1": "3", "2": "3"}, response={"status": "in-progress"}).resources
        total, item, alert = (of_kind(found, kind)[name] for kind, name in (("scale", "total"), ("item", "9"), ("alert", "item-9")))
        assert {one["status"] for one in (total, item, alert)} == {"preliminary"}
        assert (value_of(total), why(total), value_of(item), why(item), why(alert)) == (None, "missing-items", None, "missing", "missing")
        assert total["dataAbsentReason"]["coding"][0]["code"] == "unknown"
        assert total["code"]["coding"][0]["code"] == "44261-6"

    def test_a_declined_item_is_declined_in_the_response_the_item_and_the_alert(self):
        found = case_of(ALL | {"9": Absent(absent="asked-declined")}).resources
        asked = {one["linkId"]: one for one in found[0]["item"]}
        assert asked["9"]["extension"][0]["valueCode"] == "asked-declined"
        for one in (of_kind(found, "item")["9"], of_kind(found, "alert")["item-9"]):
            assert one["dataAbsentReason"]["coding"][0]["code"] == "asked-declined"

    def test_each_answer_is_a_result_where_the_host_asks_for_it(self):
        found = case_of(ALL, items=True, ranges=True).resources
        assert [*of_kind(found, "item")] == [str(number) for number in range(1, 11)]
        total = of_kind(found, "scale")["total"]
        assert len(total["derivedFrom"]) == 10
        ranges = [(one["low"]["value"], one.get("high", {}).get("value"), one["text"]) for one in total["referenceRange"]]
        assert ranges[0] == (0, 4, "Minimal")
        assert ranges[-1] == (20, None, "Severe")

    def test_what_is_withheld_takes_the_total_with_it_and_leaves_the_rest(self):
        rules = (OPEN, ReleaseRule(audience=("self",), link_id=("9",)))
        found = case_of(ALL, rules=rules, items=True).resources
        assert of_kind(found, "scale") == of_kind(found, "alert") == {}
        assert "9" not in of_kind(found, "item")
        assert {one["status"] for one in found if one["resourceType"] == "Observation"} == {"preliminary"}

    def test_an_unlicensed_instrument_goes_by_its_codes(self):
        core = af.get_instrument("core-10")
        case = case_of({str(number): "1" for number in range(1, 11)}, instrument=core, transcribe=True, items=True)
        found = case.resources
        assert of_kind(found, "item")["6"]["valueCodeableConcept"] == {
            "coding": [{"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": 1}],
                        "system": "https://w3id.org/alliance-forms/core-10/CodeSystem/" + core.item[0].answer_option_set, "code": "1",
                        "display": "1"}],
            "text": "1",
        }  # fmt: skip
        assert of_kind(found, "scale")["total"]["code"]["text"] == "core-10: total"

    def test_a_prorated_score_has_our_code_and_says_how(self):
        core = af.get_instrument("core-10")
        coded = attrs.evolve(core, scale=tuple(attrs.evolve(one, coding=PHQ9.scale[0].coding) for one in core.scale))
        answers = {str(number): "1" for number in range(1, 11)}
        whole = of_kind(case_of(answers, instrument=coded, transcribe=True).resources, "scale")["total"]
        fewer = answers | {"3": Absent(absent="asked-declined")}
        part = of_kind(case_of(fewer, instrument=coded, transcribe=True).resources, "scale")["total"]
        assert [len(one["code"]["coding"]) for one in (whole, part)] == [2, 1]
        assert "method" not in whole
        assert part["method"]["coding"][0]["code"] == "prorated"
        assert part["valueQuantity"]["value"] != whole["valueQuantity"]["value"]

    @pytest.mark.parametrize(("status", "sent"), STATUSES.items())
    def test_the_status_of_a_response_is_that_of_its_results(self, status, sent):
        found = case_of(ALL, response={"status": status}).resources
        assert [one["status"] for one in found[1:-1]] == [sent] * 4
        assert found[0]["status"] == status

    def test_a_shortened_score_has_neither_band_nor_range_nor_the_code_of_the_whole_one(self):
        wsas = af.get_instrument("wsas")
        answers = {item.link_id: "2" for item in wsas.item} | {wsas.item[0].link_id: Absent(absent="not-applicable")}
        found = case_of(answers, instrument=wsas, transcribe=True, ranges=True, items=True).resources
        total, first = of_kind(found, "scale")["total"], of_kind(found, "item")[wsas.item[0].link_id]
        assert total["method"]["coding"][0]["code"] == "shortened"
        assert not {"interpretation", "referenceRange"} & {*total}
        # An option may stand for the reason; the result says the reason.
        assert (value_of(first), first["dataAbsentReason"]["coding"][0]["code"]) == (None, "not-applicable")

    def test_a_score_whose_key_nobody_looked_up_says_so(self):
        for name, doubtful in (("sai", ["key"]), ("ors", [])):
            instrument = af.get_instrument(name)
            answers = instrument.example[0].answers
            case = case_of(answers, instrument=instrument, transcribe=True, relationship=True)
            total = of_kind(case.resources, "scale")["total"]
            assert value_of(total) is not None
            assert [part["valueString"] for part in total["extension"][0]["extension"] if part["url"] == "unconfirmed"] == doubtful
            assert ("note" in total) is bool(doubtful)

    def test_an_alert_on_a_withheld_score_is_no_result(self):
        high = Alert(id="high", when=Condition(score="total", operator=">=", answer=20), severity="attention", audience=("record",))
        coded = attrs.evolve(PHQ9, alert=(*PHQ9.alert, high))
        assert [*of_kind(case_of(ALL, instrument=coded).resources, "alert")] == ["item-9", "high"]
        rules = (OPEN, ReleaseRule(audience=("self",), link_id=("3",)))
        assert [*of_kind(case_of(ALL, instrument=coded, rules=rules).resources, "alert")] == ["item-9"]

    def test_a_score_whose_key_is_the_holders_tells_nothing_of_a_withheld_item(self):
        bare = attrs.evolve(PHQ9, scale=tuple(attrs.evolve(one, item=(), key="holder", band=(), cut_off=()) for one in PHQ9.scale))
        keyed = attrs.evolve(bare, scale=tuple(attrs.evolve(one, item=PHQ9.scale[0].item) for one in bare.scale))
        for rules, sent in (((OPEN,), ["total"]), ((OPEN, ReleaseRule(audience=("self",), link_id=("3",))), [])):
            case = case_of(ALL, instrument=bare, rules=rules)
            report = score_with_key(bare, case.told, keyed=keyed)
            assert [*of_kind(resources(bundle(case.form, case.told, report, options=case.options)), "scale")] == sent

    @pytest.mark.parametrize("fhir", FORMATS)
    def test_the_provenance_says_which_software_made_it(self, fhir):
        made = case_of(ALL, fhir=fhir, source="Patient/12", author="Practitioner/1").resources[-1]
        assert [agent["type"]["coding"][0]["code"] for agent in made["agent"]] == ["author", "enterer", "assembler"]
        assert made["agent"][-1]["who"]["identifier"]["system"].endswith("identifier/library")
        assert (made["recorded"], made["entity"][0]["role"]) == (AT, "source")
        assert len(made["target"]) == 5
        undated = {"fhir": fhir, "response": {"authored": None}}
        assert case_of(ALL, **undated, issued=AT).resources[-1]["recorded"] == AT
        with pytest.raises(af.UsageFault, match="when"):
            assert case_of(ALL, **undated).bundle
        assert case_of(ALL, **undated).observations

    def test_a_response_that_replaces_another_takes_its_results_back(self):
        case = case_of(ALL, response={"id": "r-2", "replaces": "r-1"})
        old = [one for one in case.resources if one["resourceType"] == "Observation" and one["identifier"][0]["value"].startswith("r-1/")]
        before = {url for url in urls(case_of(ALL)) if not url.startswith("Provenance")}
        assert before < {*urls(case)}
        assert {(one["status"], value_of(one)) for one in old} == {("entered-in-error", None)}
        assert {one["role"] for one in case.resources[-1]["entity"]} == {"source", "revision"}

    def test_signs_that_part_a_search_are_no_danger(self):
        url = urls(case_of(ALL, response={"id": "a|b,c$d\\e&f"}))[0]
        assert url.endswith("%7Ca%5C%7Cb%5C%2Cc%5C%24d%5C%5Ce%26f")


# --- what is refused -----------------------------------------------------------------------------------------------------


def refused(form=None, told=None, report=None, options=None):
    case = case_of(ALL)
    whole = {"form": form or case.form, "told": told or case.told, "report": report or case.report, "options": options or case.options}
    for write in (bundle, observations):
        with pytest.raises(af.UsageFault) as caught:
            write(whole["form"], whole["told"], whole["report"], options=whole["options"])
    return str(caught.value)


class TestRefusals:
    def test_only_what_was_released_to_the_record_goes_there(self):
        case = case_of(ALL)
        assert "release" in refused(told=case.response)
        assert "release" in refused(told=af.release(case.response, "self"))
        nothing = af.release(attrs.evolve(case.response, release=()), "record")
        assert "id" in refused(told=nothing, report=af.score(PHQ9, nothing))

    def test_a_report_of_something_else_is_no_report_of_this(self):
        case = case_of(ALL)
        withheld = attrs.evolve(case.response, release=(OPEN, ReleaseRule(audience=("self",), link_id=("9",))))
        assert "report" in refused(told=af.release(withheld, "record"), report=af.score(PHQ9, case.response))
        other = attrs.evolve(case.response, answers=ALL | {"9": "3"})
        assert "report" in refused(report=af.score(PHQ9, other))
        assert "report" in refused(report=af.score(PHQ9, attrs.evolve(case.told, id="r-9")))
        gad7 = af.get_instrument("gad-7")
        assert "report" in refused(report=af.score(gad7, af.Response(id="r-1", instrument="gad-7", version="1.0.0", answers={})))

    def test_somebody_is_meant(self):
        assert "subject" in refused(options=ResultOptions())
        for wrong in ({"subject": "Practitioner/1"}, {"issued": "2026-11-25"}, {"issued": "2026-02-30T10:00:00Z"}, {"subject": "12"}):
            with pytest.raises(af.UsageFault):
                ResultOptions(**wrong)

    def test_what_rates_the_therapist_is_in_no_patients_record(self):
        cts = af.get_instrument("cts")
        case = case_of({}, instrument=cts, transcribe=True)
        assert "therapist" in refused(case.form, case.told, case.report)
        for named in ({"subject": "Patient/1"}, {"subject": "https://ehr.example/fhir/Patient/1"}, {"subject": "urn:uuid:1"},
                      {"source": "Patient/1"}, {"author": "Patient/1"}, {"encounter": "Encounter/1"}):  # fmt: skip
            with pytest.raises(af.UsageFault, match="therapist"):
                af.render(cts, "fhir-r4", response=case.response, transcribe=True, **named)
        written = af.render(cts, "fhir-r4", response=case.response, transcribe=True, subject="Practitioner/1", author="Practitioner/1")
        assert json.loads(written)["subject"]["reference"] == "Practitioner/1"

    def test_what_rates_the_relationship_goes_there_by_the_hosts_word(self):
        check_in = af.get_instrument("alliance-check-in")
        case = case_of({}, instrument=check_in)
        assert "relationship" in refused(case.form, case.told, case.report)
        assert attrs.evolve(case, options=ResultOptions(subject="Patient/1", relationship=True)).resources


def test_every_code_of_a_result_is_in_a_code_system_of_ours():
    pcl5 = af.get_instrument("pcl-5")
    case = case_of({str(number): "3" for number in range(1, 21)}, instrument=pcl5, items=True, transcribe=True)
    systems = [one for one in vocabulary(case.form) if one["resourceType"] == "CodeSystem"]
    known = {(one["url"], concept["code"]) for one in systems for concept in one["concept"]}
    used = {(one["system"], one["code"]) for resource in case.resources for one in codings(resource) if one["system"].startswith(pcl5.url)}
    assert used
    assert used <= known
    assert of_kind(case.resources, "scale")["provisional"]["valueCodeableConcept"]["coding"][0]["code"].startswith("category/provisional/")


def codings(tree):
    if isinstance(tree, dict):
        if "system" in tree and "code" in tree and "value" not in tree:
            yield tree
        for value in tree.values():
            yield from codings(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from codings(value)
