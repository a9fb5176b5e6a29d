# SPDX-License-Identifier: Apache-2.0
"""Each method on rules as they are published, from raw answers; wording plays no part, only which items count and how."""

import json
from decimal import Decimal

import attrs
import pytest

import alliance_forms as af
from alliance_forms.codec import answer_digest, read_json, scoring_digest
from alliance_forms.scoring import compile_plan


def instrument(scales, *, items, weights=range(4), **more):
    options = [{"code": str(weight), "weight": weight} for weight in weights]
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
        "rater": ["client"], "language": "en", "validation": {"status": "unknown"}, "rights": {"basis": "CC-BY-4.0", "holder": "Nobody"},
        "answerOptionSet": [{"id": "o", "answerOption": options}], "scale": scales,
        "item": [{"linkId": str(number), "type": "choice", "answerOptionSet": "o"} for number in range(1, items + 1)], **more,
    }  # fmt: skip
    return af.load(json.dumps(tree), af.Instrument)


def links(*numbers):
    return [str(number) for number in numbers]


def scored(form, codes, **more):
    """The report of one code for each item; a dot is no answer."""
    answers = {str(number): code for number, code in enumerate(codes.replace(" ", ""), start=1) if code != "."}
    return af.score(form, af.Response(instrument="test.form", version="1.0.0", answers={**answers, **more}))


# --- classification: the algorithm of the PHQ-9 (CamCOPS), item 9 counting from 1 and the others from 2 -------------------

PHQ9_ALGORITHM = [
    {"id": "symptoms", "method": "count", "atLeast": 2, "item": [*links(*range(1, 9)), {"linkId": "9", "atLeast": 1}]},
    {"id": "core", "method": "count", "atLeast": 2, "item": links(1, 2)},
    {
        "id": "pattern", "method": "classification",
        "criterion": [
            {"id": "five", "when": {"score": "symptoms", "operator": ">=", "answer": 5}},
            {"id": "two", "when": {"score": "symptoms", "operator": ">=", "answer": 2}},
            {"id": "core", "when": {"score": "core", "operator": ">=", "answer": 1}},
        ],
        "category": [{"id": "major", "value": 2, "all": ["core", "five"]}, {"id": "other", "value": 1, "all": ["core", "two"]}, {"id": "none", "value": 0}],
    },
]  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "symptoms", "pattern"),
    [
        ("222220000", 5, "major"), ("222200001", 5, "major"), ("222200000", 4, "other"), ("111111113", 1, "none"), ("002222221", 7, "none"),
        ("200000001", 2, "other"), ("200000000", 1, "none"), ("333333333", 9, "major"), ("000000000", 0, "none"), ("111111111", 1, "none"),
    ],
)  # fmt: skip
def test_phq9_algorithm(codes, symptoms, pattern):
    report = scored(instrument(PHQ9_ALGORITHM, items=9), codes)
    assert (report["symptoms"].value, report["pattern"].band) == (symptoms, pattern)
    assert report["pattern"].value == {"major": 2, "other": 1, "none": 0}[pattern]


def test_a_classification_with_a_gap_is_refused_by_the_name_of_its_part():
    report = scored(instrument(PHQ9_ALGORITHM, items=9), "22222000.")
    pattern = report["pattern"]
    assert (report["core"].value, pattern.value, pattern.reason) == (2, None, "part-refused")
    assert (pattern.refused_parts, pattern.missing) == (("symptoms",), ("9",))
    with pytest.raises(ValueError, match=r"part-refused; items without a weight: 9; parts without a score: symptoms"):
        pattern.require()


# --- classification: the clusters of the PCL-5, one of B, one of C, two of D, two of E ------------------------------------

CLUSTERS = {"b": range(1, 6), "c": range(6, 8), "d": range(8, 15), "e": range(15, 21)}
PCL5 = [
    *({"id": name, "method": "count", "atLeast": 2, "item": links(*items)} for name, items in CLUSTERS.items()),
    {"id": "total", "part": [{"scale": name} for name in "BCDE"]},
    *({"id": name.upper(), "item": links(*items)} for name, items in CLUSTERS.items()),
    {
        "id": "provisional", "method": "classification",
        "criterion": [{"id": name, "when": {"score": name, "operator": ">=", "answer": least}} for name, least in zip("bcde", (1, 1, 2, 2), strict=True)],
        "category": [{"id": "met", "value": 1, "all": list("bcde")}, {"id": "not-met", "value": 0}],
    },
]  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "total", "band"),
    [
        ("20000 20 2200000 220000", 12, "met"), ("20000 20 2100000 220000", 11, "not-met"),
        ("10000 44 4444444 444444", 61, "not-met"), ("4" * 20, 80, "met"), ("0" * 20, 0, "not-met"),
    ],
)  # fmt: skip
def test_pcl5_clusters(codes, total, band):
    report = scored(instrument(PCL5, items=20, weights=range(5)), codes)
    assert (report["total"].value, report["provisional"].band) == (total, band)


def test_a_total_names_every_part_that_has_no_score():
    total = scored(instrument(PCL5, items=20, weights=range(5)), "4.444444444444.44444")["total"]
    assert (total.value, total.refused_parts, total.missing) == (None, ("B", "E"), ("2", "15"))


def test_scores_stand_in_the_order_of_the_instrument_whatever_they_are_made_of():
    assert list(scored(instrument(PCL5, items=20, weights=range(5)), "").scores) == [scale["id"] for scale in PCL5]


# --- linear transforms: WHO-5 (the sum times four), CORE-10 (the mean times ten, items 2 and 3 reversed) -------------------


@pytest.mark.parametrize(
    ("codes", "index", "below"), [("55555", 100, False), ("33222", 48, True), ("33322", 52, False), ("00000", 0, True)]
)
def test_who5_index_and_its_cut_offs(codes, index, below):
    cuts = [{"id": "assess", "value": 50, "comparator": "<"}, {"id": "depression", "value": 28, "comparator": "<="}]
    form = instrument([{"id": "index", "linear": {"multiply": 4}, "item": links(*range(1, 6)), "cutOff": cuts}], items=5, weights=range(6))
    score = scored(form, codes)["index"]
    assert (score.value, dict(score.cut_offs)) == (index, {"assess": below, "depression": index <= 28})
    assert scored(form, codes[:4])["index"].cut_offs == {}


CORE10 = {
    "id": "clinical", "method": "mean", "linear": {"multiply": 10}, "digits": 1, "missing": {"rule": "prorate", "atMost": 1},
    "item": ["1", {"linkId": "2", "reverse": True}, {"linkId": "3", "reverse": True}, *links(*range(4, 11))],
}  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "value"),
    [("0440000000", "0.0"), ("4004444444", "40.0"), ("1331111111", "10.0"), ("133111111.", "10.0"), ("1441111112", "9.0")],
)
def test_core10_clinical_score(codes, value):
    assert str(scored(instrument([CORE10], items=10, weights=range(5)), codes)["clinical"].value) == value


def test_two_missing_of_core10_are_too_many():
    score = scored(instrument([CORE10], items=10, weights=range(5)), "13311111..")["clinical"]
    assert (score.value, score.reason, score.missing) == (None, "missing-items", ("9", "10"))


def test_a_linear_transform_can_turn_a_scale_round_and_shift_it():
    form = instrument([{"id": "s", "linear": {"multiply": -0.5, "add": 10.25}, "digits": 2, "item": links(1, 2)}], items=2)
    assert [str(scored(form, codes)["s"].value) for codes in ("00", "33", "30")] == ["10.25", "7.25", "8.75"]


# --- shortened: WSAS, whose item 1 does not apply to people without work -------------------------------------------------


def wsas():
    options = [*({"code": str(weight), "weight": weight} for weight in range(9)), {"code": "na", "absent": "not-applicable"}]
    item = [{"linkId": str(number), "type": "choice", "answerOption": options} for number in range(1, 6)]
    scale = {
        "id": "total",
        "item": links(*range(1, 6)),
        "missing": {"notApplicable": "shrink"},
        "band": [{"id": "low", "from": 0}, {"id": "high", "from": 21}],
    }
    return instrument([{**scale, "cutOff": [{"id": "some", "value": 10}]}], items=0, item=item)


def test_wsas_is_shortened_by_work_that_does_not_apply():
    answers = {"2": "8", "3": "8", "4": "8", "5": "8"}
    score = scored(wsas(), "", **answers, **{"1": "na"})["total"]
    assert (score.value, score.basis, score.band, dict(score.cut_offs)) == (32, "shortened", None, {})
    assert (score.missing, dict(score.absent)) == (("1",), {"1": "not-applicable"})
    assert scored(wsas(), "", **answers)["total"].reason == "missing-items"
    whole = scored(wsas(), "", **answers, **{"1": "0"})["total"]
    assert (whole.value, whole.basis, whole.band, dict(whole.cut_offs)) == (32, "complete", "high", {"some": True})


# --- look-up: a conversion table from raw sum to value, such as the one the SWEMWBS prescribes (first rows as recalled) ----

TABLE = [{"from": 7, "value": 7.00}, {"from": 8, "value": 9.51}, {"from": 9, "value": 11.25}, {"from": 35, "value": 35.00}]


@pytest.mark.parametrize(
    ("codes", "value"), [("1111111", "7.00"), ("1111112", "9.51"), ("1112112", "11.25"), ("5555554", "11.25"), ("5555555", "35.00")]
)
def test_a_look_up_table_gives_the_value_of_the_last_row_that_is_reached(codes, value):
    form = instrument([{"id": "metric", "digits": 2, "lookup": TABLE, "item": links(*range(1, 8))}], items=7, weights=range(1, 6))
    assert str(scored(form, codes)["metric"].value) == value
    assert scored(form, codes[:6])["metric"].value is None


def test_a_look_up_table_looks_at_the_exact_result():
    """2.5 of a mean is not yet 3, though it would be rounded to it; what the table gives is not rounded on the way into a composite."""
    scales = [
        {"id": "m", "method": "mean", "lookup": [{"from": 0, "value": 0}, {"from": 3, "value": 1.25}], "item": links(1, 2)},
        {"id": "twice", "digits": 1, "part": [{"scale": "m", "coefficient": 2}]},
    ]
    form = instrument(scales, items=2)
    assert [scored(form, codes)["m"].value for codes in ("23", "33")] == [0, 1]
    assert str(scored(form, "33")["twice"].value) == "2.5"


# --- percentage, least and greatest ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("codes", "value"), [("1111", "0.0"), ("4444", "100.0"), ("2222", "33.3"), ("444.", "100.0"), ("1444", "75.0")])
def test_a_percentage_is_of_the_maximum_possible(codes, value):
    scale = {"id": "p", "method": "percent", "digits": 1, "item": links(1, 2, 3, 4), "missing": {"rule": "prorate", "atMost": 1}}
    assert str(scored(instrument([scale], items=4, weights=range(1, 5)), codes)["p"].value) == value


def test_a_percentage_weighs_items_by_their_range_and_turns_a_number_round():
    item = [{"linkId": "a", "type": "rating", "minimum": 0, "maximum": 10}, {"linkId": "b", "type": "rating", "minimum": -5, "maximum": 35}]
    scale = {"id": "p", "method": "percent", "item": ["a", {"linkId": "b", "reverse": True}]}
    form = instrument([scale], items=0, item=item)
    values = {(0, 35): 0, (10, -5): 100, (10, 35): 20, (5, 15): 50, (0, -5): 80}
    assert {pair: scored(form, "", a=Decimal(pair[0]), b=Decimal(pair[1]))["p"].value for pair in values} == values


@pytest.mark.parametrize(("codes", "least", "greatest"), [("0123", 0, 3), ("2222", 2, 2), ("3120", 0, 3), ("012.", None, None)])
def test_the_least_and_the_greatest(codes, least, greatest):
    form = instrument([{"id": name[:3], "method": name, "item": links(1, 2, 3, 4)} for name in ("minimum", "maximum")], items=4)
    report = scored(form, codes)
    assert (report["min"].value, report["max"].value) == (least, greatest)


def test_the_least_of_ratings_is_taken_after_reversal_and_coefficient():
    item = [{"linkId": link, "type": "rating", "minimum": 0, "maximum": 10} for link in "ab"]
    parts = [{"linkId": "a", "reverse": True}, {"linkId": "b", "coefficient": 0.5}]
    form = instrument([{"id": "least", "method": "minimum", "digits": 1, "item": parts}], items=0, item=item)
    assert scored(form, "", a=Decimal(9), b=Decimal(7))["least"].value == 1
    assert scored(form, "", a=Decimal(0), b=Decimal(7))["least"].value == Decimal("3.5")


# --- composites -----------------------------------------------------------------------------------------------------------


def test_a_composite_goes_on_with_what_is_not_rounded():
    """Two means of 1/3 and 1/3 are reported as 0.3 each and add up to 0.7."""
    means = [{"id": name, "method": "mean", "digits": 1, "item": items} for name, items in (("x", links(1, 2, 3)), ("y", links(4, 5, 6)))]
    form = instrument([*means, {"id": "both", "digits": 1, "part": [{"scale": "x"}, {"scale": "y"}]}], items=6)
    assert [str(score.value) for score in scored(form, "100100").scores.values()] == ["0.3", "0.3", "0.7"]


def test_a_composite_says_what_its_parts_rest_on():
    missing = {"rule": "prorate", "atMost": 1, "notApplicable": "shrink"}
    parts = [{"id": "x", "item": links(1, 2), "missing": missing}, {"id": "y", "item": links(3, 4), "missing": missing}]
    form = instrument(
        [*parts, {"id": "m", "method": "mean", "digits": 1, "part": [{"scale": "x"}, {"scale": "y", "coefficient": 3}]}], items=4
    )
    away = af.Absent(absent="not-applicable")
    assert [(scored(form, codes)["m"].basis, scored(form, codes)["m"].value) for codes in ("1233", "1.33", "..33")] == [
        ("complete", Decimal("5.3")), ("prorated", Decimal("5.0")), (None, None),
    ]  # fmt: skip
    assert scored(form, "1.3.", **{"4": away})["m"].basis == "shortened"


def test_a_composite_hands_on_why_answers_are_absent():
    form = instrument(
        [{"id": "x", "item": links(1, 2), "missing": {"notApplicable": "shrink"}}, {"id": "w", "part": [{"scale": "x"}]}], items=2
    )
    away, declined = af.Absent(absent="not-applicable"), af.Absent(absent="asked-declined")
    whole = scored(form, "1.", **{"2": away})["w"]
    assert (whole.value, whole.missing, dict(whole.absent)) == (1, ("2",), {"2": "not-applicable"})
    refused = scored(form, "1.", **{"2": declined})["w"]
    assert (refused.reason, refused.missing, dict(refused.absent)) == ("part-refused", ("2",), {"2": "asked-declined"})


@pytest.mark.parametrize(("codes", "band"), [("3.", "first"), ("03", "second"), ("00", "rest"), ("30", "first"), ("33", "first")])
def test_any_criterion_is_enough_where_a_category_says_any(codes, band):
    when = [{"score": name, "operator": ">=", "answer": 2} for name in ("x", "y")]
    kind = {
        "id": "k", "method": "classification", "criterion": [{"id": name, "when": one} for name, one in zip("pq", when, strict=True)],
        "category": [{"id": "first", "value": 2, "all": ["p"]}, {"id": "second", "value": 1, "any": ["p", "q"]}, {"id": "rest", "value": 0}],
    }  # fmt: skip
    form = instrument([{"id": "x", "item": ["1"]}, {"id": "y", "item": ["2"]}, kind], items=2)
    assert scored(form, codes)["k"].band == (band if "." not in codes else None)


def test_what_the_session_knows_is_scored_like_an_answer():
    item = [{"linkId": "n", "type": "integer", "minimum": 0, "maximum": 99, "fill": "session.number"}]
    form = instrument([{"id": "s", "item": ["n"]}], items=0, item=item)
    session = af.load('{"instrument": "x", "version": "1.0.0", "answers": {}, "session": {"number": 7}}', af.Response).session
    assert af.score(form, af.Response(instrument="test.form", version="1.0.0", answers={}, session=session))["s"].value == 7


def test_an_answer_that_is_none_refuses_with_everything_else_that_is_missing():
    form = instrument([{"id": "s", "item": links(1, 2, 3), "missing": {"rule": "prorate", "atMost": 2}}], items=3)
    score = scored(form, "7..", **{"2": af.Absent(absent="asked-declined")})["s"]
    assert (score.reason, score.missing, dict(score.absent), score.rule) == (
        "invalid-answer",
        ("1", "2", "3"),
        {"2": "asked-declined"},
        "prorate",
    )
    assert scored(form, "111")["s"].rule == "prorate"


def test_a_value_of_fifteen_digits_is_the_longest():
    form = instrument([{"id": "s", "item": ["1"], "linear": {"multiply": 3333333333333.33}, "digits": 2}], items=1)
    assert str(scored(form, "3")["s"].value) == "9999999999999.99"


def test_a_report_says_whose_answers_it_is_about():
    form = instrument([{"id": "s", "item": ["1"]}], items=1, rater=["client", "therapist"])
    response = af.Response(instrument="test.form", version="1.0.0", answers={"1": "2"}, id="r-1", rater="therapist")
    report = af.score(form, response)
    assert (report.instrument, report.version, report.response, report.rater) == ("test.form", "1.0.0", "r-1", "therapist")
    with pytest.raises(af.InvalidDocument, match="several raters"):
        af.score(form, attrs.evolve(response, rater=None))


@pytest.mark.parametrize(
    ("scales", "pointer", "message"),
    [
        ([{"id": "a", "part": [{"scale": "b"}]}, {"id": "b", "part": [{"scale": "a"}]}], "/scale/0", "made of itself"),
        ([{"id": "a", "part": [{"scale": "a"}]}], "/scale/0", "made of itself"),
        ([{"id": "s", "item": ["1"]}, {"id": "m", "method": "mean", "part": [{"scale": "s", "coefficient": 0}]}], "/scale/1/part", "coefficients above 0"),
        ([{"id": "c", "method": "count", "item": ["1"]}], "/scale/0/item/0", "from which weight"),
        ([{"id": "p", "method": "percent", "item": ["n"]}], "/scale/0/item/0", "no declared range"),
        ([{"id": "p", "method": "percent", "item": ["one"]}], "/scale/0/item/0", "only one weight"),
        ([{"id": "p", "method": "percent", "item": [{"linkId": "1", "coefficient": -1}]}], "/scale/0/item/0", "coefficients above 0"),
        ([{"id": "m", "method": "minimum", "item": ["n"]}], "/scale/0/item/0", "no declared range"),
        ([{"id": "m", "method": "maximum", "item": ["wide"]}], "/scale/0/item/0", "at most 21 values"),
        ([{"id": "m", "method": "maximum", "item": ["line"]}], "/scale/0/item/0", "a whole number"),
        ([{"id": "l", "item": ["1"], "lookup": [{"from": 1, "value": 0}]}], "/scale/0/lookup", "does not begin at the lowest"),
        ([{"id": "l", "item": ["n"], "lookup": [{"from": 0, "value": 0}]}], "/scale/0/lookup", "does not begin at the lowest"),
        ([{"id": "d", "item": ["1"], "linear": {"multiply": 100000000000000}, "digits": 1}], "/scale/0", "more than 15 digits"),
        ([{"id": "d", "item": ["1"], "linear": {"multiply": -3333333333333.5}, "digits": 2}], "/scale/0", "more than 15 digits"),
        ([{"id": "t", "item": ["several"]}], "/scale/0/item/0", "item 'several' takes several answers"),
        ([{"id": "r", "item": [{"linkId": "low", "reverse": True}]}], "/scale/0/item/0", "item 'low' is reversed but has no declared range"),
        ([{"id": "r", "item": [{"linkId": "high", "reverse": True}]}], "/scale/0/item/0", "item 'high' is reversed but has no declared range"),
        ([{"id": "p", "method": "percent", "item": ["low"]}], "/scale/0/item/0", "item 'low' is part of a percentage but has no declared range"),
        ([{"id": "m", "method": "minimum", "item": ["low"]}], "/scale/0/item/0", "item 'low' is looked at answer by answer but has no declared range"),
        ([{"id": "m", "method": "minimum", "item": ["wide"]}], "/scale/0/item/0", "is looked at answer by answer, so it must be a whole number"),
    ],
)  # fmt: skip
def test_what_has_no_exact_meaning_is_refused_when_loaded(scales, pointer, message):
    item = [
        {"linkId": "1", "type": "choice", "answerOptionSet": "o"}, {"linkId": "n", "type": "integer"},
        {"linkId": "wide", "type": "rating", "minimum": 0, "maximum": 21}, {"linkId": "line", "type": "decimal", "decimals": 1, "minimum": 0, "maximum": 1},
        {"linkId": "one", "type": "choice", "answerOption": [{"code": "x", "weight": 1}]},
        {"linkId": "several", "type": "choice", "repeats": True, "answerOptionSet": "o"},
        {"linkId": "low", "type": "integer", "minimum": 0}, {"linkId": "high", "type": "integer", "maximum": 9},
    ]  # fmt: skip
    with pytest.raises(af.InvalidDocument, match=message) as caught:
        instrument(scales, items=0, item=item)
    assert pointer in [problem.pointer for problem in caught.value.problems]
    assert all(
        f"'{scales[-1]['id']}'" in problem.message or "'a'" in problem.message or "'b'" in problem.message
        for problem in caught.value.problems
    )


@pytest.mark.parametrize("number", ["1e400", "NaN", "Infinity", "1.0000000000000001", "-1e-20"])
@pytest.mark.parametrize(
    "place",
    ['"linear": {{"multiply": {}}}', '"lookup": [{{"from": 0, "value": {}}}]', '"cutOff": [{{"id": "x", "value": {}}}]', '"atLeast": {}'],
)
def test_numbers_that_cannot_be_exact_are_refused(number, place):
    text = json.dumps(af.dump(instrument([{"id": "s", "item": ["1"]}], items=1)), default=float)
    text = text.replace('"id": "s"', '"id": "s", ' + place.format(number))
    with pytest.raises(af.InvalidDocument):
        af.load(text, af.Instrument)


def test_a_change_of_weights_changes_the_scoring_digest_and_nothing_else():
    before = instrument([{"id": "s", "item": links(1, 2)}], items=2)
    (options,) = before.answer_option_set
    last = attrs.evolve(options.answer_option[-1], weight=Decimal(30))
    after = attrs.evolve(before, answer_option_set=(attrs.evolve(options, answer_option=(*options.answer_option[:-1], last)),))
    assert answer_digest(after) == answer_digest(before)
    assert scoring_digest(after) != scoring_digest(before)
    both = [scored(form, "33") for form in (before, after)]
    assert [report.digest for report in both] == [answer_digest(before)] * 2
    assert [report["s"].value for report in both] == [6, 60]


@pytest.mark.parametrize(
    "change",
    [
        {"linear": {"add": 1}},
        {"lookup": [{"from": 0, "value": 1}]},
        {"cutOff": [{"id": "x", "value": 1}]},
        {"method": "maximum"},
        {"digits": 1},
    ],
)
def test_every_rule_of_a_scale_is_in_the_scoring_digest_and_sources_are_not(change):
    plain, changed = (instrument([{"id": "s", "item": links(1, 2), **more}], items=2) for more in ({}, change))
    assert answer_digest(plain) == answer_digest(changed)
    assert scoring_digest(plain) != scoring_digest(changed)
    cut = {"id": "x", "value": 1}
    source = [{"id": "a", "citation": "Somebody"}]
    said = instrument(
        [{"id": "s", "item": links(1, 2), "cutOff": [{**cut, "population": "Some people", "source": "a", "text": "High"}]}],
        items=2,
        source=source,
    )
    assert scoring_digest(said) == scoring_digest(instrument([{"id": "s", "item": links(1, 2), "cutOff": [cut]}], items=2))


def test_values_stay_exact_beyond_the_digits_of_decimal_arithmetic():
    """15 digits in the weight and 15 in the coefficient make 30 in the unrounded sum; what is reported has 15 again."""
    item = [{"linkId": "x", "type": "choice", "answerOption": [{"code": "a", "weight": 123456789.012345}]}]
    form = instrument([{"id": "s", "item": [{"linkId": "x", "coefficient": 0.123456789012345}], "digits": 7}], items=0, item=item)
    exact = Decimal("123456789.012345") * 10**6 * (Decimal("0.123456789012345") * 10**15)
    assert scored(form, "", x="a")["s"].value == (exact / 10**21).quantize(Decimal("1e-7"), rounding="ROUND_HALF_UP")


def test_reading_a_plan_gives_every_scale_once_and_parts_first():
    plan = compile_plan(instrument(PCL5, items=20, weights=range(5)))
    order = [scale.id for scale in plan.ordered]
    assert sorted(order) == sorted(scale["id"] for scale in PCL5)
    assert all(order.index(name) < order.index(scale.id) for scale in plan.scales for name in scale.looks_at)


def test_documents_of_every_method_are_read_as_they_were_written():
    form = instrument(PCL5, items=20, weights=range(5))
    assert af.load(af.dumps(form), af.Instrument) == form
    assert read_json(af.dumps(form))["scale"][4] == {"id": "total", "part": [{"scale": name} for name in "BCDE"]}
