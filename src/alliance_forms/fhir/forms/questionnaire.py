# SPDX-License-Identifier: Apache-2.0
"""The Questionnaire itself: what it is called, whose it is, its items, and its scores."""

from collections.abc import Iterator
from typing import Any

from alliance_forms.fhir.forms.items import Build, display
from alliance_forms.fhir.forms.names import Names, canonical, names_of, resource_id, resource_name
from alliance_forms.fhir.forms.scores import score_items
from alliance_forms.fhir.forms.translations import in_its_own_words, translated
from alliance_forms.fhir.kept import nested, restored
from alliance_forms.fhir.terms import LOINC, LOINC_NOTICE, OURS, Json, bare, extension, words
from alliance_forms.view import FormView

__all__ = ["STATUS", "copyright_of", "named", "questionnaire", "reference"]

STATUS = {"active": "active", "withdrawn": "retired"}
_ABOUT = {"client": ["Patient"], "relationship": ["Patient"], "therapist": ["Practitioner"]}
_ALGORITHM = {"system": "http://hl7.org/fhir/version-algorithm", "code": "semver"}


def questionnaire(form: FormView, *, url: str | None = None) -> Json:
    """The form as an R4 Questionnaire, its elements in FHIR's order, with what it says in further languages.

    Args:
        form: What to show.
        url: A host's own name for it; the publisher's then stands in `derivedFrom`.
    """
    made, _ = named(form, url=url)
    others = {other.lang: named(in_its_own_words(form, other), url=url)[0] for other in form.others if other.lang != form.lang}
    return translated(made, others) if others else made


def named(form: FormView, *, url: str | None = None) -> tuple[Json, Names]:
    """The Questionnaire in the form's own language, and what its items are called.

    Args:
        form: What to show.
        url: A host's own name for it.
    """
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
    publishers = canonical(form)
    resource = {
        "resourceType": "Questionnaire",
        "id": resource_id(form),
        "language": form.lang,
        "extension": [extension("artifact-versionAlgorithm", "Coding", _ALGORITHM)],
        "url": url or publishers,
        "version": instrument.version,
        "name": resource_name(instrument.id),
        "title": words(form.title.value),
        "derivedFrom": [f"{publishers}|{instrument.version}"] if url not in (None, publishers) else [],
        "status": STATUS[instrument.status],
        "subjectType": _ABOUT[instrument.subject],
        "useContext": [_filled_in_by(form)],
        "copyright": copyright_of(form, loinc=LOINC in _systems([codes, items])),
        "code": codes,
        "item": items,
    }
    return _as_it_came(bare(resource), form), names


def _as_it_came(resource: Json, form: FormView) -> Json:
    """A Questionnaire of other people with all it had; ours as it is."""
    origin = form.origin
    return nested(restored(resource, origin.kept.tree), origin.inside) if origin else resource


def reference(asked: Json, form: FormView) -> str:
    """How a response names the Questionnaire it answers.

    Args:
        asked: The Questionnaire.
        form: What it shows.
    """
    version = asked.get("version")
    return f"{asked.get('url') or canonical(form)}{f'|{version}' if version else ''}"


def _filled_in_by(form: FormView) -> Json:
    """Who fills it in; FHIR has no element for that."""
    rater = {"coding": [{"system": OURS + "CodeSystem/rater", "code": form.rater}]}
    code = {"system": "http://terminology.hl7.org/CodeSystem/usage-context-type", "code": "user"}
    return {"code": code, "valueCodeableConcept": rater}


def _free(name: str, taken: set[str]) -> str:
    """A linkId of ours; the document's own ids have it only where they break the rules."""
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def copyright_of(form: FormView, *, loinc: bool) -> str | None:
    """Whose wording it is, in each of its languages, and the notice that travels with LOINC codes.

    Args:
        form: Whose rights.
        loinc: Whether codes of LOINC are used.
    """
    rights = [one.rights for one in (form, *form.others)]
    lines = [words(one.attribution) or words(f"© {one.holder}" if one.holder else None) for one in rights]
    lines.append(LOINC_NOTICE if loinc else None)
    return "\n\n".join(dict.fromkeys(line for line in lines if line)) or None


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
