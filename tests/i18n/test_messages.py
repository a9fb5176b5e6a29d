# SPDX-License-Identifier: Apache-2.0
"""The published catalogues hold the strings in use: run `make messages` where one of these fails."""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import alliance_forms as af

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ROOT / "locales"
TEMPLATE = LOCALES / "alliance_forms.pot"
TEMPLATES = sorted(LOCALES.glob("*.pot"))
CATALOGUES = sorted(LOCALES.glob("*/LC_MESSAGES/*.po"))
OF_INSTRUMENTS = [file for file in CATALOGUES if file.stem != TEMPLATE.stem]
DOCUMENTS = sorted((ROOT / "src" / "alliance_forms" / "bundled").glob("*.json"))
KEYWORDS = ("_", "t", "text")


def catalogue(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, abort_invalid=True)


def messages(file: Path) -> dict[tuple[str | None, str], str]:
    return {(entry.context, entry.id): entry.string for entry in catalogue(file) if entry.id}


def name(file: Path) -> str:
    return file.relative_to(LOCALES).as_posix()


def extract(source: Path, target: Path) -> dict[tuple[str | None, str], str]:
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "--no-default-keywords"]
    command += [f"--keyword={keyword}" for keyword in KEYWORDS]
    command += ["--mapping-file", str(ROOT / "pyproject.toml"), "--output-file", str(target), "."]
    subprocess.run(command, check=True, capture_output=True, cwd=source)
    return messages(target)


def test_strings_are_found_in_python_and_in_templates(tmp_path):
    module = tmp_path / "src" / "room" / "page.py"
    template = tmp_path / "src" / "room" / "templates" / "page.html.j2"
    template.parent.mkdir(parents=True)
    module.write_text('A = _("Marked")\ninterface.text("Page {number}", number=1)\nform.text(path)\n', encoding="utf-8")
    template.write_text('{% for x in y %}{{ t("Send {name}", name=x) }}{% endfor %}{{ t(var) }}', encoding="utf-8")
    found = extract(tmp_path, tmp_path / "out.pot")
    assert {text for _, text in found} == {"Marked", "Page {number}", "Send {name}"}


def test_the_template_holds_the_strings_in_use(tmp_path):
    assert set(messages(TEMPLATE)) == set(extract(ROOT, tmp_path / "out.pot"))


def test_every_instrument_has_a_template_with_its_texts():
    expected = {}
    for document in DOCUMENTS:
        found = extract_from_file("alliance_forms", document, keywords={"pgettext": ((1, "c"), 2)})
        expected.setdefault(af.load(document.read_bytes(), af.Instrument).id, set()).update(
            (context, text) for _, text, _, context in found
        )
    assert {file.stem: set(messages(file)) for file in TEMPLATES if file != TEMPLATE} == expected


def test_every_catalogue_is_of_something_there_is():
    assert {file.stem for file in CATALOGUES} <= {file.stem for file in TEMPLATES}


@pytest.mark.parametrize("file", CATALOGUES, ids=name)
class TestEveryCatalogue:
    def test_has_every_string(self, file):
        variants = {key for key in messages(file) if "~" in (key[0] or "")}
        assert set(messages(file)) - variants == set(messages(LOCALES / f"{file.stem}.pot"))

    def test_keeps_every_slot(self, file):
        for (_, source), text in messages(file).items():
            assert not text or sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", source)), source

    def test_says_its_language_and_nothing_about_a_machine(self, file):
        written = file.read_text(encoding="utf-8")
        assert f'"Language: {file.parents[1].name}\\n"' in written
        assert "\n#: " not in written
        assert "-Date: " not in written


@pytest.mark.parametrize("file", [file for file in CATALOGUES if file.parents[1].name == "es"], ids=name)
def test_spanish_is_complete(file):
    entries = [entry for entry in catalogue(file) if entry.id]
    assert [entry.id for entry in entries if not entry.string or entry.fuzzy] == []


@pytest.mark.parametrize("file", OF_INSTRUMENTS, ids=name)
def test_a_translated_instrument_says_where_the_translation_comes_from(file):
    instrument = af.get_instrument(file.stem)
    header = file.read_text(encoding="utf-8").partition("\n\n")[0]
    fields = dict(re.findall(r'^"(X-[A-Za-z-]+): (.+)\\n"$', header, re.MULTILINE))
    assert set(fields) == {"X-Instrument-Version", "X-Source", "X-License", "X-Validated"}
    assert fields["X-Instrument-Version"] == instrument.version
    assert fields["X-Validated"] in ("yes", "no")


@pytest.fixture
def checkout(tmp_path):
    shutil.copytree(LOCALES, tmp_path / "locales")
    shutil.copytree(DOCUMENTS[0].parent, tmp_path / "src" / "alliance_forms" / "bundled")
    return tmp_path


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestMakeMessages:
    def test_a_run_without_a_change_changes_nothing(self, tool, checkout):
        tool.main(checkout)
        for file in [*TEMPLATES, *CATALOGUES]:
            assert (checkout / "locales" / name(file)).read_bytes() == file.read_bytes()

    def test_an_empty_catalogue_becomes_one_to_fill_in(self, tool, checkout):
        file = checkout / "locales" / "prs" / "LC_MESSAGES" / "phq-9.po"
        file.parent.mkdir(parents=True)
        file.touch()
        tool.main(checkout)
        assert set(messages(file)) == set(messages(LOCALES / "phq-9.pot"))
        assert '"Language: prs\\n"' in file.read_text(encoding="utf-8")
        assert '"X-Instrument-Version: 1.0.0\\n"' in file.read_text(encoding="utf-8")

    def test_a_changed_text_loses_its_translation_and_the_others_keep_theirs(self, tool, checkout):
        document = checkout / "src" / "alliance_forms" / "bundled" / "phq-9.json"
        changed = document.read_text(encoding="utf-8").replace('"Mild"', '"Slight"').replace('"1.0.0"', '"1.0.1"')
        document.write_text(changed, encoding="utf-8")
        file = checkout / "locales" / "es" / "LC_MESSAGES" / "phq-9.po"
        expected = messages(file) | {("scale/total/band/mild", "Slight"): ""}
        del expected["scale/total/band/mild", "Mild"]
        tool.main(checkout)
        assert messages(file) == expected
        assert '"X-Instrument-Version: 1.0.1\\n"' in file.read_text(encoding="utf-8")

    def test_an_earlier_version_keeps_its_translation(self, tool, checkout):
        document = checkout / "src" / "alliance_forms" / "bundled" / "phq-9.json"
        changed = document.read_text(encoding="utf-8").replace('"Mild"', '"Slight"').replace('"1.0.0"', '"1.10.0"')
        document.with_name("a-later-one.json").write_text(changed, encoding="utf-8")
        file = checkout / "locales" / "es" / "LC_MESSAGES" / "phq-9.po"
        before = messages(file)
        tool.main(checkout)
        assert messages(file) == before | {("scale/total/band/mild", "Slight"): ""}
        assert '"X-Instrument-Version: 1.10.0\\n"' in file.read_text(encoding="utf-8")

    def test_a_variant_lives_as_long_as_its_text(self, tool, checkout):
        file = checkout / "locales" / "es" / "LC_MESSAGES" / "alliance-check-in.po"
        source = "{client.subject:sees|see} how today's work could help {client.object}."
        variants = {("item/tasks.2/text@therapist~a", source): "{client.subject:ve}", ("item/tasks.2/text@therapist~a", "Gone"): "No"}
        entries = [f'\nmsgctxt "{context}"\nmsgid "{text}"\nmsgstr "{own}"\n' for (context, text), own in variants.items()]
        before = messages(file)
        file.write_text(file.read_text(encoding="utf-8") + "".join(entries), encoding="utf-8")
        tool.main(checkout)
        assert messages(file) == before | {key: own for key, own in variants.items() if key[1] == source}
        assert "#. Variant: a\n" in file.read_text(encoding="utf-8")

    def test_no_text_is_taken_for_a_format(self, tool, tmp_path):
        template = Catalog()
        template.add("I was 100% sure", context="item/1/text")
        template.add("Write {name}", context="item/2/text")
        template.add("Send {name}")
        tool.write(template, tmp_path / "x.pot")
        written = (tmp_path / "x.pot").read_text(encoding="utf-8")
        assert written.count("#, ") == written.count('#, python-brace-format\nmsgid "Send') == 1
