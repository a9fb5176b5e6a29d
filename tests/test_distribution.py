# SPDX-License-Identifier: Apache-2.0
"""What is published holds what a checkout has: a wheel without catalogues fails nowhere, everything is just English."""

import subprocess
import sys
import tarfile
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
    assert data | {"alliance_forms/py.typed", "alliance_forms/instruments/LICENSE.md"} <= inside


def test_nothing_else_is_in_the_wheel(built):
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(built[1]).namelist()}
    assert tops == {"alliance_forms", wheel_info(built[1])}


def test_the_same_source_makes_the_same_wheel(built, tmp_path):
    source, wheel = built
    assert build("wheel", source, tmp_path / "again").read_bytes() == wheel.read_bytes()


def test_an_installed_wheel_finds_its_resources(built, tmp_path):
    zipfile.ZipFile(built[1]).extractall(tmp_path)
    program = (
        "from alliance_forms._resources import locales_dir, schemas_dir; from alliance_forms.i18n import available_locales;"
        "print(locales_dir().name, schemas_dir().name, *available_locales('alliance_forms'))"
    )
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {program}"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert shown.split() == ["_locales", "_schemas", "es"]
