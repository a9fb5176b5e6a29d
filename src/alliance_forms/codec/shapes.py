# SPDX-License-Identifier: Apache-2.0
"""Values that come in several shapes: an item, a text, a condition, an answer. Each is told apart by what stands there, never by trial."""

from decimal import Decimal
from functools import partial
from typing import Any, get_args

from cattrs import Converter

from alliance_forms import model
from alliance_forms.codec.faults import Fault, each, must_be
from alliance_forms.errors import closest
from alliance_forms.model.items import ITEM_TYPES, ConditionValue, Item
from alliance_forms.model.response import Answer

__all__ = ["SHAPES"]

_RATERS = get_args(model.values.Rater)


def _item(conv: Converter, value: Any, _: Any) -> Any:
    if type(value) is not dict:
        must_be(dict, value)
    tag = value.get("type")
    if type(tag) is not str or tag not in ITEM_TYPES:
        if "type" not in value:
            raise Fault("AF-DOC-REQUIRED", "the key 'type' is missing", f"one of {', '.join(ITEM_TYPES)}")
        near = closest(tag, ITEM_TYPES) if isinstance(tag, str) else None
        hint = f"did you mean {near!r}?" if near else f"one of {', '.join(ITEM_TYPES)}"
        raise Fault("AF-DOC-CHOICE", "this is no type of item", hint, at="type")
    return conv.structure({key: member for key, member in value.items() if key != "type"}, ITEM_TYPES[tag])


def _text(conv: Converter, value: Any, _: Any) -> Any:
    if type(value) is not dict:
        if type(value) is not str:
            must_be(str, value, dict)
        return conv.structure(value, model.values.Words)
    if not value.keys() & _RATERS:
        raise Fault("AF-DOC-VALUE", "a text by rater has one for at least one rater", f"one of {', '.join(_RATERS)}")
    return conv.structure(value, model.ByRater)


def _condition_value(_: Converter, value: Any, __: Any) -> Any:
    if type(value) in (str, bool):
        return value
    if type(value) is not int and type(value) is not Decimal:
        must_be(str, value, Decimal, bool)
    return Decimal(value)


def _condition_answer(conv: Converter, value: Any, _: Any) -> Any:
    if type(value) is not list:
        return _condition_value(conv, value, None)
    if not value:
        raise Fault(
            "AF-DOC-VALUE",
            "a condition that any of no answers must meet never holds",
            "name an answer, or remove the condition",
        )
    return conv.structure(value, tuple[ConditionValue, ...])


def _when(conv: Converter, value: Any, _: Any) -> Any:
    combined = type(value) is dict and ("all" in value or "any" in value)
    if combined and [] in (value.get("all"), value.get("any")):
        raise Fault("AF-DOC-VALUE", "a combination names at least one condition", "name one, or remove the empty list")
    return conv.structure(value, model.Combination if combined else model.Condition)


def _kept(_: Converter, value: Any, __: Any) -> Any:
    if type(value) is not dict:
        must_be(dict, value)
    return model.Kept(value)


def _answer(conv: Converter, value: Any, _: Any) -> Any:
    if value in ("", []):
        raise Fault("AF-DOC-VALUE", "an answer is never empty", "leave it out, or say why it is absent")
    if type(value) is list:
        return each(list(enumerate(value)), partial(_answer_member, conv))
    if type(value) is dict:
        return conv.structure(value, model.Absent)
    return _condition_value(conv, value, None)


def _answer_member(conv: Converter, value: Any) -> Any:
    if type(value) is dict:
        return conv.structure(value, model.Entry if "answers" in value else model.OwnWords)
    if type(value) is not str:
        must_be(str, value, dict)
    return conv.structure(value, model.values.Words)


SHAPES: tuple[tuple[Any, Any], ...] = (
    (Item, _item),
    (model.Text, _text),
    (ConditionValue, _condition_value),
    (ConditionValue | tuple[ConditionValue, ...], _condition_answer),
    (model.Condition | model.Combination, _when),
    (Answer, _answer),
    (model.Kept, _kept),
    # A group names its members' type before that type exists.
    ("Item", _item),
)
