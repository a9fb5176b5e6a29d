# SPDX-License-Identifier: Apache-2.0
"""The Questionnaire itself: what it is called, whose it is, its items, and its scores."""

from collections.abc import Iterator
from typing import Any

from alliance_forms.fhir.items import Build, display
from alliance_forms.fhir.names import names_of, resource_id, resource_name
from alliance_forms.fhir.scores import score_items
from alliance_forms.fhir.terms import LOINC, LOINC_NOTICE, Json, bare, extension, words
from alliance_forms.view import FormView

__all__ = ["questionnaire"]

_STATUS = {"active": "active", "withdrawn": "retired"}


def questionnaire(form: FormView) -> Json:
    """The form as an R4 Questionnaire, its elements in FHIR's order."""
    instrument = form.instrument
    names = names_of(instrument)
    build = Build(form, names)
    opening: list[Json] = []
    for name, path in (("introduction", "introduction"), ("recall", "recall/text")):
        text = form.texts.get(path)
        opening += display(_free(name, names.taken), text.value if text else None)
    items = [*opening, *build.items(instrument.item)]
    items += score_items(form, names, items)
    codes = [{"system": coding.system, "code": coding.code} for coding in instrument.coding]
    about_client = instrument.subject in ("client", "relationship")
    return bare(
        {
            "resourceType": "Questionnaire",
            "id": resource_id(form),
            "language": form.lang,
            "extension": [
                extension("artifact-versionAlgorithm", "Coding", {"system": "http://hl7.org/fhir/version-algorithm", "code": "semver"})
            ],
            "url": instrument.url,
            "version": instrument.version,
            "name": resource_name(instrument.id),
            "title": words(form.title.value),
            "status": _STATUS[instrument.status],
            "subjectType": ["Patient"] if about_client else [],
            "copyright": _copyright(form, loinc=LOINC in _systems([codes, items])),
            "code": codes,
            "item": items,
        }
    )


def _free(name: str, taken: set[str]) -> str:
    """A linkId of ours; the document's own ids have it only where they break the rules."""
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _copyright(form: FormView, *, loinc: bool) -> str | None:
    """Whose wording it is, and the notice that travels with LOINC codes."""
    holder = f"© {form.rights.holder}" if form.rights.holder else None
    lines = [words(form.rights.attribution) or words(holder), LOINC_NOTICE if loinc else None]
    return "\n\n".join(line for line in lines if line) or None


def _systems(tree: Any) -> Iterator[str]:
    """Every code system that a resource uses."""
    if isinstance(tree, dict):
        system = tree.get("system")
        if isinstance(system, str):
            yield system
        for value in tree.values():
            yield from _systems(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _systems(value)
