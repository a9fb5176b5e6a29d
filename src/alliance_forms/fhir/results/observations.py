# SPDX-License-Identifier: Apache-2.0
"""Results as R4 Observations: a panel, and one for each score, alert and, where it travels, answer. A value, or why there is none."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

import attrs

from alliance_forms.checks import Checked, check_answers, index_of
from alliance_forms.fhir.forms.names import Names, names_of
from alliance_forms.fhir.responses.response import instant_of, person
from alliance_forms.fhir.results.chosen import conditions, needs, possible, told
from alliance_forms.fhir.results.codes import RESULT, Named, category, coded, reason, result_system, shared, urn
from alliance_forms.fhir.results.options import ResultOptions
from alliance_forms.fhir.terms import OURS, Json, number, walk, words
from alliance_forms.i18n import Interface
from alliance_forms.i18n.interface import _
from alliance_forms.model import Absent, ChoiceItem, ReleasedResponse, Scale, ScoreReport
from alliance_forms.scoring.alerts import why_absent
from alliance_forms.view import FormView

__all__ = ["Results", "head", "in_order", "taken_back"]

SCORING = OURS + "StructureDefinition/scoring"
_UNCONFIRMED = _("Nobody has looked up in a source what this score goes by.")
_STATUS = {"in-progress": "preliminary", "stopped": "preliminary", "completed": "final", "amended": "amended"}
_SURVEY = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}
_UCUM = {"unit": "score", "system": "http://unitsofmeasure.org", "code": "{score}"}
_ORDER = (
    "resourceType", "meta", "language", "extension", "identifier", "status", "category", "code", "subject", "encounter",
    "effectiveDateTime", "issued", "performer", "valueQuantity", "valueCodeableConcept", "valueString", "valueBoolean", "valueInteger",
    "valueDateTime", "dataAbsentReason", "interpretation", "note", "method", "referenceRange", "hasMember", "derivedFrom", "component",
)  # fmt: skip
# What an answer's value is called in an Observation, where it is called otherwise or is of another shape.
_VALUES = {
    "valueCoding": lambda value: {"valueCodeableConcept": in_order({"coding": [value], "text": value.get("display")}, ("coding", "text"))},
    "valueDecimal": lambda value: {"valueQuantity": {"value": value}},
    "valueDate": lambda value: {"valueDateTime": value},
}


def in_order(parts: Json, order: tuple[str, ...] = _ORDER) -> Json:
    """An element with its parts in FHIR's order, without what is not there; false and 0 are there.

    >>> in_order({"valueBoolean": False, "status": "final", "note": []})
    {'status': 'final', 'valueBoolean': False}
    """
    return {key: parts[key] for key in order if key in parts and parts[key] is not None and parts[key] not in ([], "", {})}


@attrs.frozen(kw_only=True)
class Results:
    """The results of one response.

    Attributes:
        form: What was shown; its language is that of the texts.
        response: What is released to the record.
        report: Its scores.
        resource: The response as a QuestionnaireResponse.
        source: How the results refer to that.
        options: What the host decided.
    """

    form: FormView
    response: ReleasedResponse
    report: ScoreReport
    resource: Json
    source: Json
    options: ResultOptions

    def observations(self) -> list[Json]:
        """Every Observation, the panel first; what is withheld has none, and without any result there is no panel."""
        if self.response.status == "entered-in-error":
            # Once it was sent, it has to be taken back, whatever is told by now.
            everything = possible(self.form.instrument, items=self.options.items)
            return [in_order(self._head(named) | taken_back(self.source)) for named in everything]
        return [self._one(named) for named in self.names]

    @cached_property
    def names(self) -> tuple[Named, ...]:
        """What there is a result of."""
        return told(self.form.instrument, self.response, self.report, items=self.options.items)

    def _one(self, named: Named) -> Json:
        make = {"form": self._panel, "scale": self._score, "item": self._answer, "alert": self._alert}[named.kind]
        return in_order(self._head(named) | {"derivedFrom": [self.source]} | make(named.id))

    def _head(self, named: Named) -> Json:
        """What every result says: what it is, of whom, when and by whom."""
        response, options = self.response, self.options
        performer = person(options.source, response.rater_id)
        return head(self.form, named, response=response.id or "", options=options) | {
            "status": _STATUS.get(response.status, response.status),
            "encounter": person(options.encounter),
            "effectiveDateTime": instant_of(response.authored),
            "issued": options.issued,
            "performer": [performer] if performer else [],
        }

    def _named(self, kind: str, ids: Iterable[str | None]) -> list[Json]:
        """References to further results, as far as there are any."""
        wanted = {Named(kind, name) for name in ids if name}
        return [self._reference(named) for named in self.names if named in wanted]

    def _reference(self, named: Named) -> Json:
        return {"reference": urn("Observation", named.value(self.response.id or ""))}

    def _panel(self, _: str) -> Json:
        return {"hasMember": [self._reference(named) for named in self.names if named.kind != "form"]}

    def _score(self, name: str) -> Json:
        scale, score = self._scales[name], self.report[name]
        # What another terminology calls so is the published rule: not an average in place of answers, and no shorter scale.
        published = score.basis in (None, "complete")
        # Cut-offs are not sent, so that nothing that is sent goes by one.
        doubtful = tuple(rule for rule in score.unconfirmed or () if rule != "cut-off")
        made: Json = {
            "extension": [self._scored(doubtful)],
            "code": coded(self.form, Named("scale", name), ours=not published),
            "derivedFrom": [self.source, *self._named("item", needs(self.form.instrument)[name])],
        }
        if score.value is None:
            return made | {"dataAbsentReason": reason(score.reason or "missing-items")}
        if not published:
            made["method"] = shared(score.basis or "")
        if doubtful:
            made["note"] = [{"text": Interface(self.form.lang).text(_UNCONFIRMED).text}]
        if scale.method == "classification" and score.band:
            code, text = category(self.form, name, score.band)
            coding = {"system": result_system(self.form), "code": code}
            return made | {"valueCodeableConcept": {"coding": [coding], "text": text}}
        made["valueQuantity"] = _quantity(score.value)
        if score.band:
            made["interpretation"] = [{"text": self._band(scale, score.band)}]
        if self.options.ranges and score.basis != "shortened":
            made["referenceRange"] = list(self._ranges(scale))
        return made

    def _scored(self, doubtful: tuple[str, ...] = ()) -> Json:
        """By which definition it was made, so that two results can be told to be of the same kind."""
        parts = [{"url": "digest", "valueString": self.report.scoring_digest}]
        parts += [{"url": "unconfirmed", "valueString": ", ".join(doubtful)}] if doubtful else []
        return {"extension": parts, "url": SCORING}

    def _band(self, scale: Scale, band: str) -> str:
        text = self.form.text_at(f"scale/{scale.id}/band/{band}")
        return (words(text.value) if text else None) or band

    def _ranges(self, scale: Scale) -> Iterator[Json]:
        """Each band from its edge to the last value before the next one's, since both ends of a range are part of it."""
        step = Decimal(1).scaleb(-scale.digits)
        for band, following in zip(scale.band, (*scale.band, None)[1:], strict=True):
            high = (
                None if following is None else _quantity((following.low / step).to_integral_value(rounding="ROUND_CEILING") * step - step)
            )
            yield in_order(
                {"low": _quantity(band.low), "high": high, "text": self._band(scale, band.id)},
                ("low", "high", "text"),
            )

    def _answer(self, link: str) -> Json:
        item = index_of(self.form.instrument).items[link]
        given, written = self._checked.answers.get(link), self._written.get(self._links.links[link])
        if isinstance(given, Absent) or written is None or "answer" not in written:
            return {"dataAbsentReason": reason(why_absent(self._checked, link))}
        values = [_value(answer) for answer in written["answer"]]
        if isinstance(item, ChoiceItem) and item.repeats:
            # An Observation has one value; several choices are its components, however many there are this time.
            return {"component": [{"code": coded(self.form, Named("item", link))} | value for value in values]}
        return values[0]

    def _alert(self, name: str) -> Json:
        alert = next(one for one in self.form.instrument.alert if one.id == name)
        looked_at = conditions(alert)
        questions = self._named("item", [one.question for one in looked_at])
        scores = self._named("scale", [one.score for one in looked_at])
        made: Json = {"extension": [self._scored()], "derivedFrom": [self.source, *questions, *scores]}
        unknown = next((one.reason for one in self.report.alerts_not_evaluated if one.id == name), None)
        if unknown:
            return made | {"dataAbsentReason": reason(unknown)}
        raised = any(one.id == name for one in self.report.alerts)
        return made | {"valueBoolean": raised, "interpretation": [shared(alert.severity)] if raised else []}

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        return {scale.id: scale for scale in self.form.instrument.scale}

    @cached_property
    def _checked(self) -> Checked:
        return check_answers(self.form.instrument, self.response.answers, session=self.response.session)

    @cached_property
    def _links(self) -> Names:
        return names_of(self.form.instrument)

    @cached_property
    def _written(self) -> dict[str, Json]:
        return {one["linkId"]: one for one in walk(self.resource.get("item", ()))}


def head(form: FormView, named: Named, *, response: str, options: ResultOptions) -> Json:
    """What every result of a response says, whatever became of it.

    Args:
        form: What was shown.
        named: What it is a result of.
        response: The response's id.
        options: What the host decided.
    """
    return {
        "resourceType": "Observation",
        "language": form.lang,
        "identifier": [{"system": RESULT, "value": named.value(response)}],
        "category": [{"coding": [_SURVEY]}],
        "code": coded(form, named),
        "subject": person(options.subject),
    }


def taken_back(source: Json) -> Json:
    """What a result says that is taken back: it has no value any more, lest somebody reads the value and not the status.

    Args:
        source: How it refers to the response.
    """
    return {"status": "entered-in-error", "dataAbsentReason": reason("entered-in-error"), "derivedFrom": [source]}


def _quantity(value: Decimal) -> Json:
    return {"value": number(value), **_UCUM}


def _value(answer: Json) -> Json:
    key, value = next((key, value) for key, value in answer.items() if key.startswith("value"))
    change: Any = _VALUES.get(key)
    return change(value) if change else {key: value}
