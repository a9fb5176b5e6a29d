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
from alliance_forms.testing import instruments, responses

INSTRUMENTS = instruments()


@st.composite
def answered(draw):
    instrument = draw(INSTRUMENTS.filter(lambda one: one.scale))
    return instrument, draw(responses(instrument))


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


def by_definition(instrument, scale, answers):
    """The value of a scale with fractions, straight from DESIGN: sum, mean, prorated, rounded half-up; None where it must refuse."""
    weights = {part.link_id: weight_of(instrument, part, answers.get(part.link_id)) for part in scale.item}
    away = {
        link for link, answer in answers.items() if scale.missing.not_applicable == "shrink" and answer == Absent(absent="not-applicable")
    }
    counted = [part for part in scale.item if part.link_id not in away]
    known = [part for part in counted if weights[part.link_id] is not None]
    gaps = len(counted) - len(known)
    if not known or gaps > (scale.missing.at_most or 0):
        return None
    total = sum(Fraction(part.coefficient) * weights[part.link_id] for part in known)
    every = sum(Fraction(part.coefficient) for part in counted)
    given_ = sum(Fraction(part.coefficient) for part in known)
    value = total / given_ if scale.method == "mean" else (total * every / given_ if gaps else total)
    shift = 10**scale.digits
    return Fraction(math.floor(value * shift + Fraction(1, 2)), shift)


@given(answered())
def test_every_score_is_what_the_definition_says(pair):
    instrument, response = pair
    report = af.score(instrument, response)
    valid = check_answers(instrument, response.answers, session=response.session).answers
    for scale in instrument.scale:
        score = report[scale.id]
        if not scale.item:
            assert (score.value, score.reason) == (None, "key-not-supplied")
            continue
        wanted = by_definition(instrument, scale, valid)
        assert (None if score.value is None else Fraction(score.value)) == wanted
        assert (score.status == "refused") is (wanted is None)


@given(answered())
def test_a_missing_answer_is_never_scored_as_zero(pair):
    """Taking away every answer of a scale refuses it, and a refusing scale never has a value with anything missing."""
    instrument, response = pair
    for scale in instrument.scale:
        own = {part.link_id for part in scale.item}
        rest = {link: answer for link, answer in response.answers.items() if link not in own}
        assert af.score(instrument, attrs.evolve(response, answers=rest))[scale.id].value is None
        score = af.score(instrument, response)[scale.id]
        if scale.missing.rule == "refuse" and score.missing and score.basis != "shortened":
            assert score.value is None


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
        assert score.band == (reached[-1] if reached and score.basis != "shortened" else None)


@given(answered())
def test_every_alert_is_raised_evaluated_or_said_to_be_unknown(pair):
    instrument, response = pair
    found = af.alerts(instrument, response)
    raised, unknown = [one.id for one in found.raised], [one.id for one in found.not_evaluated]
    assert len({*raised, *unknown}) == len(raised) + len(unknown)
    assert {*raised, *unknown} <= {alert.id for alert in instrument.alert}


@given(answered())
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
