# SPDX-License-Identifier: Apache-2.0
"""The published schemas and the classes say the same, and accept exactly the same documents."""

import copy
import json
import types
import typing
from decimal import Decimal
from functools import cache
from itertools import islice

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from alliance_forms import model
from alliance_forms._resources import schemas_dir
from alliance_forms.codec import decode, dump
from alliance_forms.codec.converter import key_of
from alliance_forms.codec.schema import SCHEMAS, _validator, schema_problems
from alliance_forms.errors import InvalidDocument
from alliance_forms.model import Choices, IdentityProfile, Instrument, Response, ScoreReport, WordingPack
from alliance_forms.model.items import ITEM_TYPES, ConditionValue, Item
from alliance_forms.model.response import Answer
from alliance_forms.model.values import Rule
from alliance_forms.testing import choices, identity_profiles, instruments, responses, score_reports, wording_packs

NAMES = ["common", *SCHEMAS.values()]
# How many edits are drawn, and which of all edits are tried (1: each), by the profile.
EDITS = {"ci": 2_000, "nightly": 5_000}.get(settings.get_current_profile_name(), 200)
STRIDE = {"ci": 3, "nightly": 1}.get(settings.get_current_profile_name(), 11)


@cache
def schema(name):
    return json.loads((schemas_dir() / f"{name}.schema.json").read_text("utf-8"))


# --- the same structure ------------------------------------------------------------------------------------------------


def classes():
    """Every class that documents are made of."""
    found, waiting = [], list(SCHEMAS)
    while waiting:
        cls = waiting.pop(0)
        if cls in found:
            continue
        found.append(cls)
        waiting += [inner for hint in hints(cls).values() for inner in named(hint)]
    return found


def hints(cls):
    attrs.resolve_types(cls)
    return {field.name: field.type for field in attrs.fields(cls)}


def named(hint):
    if hint == "Item":
        return list(typing.get_args(Item))
    if isinstance(hint, type) and attrs.has(hint):
        return [hint]
    return [cls for part in typing.get_args(hint) for cls in named(part)]


def definition(cls):
    """The place of a class in the schemas: a document's own schema, or the definition that bears its name."""
    if cls in SCHEMAS:
        return schema(SCHEMAS[cls])
    name = {model.ScaleItem: "scaleItemObject"}.get(cls, cls.__name__[0].lower() + cls.__name__[1:])
    [found] = [schema(one)["$defs"][name] for one in NAMES if name in schema(one).get("$defs", {})]
    return found


def resolved(part, home):
    """A schema without prose and references: what it demands."""
    if "$ref" in part:
        where, _, name = part["$ref"].rpartition("/$defs/")
        home = "common" if where.startswith("../common/1") else home
        return resolved(schema(home)["$defs"][name], home)
    part = {key: value for key, value in part.items() if key not in ("title", "description")}
    if "items" in part:
        part["items"] = resolved(part["items"], home)
    if isinstance(part.get("additionalProperties"), dict):
        part["additionalProperties"] = resolved(part["additionalProperties"], home)
    return part


def demanded(hint, *, nullable=False):  # noqa: PLR0911 - one answer for each kind of type
    """What a field's type demands, in the words of a schema; None where the schema has a definition of its own for it."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        rule = next(extra for extra in args[1:] if isinstance(extra, Rule))
        return {**demanded(args[0]), **bounds(rule, args[0])}
    if origin in (typing.Union, types.UnionType):
        rest = [arg for arg in args if arg is not types.NoneType]
        if len(rest) > 1:
            return SPECIAL[frozenset(rest)]
        inner = demanded(rest[0])
        return orelse_null(inner) if nullable else inner
    if origin is typing.Literal:
        return {"enum": list(args)}
    if origin is tuple:
        return {"type": "array", "items": demanded(args[0])}
    if origin is model.FrozenMap:
        return {"type": "object", "additionalProperties": demanded(args[0])}
    if hint in SPECIAL:
        return SPECIAL[hint]
    if isinstance(hint, type) and attrs.has(hint):
        home = next(name for name in NAMES if definition(hint) in (schema(name), *schema(name).get("$defs", {}).values()))
        return resolved(definition(hint), home)
    return {"type": {str: "string", int: "integer", bool: "boolean", Decimal: "number"}[hint]}


def bounds(rule, base):
    size = {str: ("minLength", "maxLength"), int: ("minimum", "maximum")}.get(base, ("minItems", "maxItems"))
    found = {"pattern": f"^{rule.pattern.pattern}$" if rule.pattern else None, size[0]: rule.at_least, size[1]: rule.longest}
    return {key: value for key, value in found.items() if value is not None}


def orelse_null(part):
    return {"enum": [*part["enum"], None]} if "enum" in part else {**part, "type": [part["type"], "null"]}


def special(name, home):
    return resolved(schema(home)["$defs"][name], home)


SPECIAL = {
    frozenset(typing.get_args(model.Text)): special("text", "common"),
    frozenset(typing.get_args(Answer)): special("answer", "common"),
    frozenset([model.Condition, model.Combination]): special("when", "instrument"),
    frozenset(typing.get_args(ConditionValue | tuple[ConditionValue, ...])): resolved(
        schema("instrument")["$defs"]["condition"]["properties"]["answer"], "instrument"
    ),
    frozenset(typing.get_args(Item)): special("item", "instrument"),
    "Item": special("item", "instrument"),
    model.ScaleItem: special("scaleItem", "common"),
    model.Kept: {"type": "object"},
}


@pytest.mark.parametrize("cls", classes(), ids=lambda cls: cls.__name__)
def test_a_class_and_its_schema_have_the_same_keys(cls):
    found = definition(cls)
    own = {"note"} | ({"format"} if cls in SCHEMAS else set()) | ({"type"} if cls in ITEM_TYPES.values() else set())
    keys = {key_of(field): field for field in attrs.fields(cls)}
    assert set(found["properties"]) == keys.keys() | own
    assert found["additionalProperties"] is False
    required = {key for key, field in keys.items() if field.default is attrs.NOTHING}
    required |= {"type"} & own | ({"format"} & own if cls is not Response else set())
    assert set(found.get("required", [])) == required
    assert found["properties"]["note"] == {"$ref": found["properties"]["note"]["$ref"]}
    if cls in ITEM_TYPES.values():
        assert found["properties"]["type"]["const"] == cls.type


@pytest.mark.parametrize("cls", classes(), ids=lambda cls: cls.__name__)
def test_a_field_and_its_schema_demand_the_same(cls):
    found = definition(cls)
    home = next(name for name in NAMES if found in (schema(name), *schema(name).get("$defs", {}).values()))
    types_of = hints(cls)
    for field in attrs.fields(cls):
        nullable = cls in (model.Score, model.ScoreReport) and field.default is None
        # The converter asks for a condition in each list that a combination names; the class is content with none.
        more = {"minItems": 1} if cls is model.Combination else {}
        expected = demanded(types_of[field.name], nullable=nullable) | more
        assert resolved(found["properties"][key_of(field)], home) == expected, field.name


def test_every_type_of_item_has_its_schema():
    item = schema("instrument")["$defs"]["item"]
    assert item["properties"]["type"]["enum"] == list(ITEM_TYPES)
    chosen = {one["if"]["properties"]["type"]["const"]: one["then"]["$ref"] for one in item["allOf"]}
    names = {kind: cls.__name__[0].lower() + cls.__name__[1:] for kind, cls in ITEM_TYPES.items()}
    assert chosen == {kind: f"#/$defs/{name}" for kind, name in names.items()}


def parts(node):
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from parts(value)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_and_refers_only_to_ours(name):
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$id"] == f"https://w3id.org/alliance-forms/schemas/{name}/1"
    assert {part["$ref"].partition("#")[0] for part in parts(schema(name)) if "$ref" in part} <= {"", "../common/1"}
    assert not [part for part in parts(schema(name)) if "oneOf" in part]


@pytest.mark.parametrize("name", NAMES)
def test_every_property_is_explained(name):
    for part in parts(schema(name)):
        for key, prop in part.get("properties", {}).items():
            target = prop["$ref"].rpartition("/")[2] if "$ref" in prop else None
            shared = [schema(one)["$defs"][target] for one in (name, "common") if target in schema(one).get("$defs", {})]
            told = [one.get("description", "") for one in (prop, *shared)]
            assert any(text.endswith(".") for text in told) or set(prop) == {"const"}, key
        if part.get("additionalProperties") is False:
            assert part["title"]
            assert part["description"].endswith(".")


@pytest.mark.parametrize("kind", SCHEMAS, ids=SCHEMAS.values())
def test_the_full_documents_use_every_key(full, kind):
    used, missing = {id(None)}, []

    def visit(cls, value):
        used.add(cls)
        for field in attrs.fields(cls):
            seen.setdefault((cls.__name__, key_of(field)), False)
            if getattr(value, field.name) != field.default:
                seen[cls.__name__, key_of(field)] = True
            members(getattr(value, field.name))

    def members(value):
        if attrs.has(type(value)):
            visit(type(value), value)
        elif isinstance(value, tuple):
            for one in value:
                members(one)
        elif isinstance(value, model.FrozenMap):
            for one in value.values():
                members(one)

    seen = {}
    visit(kind, decode(full[kind], kind))
    # What only another document's example shows.
    missing = [key for key, there in seen.items() if not there and key not in OPEN.get(kind, ())]
    assert missing == []


OPEN = {
    WordingPack: [("Rights", key) for key in ("contact", "attribution", "electronic", "recordExport")] + [("ScaleItem", "coefficient")],
    Instrument: [(cls.__name__, key) for cls in ITEM_TYPES.values() for key in ("prefix", "text", "hint", "enableWhen", "enableBehavior", "coding", "alias")],
    ScoreReport: [("ScoreReport", "rater")],
}  # fmt: skip


# --- the same documents ------------------------------------------------------------------------------------------------

VALUES = [
    None, True, False, 0, 1, -1, 10**14, Decimal("0.5"), Decimal("3.0"), Decimal("-1.5"), "", "x", "x\n", "\n", " ", "é", "0", "client",
    "2026-11-23", "2026-11-23\n", "1.0.0", "en", "unknown", "https://example.org", "sha256:" + "0" * 64, "x" * 64, "x" * 65,
    "x" * 10_000, "x" * 10_001, "😀" * 10_000, [], [""], [1], [None], [[]], ["x", "x"], {}, {"note": "n"}, {"note": 1}, {"": ""},
    {"text": "x"}, {"text": ""}, {"answers": {}}, {"answers": {}, "text": "x"}, {"absent": "unknown"}, {"client": "x"}, {"therapist": "x", "x": "x"},
    {"linkId": "x"}, {"all": []}, {"any": []}, {"question": "x", "operator": "=", "answer": "x"}, [{"absent": "unknown"}], [{"text": "x"}],
    [{"answers": {"x": [{"answers": {}}]}}], {"linkId": "x", "type": "display"}, [{"linkId": "x", "type": "text"}],
]  # fmt: skip
KEYS = [
    "note",
    "type",
    "format",
    "x",
    "",
    "text",
    "id",
    "linkId",
    "absent",
    "answers",
    "all",
    "any",
    "client",
    "item",
    "from",
    "low",
    "link_id",
]


def places(tree, path=()):
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield (*path, key)
        yield from places(value, (*path, key))


def at(tree, path):
    for key in path:
        tree = tree[key]
    return tree


def other_type(value):
    """The same, as something else."""
    yield [value]
    yield {"x": value}
    yield str(value)
    if isinstance(value, list):
        yield from ({str(number): one for number, one in enumerate(value)}, [], [*value, *value], *value[:1])
    if isinstance(value, str):
        yield from (value + "\n", value + " ", value.upper(), value[:-1], value[1:], [value, value])
    if isinstance(value, int | Decimal):
        yield from (-value, Decimal(value), Decimal(value) + Decimal("0.5"), bool(value))
    if isinstance(value, dict):
        yield from (list(value), list(value.values()), {})


@st.composite
def edited(draw, documents, required):
    whole = draw(documents)
    paths = list(places(whole))
    path = draw(st.sampled_from(paths))
    tree, path = alone(whole, path, required)
    here, key = at(tree, path[:-1]), path[-1]
    kind = draw(st.sampled_from(["delete", "replace", "rename", "extra", "type", "transplant", "append"]))
    if kind == "delete":
        del here[key]
    elif kind == "rename" and isinstance(here, dict):
        here[draw(st.sampled_from([*KEYS, f"{key}s", key.upper()]))] = here.pop(key)
    elif kind == "extra":
        target = here[key] if isinstance(here[key], dict) else at(tree, path[:-1])
        if isinstance(target, dict):
            target[draw(st.sampled_from([*KEYS, *(place[-1] for place in paths if isinstance(place[-1], str))]))] = draw(
                st.sampled_from(VALUES)
            )
        else:
            target.insert(0, draw(st.sampled_from(VALUES)))
    elif kind == "type":
        here[key] = draw(st.sampled_from(list(other_type(here[key]))))
    elif kind == "transplant":
        here[key] = copy.deepcopy(at(whole, draw(st.sampled_from(paths))))
    elif kind == "append" and isinstance(here[key], list):
        here[key].append(draw(st.sampled_from([*VALUES, *here[key]])))
    else:
        here[key] = draw(st.sampled_from(VALUES))
    return tree


def alone(tree, path, required):
    """As little of a document as a place needs around it, and the place there: small documents are judged fast."""
    tree = {key: value for key, value in tree.items() if key in required or key == path[0]}
    for key, value in tree.items():
        if isinstance(value, list):
            tree[key] = [value[path[1]]] if key == path[0] and len(path) > 1 else value[:1]
    return copy.deepcopy(tree), (path[0], 0, *path[2:]) if isinstance(tree[path[0]], list) and len(path) > 1 else path


def required_of(kind):
    return {*schema(SCHEMAS[kind])["required"], "format"}


def every_edit(tree, path):
    """The document with each of the edits there are at one place."""

    def edit(change):
        changed = copy.deepcopy(tree)
        change(at(changed, path[:-1]))
        return changed

    key, value = path[-1], at(tree, path)
    yield edit(lambda here: here.pop(key))
    for other in (*VALUES, *other_type(value)):
        yield edit(lambda here, other=other: here.__setitem__(key, other))
    for extra in KEYS if isinstance(value, dict) else ():
        yield edit(lambda here, extra=extra: here[key].__setitem__(extra, "x"))


def accepted(tree, kind):
    try:
        decode(tree, kind)
    except InvalidDocument as error:
        return False, error.problems
    return True, ()


DRAWN = {
    Instrument: instruments(),
    WordingPack: instruments().flatmap(wording_packs),
    Response: instruments().flatmap(responses),
    ScoreReport: score_reports(),
    IdentityProfile: identity_profiles(),
    Choices: choices(),
}


@pytest.mark.parametrize("kind", SCHEMAS, ids=SCHEMAS.values())
def test_schema_and_codec_accept_exactly_the_same_documents(full, kind):
    validator = _validator(SCHEMAS[kind])

    def agree(tree):
        by_codec, why = accepted(tree, kind)
        assert by_codec == validator.is_valid(tree), (why, schema_problems(tree, kind))

    # Mostly out of the document with every key, since most faults hide in rare keys, and the others take long to draw.
    for documents, count in ((st.just(full[kind]), EDITS), (DRAWN[kind].map(dump), EDITS // 20)):
        often = settings(max_examples=count, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
        often(given(edited(documents, required_of(kind)))(agree))()


@pytest.mark.parametrize("kind", SCHEMAS, ids=SCHEMAS.values())
def test_schema_and_codec_agree_on_every_edit_of_every_place(full, kind):
    required = required_of(kind)
    edits = (edit for path in places(full[kind]) for edit in every_edit(*alone(full[kind], path, required)))
    validator = _validator(SCHEMAS[kind])
    for tree in islice(edits, 0, None, STRIDE):
        by_codec, why = accepted(tree, kind)
        assert by_codec == validator.is_valid(tree), (why, schema_problems(tree, kind))
