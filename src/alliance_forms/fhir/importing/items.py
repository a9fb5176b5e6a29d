# SPDX-License-Identifier: Apache-2.0
"""Other people's items as ours, with a word on everything that has another effect here than it says."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs

from alliance_forms.fhir.importing.conditions import conditions
from alliance_forms.fhir.importing.draft import Draft, Known, said
from alliance_forms.fhir.importing.options import Options, is_coding
from alliance_forms.fhir.importing.terms import EFFECTS, NOT_ASKED, UNLISTED
from alliance_forms.fhir.terms import HL7, SDC, Json, Place
from alliance_forms.model import FrozenMap

__all__ = ["CALCULATED", "Items"]

CALCULATED = SDC + "sdc-questionnaire-calculatedExpression"
_CONTROL, _HIDDEN = HL7 + "questionnaire-itemControl", HL7 + "questionnaire-hidden"
_MOST_OCCURS, _OPEN_LABEL = HL7 + "questionnaire-maxOccurs", SDC + "sdc-questionnaire-openLabel"
_STEP, _PLACES = HL7 + "questionnaire-sliderStepValue", HL7 + "maxDecimalPlaces"
_PARTS = {"help": "hint", "lower": "minText", "upper": "maxText"}
_MOST_DECIMALS = 9
_COMMON = ("linkId", "type", "text", "_text", "prefix", "_prefix", "code", "enableWhen", "enableBehavior", "required", "extension", "item")
_TAKEN: dict[str, tuple[str, ...]] = {
    "group": ("repeats",), "display": (), "choice": ("repeats", "answerOption", "answerValueSet"), "text": ("maxLength",),
}  # fmt: skip


@attrs.frozen
class Items:
    """The items of one form.

    Attributes:
        scores: Items whose answer is calculated, with their places, to be looked at when every question is known.
    """

    draft: Draft
    options: Options
    scores: list[tuple[Json, Place]] = attrs.Factory(list)

    def level(self, items: list[Json], above: tuple[str, ...]) -> list[Json]:
        """Items that stand side by side; what cannot be asked here is named and left out.

        Args:
            items: Theirs.
            above: The repeating groups around them.
        """
        made = (self._item(item, self.draft.places[item["linkId"]], above) for item in items)
        return [item for item in made if item is not None]

    def _item(self, item: Json, place: Place, above: tuple[str, ...]) -> Json | None:
        kind = item["type"]
        if any(one["url"] == CALCULATED for one in item.get("extension", ())):
            self.scores.append((item, place))
            return None
        reason = self._not_asked(item)
        if self.draft.inside.get(item["linkId"], item["linkId"]) not in {item["linkId"], *self.draft.known}:
            reason = "the question it stands in is not asked here"
        ours = self.draft.ids[item["linkId"]]
        found = (None, {}) if reason else self._own(item, ours, place)
        if found is None or reason:
            self.draft.lose(place, f"this is not asked here, and has no answer: {reason or UNLISTED}; it is kept, and written again")
            return None
        own, codes = found if found[0] is not None else ({}, {})
        made = self._common(item, ours, place, own["type"], above)
        known = Known(
            document=made | own, codes=FrozenMap(codes), above=(*above, ours) if own.get("repeats") and kind == "group" else above
        )
        if kind == "group":
            inner = self.level(item.get("item", []), known.above)
            if not inner:
                self.draft.lose(place, "nothing in this group is asked here; it is kept, and written again")
                return None
            own["item"] = inner
        self.draft.known[item["linkId"]] = known
        parts = self._parts(item, made) if kind not in ("group", "display") else {}
        self._rest(item, own["type"], place)
        return made | own | parts

    def _not_asked(self, item: Json) -> str | None:
        """Why an item is not put to anybody."""
        if item.get("readOnly") is True:
            return "it is read-only"
        if said(item.get("extension", ()), _HIDDEN, "valueBoolean") is True:
            return "it is hidden"
        listed = any(one["url"].endswith(("answerExpression", "candidateExpression")) for one in item.get("extension", ()))
        if listed:
            return "its options are the result of an expression"
        if item["type"] not in ("choice", "open-choice") and ("answerOption" in item or "answerValueSet" in item):
            return UNLISTED
        return NOT_ASKED.get(item["type"])

    def _common(self, item: Json, ours: str, place: Place, kind: str, above: tuple[str, ...]) -> Json:
        link = item["linkId"]
        text = self.draft.text(item, "text", place, f"item/{ours}/text")
        if text is None and kind != "group":
            text = ours
            self.draft.lose(place, "it has no text; its linkId is shown here")
        codings = [{key: one[key] for key in ("system", "code")} for one in item.get("code", ()) if is_coding(one)]
        made = {
            "linkId": ours,
            "prefix": self.draft.text(item, "prefix", place),
            "text": text,
            "coding": codings if kind != "display" else [],
            "alias": {"fhir": link} if link != ours else {},
            **conditions(self.draft, item, place, above),
        }
        if item.get("required") is True and kind not in ("group", "display"):
            made["required"] = True
        return {key: value for key, value in made.items() if value not in (None, [], {})}

    def _own(self, item: Json, ours: str, place: Place) -> tuple[Json, dict[str, str]] | None:
        if item["type"] in ("choice", "open-choice"):
            return self._choice(item, ours, place)
        return _KINDS[item["type"]](self, item, place), {}

    def _choice(self, item: Json, ours: str, place: Place) -> tuple[Json, dict[str, str]] | None:
        if "answerValueSet" not in item and "answerOption" not in item:
            return None
        found = self.options.of(item, ours, place)
        if found is None:
            return None
        options, codes = found
        own: Json = {"type": "choice", **options}
        if item.get("repeats") is True:
            own["repeats"] = True
        if item["type"] == "open-choice":
            own["openChoice"] = True
            label = said(item.get("extension", ()), _OPEN_LABEL, "valueString")
            own |= {"openLabel": label.strip()} if isinstance(label, str) and label.strip() else {}
        return own, codes

    def _group(self, item: Json, _: Place) -> Json:
        if item.get("repeats") is not True:
            return {"type": "group"}
        most = said(item.get("extension", ()), _MOST_OCCURS, "valueInteger")
        return {"type": "group", "repeats": True} | ({"maxOccurs": most} if isinstance(most, int) and most > 0 else {})

    def _display(self, _: Json, __: Place) -> Json:
        return {"type": "display"}

    def _boolean(self, _: Json, __: Place) -> Json:
        return {"type": "boolean"}

    def _date(self, _: Json, __: Place) -> Json:
        return {"type": "date", "partial": True}

    def _string(self, item: Json, _: Place) -> Json:
        length = item.get("maxLength")
        made: Json = {"type": "text"} | ({"maxLength": length} if isinstance(length, int) and length > 0 else {})
        return made | ({"multiline": False} if item["type"] == "string" else {})

    def _number(self, item: Json, place: Place) -> Json:
        """A number, or a slider where both of its ends are said."""
        whole = item["type"] == "integer"
        extensions = item.get("extension", ())
        low, high = (_bound(said(extensions, f"{HL7}{name}", f"value{item['type'].title()}")) for name in ("minValue", "maxValue"))
        if low is not None and high is not None and low >= high:
            self.draft.lose(place, "the greatest value is not above the least; neither is looked at")
            low = high = None
        places = said(extensions, _PLACES, "valueInteger")
        places = min(places, _MOST_DECIMALS) if isinstance(places, int) and places >= 0 else _MOST_DECIMALS
        finest = max((_decimals(bound) for bound in (low, high) if bound is not None), default=0)
        if not whole and finest > places:
            self.draft.lose(place, "its bounds have more decimals than its answers may have; as many are taken")
            places = finest
        ends = {key: bound for key, bound in (("minimum", low), ("maximum", high)) if bound is not None}
        slider = "slider" in _controls(item) and len(ends) == 2  # noqa: PLR2004
        if whole:
            return {"type": "rating" if slider else "integer", **{key: int(bound) for key, bound in ends.items()}}
        return {"type": "visual-analogue" if slider else "decimal", **ends, "decimals": places}

    def _parts(self, item: Json, made: Json) -> Json:
        """The texts that stand inside a question: its help, and the words at the ends of its slider."""
        found: Json = {}
        link, ours = item["linkId"], made["linkId"]
        kind = self.draft.known[link].document["type"]
        for inner in item.get("item", ()):
            place = self.draft.places[inner["linkId"]]
            key = next((_PARTS[code] for code in _controls(inner) if code in _PARTS), None)
            shown = key == "hint" or kind in ("rating", "visual-analogue")
            if inner["type"] != "display" or key is None or not shown or key in found or "enableWhen" in inner:
                self.draft.lose(place, "what stands inside this question is not shown or asked here; it is kept, and written again")
                continue
            text = self.draft.text(inner, "text", place, f"item/{ours}/{key}")
            if text:
                found[key] = text
                named = {f"fhir.{key}": inner["linkId"]} if inner["linkId"] != f"{link}.{key}" else {}
                made["alias"] = made.get("alias", {}) | named
                if not made["alias"]:
                    del made["alias"]
        return found

    def _rest(self, item: Json, kind: str, place: Place) -> None:
        """Whatever else an item says."""
        for key in item:
            if key in (*_COMMON, *_TAKEN.get(kind, ())):
                continue
            if key == "initial":
                self.draft.lose((*place, key), "nothing is filled in here before somebody answers")
            elif key in ("repeats", "maxLength"):
                self.draft.lose((*place, key), "this is not looked at here: there is one answer, of any length")
            elif key not in ("answerOption", "answerValueSet"):
                self.draft.keep((*place, key))
        for number, one in enumerate(item.get("extension", ())):
            effect = EFFECTS.get(one["url"].rpartition("/")[2])
            here = (*place, "extension", number)
            if one["url"] in _USED.get(kind, ()) and not (one["url"] == _STEP and one.get("valueInteger") != 1):
                continue
            if effect:
                self.draft.lose(here, effect)
            elif not (one["url"] == _CONTROL and set(_controls(item)) <= {"radio-button", "drop-down", "check-box", "text-box"}):
                self.draft.keep(here)


_BOUNDS = (HL7 + "minValue", HL7 + "maxValue")
_USED = {
    "integer": _BOUNDS, "decimal": (*_BOUNDS, _PLACES), "rating": (*_BOUNDS, _CONTROL, _STEP), "group": (_MOST_OCCURS,),
    "visual-analogue": (*_BOUNDS, _PLACES, _CONTROL), "choice": (_OPEN_LABEL,),
}  # fmt: skip
_KINDS: dict[str, Callable[[Items, Json, Place], Json]] = {
    "group": Items._group,  # noqa: SLF001 - a table of the class's own methods
    "display": Items._display,  # noqa: SLF001
    "boolean": Items._boolean,  # noqa: SLF001
    "date": Items._date,  # noqa: SLF001
    "string": Items._string,  # noqa: SLF001
    "text": Items._string,  # noqa: SLF001
    "integer": Items._number,  # noqa: SLF001
    "decimal": Items._number,  # noqa: SLF001
}


def _controls(item: Json) -> list[str]:
    """How an item is to be shown, as codes."""
    concept = said(item.get("extension", ()), _CONTROL, "valueCodeableConcept")
    codings = concept.get("coding", ()) if isinstance(concept, dict) else ()
    return [str(one.get("code")) for one in codings if isinstance(one, dict)]


def _bound(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
