# SPDX-License-Identifier: Apache-2.0
"""Alerts by example: what raises one, and why nobody can tell about one."""

import json
import logging

import pytest

import alliance_forms as af
from alliance_forms.scoring import alerts as evaluate

ANSWERS = [{"code": "0", "weight": 0}, {"code": "1", "weight": 1}, {"code": "no", "absent": "asked-declined"}]
WHO = {"severity": "urgent", "audience": ["self", "care-team"]}
A = {"question": "a", "operator": ">=", "answer": 1}
B = {"question": "b", "operator": ">=", "answer": 1}
HIGH = {"score": "s", "operator": ">=", "answer": 2}


def alerts(when, *, scale=None, scorer=None, **answers):
    """What is raised, and what is not evaluated, of one alert: (id, linkId, score, reason)."""
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
        "rater": ["client"], "language": "en", "validation": {"status": "unknown"}, "rights": {"basis": "CC-BY-4.0", "holder": "Nobody"},
        "item": [
            {"linkId": "a", "type": "choice", "answerOption": ANSWERS}, {"linkId": "b", "type": "choice", "answerOption": ANSWERS},
            {"linkId": "c", "type": "choice", "answerOption": ANSWERS, "enableWhen": [{"question": "a", "operator": "=", "answer": "1"}]},
        ],
        "scale": [scale or {"id": "s", "item": ["a", "b"]}], "alert": [{"id": "x", **WHO, "when": when}],
    }  # fmt: skip
    digest = answers.pop("digest", None)
    response = af.Response(instrument="test.form", version="1.0.0", answers=answers, digest=digest)
    form = af.load(json.dumps(tree), af.Instrument)
    found = evaluate(form, response, **({"scorer": scorer} if scorer else {}))
    return (
        [(one.id, one.link_id, one.score, one.severity, one.audience) for one in found.raised],
        [(one.id, one.link_id, one.score, one.reason) for one in found.not_evaluated],
    )


def raised(link=None, score=None):
    return [("x", link, score, "urgent", ("self", "care-team"))], []


def unknown(reason, link=None, score=None):
    return [], [("x", link, score, reason)]


QUIET = ([], [])
DECLINED = af.Absent(absent="asked-declined")
AWAY = af.Absent(absent="not-applicable")


@pytest.mark.parametrize(
    ("when", "answers", "expected"),
    [
        (A, {"a": "1"}, raised("a")), (A, {"a": "0"}, QUIET), (A, {}, unknown("missing", "a")), (A, {"a": "7"}, unknown("invalid-answer", "a")),
        (A, {"a": DECLINED}, unknown("asked-declined", "a")), (A, {"a": "no"}, unknown("asked-declined", "a")), (A, {"a": AWAY}, unknown("not-applicable", "a")),
        ({**A, "answer": "no", "operator": "="}, {"a": "no"}, raised("a")), ({**A, "answer": "no", "operator": "="}, {"a": "0"}, QUIET),
        ({**A, "operator": "exists", "answer": False}, {}, raised("a")), ({**A, "operator": "exists", "answer": True}, {}, QUIET),
        ({**A, "question": "c"}, {"a": "0"}, unknown("not-asked", "c")), ({**A, "question": "c"}, {"a": "0", "c": "1"}, unknown("not-asked", "c")),
        ({**A, "question": "c"}, {"a": "0", "c": DECLINED}, unknown("not-asked", "c")), ({**A, "question": "c"}, {"a": "1"}, unknown("missing", "c")),
        ({**A, "question": "c"}, {"a": "1", "c": "1"}, raised("c")),
        (HIGH, {"a": "1", "b": "1"}, raised(score="s")), (HIGH, {"a": "1", "b": "0"}, QUIET), (HIGH, {"a": "1"}, unknown("score-refused", score="s")),
        ({"all": [A, B]}, {"a": "1", "b": "1"}, raised("a")), ({"all": [A, B]}, {"a": "1", "b": "0"}, QUIET), ({"all": [A, B]}, {"a": "0"}, QUIET),
        ({"all": [A, B]}, {"a": "1"}, unknown("missing", "b")), ({"all": [A, B]}, {}, unknown("missing", "a")),
        ({"any": [A, B]}, {"b": "1"}, raised("b")), ({"any": [A, B]}, {"a": "0"}, unknown("missing", "b")), ({"any": [A, B]}, {"a": "0", "b": "0"}, QUIET),
        ({"any": [A, HIGH]}, {"b": "1", "a": "0"}, QUIET), ({"any": [HIGH, A]}, {"a": "1"}, raised("a")), ({"all": [A, HIGH]}, {"a": "1"}, unknown("score-refused", score="s")),
    ],
)  # fmt: skip
def test_an_alert_is_raised_quiet_or_said_to_be_unknown(when, answers, expected):
    assert alerts(when, **answers) == expected


@pytest.mark.parametrize(
    ("when", "link", "score"), [(A, "a", None), (HIGH, None, "s"), ({"any": [B, A]}, "b", None), ({"all": [HIGH, A]}, None, "s")]
)
def test_another_digest_leaves_every_alert_open(when, link, score):
    assert alerts(when, digest="sha256:" + "0" * 64, a="1", b="1") == unknown("digest-mismatch", link, score)


def test_a_scorer_that_is_not_there_leaves_only_its_own_score_open(caplog):
    scale = {"id": "s", "method": "scorer", "scorer": "x.y", "item": ["a", "b"]}
    with caplog.at_level(logging.WARNING, logger="alliance_forms"):
        assert alerts({"any": [HIGH, A]}, scale=scale, a="1", b="1") == raised("a")
        assert alerts({"any": [HIGH, B]}, scale=scale, a="1", b="0") == unknown("score-refused", score="s")
    text = "instrument test.form: no alert on the score of this scorer can be evaluated: no scorer named 'x.y'. Known: none."
    assert {record.getMessage() for record in caplog.records} == {text}


def test_a_scorer_is_shown_the_instrument_and_the_answers():
    scale = {"id": "s", "method": "scorer", "scorer": "x.y", "item": ["a", "b"]}
    seen = []

    class Scorer:
        def score(self, instrument, answers):
            seen.append((instrument.id, dict(answers)))
            return 3

    assert alerts(HIGH, scale=scale, scorer=lambda _: Scorer(), a="1", b="0") == raised(score="s")
    assert seen == [("test.form", {"a": "1", "b": "0"})]
