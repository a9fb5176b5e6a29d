# SPDX-License-Identifier: Apache-2.0
"""What each extension of a Patient says of a person: HL7's Gender Harmony extensions, and those that were used before."""

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

from alliance_forms.fhir.people.codes import (
    BIRTH_SEX_TYPE,
    GENDER_IDENTITY,
    LOINC_SETS,
    NULL_FLAVOUR_SYSTEM,
    NULL_FLAVOURS,
    OLD_GENDER_IDENTITY,
    PRONOUN_CODES,
    PRONOUNS_EXTENSION,
    REASONS,
    RECORDED,
    SEX_CODES,
    SEX_PARAMETER,
    SNOMED,
    US,
    V3_GENDER,
    rendered,
)  # fmt: skip
from alliance_forms.fhir.people.elements import Concept, Elements
from alliance_forms.fhir.terms import LOINC, Json, Place
from alliance_forms.model import Coding, GenderEntry, LocaleTag, PronounEntry, RecordedSexOrGender, SexParameterForClinicalUse

__all__ = ["FACTS", "OLDER", "Facts"]

E = TypeVar("E")
_VALUE, _PERIOD, _COMMENT = "valueCodeableConcept", "valuePeriod", "valueString"
_OF_LOINC = {code: name for name, code in LOINC_SETS.items()}


@attrs.frozen
class Facts:
    """Reads one extension at a time.

    Attributes:
        elements: Reads what stands in it, and takes up what is wrong or not taken.
        language: The language of pronouns that come without one.
    """

    elements: Elements
    language: LocaleTag | None = None

    def gender_identity(self, extension: Json, place: Place) -> GenderEntry | None:
        """A gender that the person names for themselves."""
        parts = self._parts(extension, {"value": _VALUE, "period": _PERIOD}, place)
        return self._fact(GenderEntry, parts.get("value"), self.elements.stated(*parts.get("period", (None, ()))))

    def old_gender(self, extension: Json, place: Place) -> GenderEntry | None:
        """A gender identity in the shape it had before: one value, without a period."""
        value = self._value(extension, _VALUE, place)
        return self._fact(GenderEntry, (value, (*place, _VALUE)) if value else None, self.elements.stated(None, ()))

    def pronouns(self, extension: Json, place: Place) -> PronounEntry | None:
        """Pronouns: a known set, where a code says which; else the words as they are."""
        parts = self._parts(extension, {"value": _VALUE, "period": _PERIOD}, place)
        concept = self._concept(parts.get("value"))
        if concept is None:
            return None
        stated = self.elements.stated(*parts.get("period", (None, ())))
        if concept.absent:
            return PronounEntry(absent=concept.absent, language=concept.language, **stated)
        here = parts["value"][1]
        chosen = _chosen(concept.coding, concept.language)
        if concept.coding and not chosen:
            self.elements.lose((*here, "coding"), "this code is none of pronouns that is known here")
        if chosen:
            known = rendered(chosen.get("language") or "", chosen.get("set") or "")
            if concept.text not in (None, known):
                self.elements.lose((*here, "text"), "the code says which set it is; other words beside it are not kept")
            return PronounEntry(**chosen, **stated)
        language = concept.language or self.language
        if concept.text and language:
            return PronounEntry(text=concept.text, language=language, **stated)
        if concept.text:
            self.elements.lose((*here, "text"), "nothing says which language these pronouns belong to", "say it: language='en'")
        return None

    def recorded(self, extension: Json, place: Place) -> RecordedSexOrGender | None:
        """What a document or an office has on record."""
        known = {"value": _VALUE, "type": _VALUE, "effectivePeriod": _PERIOD, "comment": _COMMENT}
        issuers = ("jurisdiction", "source", "sourceDocument")
        parts = self._parts(extension, known | dict.fromkeys(issuers, _VALUE), place)
        said: dict[str, Any] = {"purpose": self._words(parts.get("comment"))}
        kind = self._concept(parts.get("type"))
        if kind and kind.text:
            self.elements.lose((*parts["type"][1], "text"), "the type of a record is kept as a code")
        said["type"] = kind.coding if kind else None
        for name in issuers:
            issuer = self._concept(parts.get(name))
            if issuer and issuer.text and not said.get("issuer"):
                said["issuer"] = issuer.text
            if issuer and (issuer.coding or issuer.absent or said["issuer"] != issuer.text):
                self.elements.lose(parts[name][1], "whose record it is, is kept in words, once")
        stated = self.elements.stated(*parts.get("effectivePeriod", (None, ())))
        return self._fact(RecordedSexOrGender, parts.get("value"), stated | said)

    def sex_parameter(self, extension: Json, place: Place) -> SexParameterForClinicalUse | None:
        """What one clinical decision needs to know."""
        parts = self._parts(extension, {"value": _VALUE, "period": _PERIOD, "comment": _COMMENT}, place)
        said = self.elements.stated(*parts.get("period", (None, ()))) | {"purpose": self._words(parts.get("comment"))}
        return self._fact(SexParameterForClinicalUse, parts.get("value"), said)

    def us_core(self, extension: Json, place: Place) -> RecordedSexOrGender | None:
        """A sex that US Core records as a bare code, with the extension it stood in as its source."""
        code, kind = self._value(extension, "valueCode", place), extension["url"].removeprefix(US)
        stated = self._from(extension)
        absent = NULL_FLAVOURS.get(code) or next((known for known in REASONS if known == code), None)
        if absent:
            return RecordedSexOrGender(absent=absent, **stated)
        system = _US_SYSTEMS[kind].get(code)
        if system:
            return RecordedSexOrGender(coding=Coding(system=system, code=code), type=_US_TYPES.get(kind), **stated)
        if code is not None:
            self.elements.fault("AF-FHIR-CODE", (*place, "valueCode"), "this code is none that US Core has here")
        return None

    def us_core_sex(self, extension: Json, place: Place) -> RecordedSexOrGender | None:
        """A sex that US Core records with its terminology."""
        value = self._value(extension, "valueCoding", place)
        concept = ({"coding": [value]}, (*place, "valueCoding")) if value else None
        return self._fact(RecordedSexOrGender, concept, self._from(extension))

    def _from(self, extension: Json) -> dict[str, Any]:
        return self.elements.stated(None, ()) | {"source": f"us-core-{extension['url'].removeprefix(US)}"}

    def _fact(self, kind: Callable[..., E], value: tuple[Any, Place] | None, said: dict[str, Any]) -> E | None:
        concept = self._concept(value)
        if value is None or concept is None:
            return None
        if concept.language:
            self.elements.lose((*value[1], "text"), "the language of these words is not kept")
        return kind(absent=concept.absent, coding=concept.coding, text=concept.text, **said)

    def _concept(self, value: tuple[Any, Place] | None) -> Concept | None:
        """What a value says; one that says nothing is reported."""
        if value is None:
            return None
        before = len(self.elements.problems)
        concept = self.elements.concept(*value)
        if concept is None and len(self.elements.problems) == before:
            self.elements.lose(value[1], "there is neither a code with its system nor a text")
        return concept

    def _words(self, value: tuple[Any, Place] | None) -> str | None:
        return self.elements.words(*value) if value else None

    def _value(self, extension: Json, key: str, place: Place) -> Any:
        """The value of an extension that has one, of one type."""
        if key not in extension:
            self.elements.fault("AF-FHIR-EXTENSION", place, f"the value of this extension is {key}")
        self.elements.others(extension, {"id", "url", "extension", key}, place)
        return extension.get(key)

    def _parts(self, extension: Json, known: dict[str, str], place: Place) -> dict[str, tuple[Any, Place]]:
        """The parts of an extension that is made of some, each with its place."""
        found: dict[str, tuple[Any, Place]] = {}
        self.elements.others(extension, {"id", "url", "extension"}, place)
        for number, one in enumerate(extension.get("extension", [])):
            name, here = one["url"], (*place, "extension", number)
            if name not in known:
                self.elements.lose(here, "a profile has no place for this")
            elif name in found:
                self.elements.fault("AF-FHIR-EXTENSION", here, "this part stands there already", "keep one")
            elif known[name] not in one:
                self.elements.fault("AF-FHIR-EXTENSION", here, f"the value of this part is {known[name]}")
            else:
                found[name] = (one[known[name]], (*here, known[name]))
        if "value" not in found:
            self.elements.fault("AF-FHIR-EXTENSION", place, "this extension has no part 'value'")
        return found


def _chosen(coding: Coding | None, language: LocaleTag | None) -> dict[str, Any] | None:
    """A choice of pronouns by its code; LOINC's are English."""
    if coding is None:
        return None
    if coding.system == LOINC and coding.code in _OF_LOINC:
        return {"set": _OF_LOINC[coding.code], "language": _in("en", language)}
    if coding.system != PRONOUN_CODES:
        return None
    if coding.code in ("name-only", "ask-me"):
        return {"use": coding.code, "language": language}
    base, _, name = coding.code.partition("-")
    return {"set": name, "language": _in(base, language)} if rendered(base, name) else None


def _in(base: str, language: LocaleTag | None) -> LocaleTag:
    """The language of a code, and the region that stands beside its words."""
    return language if language and language.partition("-")[0] == base else base


_Reader = Callable[[Facts, Json, Place], Any]
# Of the codes that US Core has for sex, whose each is.
_US_SYSTEMS: dict[str, dict[Any, str]] = {
    "birthsex": {"F": V3_GENDER, "M": V3_GENDER, "OTH": NULL_FLAVOUR_SYSTEM},
    "sex": dict.fromkeys(SEX_CODES, SNOMED),
}
_US_TYPES = {"birthsex": BIRTH_SEX_TYPE}
# Each extension: the list of the profile that it belongs to, and what reads it.
FACTS: dict[str, tuple[str, _Reader]] = {
    GENDER_IDENTITY: ("gender_identity", Facts.gender_identity),
    OLD_GENDER_IDENTITY: ("gender_identity", Facts.old_gender),
    US + "genderIdentity": ("gender_identity", Facts.old_gender),
    PRONOUNS_EXTENSION: ("pronouns", Facts.pronouns),
    RECORDED: ("recorded_sex_or_gender", Facts.recorded),
    SEX_PARAMETER: ("sex_parameter_for_clinical_use", Facts.sex_parameter),
    US + "birthsex": ("recorded_sex_or_gender", Facts.us_core),
    US + "sex": ("recorded_sex_or_gender", Facts.us_core),
    US + "individual-sex": ("recorded_sex_or_gender", Facts.us_core_sex),
}
# What these say may stand in one of HL7's own too, and is then the same fact.
OLDER = {url for url in FACTS if url == OLD_GENDER_IDENTITY or url.startswith(US)}
