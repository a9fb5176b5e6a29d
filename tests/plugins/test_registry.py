# SPDX-License-Identifier: Apache-2.0
"""Plug-ins are found without being imported, loaded by name, and at fault only for themselves."""

import subprocess
import sys
import textwrap

import pytest

import alliance_forms as af
from alliance_forms.plugins import Registry, Shelf

GROUP = "alliance_forms.formats"
FORMAT = """
    import attrs
    @attrs.frozen
    class Options: pass
    class Plain:
        name, media_type, extension, api_version, options = "plain", "text/plain", "txt", {version}, Options
        def render(self, form, *, response=None, submitted=None, problems=(), options):
            return form.title.value
    FORMAT = Plain()
"""


def distribution(root, name, entry_points, **modules):
    """A distribution as an installer leaves it: metadata and modules."""
    info = root / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(entry_points)
    for module, text in modules.items():
        (root / f"{module}.py").write_text(textwrap.dedent(text))


@pytest.fixture
def installed(tmp_path):
    """Four distributions: one good, one of another API version, one broken, one in conflict with the good one."""
    distribution(tmp_path, "good", f"[{GROUP}]\nplain = good_format:FORMAT\n", good_format=FORMAT.format(version=1))
    distribution(tmp_path, "newer", f"[{GROUP}]\nnew = newer_format:FORMAT\n", newer_format=FORMAT.format(version=2))
    distribution(tmp_path, "broken", f"[{GROUP}]\nmissing = broken_format:FORMAT\n", broken_format="import no_such_dependency")
    distribution(tmp_path, "rival-a", f"[{GROUP}]\ntwice = good_format:FORMAT\n")
    distribution(tmp_path, "rival-b", f"[{GROUP}]\ntwice = good_format:FORMAT\n")

    def run(code, **environment):
        script = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nimport alliance_forms as af\n" + textwrap.dedent(code)
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=False, env={"PATH": "", **environment}
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


def test_an_installed_format_is_used_by_name(installed):
    assert installed("print(af.render(af.get_instrument('phq-9'), 'plain'))") == "Patient Health Questionnaire-9 (PHQ-9)"


def test_discovery_imports_nothing(installed):
    code = """
        from alliance_forms.library import default_host
        default_host().formats.names(); default_host().formats.info()
        print([name for name in sys.modules if name.endswith("_format") or name in ("jinja2", "alliance_forms.html")])
    """
    assert installed(code) == "[]"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing", "'missing' from broken 1.0 (broken_format:FORMAT) could not be loaded: ModuleNotFoundError"),
        ("new", "is written for API version 2; this library knows 1"),
        ("twice", "offered more than once: rival-a 1.0 (good_format:FORMAT), rival-b 1.0 (good_format:FORMAT)"),
    ],
)
def test_a_faulty_plug_in_says_whose_fault_it_is_and_harms_no_other(installed, name, said):
    code = f"""
        try:
            af.render(af.get_instrument('phq-9'), {name!r})
        except af.PluginError as error:
            print(error)
        assert "<form" in af.render(af.get_instrument('phq-9'), "html")
    """
    assert said in installed(code)


def test_the_off_switch_hides_what_is_installed(installed):
    code = "from alliance_forms.library import default_host; print(default_host().formats.names())"
    assert installed(code, ALLIANCE_FORMS_NO_PLUGINS="1") == "('fhir-r4', 'html', 'text')"


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
