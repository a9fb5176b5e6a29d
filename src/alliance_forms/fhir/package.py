# SPDX-License-Identifier: Apache-2.0
"""All forms as one FHIR package: what an EHR, a FHIR server or a validator installs in one go, and finds by canonical URL from then on."""

import gzip
import io
import re
import tarfile
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from alliance_forms.codec import write_json
from alliance_forms.errors import UsageFault
from alliance_forms.fhir.extensions import definitions
from alliance_forms.fhir.forms.questionnaire import questionnaire
from alliance_forms.fhir.people.codes import PRONOUNS
from alliance_forms.fhir.results.codes import RESULTS
from alliance_forms.fhir.terms import OURS, Json, bare
from alliance_forms.fhir.versions import FhirVersion, convert
from alliance_forms.fhir.vocabulary import RATERS, vocabulary
from alliance_forms.model import FrozenMap
from alliance_forms.view import FormView

__all__ = ["FhirPackage", "package"]

_CORE: dict[FhirVersion, str] = {"4.0.1": "hl7.fhir.r4.core", "4.3.0": "hl7.fhir.r4b.core", "5.0.0": "hl7.fhir.r5.core"}
_NAME = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+")
_VERSION = re.compile(r"\d+\.\d+\.\d+(-[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*)?")
_INDEXED = ("resourceType", "id", "url", "version", "kind", "type", "content", "derivation")


def _fits(pattern: re.Pattern[str], example: str) -> Any:
    def check(_: Any, field: "attrs.Attribute[Any]", value: Any) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise UsageFault(f"{field.name}= of a FHIR package is such as {example!r}")

    return check


@attrs.frozen(kw_only=True)
class FhirPackage:
    """Everything a package holds, byte for byte.

    Attributes:
        name: As whoever installs it calls it, such as ``clinic-x.forms``.
        version: Its own version, such as ``1.2.0``.
        files: Each file by its path, which begins with ``package/``.
    """

    name: str = attrs.field(validator=_fits(_NAME, "clinic-x.forms"))
    version: str = attrs.field(validator=_fits(_VERSION, "1.0.0"))
    files: FrozenMap[bytes] = attrs.field(repr=False)

    def archive(self) -> bytes:
        """The package as one file, as it is sent and installed: the same content always gives the same bytes.

        >>> import alliance_forms as af
        >>> forms = [af.form_view(af.get_instrument("phq-9"), locale="es")]
        >>> package(forms, name="clinic-x.forms", version="1.0.0").archive()[:2].hex()
        '1f8b'
        """
        packed = io.BytesIO()
        # No time, owner or system of whoever packs it: neither says anything about the content.
        with (
            gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as zipped,
            tarfile.open(fileobj=zipped, mode="w", format=tarfile.USTAR_FORMAT) as together,
        ):
            for path, content in self.files.items():
                entry = tarfile.TarInfo(path)
                entry.size, entry.mode = len(content), 0o644
                together.addfile(entry, io.BytesIO(content))
        return packed.getvalue()


def package(
    forms: Iterable[FormView], *, name: str, version: str, fhir: FhirVersion = "4.0.1", canonical: str = OURS.rstrip("/")
) -> FhirPackage:
    """All forms as one FHIR package: Questionnaires, the code systems and value sets of their codes, and our own extensions.

    Args:
        forms: One for each instrument and rater, such as `record_forms` of the library gives.
        name: What the package is called: two or more parts in small letters, such as ``clinic-x.forms``.
        version: Of the package, such as ``1.0.0``.
        fhir: ``4.0.1``, ``4.3.0`` or ``5.0.0``.
        canonical: The URL that the package as a whole stands under.

    Raises:
        UsageFault: The name or the version is none that a package can have, or two forms are different Questionnaires of one URL.

    >>> import alliance_forms as af
    >>> made = package([af.form_view(af.get_instrument("phq-9"))], name="clinic-x.forms", version="1.0.0")
    >>> "package/Questionnaire-phq-9-1.0.0-en.json" in made.files
    True
    """
    shown = tuple(forms)
    resources: dict[str, Json] = {}
    for one in (*definitions(version=fhir), *_resources(shown)):
        name_of_file = f"{one['resourceType']}-{one['id']}"
        # On some systems two names that differ in their capitals only are one file.
        while f"{name_of_file}.json".casefold() in map(str.casefold, resources):
            name_of_file += "_"
        resources[f"{name_of_file}.json"] = convert(one, to=fhir).resource
    documents = {
        ".index.json": {"index-version": 2, "files": [_indexed(file, resources[file]) for file in sorted(resources)]},
        "package.json": {
            "name": name,
            "version": version,
            "description": f"{sum(one['resourceType'] == 'Questionnaire' for one in resources.values())} forms of alliance_forms",
            "author": "alliance_forms",
            "license": _licence(shown),
            "type": "Conformance",
            "canonical": canonical,
            "fhirVersions": [fhir],
            "dependencies": {_CORE[fhir]: fhir},
        },
        **resources,
    }
    written = {f"package/{file}": write_json(documents[file]).encode() for file in sorted(documents)}
    return FhirPackage(name=name, version=version, files=FrozenMap(written))


def _resources(forms: Iterable[FormView]) -> Iterator[Json]:
    """Each resource once: the raters of one instrument share its codes, in the words of the first."""
    found: dict[tuple[str, str], Json] = {}
    for form in forms:
        for one in (questionnaire(form), *vocabulary(form)):
            known = found.setdefault((one["resourceType"], one["url"]), one)
            if known != one and one["resourceType"] == "Questionnaire":
                raise UsageFault(f"there are two different forms of {one['url']}; a package holds one, with all its languages")
    yield from (PRONOUNS, RATERS, RESULTS)
    yield from found.values()


def _indexed(file: str, resource: Json) -> Json:
    return bare({"filename": file} | {key: resource.get(key) for key in _INDEXED})


def _licence(forms: Iterable[FormView]) -> str:
    """The one licence of all its wording, by its name in SPDX; else FHIR's word for a package that nobody may take as open source."""
    bases = {one.rights.basis for form in forms for one in (form, *form.others)}
    return next(iter(bases)) if len(bases) == 1 and next(iter(bases)).startswith("CC") else "not-open-source"
