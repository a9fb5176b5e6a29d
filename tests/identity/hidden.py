# SPDX-License-Identifier: Apache-2.0
"""Profiles that differ only in what somebody may not know."""

import attrs
from hypothesis import strategies as st

from alliance_forms.identity import AUDIENCES
from alliance_forms.model import ContactWish, IdentityProfile, Period
from alliance_forms.testing import identity_profiles

DAYS = ["2020-01-01", "2024-01-01", "2025-06-30", "2026-11-27", "2027-01-01", "2030-01-01"]
LISTS = [field.name for field in attrs.fields(IdentityProfile) if field.name != "id"]


def holds(entry, at):
    period = entry.period or Period()
    return (period.start or "0000") <= at <= (period.end or "9999")


def meant(entry, audience, channel):
    ways = ("screen", entry.channel) if isinstance(entry, ContactWish) else entry.channel
    return audience in entry.audience and channel in ways


@st.composite
def differing_in_the_hidden(draw):
    """Two profiles that differ only in what an audience may not have, on some day and channel."""
    first, second = draw(identity_profiles()), draw(identity_profiles())
    # Mostly somebody who may know something, by a way that somebody named.
    named = [entry for name in LISTS for entry in getattr(first, name)]
    audience = draw(st.sampled_from([*(reader for entry in named for reader in entry.audience), "family"]))
    ways = [way for entry in named if audience in entry.audience and not isinstance(entry, ContactWish) for way in entry.channel]
    channel, at = draw(st.sampled_from([*ways, *ways, "screen", "mail"])), draw(st.sampled_from(DAYS))
    lists = {}
    for name in LISTS:
        open_ = [entry for entry in getattr(first, name) if meant(entry, audience, channel) and holds(entry, at)]
        mixed = [entry for entry in getattr(second, name) if not (meant(entry, audience, channel) and holds(entry, at))]
        for place, entry in enumerate(open_):
            mixed.insert(draw(st.integers(place, len(mixed))) if place == 0 else len(mixed), redressed(draw, entry, audience, at))
        lists[name] = tuple(mixed)
    return first, IdentityProfile(id=draw(st.sampled_from([None, "other"])), **lists), audience, channel, at


def redressed(draw, entry, audience, at):
    """The same fact, with another history, for other people too."""
    more = draw(st.lists(st.sampled_from(AUDIENCES), max_size=3).map(tuple))
    changes = {"audience": (*more, audience), "source": draw(st.sampled_from([None, "self", "referral"]))}
    return attrs.evolve(
        entry, **changes, period=draw(st.sampled_from([None, Period(start=at), Period(end=at), Period(start="1990-01-01")]))
    )
