# SPDX-License-Identifier: Apache-2.0
"""What results are called: a code of ours for whatever can become one, and another terminology's where the published rule has one."""

import uuid
from collections.abc import Iterator

import attrs

from alliance_forms.checks import index_of
from alliance_forms.fhir.forms.names import names_of
from alliance_forms.fhir.terms import LOINC, OURS, Json, words
from alliance_forms.model import Coding, DisplayItem, GroupItem, Instrument
from alliance_forms.view import FormView

__all__ = ["RESULT", "RESULTS", "Named", "category", "coded", "reason", "result_concepts", "result_system", "shared", "urn"]

RESULT = OURS + "identifier/result"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, OURS)
_SHARED = OURS + "CodeSystem/result"
_WORDS = {
    "prorated": "The average stands in place of missing answers",
    "shortened": "Made without the items that do not apply",
    "urgent": "Urgent",
    "attention": "Attention",
    "information": "Information",
}
# What the results of every instrument may say: how a score was made, and how pressing an alert is.
RESULTS: Json = {
    "resourceType": "CodeSystem",
    "id": "result",
    "url": _SHARED,
    "version": "1.0.0",
    "name": "Result",
    "status": "active",
    "caseSensitive": True,
    "content": "complete",
    "count": len(_WORDS),
    "concept": [{"code": code, "display": display} for code, display in _WORDS.items()],
}
# Why there is no value, as FHIR says it; our own word for it stands beside. Whatever is not here is the same code in both.
_REASONS = {
    "missing": "unknown", "missing-items": "unknown", "part-refused": "unknown", "score-refused": "unknown",
    "key-not-supplied": "unsupported", "invalid-answer": "error", "digest-mismatch": "error", "entered-in-error": "error",
}  # fmt: skip


@attrs.frozen(order=True)
class Named:
    """One thing that a response can have a result for: the ``form``, an ``item``, a ``scale`` or an ``alert``, by its id."""

    kind: str
    id: str

    @property
    def code(self) -> str:
        """Its code in the instrument's own system.

        >>> Named("scale", "total").code
        'scale/total'
        """
        return "form" if self.kind == "form" else f"{self.kind}/{self.id}"

    def value(self, response: str) -> str:
        """Its identifier: no two results share one, since neither a kind nor an id has a slash.

        >>> Named("scale", "total").value("r-1")
        'r-1/scale/total'
        """
        return f"{response}/{self.kind}/{self.id}"


def urn(kind: str, value: str) -> str:
    """The name of a resource inside a Bundle: always the same for the same identifier.

    >>> urn("Observation", "r-1/scale/total") == urn("Observation", "r-1/scale/total")
    True
    """
    return uuid.uuid5(_SPACE, f"{kind}|{value}").urn


def result_system(form: FormView) -> str:
    """The code system of an instrument's results; no set of options can have this name, since an id has no slash."""
    return f"{names_of(form.instrument).base}/CodeSystem/result/code"


def shared(code: str) -> Json:
    """A code of those that all instruments share, with its words."""
    return {"coding": [{"system": _SHARED, "code": code}], "text": _WORDS[code]}


def reason(why: str) -> Json:
    """Why there is no value: FHIR's code, and our own word, which never says what was answered."""
    system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    return {"coding": [{"system": system, "code": _REASONS.get(why, why)}], "text": why}


def label(form: FormView, named: Named) -> str:
    """What people call it, without the name of the form; where no wording may be shown, its id."""
    if named.kind == "form":
        return words(form.title.value) or form.instrument.id
    text = form.text_at({"item": "item/{}/text", "scale": "scale/{}/title", "alert": "alert/{}/text"}[named.kind].format(named.id))
    return (words(text.value) if text else None) or named.id


def category(form: FormView, scale: str, outcome: str) -> tuple[str, str]:
    """The code of one outcome of a classification, and what people call it."""
    text = form.text_at(f"scale/{scale}/category/{outcome}")
    return f"category/{scale}/{outcome}", (words(text.value) if text else None) or outcome


def called(instrument: Instrument, named: Named) -> tuple[Coding, ...]:
    """What other terminologies call it; of the form as a whole, only what LOINC calls it, since that is a panel's code."""
    if named.kind == "form":
        return tuple(one for one in instrument.coding if one.system == LOINC)
    if named.kind == "alert":
        return ()
    if named.kind == "item":
        return index_of(instrument).items[named.id].coding
    return next(scale.coding for scale in instrument.scale if scale.id == named.id)


def coded(form: FormView, named: Named, *, ours: bool = False) -> Json:
    """What a result is: the codes of other terminologies, our own, and words that can stand alone in a list of results.

    Args:
        form: What was shown.
        named: What it is a result of.
        ours: Whether only our own code is true of it.
    """
    codings = [] if ours else [{"system": one.system, "code": one.code} for one in called(form.instrument, named)]
    title = label(form, Named("form", form.instrument.id))
    text = title if named.kind == "form" else f"{title}: {label(form, named)}"
    return {"coding": [*codings, {"system": result_system(form), "code": named.code}], "text": text}


def result_concepts(form: FormView) -> Iterator[Json]:
    """Every code that the results of an instrument may use, with its words."""
    instrument = form.instrument
    asked = [item.link_id for item in instrument.walk() if not isinstance(item, GroupItem | DisplayItem)]
    everything = [Named("form", instrument.id), *(Named("item", link) for link in asked)]
    everything += [Named("scale", scale.id) for scale in instrument.scale] + [Named("alert", alert.id) for alert in instrument.alert]
    yield from ({"code": named.code, "display": label(form, named)} for named in everything)
    for scale in instrument.scale:
        for outcome in scale.category:
            code, display = category(form, scale.id, outcome.id)
            yield {"code": code, "display": display}
