# SPDX-License-Identifier: Apache-2.0
"""What is published holds what a checkout has: a wheel without catalogues fails nowhere, everything is just English."""

import json
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def build(kind: str, source: Path, target: Path) -> Path:
    command = [sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = target.iterdir()
    return built


def wheel_info(wheel: Path) -> str:
    return "-".join(wheel.name.split("-")[:2]) + ".dist-info"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The source archive, and the wheel made from nothing but that archive."""
    place = tmp_path_factory.mktemp("built")
    archive = build("sdist", ROOT, place / "sdist")
    with tarfile.open(archive) as opened:
        opened.extractall(place / "source", filter="data")
    (source,) = (place / "source").iterdir()
    return source, build("wheel", source, place / "wheel")


def test_every_catalogue_is_in_the_wheel_compiled(built):
    inside = {name.removeprefix("alliance_forms/_locales/") for name in zipfile.ZipFile(built[1]).namelist()}
    sources = {path.relative_to(ROOT / "locales").as_posix() for path in (ROOT / "locales").glob("*/LC_MESSAGES/*.po")}
    assert sources
    assert {name.replace(".po", ".mo") for name in sources} <= inside


def test_every_schema_and_data_file_is_in_the_wheel(built):
    inside = set(zipfile.ZipFile(built[1]).namelist())
    assert {f"alliance_forms/_schemas/{path.name}" for path in (ROOT / "schemas").glob("*.json")} <= inside
    package = ROOT / "src" / "alliance_forms"
    data = {path.relative_to(ROOT / "src").as_posix() for path in package.rglob("*.json")}
    assert data | {"alliance_forms/py.typed", "alliance_forms/bundled/LICENSE.md"} <= inside


def test_nothing_else_is_in_the_wheel(built):
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(built[1]).namelist()}
    assert tops == {"alliance_forms", wheel_info(built[1])}


def test_the_source_archive_makes_the_same_wheel_as_the_checkout(built, tmp_path):
    source, wheel = built
    assert build("wheel", source, tmp_path / "again").read_bytes() == wheel.read_bytes()
    assert build("wheel", ROOT, tmp_path / "checkout").read_bytes() == wheel.read_bytes()


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """The wheel in an empty environment far from the checkout; a function that runs its command there."""
    place = tmp_path_factory.mktemp("elsewhere")
    venv.create(place / "env", with_pip=True)
    pip = [str(place / "env" / "bin" / "pip"), "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--constraint", str(ROOT / "constraints.txt"), str(built[1])], check=True, cwd=place)

    def run(*arguments: str, stdin: str = "") -> str:
        command = [str(place / "env" / "bin" / "alliance-forms"), *arguments]
        environment = {"PATH": "", "ALLIANCE_FORMS_NO_PLUGINS": "1"}
        return subprocess.run(command, check=True, capture_output=True, text=True, input=stdin, cwd=place, env=environment).stdout

    return run


def test_the_installed_wheel_renders_in_spanish(installed):
    page = installed("render", "phq-9", "--to", "html", "--locale", "es")
    assert '<html lang="es-419"' in page
    assert "Enviar" in page
    assert "Durante las últimas 2 semanas" in page
    assert "Sentí que mi terapeuta" in installed("render", "alliance-check-in", "--to", "text", "--locale", "es")


def test_the_installed_wheel_writes_the_style_sheet(installed):
    installed("render", "phq-9", "--to", "html", "--out", "form.html")
    installed("demo", "--out", "demo")


def test_the_installed_wheel_validates_and_scores(installed):
    assert installed("validate", "-", "--json", stdin=installed("show", "phq-9", "--json")) == "[]\n"
    answers = {str(number): "3" for number in range(1, 10)}
    report = installed("score", "phq-9", "-", stdin=json.dumps({"instrument": "phq-9", "version": "1.0.0", "answers": answers}))
    assert json.loads(report)["scores"]["total"]["value"] == 27
