# SPDX-License-Identifier: Apache-2.0
"""The commands about who may know what: exact output, streams, exit status."""

import json
import subprocess
import sys

import pytest

import alliance_forms as af


def run(*arguments, stdin=""):
    done = subprocess.run([sys.executable, "-m", "alliance_forms", *arguments], input=stdin.encode(), capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def profile(**lists):
    return json.dumps({"format": "alliance-forms/identity-profile/1", **lists})


NAME = "\N{RIGHT-TO-LEFT MARK}محمد <b>’🦊 e\N{COMBINING ACUTE ACCENT}"
SAM = profile(
    name=[{"value": "Sam"}, {"value": NAME, "channel": ["mail"]}],
    genderIdentity=[{"coding": {"system": "https://example.org/g", "code": "x"}}, {"absent": "asked-declined"}],
    pronouns=[
        {"language": "en", "set": "they"},
        {"language": "en", "own": {"subject": "xe", "object": "xem", "possessiveDeterminer": "xyr", "possessivePronoun": "xyrs",
                                   "reflexive": "xemself", "verb": "singular"}},
        {"use": "ask-me"},
    ],
    honorific=[{"value": "Mx"}],
    contact=[{"channel": "email", "allowed": True, "mention": "sender"}],
)  # fmt: skip


def test_an_envelope_says_exactly_what_it_may():
    assert run("identity", "show", "-", "--audience", "self", "--channel", "mail", stdin=SAM) == (0, f"{NAME}\n", "")


@pytest.mark.parametrize(("channel", "locale", "line"), [("mail", "en", "the addressee"), ("sms", "es", "la persona destinataria")])
def test_with_nothing_disclosed_it_is_the_neutral_form(channel, locale, line):
    shown = run(
        "identity", "show", "-", "--audience", "self", "--channel", channel, "--locale", locale, stdin=profile(name=[{"absent": "unknown"}])
    )
    assert shown == (0, f"{line}\n", "")


def test_a_screen_shows_one_fact_to_a_line():
    status, out, err = run("identity", "show", "-", "--audience", "self", stdin=SAM)
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "name to use: Sam", "honorific: Mx", "pronouns: they, en", "pronouns: xe/xem/xyr/xyrs/xemself", "pronouns: ask-me",
        "gender identity: https://example.org/g|x", "gender identity: asked-declined",
        "mail: do not use", "email: allowed; may mention: sender", "sms: do not use", "voicemail: do not use", "push: do not use",
        "video-lobby: do not use",
    ]  # fmt: skip


def test_no_control_character_reaches_a_terminal():
    _, out, _ = run("identity", "show", "-", "--audience", "self", stdin=profile(name=[{"value": "Sam\x1b[2J"}]))
    assert out.splitlines()[0] == "name to use: Sam[2J"


def test_an_unknown_audience_is_a_fault_of_the_call_and_shows_nothing():
    status, out, err = run("identity", "show", "-", "--audience", "everyone", stdin=SAM)
    assert (status, out) == (2, "")
    assert "nothing is given" in err
    own = profile(name=[{"value": "Sam", "audience": ["school"], "channel": ["fax"]}])
    flags = ["--audience", "school", "--channel", "fax", "--own-audience", "school", "--own-channel", "fax"]
    assert run("identity", "show", "-", *flags, stdin=own) == (0, "Sam\n", "")


def test_check_names_places_and_nothing_that_is_known_of_the_person():
    status, out, err = run(
        "identity", "check", "-", stdin=profile(name=[{"value": "Canary", "absent": "unknown", "audience": ["theraspist"]}])
    )
    assert status == 1
    assert [line.split(":")[0:2] for line in out.splitlines()] == [["error", " /name/0/absent"]]
    assert (err, "Canary" in out) == ("1 problems, 0 warnings\n", False)
    status, out, _ = run("identity", "check", "-", stdin=profile(name=[{"value": "Canary", "audience": ["theraspist"]}]))
    assert (status, "did you mean 'therapist'?" in out, "Canary" in out) == (1, True, False)
    assert run("identity", "check", "-", stdin=SAM) == (0, "", "0 problems, 0 warnings\n")
    assert run("identity", "check", "-", "--own-audience", "school", stdin=profile(name=[{"value": "A", "audience": ["school"]}]))[0] == 0


def test_release_prints_a_response_document_or_the_scores_of_it():
    answers = {str(number): "1" for number in range(1, 10)}
    rules = [{"audience": ["self", "therapist"]}, {"audience": ["self"], "linkId": ["9"]}]
    text = json.dumps({"instrument": "phq-9", "version": "1.0.0", "answers": answers, "release": rules})
    status, out, _ = run("release", "-", "--audience", "therapist", stdin=text)
    assert status == 0
    assert dict(af.load(out, af.Response).answers) == {link: code for link, code in answers.items() if link != "9"}
    status, out, _ = run("release", "-", "--audience", "therapist", "--score", stdin=text)
    assert (status, af.load(out, af.ScoreReport)["total"].reason) == (0, "missing-items")
    status, out, _ = run("release", "-", "--audience", "self", "--score", stdin=text)
    assert (status, af.load(out, af.ScoreReport)["total"].value) == (0, 9)


def test_release_is_of_now_unless_a_time_is_given():
    rule = {"audience": ["self"], "start": "2020-01-01T00:00:00Z"}
    text = json.dumps({"instrument": "phq-9", "version": "1.0.0", "answers": {"1": "2"}, "release": [rule]})
    assert '"1": "2"' in run("release", "-", "--audience", "self", stdin=text)[1]
    assert '"1": "2"' not in run("release", "-", "--audience", "self", "--at", "2019-12-31", stdin=text)[1]
