# SPDX-License-Identifier: Apache-2.0
"""Single elements of a Patient as a profile keeps them, and a report of each that it does not keep."""

import re
from calendar import monthrange
from typing import Any, get_args

import attrs

from alliance_forms.errors import Problem
from alliance_forms.fhir.checking.structure import finding
from alliance_forms.fhir.people.codes import LANGUAGE, NULL_FLAVOUR_SYSTEM, NULL_FLAVOURS, PRONOUN_LANGUAGE, REASON_SYSTEM, REASONS
from alliance_forms.fhir.terms import ABSENT, Json, Place
from alliance_forms.model import Code, Coding, LocaleTag, Period
from alliance_forms.model.values import AbsentReason, Rule, Words, is_day

__all__ = ["Concept", "Elements", "Shared"]


def _rule(annotated: Any) -> Rule:
    return next(one for one in get_args(annotated) if isinstance(one, Rule))


def _pattern(annotated: Any) -> re.Pattern[str]:
    pattern = _rule(annotated).pattern
    assert pattern is not None  # noqa: S101 - ids, codes and tags all have one
    return pattern


_LONGEST = _rule(Words).longest or 0
_SYSTEM, _CODE = (_pattern(field.type) for field in attrs.fields(Coding))
_TAG = _pattern(LocaleTag)


@attrs.frozen(kw_only=True)
class Shared:
    """Who may know what was read, and by which way."""

    audience: tuple[Code, ...]
    channel: tuple[Code, ...]


@attrs.frozen(kw_only=True, repr=False)
class Concept:
    """What a CodeableConcept says: why there is nothing, or a code, words, and the language of these."""

    absent: AbsentReason | None = None
    coding: Coding | None = None
    text: str | None = None
    language: LocaleTag | None = None


@attrs.frozen
class Elements:
    """Reads elements whose types were checked before.

    Attributes:
        shared: Who may know what was read.
        problems: What is wrong with it, and what was not taken.
    """

    shared: Shared
    problems: list[Problem] = attrs.Factory(list)

    def lose(self, place: Place, message: str, hint: str | None = None) -> None:
        """One more thing that is not taken."""
        self.problems.append(finding("AF-FHIR-LOST", place, message, hint, severity="warning"))

    def fault(self, code: str, place: Place, message: str, hint: str | None = None) -> None:
        """One more thing that is wrong."""
        self.problems.append(finding(code, place, message, hint))

    def others(self, element: Json, known: set[str], place: Place) -> None:
        """Everything in an element but what is read of it."""
        for key in sorted(element.keys() - known):
            self.lose((*place, key), "a profile has no place for this")

    def stated(self, period: Json | None, place: Place) -> dict[str, Any]:
        """What every entry that was read says of itself."""
        said = {"audience": self.shared.audience, "channel": self.shared.channel, "source": "record"}
        return said | {"period": self._period(period, place) if period else None}

    def _period(self, period: Json, place: Place) -> Period | None:
        """The days that a period covers; a month or a year is all of its days, as FHIR has it."""
        self.others(period, {"id", "start", "end"}, place)
        start, end = (self._day(period.get(key), (*place, key), last=key == "end") for key in ("start", "end"))
        if start and end and end < start:
            self.fault("AF-FHIR-VALUE", place, "this period ends before it starts")
        return Period(start=start, end=end) if start or end else None

    def _day(self, text: str | None, place: Place, *, last: bool) -> str | None:
        if text is None:
            return None
        day, _, time = text.partition("T")
        if time:
            self.lose(place, "of a moment only the day is kept, as its own time zone has it")
        if len(day) == len("2026"):
            day += "-12" if last else "-01"
        if len(day) == len("2026-11"):
            day += f"-{monthrange(int(day[:4]), int(day[5:]))[1]}" if last else "-01"
        if not is_day(day):
            self.fault("AF-FHIR-VALUE", place, "there is no such day")
        return day

    def words(self, text: str | None, place: Place) -> str | None:
        """A text exactly as it is."""
        if text is not None and len(text) > _LONGEST:
            self.lose(place, f"a text has at most {_LONGEST} characters here")
            return None
        return text

    @staticmethod
    def tag(code: Any) -> LocaleTag | None:
        """A language, where it is written as we write it."""
        return code if isinstance(code, str) and _TAG.fullmatch(code) else None

    def reason_beside(self, beside: Json | None, place: Place) -> AbsentReason | None:
        """Why an element has no value, where an extension in its place says so."""
        found: AbsentReason | None = None
        for one in (beside or {}).get("extension", []):
            reason = next((known for known in REASONS if known == one.get("valueCode")), None)
            if one["url"] == ABSENT and reason:
                found = found or reason
            else:
                self.lose(place, "a profile has no place for what stands beside this value")
        return found

    def concept(self, value: Json, place: Place) -> Concept | None:
        """A reason, or the first code that a profile can keep, and the words; None where there is nothing of it.

        Displays are the wording of their terminology, and not kept.

        Args:
            value: A CodeableConcept.
            place: Where it stands.
        """
        self.others(value, {"id", "coding", "text", "_text", "extension"}, place)
        tongues = [one for one in value.get("extension", []) if one["url"] == PRONOUN_LANGUAGE]
        absent = self.reason_beside({"extension": [one for one in value.get("extension", []) if one not in tongues]}, place)
        coding: Coding | None = None
        for number, one in enumerate(value.get("coding", [])):
            reason = _reason(one)
            if reason and not absent:
                absent = reason
            elif coding is None and not reason and _SYSTEM.fullmatch(one.get("system", "")) and _CODE.fullmatch(one.get("code", "")):
                coding = Coding(system=one["system"], code=one["code"])
            else:
                self.lose((*place, "coding", number), "a profile keeps one code, with its system")
        text = self.words(value.get("text"), (*place, "text"))
        language = self._language({"extension": tongues}, place) or self._language(value.get("_text"), (*place, "text"))
        if absent and (coding or text):
            self.lose(place, "there is a reason why there is no value, and a value; the reason is kept")
        if absent:
            return Concept(absent=absent, language=language)
        return Concept(coding=coding, text=text, language=language) if coding or text else None

    def _language(self, beside: Json | None, place: Place) -> LocaleTag | None:
        found: LocaleTag | None = None
        for one in (beside or {}).get("extension", []):
            tag = self.tag(one.get("valueCode")) if one["url"] in (PRONOUN_LANGUAGE, LANGUAGE) else None
            if tag is None:
                self.lose(place, "a profile has no place for what stands beside this text")
            found = found or tag
        return found


def _reason(coding: Json) -> AbsentReason | None:
    """A code that stands for the reason why there is none."""
    code = coding.get("code", "")
    if coding.get("system") == NULL_FLAVOUR_SYSTEM:
        return NULL_FLAVOURS.get(code)
    return next((known for known in REASONS if known == code), None) if coding.get("system") == REASON_SYSTEM else None
