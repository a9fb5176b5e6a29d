# SPDX-License-Identifier: Apache-2.0
"""Why a score is what it is: the numbers of an explanation give the score again, and nothing is told twice, left out or given away."""

import copy
import json
import math
import pickle
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.plugins import Registry
from alliance_forms.scoring import report as plain_report
from alliance_forms.testing import instruments, responses
from alliance_forms.testing._scored import scored_forms

PHQ9 = af.get_instrument("phq-9")
INSTRUMENTS = instruments()
CANARY = "CANARY"


@st.composite
def anything(draw):
    instrument = draw(INSTRUMENTS.filter(lambda one: one.scale))
    return instrument, draw(responses(instrument))


def answered():
    """Any instrument with scales, or scales of every method over one form, and a response."""
    return anything() | scored_forms()


def pairs(instrument, response):
    """Each score of a report with its explanation."""
    report = af.score(instrument, response)
    explanation = report.explain()
    assert [one.scale for one in explanation.scores] == [scale.id for scale in instrument.scale]
    return [(scale, report[scale.id], explanation[scale.id]) for scale in instrument.scale]


# --- laws ----------------------------------------------------------------------------------------------------------------


def combined(one):
    """The result of the points, by the definition: S, S·C/Ca, S/Ca, 100·S/Ca, the least, the greatest."""
    points = [Fraction(answer.points) for answer in one.counted]
    answered = sum(Fraction(answer.weighs) for answer in one.counted)
    every = answered + sum(Fraction(gap.weighs) for gap in one.missing if gap.applies)
    if one.method in ("minimum", "maximum"):
        return {"minimum": min, "maximum": max}[one.method](points)
    if one.method in ("mean", "percent"):
        return sum(points) / answered * (100 if one.method == "percent" else 1)
    return sum(points) * every / answered if every != answered else sum(points)


@given(answered())
def test_the_points_of_the_answers_give_the_score(pair):
    for _, score, one in pairs(*pair):
        if score.value is None or not one.counted or one.method == "scorer":
            continue
        result = combined(one)
        assert Fraction(one.combined) == result
        if one.linear:
            result = Fraction(one.linear.multiply) * result + Fraction(one.linear.add)
            assert Fraction(one.transformed) == result
        if one.lookup:
            assert one.lookup.low <= result
            result = Fraction(one.lookup.value)
        assert Fraction(one.exact) == result
        shift = 10**one.digits
        assert Fraction(score.value) == Fraction(math.floor(result * shift + Fraction(1, 2)), shift)


@given(answered())
def test_every_item_of_a_scale_is_counted_or_missing_exactly_once(pair):
    for scale, score, one in pairs(*pair):
        told = [answer.link_id for answer in one.counted] + [gap.link_id for gap in one.missing]
        assert sorted(told) == sorted(part.link_id for part in scale.item)
        if scale.item:
            assert tuple(gap.link_id for gap in one.missing) == score.missing
        assert {gap.link_id: gap.reason for gap in one.missing if gap.link_id in score.absent} == {
            link: reason for link, reason in score.absent.items() if scale.item
        }


@given(answered())
def test_a_refused_score_has_no_number_anywhere(pair):
    for _, score, one in pairs(*pair):
        assert (one.status, one.value, one.reason, one.basis, one.rule) == (
            score.status, score.value, score.reason, score.basis, score.rule,
        )  # fmt: skip
        assert (one.band and one.band.id) == score.band
        if score.value is None:
            assert (one.combined, one.transformed, one.lookup, one.exact, one.band) == (None,) * 5
            assert all(cut.reached is None for cut in one.cut_offs)


@given(answered())
def test_the_band_holds_the_value_and_ends_where_the_next_begins(pair):
    for _, score, one in pairs(*pair):
        if one.band and one.method != "classification":
            assert one.band.low <= score.value
            assert one.band.high is None or score.value < one.band.high


@given(answered(), st.sampled_from([None, "en", "es", "ar", "qaa"]))
def test_explaining_changes_no_report(pair, locale):
    report, untouched = af.score(*pair), plain_report(*pair)
    report.explain(locale)
    assert report == untouched
    assert hash(report) == hash(untouched)
    assert (repr(report), af.dumps(report)) == (repr(untouched), af.dumps(untouched))
    assert pickle.dumps(report) == pickle.dumps(untouched)


@given(answered(), st.sampled_from([None, "en", "es", "ar", "qaa"]))
def test_an_explanation_holds_no_wording_and_its_repr_no_answer(pair, locale):
    instrument, response = pair
    tree = af.dump(instrument)
    worded(tree["item"] + tree.get("answerOptionSet", []))
    instrument = af.load(json.dumps(tree, default=float), af.Instrument)
    explanation = af.score(instrument, attrs.evolve(response, digest=None)).explain(locale)
    text = str(explanation)
    assert CANARY not in text
    assert CANARY not in repr(attrs.asdict(explanation))
    assert not any(ord(letter) < 32 and letter != "\n" for letter in text)
    assert {name for name, in_repr in shown(explanation.scores) if in_repr} <= {"link_id", "label", "reversed", "coefficient", "at_least"}


def worded(members):
    """Every text of these items, in place, said with the canary."""
    for member in members:
        for key in ("text", "hint", "minText", "maxText", "openLabel"):
            if key in member:
                member[key] = CANARY
        worded(member.get("item", []) + member.get("answerOption", []))


def shown(scores):
    """The fields of counted answers, and whether their `repr` shows them."""
    classes = {type(answer) for score in scores for answer in score.counted}
    return {(field.name, field.repr) for cls in classes for field in attrs.fields(cls) if field.name != "weighs"}


@given(answered())
def test_answers_to_another_version_are_not_explained(pair):
    instrument, response = pair
    explanation = af.score(instrument, attrs.evolve(response, digest="sha256:" + "0" * 64)).explain("en")
    for one in explanation.scores:
        assert (one.value, one.reason, one.counted, one.missing) == (None, "digest-mismatch", (), ())
    assert "another version of this form" in str(explanation)


# --- examples ------------------------------------------------------------------------------------------------------------


def phq9(codes, **more):
    answers = {str(number): code for number, code in enumerate(codes, start=1)}
    return af.score(PHQ9, af.Response(instrument="phq-9", version="1.0.0", answers={**answers, **more}))


REGISTRY = "Trial registry entry NCT05134103: caseness from 10 and reliable change of 6 points or more in NHS Talking Therapies."
CAMCOPS = (
    "CamCOPS, server/camcops_server/tasks/phq9.py and docs/source/tasks/phq9.rst at commit 56a303e1: scored items, bands and the reading "
    "of item 9."
)


def test_ten_points_in_english():
    assert str(phq9("221111011").explain()).splitlines() == [
        "Total: 10 (Moderate)",
        "Answers that count: 9 of 9. Their points were added up.",
        "Points by question: 1: 2, 2: 2, 3: 1, 4: 1, 5: 1, 6: 1, 7: 0, 8: 1, 9: 1.",
        "Moderate is from 10 to below 15.",
        "Clinical cut-off (10 or more): yes. Made for: NHS Talking Therapies, England.",
        f"Rule and ranges: {CAMCOPS} (looked up)",
        f"Clinical cut-off: {REGISTRY} (looked up)",
    ]


def test_ten_points_in_spanish():
    explanation = phq9("221111011").explain("es-MX")
    assert explanation.locale == "es"
    assert str(explanation).splitlines() == [
        "Total: 10 (Moderada)",
        "Respuestas que cuentan: 9 de 9. Se sumaron sus puntos.",
        "Puntos por pregunta: 1: 2, 2: 2, 3: 1, 4: 1, 5: 1, 6: 1, 7: 0, 8: 1, 9: 1.",
        "Moderada: desde 10 hasta menos de 15.",
        "Punto de corte clínico (10 o más): sí. Hecho para: NHS Talking Therapies, England.",
        f"Regla y rangos: {CAMCOPS} (consultada)",
        f"Punto de corte clínico: {REGISTRY} (consultada)",
    ]


def test_missing_answers_are_named_and_the_rule_is_said():
    explanation = phq9("33", **{"9": af.Absent(absent="asked-declined")}).explain()
    assert str(explanation).splitlines()[:-1] == [
        "Total: no score",
        "Answers that count: 2 of 9.",
        "No answer that counts: 3, 4, 5, 6, 7, 8, 9.",
        "This score needs an answer to every question, so there is none.",
    ]
    assert [gap.reason for gap in explanation["total"].missing] == ["missing"] * 6 + ["asked-declined"]


def test_an_answer_that_is_none_is_named_and_not_shown():
    explanation = phq9("33333333", **{"9": "SECRET"}).explain()
    assert "The answer could not be used, so there is no score: 9." in str(explanation).splitlines()
    assert "SECRET" not in f"{explanation} {attrs.asdict(explanation)}"
    stray = phq9("333333333", **{"no-such": "SECRET"}).explain()
    assert "Something was answered that this form does not ask, so there is no score." in str(stray).splitlines()


def test_a_report_without_its_answers_says_where_to_ask():
    report = phq9("333333333")
    for other in (
        af.load(af.dumps(report), af.ScoreReport), pickle.loads(pickle.dumps(report)), copy.copy(report), copy.deepcopy(report),
        attrs.evolve(report),
    ):  # fmt: skip
        assert other == report
        with pytest.raises(af.UsageFault, match=r"af\.score\(instrument, response\)"):
            other.explain()


def test_no_locale_is_guessed():
    with pytest.raises(af.UsageFault, match="not a language tag"):
        phq9("333333333").explain("no language")


def test_a_scale_that_nothing_names_has_no_explanation():
    with pytest.raises(KeyError, match="no-such"):
        phq9("333333333").explain()["no-such"]


def form(*scales, prefix=False, **more):
    """Three questions with answers of 0 to 4 points, and these scales."""
    options = [{"code": str(number), "weight": number} for number in range(5)] + [{"code": "na", "absent": "not-applicable"}]
    items = [
        {"linkId": link, "type": "choice", "answerOptionSet": "o"} | ({"prefix": f"Q{n}."} if prefix else {})
        for n, link in enumerate("abc", 1)
    ]
    tree = {
        "format": "alliance-forms/instrument/1", "id": "clinic-x.i", "version": "1.0.0", "title": "I", "subject": "client",
        "rater": ["client"], "language": "en", "answerOptionSet": [{"id": "o", "answerOption": options}], "item": items, **more,
        "source": [{"id": "known", "citation": "Known 2001.", "verified": True}, {"id": "line", "citation": "Line 2002."}],
        "scale": [{"id": "x", "item": ["a", "b", "c"], **one} for one in scales],
    }  # fmt: skip
    tree["scale"] = [{key: value for key, value in scale.items() if value is not None} for scale in tree["scale"]]
    return af.load(json.dumps(tree), af.Instrument)


def explained(instrument, answers, **how):
    return af.score(instrument, af.Response(instrument="clinic-x.i", version="1.0.0", answers=answers), **how).explain()


def lines(*scales, answers, **more):
    """The text of an explanation without its last line, which says that no source is named."""
    told = str(explained(form(*scales, **more), answers)).splitlines()
    assert told[-1] == "No source is named for the rule."
    return told[:-1]


def test_a_reversed_answer_shows_its_own_weight_and_what_it_added():
    scale = {"item": ["a", {"linkId": "b", "reverse": True, "coefficient": 0.5}, "c"]}
    instrument, answers = form(scale, prefix=True), {"a": "1", "b": "1", "c": "4"}
    turned = explained(instrument, answers)["x"].counted[1]
    assert (turned.label, turned.answer, turned.weight, turned.reversed, turned.coefficient, turned.points) == (
        "Q2", "1", 1, True, Decimal("0.5"), Decimal("1.5"),
    )  # fmt: skip
    assert str(explained(instrument, answers)).splitlines()[:-1] == [
        "x: 7",
        "Answers that count: 3 of 3. Their points were added up.",
        "Points by question: Q1: 1, Q2: 1.5, Q3: 4.",
        "Counted more or less than once: Q2 (× 0.5).",
        "Turned round, so that all answers point the same way: Q2.",
        "Rounded from 6.5.",
    ]


def test_what_may_not_be_shown_is_explained_all_the_same():
    instrument = form({"title": "Sum", "item": ["a"]})
    with pytest.raises(af.NotPermitted):
        af.form_view(instrument)
    assert str(explained(instrument, {"a": "4"})).splitlines()[:-1] == [
        "Sum: 4",
        "Answers that count: 1 of 1.",
        "Points by question: 1: 4.",
    ]


def test_a_question_without_a_prefix_is_called_by_its_number():
    told = explained(form({}), {"a": "1", "b": "1"})["x"]
    assert ([one.label for one in told.counted], [one.label for one in told.missing]) == (["1", "2"], ["3"])


def test_a_long_prefix_is_no_label():
    instrument = form(
        {}, item=[{"linkId": link, "type": "choice", "answerOptionSet": "o", "prefix": f"{CANARY} as a prefix"} for link in "abc"]
    )
    assert [one.label for one in explained(instrument, {"a": "1"})["x"].counted] == ["a"]


PRORATED = {"missing": {"rule": "prorate", "atMost": 1}, "digits": 1}


def test_prorated():
    assert lines(PRORATED, answers={"a": "1", "c": "4"}) == [
        "x: 7.5",
        "Answers that count: 2 of 3. Their points were added up.",
        "Points by question: 1: 1, 3: 4.",
        "No answer that counts: 2.",
        "The average of the other answers stands in for what is missing; this score allows at most 1 missing.",
    ]


def test_more_missing_than_the_rule_allows():
    assert lines(PRORATED, answers={"a": "1"})[-2:] == [
        "No answer that counts: 2, 3.",
        "This score allows at most 1 missing, so there is none.",
    ]
    assert lines(PRORATED, answers={})[-1] == "This score allows at most 1 missing, so there is none."


def test_shortened():
    shrink = {"missing": {"notApplicable": "shrink"}, "method": "mean", "digits": 1, "band": [{"id": "low", "from": 0}]}
    not_meant = af.Absent(absent="not-applicable")
    assert lines(shrink, answers={"a": "1", "b": not_meant, "c": "4"}) == [
        "x: 2.5",
        "Answers that count: 2 of 3. Their points were averaged.",
        "Points by question: 1: 1, 3: 4.",
        "Does not apply, and the score is made without it: 2.",
        "No range is named, since the ranges are made for all questions.",
    ]
    assert lines(shrink, answers=dict.fromkeys("abc", not_meant))[-1] == "There is no answer to make a score of."


def test_shortened_and_filled_up():
    both = {"missing": {"rule": "prorate", "atMost": 1, "notApplicable": "shrink"}}
    assert lines(both, answers={"a": "2", "b": af.Absent(absent="not-applicable")}) == [
        "x: 4",
        "Answers that count: 1 of 3.",
        "Points by question: 1: 2.",
        "No answer that counts: 3.",
        "Does not apply, and the score is made without it: 2.",
        "The average of the other answers stands in for what is missing; this score allows at most 1 missing.",
    ]


def test_digits_without_end_are_cut_and_say_so():
    told = explained(form({"method": "mean", "digits": 2}), {"a": "1", "b": "2", "c": "4"})
    assert (told["x"].combined, told["x"].exact) == ("7/3", "7/3")
    assert "Rounded from 2.3333…." in str(told).splitlines()


@pytest.mark.parametrize(
    ("scale", "value", "done"),
    [
        ({"method": "minimum"}, 1, "The lowest of their points counts."),
        ({"method": "maximum"}, 4, "The highest of their points counts."),
        ({"method": "percent"}, 58, "The score is the percentage of the points possible: 7 of 12."),
        ({"method": "count", "atLeast": 2}, 2, "Each answer worth 2 or more counts as one."),
        (
            {"method": "count", "atLeast": 2, "item": [{"linkId": "a", "atLeast": 1}, "b", "c"]},
            3,
            "Each answer worth 2 or more counts as one. For 1, worth 1 or more.",
        ),
    ],
)
def test_what_each_method_does(scale, value, done):
    told = lines(scale, answers={"a": "1", "b": "2", "c": "4"})
    assert told[0] == f"x: {value}"
    assert told[1] == f"Answers that count: 3 of 3. {done}"


@pytest.mark.parametrize(
    ("linear", "said"),
    [
        ({"multiply": 2, "add": -0.5}, "The result 7, times 2, plus -0.5, is 13.5."),
        ({"multiply": 0.5}, "The result 7, times 0.5, is 3.5."),
        ({"add": 10}, "The result 7, plus 10, is 17."),
    ],
)
def test_a_linear_transform_and_a_table_say_what_they_do(linear, said):
    scale = {"linear": linear, "lookup": [{"from": -10, "value": 40}, {"from": 5, "value": 52.5}], "digits": 1}
    told = lines(scale, answers={"a": "1", "b": "2", "c": "4"})
    after = said.split()[-1].rstrip(".")
    assert said in told
    assert f"The table of this score turns {after} into {'40' if after == '3.5' else '52.5'}." in told


def test_ranges_lines_populations_and_their_sources():
    scale = {
        "band": [{"id": "low", "from": 0, "text": "Low"}, {"id": "high", "from": 6, "text": "High"}], "bandPopulation": "adults",
        "source": "known", "bandSource": "known",
        "cutOff": [
            {"id": "far", "value": 8, "text": "Far", "source": "line", "population": "older adults"},
            {"id": "near", "value": 7, "comparator": "<=", "source": "known"},
        ],
    }  # fmt: skip
    assert str(explained(form(scale), {"a": "1", "b": "2", "c": "4"})).splitlines()[3:] == [
        "High is from 6 upwards. Made for: adults.",
        "Far (8 or more): no. Made for: older adults.",
        "near (7 or less): yes.",
        "Rule and ranges: Known 2001. (looked up)",
        "Far: Line 2002. (recalled, not looked up)",
    ]


def test_a_key_that_is_the_holders():
    told = explained(form({"item": None, "key": "holder"}), {"a": "1"})
    assert (told["x"].key, told["x"].counted, told["x"].missing) == ("holder", (), ())
    assert "The key of this score is the rights holder's to supply, so there is no score." in str(told)
    assert "The key of this score is the rights holder's; nothing here confirms it." in lines(
        {"key": "holder"}, answers=dict.fromkeys("abc", "1")
    )


COMPOSITE = [
    {"id": "one", "item": ["a"], "title": "One"},
    {"id": "two", "item": ["b", "c"], "method": "mean"},
    {"id": "both", "item": None, "part": [{"scale": "one", "coefficient": 2}, {"scale": "two"}], "digits": 1},
]


def test_a_composite_names_its_parts_and_goes_on_with_their_exact_values():
    told = explained(form(*COMPOSITE), {"a": "1", "b": "2", "c": "3"})
    assert [(part.scale, part.coefficient, part.value, part.exact) for part in told["both"].parts] == [
        ("one", 2, 1, "1"),
        ("two", 1, 3, "2.5"),
    ]
    assert str(told).split("\n\n")[2].splitlines()[:2] == ["both: 4.5", "Other scores, added up: 2 × One 1, two 2.5."]


def test_a_composite_with_a_part_that_is_refused():
    told = explained(form(*COMPOSITE), {"a": "1", "b": "2"})
    assert [(part.scale, part.value, part.exact) for part in told["both"].parts] == [("one", 1, "1"), ("two", None, None)]
    assert str(told).split("\n\n")[2].splitlines()[:3] == [
        "both: no score",
        "Other scores, added up: 2 × One 1, two –.",
        "One of these has no value, so there is no score.",
    ]


ALGORITHM = [
    {"id": "symptoms", "title": "Symptoms", "method": "count", "atLeast": 2, "item": [*"12345678", {"linkId": "9", "atLeast": 1}]},
    {"id": "core", "title": "Core symptoms", "method": "count", "atLeast": 2, "item": ["1", "2"]},
    {
        "id": "pattern", "title": "Pattern", "method": "classification",
        "criterion": [
            {"id": "any-core", "text": "A core symptom", "when": {"score": "core", "operator": ">=", "answer": 1}},
            {"id": "five", "text": "Five or more", "when": {"score": "symptoms", "operator": ">=", "answer": 5}},
            {"id": "two-to-four", "text": "Two to four", "when": {"score": "symptoms", "operator": "=", "answer": [2, 3, 4]}},
        ],
        "category": [
            {"id": "major", "value": 2, "text": "Major", "all": ["any-core", "five"]},
            {"id": "other", "value": 1, "text": "Other", "all": ["any-core", "two-to-four"]},
            {"id": "none", "value": 0, "text": "None"},
        ],
    },
]  # fmt: skip


def pattern(codes):
    tree = {**af.dump(PHQ9), "id": "clinic-x.i", "scale": ALGORITHM, "alert": [], "change": [], "example": []}
    instrument = af.load(json.dumps(tree, default=float), af.Instrument)
    return explained(instrument, {str(number): code for number, code in enumerate(codes, start=1)})


def test_a_classification_says_which_criteria_are_met_and_why_it_is_this_category():
    told = pattern("222200001")
    assert [(one.id, one.met) for one in told["pattern"].criteria] == [("any-core", True), ("five", True), ("two-to-four", False)]
    assert (told["pattern"].band.id, told["pattern"].band.all) == ("major", ("any-core", "five"))
    symptoms, _, chosen = (part.splitlines() for part in str(told).split("\n\n"))
    assert symptoms[:2] == [
        "Symptoms: 5",
        "Answers that count: 9 of 9. Each answer worth 2 or more counts as one. For 9, worth 1 or more.",
    ]
    assert chosen == [
        "Pattern: Major",
        "This looks at other scores: Core symptoms 2, Symptoms 5.",
        "These criteria are met: A core symptom, Five or more.",
        "These criteria are not met: Two to four.",
        "Major needs all of these: A core symptom, Five or more.",
        "No source is named for the rule.",
    ]


def test_the_category_that_is_left():
    assert str(pattern("011111110")).splitlines()[-5:-1] == [
        "Pattern: None",
        "This looks at other scores: Core symptoms 0, Symptoms 0.",
        "These criteria are not met: A core symptom, Five or more, Two to four.",
        "None is what is left where nothing else fits.",
    ]


def test_a_classification_without_all_its_scores():
    told = pattern("2222")
    assert [one.met for one in told["pattern"].criteria] == [True, None, None]
    assert "This looks at other scores: Core symptoms 2, Symptoms –.\nOne of these has no value, so there is no score." in str(told)


class Scorer:
    name, api_version = "clinic-x.s", 1

    def __init__(self, value):
        self.value = value

    def score(self, instrument, answers):
        return self.value


def by_scorer(value, answers):
    scorers = Registry("scorer", added={"clinic-x.s": Scorer(value)})
    words = {"linkId": "w", "type": "text", "text": CANARY}
    scale = {"method": "scorer", "scorer": "clinic-x.s", "item": ["a", "w"], "digits": 1}
    choice = {"linkId": "a", "type": "choice", "answerOptionSet": "o"}
    return explained(form(scale, item=[choice, words]), answers, host=af.Host(scorers=scorers))


def test_a_scorer_is_named_and_own_words_stay_where_they_are():
    told = by_scorer(Decimal("2.25"), {"a": "1", "w": "SECRET"})
    assert [(one.link_id, one.answer, one.weight, one.points) for one in told["x"].counted] == [
        ("a", "1", None, None),
        ("w", None, None, None),
    ]
    assert told["x"].exact == "2.25"
    assert str(told).splitlines()[:-1] == [
        "x: 2.3",
        "Answers that count: 2 of 2. The value was calculated by clinic-x.s.",
        "Rounded from 2.25.",
    ]
    assert "SECRET" not in f"{told} {attrs.asdict(told)}"


def test_a_scorer_that_gives_nothing():
    told = by_scorer(None, {"a": "1", "w": "SECRET"})
    assert "clinic-x.s gives no value for these answers, so there is no score." in str(told).splitlines()


def test_a_form_without_scores():
    review = af.get_instrument("alliance-review")
    response = af.Response(instrument="alliance-review", version=review.version, answers={})
    assert str(af.score(review, response).explain()) == "This form has no scores."
