# SPDX-License-Identifier: Apache-2.0
"""What stands in the fields of a form, by field name: the one shape that is filled in and read.

A field's name is ``{prefix}-{linkId}``, with further parts joined by ``~``, which no linkId contains: ``~text`` for own
words, ``~day``, ``~month`` and ``~year`` for a date, ``{group}~{n}~{linkId}`` in the n-th entry of a repeating group.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from alliance_forms.model import ChoiceItem, DateItem, DisplayItem, FrozenMap, GroupItem, Item

__all__ = [
    "AT", "DATE_PARTS", "ENTRY_ID", "FORM_TAG", "GO", "OWN_FIELDS", "OWN_WORDS", "Submitted", "Typed", "arrange", "is_blank",
    "level", "names_in", "repeats",
]  # fmt: skip

FORM_TAG = "_form"
GO = "_go"
AT = "_at"
# Fields of the form itself: which version it is, where somebody is, and which button was pressed.
OWN_FIELDS = (FORM_TAG, GO, AT)
ENTRY_ID = "_id"
OWN_WORDS = "~text"
DATE_PARTS = ("~day", "~month", "~year")
_ENTRY = re.compile(r"~([1-9][0-9]{0,3})~(.+)", re.DOTALL)

# Field name without prefix -> what was typed; linkId of a repeating group -> its entries, each again such a mapping.
Typed = Mapping[str, tuple[Any, ...]]


@attrs.frozen(repr=False)
class Submitted:
    """What a person typed, right or wrong, for showing the form again; opaque, and its `repr` shows nothing of it."""

    fields: FrozenMap[tuple[Any, ...]]


def level(items: tuple[Item, ...]) -> Iterator[Item]:
    """The items whose fields stand side by side: members of a repeating group stand in its entries."""
    for item in items:
        yield item
        if isinstance(item, GroupItem) and not item.repeats:
            yield from level(item.item)


def repeats(item: Item) -> bool:
    """Whether the item is a group that can be filled in several times."""
    return isinstance(item, GroupItem) and item.repeats


def names_in(typed: Typed, place: str = "") -> Iterator[tuple[str, str]]:
    """Every field that something was typed into, by its name without prefix: what `arrange` sorted, as it was sent."""
    for key, values in typed.items():
        for number, value in enumerate(values, start=1):
            if isinstance(value, Mapping):
                yield from names_in(value, f"{place}{key}~{number}~")
            else:
                yield place + key, str(value)


def is_blank(values: tuple[Any, ...]) -> bool:
    """Whether nothing was typed; spaces alone are nothing."""
    return all(isinstance(value, str) and not value.strip() for value in values)


def arrange(items: tuple[Item, ...], flat: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, tuple[Any, ...]], int]:
    """Sort flat fields into the form's own shape; whatever is no field of the form is counted and left behind.

    Entries in which nothing was typed are dropped, the others move up: the n-th entry is then the n-th in the answers too.
    """
    heads: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for key, values in flat.items():
        head = key.partition("~")[0]
        heads[head][key[len(head) :]] = values
    typed: dict[str, tuple[Any, ...]] = {}
    strays = 0
    for item in level(items):
        found = heads.pop(item.link_id, {})
        if isinstance(item, GroupItem) and item.repeats:
            entries, lost = _entries(item, found)
            strays += lost
            if entries:
                typed[item.link_id] = entries
            continue
        for part in _parts(item):
            if part in found:
                typed[item.link_id + part] = found.pop(part)
        strays += len(found)
    return typed, strays + sum(map(len, heads.values()))


def _parts(item: Item) -> tuple[str, ...]:
    if isinstance(item, GroupItem | DisplayItem):
        return ()
    if isinstance(item, DateItem):
        return DATE_PARTS
    return ("", OWN_WORDS) if isinstance(item, ChoiceItem) and item.open_choice else ("",)


def _entries(group: GroupItem, found: Mapping[str, tuple[str, ...]]) -> tuple[tuple[Any, ...], int]:
    numbered: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    strays = 0
    for rest, values in found.items():
        match = _ENTRY.fullmatch(rest)
        if match:
            numbered[int(match[1])][match[2]] = values
        else:
            strays += 1
    entries = []
    for _, flat in sorted(numbered.items()):
        own_id = flat.pop(ENTRY_ID, ())
        entry, lost = arrange(group.item, flat)
        strays += lost
        if not is_blank(own_id):
            entry[ENTRY_ID] = own_id
        if not all(is_blank(values) for values in entry.values()):
            entries.append(FrozenMap(entry))
    return tuple(entries), strays
