# SPDX-License-Identifier: Apache-2.0
"""The codes of our own that a Questionnaire and its results use, as complete code systems, with the value set of each question."""

from collections.abc import Iterable

from alliance_forms.fhir.forms.names import names_of, resource_name, short_id
from alliance_forms.fhir.forms.questionnaire import STATUS, copyright_of
from alliance_forms.fhir.forms.translations import in_its_own_words, translated
from alliance_forms.fhir.results.codes import result_concepts, result_system
from alliance_forms.fhir.terms import LOINC, OURS, Json, bare, words
from alliance_forms.model import ChoiceItem, option_path
from alliance_forms.view import FormView

__all__ = ["RATERS", "vocabulary"]

# Who fills a form in, for `useContext`.
RATERS: Json = {
    "resourceType": "CodeSystem",
    "id": "rater",
    "url": OURS + "CodeSystem/rater",
    "version": "1.0.0",
    "name": "Rater",
    "status": "active",
    "caseSensitive": True,
    "content": "complete",
    "count": 3,
    "concept": [{"code": "client"}, {"code": "therapist"}, {"code": "observer"}],
}


def vocabulary(form: FormView) -> list[Json]:
    """A code system for each set of codes that is ours, with the value set of each question that it serves; last, what results are called.

    >>> import alliance_forms as af
    >>> form = af.form_view(af.get_instrument("alliance-check-in"))
    >>> [one["resourceType"] for one in vocabulary(form)][:2]
    ['CodeSystem', 'ValueSet']
    """
    made = _vocabulary(form)
    others = {other.lang: _vocabulary(in_its_own_words(form, other)) for other in form.others if other.lang != form.lang}
    by_place = [{lang: found[place] for lang, found in others.items()} for place in range(len(made))]
    return [translated(one, there) for one, there in zip(made, by_place, strict=True)]


def _vocabulary(form: FormView) -> list[Json]:
    """Each pair once, however many questions share it."""
    names, found = names_of(form.instrument), dict[str, list[Json]]()
    for item in form.instrument.walk():
        if isinstance(item, ChoiceItem):
            base = f"{names.base}/ValueSet/{item.answer_option_set or 'item/' + item.link_id}"
            if base not in found:
                # Every option there is, whatever a host's choices offer: what a code means does not depend on them.
                texts = {option.code: form.texts.get(option_path(item, option)) for option in form.instrument.options(item)}
                said = {code: words(text.value) if text else code for code, text in texts.items()}
                concepts = [coding | {"display": said[code]} for code, coding in names.codings[item.link_id].items() if "system" in coding]
                if concepts:
                    found[base] = _pair(form, base, [bare(concept) for concept in concepts])
    results = list(result_concepts(form))
    body = {"caseSensitive": True, "content": "complete", "count": len(results), "concept": results}
    return [*(one for pair in found.values() for one in pair), _resource(form, "CodeSystem", result_system(form), body, loinc=False)]


def _pair(form: FormView, url: str, concepts: Iterable[Json]) -> list[Json]:
    by_system: dict[str, list[Json]] = {}
    for concept in concepts:
        by_system.setdefault(concept["system"], []).append({key: value for key, value in concept.items() if key != "system"})
    own = url.replace("/ValueSet/", "/CodeSystem/")
    include = [{"system": system, "concept": known} for system, known in by_system.items()]
    made = [_resource(form, "ValueSet", url, {"compose": {"include": include}}, loinc=LOINC in by_system)]
    systems = [
        _resource(
            form, "CodeSystem", system, {"caseSensitive": True, "content": "complete", "count": len(known), "concept": known}, loinc=False
        )
        for system, known in by_system.items()
        if system == own or (system.startswith(OURS) and url.startswith(OURS))
    ]
    return systems + made


def _resource(form: FormView, kind: str, url: str, body: Json, *, loinc: bool) -> Json:
    instrument = form.instrument
    last = url.rpartition(f"/{kind}/")[2].removeprefix(OURS)
    resource = {
        "resourceType": kind,
        "id": short_id(f"{instrument.id}-{instrument.version}-{form.lang}-{kind[0].lower()}-{last}"),
        "language": form.lang,
        "url": url,
        "version": instrument.version,
        "name": resource_name(f"{instrument.id} {last} {kind}")[:255],
        "status": STATUS[instrument.status],
        "copyright": copyright_of(form, loinc=loinc),
        **body,
    }
    return bare(resource)
