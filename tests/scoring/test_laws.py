# SPDX-License-Identifier: Apache-2.0
"""Laws of scoring, over generated instruments and answers."""

import math
import random
from fractions import Fraction

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import check_answers
from alliance_forms.model import Absent, ChoiceItem, FrozenMap
from alliance_forms.scoring import compile_plan
from alliance_forms.testing import instruments, responses
from alliance_forms.testing._scored import scored_forms

INSTRUMENTS = instruments()


@st.composite
def any_form(draw):
    instrument = draw(INSTRUMENTS.filter(lambda one: one.scale))
    return instrument, draw(responses(instrument))


def answered():
    return any_form() | scored_forms()


def weight_of(instrument, part, answer):
    """The definition, read slowly: an item's weight, reversed over its own options or range."""
    item = next(item for item in instrument.walk() if item.link_id == part.link_id)
    if isinstance(item, ChoiceItem):
        weights = {option.code: option.weight for option in instrument.options(item) if option.weight is not None}
        if not isinstance(answer, str) or answer not in weights:
            return None
        weight = Fraction(weights[answer])
        return Fraction(min(weights.values()) + max(weights.values())) - weight if part.reverse else weight
    if isinstance(answer, Absent) or answer is None:
        return None
    return Fraction(item.minimum) + Fraction(item.maximum) - Fraction(answer) if part.reverse else Fraction(answer)


def ends_of(instrument, part):
    """The least and the greatest weight of an item."""
    item = next(item for item in instrument.walk() if item.link_id == part.link_id)
    if isinstance(item, ChoiceItem):
        weights = [Fraction(option.weight) for option in instrument.options(item) if option.weight is not None]
        return min(weights), max(weights)
    return Fraction(item.minimum), Fraction(item.maximum)


def of_items(instrument, scale, answers):
    """The result of a scale of items with fractions, straight from DESIGN; None where it must refuse."""
    weights = {part.link_id: weight_of(instrument, part, answers.get(part.link_id)) for part in scale.item}
    away = {
        link for link, answer in answers.items() if scale.missing.not_applicable == "shrink" and answer == Absent(absent="not-applicable")
    }
    counted = [part for part in scale.item if part.link_id not in away]
    known = [part for part in counted if weights[part.link_id] is not None]
    gaps = len(counted) - len(known)
    if not known or gaps > (scale.missing.at_most or 0):
        return None
    if scale.method == "count":
        lines = {part.link_id: scale.at_least if part.at_least is None else part.at_least for part in known}
        weights = {link: Fraction(weights[link] >= line) for link, line in lines.items()}
    if scale.method in ("minimum", "maximum"):
        return (min if scale.method == "minimum" else max)(Fraction(part.coefficient) * weights[part.link_id] for part in known)
    if scale.method == "percent":
        ends = {part.link_id: ends_of(instrument, part) for part in known}
        above = sum(Fraction(part.coefficient) * (weights[part.link_id] - ends[part.link_id][0]) for part in known)
        return 100 * above / sum(Fraction(part.coefficient) * (ends[part.link_id][1] - ends[part.link_id][0]) for part in known)
    total = sum(Fraction(part.coefficient) * weights[part.link_id] for part in known)
    every = sum(Fraction(part.coefficient) for part in counted)
    given_ = sum(Fraction(part.coefficient) for part in known)
    return total / given_ if scale.method == "mean" else (total * every / given_ if gaps else total)


def half_up(value, digits):
    return Fraction(math.floor(value * 10**digits + Fraction(1, 2)), 10**digits)


def exact_by_definition(instrument, scale, answers):
    """The exact value of any scale before it is rounded, straight from DESIGN; None where it must refuse."""
    others = {one.id: one for one in instrument.scale}
    if scale.method == "classification":
        scores = {}
        for one in scale.criterion:
            exact = exact_by_definition(instrument, others[one.when.score], answers)
            scores[one.id] = None if exact is None else half_up(exact, others[one.when.score].digits)
        if None in scores.values():
            return None
        met = {one.id for one in scale.criterion if is_met(one.when, scores[one.id])}
        return next(
            Fraction(category.value)
            for category in scale.category
            if (met >= set(category.all) if category.all else not category.any or met & set(category.any))
        )
    if scale.part:
        values = [(Fraction(part.coefficient), exact_by_definition(instrument, others[part.scale], answers)) for part in scale.part]
        if any(value is None for _, value in values):
            return None
        result = sum(times * value for times, value in values) / (sum(times for times, _ in values) if scale.method == "mean" else 1)
    else:
        result = of_items(instrument, scale, answers)
    if result is not None and scale.linear:
        result = Fraction(scale.linear.multiply) * result + Fraction(scale.linear.add)
    rows = [Fraction(row.value) for row in scale.lookup if result is not None and row.low <= result]
    return rows[-1] if rows else result


def is_met(condition, score):
    wanted = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
    compare = {"=": "__eq__", "!=": "__ne__", ">": "__gt__", "<": "__lt__", ">=": "__ge__", "<=": "__le__"}[condition.operator]
    outcomes = [getattr(score, compare)(Fraction(one)) for one in wanted]
    return all(outcomes) if condition.operator == "!=" else any(outcomes)


@given(answered())
def test_every_score_is_what_the_definition_says(pair):
    instrument, response = pair
    report = af.score(instrument, response)
    valid = check_answers(instrument, response.answers, session=response.session).answers
    for scale in instrument.scale:
        score = report[scale.id]
        if scale.key:
            assert (score.value, score.reason) == (None, "key-not-supplied")
            continue
        exact = exact_by_definition(instrument, scale, valid)
        assert (None if score.value is None else Fraction(score.value)) == (None if exact is None else half_up(exact, scale.digits))
        assert (score.status == "refused") is (exact is None)
        if score.status == "refused" and not scale.item:
            assert (score.reason, bool(score.refused_parts)) == ("part-refused", True)


def items_of(instrument, scale):
    """The linkIds a scale rests on, directly or through the scales it is made of."""
    others = {one.id: one for one in instrument.scale}
    names = [part.scale for part in scale.part] + [one.when.score for one in scale.criterion]
    return {part.link_id for part in scale.item}.union(*(items_of(instrument, others[name]) for name in names))


@given(answered())
def test_a_missing_answer_is_never_scored_as_zero(pair):
    """Taking away every answer of a scale refuses it, and a refusing scale never has a value with anything missing."""
    instrument, response = pair
    for scale in instrument.scale:
        own = items_of(instrument, scale)
        rest = {link: answer for link, answer in response.answers.items() if link not in own}
        assert af.score(instrument, attrs.evolve(response, answers=rest))[scale.id].value is None
        score = af.score(instrument, response)[scale.id]
        if scale.item and scale.missing.rule == "refuse" and score.missing and score.basis != "shortened":
            assert score.value is None


@given(answered())
def test_no_value_lies_beyond_what_the_plan_says_it_can_reach(pair):
    instrument, response = pair
    report = af.score(instrument, response)
    for plan in compile_plan(instrument).scales:
        value, unit = report[plan.id].value, Fraction(1, 10**plan.digits)
        if value is not None:
            assert plan.reach.lowest is None or plan.reach.lowest <= Fraction(value) + unit / 2
            assert plan.reach.highest is None or Fraction(value) - unit / 2 <= plan.reach.highest


@given(answered(), st.randoms())
def test_scores_do_not_depend_on_the_order_of_answers(pair, shuffler: random.Random):
    instrument, response = pair
    links = list(response.answers)
    shuffler.shuffle(links)
    shuffled = attrs.evolve(response, answers={link: response.answers[link] for link in links})
    assert af.score(instrument, shuffled) == af.score(instrument, response)


@given(answered())
def test_a_band_is_the_last_whose_lower_edge_the_value_has_reached(pair):
    instrument, response = pair
    report = af.score(instrument, response)
    for scale in instrument.scale:
        score = report[scale.id]
        reached = [band.id for band in scale.band if score.value is not None and band.low <= score.value]
        whole = score.value is not None and score.basis != "shortened"
        if scale.category:
            assert score.band == (next(one.id for one in scale.category if one.value == score.value) if whole else None)
        else:
            assert score.band == (reached[-1] if reached and whole else None)
        assert set(score.cut_offs) == ({cut.id for cut in scale.cut_off} if whole else set())
        compare = {">=": "__ge__", ">": "__gt__", "<": "__lt__", "<=": "__le__"}
        for cut in scale.cut_off if whole else ():
            assert score.cut_offs[cut.id] is getattr(score.value, compare[cut.comparator])(cut.value)


@given(answered())
def test_every_alert_is_raised_evaluated_or_said_to_be_unknown(pair):
    instrument, response = pair
    found = af.alerts(instrument, response)
    raised, unknown = [one.id for one in found.raised], [one.id for one in found.not_evaluated]
    assert len({*raised, *unknown}) == len(raised) + len(unknown)
    assert {*raised, *unknown} <= {alert.id for alert in instrument.alert}


@given(any_form())
def test_a_slip_elsewhere_never_hides_an_alert(pair):
    """Spoiling the answer to one item leaves every alert that does not look at that item, or at what it enables, as it was."""
    instrument, response = pair
    assume(not any(item.enable_when for item in instrument.walk()))
    before = af.alerts(instrument, response)
    for link in list(response.answers)[:3]:
        spoilt = attrs.evolve(response, answers={**response.answers, link: ("no", "such", "codes")})
        after = af.alerts(instrument, spoilt)
        for alert in before.raised:
            if link not in str(instrument.alert) and alert.score is None:
                assert alert in after.raised


@given(answered())
def test_another_digest_refuses_everything_and_says_so(pair):
    instrument, response = pair
    other = attrs.evolve(response, digest="sha256:" + "0" * 64)
    report = af.score(instrument, other)
    assert all(score.reason == "digest-mismatch" for score in report.scores.values())
    assert {one.id for one in report.alerts_not_evaluated} == {alert.id for alert in instrument.alert}
    assert not report.alerts


def test_frozen_answers_are_not_shared_with_the_caller():
    mine = {"1": "3"}
    response = af.Response(instrument="phq-9", version="1.0.0", answers=mine)
    mine["1"] = "0"
    assert response.answers == FrozenMap({"1": "3"})
