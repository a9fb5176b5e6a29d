# SPDX-License-Identifier: Apache-2.0
"""What an audience may not have makes no score and no alert for it, and is never filled up from the rest."""

import alliance_forms as af
from alliance_forms.codec import decode
from alliance_forms.model import Instrument, ReleasedResponse, Response, Session

OPTIONS = [{"code": str(weight), "weight": weight} for weight in range(4)] + [{"code": "na", "absent": "not-applicable"}]
TEAM, SELF = ["self", "care-team"], ["self"]
ITEMS = [{"linkId": "a"}, {"linkId": "b"}]


def alert(name, audience, **when):
    return {"id": name, "severity": "urgent", "audience": audience, "when": {"operator": ">=", "answer": 2, **when}}


FORM = decode(
    {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client", "rater": ["client"],
        "language": "en",
        "item": [
            *({"linkId": link, "type": "choice", "answerOption": OPTIONS} for link in "ab"),
            {"linkId": "when", "type": "integer", "fill": "session.number", "minimum": 0, "maximum": 99},
        ],
        "scale": [
            {"id": "sum", "item": ITEMS},
            {"id": "filled-up", "item": ITEMS, "missing": {"rule": "prorate", "atMost": 1}},
            {"id": "shorter", "item": ITEMS, "missing": {"notApplicable": "shrink"}},
            {"id": "other", "item": ITEMS[1:], "missing": {"notApplicable": "shrink"}},
            {"id": "session", "item": [{"linkId": "when"}]},
            {"id": "whole", "part": [{"scale": "filled-up"}, {"scale": "other"}]},
        ],
        "alert": [
            alert("a", TEAM, question="a"), alert("b", TEAM, question="b"), alert("b-self", SELF, question="b"), alert("sum", TEAM, score="sum"),
            alert("when", TEAM, question="when"),
        ],
    },
    Instrument,
)  # fmt: skip


def released(answers, *withheld, audience="care-team", **more):
    given = {"instrument": "test.form", "version": "1.0.0", "answers": answers, "session": Session(number=5), **more}
    return af.score(FORM, ReleasedResponse(**given, audience=audience, channel="screen", withheld=frozenset(withheld)))


def told(report):
    return {name: score.reason if score.value is None else (score.value, score.basis) for name, score in report.scores.items()}


def alerts(report):
    return [one.id for one in report.alerts], [(one.id, one.reason) for one in report.alerts_not_evaluated]


def test_where_nothing_is_withheld_only_alerts_for_others_are_left_out():
    answers = {"a": "3", "b": "2"}
    report = released(answers)
    plain = af.score(FORM, Response(instrument="test.form", version="1.0.0", answers=answers, session=Session(number=5)))
    assert report.scores == plain.scores
    assert told(report)["filled-up"] == (5, "complete")
    assert (alerts(report), alerts(plain)) == ((["a", "b", "sum", "when"], []), (["a", "b", "b-self", "sum", "when"], []))
    assert alerts(released(answers, audience="self")) == alerts(plain)
    assert alerts(released(answers, audience="insurer")) == ([], [])


def test_what_is_withheld_is_never_filled_up_and_shortens_nothing():
    whole = {
        "sum": (5, "complete"),
        "filled-up": (5, "complete"),
        "shorter": (5, "complete"),
        "other": (2, "complete"),
        "session": (5, "complete"),
    }
    without_a = {"sum": "missing-items", "filled-up": "missing-items", "shorter": "missing-items", "whole": "part-refused"}
    kept = {"other": (2, "complete"), "session": (5, "complete")}
    assert told(released({"a": "3", "b": "2"})) == whole | {"whole": (7, "complete")}
    for answers in ({"b": "2"}, {"a": "3", "b": "2"}, {"a": "na", "b": "2"}):
        assert told(released(answers, "a")) == without_a | kept
    # What is merely missing is filled up, and what does not apply shortens, where nothing of the scale is withheld.
    assert told(released({"b": "2"}, "when"))["filled-up"] == (4, "prorated")
    assert told(released({"a": "na", "b": "2"}, "when"))["shorter"] == (2, "shortened")


def test_what_the_session_would_fill_in_is_withheld_too():
    report = released({"a": "3", "b": "2"}, "when")
    assert told(report)["session"] == "missing-items"
    assert alerts(report) == (["a", "b", "sum"], [("when", "missing")])


def test_nobody_can_tell_about_an_alert_on_what_is_withheld():
    assert alerts(released({"a": "3", "b": "2"}, "a")) == (["b", "when"], [("a", "missing"), ("sum", "score-refused")])
    assert alerts(released({"a": "3", "b": "2"}, "a", audience="insurer")) == ([], [])


def test_a_response_to_another_version_tells_each_audience_its_own_alerts():
    report = released({"a": "3"}, "a", digest="sha256:" + "0" * 64)
    assert set(told(report).values()) == {"digest-mismatch"}
    assert alerts(report) == ([], [(name, "digest-mismatch") for name in ("a", "b", "sum", "when")])
