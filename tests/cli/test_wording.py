# SPDX-License-Identifier: Apache-2.0
"""`alliance-forms wording`: an empty pack, a look over a filled-in one, a place for it, and where packs are looked for."""

import json
import os

import pytest
from licensed import BOND, CANARY, GRANT, host_with, pack

from alliance_forms.cli import main
from alliance_forms.cli.places import users_wordings

ENDLESS = {**GRANT, "end": "2999-12-31"}


@pytest.fixture(autouse=True)
def nobodys(tmp_path, monkeypatch):
    """The directories of a user who has none yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("ALLIANCE_FORMS_WORDINGS", raising=False)


@pytest.fixture
def run(tmp_path, capsys):
    """The exit status of a command that knows the made-up measure, and what it printed."""
    host_with(tmp_path)

    def command(*arguments):
        try:
            main([str(one) for one in (*arguments, "--instruments", tmp_path / "mine")])
            status = 0
        except SystemExit as leaving:
            status = leaving.code
        return (status, *capsys.readouterr())

    return command


@pytest.fixture
def written(tmp_path):
    """Writes a document and gives its place."""

    def write(tree, name="pack.json"):
        (tmp_path / name).write_text(tree if isinstance(tree, str) else json.dumps(tree))
        return tmp_path / name

    return write


def filled(tree):
    """An empty pack with something in every empty text."""
    if isinstance(tree, dict):
        return {key: filled(value) if value != "" else f"{CANARY} {key}" for key, value in tree.items()}
    return [filled(one) for one in tree] if isinstance(tree, list) else tree


def test_a_new_pack_asks_for_every_text_and_is_refused_until_it_is_filled_in(run, written):
    status, out, _ = run("wording", "new", "clinic-x.bond", "--locale", "pt_br", "--rater", "therapist")
    tree = json.loads(out)
    assert (status, tree["locale"], tree["rater"], tree["instrumentVersion"]) == (0, "pt-BR", "therapist", "1.0.0")
    assert set(tree["text"]) == set(pack()["text"]) - {"title", "item/q2/text@therapist"}
    assert set(tree["text"].values()) == {""}
    assert tree["key"] == {"secret": []}
    assert run("wording", "check", written(out))[0] == 1
    whole = filled(tree)
    whole["grant"] |= {"start": "2026-01-01", "end": "2026-12-31"}
    assert run("wording", "check", written(whole))[:2] == (0, "")


def test_a_new_pack_of_free_wording_has_no_grant(run):
    assert "grant" not in json.loads(run("wording", "new", "gad-7", "--locale", "de")[1])


@pytest.mark.parametrize("arguments", [
    ["clinic-x.bont", "--locale", "en"], ["clinic-x.bond", "--locale", "not a tag"], ["clinic-x.bond"],
    ["clinic-x.bond", "--locale", "en", "--rater", "observer"], ["alliance-check-in", "--locale", "de"],
])  # fmt: skip
def test_a_new_pack_for_nothing_is_a_fault_of_the_call(run, arguments):
    assert run("wording", "new", *arguments)[:2] == (2, "")


def test_what_is_added_is_found_from_then_on(run, written):
    assert run("render", "clinic-x.bond", "--to", "text")[0] == 1
    status, out, err = run("wording", "add", written(pack(grant=ENDLESS)))
    assert (status, out) == (0, "")
    assert str(users_wordings() / "clinic-x.bond.en.json") in err
    status, out, _ = run("render", "clinic-x.bond", "--to", "text")
    assert status == 0
    assert CANARY in out


def test_nothing_is_written_if_there_is_any_error(run, written):
    for wrong in (
        pack(locale="en", text={"item/q1/text": "A"}),
        pack(instrumentVersion="2.0.0"),
        "{",
        {"format": "alliance-forms/response/1"},
    ):
        status, out, err = run("wording", "add", written(wrong))
        assert status == 1
        assert "nothing is written" in err
        assert out
        assert CANARY not in out + err
    assert not users_wordings().exists()


def test_every_fault_is_listed_and_nothing_is_written(run, written, tmp_path):
    wrong = pack(instrumentVersion="2.0.0", locale="../en")
    wrong["text"] |= {"item/q9/text": CANARY, "item/q1/text": f"<i>{CANARY}</i>", "item/q2/text": f"{CANARY}\x1b"}
    before = sorted(tmp_path.rglob("*"))
    file = written(wrong)
    status, out, err = run("wording", "add", file)
    assert (status, out.count("error: ")) == (1, 5)
    for code in ("AF-DOC-VALUE", "AF-WORDING-VERSION", "AF-WORDING-PATH", "AF-WORDING-MARKUP", "AF-WORDING-CONTROL"):
        assert f"[{code}]" in out
    assert "5 problems, 0 warnings\nnothing is written" in err
    assert sorted(tmp_path.rglob("*")) == sorted([*before, file])


WAYS = [["--to", "html"], ["--to", "html", "--fragment"], ["--to", "text"], ["--to", "fhir-r4"]]
ANSWERS = {str(number): "3" for number in range(1, 13)}


@pytest.mark.parametrize(
    ("licence", "shown"), [(None, False), ("2999-12-31", True), ("2026-01-02", False)], ids=["none", "in force", "expired"]
)
def test_the_wai_sr_without_a_pack_with_one_and_with_one_that_expired(run, written, licence, shown):
    """The words are made up and resemble nothing; the measure and its holder are real."""
    if licence:
        tree = filled(json.loads(run("wording", "new", "wai-sr", "--locale", "en")[1]))
        tree["grant"] |= {"start": "2026-01-01", "end": licence}
        assert run("wording", "add", written(tree))[:2] == (0, "")
    for way in WAYS:
        status, out, err = run("render", "wai-sr", *way)
        if shown:
            assert (status, err) == (0, "")
            assert out.count(f"{CANARY} item/") >= 12
            assert "Society for Psychotherapy Research" in out or f"{CANARY} attribution" in out
        else:
            assert (status, out) == (1, "")
            assert "The rights are held by Society for Psychotherapy Research. Ask the rights holder." in err
            assert ("the grant ended on 2026-01-02" if licence else "alliance-forms wording new wai-sr --locale en") in err
    assert CANARY not in run("render", "wai-sr", "--to", "html", "--transcribe")[1]
    response = {"instrument": "wai-sr", "version": "1.0.0", "rater": "client", "answers": ANSWERS}
    status, out, _ = run("score", "wai-sr", written(response, "response.json"))
    assert (status, json.loads(out)["scores"]["total"]["value"]) == (0, 36)


def test_another_pack_is_replaced_only_where_that_is_said(run, written):
    first, second = written(pack(), "first.json"), written(pack(version="1.0.1"), "second.json")
    kept = users_wordings() / "clinic-x.bond.en.json"
    assert run("wording", "add", first)[0] == 0
    assert run("wording", "add", first)[0] == 0
    assert run("wording", "add", second)[0] == 2
    assert kept.read_bytes() == first.read_bytes()
    assert run("wording", "add", second, "--replace")[0] == 0
    assert kept.read_bytes() == second.read_bytes()
    assert [path.name for path in users_wordings().iterdir()] == ["clinic-x.bond.en.json"]


def test_a_name_that_leads_out_of_the_directory_is_refused(run, written, tmp_path):
    outside = written("{}", "outside.json")
    users_wordings().mkdir(parents=True)
    (users_wordings() / "clinic-x.bond.en.json").symlink_to(outside)
    status, _, err = run("wording", "add", written(pack()), "--replace")
    assert (status, outside.read_text()) == (2, "{}")
    assert "leads out" in err
    assert run("wording", "add", written(pack(instrument="../../x")))[0] == 1
    assert run("wording", "add", written(pack(locale="../en")))[0] == 1


def test_the_input_s_own_name_does_not_matter(run, written):
    assert run("wording", "add", written(pack(rater="client"), "..odd name.txt"))[0] == 0
    assert [path.name for path in users_wordings().iterdir()] == ["clinic-x.bond.en.client.json"]


def test_packs_are_found_in_directories_named_by_option_and_environment(run, written, tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    written(pack(grant=ENDLESS), "a/one.json")
    written(pack(grant=ENDLESS, locale="es-419"), "b/two.json")
    _, out, _ = run("list", "--json", "--wordings", tmp_path / "a", "--wordings", tmp_path / "b")
    (line,) = [one for one in json.loads(out) if one["id"] == "clinic-x.bond"]
    assert line["languages"] == ["en", "es-419"]
    monkeypatch.setenv("ALLIANCE_FORMS_WORDINGS", os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "b")]))
    assert CANARY in run("render", "clinic-x.bond", "--to", "html", "--locale", "es")[1]
    monkeypatch.setenv("ALLIANCE_FORMS_WORDINGS", str(tmp_path / "nowhere"))
    status, out, err = run("list")
    assert (status, out) == (2, "")
    assert "ALLIANCE_FORMS_WORDINGS" in err


def test_use_and_territory_are_declared_on_the_command_line(run, written, tmp_path):
    written(pack(grant={**ENDLESS, "use": ["clinical"], "territory": ["Norway"]}), "licensed/one.json")
    command = ["render", "clinic-x.bond", "--to", "text", "--wordings", tmp_path / "licensed"]
    assert "--use" in run(*command)[2]
    assert "--territory" in run(*command, "--use", "clinical")[2]
    assert CANARY in run(*command, "--use", "clinical", "--territory", "Norway")[1]


def test_the_list_says_where_to_ask_for_a_licence(run):
    out = run("list")[1]
    assert "for a licence ask The Bond Society at https://example.org/licence" in out
    assert out.count("The Bond Society") == 1
    assert "not shown here, scored all the same; for a licence ask Society for Psychotherapy Research" in out


def test_a_paper_form_is_typed_in(run, written, tmp_path):
    status, out, _ = run("render", "clinic-x.bond", "--to", "text", "--transcribe")
    assert status == 0
    typed = out.replace("q1 -> ", "q1 -> 2").replace("q2 -> ", "q2 -> 3")
    status, out, _ = run("read", "clinic-x.bond", written(typed, "typed.txt"), "--from", "text", "--transcribe")
    assert (status, json.loads(out)["answers"]) == (0, {"q1": "2", "q2": "3"})
    assert "shown" not in json.loads(out)
    status, out, _ = run("score", "clinic-x.bond", written(out, "response.json"))
    assert (status, json.loads(out)["scores"]["total"]["value"]) == (0, 5)


def test_a_document_s_own_words_are_printed_only_where_they_may_be(run, written, tmp_path):
    own = {**BOND, "id": "clinic-x.own", "introduction": CANARY, "item": [{"linkId": "q", "type": "text", "text": CANARY}], "scale": []}
    for basis, use, seen in (("licence-required", (), False), ("CC-BY-NC-4.0", (), False), ("CC-BY-NC-4.0", ("--use", "clinical"), True)):
        written({**own, "rights": {"basis": basis, "holder": "X"}}, "mine/clinic-x.own.json")
        status, out, err = run("show", "clinic-x.own", "--json", *use)
        assert (status, json.loads(out)["title"], CANARY in out) == (0, BOND["title"], seen)
        assert ("its words are left out" in err) is not seen


def test_show_says_what_is_turned_round_whose_key_it_is_and_who_holds_it(run):
    shown = run("show", "haq-ii")[1]
    assert "sum of 1, 2, 3, 4R, 5, 6, 7, 8R, 9, 10, 11R, 12, 13, 14, 15, 16R, 17, 18, 19R, by luborsky-1996" in shown
    assert "scale tui: its key is the rights holder's to supply" in run("show", "calpas-p")[1]
    assert "held by Miller, Duncan (& Johnson) at https://www.scottdmiller.com" in run("show", "srs")[1]
    assert run("show", "who-5")[1].endswith("World Health Organization 2024 (WHO/UCN/MSD/MHE/2024.1), CC BY-NC-SA 3.0 IGO.\n")
