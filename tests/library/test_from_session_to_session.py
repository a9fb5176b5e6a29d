# SPDX-License-Identifier: Apache-2.0
"""What the session fills is not asked, and a goal stays the same goal from session to session."""

import itertools
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import check_answers
from alliance_forms.library.carry import carried
from alliance_forms.model import Entry, FrozenMap, Session
from alliance_forms.testing import instruments, responses

CHECK_IN = af.get_instrument("alliance-check-in")
GOALS = af.get_instrument("shared-goals")
BY_VIDEO, IN_PERSON = Session(modality="video"), Session(modality="in-person")


@st.composite
def answered(draw):
    instrument = draw(instruments())
    return instrument, draw(responses(instrument))


@given(answered())
def test_only_what_is_marked_is_carried_forward(pair):
    instrument, response = pair
    marked = {item.link_id for item in instrument.walk() if getattr(item, "carry_forward", False)}

    def links(answers):
        for link, answer in answers.items():
            if isinstance(answer, tuple) and any(isinstance(one, Entry) for one in answer):
                for entry in answer:
                    yield from links(entry.answers)
            else:
                yield link

    again = carried(instrument, response)
    assert set(links(again.answers)) <= marked
    assert carried(instrument, again).answers == again.answers


@pytest.mark.parametrize("format_", ["html", "text"])
def test_what_the_session_knows_is_not_asked(format_):
    asked = af.render(CHECK_IN, format_)
    by_video = af.render(CHECK_IN, format_, session=BY_VIDEO)
    in_person = af.render(CHECK_IN, format_, session=IN_PERSON)
    question, online = "How did this session take place?", "I could speak freely where I was."
    assert question in asked
    assert online in asked
    assert question not in by_video
    assert online in by_video
    assert question not in in_person
    assert online not in in_person


def test_the_condition_is_not_shown_where_the_session_has_settled_it():
    assert "Only if this fits your answer to question 1" in af.render(CHECK_IN, "html")
    shown = af.render(CHECK_IN, "html", session=BY_VIDEO)
    assert shown.count("Only if this fits") == 1  # whether it was worked through, which depends on the tension


@given(st.sampled_from([None, BY_VIDEO, IN_PERSON]), st.sampled_from("01234"), st.booleans())
def test_a_score_does_not_depend_on_how_the_session_took_place(session, code, text):
    links = ["bond.1", "bond.2", "goals.1", "goals.2", "tasks.1", "tasks.2"]
    if text:
        filled = af.render(
            CHECK_IN,
            "text",
            session=session,
            response=af.Response(instrument=CHECK_IN.id, version=CHECK_IN.version, answers=dict.fromkeys(links, code)),
        )
        response = af.read(CHECK_IN, "text", filled, session=session)
    else:
        response = af.read(CHECK_IN, "html", {f"af-{link}": code for link in links}, session=session)
    report = af.score(CHECK_IN, response)
    assert [report[name].value for name in ("bond", "goals", "tasks")] == [2 * int(code)] * 3
    assert response.session == session


def test_the_session_is_kept_with_the_response_and_answers_the_item():
    response = af.read(CHECK_IN, "html", {"af-privacy": "4"}, session=BY_VIDEO)
    assert dict(response.answers) == {"modality": "video", "privacy": "4"}
    assert check_answers(CHECK_IN, response.answers, session=BY_VIDEO).problems == ()


def test_a_question_that_was_not_asked_leaves_no_answer():
    response = af.read(CHECK_IN, "html", {"af-privacy": "4", "af-tension": "no", "af-repair": "yes"}, session=IN_PERSON)
    assert dict(response.answers) == {"modality": "in-person", "tension": "no"}


def test_a_goal_keeps_its_words_and_its_id_and_never_its_rating():
    numbers = itertools.count(1)
    host = af.Host(new_id=lambda: f"g{next(numbers)}")
    first = af.read(GOALS, "html", {"af-goal~1~aim": "Sleep through", "af-goal~1~near": "3", "af-goal~2~aim": "Call my sister"}, host=host)
    assert [(entry.id, entry.answers["aim"]) for entry in first.answers["goal"]] == [("g1", "Sleep through"), ("g2", "Call my sister")]
    page = af.render(GOALS, "html", previous=first)
    assert "Sleep through" in page
    assert "checked" not in page
    # Next time the first goal is dropped and a new one stands in its place: it is another goal.
    answers = (first.answers["goal"][1], Entry(answers=FrozenMap({"aim": "Move house"})))
    for format_ in ("text", "html"):
        again = attrs.evolve(first, answers={"goal": answers})
        sent = af.render(GOALS, format_, response=again)
        data = sent if format_ == "text" else {"af-goal~1~_id": "g2", "af-goal~1~aim": "Call my sister", "af-goal~2~aim": "Move house"}
        second = af.read(GOALS, format_, data, host=host)
        assert [entry.answers["aim"] for entry in second.answers["goal"]] == ["Call my sister", "Move house"]
        ids = [entry.id for entry in second.answers["goal"]]
        assert ids[0] == "g2"
        assert ids[1] not in ("g1", "g2", None)


def test_without_a_maker_of_ids_none_is_made_up():
    assert af.read(GOALS, "html", {"af-goal~1~aim": "Sleep"}).answers["goal"][0].id is None


def test_up_to_three_goals():
    page = af.render(GOALS, "html")
    assert 'name="af-goal~3~aim"' in page
    assert 'name="af-goal~4~aim"' not in page
    with pytest.raises(af.InvalidAnswers) as caught:
        af.read(GOALS, "text", af.render(GOALS, "text").replace("aim/1 -> ", "".join(f"aim/{n} -> Goal {n}\n" for n in range(1, 5))))
    assert [problem.code for problem in caught.value.problems] == ["AF-ANSWER-TOO-MANY"]


def test_a_rating_of_a_goal_without_words_is_left_out():
    response = af.read(GOALS, "html", {"af-goal~1~near": "3"})
    assert not any("near" in entry.answers for entry in response.answers.get("goal", ()))


def test_near_is_from_0_to_10():
    response = af.read(GOALS, "html", {"af-goal~1~aim": "Sleep", "af-goal~1~near": "10"})
    assert response.answers["goal"][0].answers["near"] == Decimal(10)
