# SPDX-License-Identifier: Apache-2.0
"""Each kind of item as a Questionnaire item."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import attrs

from alliance_forms.fhir.forms.conditions import as_given, levels
from alliance_forms.fhir.forms.names import Names
from alliance_forms.fhir.terms import Json, Numeric, bare, control, extension, is_whole, number, words
from alliance_forms.model import (
    AnswerOption,
    BooleanItem,
    ChoiceItem,
    DateItem,
    DecimalItem,
    DisplayItem,
    GroupItem,
    IntegerItem,
    Item,
    RatingItem,
    TextItem,
    VisualAnalogueItem,
)
from alliance_forms.view import FormView, LocalText

__all__ = ["Build", "display"]


def display(link_id: str, text: str | None, *extensions: Json) -> list[Json]:
    """A passage to read; nothing where there is nothing to read."""
    said = words(text)
    return [bare({"extension": list(extensions), "linkId": link_id, "text": said, "type": "display"})] if said else []


@attrs.frozen
class Build:
    """The items of one form."""

    form: FormView
    names: Names

    def items(self, items: Iterable[Item]) -> list[Json]:
        """Items in their order, each inside the groups that its conditions need."""
        return [self._wrapped(item) for item in items]

    def _wrapped(self, item: Item) -> Json:
        if self.form.origin:
            # Other people's conditions are one flat list, as FHIR has them.
            return self._item(item, as_given(self.form.instrument, self.names, item))
        *around, own = (*levels(self.form.instrument, self.names, item),) or ({},)
        element = self._item(item, own)
        for level in reversed(around):
            element = {"linkId": self.names.further(element["linkId"], "when"), "type": "group"} | level | {"item": [element]}
        return element

    def _item(self, item: Item, asked: Json) -> Json:
        """One item, its elements in FHIR's order.

        `required` is not among them: FHIR takes no reason in place of an answer then, and a server would refuse what somebody declined.
        """
        own = _KINDS[type(item)](self, item)
        shown = isinstance(item, GroupItem | DisplayItem)
        text = self.form.texts.get(f"item/{item.link_id}/text") if shown else self.form.item_text(item)
        codes = [{"system": coding.system, "code": coding.code} for coding in item.coding]
        element = {
            "extension": own.pop("extension", []),
            "linkId": self.names.links[item.link_id],
            "code": [] if isinstance(item, DisplayItem) else codes,
            "prefix": words(item.prefix),
            "text": own.pop("text", words(text.value if text else None)),
            "type": own.pop("type"),
            **asked,
            **own,
        }
        if not isinstance(item, DisplayItem):
            element["item"] = [*self._part(item, "hint", "help"), *element.get("item", [])]
        return bare(element)

    def _part(self, item: Item, part: Any, shown_as: str) -> list[Json]:
        """A further text of an item, as a display item inside it."""
        text: LocalText | None = self.form.item_part(item, part)
        name = self.names.further(self.names.links[item.link_id], part, item.alias.get(f"fhir.{part}")) if text else ""
        return display(name, text.value, control(shown_as)) if text else []

    def _display(self, item: DisplayItem) -> Json:
        texts = (self.form.texts.get(f"item/{item.link_id}/{part}") for part in ("text", "hint"))
        return {"type": "display", "text": words("\n".join(text.value for text in texts if text))}

    def _group(self, item: GroupItem) -> Json:
        most = [extension("questionnaire-maxOccurs", "Integer", item.max_occurs)] if item.max_occurs and item.repeats else []
        return {"extension": most, "type": "group", "repeats": item.repeats, "item": self.items(item.item)}

    def _choice(self, item: ChoiceItem) -> Json:
        label = self.form.item_part(item, "openLabel")
        open_choice = self.form.own_words(item)
        said = words(label.value) if label and open_choice else None
        return {
            "extension": [extension("sdc-questionnaire-openLabel", "String", said)] if said else [],
            "type": "open-choice" if open_choice else "choice",
            "repeats": item.repeats,
            "answerOption": [self._option(item, option, text) for option, text in self.form.options(item)],
        }

    def _option(self, item: ChoiceItem, option: AnswerOption, text: LocalText) -> Json:
        """An option with its weight in both places and under both names: each of the renderers there are reads one of the four."""
        weights = []
        if option.weight is not None:
            weights = [extension(name, "Decimal", number(option.weight)) for name in ("itemWeight", "ordinalValue")]
        alone = option.exclusive or (option.absent is not None and item.repeats)
        exclusive = [extension("questionnaire-optionExclusive", "Boolean", True)] if alone else []
        coding = bare({"extension": weights, **self.names.codings[item.link_id][option.code], "display": words(text.value)})
        return bare({"extension": [*weights, *exclusive], "valueCoding": coding})

    def _number(self, item: Numeric) -> Json:
        kind = "Integer" if is_whole(item) else "Decimal"
        decimals = 0 if isinstance(item, IntegerItem | RatingItem) else item.decimals
        bounds: tuple[tuple[str, Decimal | int | None], ...] = (("minValue", item.minimum), ("maxValue", item.maximum))
        found = [extension(name, kind, number(bound)) for name, bound in bounds if bound is not None]
        places = [] if is_whole(item) else [extension("maxDecimalPlaces", "Integer", decimals)]
        return {"extension": [*found, *places], "type": kind.lower()}

    def _scale(self, item: RatingItem | VisualAnalogueItem) -> Json:
        """A slider; its step is a whole number, so a finer scale leaves the step to the renderer."""
        plain = self._number(item)
        step = [extension("questionnaire-sliderStepValue", "Integer", 1)] if is_whole(item) else []
        ends = [*self._part(item, "minText", "lower"), *self._part(item, "maxText", "upper")]
        return plain | {"extension": [control("slider"), *plain["extension"], *step], "item": ends}

    def _boolean(self, _: BooleanItem) -> Json:
        return {"type": "boolean"}

    def _date(self, _: DateItem) -> Json:
        return {"type": "date"}

    def _text(self, item: TextItem) -> Json:
        return {"type": "text" if item.multiline else "string", "maxLength": item.max_length}


_KINDS: dict[type[Item], Callable[[Build, Any], Json]] = {
    GroupItem: Build._group,  # noqa: SLF001 - a table of the class's own methods
    DisplayItem: Build._display,  # noqa: SLF001
    ChoiceItem: Build._choice,  # noqa: SLF001
    BooleanItem: Build._boolean,  # noqa: SLF001
    IntegerItem: Build._number,  # noqa: SLF001
    DecimalItem: Build._number,  # noqa: SLF001
    RatingItem: Build._scale,  # noqa: SLF001
    VisualAnalogueItem: Build._scale,  # noqa: SLF001
    DateItem: Build._date,  # noqa: SLF001
    TextItem: Build._text,  # noqa: SLF001
}
