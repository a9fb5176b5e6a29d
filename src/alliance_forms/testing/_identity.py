# SPDX-License-Identifier: Apache-2.0
"""Names as people have them, and whole identity profiles."""

from collections.abc import Callable
from functools import cache
from typing import Any, get_args

from hypothesis import strategies as st

from alliance_forms.identity import AUDIENCES, CHANNELS
from alliance_forms.model import (
    AbsentReason,
    Coding,
    ContactWish,
    GenderEntry,
    HonorificEntry,
    IdentityProfile,
    Mention,
    NameEntry,
    NameUse,
    Period,
    PronounEntry,
    PronounSet,
    RecordedSexOrGender,
    SexParameterForClinicalUse,
)
from alliance_forms.testing import _texts as small

__all__ = ["identity_profiles", "names"]

Draw = Callable[[st.SearchStrategy[Any]], Any]
_NAMES = (
    "X", "Sam", "Zoë-Marie O’Neill", "Núñez", "李", "محمد علي", "שרה־לאה", "สมชาย", "नंदिनी", "Nguyễn",
    "e\N{COMBINING ACUTE ACCENT}", "🦊", "👩‍👩‍👧", "<b>", "&amp;", "{client.subject}", "{name}", "\N{RIGHT-TO-LEFT OVERRIDE}Sam",
    "S\N{POP DIRECTIONAL ISOLATE}m", "d'Arc", '"', " Sam  Lee ", "%s", "your client", "None", "N" * 500,
)  # fmt: skip


@cache
def names() -> st.SearchStrategy[str]:
    """Names as people have them and as attackers write them: of 1 or 500 characters, in several scripts, with marks, emoji and markup.

    >>> from hypothesis import find
    >>> find(names(), lambda name: len(name) == 500)[:3]
    'NNN'
    """
    return st.sampled_from(_NAMES) | small.texts(lines=False)


@st.composite
def identity_profiles(draw: Draw, *, lists: tuple[str, ...] = ()) -> IdentityProfile:
    """Identity profiles of every kind of entry, for any audiences, channels and days.

    Args:
        draw: Given by Hypothesis.
        lists: The lists to fill, in Python's names; all by default.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=2)
    ... @given(identity_profiles())
    ... def nothing_is_shown(profile):
    ...     assert repr(profile).startswith("IdentityProfile(")
    >>> nothing_is_shown()
    """
    made = {name: draw(st.lists(entry, max_size=3).map(tuple)) for name, entry in _entries().items() if name in lists or not lists}
    return IdentityProfile(id=draw(st.none() | small.opaque_ids()), **made)


@cache
def _entries() -> dict[str, st.SearchStrategy[Any]]:
    stated = {"period": st.none() | _periods(), "source": st.sampled_from([None, "self", "card"]), "audience": _some(AUDIENCES)}
    shared = {**stated, "channel": _some(CHANNELS)}
    words, code = small.texts(lines=False), st.builds(Coding, system=st.just("https://example.org/x"), code=st.sampled_from(["a", "b"]))
    some = st.none() | words
    tongue = st.sampled_from(["en", "es", "de"])
    valued = st.fixed_dictionaries({}, optional={"coding": code, "text": words}).filter(bool)
    pronouns = st.one_of(
        st.fixed_dictionaries({"language": st.just("en"), "set": st.sampled_from(["they", "she", "he", "xe"])}),
        st.fixed_dictionaries({"language": tongue, "own": _sets()}),
        st.fixed_dictionaries({"language": tongue, "text": words}),
        st.fixed_dictionaries({"use": st.sampled_from(["name-only", "ask-me"])}),
    )
    named = st.fixed_dictionaries({"value": names(), "use": st.sampled_from(get_args(NameUse)), "issuer": some})
    wish = st.fixed_dictionaries(
        {
            "allowed": st.booleans(),
            "mention": st.sampled_from([None, *get_args(Mention)]),
            "name": some,
            "also_read_by": some,
            "times": some,
        }
    )
    about = {**stated, "channel": st.sampled_from(CHANNELS)}
    return {
        "name": _entry(NameEntry, named, shared),
        "pronouns": _entry(PronounEntry, pronouns, shared),
        "gender_identity": _entry(GenderEntry, valued, shared),
        "recorded_sex_or_gender": _entry(
            RecordedSexOrGender, valued, {**shared, "issuer": some, "purpose": some, "type": st.none() | code}
        ),
        "sex_parameter_for_clinical_use": _entry(SexParameterForClinicalUse, valued, {**shared, "purpose": some}),
        "honorific": _entry(HonorificEntry, st.fixed_dictionaries({"value": st.sampled_from(["Mx", "Dr", "سيد"])}), shared),
        "contact": _entry(ContactWish, wish, about),
    }


def _entry(kind: type, value: st.SearchStrategy[Any], stated: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """A value, or now and then the reason why there is none."""
    why = st.sampled_from([reason for reason in get_args(AbsentReason) if reason != "masked"])
    filled = st.one_of(value, value, value, st.fixed_dictionaries({"absent": why}))
    return st.tuples(filled, st.fixed_dictionaries(stated)).map(lambda parts: kind(**parts[1], **parts[0]))


def _some(known: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(known[:4]) | st.sampled_from(known), max_size=4, unique=True).map(tuple)


def _periods() -> st.SearchStrategy[Period]:
    # A few days near each other, so that a day falls before, into and after many a period.
    days = st.sampled_from(["2024-01-01", "2025-06-30", "2026-11-27", "2027-01-01"])
    ends = st.tuples(st.none() | days, st.none() | days)
    return ends.map(lambda two: Period(start=min(two), end=max(two)) if all(two) else Period(start=two[0], end=two[1]))  # type: ignore[type-var]


def _sets() -> st.SearchStrategy[PronounSet]:
    part = small.texts(max_size=12, lines=False)
    parts = dict.fromkeys(["subject", "object", "possessive_determiner", "possessive_pronoun", "reflexive"], part)
    return st.builds(PronounSet, **parts, verb=st.sampled_from(["singular", "plural"]))
