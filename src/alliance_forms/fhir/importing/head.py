# SPDX-License-Identifier: Apache-2.0
"""What a Questionnaire says about itself, as an instrument says it."""

import re
from typing import Any, get_args

from alliance_forms.codec.converter import converter
from alliance_forms.fhir.importing.draft import Draft
from alliance_forms.fhir.importing.options import is_coding
from alliance_forms.fhir.terms import OURS, Json, Place, words
from alliance_forms.model import Rater, Rights
from alliance_forms.model.values import LocaleTag, Uri

__all__ = ["head_of"]

_TOP: Place = ("Questionnaire",)
_STATUS = {"active": "active", "retired": "withdrawn"}
_SUBJECTS = {"Practitioner": "therapist", "PractitionerRole": "therapist"}
# Read here, or looked at elsewhere; whatever else there is, is kept.
_READ = (
    "resourceType", "id", "language", "url", "version", "name", "title", "_title", "status", "subjectType", "copyright", "code", "item",
    "contained", "extension", "useContext",
)  # fmt: skip
_VERSION = re.compile("[0-9]{1,6}([.][0-9]{1,6}){0,2}")
_UNDETERMINED = "und"


def head_of(draft: Draft, told: Json) -> Json:
    """The document without its items.

    Args:
        draft: The import.
        told: What the caller says of it, which goes before what it says itself.
    """
    resource = draft.resource
    title = draft.text(resource, "title", _TOP, "title") or words(resource.get("name")) or words(resource.get("id")) or "Questionnaire"
    subject = told["subject"] or next((_SUBJECTS[kind] for kind in resource.get("subjectType", ()) if kind in _SUBJECTS), "client")
    rater = told["rater"] or _rater(resource) or ("therapist" if subject == "therapist" else "client")
    made: Json = {
        "format": "alliance-forms/instrument/1",
        "id": told["id"] or f"imported.{_slug(resource)}",
        "version": _version(draft),
        "title": title[:10_000],
        "subject": subject,
        "rater": [rater],
        "language": _language(draft, told["language"]),
        "rights": _rights(draft, told["rights"]),
    }
    url = resource.get("url")
    if isinstance(url, str) and _fits(Uri, url):
        made["url"] = url
    if _STATUS.get(resource["status"]) == "withdrawn":
        made["status"] = "withdrawn"
    elif resource["status"] not in _STATUS:
        draft.lose((*_TOP, "status"), "a form is in use or withdrawn here: this one counts as in use")
    codings = [{"system": one["system"], "code": one["code"]} for one in resource.get("code", ()) if is_coding(one)]
    made |= {"coding": codings} if codings else {}
    for key in resource:
        if key not in _READ:
            draft.keep((*_TOP, key))
    for number, one in enumerate(resource.get("extension", ())):
        if not one["url"].endswith("/artifact-versionAlgorithm"):
            draft.keep((*_TOP, "extension", number))
    return made


def _fits(kind: Any, value: str) -> bool:
    rule = next(extra for extra in get_args(kind)[1:])
    return rule.pattern.fullmatch(value) is not None


def _slug(resource: Json) -> str:
    name = next((text for key in ("name", "id", "title") if isinstance(text := resource.get(key), str)), "")
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name)
    return re.sub("[^a-z0-9]+", "-", spaced.lower()).strip("-")[:48].strip("-") or "questionnaire"


def _rater(resource: Json) -> Any:
    """Who fills it in, where it is one of ours and says so."""
    for one in resource.get("useContext", ()):
        concept = one.get("valueCodeableConcept")
        for coding in concept.get("coding", ()) if isinstance(concept, dict) else ():
            if coding.get("system") == OURS + "CodeSystem/rater" and coding.get("code") in get_args(Rater):
                return coding["code"]
    return None


def _version(draft: Draft) -> str:
    """Its version as a semantic one; where it is none, the first."""
    given = draft.resource.get("version")
    if isinstance(given, str) and _VERSION.fullmatch(given):
        parts = [str(int(part)) for part in given.split(".")]
        return ".".join([*parts, "0", "0"][:3])
    if given is not None:
        draft.lose((*_TOP, "version"), "it is not numbered as versions are here: this one becomes 1.0.0")
    return "1.0.0"


def _language(draft: Draft, told: Any) -> str:
    given = told or draft.resource.get("language")
    if isinstance(given, str) and _fits(LocaleTag, given):
        return given
    draft.lose((*_TOP, "language"), "its language is not said, or is none that we can name; say it with language=")
    return _UNDETERMINED


def _rights(draft: Draft, rights: Rights) -> Json:
    """The rights that the caller states; the notice that it brings travels with it."""
    notice = draft.text(draft.resource, "copyright", _TOP)
    document: Json = converter().unstructure(rights)
    return ({"attribution": notice} if notice else {}) | document
