# SPDX-License-Identifier: Apache-2.0
"""What an imported Questionnaire has otherwise than ours would, so that it is given back as it came.

What we can say comes from the instrument, and only the rest from what was kept.
Objects are compared by key. Items are found by their linkId, options by their answer, extensions by their url; any other list is one value.
What is kept of an object says what it has besides (``put``), what it has not (``out``), which text or number it has in place of ours
(``instead``), what differs further in (``inside``), and the order of a list where that differs (``order``).
"""

import json
from collections.abc import Callable
from typing import Any

from alliance_forms.fhir.terms import Json

__all__ = ["difference", "flat", "nested", "option_key", "restored", "same"]

_NOTHING: Json = {}


def difference(ours: Json, theirs: Json) -> Json:
    """What of another object is otherwise than ours; nothing where they are equal.

    Args:
        ours: What the writer gives.
        theirs: What it is to be.

    >>> kept = difference({"linkId": "1", "text": "A", "maxLength": 9}, {"linkId": "1", "text": "A ", "item": []})
    >>> kept == {"put": {"item": []}, "instead": {"text": {"ours": "A", "theirs": "A "}, "maxLength": {"ours": 9}}}
    True
    """
    put: Json = {key: value for key, value in theirs.items() if key not in ours}
    out = [key for key, value in ours.items() if key not in theirs and not _single(value)]
    instead: Json = {}
    inside: Json = {}
    for key, mine in ours.items():
        if key not in theirs:
            instead |= {key: {"ours": mine}} if _single(mine) else {}
            continue
        value = theirs[key]
        parts = _both(key, mine, value)
        if parts:
            deeper = difference(*parts) | ({} if isinstance(mine, dict) else _order(*parts))
            inside |= {key: deeper} if deeper else {}
        elif same(mine, value):
            continue
        elif _single(mine) and _single(value):
            instead[key] = {"ours": mine, "theirs": value}
        else:
            put[key] = value
    found = {"put": put, "out": out, "instead": instead, "inside": inside}
    return {name: value for name, value in found.items() if value}


def _order(ours: Json, theirs: Json) -> Json:
    """The order of a list, where it is not that of ours with what is new behind it."""
    made = [*(key for key in ours if key in theirs), *(key for key in theirs if key not in ours)]
    return {} if made == list(theirs) else {"order": list(theirs)}


def _both(key: str, ours: Any, theirs: Any) -> tuple[Json, Json] | None:
    """Two values as objects, where they can be compared part by part."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours, theirs
    mine, other = _keyed(key, ours), _keyed(key, theirs)
    return (mine, other) if mine is not None and other is not None else None


def restored(ours: Json, kept: Any) -> Json:
    """An object of ours with what was kept: the other one again, as far as ours is what it was.

    Args:
        ours: What the writer gives.
        kept: What `difference` said.

    >>> restored({"linkId": "1", "text": "B"}, {"instead": {"text": {"ours": "A", "theirs": "A "}}, "put": {"prefix": "1."}})
    {'linkId': '1', 'text': 'B', 'prefix': '1.'}
    """
    made = _members(ours, kept)
    order = [key for key in _list(kept, "order") if key in made]
    return {key: made[key] for key in (*order, *(key for key in made if key not in set(order)))} if order else made


def _members(ours: Json, kept: Any) -> Json:
    out = set(map(str, _list(kept, "out")))
    made = {key: value for key, value in ours.items() if key not in out}
    for key, change in _dict(kept, "instead").items():
        if key in made and isinstance(change, dict) and same(made[key], change.get("ours")):
            if "theirs" in change:
                made[key] = change["theirs"]
            else:
                del made[key]
    for key, deeper in _dict(kept, "inside").items():
        value = made.get(key)
        parts = value if isinstance(value, dict) else _keyed(key, value)
        if parts is not None:
            again = restored(parts, deeper)
            made[key] = again if isinstance(value, dict) else _listed(key, again)
    return made | _dict(kept, "put")


def _dict(kept: Any, name: str) -> Json:
    value = kept.get(name) if isinstance(kept, dict) else None
    return value if isinstance(value, dict) else _NOTHING


def _list(kept: Any, name: str) -> list[Any]:
    value = kept.get(name) if isinstance(kept, dict) else None
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _single(value: Any) -> bool:
    return not isinstance(value, dict | list)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON, where true is not 1.

    >>> same({"a": [1]}, {"a": [1]}), same(True, 1)
    (True, False)
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def _keyed(name: str, value: Any) -> Json | None:
    """A list as an object, where its members have names of their own; None where that would not give the same list again."""
    if name not in _KEYS or not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return None
    found: Json = {}
    for one in value:
        key = _KEYS[name](one)
        if name == "extension":
            found.setdefault(key, []).append(one)
        elif key in found:
            return None
        else:
            found[key] = one
    return found if all(one is other for one, other in zip(_listed(name, found), value, strict=True)) else None


def _listed(name: str, parts: Json) -> list[Any]:
    if name != "extension":
        return list(parts.values())
    return [one for group in parts.values() for one in (group if isinstance(group, list) else [group])]


def option_key(option: Json) -> str:
    """What tells an option from the others: its system and code, or its value.

    >>> option_key({"valueCoding": {"system": "urn:a", "code": "1", "display": "One"}}), option_key({"valueInteger": 3})
    ('urn:a|1', 'valueInteger 3')
    """
    coding = option.get("valueCoding")
    if isinstance(coding, dict):
        return f"{coding.get('system', '')}|{coding.get('code', '')}" if "code" in coding else f"|| {coding.get('display')}"
    return " ".join(f"{key} {json.dumps(value, default=str)}" for key, value in option.items() if key.startswith("value"))


_KEYS: dict[str, Callable[[Json], str]] = {
    "item": lambda one: str(one.get("linkId")),
    "answerOption": option_key,
    "extension": lambda one: str(one.get("url")),
}


def flat(resource: Json) -> tuple[Json, dict[str, str]]:
    """A Questionnaire whose questions stand in groups only, and where those were that stood inside another question.

    Questions inside a question with several answers stay where they are: they belong to each answer.

    Args:
        resource: A Questionnaire of other people.

    >>> inner = {"linkId": "2", "type": "text"}
    >>> made, inside = flat({"item": [{"linkId": "1", "type": "boolean", "item": [inner]}]})
    >>> [item["linkId"] for item in made["item"]], inside
    (['1', '2'], {'2': '1'})
    """
    inside: dict[str, str] = {}
    made = resource | {"item": _lifted(resource["item"], inside)} if "item" in resource else resource
    return made, inside


def _lifted(items: list[Json], inside: dict[str, str]) -> list[Json]:
    made: list[Json] = []
    for item in items:
        inner: list[Json] = item.get("item", [])
        if item["type"] == "group":
            made.append(item | {"item": _lifted(inner, inside)} if inner else item)
            continue
        shown = [one for one in inner if one["type"] == "display"]
        asked = inner[len(shown) :]
        if not asked or inner[: len(shown)] != shown or item.get("repeats") is True:
            made.append(item)
            continue
        rest = {key: value for key, value in item.items() if key != "item"}
        made.append(rest | {"item": shown} if shown else rest)
        inside |= {one["linkId"]: item["linkId"] for one in asked}
        made += _lifted(asked, inside)
    return made


def nested(resource: Json, inside: Any) -> Json:
    """A Questionnaire with questions inside other questions again.

    Args:
        resource: One with questions in groups only.
        inside: What `flat` said.

    >>> made, inside = flat({"item": [{"linkId": "1", "type": "boolean", "item": [{"linkId": "2", "type": "text"}]}]})
    >>> nested(made, inside)["item"][0]["item"]
    [{'linkId': '2', 'type': 'text'}]
    """
    return resource | {"item": _put_back(resource["item"], inside)} if inside and "item" in resource else resource


def _put_back(items: list[Json], inside: Any) -> list[Json]:
    here: dict[str, Json] = {}
    made: list[Json] = []
    for item in items:
        inner = item.get("item")
        copy = item | {"item": _put_back(inner, inside) if item.get("type") == "group" else list(inner)} if inner else dict(item)
        parent = here.get(inside.get(item["linkId"], ""))
        (made if parent is None else parent.setdefault("item", [])).append(copy)
        here[item["linkId"]] = copy
    return made
