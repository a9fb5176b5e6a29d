# SPDX-License-Identifier: Apache-2.0
"""What a record takes in one call: the response, its results, and where they come from; sent again, it updates and adds nothing."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from alliance_forms.codec import write_json
from alliance_forms.errors import UsageFault
from alliance_forms.fhir.forms.names import canonical
from alliance_forms.fhir.responses.response import IDENTIFIER, instant_of, person, questionnaire_response
from alliance_forms.fhir.results.chosen import possible
from alliance_forms.fhir.results.codes import urn
from alliance_forms.fhir.results.observations import Results, head, in_order, taken_back
from alliance_forms.fhir.results.options import ResultOptions
from alliance_forms.fhir.results.request import check_request
from alliance_forms.fhir.security import labelled
from alliance_forms.fhir.terms import OURS, Json, bare
from alliance_forms.fhir.versions import VERSIONS, convert
from alliance_forms.model import ReleasedResponse, Response, ScoreReport
from alliance_forms.view import FormView

__all__ = ["bundle", "observations"]

_DEFAULT = ResultOptions()
PROVENANCE, LIBRARY = OURS + "identifier/provenance", OURS + "identifier/library"
_PARTS = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_TOKEN = str.maketrans({"\\": "\\\\", ",": "\\,", "|": "\\|", "$": "\\$"})


def observations(
    form: FormView, response: Response, report: ScoreReport, *, options: ResultOptions = _DEFAULT, fhir: str = "fhir-r4"
) -> str:
    """The results of one response as FHIR Observations, in a Bundle that only collects them; the same input always gives the same bytes.

    Args:
        form: What was shown; its language is that of the texts.
        response: What ``release(response, "record")`` gave.
        report: Its scores: ``score(instrument, released)``.
        options: Whom they are about, and what else the host decided.
        fhir: ``fhir-r4``, ``fhir-r4b`` or ``fhir-r5``.

    Raises:
        UsageFault: This is nothing that goes into a record, or not without a word of the host's; the message says which.
        NotPermitted: The holder of the wording does not allow it in a record.

    >>> import json
    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> given = af.load('''{"id": "r-1", "instrument": "phq-9", "version": "1.0.0", "answers": {"9": "1"},
    ...     "release": [{"audience": ["record"]}]}''', af.Response)
    >>> told = af.release(given, "record")
    >>> made = observations(af.form_view(phq9), told, af.score(phq9, told), options=ResultOptions(subject="Patient/12"))
    >>> [entry["resource"]["code"]["coding"][-1]["code"] for entry in json.loads(made)["entry"]]
    ['form', 'scale/total', 'item/9', 'alert/item-9']
    """
    results = _results(form, response, report, options, alone=True)
    return _written("collection", [(_urn(one), one) for one in results.observations()], options, fhir)


def bundle(form: FormView, response: Response, report: ScoreReport, *, options: ResultOptions = _DEFAULT, fhir: str = "fhir-r4") -> str:
    """One response with its results as a FHIR transaction that a server takes in one call, and again and again with the same outcome.

    Each resource is found by what it is called (the response's id, and what of it is a result), and updated or, where there is none yet,
    created. A response that replaces another takes back what that one left. There is never a Patient in it.

    Args:
        form: As for `observations`.
        response: As for `observations`.
        report: As for `observations`.
        options: As for `observations`.
        fhir: As for `observations`.

    Raises:
        UsageFault: As for `observations`; or neither the host nor the response says when this was.
        NotPermitted: As for `observations`.

    >>> import json
    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> given = af.load('''{"id": "r-1", "instrument": "phq-9", "version": "1.0.0", "answers": {"9": "1"},
    ...     "release": [{"audience": ["record"]}]}''', af.Response)
    >>> told = af.release(given, "record")
    >>> options = ResultOptions(subject="Patient/12", issued="2026-11-25T10:00:00+01:00")
    >>> made = bundle(af.form_view(phq9), told, af.score(phq9, told), options=options)
    >>> json.loads(made)["entry"][2]["request"]["url"]
    'Observation?identifier=https://w3id.org/alliance-forms/identifier/result%7Cr-1/scale/total'
    """
    results = _results(form, response, report, options)
    found = [results.resource, *results.observations()]
    before = list(_taken_back(form, results.response, options))
    provenance = _provenance(results, [_urn(one) for one in (*found, *before)])
    entries = [(_urn(one), one) for one in (*found, *before)]
    return _written("transaction", [*entries, (urn("Provenance", results.response.id or ""), provenance)], options, fhir)


def _results(form: FormView, response: Response, report: ScoreReport, options: ResultOptions, *, alone: bool = False) -> Results:
    told = check_request(form, response, report, options)
    resource = questionnaire_response(form, told, people=options.people, report=report, url=options.url)
    # What a server calls it is the server's to say; it is found by its identifier.
    resource.pop("id", None)
    known = {"type": "QuestionnaireResponse", "identifier": resource["identifier"]}
    return Results(
        form=form,
        response=told,
        report=report,
        resource=resource,
        source=known if alone else {"reference": _urn(resource)},
        options=options,
    )


def _taken_back(form: FormView, response: ReleasedResponse, options: ResultOptions) -> Iterator[Json]:
    """What the response that this one replaces left in the record: it stands beside its successor, and would count twice."""
    if response.replaces in (None, response.id):
        return
    old = {
        "resourceType": "QuestionnaireResponse",
        "identifier": {"system": IDENTIFIER, "value": response.replaces},
        "questionnaire": f"{options.url or canonical(form)}|{form.instrument.version}",
        "status": "entered-in-error",
        "subject": person(options.subject),
    }
    yield old
    source = {"reference": _urn(old)}
    for named in possible(form.instrument, items=options.items):
        yield in_order(head(form, named, response=response.replaces or "", options=options) | taken_back(source))


def _provenance(results: Results, targets: Iterable[str]) -> Json:
    """Who answered, who typed, and which software made results of it by which version."""
    response, options = results.response, results.options
    recorded = options.issued or instant_of(response.authored)
    if recorded is None:
        raise UsageFault(
            "say when this goes into the record: issued='2026-11-25T10:00:00+01:00'; the response does not say when it was given"
        )
    software = {"type": "Device", "identifier": {"system": LIBRARY, "value": _installed()}, "display": f"alliance-forms {_installed()}"}
    agents = (
        ("author", person(options.source, response.rater_id)),
        ("enterer", person(options.author, response.entered_by)),
        ("assembler", software),
    )
    entities = [("source", {"reference": _urn(results.resource)})]
    if response.replaces not in (None, response.id):
        entities.append(("revision", {"reference": urn("QuestionnaireResponse", response.replaces or "")}))
    made = {
        "resourceType": "Provenance",
        "target": [{"reference": target} for target in targets],
        "recorded": recorded,
        "agent": [{"type": {"coding": [{"system": _PARTS, "code": part}]}, "who": who} for part, who in agents if who],
        "entity": [{"role": role, "what": what} for role, what in entities],
    }
    return bare(made)


@cache
def _installed() -> str:
    return version("alliance-forms")


def _urn(resource: Json) -> str:
    identifier = resource["identifier"]
    return urn(resource["resourceType"], (identifier[0] if isinstance(identifier, list) else identifier)["value"])


def _written(kind: str, resources: list[tuple[str, Json]], options: ResultOptions, fhir: str) -> str:
    entries = [_entry(kind, name, convert(resource, to=VERSIONS[fhir]).resource, options) for name, resource in resources]
    return write_json(labelled(bare({"resourceType": "Bundle", "type": kind, "entry": entries}), options.security))


def _entry(kind: str, name: str, resource: Json, options: ResultOptions) -> Json:
    made: Json = {"fullUrl": name, "resource": labelled(resource, options.security)}
    if kind == "transaction":
        resource_type = resource["resourceType"]
        if resource_type == "Provenance":
            # R4's Provenance has no identifier; a tag is what every resource can be found by.
            made["resource"]["meta"] = made["resource"].get("meta", {}) | {"tag": [{"system": PROVENANCE, "code": name}]}
        made["request"] = {"method": "PUT", "url": f"{resource_type}?{_found_by(resource_type, name, resource)}"}
    return made


def _found_by(resource_type: str, name: str, resource: Json) -> str:
    if resource_type == "Provenance":
        return f"_tag={_token(PROVENANCE, name)}"
    identifier: Any = resource["identifier"]
    one = identifier[0] if isinstance(identifier, list) else identifier
    return f"identifier={_token(one['system'], one['value'])}"


def _token(system: str, value: str) -> str:
    """System and code for a search: the signs that part them are escaped, and then everything that a URL may not hold."""
    return quote(f"{system.translate(_TOKEN)}|{value.translate(_TOKEN)}", safe=":/")
