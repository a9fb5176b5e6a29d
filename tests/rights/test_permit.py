# SPDX-License-Identifier: Apache-2.0
"""The one door to text: a wording is shown exactly when its basis, the declared use and the grant say so."""

from datetime import date, timedelta
from typing import get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.model import Basis, Grant, Rights, Use, is_wording, texts_of
from alliance_forms.rights import TERMS, Setting, credit, permit

FREE = {"public-domain", "free-no-permission", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-ND-4.0"}
LEFT_OPEN = {"licence-required", "unknown"}
USES = [None, *get_args(Use)]
PLACES = [None, "Norway", "norway", "Québec"]
LOCALES = ["en", "en-GB", "es-419"]
DAY = date(2026, 11, 25)
days = st.integers(-2, 2).map(lambda number: (DAY + timedelta(days=number)).isoformat())


def some(values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


grants = st.builds(
    Grant, grantor=st.just("A"), grantee=st.just("B"), use=some(get_args(Use)), territory=some(["Norway", "Québec"]),
    locale=some(LOCALES), start=st.none() | days, end=st.none() | days,
)  # fmt: skip
settings_ = st.builds(Setting, use=st.sampled_from(USES), territory=st.sampled_from(PLACES), at=days, record=st.booleans())
rights_ = st.builds(
    Rights, basis=st.sampled_from(get_args(Basis)), holder=st.sampled_from([None, "The holder"]),
    contact=st.sampled_from([None, "https://example.org/ask"]), electronic=st.sampled_from([None, True, False]),
    record_export=st.sampled_from([None, True, False]),
)  # fmt: skip


def shown(rights, grant, locale, setting):
    """The rule, said once more and otherwise."""
    if rights.basis in FREE:
        return True
    if rights.basis not in LEFT_OPEN:
        return setting.use in ("clinical", "research", "education")
    flags = rights.electronic is not False and not (setting.record and rights.record_export is False)
    return (
        flags
        and grant is not None
        and locale in (grant.locale or LOCALES)
        and setting.use in (grant.use or USES)
        and (not grant.territory or (setting.territory or "").lower() in [place.lower() for place in grant.territory])
        and (grant.start or "0000") <= setting.at <= (grant.end or "9999")
    )


@given(rights_, st.none() | grants, st.sampled_from(LOCALES), settings_)
def test_a_wording_is_shown_exactly_when_the_rule_says_so(rights, grant, locale, setting):
    asked = {"instrument": "x", "rights": rights, "locale": locale, "grant": grant, "setting": setting}
    if shown(rights, grant, locale, setting):
        permit(**asked)
        return
    with pytest.raises(af.NotPermitted) as caught:
        permit(**asked)
    assert caught.value.holder == rights.holder
    for said in (rights.holder, rights.contact, caught.value.step):
        assert said is None or said in str(caught.value)
    assert caught.value.reason


@given(rights_, st.none() | grants, st.sampled_from(LOCALES), settings_)
def test_the_day_is_needed_only_where_a_period_is_judged(rights, grant, locale, setting):
    timeless = attrs.evolve(setting, at=None)
    asked = {"instrument": "x", "rights": rights, "locale": locale, "setting": timeless}
    endless = attrs.evolve(grant, start=None, end=None) if grant else None
    try:
        permit(**asked, grant=grant)
    except af.UsageFault as fault:
        assert "at=" in str(fault)
        assert grant.start or grant.end
        assert shown(rights, endless, locale, setting)
    except af.NotPermitted:
        assert not shown(rights, endless, locale, setting)
    else:
        assert rights.basis not in LEFT_OPEN or not (grant.start or grant.end)


@pytest.mark.parametrize(("at", "reason"), [
    ("2026-01-31", "grant-not-begun"), ("2026-02-01", None), ("2026-02-28", None), ("2026-03-01", "grant-expired"),
])  # fmt: skip
def test_a_grant_holds_from_its_first_to_its_last_day(at, reason):
    grant = Grant(grantor="A", grantee="B", start="2026-02-01", end="2026-02-28")
    asked = {"instrument": "x", "rights": Rights(basis="licence-required"), "locale": "en", "grant": grant, "setting": Setting(at=at)}
    if reason is None:
        permit(**asked)
        return
    with pytest.raises(af.NotPermitted, match=at) as caught:
        permit(**asked)
    assert caught.value.reason == reason


@pytest.mark.parametrize(("grant", "setting", "reason", "named"), [
    ({"use": ("research",)}, {"use": "clinical"}, "grant-use", "not for clinical use"),
    ({"use": ("research",)}, {}, "grant-use", r"Host\(use=…\)"),
    ({"territory": ("Norway",)}, {"territory": "Peru"}, "grant-territory", "not for Peru"),
    ({"territory": ("Norway",)}, {}, "grant-territory", r"Host\(territory=…\)"),
    ({"locale": ("es",)}, {}, "grant-locale", "for es, not for en"),
])  # fmt: skip
def test_a_grant_that_does_not_cover_it_says_what_it_is_for(grant, setting, reason, named):
    rights = Rights(basis="unknown")
    given = Grant(grantor="A", grantee="B", **grant)
    with pytest.raises(af.NotPermitted, match=named) as caught:
        permit(instrument="x", rights=rights, locale="en", grant=given, setting=Setting(**setting))
    assert caught.value.reason == reason


def test_a_licence_without_commercial_use_asks_for_a_declared_use():
    rights = Rights(basis="CC-BY-NC-4.0", holder="The holder")
    with pytest.raises(af.NotPermitted, match=r"Host\(use=…\)") as caught:
        permit(instrument="x", rights=rights, locale="en")
    assert caught.value.reason == "use-not-declared"
    with pytest.raises(af.NotPermitted, match="The holder") as caught:
        permit(instrument="x", rights=rights, locale="en", setting=Setting(use="commercial"))
    assert caught.value.reason == "commercial-use"


@pytest.mark.parametrize("at", ["26-11-25", "20261125", "2026-02-30", "today", "2026-W01-1", 20261125])
def test_a_day_that_is_none_is_a_fault_of_the_call(at):
    with pytest.raises(af.UsageFault, match="at="):
        Setting(at=at)


def test_every_basis_has_its_row_and_only_two_leave_anything_open():
    assert set(TERMS) == set(get_args(Basis))
    for basis, terms in TERMS.items():
        assert (None in attrs.astuple(terms)) == (basis in LEFT_OPEN)
        assert (terms.commercial is False) == ("-NC" in basis)
        assert terms.share_alike == ("-SA" in basis)
        assert terms.derivatives == (basis not in LEFT_OPEN and "-ND" not in basis)
        assert terms.redistribution == (basis not in LEFT_OPEN)


def test_everything_bundled_may_be_given_on():
    for line in af.instruments(host=af.Host(shelf=bundled())):
        instrument = af.get_instrument(line.id)
        packs = af.wordings(instrument, host=af.Host(shelf=bundled()))
        own = any(text is not None for path, text in texts_of(instrument) if is_wording(path))
        for rights in [*(pack.rights for pack in packs), *([instrument.rights] if own else [])]:
            assert TERMS[rights.basis].redistribution


def bundled():
    from alliance_forms.plugins import Shelf

    return Shelf(group=None)


@pytest.mark.parametrize(("rights", "line"), [
    (Rights(basis="CC-BY-4.0", holder="X", attribution="By X."), "By X."), (Rights(basis="CC-BY-4.0", holder="X"), "© X (CC-BY-4.0)"),
    (Rights(basis="licence-required", holder="X"), "© X"), (Rights(basis="CC0-1.0", holder="X"), None), (Rights(basis="CC-BY-4.0"), None),
])  # fmt: skip
def test_who_has_to_be_named_is_named(rights, line):
    assert credit(rights) == line


def test_a_host_declares_one_of_the_uses_there_are():
    with pytest.raises(af.UsageFault, match="clinical"):
        af.Host(use="fun")
