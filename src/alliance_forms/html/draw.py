# SPDX-License-Identifier: Apache-2.0
"""The controls of each type of question: buttons, boxes and what stands in them."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs
from markupsafe import Markup, escape

from alliance_forms.html.fields import Control, Field, Press
from alliance_forms.html.tongue import Tongue
from alliance_forms.html.typed import DATE_PARTS, OWN_WORDS, Typed
from alliance_forms.i18n.interface import _
from alliance_forms.model import (
    BooleanItem,
    ChoiceItem,
    DateItem,
    DecimalItem,
    IntegerItem,
    Item,
    RatingItem,
    TextItem,
    VisualAnalogueItem,
)
from alliance_forms.view import FormView, LocalText

__all__ = ["DRAW", "ends_of", "in_row", "line_of", "with_blank"]

_LONGEST_ROW = 20  # 0 to 20 still is a row of buttons; beyond, a box is quicker


def in_row(item: Item) -> bool:
    """Whether the numbers of a rating stand as a row of buttons."""
    return isinstance(item, RatingItem) and item.maximum - item.minimum <= _LONGEST_ROW


def ends_of(form: FormView, interface: Tongue, item: Item) -> tuple[Markup | None, Markup | None]:
    """The words at the two ends of a scale, where it has them."""
    if not isinstance(item, RatingItem | VisualAnalogueItem):
        return None, None
    low, high = form.item_part(item, "minText"), form.item_part(item, "maxText")
    return (interface.say(low) if low else None), (interface.say(high) if high else None)


def with_blank(interface: Tongue, field: Field) -> Field:
    """A question of one answer with one more button, which takes the answer back."""
    number = len(field.controls) + 1
    blank = Control(id=f"{field.id}~_{number}", name=field.name, value="", label=interface.text("Leave this question blank"), apart=True)
    return attrs.evolve(field, controls=(*field.controls, blank))


def line_of(interface: Tongue, item: Item) -> Press | None:
    """The line to press of a visual analogue scale; no other question has one."""
    if not isinstance(item, VisualAnalogueItem):
        return None
    said = [interface.text(message).striptags() for message in (_("Not answered yet"), _("Clear my answer"))]
    return Press(said=json.dumps(said), low=str(item.minimum), high=str(item.maximum), step=str(Decimal(1).scaleb(-item.decimals)))


def _choice(form: FormView, interface: Tongue, field: Field, item: ChoiceItem, typed: Typed) -> Field:
    options = form.options(item)
    labels = {
        option.code: interface.say(words if words.value.strip() else LocalText(option.code, form.lang, "ltr")) for option, words in options
    }
    controls = _buttons(field, labels, typed.get(item.link_id, ()), several=item.repeats)
    own_words = _own_words(form, interface, field, item, typed) if form.own_words(item) else None
    alone = [option.exclusive or option.absent is not None for option, _ in options]
    # Own words are an answer, so their box stands before the ways to give none.
    own_at = next((number for number, one in enumerate(alone) if one), len(alone))
    if item.repeats or own_words:
        apart = [one and (number > 0 or own_words is not None) and not any(alone[:number][-1:]) for number, one in enumerate(alone)]
        controls = tuple(attrs.evolve(control, apart=apart[number]) for number, control in enumerate(controls))
    anchor = field.id if controls or own_words is None else own_words.id
    template = "several.html" if item.repeats else "options.html"
    return attrs.evolve(field, template=template, controls=controls, own_words=own_words, own_at=own_at, anchor=anchor)


def _own_words(form: FormView, interface: Tongue, field: Field, item: ChoiceItem, typed: Typed) -> Control:
    words = form.item_part(item, "openLabel")
    label = interface.say(words) if words and words.value.strip() else interface.text("Or in your own words")
    name = field.name + OWN_WORDS
    value = _first(typed, item.link_id + OWN_WORDS)
    lines = item.multiline or _breaks(value)
    return Control(id=name, name=name, label=label, value=value, multiline=lines, autocomplete=item.autocomplete)


def _boolean(__: FormView, interface: Tongue, field: Field, item: BooleanItem, typed: Typed) -> Field:
    labels = {"true": interface.text("Yes"), "false": interface.text("No")}
    return attrs.evolve(field, template="options.html", controls=_buttons(field, labels, typed.get(item.link_id, ())))


def _rating(form: FormView, interface: Tongue, field: Field, item: RatingItem, typed: Typed) -> Field:
    if not in_row(item):
        return _number(form, interface, field, item, typed)
    labels = {str(number): escape(interface.number(number)) for number in range(item.minimum, item.maximum + 1)}
    controls = list(_buttons(field, labels, typed.get(item.link_id, ())))
    low, high = ends_of(form, interface, item)
    controls[0] = attrs.evolve(controls[0], end=low)
    controls[-1] = attrs.evolve(controls[-1], end=high)
    return attrs.evolve(field, template="options.html", css=" af-nrs", controls=tuple(controls))


def _number(__: FormView, ___: Tongue, field: Field, item: Any, typed: Typed) -> Field:
    # The number keyboards of some phones have no minus sign.
    positive = item.minimum is not None and item.minimum >= 0
    keyboard = ("decimal" if getattr(item, "decimals", 0) else "numeric") if positive else "text"
    return attrs.evolve(field, template="number.html", keyboard=keyboard, value=_first(typed, item.link_id))


def _date(__: FormView, interface: Tongue, field: Field, item: DateItem, typed: Typed) -> Field:
    labels = (interface.text("Day"), interface.text("Month"), interface.text("Year"))
    controls = tuple(
        Control(id=field.id + part, name=field.name + part, label=label, value=_first(typed, item.link_id + part))
        for part, label in zip(DATE_PARTS, labels, strict=True)
    )
    return attrs.evolve(field, template="date.html", controls=controls, anchor=controls[0].id)


def _text(__: FormView, ___: Tongue, field: Field, item: TextItem, typed: Typed) -> Field:
    value = _first(typed, item.link_id)
    lines = item.multiline or _breaks(value)
    return attrs.evolve(field, template="text.html", value=value, multiline=lines, autocomplete=item.autocomplete)


def _breaks(value: str) -> bool:
    """Whether a box of one line would lose line breaks that are there."""
    return "\n" in value or "\r" in value


def _first(typed: Typed, key: str) -> str:
    return str(next(iter(typed.get(key, ())), ""))


def _buttons(field: Field, labels: Mapping[str, Markup], chosen: tuple[str, ...], *, several: bool = False) -> tuple[Control, ...]:
    if len(chosen) > 1 and not several:
        chosen = ()  # which of them was meant is for the person to say
    return tuple(
        Control(
            id=field.id if number == 1 else f"{field.id}~_{number}",
            name=field.name,
            value=value,
            label=label,
            checked=value in chosen,
        )
        for number, (value, label) in enumerate(labels.items(), start=1)
    )


DRAW: dict[type[Item], Callable[[FormView, Tongue, Field, Any, Typed], Field]] = {
    ChoiceItem: _choice, BooleanItem: _boolean, RatingItem: _rating, IntegerItem: _number, DecimalItem: _number,
    VisualAnalogueItem: _number, DateItem: _date, TextItem: _text,
}  # fmt: skip
