# SPDX-License-Identifier: Apache-2.0
"""Other people's distributions, installed as anyone would install them: what they add is there, and what is broken harms nobody.

They stand in tests/distributions: `northside-forms` works, `broken-forms` is broken in every way, `rival-forms` offers what is Northside's.
"""

import json
import subprocess
import sys
import threading
from importlib.resources import files
from pathlib import Path

import attrs
import pytest

import alliance_forms as af
from alliance_forms.cli import main
from alliance_forms.library.host import default_formats, default_scorers
from alliance_forms.plugins import Registry, Shelf, discover

PROJECTS = Path(__file__).resolve().parents[1] / "distributions"
THEIRS = ("northside_forms", "broken_forms", "rival_forms")
FORMATS, SCORERS = "alliance_forms.formats", "alliance_forms.scorers"
PHQ9 = af.get_instrument("phq-9")
NIGHTS = {f"night-{number}": answer for number, answer in enumerate(["well", "badly", "well", "well", "well", "well", "badly"], start=1)}


@pytest.fixture
def host():
    """A host that has not loaded anything yet."""
    return af.Host(shelf=Shelf(), formats=default_formats.__wrapped__(), scorers=default_scorers.__wrapped__())


def imported(code, **environment):
    """The modules of the test distributions that a program has imported when it ends."""
    program = f"import sys\nimport alliance_forms as af\n{code}\nprint(*sorted(m for m in sys.modules if m.startswith({THEIRS!r})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PATH": "", **environment})
    return done.stdout.split()


def sleep_response(**answers):
    return af.Response(instrument="northside.sleep", version="1.0.0", answers={**NIGHTS, **answers})


@pytest.mark.parametrize("name", THEIRS)
def test_what_is_installed_is_what_stands_here(name):
    source = PROJECTS / name.replace("_", "-") / name
    here = {file.relative_to(source): file.read_bytes() for file in source.rglob("*.*") if file.is_file() and file.suffix != ".pyc"}
    installed = Path(str(files(name)))
    assert here == {file: (installed / file).read_bytes() for file in here}, "run 'make .venv/.ready'"
    assert source not in installed.parents


# --- what a plug-in adds ------------------------------------------------------------------------------------------------


def test_an_installed_instrument_is_listed_shown_and_rendered_in_its_languages(host):
    (line,) = [line for line in af.instruments(host=host) if line.id == "northside.sleep"]
    assert (line.version, line.items, line.languages, line.rights) == ("1.0.0", 7, ("en", "es"), "CC0-1.0")
    sleep = af.get_instrument("northside.sleep", host=host)
    for format_ in host.formats.names():
        if not format_.startswith(("broken", "northside-slip")):
            assert "La noche del miércoles" in af.render(sleep, format_, locale="es-MX", host=host)


def test_an_installed_instrument_is_validated_and_its_examples_are_scored(host):
    sleep = af.get_instrument("northside.sleep", host=host)
    assert af.validate(af.dumps(sleep), host=host) == ()
    tree = af.dump(sleep)
    tree["example"][0]["expect"]["scores"]["longest-run"]["value"] = 5
    (problem,) = af.validate(json.dumps(tree, default=float), host=host)
    assert (problem.code, problem.pointer) == ("AF-EXAMPLE-DIFFERS", "/example/0/expect/scores/longest-run")


def test_an_installed_scorer_scores(host):
    report = af.score(af.get_instrument("northside.sleep", host=host), sleep_response(), host=host)
    assert {name: (score.value, score.band) for name, score in report.scores.items()} == {"nights": (5, None), "longest-run": (4, "steady")}
    assert af.load(af.dumps(report), af.ScoreReport) == report


def test_an_installed_format_renders_and_is_read_back(host):
    sleep = af.get_instrument("northside.sleep", host=host)
    text = af.render(sleep, "northside-lines", response=sleep_response(), heading=False, host=host)
    assert text.startswith("# Monday night\nnight-1=well\n")
    assert af.read(sleep, "northside-lines", text, host=host).answers == NIGHTS
    with pytest.raises(af.InvalidAnswers) as caught:
        af.read(sleep, "northside-lines", text.replace("night-1=well", "night-1=soso"), host=host)
    assert "night-1=soso" in af.render(sleep, "northside-lines", submitted=caught.value.submitted, host=host)
    with pytest.raises(af.UsageFault, match="'heading'"):
        af.render(sleep, "northside-lines", headings=False, host=host)


def test_the_commands_know_what_is_installed(capsys, tmp_path):
    main(["list"])
    assert "northside.sleep 1.0.0  Your nights this week\n" in capsys.readouterr().out
    main(["show", "northside.sleep"])
    assert "scale longest-run: scorer northside.longest-run of night-1," in capsys.readouterr().out
    main(["render", "northside.sleep", "--to", "northside-lines", "--locale", "es"])
    assert "# La noche del lunes" in capsys.readouterr().out
    (tmp_path / "week.json").write_text(af.dumps(sleep_response()))
    with pytest.raises(SystemExit) as leaving:
        main(["score", "northside.sleep", str(tmp_path / "week.json"), "--to", "text"])
    assert leaving.value.code == 0
    assert "longest-run: 4 (steady)" in capsys.readouterr().out


# --- discovery ----------------------------------------------------------------------------------------------------------


def test_discovery_imports_nothing():
    code = """
host = af.Host()
for registry in (host.formats, host.scorers):
    registry.names(), registry.info()
    try: registry.get("no-such-name")
    except af.NotFound: pass
host.shelf.info()
from alliance_forms.cli import main
main(["plugins"])
assert not {"jinja2", "alliance_forms.html", "alliance_forms.text", "alliance_forms.fhir"} & set(sys.modules)
sys.stdout = sys.__stdout__
"""
    program = code.replace('main(["plugins"])', 'import io; sys.stdout = io.StringIO(); main(["plugins"])')
    assert imported(program) == []


def test_metadata_is_not_even_read_when_the_library_is_imported():
    assert imported("assert 'importlib.metadata' not in sys.modules") == []


def test_a_name_opens_its_own_plug_in_and_no_other():
    assert imported("af.get_instrument('phq-9')") == []
    assert imported("af.render(af.get_instrument('phq-9'), 'northside-lines')") == ["northside_forms", "northside_forms.lines"]
    only = ["northside_forms", "northside_forms.scorers"]
    assert imported("af.Host().scorers.get('northside.longest-run')") == only


def test_a_slow_plug_in_costs_nobody_else_anything():
    everything = """
phq9 = af.get_instrument("phq-9")
af.instruments()
for format in ("html", "text", "fhir-r4", "northside-lines"): af.render(phq9, format)
for name in ("northside.sleeep", "phq9", "broken-slow.x"):
    try: af.get_instrument(name)
    except af.NotFound: pass
"""
    assert "broken_forms.slow" not in imported(everything)
    assert "broken_forms.slow" in imported("assert af.render(af.get_instrument('phq-9'), 'broken-slow')")


def test_the_order_of_discovery_is_fixed(tmp_path, monkeypatch):
    assert [one.distribution for one in discover(FORMATS)["northside-slip"]] == ["northside-forms", "rival-forms"]
    for name in ("zebra", "aardvark"):
        metadata(tmp_path / name, name, "[order.test]\nb = z:Z\na = y:Y\n")
    metadata(tmp_path / "again", "zebra", "[order.test]\nb = z:Z\na = y:Y\n")
    found = []
    for names in (("zebra", "aardvark", "again"), ("again", "aardvark", "zebra")):
        with monkeypatch.context() as patched:
            patched.setattr(sys, "path", [*(str(tmp_path / name) for name in names), *sys.path])
            found.append({name: [one.distribution for one in several] for name, several in discover.__wrapped__("order.test").items()})
    assert found[0] == found[1] == {"a": ["aardvark", "zebra"], "b": ["aardvark", "zebra"]}
    assert list(found[0]) == ["a", "b"]


def metadata(root, name, entry_points):
    """What an installer leaves behind beside the modules."""
    info = root / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(entry_points)


def test_among_two_hundred_plug_ins_one_id_opens_one(tmp_path):
    document = json.dumps(af.dump(PHQ9), default=float)
    for number in range(200):
        package = tmp_path / f"dummy_{number}"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "mood.json").write_text(document.replace('"phq-9"', f'"dummy-{number}.mood"'))
        metadata(tmp_path, f"dummy-{number}", f"[alliance_forms.instruments]\ndummy-{number} = dummy_{number}\n")
    code = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
import alliance_forms as af
opened = lambda: [name for name in sys.modules if name.startswith("dummy_")]
assert af.get_instrument("dummy-117.mood").id == "dummy-117.mood"
assert opened() == ["dummy_117"], opened()
af.get_instrument("phq-9")
assert opened() == ["dummy_117"], opened()
assert len(af.instruments()) > 200
assert len(opened()) == 200
"""
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_the_off_switch_hides_what_is_installed():
    code = """
from alliance_forms.cli import main
assert af.Host().formats.names() == ("fhir-r4", "fhir-r4b", "fhir-r5", "html", "text")
assert af.Host().scorers.names() == ()
assert not [line for line in af.instruments() if "." in line.id]
assert [line.status for line in af.Host().shelf.info()] == ["built-in"]
try: af.get_instrument("northside.sleep")
except af.NotFound: pass
else: raise AssertionError
"""
    assert imported(code, ALLIANCE_FORMS_NO_PLUGINS="1") == []


def test_a_registry_without_a_group_is_a_closed_set():
    assert Registry("format", builtins={"html": "alliance_forms.html:FORMAT"}).names() == ("html",)
    with pytest.raises(af.NotFound):
        af.get_instrument("northside.sleep", host=af.Host(shelf=Shelf(group=None)))


# --- loading ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["northside-lines", "broken-part"])
def test_a_plug_in_is_loaded_once_and_failure_is_remembered_too(name):
    loaded, results = [], []

    def check(plugin):
        loaded.append(plugin)
        if not hasattr(plugin, "render"):
            raise TypeError("no render")

    registry = Registry("format", group=FORMATS, check=check)

    def get():
        try:
            results.append(registry.get(name))
        except af.PluginError as error:
            results.append(error)

    threads = [threading.Thread(target=get) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loaded) == 1
    assert len(results) == 8
    assert len(set(map(id, results))) == 1


def test_what_is_loaded_does_not_wait_for_what_is_being_loaded():
    go, waiting = threading.Event(), threading.Event()

    def check(plugin):
        if plugin.name == "northside-lines":
            waiting.set()
            assert go.wait(10)

    registry = Registry("format", builtins={"html": "alliance_forms.html:FORMAT"}, group=FORMATS, check=check)
    known = registry.get("html")
    thread = threading.Thread(target=registry.get, args=["northside-lines"])
    thread.start()
    try:
        assert waiting.wait(10)
        got = []
        other = threading.Thread(target=lambda: got.append(registry.get("html")))
        other.start()
        other.join(5)
        assert got == [known]
    finally:
        go.set()
        thread.join()


BROKEN = [
    ("format", "broken-missing", "(broken_forms.no_such_module:FORMAT) could not be loaded: ModuleNotFoundError"),
    ("format", "broken-newer", "is written for API version 2; this library knows 1. Update one of them."),
    ("format", "broken-class", "is not usable: it is a class, where an object of it is needed"),
    ("format", "broken-part", "is not usable: it lacks one of name, media_type"),
    ("format", "broken-quits", "could not be loaded: SystemExit: no licence found. Reinstall it, or uninstall it."),
    ("scorer", "broken.missing", "(broken_forms.no_such_module:SCORER) could not be loaded: ModuleNotFoundError"),
    ("scorer", "broken.newer", "is written for API version 2; this library knows 1. Update one of them."),
]


@pytest.mark.parametrize(("kind", "name", "said"), BROKEN, ids=[name for _, name, _ in BROKEN])
def test_a_broken_plug_in_is_at_fault_only_at_its_own_name(host, kind, name, said):
    registry = getattr(host, f"{kind}s")
    with pytest.raises(af.PluginError) as caught:
        registry.get(name)
    assert f"'{name}' from broken-forms 0.9" in str(caught.value)
    assert said in str(caught.value)
    assert host.formats.get("northside-lines").name == "northside-lines"
    assert host.scorers.get("northside.longest-run").name == "northside.longest-run"
    assert af.render(PHQ9, "html", host=host)
    (line,) = [line for line in registry.info() if line.name == name]
    assert (line.status, line.problem) == ("broken", str(caught.value))


def test_a_failure_to_load_keeps_its_cause(host):
    with pytest.raises(af.PluginError) as caught:
        host.formats.get("broken-missing")
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)


def test_a_bundle_that_is_not_there_is_at_fault_only_at_its_own_ids(host, caplog):
    with pytest.raises(af.PluginError, match=r"'broken-nowhere' from broken-forms 0\.9 .* could not be loaded: .*Reinstall"):
        af.get_instrument("broken-nowhere.x", host=host)
    listed = [line.id for line in af.instruments(host=host)]
    assert {"phq-9", "northside.sleep"} <= set(listed)
    assert [record.getMessage() for record in caplog.records if "'broken-nowhere' from broken-forms 0.9" in record.getMessage()]


def test_a_document_that_cannot_be_read_is_at_fault_only_at_its_own_id(host, caplog):
    with pytest.raises(af.InvalidDocument):
        af.get_instrument("broken-notes.torn", host=host)
    assert af.get_instrument("broken-notes.whole", host=host).version == "1.0.0"
    listed = [line.id for line in af.instruments(host=host)]
    assert "broken-notes.whole" in listed
    assert "broken-notes.torn" not in listed
    assert "broken-notes.torn" in caplog.text


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("odd_module", "is no package of documents"),
        ("odd_module:NAME", "is no package of documents"),
        ("odd_package", "ids that do not begin with 'odd.': phq-9"),
    ],
)
def test_a_bundle_of_the_wrong_shape_says_so(tmp_path, monkeypatch, value, said):
    (tmp_path / "odd_module.py").write_text("NAME = 1\n")
    (tmp_path / "odd_package").mkdir()
    (tmp_path / "odd_package/__init__.py").touch()
    (tmp_path / "odd_package/mood.json").write_text(af.dumps(PHQ9))
    metadata(tmp_path, "odd-forms", f"[test.odd]\nodd = {value}\n")
    monkeypatch.syspath_prepend(tmp_path)
    discover.cache_clear()
    with pytest.raises(af.PluginError) as caught:
        af.get_instrument("odd.mood", host=af.Host(shelf=Shelf(group="test.odd")))
    assert "'odd' from odd-forms 1.0" in str(caught.value)
    assert said in str(caught.value)


def test_an_unknown_name_gets_a_suggestion(host):
    with pytest.raises(af.NotFound, match="Did you mean 'northside-lines'"):
        host.formats.get("northside-line")
    with pytest.raises(af.NotFound, match=r"Did you mean 'northside\.longest-run'"):
        host.scorers.get("northside.longest")
    with pytest.raises(af.NotFound, match=r"Did you mean 'northside\.sleep'"):
        af.get_instrument("northsid.slep", host=host)


# --- conflicts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name"), [("format", "northside-slip"), ("scorer", "northside.best-night")])
def test_two_providers_of_a_name_are_an_error_that_names_both(host, kind, name):
    registry = getattr(host, f"{kind}s")
    with pytest.raises(af.PluginError, match=r"more than once: northside-forms 1\.2\.0 \(.*\), rival-forms 3\.0 \(.*\)\. Uninstall one"):
        registry.get(name)
    assert {(line.distribution, line.status) for line in registry.info() if line.name == name} == {
        ("northside-forms", "conflict"),
        ("rival-forms", "conflict"),
    }
    mine = registry.with_(name, "mine", replace=True)
    assert mine.get(name) == "mine"


def test_a_name_in_dispute_loads_nobody():
    code = """
for registry, name in ((af.Host().formats, "northside-slip"), (af.Host().scorers, "northside.best-night")):
    try: registry.get(name)
    except af.PluginError: pass
"""
    assert imported(code) == []


def test_two_documents_of_one_id_and_version_are_an_error_that_names_both(host, caplog):
    both = r"northside-forms 1\.2\.0: northside\.week\.json, rival-forms 3\.0: northside\.week\.json"
    with pytest.raises(af.PluginError, match=both):
        af.get_instrument("northside.week", host=host)
    assert af.get_instrument("northside.sleep", host=host)
    assert "northside.week" not in [line.id for line in af.instruments(host=host)]
    assert "rival-forms 3.0: northside.week.json" in caplog.text


def test_nobody_takes_a_name_that_is_built_in():
    registry = Registry("format", builtins={"northside-lines": "alliance_forms.text:FORMAT"}, group=FORMATS)
    with pytest.raises(af.PluginError, match=r"alliance-forms built-in \(alliance_forms\.text:FORMAT\), northside-forms 1\.2\.0"):
        registry.get("northside-lines")
    assert registry.with_("northside-lines", "mine", replace=True).get("northside-lines") == "mine"


# --- at work ------------------------------------------------------------------------------------------------------------


def raised_by(call):
    with pytest.raises(af.PluginError) as caught:
        call()
    assert "badly" not in str(caught.value)
    return caught.value


def test_what_a_format_raises_is_said_in_its_name_without_the_answers(host):
    sleep, response = af.get_instrument("northside.sleep", host=host), sleep_response()
    for call in (
        lambda: af.render(sleep, "broken-raises", response=response, host=host),
        lambda: af.read(sleep, "broken-raises", "badly", host=host),
    ):
        error = raised_by(call)
        assert str(error).startswith("format 'broken-raises' from broken-forms 0.9 fails with ValueError.")
        assert isinstance(error.__cause__, ValueError)


def test_what_a_format_gives_is_checked(host):
    assert "broken-forms 0.9 renders a bytes, where a str is needed" in str(raised_by(lambda: af.render(PHQ9, "broken-bytes", host=host)))
    assert "broken-forms 0.9 reads a bytes, where a Reading is needed" in str(
        raised_by(lambda: af.read(PHQ9, "broken-bytes", "", host=host))
    )


def test_a_format_of_the_hosts_own_is_watched_over_too(host):
    class Mine:
        name, media_type, extension, api_version = "mine", "text/plain", "txt", 1
        options = attrs.make_class("Options", [])

        def render(self, form, **how):
            raise how["problems"] or KeyError("badly")

    own = attrs.evolve(host, formats=host.formats.with_("mine", Mine()))
    assert "format 'mine' from this application fails with KeyError" in str(raised_by(lambda: af.render(PHQ9, "mine", host=own)))
    with pytest.raises(af.UsageFault, match="on purpose"):
        af.render(PHQ9, "mine", host=own, problems=af.UsageFault("on purpose"))


def with_scorer(name, *, alerts=()):
    """The sleep instrument, scored by another scorer."""
    tree = af.dump(af.get_instrument("northside.sleep"))
    tree |= {"id": "clinic-x.sleep", "example": tree["example"][:1], "alert": list(alerts)}
    tree["scale"][1]["scorer"] = name
    return af.load(json.dumps(tree, default=float), af.Instrument)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("broken.raises", "fails with ValueError"),
        ("broken.float", "gives a float, where a Decimal, an int or None is needed"),
        ("broken.infinite", "gives no finite number"),
    ],
)
def test_a_scorer_at_fault_is_named_and_hides_no_alert(host, name, said, caplog):
    when = {"question": "night-2", "operator": "=", "answer": "badly"}
    of_score = {"score": "longest-run", "operator": "<", "answer": 3}
    common = {"severity": "attention", "audience": ["self"]}
    sleep = with_scorer(name, alerts=[{"id": "night", "when": when, **common}, {"id": "run", "when": of_score, **common}])
    response = attrs.evolve(sleep_response(), instrument="clinic-x.sleep")
    error = raised_by(lambda: af.score(sleep, response, host=host))
    assert f"scorer '{name}' from broken-forms 0.9 {said}" in str(error)
    assert isinstance(error.__cause__, ValueError) == (name == "broken.raises")
    found = af.alerts(sleep, response, host=host)
    assert [alert.id for alert in found.raised] == ["night"]
    assert [(alert.id, alert.reason) for alert in found.not_evaluated] == [("run", "score-refused")]
    assert f"scorer '{name}' from broken-forms 0.9" in caplog.text
    assert "badly" not in caplog.text
    (problem,) = af.validate(af.dumps(sleep), host=host)
    assert (problem.code, problem.pointer, problem.severity) == ("AF-DOC-SCORER", "/example/0", "error")


def test_a_scorer_that_is_not_installed_is_not_found_and_hides_no_alert(host):
    sleep = with_scorer("northside.longest-ran")
    response = attrs.evolve(sleep_response(), instrument="clinic-x.sleep")
    with pytest.raises(af.NotFound, match=r"Did you mean 'northside\.longest-run'"):
        af.score(sleep, response, host=host)
    assert af.alerts(sleep, response, host=host).raised == ()
    (problem,) = af.validate(af.dumps(sleep), host=host)
    assert (problem.code, problem.severity) == ("AF-DOC-SCORER", "warning")


# --- the list of plug-ins -----------------------------------------------------------------------------------------------


def test_the_list_of_plug_ins_says_what_is_installed_and_what_is_wrong(capsys):
    main(["plugins"])
    lines = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    assert ["html", "format", "alliance-forms", "built-in", "built-in"] in lines
    assert ["northside", "instruments", "rival-forms", "3.0"] in [line[:4] for line in lines]
    (slip,) = [line for line in lines if line[0] == "northside-slip" and line[2] == "rival-forms"]
    assert slip[1:5] == ["format", "rival-forms", "3.0", "conflict"]
    assert "Uninstall one" in slip[5]
    assert {line[1] for line in lines} == {"instruments", "scorer", "format"}


def test_what_was_used_shows_in_the_list(host):
    status = lambda: {(line.name, line.distribution): line.status for line in (*host.shelf.info(), *host.formats.info())}  # noqa: E731
    before = status()
    assert before["northside-lines", "northside-forms"] == before["broken-missing", "broken-forms"] == "installed"
    host.formats.get("northside-lines")
    for registry_call in (lambda: host.formats.get("broken-missing"), lambda: af.get_instrument("broken-nowhere.x", host=host)):
        with pytest.raises(af.PluginError):
            registry_call()
    after = status()
    assert after["northside-lines", "northside-forms"] == "loaded"
    assert after["broken-missing", "broken-forms"] == after["broken-nowhere", "broken-forms"] == "broken"
    assert after["broken-newer", "broken-forms"] == "installed"


def test_the_page_on_plug_ins_shows_the_very_distribution():
    page = (PROJECTS.parents[1] / "docs" / "plugins.md").read_text()
    assert f"```toml\n{(PROJECTS / 'northside-forms' / 'pyproject.toml').read_text()}```" in page
