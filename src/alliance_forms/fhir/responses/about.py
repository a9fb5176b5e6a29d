# SPDX-License-Identifier: Apache-2.0
"""What a QuestionnaireResponse says about itself: whose it is, when it was given, to which form, in which session."""

from collections.abc import Iterator
from typing import Any

import attrs

from alliance_forms.codec import decode
from alliance_forms.errors import InvalidDocument, Problem
from alliance_forms.fhir.checking.structure import finding
from alliance_forms.fhir.responses.response import ABOUT, IDENTIFIER, PERSON, SESSION_FIELDS
from alliance_forms.fhir.terms import Json, Place
from alliance_forms.model import Rater, Response, Session
from alliance_forms.view import FormView

__all__ = ["Head", "head_of"]

_TOP: Place = ("QuestionnaireResponse",)
_SHOWN = {"locale": "locale", "wordingVersion": "wordingVersion", "textDigest": "textDigest"}
# Where a key of a response document stands in the resource.
_PLACES = {"id": "identifier", "raterId": "source", "enteredBy": "author", "authored": "authored", "status": "status"}


@attrs.frozen(kw_only=True)
class Head:
    """A response without its answers, as far as the resource tells.

    Attributes:
        told: Whether the resource holds our own extension, so that it is one of ours.
        problems: What of it could not be kept.
    """

    known: Response
    told: bool
    instrument: str | None
    digest: str | None
    problems: tuple[Problem, ...]

    @property
    def session(self) -> Session | None:
        """The session it is about."""
        return self.known.session

    @property
    def rater(self) -> Rater | None:
        """Who answered, by role."""
        return self.known.rater

    @property
    def authored(self) -> str | None:
        """When it was given."""
        return self.known.authored

    @property
    def status(self) -> Any:
        """How far it got."""
        return self.known.status

    def applied(self, response: Response) -> Response:
        """A response that was read, with what the resource says about it.

        Args:
            response: Its answers.
        """
        known = self.known
        shown = known.shown if self.told else response.shown
        ids: Json = {"id": known.id, "replaces": known.replaces, "rater_id": known.rater_id, "entered_by": known.entered_by}
        return attrs.evolve(response, shown=shown, **ids)


def head_of(form: FormView, resource: Json) -> Head:
    """What the resource says about itself; what a response document could not hold is a warning, and left out.

    Args:
        form: What was answered.
        resource: A QuestionnaireResponse.
    """
    told = next((one["extension"] for one in _dicts(resource.get("extension")) if one.get("url") == ABOUT and "extension" in one), None)
    said = {one.get("url"): one for one in _dicts(told)}
    document: Json = {"instrument": form.instrument.id, "version": form.instrument.version, "answers": {}}
    found = {
        "id": _identified(resource, IDENTIFIER) or resource.get("id"),
        "status": resource.get("status"),
        "authored": resource.get("authored"),
        "rater": _said(said, "rater"),
        "replaces": _said(said, "replaces"),
        "raterId": _identified(_dict(resource.get("source")), PERSON),
        "enteredBy": _identified(_dict(resource.get("author")), PERSON),
        "shown": {key: value for key, name in _SHOWN.items() if (value := _said(said, name)) is not None} or None,
        "session": _session(said) or None,
    }
    document |= {key: value for key, value in found.items() if value is not None}
    known, problems = _decoded(document)
    return Head(
        known=known, told=told is not None, instrument=_said(said, "instrument"), digest=_said(said, "digest"), problems=tuple(problems)
    )


def _decoded(document: Json) -> tuple[Response, list[Problem]]:
    """The document without the keys that it cannot have as they are."""
    problems: list[Problem] = []
    while True:
        try:
            return decode(document, Response), problems
        except InvalidDocument as error:
            for key in dict.fromkeys(problem.pointer.split("/")[1] for problem in error.problems):
                document = {name: value for name, value in document.items() if name != key}
                message = f"what stands here is nothing that a response keeps as its {key!r}, and is left out"
                place = (*_TOP, _PLACES.get(key, "extension"))
                problems.append(finding("AF-FHIR-HEAD", place, message, severity="warning"))


def _said(said: dict[Any, Json], name: str) -> Any:
    return next((value for key, value in said.get(name, {}).items() if key.startswith("value")), None)


def _session(said: dict[Any, Json]) -> Json:
    parts = {one.get("url"): one for one in _dicts(said.get("session", {}).get("extension"))}
    return {name: parts[name].get(value) for name, value in SESSION_FIELDS.items() if name in parts}


def _identified(element: Json, system: str) -> Any:
    given = element.get("identifier")
    for one in _dicts(given if isinstance(given, list) else [given]):
        if one.get("system") == system:
            return one.get("value")
    return None


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> Iterator[Json]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())
