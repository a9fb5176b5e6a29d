# SPDX-License-Identifier: Apache-2.0
"""The same form in further languages, as FHIR's `translation` extension on each text."""

from typing import Any

import attrs

from alliance_forms.fhir.terms import HL7, Json
from alliance_forms.model import FrozenMap
from alliance_forms.view import FormView

__all__ = ["in_its_own_words", "translated"]

_TEXTS = ("title", "text", "display")
# Where more of them are.
_INSIDE = ("item", "answerOption", "valueCoding", "compose", "include", "concept")


def in_its_own_words(form: FormView, other: FormView) -> FormView:
    """A form in another language, with the first form's text wherever it has none of its own: what fell back is no translation.

    Args:
        form: In the language of the resource.
        other: In the other language.
    """
    own = {path: text for path, text in other.texts.items() if text.lang == other.lang}
    texts = {path: own.get(path, text) for path, text in form.texts.items()}
    return attrs.evolve(other, texts=FrozenMap(texts), title=texts.get("title", form.title))


def translated(resource: Json, others: dict[str, Json]) -> Json:
    """A resource whose every text carries the others' text at the same place, where it differs.

    Args:
        resource: In its own language.
        others: The same resource in other languages, by language.
    """
    return _carried(resource, others)


def _carried(base: Json, others: dict[str, Json]) -> Json:
    made: Json = {}
    for key, value in base.items():
        there = {lang: other[key] for lang, other in others.items() if key in other}
        if key in _TEXTS:
            made[key] = value
            own = {lang: text for lang, text in there.items() if text != value}
            said = [_translation(lang, text) for lang, text in own.items()]
            # What an imported form brought in other languages stays, where we have no words of our own in them.
            beside = base.get("_" + key, {})
            brought = [one for one in beside.get("extension", ()) if _language(one) not in own]
            if said or brought:
                made["_" + key] = beside | {"extension": [*brought, *said]}
        elif key[:1] == "_" and key[1:] in _TEXTS and key[1:] in base:
            continue
        elif key in _INSIDE:
            made[key] = _inside(value, there)
        else:
            made[key] = value
    return made


def _inside(value: Any, there: dict[str, Any]) -> Any:
    if not isinstance(value, list):
        return _carried(value, there)
    keyed = {lang: {_key(one): one for one in other} for lang, other in there.items()}
    return [_carried(one, {lang: found[_key(one)] for lang, found in keyed.items() if _key(one) in found}) for one in value]


def _translation(lang: str, text: str) -> Json:
    parts = [{"url": "lang", "valueCode": lang}, {"url": "content", "valueString": text}]
    return {"extension": parts, "url": HL7 + "translation"}


def _language(one: Json) -> str | None:
    """The language of a translation; None for any other extension."""
    parts = one.get("extension", ()) if one.get("url") == HL7 + "translation" else ()
    return next((part.get("valueCode") for part in parts if part.get("url") == "lang"), None)


def _key(one: Json) -> tuple[Any, ...]:
    """What tells the members of a list apart in every language."""
    if "linkId" in one:
        return (one["linkId"],)
    coding = one.get("valueCoding", one)
    return coding.get("system"), coding.get("code")
