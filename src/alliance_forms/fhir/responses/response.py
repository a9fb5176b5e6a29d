# SPDX-License-Identifier: Apache-2.0
"""A response as a QuestionnaireResponse, nested and worded like the Questionnaire it answers."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import attrs

from alliance_forms.checks import check_answers
from alliance_forms.codec import answer_digest
from alliance_forms.errors import UsageFault
from alliance_forms.fhir.forms.names import Names
from alliance_forms.fhir.forms.questionnaire import named, reference
from alliance_forms.fhir.references import no_patient
from alliance_forms.fhir.terms import ABSENT, HL7, NO_TEXT, OURS, Json, bare, number
from alliance_forms.model import (
    Absent,
    Answer,
    ChoiceItem,
    GroupItem,
    Instrument,
    Item,
    OwnWords,
    Response,
    ScoreReport,
    Session,
)  # fmt: skip
from alliance_forms.model.instrument import absent_option
from alliance_forms.view import FormView

__all__ = ["ABOUT", "ENTRY", "IDENTIFIER", "PERSON", "SESSION_FIELDS", "People", "answer_items", "instant_of", "person",
           "questionnaire_response"]  # fmt: skip

# What a response of ours knows and FHIR has no element for, so that reading it back gives the same response.
ABOUT, ENTRY = OURS + "StructureDefinition/response", OURS + "StructureDefinition/entry"
IDENTIFIER, PERSON = OURS + "identifier/response", OURS + "identifier/person"
SESSION_FIELDS = {"number": "valueInteger", "date": "valueDate", "start": "valueDate", "end": "valueDate", "modality": "valueCode"}
VALUES = {"boolean": "valueBoolean", "integer": "valueInteger", "decimal": "valueDecimal", "date": "valueDate"}
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_NONE: Mapping[str, Decimal] = {}


@attrs.frozen(kw_only=True)
class People:
    """Whom a response is about and who gave it, as references of the host's, such as ``Patient/12``.

    Attributes:
        subject: Whom it is about.
        encounter: The contact in which it was given.
        source: Who answered.
        author: Who typed it in.
    """

    subject: str | None = None
    encounter: str | None = None
    source: str | None = None
    author: str | None = None


def questionnaire_response(
    form: FormView, response: Response, *, people: People, report: ScoreReport | None = None, url: str | None = None
) -> Json:
    """A response as an R4 QuestionnaireResponse: every valid answer to a question that is asked, and the scores that a report gives.

    Args:
        form: What was shown; its language is that of the texts.
        response: What may be told: what `release` gave, where it goes to others.
        people: Whom it is about and who gave it.
        report: Its scores; without one, none are written.
        url: The host's own name of the Questionnaire, where it has one.

    Raises:
        UsageFault: The response or the report belongs to another instrument; or it rates the therapist, and a patient is named.
    """
    instrument = form.instrument
    no_patient(instrument, subject=people.subject, source=people.source, author=people.author, encounter=people.encounter)
    digest = answer_digest(instrument)
    if (response.instrument, response.version) != (instrument.id, instrument.version) or response.digest not in (None, digest):
        raise UsageFault(f"this response belongs to {response.instrument!r} {response.version}, or to another definition of it")
    if report is not None and (report.instrument, report.digest) != (instrument.id, digest):
        raise UsageFault("this report belongs to another instrument, or to another definition of it")
    asked, names = named(form, url=url)
    valid = check_answers(instrument, response.answers, session=response.session).answers
    items = answer_items(instrument, names, asked, valid, scores=_scores(names, report))
    made = {
        "resourceType": "QuestionnaireResponse",
        "id": response.id if response.id and _ID.fullmatch(response.id) else None,
        "language": form.lang,
        "extension": [{"extension": _about(response, digest), "url": ABOUT}],
        "identifier": {"system": IDENTIFIER, "value": response.id} if response.id else None,
        "questionnaire": reference(asked, form),
        "status": response.status,
        "subject": person(people.subject),
        "encounter": person(people.encounter),
        "authored": instant_of(response.authored),
        "author": person(people.author, response.entered_by),
        "source": person(people.source, response.rater_id),
        "item": items,
    }
    return bare(made)


def person(reference: str | None, known_as: str | None = None) -> Json | None:
    """Who: the host's reference, and the opaque name that the response itself has for them."""
    identifier = {"system": PERSON, "value": known_as} if known_as else None
    return bare({"reference": reference, "identifier": identifier}) or None


def instant_of(authored: str | None) -> str | None:
    """A time as FHIR writes it, with seconds; none where there is no such day or hour."""
    if authored is None:
        return None
    try:
        dt.datetime.fromisoformat(authored)
    except ValueError:
        return None
    return re.sub(r"(T\d\d:\d\d)(?=Z|[+-])", r"\1:00", authored)


def _about(response: Response, digest: str) -> list[Json]:
    """Each by its name and type of value; only what is there."""
    shown = response.shown
    known: list[tuple[str, str, Any]] = [
        ("instrument", "valueString", response.instrument),
        ("digest", "valueString", response.digest and digest),
        ("rater", "valueCode", response.rater),
        ("replaces", "valueString", response.replaces),
        ("locale", "valueCode", shown and shown.locale),
        ("wordingVersion", "valueString", shown and shown.wording_version),
        ("textDigest", "valueString", shown and shown.text_digest),
    ]
    said = [{"url": name, value: there} for name, value, there in known if there is not None]
    return said + ([{"url": "session", "extension": parts}] if (parts := _session(response.session)) else [])


def _session(session: Session | None) -> list[Json]:
    if session is None:
        return []
    return [{"url": name, value: there} for name, value in SESSION_FIELDS.items() if (there := getattr(session, name)) is not None]


def answer_items(
    instrument: Instrument, names: Names, asked: Json, answers: Mapping[str, Answer], *, scores: Mapping[str, Decimal] = _NONE
) -> list[Json]:
    """The answers as items, in the order and nesting of the Questionnaire; what has no answer is left out.

    Args:
        instrument: What was asked.
        names: What its items are called in the Questionnaire.
        asked: The Questionnaire.
        answers: Valid answers by our own linkIds.
        scores: The values of score items by the linkIds they have there.
    """
    ours = {names.links[item.link_id]: item for item in instrument.walk()}
    return _Writer(instrument, names, ours, scores).level(asked["item"], answers)


@attrs.frozen
class _Writer:
    instrument: Instrument
    names: Names
    items: dict[str, Item]
    scores: Mapping[str, Decimal]

    def level(self, items: Iterable[Json], answers: Mapping[str, Answer]) -> list[Json]:
        return [made for item in items if item["type"] != "display" for made in self._item(item, answers)]

    def _item(self, item: Json, answers: Mapping[str, Answer]) -> list[Json]:
        ours = self.items.get(item["linkId"])
        head = _head(item)
        if item["type"] == "group":
            if not (isinstance(ours, GroupItem) and ours.repeats):
                inner = self.level(item.get("item", ()), answers)
                return [head | {"item": inner}] if inner else []
            rounds = answers.get(ours.link_id, ())
            return [one for entry in (rounds if isinstance(rounds, tuple) else ()) if (one := self._entry(item, head, entry))]
        value = self.scores.get(item["linkId"])
        if value is not None:
            return [head | {"answer": [{VALUES[item["type"]]: number(value)}]}]
        # Questions of other people may stand inside a question; their answers then stand inside its answer.
        inner = self.level(item.get("item", ()), answers)
        below = {"item": inner} if inner else {}
        answer = answers.get(ours.link_id) if ours else None
        if ours is None or answer is None:
            return [head | below] if inner else []
        if isinstance(answer, Absent):
            option = absent_option(self.instrument.options(ours), answer.absent) if isinstance(ours, ChoiceItem) else None
            if option is None:
                return [{"extension": [{"url": ABSENT, "valueCode": answer.absent}], **head, **below}]
            answer = option.code
        values = [self._value(item, ours, one) for one in (answer if isinstance(answer, tuple) else (answer,))]
        said = [value for value in values if value]
        return [head | {"answer": [said[0] | below, *said[1:]]}] if said else [head | below] if inner else []

    def _entry(self, item: Json, head: Json, entry: Any) -> Json | None:
        inner = self.level(item["item"], entry.answers)
        known = [{"url": ENTRY, "valueString": entry.id}] if entry.id else []
        return bare({"extension": known, **head, "item": inner}) if inner or known else None

    def _value(self, item: Json, ours: Item, value: Any) -> Json | None:
        if isinstance(value, OwnWords):
            return _text(value.text)
        if isinstance(ours, ChoiceItem):
            return {"valueCoding": _coding(item, self.names.codings[ours.link_id][value])}
        if item["type"] not in VALUES:
            return _text(value)
        return {VALUES[item["type"]]: number(value) if isinstance(value, Decimal) else value}


def _head(item: Json) -> Json:
    """What an item of the response repeats of the question."""
    return {key: item[key] for key in ("linkId", "text") if key in item}


def _text(value: str) -> Json | None:
    said = NO_TEXT.sub("", value)
    return {"valueString": said} if said.strip() else None


def _coding(item: Json, coding: Json) -> Json:
    """The option's own coding with its words, and its weight under the name that a response may have."""
    options = (one["valueCoding"] for one in item.get("answerOption", ()) if "valueCoding" in one)
    # A host's choices may leave out an option that was answered elsewhere: its code travels all the same.
    option: Json = next((one for one in options if all(one.get(key) == coding.get(key) for key in ("system", "code"))), {})
    weights = [one for one in option.get("extension", []) if one["url"] == HL7 + "itemWeight"]
    return bare({"extension": weights, **coding, "display": option.get("display")})


def _scores(names: Names, report: ScoreReport | None) -> dict[str, Decimal]:
    """What the report says of each score that is an item; a refused score has no answer."""
    scores = report.scores.items() if report else ()
    return {names.scores[scale]: score.value for scale, score in scores if scale in names.scores and score.value is not None}
