# SPDX-License-Identifier: Apache-2.0
"""A change ends an entry and begins another; a correction leaves no trace."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.identity import changed, corrected
from alliance_forms.model import GenderEntry, HonorificEntry, IdentityProfile, NameEntry, Period
from alliance_forms.testing import identity_profiles, names

DAYS = ["2024-02-29", "2025-12-31", "2026-01-01", "2026-11-27"]


@given(names(), names(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_before_a_change_the_old_holds_and_from_its_day_on_the_new(old, new, on, at):
    before = NameEntry(value=old)
    profile = changed(IdentityProfile(name=(before,)), before, NameEntry(value=new), on=on)
    assert af.disclose(profile, "self", at=at).name == (new if at >= on else old)
    former = [entry.value for entry in af.disclose(profile, "self", at=at, former=True).former]
    assert former == ([old] if at >= on else [])


@given(identity_profiles(lists=("name",)), names())
def test_a_correction_leaves_no_trace(profile, name):
    for wrong in profile.name:
        right = attrs.evolve(wrong, value=name, absent=None)
        after = corrected(profile, wrong, right)
        assert len(after.name) == len(profile.name)
        assert after == IdentityProfile(
            id=profile.id, name=tuple(right if place == profile.name.index(wrong) else entry for place, entry in enumerate(profile.name))
        )
    assert profile.name == () or corrected(profile, profile.name[0], None).name == profile.name[1:]


def test_what_began_on_the_very_day_is_gone():
    old, new = NameEntry(value="A", period=Period(start="2026-11-27")), NameEntry(value="B", period=Period(end="2030-01-01"))
    after = changed(IdentityProfile(name=(old,)), old, new, on="2026-11-27")
    assert after.name == (attrs.evolve(new, period=Period(start="2026-11-27", end="2030-01-01")),)


def test_a_change_may_end_an_entry_with_nothing_in_its_place():
    old = HonorificEntry(value="Dr", period=Period(start="2020-01-01"))
    after = changed(IdentityProfile(honorific=(old,)), old, None, on="2026-11-27")
    assert after.honorific == (attrs.evolve(old, period=Period(start="2020-01-01", end="2026-11-26")),)


def test_only_what_is_there_changes_and_only_into_its_own_kind():
    name = NameEntry(value="A")
    with pytest.raises(af.UsageFault, match="has no such entry"):
        corrected(IdentityProfile(), name, None)
    with pytest.raises(af.UsageFault, match="its own kind"):
        corrected(IdentityProfile(name=(name,)), name, GenderEntry(text="x"))
    with pytest.raises(af.UsageFault, match="at= is a date"):
        changed(IdentityProfile(name=(name,)), name, None, on="tomorrow")
