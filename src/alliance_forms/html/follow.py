# SPDX-License-Identifier: Apache-2.0
"""Conditions that a page can follow while it is filled in: by its style sheet where two questions stand together, else by its script.

What counts is decided when the form is sent; here a question is only put aside that nobody needs to read.
"""

import json
from collections.abc import Sequence

import attrs

from alliance_forms.checks import holds, index_of
from alliance_forms.html.fields import Field
from alliance_forms.model import Answer, BooleanItem, ChoiceItem, Condition, Item
from alliance_forms.view import FormView

__all__ = ["followed", "when"]

_NOTHING = ""


def followed(form: FormView, drawn: Sequence[tuple[Item, Field]]) -> tuple[Field, ...]:
    """The fields of items side by side; of one that only the question before it decides, both are marked."""
    fields = [field for _, field in drawn]
    for number in range(1, len(drawn)):
        before, item = drawn[number - 1][0], drawn[number][0]
        values = _opened_by(form, before, item)
        # What needs another look is never put aside.
        if values and fields[number - 1].controls and not fields[number].wrong:
            opener = fields[number - 1]
            controls = tuple(attrs.evolve(control, opens=control.value in values) for control in opener.controls)
            fields[number - 1] = attrs.evolve(opener, controls=controls, css=f"{opener.css} af-opener")
            fields[number] = attrs.evolve(fields[number], css=f"{fields[number].css} af-cond")
    return tuple(fields)


def when(form: FormView, prefix: str, item: Item) -> str | None:
    """For the script: which answers the question is meant for, as JSON; None where only the server can tell."""
    told = [(f"{prefix}-{condition.question}", _values(form, condition)) for condition in item.enable_when]
    if not told or any(values is None for _, values in told):
        return None
    return json.dumps({"any": item.enable_behavior == "any", "if": told})


def _opened_by(form: FormView, before: Item, item: Item) -> frozenset[str]:
    """The answers to the question before that make this one meant; none where anything else decides."""
    if not item.enable_when or any(condition.question != before.link_id for condition in item.enable_when):
        return frozenset()
    told = [frozenset(_values(form, condition) or ()) for condition in item.enable_when]
    values = frozenset.union(*told) if item.enable_behavior == "any" else frozenset.intersection(*told)
    # A style sheet sees which buttons are pressed, not what is written, and of several buttons not that two are.
    unseen = isinstance(before, ChoiceItem) and (before.open_choice or (before.repeats and len(told) > 1))
    return frozenset() if _NOTHING in values or unseen else values


def _values(form: FormView, condition: Condition) -> tuple[str, ...] | None:
    """The values of the buttons for which a condition holds, with an empty one where it holds without an answer."""
    index = index_of(form.instrument)
    link = condition.question or ""
    asked = index.items.get(link)
    if isinstance(asked, BooleanItem):
        answers: dict[str, dict[str, Answer]] = {"true": {link: True}, "false": {link: False}, _NOTHING: {}}
    elif isinstance(asked, ChoiceItem) and (condition.operator == "=" or not (asked.repeats or asked.open_choice)):
        answers = {option.code: {link: (option.code,) if asked.repeats else option.code} for option in index.options[link]}
        answers[_NOTHING] = {}
    else:
        return None
    return tuple(value for value, given in answers.items() if holds(index, condition, given))
