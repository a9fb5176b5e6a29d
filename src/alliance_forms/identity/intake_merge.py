# SPDX-License-Identifier: Apache-2.0
"""From a profile to the rounds of a form, and from the rounds that came back to the profile: nothing is lost that the form did not show."""

from collections.abc import Mapping
from typing import Any

import attrs

from alliance_forms.errors import UsageFault
from alliance_forms.identity.disclosure import time_of
from alliance_forms.identity.fillable import REST, Member
from alliance_forms.identity.history import ended_on
from alliance_forms.identity.intake import CHOSEN, Said, Shape, Sharing, heard, said, shapes
from alliance_forms.identity.readers import checked_day
from alliance_forms.model import Absent, Answer, Entry, FrozenMap, IdentityProfile, Instrument, OwnWords, Period, TextItem

__all__ = ["merged", "rounds"]

# Reasons that an answer does away with: once somebody was asked, "not asked" is no longer true.
_UNTIL_ASKED = ("not-asked", "unknown")


def rounds(instrument: Instrument, profile: IdentityProfile, *, at: str | None = None) -> FrozenMap[Answer]:
    """What a form shows of a profile: one round for entries that have everything in common but their value, with their places as its id.

    Raises:
        UsageFault: Some entries hold for some days only, and `at` is missing.
    """
    found: dict[str, Answer] = {}
    for shape in shapes(instrument):
        entries = tuple(
            Entry(id=",".join(str(place) for place, _ in round_), answers=_answers(shape, [one for _, one in round_]))
            for round_ in _shown(shape, profile, checked_day(at))
        )
        found |= {shape.group.link_id: entries} if entries else {}
    return FrozenMap(found)


_Round = list[tuple[int, Said]]


def _shown(shape: Shape, profile: IdentityProfile, at: str | None) -> list[_Round]:
    """Entries that hold now and that the form has words for, by round, as many rounds as it has room for."""
    found: list[_Round] = []
    for place, entry in enumerate(getattr(profile, shape.fills.field)):
        words = said(shape, entry) if time_of(entry, at) == "now" else None
        if words is None:
            continue
        if found and shape.several and _goes_with(shape, words, [one for _, one in found[-1]]):
            found[-1].append((place, words))
        else:
            found.append([(place, words)])
    return found[: shape.group.max_occurs]


def _goes_with(shape: Shape, words: Said, before: list[Said]) -> bool:
    """Whether one more value stands in a round: a page has its options in their order, and one box for own words."""
    alone = any(isinstance(one.value, Absent) for one in (*before, words))
    same = (before[-1].rest, before[-1].sharing) == (words.rest, words.sharing)
    return same and not alone and shape.order(before[-1].value) < shape.order(words.value)


def _answers(shape: Shape, words: list[Said]) -> FrozenMap[Answer]:
    """One round of the form, filled in."""
    first, links = words[0], {part: item.link_id for part, item in shape.items.items()}
    found: dict[str, Answer] = {links[shape.fills.value]: _value(shape, [one.value for one in words])}
    found |= {links[part]: answer for part, answer in first.rest.items()}
    chosen = first.sharing != Sharing()
    if "visibility" in links:
        found[links["visibility"]] = CHOSEN if chosen else "self"
    for part in shape.shared if chosen or "visibility" not in links else ():
        codes = [option.code for option in shape.options[part] if option.code in getattr(first.sharing, part)]
        found |= {links[part]: tuple(codes)} if codes else {}
    return FrozenMap(found)


def _value(shape: Shape, members: list[Member]) -> Answer:
    first = members[0]
    if isinstance(first, Absent):
        return first
    if shape.several or isinstance(first, OwnWords):
        words = isinstance(shape.items[shape.fills.value], TextItem) and isinstance(first, OwnWords)
        return first.text if words and isinstance(first, OwnWords) else tuple(one for one in members if not isinstance(one, Absent))
    return first


def merged(
    instrument: Instrument,
    answers: Mapping[str, Answer],
    *,
    profile: IdentityProfile,
    language: str,
    at: str | None = None,
    correction: bool = False,
) -> IdentityProfile:
    """The profile with what came back.

    Args:
        instrument: What was asked.
        answers: What was answered; a round with an id stands for the entries that `rounds` showed there.
        profile: The profile as it was shown.
        language: The language of the form, for pronouns in somebody's own words.
        at: The day; needed where an entry ends, and where entries hold for some days only.
        correction: Whether what is replaced was wrong all along, and leaves no trace.

    Raises:
        UsageFault: A day is needed and missing; or the form was filled in on another state of the profile.
    """
    merge = _Merge(profile=profile, language=language, at=checked_day(at), correction=correction, slots={})
    for shape in shapes(instrument):
        given = answers.get(shape.group.link_id)
        back = [one for one in given if isinstance(one, Entry)] if isinstance(given, tuple) else []
        merge.take(shape, back)
    lists = {field: tuple(entry for slot in slots for entry in slot) for field, slots in merge.slots.items()}
    return attrs.evolve(profile, **lists)  # type: ignore[arg-type]


@attrs.define(kw_only=True)
class _Merge:
    """One merge under way.

    Attributes:
        slots: By list, what stands in the place of each entry; what is new stands behind what it follows.
    """

    profile: IdentityProfile
    language: str
    at: str | None
    correction: bool
    slots: dict[str, list[list[Any]]]

    def take(self, shape: Shape, back: list[Entry]) -> None:
        field = shape.fills.field
        entries = getattr(self.profile, field)
        slots = self.slots.setdefault(field, [[entry] for entry in entries] + [[]])
        shown = {",".join(str(place) for place, _ in round_): round_ for round_ in _shown(shape, self.profile, self.at)} if entries else {}
        told = False
        for one in back:
            new = heard(shape, one.answers, language=self.language)
            if one.id is None or not entries:
                made = [shape.fills.entry(**fields) for _, fields in new]
                added = [entry for entry in made if not any(entry in slot for slot in slots)]
                slots[-1] += added
                told = told or bool(added)
            elif one.id in shown:
                told = self.compare(shape, shown.pop(one.id), new, slots) or told
            else:
                raise UsageFault("these answers were filled in on another state of the profile; show the form again, filled in anew")
        for place, entry in enumerate(entries if told else ()):
            if self.untrue(shape, entry, slots):
                slots[place] = []

    def compare(self, shape: Shape, shown: _Round, new: tuple[tuple[Said, dict[str, Any]], ...], slots: list[list[Any]]) -> bool:
        """One round that was shown: what stayed, what went, and what is new in it; whether anything is."""
        came = {(words.value, words.rest): (words, fields) for words, fields in new}
        ended: list[Any] = []
        for place, words in shown:
            stayed = came.pop((words.value, words.rest), None)
            if stayed is None:
                ended.append(slots[place][0])
                slots[place] = self.past(slots[place][0])
            elif stayed[0].sharing != words.sharing:
                slots[place] = [attrs.evolve(slots[place][0], **{part: stayed[1][part] for part in shape.shared})]
        period = Period(start=self.at) if ended and not self.correction else None
        # What the form does not ask of an entry goes over to the one that takes its place.
        unasked = [name for part, name in REST.items() if part in shape.fills.parts and part not in shape.items and part != "allowed"]
        rest = {name: getattr(ended[0], name) for name in unasked} if len(ended) == 1 else {}
        begun = [shape.fills.entry(**rest, **fields, period=period) for _, fields in came.values()]
        slots[shown[-1][0]] = [*slots[shown[-1][0]], *begun]
        return bool(came)

    def past(self, entry: Any) -> list[Any]:
        """An entry that no longer holds: gone where it was wrong all along, else ended on the day before."""
        if self.correction:
            return []
        if self.at is None:
            raise UsageFault("something in the profile ends; say which day it is: at='2026-11-25'")
        return list(ended_on(entry, self.at))

    def untrue(self, shape: Shape, entry: Any, slots: list[list[Any]]) -> bool:
        """Whether an entry only says that nobody asked, and now somebody was."""
        if entry.absent not in _UNTIL_ASKED or any(getattr(entry, key) != value for key, value in shape.fills.fixed.items()):
            return False
        if said(shape, entry) is not None:
            return False
        others = [other for slot in slots for other in slot if other is not entry]
        return shape.fills.value == "value" or any(other.channel == entry.channel for other in others)
