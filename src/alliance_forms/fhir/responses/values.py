# SPDX-License-Identifier: Apache-2.0
"""What one item of a QuestionnaireResponse says: an answer of ours, a reason why there is none, or why it cannot be taken."""

from decimal import Decimal
from typing import Any, get_args

import attrs

from alliance_forms.errors import Problem
from alliance_forms.fhir.checking.structure import finding, unquoted
from alliance_forms.fhir.forms.names import Names
from alliance_forms.fhir.terms import ABSENT, Json, Numeric, Place
from alliance_forms.model import Absent, Answer, BooleanItem, ChoiceItem, DateItem, Instrument, Item, OwnWords
from alliance_forms.model.values import AbsentReason

__all__ = ["Values"]

_REASONS: tuple[AbsentReason, ...] = get_args(AbsentReason)


@attrs.frozen
class Values:
    """Understands the answers to one instrument.

    Attributes:
        lenient: Whether a number or a truth value in quotes is taken.
    """

    instrument: Instrument
    names: Names
    lenient: bool = attrs.field(kw_only=True)

    def answer(self, item: Item, element: Json, place: Place) -> Answer | Problem | None:
        """The answer to one question; None where there is none, or where it is wrong in a way that the check of its structure names.

        Args:
            item: What was asked.
            element: Its item in the response.
            place: Where that stands.
        """
        reason = _reason(element)
        answers = element.get("answer")
        given = [one for one in answers if isinstance(one, dict)] if isinstance(answers, list) else []
        reasons = [found for one in given if (found := _reason_of(one)) is not None]
        if (reason is not None or reasons) and (len(given) - len(reasons) or len({*reasons, *([reason] if reason else [])}) > 1):
            return finding("AF-FHIR-ABSENT", place, "there is an answer, and a reason why there is none", "keep one of the two")
        if reason is not None or reasons:
            said = reason if reason is not None else reasons[0]
            known = next((one for one in _REASONS if one == said), None)
            hint = f"one of {', '.join(_REASONS)}"
            return Absent(absent=known) if known else finding("AF-FHIR-ABSENT", place, "this reason is none that we keep", hint)
        values = [self._value(item, one, (*place, "answer", number)) for number, one in enumerate(given)]
        fault = next((value for value in values if isinstance(value, Problem)), None)
        if fault or not values or None in values:
            return fault
        if isinstance(item, ChoiceItem) and (item.repeats or len(values) > 1 or isinstance(values[0], OwnWords)):
            return tuple(values)
        if len(values) > 1:
            return finding("AF-ANSWER-TOO-MANY", place, "this item takes one answer")
        answer: Answer = values[0]
        return answer

    def _value(self, item: Item, answer: Json, place: Place) -> Any:
        key = next((name for name in answer if name.startswith("value")), None)
        if key is None:
            return None
        value, here = answer[key], (*place, key)
        if isinstance(item, ChoiceItem):
            return self._chosen(item, key, value, here)
        if isinstance(item, Numeric):
            number = unquoted(value) if self.lenient else value
            fits = not isinstance(number, bool) and isinstance(number, int | Decimal)
            return _typed(key, ("valueInteger", "valueDecimal"), Decimal(number) if fits else None, here)
        if isinstance(item, BooleanItem):
            truth = unquoted(value) if self.lenient else value
            return _typed(key, ("valueBoolean",), truth if isinstance(truth, bool) else None, here)
        wanted = "valueDate" if isinstance(item, DateItem) else "valueString"
        return _typed(key, (wanted,), value if isinstance(value, str) else None, here)

    def _chosen(self, item: ChoiceItem, key: str, value: Any, place: Place) -> Any:
        """A code of ours, or the person's own words: as a text, or as a coding that is nothing but words."""
        if key == "valueCoding" and isinstance(value, dict):
            if item.open_choice and "code" not in value and isinstance(value.get("display"), str):
                return OwnWords(text=value["display"])
            system, code = value.get("system"), value.get("code")
            for ours, coding in self.names.codings[item.link_id].items():
                if (coding.get("system"), coding["code"]) == (system, code):
                    return ours
            known = ", ".join([coding["code"] for coding in self.names.codings[item.link_id].values()][:12])
            hint = f"system and code must be theirs; the codes are {known}"
            return finding("AF-ANSWER-CODE", place, "this coding is not one of the options", hint)
        return _typed(key, ("valueCoding", "valueString") if item.open_choice else ("valueCoding",), _own(value), place)


def _own(value: Any) -> OwnWords | None:
    return OwnWords(text=value) if isinstance(value, str) and value else None


def _typed(key: str, wanted: tuple[str, ...], value: Any, place: Place) -> Any:
    return value if key in wanted else finding("AF-ANSWER-TYPE", place, f"an answer to this item is a {' or a '.join(wanted)}")


def _reason(element: Json) -> str | None:
    extensions = element.get("extension")
    for one in extensions if isinstance(extensions, list) else ():
        if isinstance(one, dict) and one.get("url") == ABSENT:
            return str(one.get("valueCode"))
    return None


def _reason_of(answer: Json) -> str | None:
    """An answer that is a reason why there is none: on itself, beside a primitive value, or in place of a coding."""
    if reason := _reason(answer):
        return reason
    for key, value in answer.items():
        if key.lstrip("_").startswith("value") and isinstance(value, dict) and (reason := _reason(value)):
            return reason
    return None
