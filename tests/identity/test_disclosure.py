# SPDX-License-Identifier: Apache-2.0
"""What an audience may know of a person, and that nothing else leaves a trace."""

import contextlib
import io
import logging
import pickle
from typing import get_args

import attrs
import pytest
from hidden import DAYS, LISTS, differing_in_the_hidden, holds, meant
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.cli import main
from alliance_forms.identity import AUDIENCES, CHANNELS, Readers
from alliance_forms.model import (
    ContactWish,
    GenderEntry,
    HonorificEntry,
    IdentityProfile,
    Mention,
    NameEntry,
    Period,
    PronounEntry,
    PronounSet,
)
from alliance_forms.testing import identity_profiles, names
from alliance_forms.text import letter

DAY = "2026-11-27"


def everything(profile, audience, channel, at, path):
    """Every output there is of what is disclosed, as bytes."""
    told = af.disclose(profile, audience, channel=channel, at=at)
    yield from (repr(told), str(told), str(attrs.asdict(told)), pickle.dumps(told), hash(told))
    for locale in ("en", "es", "ar"):
        yield from (told.name_for(locale), told.greeting(locale), told.address(locale), repr(told.pronouns_for(locale)))
    for other in CHANNELS:
        yield attrs.asdict(told.may_contact(other))
    path.write_text(af.dumps(profile), encoding="utf-8")
    for language in ("en", "es"):
        yield said(["identity", "show", str(path), "--audience", audience, "--channel", channel, "--at", at, "--locale", language])


def said(arguments):
    """What a command writes, to whom, with which status, and what it logs."""
    out, log = io.StringIO(), io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            main(arguments)
    except SystemExit as leaving:
        return out.getvalue(), log.getvalue(), leaving.code
    finally:
        logging.getLogger().removeHandler(handler)
    return out.getvalue(), log.getvalue(), 0


# --- noninterference -----------------------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(differing_in_the_hidden())
def test_what_an_audience_may_not_have_changes_nothing_it_receives(tmp_path, two):
    first, second, audience, channel, at = two
    path = tmp_path / "profile.json"
    assert list(everything(first, audience, channel, at, path)) == list(everything(second, audience, channel, at, path))


@settings(max_examples=settings.default.max_examples // 2, suppress_health_check=[HealthCheck.too_slow])
@given(differing_in_the_hidden(), st.sampled_from(["html", "text", "fhir-r4"]), st.sampled_from(["en", "es"]))
def test_what_an_audience_may_not_have_changes_no_form(two, format_, locale):
    first, second, audience, channel, at = two
    check_in = af.get_instrument("alliance-check-in")

    def shown(profile):
        told = af.disclose(profile, audience, channel=channel, at=at)
        try:
            form = af.render(check_in, format_, locale=locale, rater="therapist", identity=told)
            sent = letter(af.form_view(check_in, locale=locale, rater="client"), recipient=told, channel="email")
        except af.UsageFault as refusal:
            return str(refusal)
        return form, repr(sent), sent.file_name, sent.text

    assert shown(first) == shown(second)


@pytest.mark.parametrize("format_", ["html", "text", "fhir-r4"])
def test_what_renders_takes_what_was_disclosed_and_never_a_profile(format_):
    with pytest.raises(af.UsageFault, match="never a profile itself"):
        af.render(af.get_instrument("alliance-check-in"), format_, rater="therapist", identity=IdentityProfile())


@given(identity_profiles(), st.sampled_from(AUDIENCES), st.sampled_from(CHANNELS), st.sampled_from(DAYS))
def test_what_is_disclosed_is_what_names_both_and_holds_then(profile, audience, channel, at):
    told = af.disclose(profile, audience, channel=channel, at=at)
    for name in ("pronouns", "gender_identity", "recorded_sex_or_gender", "sex_parameter_for_clinical_use", "contact"):
        entries = [entry for entry in getattr(profile, name) if meant(entry, audience, channel) and holds(entry, at)]
        assert len(getattr(told, name)) == len(entries)
        for given_, entry in zip(getattr(told, name), entries, strict=True):
            stripped = {"period": None, "source": None, "audience": ()} | ({"channel": ()} if name != "contact" else {})
            also = {"also_read_by": None} if name == "contact" and channel != "screen" else {}
            assert given_ == attrs.evolve(entry, **stripped, **also)


@given(identity_profiles(), st.sampled_from(AUDIENCES), st.sampled_from(CHANNELS))
def test_an_official_or_former_name_never_stands_for_the_name_to_use(profile, audience, channel):
    hidden = attrs.evolve(profile, contact=(), name=tuple(entry for entry in profile.name if entry.use != "usual"))
    told = af.disclose(hidden, audience, channel=channel, at=DAY, former=True)
    nobody = af.disclose(IdentityProfile(), audience, channel=channel)
    assert told.name is None
    assert (told.name_for("en"), told.greeting("es")) == (nobody.name_for("en"), nobody.greeting("es"))


@given(identity_profiles(), st.sampled_from(AUDIENCES), st.sampled_from(CHANNELS), st.sampled_from(CHANNELS))
def test_an_instruction_is_never_looser_than_a_wish_that_may_be_known(profile, audience, channel, about):
    told = af.disclose(profile, audience, channel=channel, at=DAY)
    instruction = told.may_contact(about)
    wishes = [wish for wish in profile.contact if wish.channel == about and meant(wish, audience, channel) and holds(wish, DAY)]
    assert instruction.allowed == (bool(wishes) and all(wish.allowed is True for wish in wishes))
    order = get_args(Mention)
    assert all(order.index(instruction.mention) <= order.index(wish.mention or "nothing") for wish in wishes)
    assert instruction.name is None or all(wish.name == instruction.name for wish in wishes)
    if not instruction.allowed:
        assert instruction == af.disclose(IdentityProfile(), audience, channel=channel).may_contact(about)


# --- names ---------------------------------------------------------------------------------------------------------------


@given(names(), st.sampled_from(CHANNELS))
def test_a_name_is_kept_exactly(name, channel):
    profile = IdentityProfile(name=(NameEntry(value=name, channel=(channel,)),))
    told = af.disclose(af.load(af.dumps(profile), IdentityProfile), "self", channel=channel)
    assert told.name_for("en") == told.name_for("ar") == told.address("en") == name
    assert f"\u2068{name}\u2069" in told.greeting("en")


def test_the_greeting_is_in_the_language_asked_for():
    sam = af.disclose(IdentityProfile(name=(NameEntry(value="Sam"),)), "self")
    assert sam.greeting("en") == "Hello \u2068Sam\u2069"
    assert sam.greeting("es").startswith("Hola, \u2068Sam\u2069")
    assert af.disclose(IdentityProfile(), "self").greeting("es") == "Hola"


@pytest.mark.parametrize(
    ("audience", "channel", "english"),
    [
        ("therapist", "screen", "your client"), ("care-team", "email", "your client"), ("family", "mail", "this person"),
        ("insurer", "screen", "this person"), ("self", "screen", "you"), ("self", "mail", "the addressee"), ("school", "screen", "this person"),
    ],
)  # fmt: skip
def test_without_a_name_stands_the_neutral_form(audience, channel, english):
    host = af.Host(audiences=("school",))
    assert af.disclose(IdentityProfile(), audience, channel=channel, host=host).name_for("en") == english


# --- what stands by itself when nothing is said --------------------------------------------------------------------------


@given(identity_profiles(), st.sampled_from(AUDIENCES), st.sampled_from(CHANNELS))
def test_where_nothing_is_said_only_the_person_sees_it_and_on_a_screen(profile, audience, channel):
    def plain(entry):
        kept = {"channel": entry.channel} if isinstance(entry, ContactWish) else {}
        fields = {f.name: getattr(entry, f.name) for f in attrs.fields(type(entry)) if f.name not in ("audience", "channel", "period")}
        return type(entry)(**fields, **kept)

    silent = IdentityProfile(**{name: tuple(map(plain, getattr(profile, name))) for name in LISTS})
    told = af.disclose(silent, audience, channel=channel)
    if audience != "self":
        assert told == af.disclose(IdentityProfile(), audience, channel=channel)
    elif channel != "screen":
        wishes = tuple(wish for wish in silent.contact if wish.channel == channel)
        assert told == af.disclose(IdentityProfile(contact=wishes), audience, channel=channel)


@given(identity_profiles(), st.text(max_size=12))
def test_a_reader_or_way_nobody_knows_is_refused(profile, word):
    if word not in AUDIENCES:
        with pytest.raises(af.UsageFault, match="this is no audience that is known here, so nothing is given"):
            af.disclose(profile, word, at=DAY)
    if word not in CHANNELS:
        with pytest.raises(af.UsageFault, match="this is no channel that is known here, so nothing is given"):
            af.disclose(profile, "self", channel=word, at=DAY)
        with pytest.raises(af.UsageFault, match="this is no channel"):
            af.disclose(profile, "self", at=DAY).may_contact(word)


def test_the_nearest_name_is_suggested():
    with pytest.raises(af.UsageFault, match="Did you mean 'front-desk'"):
        af.disclose(IdentityProfile(), "frontdesk")


def test_a_host_has_audiences_and_channels_of_its_own():
    host = af.Host(audiences=("school",), channels=("fax",))
    profile = IdentityProfile(name=(NameEntry(value="Sam", audience=("school",), channel=("fax",)),))
    assert af.disclose(profile, "school", channel="fax", host=host).name == "Sam"
    assert af.disclose(profile, "school", host=host).name is None
    assert not af.disclose(profile, "school", host=host).may_contact("fax").allowed
    with pytest.raises(af.UsageFault):
        af.disclose(profile, "school")


@pytest.mark.parametrize("names_", ["school", ("a b",), ("self",), (1,), ["school"]])
def test_a_hosts_own_audiences_are_ids(names_):
    with pytest.raises(af.UsageFault, match="tuple of ids"):
        af.Host(audiences=names_)


def test_no_audience_includes_another():
    for audience in AUDIENCES:
        profile = IdentityProfile(name=(NameEntry(value="Sam", audience=(audience,)),))
        assert [other for other in AUDIENCES if af.disclose(profile, other).name] == [audience]


# --- days ----------------------------------------------------------------------------------------------------------------


def test_an_entry_holds_from_its_first_day_to_its_last():
    sam = NameEntry(value="Sam", period=Period(start="2026-01-01", end="2026-12-31"))
    profile = IdentityProfile(name=(sam,))
    days = ["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"]
    assert [af.disclose(profile, "self", at=day).name for day in days] == [None, "Sam", "Sam", None]


def test_a_day_is_needed_only_where_an_entry_for_this_audience_has_one():
    sam = NameEntry(value="Sam", period=Period(start="2026-01-01"), audience=("therapist",))
    profile = IdentityProfile(name=(sam,))
    assert af.disclose(profile, "family").name is None
    assert af.disclose(attrs.evolve(profile, name=(attrs.evolve(sam, period=Period()),)), "therapist").name == "Sam"
    with pytest.raises(af.UsageFault, match="at='2026-11-25'"):
        af.disclose(profile, "therapist")


@pytest.mark.parametrize("at", ["today", "2026-02-30", "20261127", "", 20261127])
def test_a_day_is_a_day(at):
    with pytest.raises(af.UsageFault, match="at= is a date"):
        af.disclose(IdentityProfile(), "self", at=at)


def test_former_names_are_left_out_unless_asked_for_and_then_for_those_they_name():
    ended = NameEntry(value="A", period=Period(end="2025-12-31"), audience=("insurer",))
    coming = NameEntry(value="C", period=Period(start="2027-01-01"), audience=("insurer",))
    old = NameEntry(value="B", use="old", audience=("insurer",))
    profile = IdentityProfile(name=(ended, old, coming))
    assert af.disclose(profile, "insurer", at=DAY).former == ()
    assert af.disclose(profile, "insurer", at=DAY, former=True).name is None
    assert [entry.value for entry in af.disclose(profile, "insurer", at=DAY, former=True).former] == ["A", "B"]
    assert af.disclose(profile, "self", at=DAY, former=True).former == ()


# --- single facts --------------------------------------------------------------------------------------------------------


def test_pronouns_come_in_the_persons_order_for_the_language_asked_for():
    they, elle = PronounEntry(language="en", set="they"), PronounEntry(language="es", text="elle")
    own = PronounSet(
        subject="xe", object="xem", possessive_determiner="xyr", possessive_pronoun="xyrs", reflexive="xemself", verb="singular"
    )
    xe, name = PronounEntry(language="en-GB", own=own), PronounEntry(use="name-only")
    told = af.disclose(IdentityProfile(pronouns=(they, elle, PronounEntry(absent="asked-declined"), xe, name)), "self")
    assert [(one.set, one.own, one.use) for one in told.pronouns_for("en")] == [
        ("they", None, None),
        (None, own, None),
        (None, None, "name-only"),
    ]
    assert [one.text or one.use for one in told.pronouns_for("es-419")] == ["elle", "name-only"]
    assert [one.use for one in told.pronouns_for("de")] == ["name-only"]


def test_the_reason_why_there_is_none_is_an_answer_where_it_may_be_known():
    declined = HonorificEntry(absent="asked-declined", audience=("self", "front-desk"))
    profile = IdentityProfile(honorific=(declined,), gender_identity=(GenderEntry(absent="asked-declined"),))
    assert dict(af.disclose(profile, "front-desk").absent) == {"honorific": "asked-declined"}
    assert dict(af.disclose(profile, "therapist").absent) == {}
    assert [entry.absent for entry in af.disclose(profile, "self").gender_identity] == ["asked-declined"]


def test_a_name_for_a_channel_stands_before_the_other_names_there():
    wish = ContactWish(channel="voicemail", allowed=True, name="Alex", audience=("front-desk",))
    sam = NameEntry(value="Sam", audience=("front-desk",), channel=("screen", "voicemail"))
    profile = IdentityProfile(name=(sam,), contact=(wish,))
    assert af.disclose(profile, "front-desk", channel="voicemail").name == "Alex"
    assert af.disclose(profile, "front-desk").name == "Sam"
    torn = attrs.evolve(profile, contact=(wish, attrs.evolve(wish, name="Lee")))
    assert af.disclose(torn, "front-desk", channel="voicemail").name is None


def test_an_honorific_is_never_derived_and_never_stands_alone():
    profile = IdentityProfile(gender_identity=(GenderEntry(text="woman"),), honorific=(HonorificEntry(value="Dr", channel=("mail",)),))
    assert af.disclose(profile, "self").honorific is None
    assert af.disclose(profile, "self", channel="mail").address("en") == "the addressee"


def test_official_names_are_asked_for_by_issuer():
    card = NameEntry(value="Alexandra Rivera", use="official", issuer="insurance card", audience=("insurer",))
    told = af.disclose(IdentityProfile(name=(card,)), "insurer")
    assert told.official_name == told.official_name_for("insurance card") == "Alexandra Rivera"
    assert told.official_name_for("passport") is None
    assert af.disclose(IdentityProfile(), "insurer").official_name is None


@pytest.mark.parametrize(
    ("mention", "text"), [("nothing", "Your form"), ("sender", "Clinic X"), ("anything", "Your session"), (None, "Your form")]
)
def test_where_nothing_may_be_mentioned_only_the_discreet_text_is_said(mention, text):
    wish = ContactWish(channel="email", allowed=True, mention=mention)
    instruction = af.disclose(IdentityProfile(contact=(wish,)), "self").may_contact("email")
    assert instruction.choose(discreet="Your form", sender="Clinic X", anything="Your session") == text
    assert instruction.choose(discreet="Your form") == "Your form"


def test_where_nobody_may_write_no_text_is_chosen():
    with pytest.raises(af.UsageFault, match="nothing may be left by 'sms'"):
        af.disclose(IdentityProfile(), "self").may_contact("sms").choose(discreet="Your form")


def test_who_else_reads_along_is_not_written_where_they_read():
    wish = ContactWish(channel="mail", allowed=True, also_read_by="the household")
    profile = IdentityProfile(contact=(wish,))
    assert af.disclose(profile, "self").contact[0].also_read_by == "the household"
    assert af.disclose(profile, "self", channel="mail").contact[0].also_read_by is None


def test_an_identity_made_by_hand_has_no_words():
    with pytest.raises(af.UsageFault, match=r"alliance_forms\.disclose gives it some"):
        af.DisclosedIdentity(audience="self", channel="screen").name_for("en")


def named_in(value):
    return set(repr(value)[len(type(value).__name__) + 1 : -1].split(", ")) - {""}


@given(identity_profiles(), st.sampled_from(AUDIENCES))
def test_a_repr_shows_field_names_only(profile, audience):
    told = af.disclose(profile, audience, at=DAY)
    entries = [entry for name in LISTS for entry in getattr(profile, name)]
    periods = [entry.period for entry in entries if entry.period]
    for value in (profile, told, *entries, *periods, *told.official, told.may_contact("sms")):
        assert repr(value) == f"{type(value).__name__}({repr(value).partition('(')[2]}"
        assert named_in(value) <= {field.name for field in attrs.fields(type(value))}


def test_readers_are_those_everyone_has_and_the_hosts():
    assert Readers(own_audiences=("school",)).audiences == (*AUDIENCES, "school")
    assert Readers(own_channels=("fax",)).channels == (*CHANNELS, "fax")
