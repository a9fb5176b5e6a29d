# SPDX-License-Identifier: Apache-2.0
"""The one door out of an identity profile."""

from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeVar

import attrs

from alliance_forms.errors import UsageFault
from alliance_forms.identity.disclosed import DisclosedIdentity, Words
from alliance_forms.identity.readers import Readers, checked_day
from alliance_forms.model import ContactWish, HonorificEntry, IdentityProfile, NameEntry

__all__ = ["disclosure_of"]

E = TypeVar("E")
_Time = Literal["past", "now", "coming"]


def disclosure_of(
    profile: IdentityProfile,
    audience: str,
    *,
    channel: str = "screen",
    at: str | None = None,
    former: bool = False,
    readers: Readers | None = None,
    words: Words | None = None,
) -> DisclosedIdentity:
    """What an audience may know of a person by a channel on a day: entries that name both, and hold then.

    Args:
        profile: Who someone is, as they say it.
        audience: Who reads.
        channel: How it travels.
        at: The day; needed once an entry for this audience and channel holds for some days only.
        former: Whether former names for this audience are wanted too.
        readers: The audiences and channels known here; those every host has by default.
        words: The interface's words for where no name may be known.

    Raises:
        UsageFault: The audience or channel is not known, or a day is needed and missing.

    >>> sam = IdentityProfile(name=(NameEntry(value="Sam", audience=("therapist",)),))
    >>> disclosure_of(sam, "therapist").name, disclosure_of(sam, "family").name
    ('Sam', None)
    """
    readers = readers or Readers()
    audience, channel, at = readers.audience(audience), readers.channel(channel), checked_day(at)

    def meant(entry: Any) -> bool:
        # A wish is about its own channel: it is known on a screen, and where that channel is used.
        by = ("screen", entry.channel) if isinstance(entry, ContactWish) else entry.channel
        return audience in entry.audience and channel in by

    def given(entries: Iterable[E], when: Callable[[Any], bool] = lambda entry: _time(entry, at) == "now") -> tuple[E, ...]:
        return tuple(_bare(entry, channel) for entry in entries if meant(entry) and when(entry))

    names = given(profile.name)
    first: dict[str, tuple[NameEntry, ...] | tuple[HonorificEntry, ...]] = {
        "name": tuple(entry for entry in names if entry.use == "usual"),
        "honorific": given(profile.honorific),
    }
    values = {key: next((entry.value for entry in entries if entry.value is not None), None) for key, entries in first.items()}
    why = {key: next((entry.absent for entry in entries if entry.absent), None) for key, entries in first.items() if values[key] is None}
    contact = given(profile.contact)
    # Which name may be heard or seen where somebody else listens or reads along is said in the wish for that channel.
    there = {wish.name for wish in contact if channel != "screen" and wish.name is not None}
    if there:
        values["name"] = there.pop() if len(there) == 1 else None
    return DisclosedIdentity(
        audience=audience,
        channel=channel,
        name=values["name"],
        official=tuple(entry for entry in names if entry.use == "official"),
        former=given(profile.name, lambda entry: _former(entry, at)) if former else (),
        honorific=values["honorific"],
        pronouns=given(profile.pronouns),
        gender_identity=given(profile.gender_identity),
        recorded_sex_or_gender=given(profile.recorded_sex_or_gender),
        sex_parameter_for_clinical_use=given(profile.sex_parameter_for_clinical_use),
        contact=contact,
        absent={key: reason for key, reason in why.items() if reason},
        readers=readers,
        words=words,
    )


def _time(entry: Any, at: str | None) -> _Time:
    """Where a day lies from an entry: in its period, before or after it."""
    period = entry.period
    if period is None or (period.start is None and period.end is None):
        return "now"
    if at is None:
        raise UsageFault("some of this holds for some days only; say which day it is: at='2026-11-25'")
    if period.start is not None and at < period.start:
        return "coming"
    return "past" if period.end is not None and at > period.end else "now"


def _former(entry: NameEntry, at: str | None) -> bool:
    time = _time(entry, at)
    return time == "past" or (entry.use == "old" and time == "now")


def _bare(entry: E, channel: str) -> E:
    """An entry without what it says about itself: since when, from whom and for whom is not for this audience."""
    kept: Any = entry
    alone = {"period": None, "source": None, "audience": ()}
    if not isinstance(entry, ContactWish):
        return attrs.evolve(kept, **alone, channel=())  # type: ignore[no-any-return]
    return attrs.evolve(kept, **alone, also_read_by=entry.also_read_by if channel == "screen" else None)  # type: ignore[no-any-return]
