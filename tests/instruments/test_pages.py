# SPDX-License-Identifier: Apache-2.0
"""The pages on instruments say what the documents say: run `make instruments` where one of these fails."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import alliance_forms as af
from alliance_forms.model import is_label, texts_of
from alliance_forms.plugins import Shelf

ROOT = Path(__file__).resolve().parents[2]
HOST = af.Host(shelf=Shelf(group=None))
ALL = [line.id for line in af.instruments(host=HOST)]
# Shorter ones are words that any sentence may have.
LONG = 16


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """What the tool writes now."""
    place = tmp_path_factory.mktemp("pages")
    done = subprocess.run([sys.executable, ROOT / "tools" / "instrument_pages.py", place], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return {file.name: file.read_text() for file in (place / "docs" / "instruments").iterdir()}


@pytest.fixture(scope="module")
def published():
    return {file.name: file.read_text() for file in (ROOT / "docs" / "instruments").iterdir()}


def test_every_page_is_what_its_document_makes_of_it(written, published):
    assert written.keys() == published.keys()
    assert [name for name, text in written.items() if published[name] != text] == []


def test_every_instrument_has_a_page_and_stands_in_the_index(published):
    assert published.keys() == {"README.md", *(f"{name}.md" for name in ALL)}
    assert set(re.findall(r"\]\(([a-z0-9-]+)\.md\)", published["README.md"])) == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_no_page_holds_the_words_of_a_form(name, published):
    instrument = af.get_instrument(name, host=HOST)
    own = {text for path, text in texts_of(instrument) if isinstance(text, str) and not is_label(path)}
    given = {text for pack in af.wordings(instrument, host=HOST) for path, text in pack.text.items() if not is_label(path)}
    assert not [text for text in own | given if len(text) > LONG and text in published[f"{name}.md"]]


@pytest.mark.parametrize("name", ALL)
def test_a_page_says_who_holds_it_every_source_and_every_score(name, published):
    instrument, text = af.get_instrument(name, host=HOST), published[f"{name}.md"]
    assert (instrument.rights.holder or "has not been looked up").rstrip(".") in text
    for source in instrument.source:
        assert f"* `{source.id}`: " in text
        assert source.citation in text
    for scale in instrument.scale:
        assert f"`{scale.id}`: " in text
        for part in scale.item:
            assert not part.reverse or f"**{part.link_id}R**" in text
