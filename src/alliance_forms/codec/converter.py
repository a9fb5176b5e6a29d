# SPDX-License-Identifier: Apache-2.0
"""The one strict converter between JSON trees and frozen values.

By default cattrs turns "no" into True, 0.9 into 0 and "" into (). Nothing of that kind happens here: a value has the declared type or there
is a problem with its place, and all problems come at once.
"""

import operator
import types
from collections.abc import Callable
from decimal import Decimal
from functools import cache, partial
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

import attrs
from cattrs import BaseValidationError, Converter
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from alliance_forms import model
from alliance_forms.codec.reader import MAX_PROBLEMS, listed
from alliance_forms.errors import Problem, closest, pointer_to
from alliance_forms.model.items import ITEM_TYPES, ConditionValue, Item
from alliance_forms.model.response import Answer
from alliance_forms.model.values import Rule

__all__ = ["converter", "key_of", "kind_word", "problems_in"]

_RATERS = get_args(model.values.Rater)
_WORDS = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    Decimal: "a number",
    list: "a list",
    dict: "an object",
}


class _Fault(ValueError):
    """One value is not what the document's format says; becomes a Problem once its place is known."""

    def __init__(self, code: str, message: str, hint: str | None = None, at: str | None = None) -> None:
        super().__init__(message)
        self.code, self.hint, self.at = code, hint, at


def _must_be(kind: type, value: Any, *others: type) -> None:
    needed = " or ".join(_WORDS[one] for one in (kind, *others))
    raise _Fault("AF-DOC-TYPE", f"this is {kind_word(value)}, where {needed} is needed")


def kind_word(value: Any) -> str:
    """What a member of a JSON tree is, in a word for messages.

    >>> kind_word([]), kind_word(None)
    ('a list', 'null')
    """
    if value is None:
        return "null"
    return _WORDS.get(type(value), "no value that our reader gives")


def _exact(kind: type, value: Any, _: Any) -> Any:
    if type(value) is not kind:
        _must_be(kind, value)
    return value


def _decimal(value: Any, _: Any) -> Decimal:
    if type(value) is not int and type(value) is not Decimal:
        _must_be(Decimal, value)
    return Decimal(value)


def _literal(value: Any, kind: Any) -> Any:
    allowed = get_args(kind)
    if value not in allowed:
        near = closest(value, allowed) if isinstance(value, str) else None
        raise _Fault(
            "AF-DOC-CHOICE",
            f"this is none of {', '.join(map(str, allowed))}",
            f"did you mean {near!r}?" if near else None,
        )
    return value


def _ruled(conv: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    """A value with a `Rule` beside its type."""
    base, *extras = get_args(kind)
    rule = next(extra for extra in extras if isinstance(extra, Rule))

    def structure(value: Any, _: Any) -> Any:
        result = conv.structure(value, base)
        size = result if isinstance(result, int) else len(result)
        matches = rule.pattern is None or rule.pattern.fullmatch(result)
        if not matches or (rule.at_least is not None and size < rule.at_least) or (rule.longest is not None and size > rule.longest):
            raise _Fault("AF-DOC-VALUE", f"this must be {rule.says}")
        return result

    return structure


def _members(conv: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    """A list, every member of one type."""
    member = get_args(kind)[0]

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not list:
            _must_be(list, value)
        return _each(list(enumerate(value)), lambda one: conv.structure(one, member), tuple)

    return structure


def _mapping(conv: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    """An object whose keys are ids of the document's own."""
    member = get_args(kind)[0]

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not dict:
            _must_be(dict, value)
        pairs = _each(list(value.items()), lambda one: conv.structure(one, member), tuple)
        return model.FrozenMap(dict(zip(value, pairs, strict=True)))

    return structure


def _each(pairs: list[tuple[Any, Any]], one: Callable[[Any], Any], gather: Callable[[list[Any]], Any]) -> Any:
    done, failed, found = [], [], 0
    for key, value in pairs:
        try:
            done.append(one(value))
        except Exception as error:  # noqa: BLE001 - every member's problem is wanted, whatever it is
            error.__notes__ = [*getattr(error, "__notes__", []), IterableValidationNote("member", key, None)]
            failed.append(error)
            found += _size(error)
            if found > MAX_PROBLEMS:
                break
    if failed:
        raise IterableValidationError("members", failed, tuple)
    return gather(done)


def _size(error: BaseException) -> int:
    """How many problems an exception stands for."""
    if isinstance(error, BaseValidationError):
        return sum(map(_size, error.exceptions))
    return len(error.extra_fields) if isinstance(error, ForbiddenExtraKeysError) else 1


def _attrs_class(conv: Converter, cls: Any) -> Callable[[Any, Any], Any]:
    inner = make_dict_structure_fn(cls, conv, _cattrs_forbid_extra_keys=True, **_renames(cls))
    before = _BEFORE.get(cls)
    nullable = {key_of(field) for field in attrs.fields(cls) if field.default is None} if cls in _PLAIN else set()

    def structure(value: Any, _: Any) -> Any:
        if before is not None:
            value = before(value)
        if type(value) is not dict:
            _must_be(dict, value)
        ours = {key: member for key, member in value.items() if key != "note" and (member is not None or key not in nullable)}
        if type(value.get("note", "")) is str:
            return inner(ours, cls)
        note = _Fault("AF-DOC-TYPE", "a note is a text", at="note")
        try:
            inner(ours, cls)
        except ClassValidationError as error:
            raise error.derive([*error.exceptions, note]) from None
        raise note

    return structure


# A report says plainly what is null; every other document leaves out what is not there.
_PLAIN = (model.ScoreReport, model.Score)
# A scale mostly names its items; only what is reversed or weighted needs an object.
_BEFORE: dict[type, Callable[[Any], Any]] = {
    model.ScaleItem: lambda value: {"linkId": value} if type(value) is str else value,
}


def key_of(field: Any) -> str:
    """The key a field has in documents: camelCase, or what its metadata says.

    >>> key_of(attrs.fields(model.Response).rater_id)
    'raterId'
    """
    if "key" in field.metadata:
        return str(field.metadata["key"])
    first, *rest = str(field.name).split("_")
    return first + "".join(part.title() for part in rest)


def _renames(cls: type) -> dict[str, Any]:
    return {field.name: override(rename=key_of(field)) for field in attrs.fields(cls)}


def _unstructure_class(conv: Converter, cls: Any) -> Callable[[Any], Any]:
    inner = make_dict_unstructure_fn(cls, conv, _cattrs_omit_if_default=cls not in _PLAIN, **_renames(cls))
    if cls is model.ScaleItem:
        return lambda value: next(iter(tree.values())) if len(tree := inner(value)) == 1 else tree
    # cattrs writes first what is required; documents keep the order of the format.
    keys = [key_of(field) for field in attrs.fields(cls)]
    if cls in ITEM_TYPES.values():
        keys.insert(1, "type")

    def ordered(value: Any) -> dict[str, Any]:
        tree = inner(value) | ({"type": cls.type} if "type" in keys else {})
        return {key: tree[key] for key in keys if key in tree}

    return ordered


def _item(conv: Converter, value: Any, _: Any) -> Any:
    if type(value) is not dict:
        _must_be(dict, value)
    tag = value.get("type")
    if type(tag) is not str or tag not in ITEM_TYPES:
        if "type" not in value:
            raise _Fault("AF-DOC-REQUIRED", "the key 'type' is missing", f"one of {', '.join(ITEM_TYPES)}")
        near = closest(tag, ITEM_TYPES) if isinstance(tag, str) else None
        hint = f"did you mean {near!r}?" if near else f"one of {', '.join(ITEM_TYPES)}"
        raise _Fault("AF-DOC-CHOICE", "this is no type of item", hint, at="type")
    return conv.structure({key: member for key, member in value.items() if key != "type"}, ITEM_TYPES[tag])


def _text(conv: Converter, value: Any, _: Any) -> Any:
    if type(value) is not dict:
        if type(value) is not str:
            _must_be(str, value, dict)
        return conv.structure(value, model.values.Words)
    if not value.keys() & _RATERS:
        raise _Fault("AF-DOC-VALUE", "a text by rater has one for at least one rater", f"one of {', '.join(_RATERS)}")
    return conv.structure(value, model.ByRater)


def _condition_value(value: Any, _: Any) -> Any:
    if type(value) in (str, bool):
        return value
    if type(value) is not int and type(value) is not Decimal:
        _must_be(str, value, Decimal, bool)
    return Decimal(value)


def _condition_answer(conv: Converter, value: Any, _: Any) -> Any:
    if type(value) is not list:
        return _condition_value(value, None)
    if not value:
        raise _Fault(
            "AF-DOC-VALUE",
            "a condition that any of no answers must meet never holds",
            "name an answer, or remove the condition",
        )
    return conv.structure(value, tuple[ConditionValue, ...])


def _when(conv: Converter, value: Any, _: Any) -> Any:
    combined = type(value) is dict and ("all" in value or "any" in value)
    if combined and [] in (value.get("all"), value.get("any")):
        raise _Fault("AF-DOC-VALUE", "a combination names at least one condition", "name one, or remove the empty list")
    return conv.structure(value, model.Combination if combined else model.Condition)


def _answer(conv: Converter, value: Any, _: Any) -> Any:
    if value in ("", []):
        raise _Fault("AF-DOC-VALUE", "an answer is never empty", "leave it out, or say why it is absent")
    if type(value) is list:
        return _each(list(enumerate(value)), partial(_answer_member, conv), tuple)
    if type(value) is dict:
        return conv.structure(value, model.Absent)
    return _condition_value(value, None)


def _answer_member(conv: Converter, value: Any) -> Any:
    if type(value) is dict:
        return conv.structure(value, model.Entry if "answers" in value else model.OwnWords)
    if type(value) is not str:
        _must_be(str, value, dict)
    return conv.structure(value, model.values.Words)


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType)


def _optional(conv: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    """A key that may be left out; when it stands there it has a value."""
    inner: Any = Union.__getitem__(tuple(arg for arg in get_args(kind) if arg is not types.NoneType))
    return lambda value, _: conv.structure(value, inner)


@cache
def converter() -> Converter:
    """The converter for all our documents; nobody else adds hooks to it."""
    conv = Converter(detailed_validation=True, prefer_attrib_converters=False)
    for kind in (str, int, bool):
        conv.register_structure_hook(kind, partial(_exact, kind))
    conv.register_structure_hook(Decimal, _decimal)
    conv.register_unstructure_hook(Decimal, plain_number)
    conv.register_unstructure_hook_factory(attrs.has, partial(_unstructure_class, conv))
    conv.register_unstructure_hook_func(_is_union, conv.unstructure)
    conv.register_unstructure_hook_func(partial(_is_a, model.FrozenMap), lambda value: {k: conv.unstructure(v) for k, v in value.items()})
    conv.register_unstructure_hook_func(partial(_is_a, tuple), lambda value: [conv.unstructure(v) for v in value])
    conv.register_structure_hook_factory(attrs.has, partial(_attrs_class, conv))
    conv.register_structure_hook_factory(partial(_is_a, tuple), partial(_members, conv))
    conv.register_structure_hook_factory(partial(_is_a, model.FrozenMap), partial(_mapping, conv))
    conv.register_structure_hook_func(partial(_is_a, Literal), _literal)
    conv.register_structure_hook_factory(_is_optional, partial(_optional, conv))
    for union, hook in (
        (Item, partial(_item, conv)),
        (model.Text, partial(_text, conv)),
        (ConditionValue, _condition_value),
        (ConditionValue | tuple[ConditionValue, ...], partial(_condition_answer, conv)),
        (model.Condition | model.Combination, partial(_when, conv)),
        (Answer, partial(_answer, conv)),
    ):
        conv.register_structure_hook_func(partial(_same_union, union), hook)
    # A group names its members' type before that type exists.
    conv.register_structure_hook_func(partial(operator.eq, "Item"), partial(_item, conv))
    conv.register_structure_hook_factory(_is_ruled, partial(_ruled, conv))
    return conv


def _is_a(origin: Any, kind: Any) -> bool:
    return kind is origin or get_origin(kind) is origin


def _is_optional(kind: Any) -> bool:
    return _is_union(kind) and types.NoneType in get_args(kind)


def _same_union(union: Any, kind: Any) -> bool:
    return _is_union(kind) and set(get_args(kind)) == set(get_args(union))


def _is_ruled(kind: Any) -> bool:
    return get_origin(kind) is Annotated and any(isinstance(extra, Rule) for extra in get_args(kind)[1:])


def plain_number(value: Decimal) -> int | Decimal:
    """A number as documents write it: whole numbers without a point, others without trailing zeros.

    >>> plain_number(Decimal("3.0")), plain_number(Decimal("0.50"))
    (3, Decimal('0.5'))
    """
    return int(value) if value == value.to_integral_value() else value.normalize()


def problems_in(error: BaseException) -> list[Problem]:
    """All problems behind a converter's exception, with pointers in the document's own key names."""
    return listed(_walk(error, (), None))


def _walk(error: BaseException, path: tuple[str | int, ...], cls: Any) -> list[Problem]:
    place = (*path, *_step(error, cls))
    if isinstance(error, BaseValidationError):
        return [problem for inner in error.exceptions for problem in _walk(inner, place, error.cl)]
    if isinstance(error, ForbiddenExtraKeysError):
        known = [key_of(field) for field in attrs.fields(cast("Any", error.cl))]
        return [_unknown_key(key, known, place) for key in sorted(error.extra_fields)[: MAX_PROBLEMS + 1]]
    if isinstance(error, _Fault):
        pointer = pointer_to(*place, *([error.at] if error.at else []))
        return [Problem(code=error.code, pointer=pointer, message=str(error), hint=error.hint)]
    if isinstance(error, KeyError):
        return [Problem(code="AF-DOC-REQUIRED", pointer=pointer_to(*place[:-1]), message=f"the key {place[-1]!r} is missing")]
    raise error


def _unknown_key(key: str, known: list[str], place: tuple[str | int, ...]) -> Problem:
    near = closest(key, known)
    hint = f"did you mean {near!r}?" if near else f"known here: {', '.join(sorted(known))}"
    return Problem(code="AF-DOC-UNKNOWN-KEY", pointer=pointer_to(*place, key), message="this key is not known here", hint=hint)


def _step(error: BaseException, cls: Any) -> tuple[str | int, ...]:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return (key_of(getattr(attrs.fields(cls), note.name)),)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()
