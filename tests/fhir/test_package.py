# SPDX-License-Identifier: Apache-2.0
"""A FHIR package holds every form as it may go into a record, says what it holds, and gives the same bytes again."""

import gzip
import io
import json
import tarfile

import attrs
import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given
from hypothesis import strategies as st
from licensed import CANARY, GRANT, host_with, pack

import alliance_forms as af
from alliance_forms.cli import main
from alliance_forms.fhir import PRONOUNS, R4, RATERS, RESULTS, VERSIONS, FhirPackage, package, vocabulary
from alliance_forms.fhir.extensions import definitions
from alliance_forms.library import record_forms
from alliance_forms.plugins import Shelf
from alliance_forms.testing import form_views, instruments

AT = "2026-11-25"
NAMED = {"name": "clinic-x.forms", "version": "1.0.0"}
NO_SUCH_RIGHTS = [
    {"grant": None},
    {"grant": {**GRANT, "end": "2026-11-24"}},
    {"rights": {"basis": "licence-required", "holder": "The Bond Society", "recordExport": False}},
]


@pytest.fixture(scope="module")
def bundled():
    """Everything this library comes with, without what happens to be installed beside it."""
    host = af.Host(shelf=Shelf(group=None))
    return tuple(record_forms(host=host)), host


def resources(made):
    for path, content in made.files.items():
        if path.split("/")[1] not in (".index.json", "package.json"):
            yield path, json.loads(content)


def unpacked(archive):
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as opened:
        return {entry.name: opened.extractfile(entry).read() for entry in opened}


class TestLaws:
    @given(st.data())
    def test_what_is_in_it_is_what_is_written_alone(self, data):
        form = data.draw(form_views(data.draw(instruments(texts=True))))
        made = package([form], **NAMED)
        found = [one for _, one in resources(made)]
        alone = [json.loads(R4.render(form)), *json.loads(json.dumps(vocabulary(form), default=float))]
        # Numbers of the code systems and value sets are compared as JSON has them.
        assert [one for one in alone if one not in found] == []
        assert len(found) == len(
            {(one["resourceType"], one["url"]) for one in [*alone, PRONOUNS, RATERS, RESULTS, *definitions(version="4.0.1")]}
        )

    @given(st.data())
    def test_the_same_forms_give_the_same_bytes(self, data):
        form = data.draw(form_views(data.draw(instruments(texts=True))))
        made = package([form], **NAMED)
        again = package([attrs.evolve(form)], **NAMED)
        assert again.archive() == made.archive()
        assert unpacked(made.archive()) == dict(made.files)


class TestBundled:
    @pytest.mark.parametrize("version", VERSIONS.values())
    def test_it_says_what_it_holds(self, bundled, version):
        made = package(bundled[0], **NAMED, fhir=version)
        manifest = json.loads(made.files["package/package.json"])
        assert (manifest["name"], manifest["version"], manifest["fhirVersions"]) == ("clinic-x.forms", "1.0.0", [version])
        assert list(manifest["dependencies"].values()) == [version]
        index = json.loads(made.files["package/.index.json"])["files"]
        assert [f"package/{one['filename']}" for one in index] == [path for path, _ in resources(made)]
        for one in index:
            resource = json.loads(made.files[f"package/{one['filename']}"])
            assert {key: resource[key] for key in ("resourceType", "id", "url", "version")} == {
                key: one[key] for key in ("resourceType", "id", "url", "version")
            }

    def test_every_instrument_is_there_for_each_rater(self, bundled):
        forms, host = bundled
        wanted = {(line.id, rater) for line in af.instruments(host=host) for rater in line.raters}
        assert [(form.instrument.id, form.rater) for form in forms] == sorted(wanted)
        urls = [one["url"] for _, one in resources(package(forms, **NAMED)) if one["resourceType"] == "Questionnaire"]
        assert len(urls) == len(set(urls)) == len(wanted)

    def test_every_language_that_may_be_shown_is_in_it(self, bundled):
        forms, host = bundled
        shown = {line.id: set(line.languages) for line in af.instruments(host=host)}
        for form in forms:
            assert {form.lang, *(other.lang for other in form.others)} - {form.instrument.language} <= shown[form.instrument.id]
            assert not shown[form.instrument.id] or len(form.others) == len(shown[form.instrument.id]) - 1

    def test_every_code_of_ours_is_defined_in_it(self, bundled):
        found = [one for _, one in resources(package(bundled[0], **NAMED))]
        defined = {(one["url"], concept["code"]) for one in found if one["resourceType"] == "CodeSystem" for concept in one["concept"]}
        used = set(codings(found, "https://w3id.org/alliance-forms/"))
        assert used
        assert used <= defined

    def test_an_independent_model_of_fhir_takes_every_resource(self, bundled):
        made = package(bundled[0], **NAMED)
        for path, resource in resources(made):
            get_fhir_model_class(resource["resourceType"]).model_validate_json(made.files[path])

    def test_it_is_under_a_licence_only_where_all_of_it_is(self, bundled):
        ours = [form for form in bundled[0] if form.instrument.id in ("alliance-check-in", "shared-goals")]
        assert json.loads(package(ours, **NAMED).files["package/package.json"])["license"] == "CC-BY-4.0"
        assert json.loads(package(bundled[0], **NAMED).files["package/package.json"])["license"] == "not-open-source"


def codings(tree, base):
    """Every coding in a system of ours."""
    if isinstance(tree, list):
        for one in tree:
            yield from codings(one, base)
    elif isinstance(tree, dict):
        if tree.get("system", "").startswith(base) and "code" in tree:
            yield tree["system"], tree["code"]
        for one in tree.values():
            yield from codings(one, base)


@pytest.mark.parametrize("missing", NO_SUCH_RIGHTS)
def test_without_a_right_to_export_it_no_wording_is_in_it(tmp_path, missing):
    host = host_with(tmp_path, pack(**missing), pack(locale="es", **missing))
    made = package(record_forms(host=host, at=AT), **NAMED)
    assert sorted(one["url"] for _, one in resources(made) if one["resourceType"] == "Questionnaire" and "bond" in one["id"])
    assert CANARY.encode() not in b"".join(made.files.values())
    assert CANARY.encode() not in gzip.decompress(made.archive())
    assert CANARY not in repr(made)


def test_with_a_right_to_it_the_wording_is_in_it(tmp_path):
    """So that the search above would find it."""
    host = host_with(tmp_path, pack())
    assert CANARY.encode() in b"".join(package(record_forms(host=host, at=AT), **NAMED).files.values())


def test_two_forms_of_one_url_are_refused():
    phq9 = af.get_instrument("phq-9")
    with pytest.raises(af.UsageFault, match="two different forms"):
        package([af.form_view(phq9), af.form_view(phq9, locale="es")], **NAMED)


def test_names_that_are_nearly_one_are_several_resources_and_files():
    """Items that differ in their capitals, and an option set that is called as the options of an item might be."""
    options = [{"code": "a"}, {"code": "b"}]
    document = {
        "format": "alliance-forms/instrument/1", "id": "clinic-x.near", "version": "1.0.0", "title": "Near", "subject": "client", "rater": ["client"],
        "language": "en", "rights": {"basis": "CC0-1.0"}, "recall": {"code": "session"}, "answerOptionSet": [{"id": "item-x", "answerOption": options}],
        "item": [
            {"linkId": "x", "type": "choice", "answerOption": options}, {"linkId": "X", "type": "choice", "answerOption": options},
            {"linkId": "y", "type": "choice", "answerOptionSet": "item-x"},
        ],
    }  # fmt: skip
    made = package([af.form_view(af.load(json.dumps(document), af.Instrument), transcribe=True)], **NAMED)
    found = [one for _, one in resources(made) if "near" in one["id"]]
    assert len({(one["resourceType"], one["id"]) for one in found}) == len(found) == 8
    assert len({path.casefold() for path in made.files}) == len(made.files)


@pytest.mark.parametrize("wrong", [{"name": "forms"}, {"name": "Clinic.forms"}, {"version": "1"}, {"name": "../x.y"}, {"version": None}])
def test_what_no_package_may_be_called_is_refused(wrong):
    with pytest.raises(af.UsageFault):
        FhirPackage(files={}, **{**NAMED, **wrong})


class TestCommand:
    def test_it_writes_the_folder_and_the_file(self, tmp_path, capsys, monkeypatch):
        monkeypatch.setenv("ALLIANCE_FORMS_NO_PLUGINS", "1")
        main(["fhir", "package", str(tmp_path / "out"), "--name", "clinic-x.forms", "--package-version", "2.0.0", "--fhir", "r5"])
        archive = tmp_path / "out" / "clinic-x.forms-2.0.0.tgz"
        assert capsys.readouterr().out == f"{archive}\n"
        files = unpacked(archive.read_bytes())
        assert files == {f"package/{file.name}": file.read_bytes() for file in (tmp_path / "out" / "package").iterdir()}
        assert json.loads(files["package/package.json"])["fhirVersions"] == ["5.0.0"]

    def test_it_never_writes_into_an_older_package(self, tmp_path, capsys):
        (tmp_path / "package").mkdir()
        with pytest.raises(SystemExit):
            main(["fhir", "package", str(tmp_path)])
        assert "is there already" in capsys.readouterr().err
        assert [file.name for file in tmp_path.rglob("*")] == ["package"]
