# SPDX-License-Identifier: Apache-2.0
"""The one strict converter between JSON trees and frozen values.

By default cattrs turns "no" into True, 0.9 into 0 and "" into (). Nothing of that kind happens here: a value has the declared type or there
is a problem with its place, and all problems come at once.
"""

import types
from collections.abc import Callable
from decimal import Decimal
from functools import cache, partial
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import ClassValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from alliance_forms import model
from alliance_forms.codec.faults import Fault, each, key_of, must_be, problems_in
from alliance_forms.codec.shapes import SHAPES
from alliance_forms.errors import closest
from alliance_forms.model.items import ITEM_TYPES
from alliance_forms.model.values import Rule

__all__ = ["converter", "key_of", "plain_number", "problems_in"]


def _exact(kind: type, value: Any, _: Any) -> Any:
    if type(value) is not kind:
        must_be(kind, value)
    return value


def _decimal(value: Any, _: Any) -> Decimal:
    if type(value) is not int and type(value) is not Decimal:
        must_be(Decimal, value)
    return Decimal(value)


def _literal(value: Any, kind: Any) -> Any:
    allowed = get_args(kind)
    if value not in allowed:
        near = closest(value, allowed) if isinstance(value, str) else None
        raise Fault(
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
            raise Fault("AF-DOC-VALUE", f"this must be {rule.says}")
        return result

    return structure


def _members(conv: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    """A list, every member of one type."""
    member = get_args(kind)[0]

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not list:
            must_be(list, value)
        return each(list(enumerate(value)), lambda one: conv.structure(one, member))

    return structure


def _mapping(conv: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    """An object whose keys are ids of the document's own."""
    member = get_args(kind)[0]

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not dict:
            must_be(dict, value)
        pairs = each(list(value.items()), lambda one: conv.structure(one, member))
        return model.FrozenMap(dict(zip(value, pairs, strict=True)))

    return structure


def _attrs_class(conv: Converter, cls: Any) -> Callable[[Any, Any], Any]:
    inner = make_dict_structure_fn(cls, conv, _cattrs_forbid_extra_keys=True, **_renames(cls))
    before = _BEFORE.get(cls)
    nullable = {key_of(field) for field in attrs.fields(cls) if field.default is None} if cls in _PLAIN else set()

    def structure(value: Any, _: Any) -> Any:
        if before is not None:
            value = before(value)
        if type(value) is not dict:
            must_be(dict, value)
        ours = {key: member for key, member in value.items() if key != "note" and (member is not None or key not in nullable)}
        if type(value.get("note", "")) is str:
            return inner(ours, cls)
        note = Fault("AF-DOC-TYPE", "a note is a text", at="note")
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


def _renames(cls: type) -> dict[str, Any]:
    return {field.name: override(rename=key_of(field)) for field in attrs.fields(cls)}


def _unstructure_class(conv: Converter, cls: Any) -> Callable[[Any], Any]:
    inner = make_dict_unstructure_fn(cls, conv, _cattrs_omit_if_default=cls not in _PLAIN, **_renames(cls))
    if cls is model.ScaleItem:
        return lambda value: next(iter(tree.values())) if len(tree := inner(value)) == 1 else tree
    # cattrs writes first what is required; documents keep the order of the format.
    keys = [key_of(field) for field in attrs.fields(cls)]
    tag = {"type": cls.type} if cls in ITEM_TYPES.values() else {}
    keys[1:1] = tag

    def ordered(value: Any) -> dict[str, Any]:
        tree = inner(value) | tag
        return {key: tree[key] for key in keys if key in tree}

    return ordered


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
    conv.register_unstructure_hook(model.Kept, lambda value: value.tree)
    conv.register_unstructure_hook_factory(attrs.has, partial(_unstructure_class, conv))
    conv.register_unstructure_hook_func(_is_union, conv.unstructure)
    conv.register_unstructure_hook_func(partial(_is_a, model.FrozenMap), lambda value: {k: conv.unstructure(v) for k, v in value.items()})
    conv.register_unstructure_hook_func(partial(_is_a, tuple), lambda value: [conv.unstructure(v) for v in value])
    conv.register_structure_hook_factory(attrs.has, partial(_attrs_class, conv))
    conv.register_structure_hook_factory(partial(_is_a, tuple), partial(_members, conv))
    conv.register_structure_hook_factory(partial(_is_a, model.FrozenMap), partial(_mapping, conv))
    conv.register_structure_hook_func(partial(_is_a, Literal), _literal)
    conv.register_structure_hook_factory(_is_optional, partial(_optional, conv))
    for shapes, hook in SHAPES:
        conv.register_structure_hook_func(partial(_is_same, shapes), partial(hook, conv))
    conv.register_structure_hook_factory(_is_ruled, partial(_ruled, conv))
    return conv


def _is_a(origin: Any, kind: Any) -> bool:
    return kind is origin or get_origin(kind) is origin


def _is_optional(kind: Any) -> bool:
    return _is_union(kind) and types.NoneType in get_args(kind)


def _is_same(shapes: Any, kind: Any) -> bool:
    return kind == shapes or (_is_union(kind) and _is_union(shapes) and set(get_args(kind)) == set(get_args(shapes)))


def _is_ruled(kind: Any) -> bool:
    return get_origin(kind) is Annotated and any(isinstance(extra, Rule) for extra in get_args(kind)[1:])


def plain_number(value: Decimal) -> int | Decimal:
    """A number as documents write it: whole numbers without a point, others without trailing zeros.

    >>> plain_number(Decimal("3.0")), plain_number(Decimal("0.50"))
    (3, Decimal('0.5'))
    """
    return int(value) if value == value.to_integral_value() else value.normalize()
