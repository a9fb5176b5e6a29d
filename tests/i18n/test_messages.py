# SPDX-License-Identifier: Apache-2.0
"""The published catalogues hold the strings in use: run `make messages` where one of these fails."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "locales" / "alliance_forms.pot"
CATALOGUES = sorted((ROOT / "locales").glob("*/LC_MESSAGES/alliance_forms.po"))
KEYWORDS = ("_", "t", "text")


def messages(file: Path) -> dict[str, str]:
    with file.open("rb") as opened:
        return {entry.id: entry.string for entry in read_po(opened, abort_invalid=True) if entry.id}


def extract(source: Path, target: Path) -> dict[str, str]:
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
    assert set(extract(tmp_path, tmp_path / "out.pot")) == {"Marked", "Page {number}", "Send {name}"}


def test_the_template_holds_the_strings_in_use(tmp_path):
    assert set(messages(TEMPLATE)) == set(extract(ROOT, tmp_path / "out.pot"))


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parents[1].name)
class TestEveryCatalogue:
    def test_has_every_string(self, file):
        assert set(messages(file)) == set(messages(TEMPLATE))

    def test_keeps_every_slot(self, file):
        for source, text in messages(file).items():
            assert not text or sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", source)), source

    def test_says_its_language_and_nothing_about_a_machine(self, file):
        written = file.read_text(encoding="utf-8")
        assert f'"Language: {file.parents[1].name}\\n"' in written
        assert "\n#: " not in written
