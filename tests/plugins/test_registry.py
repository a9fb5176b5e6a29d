# SPDX-License-Identifier: Apache-2.0
"""Registries and shelves by themselves; how they get on with installed distributions is in test_distributions.py."""

import pytest

import alliance_forms as af
from alliance_forms.plugins import Registry, Shelf


def test_a_host_adds_a_format_of_its_own_and_changes_no_other_registry():
    registry = Registry("format", builtins={"html": "alliance_forms.html:FORMAT"})
    mine = registry.with_("mine", object())
    assert (registry.names(), mine.names()) == (("html",), ("html", "mine"))
    with pytest.raises(af.PluginError, match="replace=True"):
        registry.with_("html", object())
    assert registry.with_("html", 1, replace=True).get("html") == 1


def test_a_shelf_reads_a_directory_and_keeps_a_broken_file_to_itself(tmp_path):
    tree = af.dumps(af.get_instrument("phq-9")).replace('"phq-9"', '"clinic-x.mood"')
    (tmp_path / "mood.json").write_text(tree)
    (tmp_path / "torn.json").write_text("{")
    host = af.Host(shelf=Shelf(directories=(tmp_path,)))
    assert af.get_instrument("clinic-x.mood", host=host).id == "clinic-x.mood"
    assert {"phq-9", "clinic-x.mood"} <= {line.id for line in af.instruments(host=host)}
    with pytest.raises(af.InvalidDocument):
        af.get_instrument("torn", host=host)


def test_two_documents_of_one_id_and_version_are_a_conflict_unless_they_are_the_same(tmp_path):
    same = (af.dumps(af.get_instrument("phq-9"))).encode()
    for name, data in (("one", same), ("two", same)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mood.json").write_bytes(data.replace(b'"phq-9"', b'"clinic-x.mood"'))
    host = af.Host(shelf=Shelf(directories=(tmp_path / "one", tmp_path / "two")))
    assert af.get_instrument("clinic-x.mood", host=host)
    (tmp_path / "two" / "mood.json").write_bytes(same.replace(b'"phq-9"', b'"clinic-x.mood"').replace(b'"weight": 3', b'"weight": 4'))
    other = af.Host(shelf=Shelf(directories=(tmp_path / "one", tmp_path / "two")))
    with pytest.raises(af.PluginError, match=r"more than once.*mood\.json"):
        af.get_instrument("clinic-x.mood", host=other)


def test_the_highest_version_is_taken_and_an_older_one_stays_loadable(tmp_path):
    text = af.dumps(af.get_instrument("phq-9")).replace('"phq-9"', '"clinic-x.mood"')
    for version in ("1.9.0", "1.10.0"):
        (tmp_path / f"mood-{version}.json").write_text(text.replace('"version": "1.0.0"', f'"version": "{version}"'))
    host = af.Host(shelf=Shelf(directories=(tmp_path,)))
    assert af.get_instrument("clinic-x.mood", host=host).version == "1.10.0"
    assert af.get_instrument("clinic-x.mood", "1.9.0", host=host).version == "1.9.0"
    with pytest.raises(af.NotFound):
        af.get_instrument("clinic-x.mood", "2.0.0", host=host)
