# SPDX-License-Identifier: Apache-2.0
"""What an entry says as FHIR writes it: a code, words, or the reason why there is neither."""

from typing import Any

from alliance_forms.errors import Problem, pointer_to
from alliance_forms.fhir.people.codes import (
    CLINICAL_CODES,
    CLINICAL_SYSTEM,
    LOINC_SETS,
    PRONOUN_CODES,
    PRONOUN_LANGUAGE,
    REASON_SYSTEM,
    rendered,
)  # fmt: skip
from alliance_forms.fhir.terms import LOINC, NO_TEXT, Json, bare
from alliance_forms.model import Coding, PronounEntry, SexParameterForClinicalUse

__all__ = ["Losses", "coded", "pronoun_concept", "sex_parameter_concept"]

_PARTS = ("subject", "object", "possessive_determiner", "possessive_pronoun", "reflexive")


class Losses:
    """What a record has no place for, each by its place in what was disclosed; never what it says."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, place: tuple[str | int, ...], message: str, hint: str | None = None) -> None:
        """One more thing that does not travel."""
        pointer = pointer_to(*place)
        self.found.append(Problem(code="AF-FHIR-LOST", pointer=pointer, message=message, hint=hint, severity="warning"))

    def text(self, value: str | None, place: tuple[str | int, ...]) -> str | None:
        """A text as it is, as far as FHIR can hold it."""
        if value is None:
            return None
        said = NO_TEXT.sub("", value)
        if said != value or not said.strip():
            self.add(place, "FHIR's texts cannot hold some of its signs, which are left out")
        return said if said.strip() else None


def coded(entry: Any, place: tuple[str | int, ...], losses: Losses) -> Json | None:
    """The value of a fact that has a code, words, or both: ``asked-declined`` is a value too.

    Args:
        entry: With ``absent``, ``coding`` and ``text``.
        place: Where it stands in what was disclosed.
        losses: Takes up what does not travel.
    """
    if entry.absent:
        return reason(entry.absent)
    return bare({"coding": codings(entry.coding), "text": losses.text(entry.text, (*place, "text"))}) or None


def codings(coding: Coding | None) -> list[Json]:
    """A coding as FHIR writes it, in the list that it stands in."""
    return [{"system": coding.system, "code": coding.code}] if coding else []


def reason(absent: str) -> Json:
    """Why there is no value, as a code in its place."""
    return {"coding": [{"system": REASON_SYSTEM, "code": absent}]}


def sex_parameter_concept(entry: SexParameterForClinicalUse, place: tuple[str | int, ...], losses: Losses) -> Json | None:
    """A sex parameter, where it is one of the codes that HL7 requires; nothing is put in their place."""
    known = entry.coding is not None and entry.coding.system == CLINICAL_SYSTEM and entry.coding.code in CLINICAL_CODES
    if known or entry.absent == "unknown":
        return coded(entry, place, losses)
    losses.add(place, "a sex parameter for clinical use is one of HL7's codes there", f"one of {', '.join(CLINICAL_CODES)}, or unknown")
    return None


def pronoun_concept(entry: PronounEntry, place: tuple[str | int, ...], losses: Losses) -> Json | None:
    """A choice of pronouns: LOINC's code where there is one, and always the words.

    Args:
        entry: One choice.
        place: Where it stands in what was disclosed.
        losses: Takes up what does not travel.
    """
    beside = [{"url": PRONOUN_LANGUAGE, "valueCode": entry.language}] if entry.language else []
    if entry.absent:
        return bare({"extension": beside}) | reason(entry.absent)
    code: list[Json] = []
    words = entry.text
    if entry.use:
        code = [{"system": PRONOUN_CODES, "code": entry.use}]
    elif entry.set:
        base = (entry.language or "").partition("-")[0]
        words = rendered(base, entry.set)
        if words is None:
            losses.add((*place, "set"), "no pronoun set of this name is known in this language", "give its parts, under 'own'")
            return None
        known = LOINC_SETS.get(entry.set) if base == "en" else None
        code = [{"system": LOINC, "code": known} if known else {"system": PRONOUN_CODES, "code": f"{base}-{entry.set}"}]
    elif entry.own:
        words = "/".join(getattr(entry.own, part) for part in _PARTS)
        losses.add((*place, "own"), "a record keeps the words of a set, and not which is which, nor the verb that goes with it")
    text = losses.text(words, place)
    return bare({"extension": beside, "coding": code, "text": text}) if code or text else None
