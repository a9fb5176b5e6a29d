# SPDX-License-Identifier: Apache-2.0
"""How a form that asks who somebody is and a profile say the same: which list a group fills, and which part of an entry a question.

The form says it itself (``fills``); here stands only what each kind of entry needs. A round of a group holds one entry, or several
that have everything in common but their value. What a form cannot say is left out of it, and stays in the profile.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import attrs

from alliance_forms.identity.fillable import LISTS, REST, YES_NO, FillableList, Member, Options, typeable
from alliance_forms.model import (
    Absent,
    AbsentReason,
    Answer,
    ChoiceItem,
    DisplayItem,
    FilledPart,
    FrozenMap,
    GroupItem,
    IdentityEntry,
    Instrument,
    Item,
    OwnWords,
    TextItem,
)
from alliance_forms.model.instrument import absent_option

__all__ = ["CHOSEN", "Said", "Shape", "Sharing", "heard", "said", "shapes", "side_by_side"]

# The answer by which a person begins to say who may know.
CHOSEN = "chosen"
# What a wish says where nobody said whether it is allowed; nothing is allowed then.
_LEFT_BLANK: AbsentReason = "unknown"
_SELF, _SCREEN = ("self",), ("screen",)


@attrs.frozen(kw_only=True)
class Sharing:
    """Who may know an entry, and by which way; unless the person says more, only they, on a screen."""

    # In whatever order somebody ticked them.
    audience: tuple[str, ...] = attrs.field(default=_SELF, eq=frozenset)
    channel: tuple[str, ...] = attrs.field(default=_SCREEN, eq=frozenset)


@attrs.frozen(kw_only=True)
class Said:
    """One entry in the words of a form: its value, the rest of it, and who may know."""

    value: Member
    rest: FrozenMap[Answer]
    sharing: Sharing


@attrs.frozen(kw_only=True)
class Shape:
    """One group of a form that fills a list: its questions by the part they fill.

    Attributes:
        options: Of each question that is a choice, what can be chosen.
    """

    group: GroupItem
    fills: FillableList
    items: FrozenMap[Item]
    options: FrozenMap[Options]

    @property
    def several(self) -> bool:
        """Whether one round may hold several values."""
        value = self.items[self.fills.value]
        return isinstance(value, ChoiceItem) and value.repeats

    @property
    def shared(self) -> tuple[str, ...]:
        """What the form asks about who may know: audiences, channels, or both."""
        parts: tuple[FilledPart, ...] = ("audience", "channel")
        return tuple(part for part in parts if part in self.options and part != self.fills.value)

    def order(self, member: Member) -> int:
        """Where on the page a value stands; own words stand last."""
        codes = [option.code for option in self.options.get(self.fills.value, ())]
        return codes.index(member) if isinstance(member, str) and member in codes else len(codes)


@lru_cache(maxsize=64)
def shapes(instrument: Instrument) -> tuple[Shape, ...]:
    """The groups of a form that fill a profile, in its order."""
    return tuple(_shape(instrument, item) for item in instrument.walk() if isinstance(item, GroupItem) and item.fills)


def _shape(instrument: Instrument, group: GroupItem) -> Shape:
    asked = (item for item in side_by_side(group.item) if not isinstance(item, GroupItem | DisplayItem))
    items: dict[str, Item] = {item.fills: item for item in asked if item.fills}
    options: dict[str, Options] = {part: instrument.options(item) for part, item in items.items() if isinstance(item, ChoiceItem)}
    return Shape(group=group, fills=LISTS[group.fills or "name"], items=FrozenMap(items), options=FrozenMap(options))


def side_by_side(items: tuple[Item, ...]) -> Iterator[Item]:
    """The items whose answers stand in one round."""
    for item in items:
        yield item
        if isinstance(item, GroupItem) and not item.repeats:
            yield from side_by_side(item.item)


def said(shape: Shape, entry: IdentityEntry) -> Said | None:
    """An entry in the words of the form, or None where the form has no words for some of it that a person should see."""
    kept: Any = entry
    if any(getattr(kept, name) != value for name, value in shape.fills.fixed.items()):
        return None
    value, rest, sharing = _value(shape, kept), _rest(shape, kept), _sharing(shape, kept)
    return None if value is None or rest is None or sharing is None else Said(value=value, rest=FrozenMap(rest), sharing=sharing)


def _value(shape: Shape, entry: Any) -> Member | None:
    options = shape.options.get(shape.fills.value, ())
    found = shape.fills.say(entry, options)
    if entry.absent is not None and shape.fills.value == "value":
        found = Absent(absent=entry.absent) if found is None and absent_option(options, entry.absent) else None
    item = shape.items[shape.fills.value]
    if isinstance(found, OwnWords):
        fits = len(found.text) <= item.max_length if isinstance(item, TextItem) else isinstance(item, ChoiceItem) and item.open_choice
        return found if fits else None
    return found


def _rest(shape: Shape, entry: Any) -> dict[str, Answer] | None:
    """The answers to the further questions; None where one of them cannot be answered so."""
    found: dict[str, Answer] = {}
    if entry.absent and shape.fills.value != "value" and "allowed" not in shape.items:
        return None
    for part, name in REST.items():
        if part not in shape.items:
            continue
        value, options = getattr(entry, name), shape.options.get(part, ())
        if part == "allowed":
            value = _allowed(entry)
        if value is None:
            continue
        if isinstance(value, Absent):
            fits = absent_option(options, value.absent) is not None and entry.allowed is None
        elif part in shape.options:
            fits = value in {option.code for option in options}
        else:
            item = shape.items[part]
            fits = typeable(value) and isinstance(item, TextItem) and len(value) <= item.max_length
        if not fits:
            return None
        found[part] = value
    return found


def _allowed(entry: Any) -> Answer | None:
    if entry.absent is not None:
        return None if entry.absent == _LEFT_BLANK else Absent(absent=entry.absent)
    return next((code for code, meaning in YES_NO.items() if meaning is entry.allowed), None)


def _sharing(shape: Shape, entry: Any) -> Sharing | None:
    """Who may know, as far as the form asks; an entry that others know than the form can name is not shown as if they did not."""
    found: dict[str, tuple[str, ...]] = {}
    for part in shape.shared:
        named = getattr(entry, part)
        known = {option.code for option in shape.options[part]} | ({*_SELF} if part == "audience" else set())
        if not named or not known.issuperset(named):
            return None
        found[part] = tuple(dict.fromkeys((*_SELF, *named))) if part == "audience" else named
    return Sharing(**found)


def heard(shape: Shape, answers: Mapping[str, Answer], *, language: str) -> tuple[tuple[Said, dict[str, Any]], ...]:
    """The entries that one round of a group is about: each in the words of the form, and as the fields of an entry."""
    by_part = {part: answers[item.link_id] for part, item in shape.items.items() if item.link_id in answers}
    value = by_part.get(shape.fills.value)
    members: tuple[Any, ...] = () if value is None else value if isinstance(value, tuple) else (value,)
    if isinstance(shape.items[shape.fills.value], TextItem):
        members = tuple(OwnWords(text=member) if isinstance(member, str) else member for member in members)
    rest = FrozenMap({part: by_part[part] for part in REST if part in by_part and _counts(by_part[part], part)})
    sharing = _heard_sharing(shape, by_part)
    options = shape.options.get(shape.fills.value, ())
    fields = {REST[part]: answer for part, answer in rest.items()} | dict(shape.fills.fixed)  # type: ignore[index]
    if shape.fills.value == "channel":
        allowed = fields.pop("allowed", Absent(absent=_LEFT_BLANK))
        fields |= {"absent": allowed.absent} if isinstance(allowed, Absent) else {"allowed": YES_NO[str(allowed)]}
    fields |= {"audience": sharing.audience} | ({"channel": sharing.channel} if shape.fills.value == "value" else {})
    return tuple(
        (
            Said(value=member, rest=rest, sharing=sharing),
            fields | ({"absent": member.absent} if isinstance(member, Absent) else shape.fills.hear(member, options, language)),
        )
        for member in members
        if not (isinstance(member, Absent) and shape.fills.value == "channel")
    )


def _counts(answer: Answer, part: str) -> bool:
    """Whether something was said; that a further question was passed over is nothing to keep."""
    return part == "allowed" or not isinstance(answer, Absent)


def _heard_sharing(shape: Shape, by_part: Mapping[str, Answer]) -> Sharing:
    if "visibility" in shape.items and by_part.get("visibility") != CHOSEN:
        return Sharing()
    audience = _ticked(by_part.get("audience"))
    channel = _ticked(by_part.get("channel")) if "channel" in shape.shared else ()
    return Sharing(audience=tuple(dict.fromkeys((*_SELF, *audience))), channel=channel or _SCREEN)


def _ticked(answer: Answer | None) -> tuple[str, ...]:
    members = answer if isinstance(answer, tuple) else (answer,)
    return tuple(member for member in members if isinstance(member, str))
