# SPDX-License-Identifier: Apache-2.0
"""The documentation says what is there, and nothing else."""

import re
from pathlib import Path

import pytest

import alliance_forms as af

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
# What talks to a FHIR server ("py") is run by tests/conformance/fhir_server.py, with a real one.
RUN = {"python", "console", "json", "toml", "py"}


def test_every_problem_code_has_its_place():
    used = {code for file in (ROOT / "src").rglob("*.py") for code in re.findall(r"AF-[A-Z]+(?:-[A-Z0-9]+)+", file.read_text())}
    explained = set(re.findall(r"`(AF-[A-Z-]+)`", (ROOT / "docs/problems.md").read_text()))
    built = {code for code in explained if code.startswith("AF-SCHEMA-")}
    assert explained - built == used - built


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_code_block_is_of_a_kind_that_is_run(page):
    languages = re.findall(r"^```(\S*)\n(?:.*\n)*?```$", page.read_text(), flags=re.MULTILINE)
    assert set(languages) <= RUN


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)", page.read_text()):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_every_public_name_is_documented():
    text = (ROOT / "docs/python.md").read_text()
    assert {name for name in af.__all__ if f"`{name}`" not in text and f"`{name}(" not in text} == set()


def test_the_hazard_log_names_tests_that_exist():
    for path in re.findall(r"`(tests/[^`]+)`", (ROOT / "docs/safety.md").read_text()):
        assert (ROOT / path).exists(), path
