# SPDX-License-Identifier: Apache-2.0
"""Does a form that fills an identity profile say so wherever it does, and can each part be filled by the question that names it?"""

from collections.abc import Iterator

from alliance_forms.checks.findings import Place, placed_items, problem
from alliance_forms.errors import Problem
from alliance_forms.identity import LISTS, side_by_side
from alliance_forms.model import ChoiceItem, GroupItem, Instrument, Item, TextItem

__all__ = ["filling"]

_CHOICES = ("visibility", "audience", "channel", "allowed", "mention")


def filling(instrument: Instrument) -> Iterator[Problem]:
    """Findings about ``fills``, in the order of the form."""
    inside: set[str] = set()
    for item, place in placed_items(instrument):
        if isinstance(item, GroupItem) and item.fills:
            inside |= {member.link_id for member in side_by_side(item.item)}
            yield from _group(instrument, item, item.fills, place)
        elif getattr(item, "fills", None) and item.link_id not in inside:
            yield problem("AF-FILLS-PLACE", (*place, "fills"), "no group around this question fills a list of the profile")
    if inside and instrument.fills is None:
        yield problem("AF-FILLS-FORM", (), "its questions fill an identity profile, and the form does not say so", 'add "fills"')


def _group(instrument: Instrument, group: GroupItem, name: str, place: Place) -> Iterator[Problem]:
    known = LISTS[name]  # type: ignore[index]
    at = (*place, "fills")
    if not group.repeats:
        yield problem("AF-FILLS-PLACE", at, "a group that fills a list repeats", "an entry that is shown again needs the id of its round")
    members = [item for item in side_by_side(group.item) if not isinstance(item, GroupItem) and getattr(item, "fills", None)]
    parts = [str(getattr(item, "fills", "")) for item in members]
    if known.value not in parts:
        yield problem("AF-FILLS-PART", at, f"no question here fills the part {known.value!r}, without which there is no entry")
    if len(set(parts)) < len(parts):
        yield problem("AF-FILLS-PART", at, "two questions here fill the same part of an entry")
    for item, part in zip(members, parts, strict=True):
        if part not in known.parts:
            yield problem("AF-FILLS-PART", at, f"an entry of {name} has no part {part!r}", f"it has {', '.join(known.parts)}")
        elif not _fits(item, part):
            yield problem("AF-FILLS-PART", at, f"the part {part!r} is filled by {'a choice' if part in _CHOICES else 'a text'}")
        elif isinstance(item, ChoiceItem) and name == "genderIdentity" and part == "value":
            options = instrument.options(item)
            if not all(option.coding or option.absent for option in options):
                yield problem("AF-FILLS-CODING", at, "an option here has no coding, so nothing could be kept of it")


def _fits(item: Item, part: str) -> bool:
    if part in _CHOICES:
        return isinstance(item, ChoiceItem) and not item.open_choice
    return isinstance(item, TextItem) or (part == "value" and isinstance(item, ChoiceItem))
