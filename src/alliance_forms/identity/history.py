# SPDX-License-Identifier: Apache-2.0
"""Two ways in which an entry becomes another: it was right and changes, or it was wrong all along."""

from datetime import date, timedelta
from typing import Any, TypeVar

import attrs

from alliance_forms.errors import UsageFault
from alliance_forms.identity.readers import checked_day
from alliance_forms.model import IdentityEntry, IdentityProfile, Period

__all__ = ["changed", "corrected"]

E = TypeVar("E", bound=IdentityEntry)


def changed(profile: IdentityProfile, entry: E, new: E | None, *, on: str) -> IdentityProfile:
    """The profile after a change: the entry ends the day before, and the new one begins.

    Args:
        profile: Who someone is, as they say it.
        entry: What held until now.
        new: What holds from that day on; None where nothing takes its place.
        on: The day of the change.

    Raises:
        UsageFault: The profile has no such entry, or that is no day.

    >>> from alliance_forms.identity import disclosure_of
    >>> from alliance_forms.model import NameEntry
    >>> old, new = NameEntry(value="A"), NameEntry(value="B")
    >>> after = changed(IdentityProfile(name=(old,)), old, new, on="2026-11-27")
    >>> [disclosure_of(after, "self", at=day).name for day in ("2026-11-26", "2026-11-27")]
    ['A', 'B']
    """
    checked_day(on)
    eve = (date.fromisoformat(on) - timedelta(days=1)).isoformat()
    start = entry.period.start if entry.period else None
    # What began on the very day held on no other.
    ended = () if start is not None and start > eve else (attrs.evolve(entry, period=Period(start=start, end=eve)),)
    begun = () if new is None else (attrs.evolve(new, period=Period(start=on, end=new.period.end if new.period else None)),)
    return _with(profile, entry, (*begun, *ended))


def corrected(profile: IdentityProfile, entry: E, new: E | None) -> IdentityProfile:
    """The profile after a correction: the entry was wrong all along, is replaced where it stood, and leaves no trace.

    Args:
        profile: Who someone is, as they say it.
        entry: What was wrong.
        new: What is right, with its own period; None where nothing should have stood there.

    Raises:
        UsageFault: The profile has no such entry.

    >>> from alliance_forms.model import NameEntry
    >>> wrong, right = NameEntry(value="A"), NameEntry(value="B")
    >>> corrected(IdentityProfile(name=(wrong,)), wrong, right) == IdentityProfile(name=(right,))
    True
    """
    return _with(profile, entry, () if new is None else (new,))


def _with(profile: IdentityProfile, entry: Any, others: tuple[Any, ...]) -> IdentityProfile:
    for field in attrs.fields(IdentityProfile):
        entries = getattr(profile, field.name)
        if isinstance(entries, tuple) and entry in entries:
            if any(type(other) is not type(entry) for other in others):
                raise UsageFault("an entry is only replaced by one of its own kind")
            place = entries.index(entry)
            changes: dict[str, Any] = {field.name: (*entries[:place], *others, *entries[place + 1 :])}
            return attrs.evolve(profile, **changes)
    raise UsageFault("the profile has no such entry")
