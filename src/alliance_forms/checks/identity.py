# SPDX-License-Identifier: Apache-2.0
"""Does an identity profile fit together? No message repeats anything that is known of the person."""

from collections.abc import Iterator
from typing import Any, Literal

import attrs

from alliance_forms.checks.findings import Place, problem
from alliance_forms.codec.converter import key_of
from alliance_forms.errors import Problem, closest
from alliance_forms.identity import Readers, pronoun_sets
from alliance_forms.model import IdentityProfile, Period, PronounEntry
from alliance_forms.model.values import is_day

__all__ = ["check_profile"]

# The lists of a profile, and in which fields an entry of each can have its value.
_LISTS = {
    "name": ("value",),
    "pronouns": ("set", "own", "text", "use"),
    "gender_identity": ("coding", "text"),
    "recorded_sex_or_gender": ("coding", "text"),
    "sex_parameter_for_clinical_use": ("coding", "text"),
    "honorific": ("value",),
    "contact": ("allowed",),
}
_UNKNOWN = {"audience": "AF-IDENTITY-AUDIENCE", "channel": "AF-IDENTITY-CHANNEL"}


def check_profile(profile: IdentityProfile, readers: Readers | None = None) -> tuple[Problem, ...]:
    """Everything in an identity profile that does not fit together.

    Args:
        profile: The profile.
        readers: The audiences and channels known here; without them their names are not looked at.

    >>> from alliance_forms.model import NameEntry
    >>> [str(found) for found in check_profile(IdentityProfile(name=(NameEntry(),)))]
    ['/name/0: this entry has no value and no reason why (give one, or say why it is absent) [AF-IDENTITY-VALUE]']
    """
    return tuple(
        finding
        for name, values in _LISTS.items()
        for number, entry in enumerate(getattr(profile, name))
        for finding in _of_entry(entry, values, (key_of(getattr(attrs.fields(IdentityProfile), name)), number), readers)
    )


def _of_entry(entry: Any, values: tuple[str, ...], place: Place, readers: Readers | None) -> Iterator[Problem]:
    given = [name for name in values if getattr(entry, name) is not None]
    if not given and not entry.absent:
        message, hint = "this entry has no value and no reason why", "give one, or say why it is absent"
        yield problem("AF-IDENTITY-VALUE", place, message, hint)
    if given and entry.absent:
        message, hint = "this entry has a value, and a reason why it has none", "remove one of the two"
        yield problem("AF-IDENTITY-VALUE", (*place, "absent"), message, hint)
    if isinstance(entry, PronounEntry):
        yield from _of_pronouns(entry, given, place)
    if entry.period:
        yield from _of_period(entry.period, (*place, "period"))
    if readers:
        yield from unknown_names("audience", entry.audience, readers, (*place, "audience"))
        yield from unknown_names("channel", entry.channel, readers, (*place, "channel"))


def _of_pronouns(entry: PronounEntry, given: list[str], place: Place) -> Iterator[Problem]:
    for name in given[1:]:
        hint = "make one entry of each"
        yield problem("AF-IDENTITY-VALUE", (*place, name), "this entry has more than one choice of pronouns", hint)
    if entry.language is None and (entry.set or entry.own):
        yield problem("AF-IDENTITY-LANGUAGE", place, "a pronoun set belongs to a language", "add the key 'language', such as en")
    elif entry.set and entry.language and entry.set not in (known := pronoun_sets(entry.language)):
        message = "no pronoun set of this name is known in this language, so the name is used in its place"
        hint = f"known: {', '.join(known) or 'none'}; any other is given with all its parts, under 'own'"
        yield problem("AF-IDENTITY-SET", (*place, "set"), message, hint, severity="warning")


def _of_period(period: Period, place: Place) -> Iterator[Problem]:
    days = attrs.asdict(period)
    for key, day in days.items():
        if day is not None and not is_day(day):
            yield problem("AF-IDENTITY-PERIOD", (*place, key), "there is no such day")
    if period.start and period.end and period.end < period.start:
        yield problem("AF-IDENTITY-PERIOD", (*place, "end"), "this ends before it starts", "change one of the two days")


def unknown_names(kind: Literal["audience", "channel"], names: str | tuple[str, ...], readers: Readers, place: Place) -> Iterator[Problem]:
    """Audiences or channels that nobody knows here, one or a list of them."""
    known = {"audience": readers.audiences, "channel": readers.channels}[kind]
    listed = [(names, place)] if isinstance(names, str) else [(name, (*place, number)) for number, name in enumerate(names)]
    for name, where in listed:
        if name not in known:
            near = closest(name, known)
            hint = f"did you mean {near!r}?" if near else f"known: {', '.join(known)}"
            yield problem(_UNKNOWN[kind], where, f"this is no {kind} that is known here; it never means everyone", hint)
