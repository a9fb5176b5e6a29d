# SPDX-License-Identifier: Apache-2.0
"""`--instruments DIR`: an instrument in a directory is used without being installed."""

import json

import pytest

import alliance_forms as af
from alliance_forms.cli import main

MOOD = {
    "format": "alliance-forms/instrument/1", "id": "clinic-x.mood", "version": "1.0.0", "title": "Mood today", "subject": "client",
    "rater": ["client"], "language": "en", "rights": {"basis": "CC0-1.0", "holder": "Clinic X"},
    "item": [{"linkId": "mood", "type": "integer", "minimum": 0, "maximum": 10, "text": "How is your mood?"}],
    "scale": [{"id": "mood", "better": "higher", "item": ["mood"]}],
}  # fmt: skip
PO = """msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgctxt "item/mood/text"
msgid "How is your mood?"
msgstr "¿Cómo está de ánimo?"
"""
ANSWERS = {"instrument": "clinic-x.mood", "version": "1.0.0", "answers": {"mood": 7}}


@pytest.fixture
def mood(tmp_path):
    """A directory with one instrument and its Spanish."""
    catalogue = tmp_path / "mine" / "locales" / "es" / "LC_MESSAGES" / "clinic-x.mood.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(PO, encoding="utf-8")
    (tmp_path / "mine" / "mood.json").write_text(json.dumps(MOOD))
    (tmp_path / "answers.json").write_text(json.dumps(ANSWERS))
    return tmp_path / "mine"


@pytest.fixture
def run(capsys):
    """The exit status of a command, and what it printed."""

    def command(*arguments):
        try:
            main([str(one) for one in arguments])
            status = 0
        except SystemExit as leaving:
            status = leaving.code
        return (status, *capsys.readouterr())

    return command


def test_it_is_listed_beside_what_is_bundled(run, mood):
    status, out, _ = run("list", "--json", "--instruments", mood)
    lines = {line["id"]: line for line in json.loads(out)}
    assert status == 0
    assert lines["clinic-x.mood"]["languages"] == ["en", "es"]
    assert "phq-9" in lines
    assert "clinic-x.mood" not in run("list")[1]


def test_it_is_shown(run, mood):
    assert "clinic-x.mood 1.0.0  Mood today" in run("show", "clinic-x.mood", "--instruments", mood)[1]
    assert run("show", "clinic-x.mood")[0] == 2


@pytest.mark.parametrize("format_", ["html", "text", "fhir-r4"])
def test_it_is_rendered_in_its_languages(run, mood, format_):
    status, out, _ = run("render", "clinic-x.mood", "--to", format_, "--locale", "es", "--instruments", mood)
    assert status == 0
    assert "¿Cómo está de ánimo?" in out


def test_it_is_read_validated_and_scored(run, mood):
    (mood.parent / "body").write_text("af-mood=7")
    status, out, _ = run("read", "clinic-x.mood", "--from", "html", mood.parent / "body", "--instruments", mood)
    assert (status, json.loads(out)["answers"]) == (0, {"mood": 7})
    status, out, err = run("validate", mood.parent / "answers.json", "--instruments", mood)
    assert (status, out) == (0, "")
    assert "0 problems, 0 warnings" in err
    assert "0 problems, 1 warnings" in run("validate", mood.parent / "answers.json")[2]
    status, out, _ = run("score", "clinic-x.mood", mood.parent / "answers.json", "--instruments", mood)
    assert (status, json.loads(out)["scores"]["mood"]["value"]) == (0, 7)


def test_several_directories_can_be_named(run, mood, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "calm.json").write_text(json.dumps({**MOOD, "id": "clinic-x.calm"}))
    _, out, _ = run("list", "--instruments", mood, "--instruments", tmp_path / "other")
    assert "clinic-x.mood" in out
    assert "clinic-x.calm" in out


def test_two_directories_that_disagree_are_an_error_that_names_both(run, mood, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mood.json").write_text(json.dumps({**MOOD, "title": "Another mood"}))
    status, out, err = run("show", "clinic-x.mood", "--instruments", mood, "--instruments", tmp_path / "other")
    assert (status, out) == (1, "")
    assert f"{mood}: mood.json" in err
    assert f"{tmp_path / 'other'}: mood.json" in err


def test_what_cannot_be_read_is_left_out(run, mood, caplog):
    (mood / "torn.json").write_text("{")
    (mood / "directory.json").mkdir()
    (mood / "gone.json").symlink_to(mood / "nowhere")
    status, out, _ = run("list", "--instruments", mood)
    assert status == 0
    assert "clinic-x.mood" in out
    assert "torn" in caplog.text
    assert run("show", "torn", "--instruments", mood)[0] == 1
    assert run("show", "gone", "--instruments", mood)[0] == 2


@pytest.mark.parametrize("command", ["list", "show x", "render x --to html", "read x y --from html", "score x y", "validate y"])
def test_a_directory_that_does_not_exist_is_a_fault_of_the_call(run, tmp_path, command):
    status, out, err = run(*command.split(), "--instruments", tmp_path / "no-such-directory")
    assert (status, out) == (2, "")
    assert "no-such-directory" in err
    (tmp_path / "file").touch()
    assert run(*command.split(), "--instruments", tmp_path / "file")[0] == 2


def test_a_document_can_be_written_by_the_library_itself(run, tmp_path):
    (tmp_path / "mine.json").write_text(af.dumps(af.load(json.dumps(MOOD), af.Instrument)))
    assert run("validate", tmp_path / "mine.json")[0] == 0
