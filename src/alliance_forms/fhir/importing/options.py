# SPDX-License-Identifier: Apache-2.0
"""The options of other people's questions, from wherever they stand, each with the one weight that all places agree on."""

import re
from collections.abc import Iterator
from typing import Any

import attrs

from alliance_forms.fhir.importing.draft import Draft, fresh_id
from alliance_forms.fhir.importing.sets import Concept, Sets, Weight, elements_of, weights_of
from alliance_forms.fhir.kept import option_key
from alliance_forms.fhir.terms import HL7, Json, Place

__all__ = ["Options", "is_coding"]

_SYSTEM, _CODE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}:[!-~]{1,2000}"), re.compile("[!-~]+( [!-~]+)*")
_TOKEN_SYSTEM = re.compile("[!-{}~]*")
_EXCLUSIVE = HL7 + "questionnaire-optionExclusive"
_MOST_OFFERED = 100_000
_WEIGHTS = (HL7 + "itemWeight", HL7 + "ordinalValue")


@attrs.define
class Options:
    """The options that questions of one form have; a value set is one list, which all its questions share."""

    draft: Draft
    sets: Sets
    _offered: int = 0
    _known: dict[str, tuple[str, dict[str, str]] | None] = attrs.Factory(dict)

    def of(self, item: Json, ours: str, place: Place) -> tuple[Json, dict[str, str]] | None:
        """A question's options as the keys of its document, and what each is called here by its token; None where they cannot be kept.

        Args:
            item: A choice.
            ours: What it is called here.
            place: Where it stands.
        """
        reference = item.get("answerValueSet")
        if isinstance(reference, str):
            if reference not in self._known:
                self._known[reference] = self._shared(reference, (*place, "answerValueSet"))
            found = self._known[reference]
            # Each question is written with all of its options; a small resource could ask for any number of them.
            self._offered += len(found[1]) if found else 0
            if self._offered > _MOST_OFFERED:
                self.draft.refuse("AF-FHIR-IMPORT", place, f"the questions have more than {_MOST_OFFERED:,} options between them")
                return None
            return ({"answerOptionSet": found[0]}, found[1]) if found else None
        codes: dict[str, str] = {}
        made = []
        for number, option in enumerate(item.get("answerOption", ())):
            here = (*place, "answerOption", number)
            coding = option.get("valueCoding")
            if not isinstance(coding, dict) or "code" not in coding:
                return None
            weights = [
                *weights_of(option, "the option", self.draft, here),
                *weights_of(coding, "its coding", self.draft, here),
                *self.sets.of_system(coding.get("system"), coding["code"]),
            ]
            said = self._option(coding, tuple(weights), codes, here, f"item/{ours}/answerOption")
            if said is None:
                return None
            alone = any(one.get("url") == _EXCLUSIVE and one.get("valueBoolean") is True for one in option.get("extension", ()))
            made.append(said | ({"exclusive": True} if alone else {}))
            self._unknown(option, coding, here)
        return {"answerOption": made}, codes

    def _shared(self, reference: str, place: Place) -> tuple[str, dict[str, str]] | None:
        concepts = self.sets.concepts(reference, place)
        if concepts is None:
            return None
        name = re.split("[/#]", reference.partition("|")[0])[-1] or "options"
        own = fresh_id(name, {one["id"] for one in self.draft.shared})
        codes: dict[str, str] = {}
        options = list(self._concepts(concepts, codes, place, f"answerOptionSet/{own}"))
        if not options or None in options:
            self.draft.refuse("AF-FHIR-VALUE-SET", place, "its options cannot be kept here: there are none, or a code is no code")
            return None
        self.draft.shared.append({"id": own, "answerOption": options})
        return own, codes

    def _concepts(self, concepts: tuple[Concept, ...], codes: dict[str, str], place: Place, path: str) -> Iterator[Json | None]:
        for concept in concepts:
            coding = {"code": concept.code} | {key: getattr(concept, key) for key in ("system", "display") if getattr(concept, key)}
            if option_key({"valueCoding": coding}) in codes:
                continue
            made = self._option(coding, concept.weights, codes, place, path)
            yield made
            for one in elements_of(concept.element, "designation") if made else ():
                if made and isinstance(one.get("language"), str) and isinstance(one.get("value"), str):
                    self.draft.spoken.setdefault(one["language"], {})[f"{path}/{made['code']}"] = one["value"]

    def _option(self, coding: Json, weights: tuple[Weight, ...], codes: dict[str, str], place: Place, path: str) -> Json | None:
        system, code = coding.get("system", ""), coding["code"]
        token = option_key({"valueCoding": coding})
        if token in codes:
            self.draft.refuse("AF-FHIR-OPTIONS", place, "this option stands there already", "keep one of the two")
            return None
        if not _CODE.fullmatch(code) or not (_TOKEN_SYSTEM.fullmatch(system)):
            return None
        ours = fresh_id(code, set(codes.values()))
        codes[token] = ours
        as_coding = _SYSTEM.fullmatch(system) is not None
        made: Json = {"code": ours, "text": self.draft.text(coding, "display", place, f"{path}/{ours}") or ours}
        named: Json = {"coding": [{"system": system, "code": code}]} if as_coding else {"alias": {"fhir": f"{system}|{code}"}}
        weight = self._agreed(weights, place)
        return made | named | ({"weight": weight} if weight is not None else {})

    def _agreed(self, weights: tuple[Weight, ...], place: Place) -> Any:
        """The weight on which all places agree."""
        for value, where in weights[1:]:
            if value != weights[0][0]:
                said = f"{weights[0][1]} and {where} say different weights"
                self.draft.refuse("AF-FHIR-WEIGHT", place, said, "a score must not depend on where one looks: make them equal")
                return None
        return weights[0][0] if weights else None

    def _unknown(self, option: Json, coding: Json, place: Place) -> None:
        if option.get("initialSelected") is True:
            self.draft.lose(place, "nothing is chosen here before somebody answers")
        for one in (*option.get("extension", ()), *coding.get("extension", ())):
            if one.get("url") not in (_EXCLUSIVE, *_WEIGHTS):
                self.draft.keep(place, "an extension of this option has no meaning here; it is kept, and written again")


def is_coding(coding: Json) -> bool:
    """Whether a coding is one that our documents can hold: with a system that is an absolute URI.

    >>> is_coding({"system": "http://loinc.org", "code": "44250-9"}), is_coding({"code": "1"})
    (True, False)
    """
    system, code = coding.get("system"), coding.get("code")
    return isinstance(system, str) and isinstance(code, str) and bool(_SYSTEM.fullmatch(system) and _CODE.fullmatch(code))
