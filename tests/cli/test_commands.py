# SPDX-License-Identifier: Apache-2.0
"""The command line is a contract: names, streams, exit status."""

import json
import subprocess
import sys

import pytest

import alliance_forms as af


def run(*arguments, stdin=""):
    """The command as a user runs it, in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "alliance_forms", *arguments], input=stdin.encode(), capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def answers(**given):
    return json.dumps({"instrument": "phq-9", "version": "1.0.0", "answers": given})


def nine(code, **more):
    return answers(**{str(number): code for number in range(1, 10)}, **more)


def test_list_json():
    status, out, _ = run("list", "--json")
    (line,) = [one for one in json.loads(out) if one["id"] == "phq-9"]
    assert status == 0
    assert line == {
        "id": "phq-9", "title": "Patient Health Questionnaire-9 (PHQ-9)", "version": "1.0.0", "raters": ["client"], "items": 10,
        "languages": ["en", "es-419", "fr-FR", "pt-BR"], "rights": "free-no-permission",
        "holder": "Pfizer Inc.", "contact": "https://www.phqscreeners.com",
    }  # fmt: skip


def test_show_json_is_the_instrument_document():
    status, out, _ = run("show", "phq-9", "--json")
    assert status == 0
    assert af.load(out, af.Instrument) == af.get_instrument("phq-9")


@pytest.mark.parametrize(
    ("format_", "mark"), [("html", "<!doctype html>"), ("text", "1 -> "), ("fhir-r4", '"resourceType": "Questionnaire"')]
)
def test_render_prints_a_complete_form(format_, mark):
    status, out, _ = run("render", "phq-9", "--to", format_, "--locale", "es")
    assert status == 0
    assert mark in out


def test_render_out_puts_the_style_sheet_beside_the_page(tmp_path):
    page = tmp_path / "new" / "form.html"
    status, out, err = run("render", "phq-9", "--to", "html", "--out", str(page))
    assert (status, out) == (0, "")
    assert {path.name for path in page.parent.iterdir()} == {"form.html", "alliance-forms.css"}
    assert 'href="alliance-forms.css"' in page.read_text(encoding="utf-8")
    assert str(page) in err


def test_render_fragment_is_no_complete_page():
    status, out, _ = run("render", "phq-9", "--to", "html", "--fragment")
    assert status == 0
    assert "<html" not in out
    assert "<form" in out


def test_a_page_is_read_and_scored_through_a_pipe():
    body = "&".join(f"af-{number}=3" for number in range(1, 10))
    status, response, _ = run("read", "phq-9", "--from", "html", "-", stdin=body)
    assert status == 0
    status, report, _ = run("score", "phq-9", "-", stdin=response)
    assert status == 0
    assert json.loads(report)["scores"]["total"]["value"] == 27


def test_a_text_is_read():
    _, text, _ = run("render", "phq-9", "--to", "text")
    status, out, _ = run("read", "phq-9", "--from", "text", "-", stdin=text.replace("\n9 -> ", "\n9 -> Nearly every day"))
    assert status == 0
    assert json.loads(out)["answers"] == {"9": "3"}


def test_score_of_nine_threes():
    status, out, _ = run("score", "phq-9", "-", stdin=nine("3"))
    report = json.loads(out)
    assert status == 0
    assert report["instrument"] == "phq-9"
    assert (report["scores"]["total"]["status"], report["scores"]["total"]["value"], report["scores"]["total"]["band"]) == (
        "scored",
        27,
        "severe",
    )
    assert [(alert["id"], alert["linkId"]) for alert in report["alerts"]] == [("item-9", "9")]


def test_a_refused_score_is_a_result():
    status, out, err = run("score", "phq-9", "-", stdin=answers(**{"1": "3", "9": "1"}))
    total = json.loads(out)["scores"]["total"]
    assert (status, err) == (0, "")
    assert (total["status"], total["reason"], total["value"], total["band"]) == ("refused", "missing-items", None, None)
    assert json.loads(out)["alerts"][0]["id"] == "item-9"


def test_score_to_text_says_what_is_missing():
    status, out, _ = run("score", "phq-9", "-", "--to", "text", stdin=answers(**{"9": {"absent": "asked-declined"}}))
    assert status == 0
    assert "no score, since answers are missing" in out
    assert "alert item-9 could not be evaluated at 9: asked-declined" in out


def test_a_wrong_answer_is_a_fault_of_the_input_and_hides_no_alert():
    status, out, err = run("score", "phq-9", "-", stdin=answers(**{"3": "SECRET-ANSWER", "9": "1"}))
    assert status == 1
    assert json.loads(out)["scores"]["total"]["reason"] == "invalid-answer"
    assert json.loads(out)["alerts"][0]["id"] == "item-9"
    assert "/answers/3" in err
    assert "SECRET-ANSWER" not in err


@pytest.mark.parametrize(
    "bad",
    [
        "{", "[]", "nothing", '{"instrument": "phq-9"}', '{"answers": {"1": 1e999}, "instrument": "phq-9", "version": "1.0.0"}',
        '{"instrument": "phq-9", "instrument": "phq-9", "version": "1.0.0", "answers": {}}', "[" * 5000, '{"a": NaN}', "\x00", '"\\ud800"',
        '{"x": "' + "y" * 6_000_000 + '"}', '{"format": "alliance-forms/response/1", "answers": {}}',
    ],
    ids=range(12),
)  # fmt: skip
@pytest.mark.parametrize("command", [("score", "phq-9", "-"), ("validate", "-", "--json")], ids=["score", "validate"])
def test_bad_documents_are_problems_and_never_a_traceback(command, bad):
    status, out, err = run(*command, stdin=bad)
    assert status == 1
    assert "Traceback" not in err
    if command[0] == "validate":
        found = json.loads(out)
        assert found
        assert all(set(one) == {"file", "code", "pointer", "message", "hint", "severity"} for one in found)
    else:
        assert out == ""
        assert "AF-" in err


def test_bytes_that_are_no_utf8_are_a_problem(tmp_path):
    (tmp_path / "bad.json").write_bytes(b'{"a": "\xff"}')
    status, out, _ = run("validate", str(tmp_path / "bad.json"), "--json")
    assert status == 1
    assert json.loads(out)[0]["code"] == "AF-JSON-ENCODING"


@pytest.mark.parametrize("body", ["af-1=%ff", "af-1=4", "af-1=0&af-1=1", "af-77=1", "é", "a=" + "&a=" * 3000])
def test_a_bad_form_body_is_a_problem(body):
    status, out, err = run("read", "phq-9", "--from", "html", "-", stdin=body)
    assert (status, out) == (1, "")
    assert "AF-" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "phq9"), "Did you mean 'phq-9'"),
        (("render", "phq-9", "--to", "htm"), "Did you mean 'html'"),
        (("render", "phq-9", "--to", "html", "--locale", "not a tag"), "language tag"),
        (("render", "phq-9", "--to", "html", "--rater", "therapist"), "client"),
        (("render", "phq-9", "--to", "text", "--fragment"), "--fragment"),
        (("render", "phq-9"), "--to"),
        (("score", "phq-9", "no-such-file.json"), "no-such-file.json"),
        (("nonsense",), "nonsense"),
        (("list", "--jsn"), "--jsn"),
    ],
)
def test_a_fault_of_the_call_exits_2_and_says_what_to_do(arguments, said):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert said.lower() in err.lower()
    assert "Traceback" not in err


def test_wording_that_may_not_be_shown_exits_1():
    status, out, err = run("render", "phq-9", "--to", "html", "--locale", "de")
    assert (status, out) == (1, "")
    assert "en, es-419" in err


def test_plugins_lists_what_is_built_in():
    status, out, _ = run("plugins")
    assert status == 0
    assert "html  format  alliance-forms  built-in" in out


def test_demo_writes_everything_and_ends_with_the_scores(tmp_path):
    status, out, _ = run("demo", "--out", str(tmp_path / "demo"))
    assert status == 0
    names = {path.name for path in (tmp_path / "demo").iterdir()}
    for name in ("phq-9", "alliance-check-in"):
        assert {f"{name}.{tag}.{ending}" for tag in ("en", "es") for ending in ("html", "txt", "fhir-r4.json")} <= names
    assert {"alliance-forms.css", "phq-9.filled-in-page.response.json", "alliance-check-in.filled-in-text.report.json"} <= names
    assert "total: 6 (mild)" in out
    assert "total: no score, since answers are missing" in out
    assert "bond: 7" in out
    assert "tasks: no score, since answers are missing; without a weight: tasks.2" in out


def test_what_keeps_a_score_from_being_computed_hides_no_alert(tmp_path):
    tree = af.dump(af.get_instrument("phq-9"))
    tree["id"], tree["rater"], tree["example"] = "clinic-x.two", ["client", "observer"], []
    (tmp_path / "two.json").write_text(json.dumps(tree, default=float))
    given = json.dumps({"instrument": "clinic-x.two", "version": "1.0.0", "answers": {"9": "2"}})
    status, out, err = run("score", "clinic-x.two", "-", "--instruments", str(tmp_path), stdin=given)
    assert (status, out) == (1, "")
    assert "alert item-9 (urgent) at 9" in err
    assert "AF-RESPONSE-RATER" in err
