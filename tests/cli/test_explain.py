# SPDX-License-Identifier: Apache-2.0
"""`score --explain`: the same report and exit status, and beside it why."""

import json
import subprocess
import sys

import pytest

import alliance_forms as af

NINE = {str(number): "1" for number in range(1, 10)}


def score(answers, *options):
    """The command as a user runs it, in a process of its own."""
    given = json.dumps({"instrument": "phq-9", "version": "1.0.0", "answers": answers})
    command = [sys.executable, "-m", "alliance_forms", "score", "phq-9", "-", *options]
    done = subprocess.run(command, input=given.encode(), capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_json_holds_report_and_explanation_apart():
    status, out, err = score(NINE, "--explain")
    tree = json.loads(out)
    assert (status, err, list(tree)) == (0, "", ["report", "explanation"])
    assert tree["report"] == json.loads(score(NINE)[1])
    assert af.validate(json.dumps(tree["report"])) == ()
    (total,) = tree["explanation"]["scores"]
    assert total["counted"][8] == {
        "linkId": "9", "label": "9", "answer": "1", "weight": 1, "reversed": False, "coefficient": 1, "points": 1, "weighs": 1,
    }  # fmt: skip
    assert total["band"] == {"id": "mild", "text": "Mild", "from": 5, "below": 10}
    assert (total["combined"], total["source"]["id"], total["bandSource"]["verified"]) == ("9", "camcops", True)
    assert tree["explanation"]["text"].startswith("Total: 9 (Mild)\n")


def test_text_stands_after_the_text_of_the_report():
    plain, explained = score(NINE, "--to", "text")[1], score(NINE, "--to", "text", "--explain")[1]
    assert explained.startswith(f"{plain}\nTotal: 9 (Mild)\nAnswers that count: 9 of 9. Their points were added up.\n")
    assert explained.endswith("\n")


def test_the_text_is_in_the_language_wanted():
    assert "\nTotal: 9 (Leve)\nRespuestas que cuentan: 9 de 9." in score(NINE, "--to", "text", "--explain", "--locale", "es-MX")[1]


@pytest.mark.parametrize("format_", ["json", "text"])
def test_a_wrong_answer_is_explained_with_the_exit_status_it_has_anyway(format_):
    status, out, err = score({**NINE, "3": "SECRET\x1b[2J"}, "--to", format_, "--explain")
    assert (status, "/answers/3" in err) == (1, True)
    assert "The answer could not be used, so there is no score: 3." in out
    assert "SECRET" not in out + err
    assert "\x1b" not in out + err


def test_a_locale_that_is_none_hides_no_alert():
    status, out, err = score(NINE, "--explain", "--locale", "no language")
    assert (status, out) == (2, "")
    assert "alert item-9 (urgent) at 9" in err
    assert "not a language tag" in err


def test_a_locale_without_an_explanation_is_a_slip():
    status, out, err = score(NINE, "--locale", "es")
    assert (status, out) == (2, "")
    assert "--explain" in err
