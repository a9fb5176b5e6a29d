# SPDX-License-Identifier: Apache-2.0
"""An intake form and a profile say the same, both ways, and nothing is lost that the form did not show."""

import re

import attrs
import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import check_profile
from alliance_forms.model import (
    Absent,
    Coding,
    ContactWish,
    Entry,
    FrozenMap,
    GenderEntry,
    HonorificEntry,
    NameEntry,
    OwnWords,
    Period,
    PronounEntry,
    PronounSet,
)
from alliance_forms.testing import identity_profiles, names, responses

INTAKE = af.get_instrument("identity-intake")
TODAY = "2026-11-27"
SAM = af.IdentityProfile(
    id="p1",
    name=(
        NameEntry(value="Sam", audience=("self", "therapist"), channel=("screen", "video-lobby")),
        NameEntry(value="S. Rivera", channel=("mail", "email")),
        NameEntry(value="Alexandra Rivera", use="official", issuer="insurance card", audience=("insurer",), channel=("screen", "mail")),
    ),
    pronouns=(
        PronounEntry(language="en", set="they", audience=("self", "therapist")),
        PronounEntry(language="en", set="she", audience=("self", "therapist")),
    ),
    gender_identity=(GenderEntry(text="genderfluid"),),
    honorific=(HonorificEntry(absent="asked-declined"),),
    contact=(ContactWish(channel="voicemail", allowed=False), ContactWish(channel="mail", allowed=True, mention="nothing")),
)


def sent(page):
    """What a browser sends for a page as it stands."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(f"<!doctype html><title>x</title>{page}")
    for control in root.iter():
        name, kind = control.get("name"), control.get("type", "text")
        if control.tag == "textarea":
            yield name, "".join(control.itertext()).replace("\n", "\r\n")
        elif control.tag == "input" and name and (kind not in ("radio", "checkbox") or "checked" in control.attrib):
            yield name, control.get("value", "").replace("\r", "").replace("\n", "")


def there_and_back(seen, /, host=None, **how):
    """A profile as a page, and the page sent as it stands."""
    page = af.render(INTAKE, "html", response=af.identity_answers(INTAKE, seen, at=TODAY), host=host)
    back = af.read(INTAKE, "html", list(sent(page)), host=host)
    return af.identity_from(INTAKE, back, at=TODAY, **how)


def answered(group, /, *rounds):
    """A response with rounds of one group, each its id and its answers."""
    entries = tuple(Entry(id=name, answers=FrozenMap(answers)) for name, answers in rounds)
    return af.Response(instrument=INTAKE.id, version=INTAKE.version, answers={group: entries})


# --- laws --------------------------------------------------------------------------------------------------------------


@given(identity_profiles())
def test_a_page_that_is_sent_as_it_stands_changes_nothing(profile):
    assert there_and_back(profile, profile=profile) == profile


@given(responses(INTAKE, absences=False))
def test_what_a_form_made_the_form_shows_again(response):
    made = af.identity_from(INTAKE, attrs.evolve(response, shown=None))
    assert there_and_back(made) == made
    assert check_profile(made, af.Host().readers) == ()


@given(identity_profiles(), responses(INTAKE))
def test_a_form_that_was_not_filled_in_from_the_profile_takes_nothing_from_it(profile, response):
    answers = {link: tuple(attrs.evolve(one, id=None) for one in rounds) for link, rounds in response.answers.items()}
    after = af.identity_from(INTAKE, attrs.evolve(response, answers=answers), profile=profile, at=TODAY)
    for field in attrs.fields(af.IdentityProfile):
        before, now = getattr(profile, field.name), getattr(after, field.name)
        if isinstance(before, tuple):
            kept = [entry for entry in before if entry.absent not in ("not-asked", "unknown")]
            assert [entry for entry in now if entry in kept][: len(kept)] == kept


@given(identity_profiles(), st.data())
def test_whatever_comes_back_the_rest_of_a_profile_stays(profile, data):
    shown = af.identity_answers(INTAKE, profile, at=TODAY)
    groups = [link for link, rounds in shown.answers.items() if rounds]
    blank = {link: (Entry(id=shown.answers[link][0].id, answers=FrozenMap()),) for link in groups if data.draw(st.booleans())}
    after = af.identity_from(INTAKE, attrs.evolve(shown, answers=blank), profile=profile, at=TODAY, correction=True)
    gone = sum(len(rounds[0].id.split(",")) for rounds in blank.values())
    lists = [name for name in attrs.fields_dict(af.IdentityProfile) if name != "id"]
    assert sum(len(getattr(profile, name)) - len(getattr(after, name)) for name in lists) == gone
    assert all(entry in getattr(profile, name) for name in lists for entry in getattr(after, name))


@given(names())
def test_a_name_is_kept_exactly(name):
    page = af.render(INTAKE, "html", response=answered("name", (None, {"name.is": (OwnWords(text=name),)})))
    made = af.identity_from(INTAKE, af.read(INTAKE, "html", list(sent(page))))
    assert made.name == (NameEntry(value=name),)


@given(responses(INTAKE))
def test_what_a_form_says_of_nobody_is_for_nobody(response):
    """An entry is for others only where the person chose them."""
    made = af.identity_from(INTAKE, response)
    for link, field in [("name", "name"), ("pronouns", "pronouns"), ("gender", "gender_identity"), ("honorific", "honorific")]:
        rounds = response.answers.get(link, ())
        if not any(one.answers.get(f"{link}.visibility") == "chosen" for one in rounds):
            entries = [entry for entry in getattr(made, field) if getattr(entry, "use", None) != "official"]
            assert all((entry.audience, entry.channel) == (("self",), ("screen",)) for entry in entries)


# --- one change at a time ----------------------------------------------------------------------------------------------


def shown(profile, group, number=0):
    return af.identity_answers(INTAKE, profile, at=TODAY).answers[group][number]


def after(profile, group, entry, **changes):
    """The profile after one round came back with changes; None takes an answer back."""
    answers = {link: answer for link, answer in {**entry.answers, **changes}.items() if answer is not None}
    return af.identity_from(INTAKE, answered(group, (entry.id, answers)), profile=profile, at=TODAY)


def test_a_profile_is_shown_round_by_round():
    answers = af.identity_answers(INTAKE, SAM).answers
    assert [one.id for one in answers["name"]] == ["0", "1"]
    assert [one.id for one in answers["official"]] == ["2"]
    assert dict(answers["pronouns"][0].answers)["pronouns.are"] == ("en.they", "en.she")
    assert answers["honorific"][0].answers["honorific.is"] == Absent(absent="asked-declined")
    assert answers["gender"][0].answers["gender.visibility"] == "self"


def test_pronouns_in_another_order_than_the_page_are_shown_in_rounds():
    two = af.IdentityProfile(pronouns=SAM.pronouns[::-1])
    rounds = af.identity_answers(INTAKE, two).answers["pronouns"]
    assert [one.answers["pronouns.are"] for one in rounds] == [("en.she",), ("en.they",)]
    assert there_and_back(two) == two


def test_another_name_ends_the_old_one_and_begins_today():
    changed = after(SAM, "name", shown(SAM, "name"), **{"name.is": (OwnWords(text="Alex"),)})
    old, new, *rest = changed.name
    assert old == attrs.evolve(SAM.name[0], period=Period(end="2026-11-26"))
    assert new == attrs.evolve(SAM.name[0], value="Alex", period=Period(start=TODAY))
    assert tuple(rest) == SAM.name[1:]
    assert [af.disclose(changed, "therapist", at=day).name for day in ("2026-11-26", TODAY)] == ["Sam", "Alex"]


def test_a_correction_leaves_no_trace():
    entry = shown(SAM, "name")
    response = answered("name", (entry.id, {**entry.answers, "name.is": (OwnWords(text="Alex"),)}))
    right = af.identity_from(INTAKE, response, profile=SAM, correction=True)
    assert right.name == (attrs.evolve(SAM.name[0], value="Alex"), *SAM.name[1:])


def test_what_was_changed_twice_on_one_day_leaves_no_trace_of_the_first_change():
    once = after(SAM, "name", shown(SAM, "name"), **{"name.is": (OwnWords(text="Alx"),)})
    twice = after(once, "name", shown(once, "name"), **{"name.is": (OwnWords(text="Alex"),)})
    assert [entry.value for entry in twice.name] == ["Sam", "Alex", "S. Rivera", "Alexandra Rivera"]


def test_who_may_know_changes_at_once_and_for_the_past_too():
    changed = after(SAM, "name", shown(SAM, "name"), **{"name.visibility": "self"})
    assert changed.name[0] == NameEntry(value="Sam")
    assert af.disclose(changed, "therapist").name is None


def test_a_round_that_comes_back_blank_has_ended():
    changed = after(SAM, "gender", attrs.evolve(shown(SAM, "gender"), answers=FrozenMap()))
    assert changed.gender_identity == (attrs.evolve(SAM.gender_identity[0], period=Period(end="2026-11-26")),)


def test_one_of_two_pronouns_is_taken_back_and_the_other_stays():
    changed = after(SAM, "pronouns", shown(SAM, "pronouns"), **{"pronouns.are": ("en.they", "name-only")})
    they, she, name_only = changed.pronouns
    assert (they, she.period) == (SAM.pronouns[0], Period(end="2026-11-26"))
    assert (name_only.use, name_only.language, name_only.audience) == ("name-only", None, ("self", "therapist"))


def test_a_wish_is_made_for_several_ways_at_once():
    wishes = answered("contact", (None, {"contact.channel": ("email", "sms"), "contact.allowed": "yes", "contact.mention": "sender"}))
    made = af.identity_from(INTAKE, wishes)
    assert made.contact == tuple(ContactWish(channel=way, allowed=True, mention="sender") for way in ("email", "sms"))
    assert af.disclose(made, "self").may_contact("sms").mention == "sender"


def test_a_wish_that_does_not_say_whether_it_is_allowed_allows_nothing_and_is_shown_again():
    made = af.identity_from(INTAKE, answered("contact", (None, {"contact.channel": ("mail",), "contact.times": "mornings"})))
    assert made.contact == (ContactWish(channel="mail", absent="unknown", times="mornings"),)
    assert not af.disclose(made, "self").may_contact("mail").allowed
    assert there_and_back(made) == made


@pytest.mark.parametrize("reason", ["asked-declined", "asked-unknown"])
def test_reasons_that_the_form_offers_survive_as_themselves(reason):
    declined = af.IdentityProfile(gender_identity=(GenderEntry(absent=reason),))
    assert there_and_back(declined) == declined


@pytest.mark.parametrize("reason", ["not-asked", "unknown", "not-applicable"])
def test_other_reasons_stay_until_there_is_an_answer(reason):
    nobody_asked = af.IdentityProfile(gender_identity=(GenderEntry(absent=reason),))
    assert there_and_back(nobody_asked, profile=nobody_asked) == nobody_asked
    answer = answered("gender", (None, {"gender.is": ("agender",)}))
    now = af.identity_from(INTAKE, answer, profile=nobody_asked).gender_identity
    agender = GenderEntry(coding=Coding(system="https://w3id.org/alliance-forms/gender", code="agender"))
    assert now == ((*nobody_asked.gender_identity, agender) if reason == "not-applicable" else (agender,))


def test_a_name_to_use_says_nothing_about_whether_an_office_asked_for_another():
    nobody_asked = af.IdentityProfile(name=(NameEntry(absent="not-asked", use="official"),))
    named = af.identity_from(INTAKE, answered("name", (None, {"name.is": (OwnWords(text="Sam"),)})), profile=nobody_asked)
    assert named.name == (*nobody_asked.name, NameEntry(value="Sam"))


KEPT = af.IdentityProfile(
    name=(
        NameEntry(value="Sammy", audience=("self", "school")),
        NameEntry(value="Former", use="old"),
        NameEntry(value="Past", period=Period(end="2020-01-01")),
        NameEntry(value=" "),
        NameEntry(value="Nobody", audience=()),
    ),
    pronouns=(
        PronounEntry(
            language="en",
            own=PronounSet(subject="a", object="b", possessive_determiner="c", possessive_pronoun="d", reflexive="e", verb="plural"),
        ),
        PronounEntry(language="sv", set="hen"),
    ),
    gender_identity=(GenderEntry(coding=Coding(system="https://example.org/x", code="y")), GenderEntry(text="line\rline")),
)


def test_what_the_form_has_no_words_for_is_not_shown_and_not_touched():
    shown = af.identity_answers(INTAKE, KEPT, at=TODAY)
    assert shown.answers == FrozenMap()
    new = attrs.evolve(answered("name", (None, {"name.is": (OwnWords(text="Sam"),)})), authored=f"{TODAY}T09:00:00Z")
    assert af.identity_from(INTAKE, new, profile=KEPT) == attrs.evolve(KEPT, name=(*KEPT.name, NameEntry(value="Sam")))


def test_what_the_form_does_not_ask_of_an_entry_stays_with_it():
    sourced = af.IdentityProfile(name=(NameEntry(value="Sam", source="letter", period=Period(start="2020-01-01")),))
    changed = after(sourced, "name", shown(sourced, "name"), **{"name.visibility": "chosen", "name.audience": ("family",)})
    assert changed.name == (attrs.evolve(sourced.name[0], audience=("self", "family")),)


# --- refusals ----------------------------------------------------------------------------------------------------------


def test_a_day_is_needed_where_something_ends():
    entry = shown(SAM, "name")
    response = answered("name", (entry.id, {"name.is": (OwnWords(text="Alex"),)}))
    with pytest.raises(af.UsageFault, match="say which day it is"):
        af.identity_from(INTAKE, response, profile=SAM)
    dated = attrs.evolve(response, authored="2026-11-27T23:30:00+01:00")
    assert af.identity_from(INTAKE, dated, profile=SAM).name[1].period == Period(start=TODAY)


def test_a_day_is_needed_to_show_what_holds_for_some_days():
    with pytest.raises(af.UsageFault, match="say which day it is"):
        af.identity_answers(INTAKE, KEPT)


def test_answers_to_another_state_of_the_profile_are_refused_without_a_word_of_them():
    with pytest.raises(af.UsageFault, match="another state of the profile") as caught:
        af.identity_from(INTAKE, answered("name", ("7", {"name.is": (OwnWords(text="Quetzal"),)})), profile=SAM, at=TODAY)
    assert "Quetzal" not in str(caught.value)


def test_one_round_that_comes_back_twice_is_refused():
    entry = shown(SAM, "name")
    with pytest.raises(af.UsageFault, match="another state of the profile"):
        af.identity_from(INTAKE, answered("name", (entry.id, entry.answers), (entry.id, {})), profile=SAM, at=TODAY)


def test_a_form_that_fills_no_profile_is_refused():
    phq9 = af.get_instrument("phq-9")
    with pytest.raises(af.UsageFault, match="fills no identity profile"):
        af.identity_answers(phq9, SAM)
    with pytest.raises(af.UsageFault, match="fills no identity profile"):
        af.identity_from(phq9, af.Response(instrument="phq-9", version="1.0.0", answers={}))


def test_answers_that_do_not_fit_are_refused_without_a_word_of_them():
    with pytest.raises(af.InvalidDocument) as caught:
        af.identity_from(INTAKE, answered("gender", (None, {"gender.is": ("quetzal",)})))
    assert [problem.code for problem in caught.value.problems] == ["AF-ANSWER-CODE"]
    assert "quetzal" not in str(caught.value)


# --- where it may be seen ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["text", "fhir-r4"])
def test_answers_leave_in_no_form_that_travels(name):
    with pytest.raises(af.UsageFault, match="for the person alone"):
        af.render(INTAKE, name, response=af.identity_answers(INTAKE, SAM))
    with pytest.raises(af.UsageFault, match="for the person alone"):
        af.render(INTAKE, name, submitted=object())
    assert af.render(INTAKE, name)


@pytest.mark.parametrize(("audience", "channel"), [("therapist", "screen"), ("self", "email")])
def test_answers_are_not_shown_with_what_somebody_else_may_know(audience, channel):
    identity = af.disclose(SAM, audience, channel=channel)
    with pytest.raises(af.UsageFault, match="for the person alone"):
        af.render(INTAKE, "html", response=af.identity_answers(INTAKE, SAM), identity=identity)


@pytest.mark.parametrize("audience", ["therapist", "care-team", "record"])
def test_a_response_is_released_to_nobody_else(audience):
    assert dict(af.release(af.identity_answers(INTAKE, SAM), audience).answers) == {}


def test_a_response_is_released_to_the_person():
    assert af.release(af.identity_answers(INTAKE, SAM), "self").answers == af.identity_answers(INTAKE, SAM).answers


# --- the page ----------------------------------------------------------------------------------------------------------


def test_only_the_name_on_a_document_may_be_filled_in_by_a_browser():
    page = af.render(INTAKE, "html")
    boxes = re.findall(r'<(?:input class="af-input"|input type="text"|textarea)[^>]*>', page)
    tokens = {re.search(r' name="af-([^"]*)"', box)[1]: (re.search(r'autocomplete="([^"]*)"', box) or ["", None])[1] for box in boxes}
    assert tokens.pop("official~1~official.is~text") == "name"
    assert set(tokens.values()) == {"off"}


def test_why_and_who_stand_before_each_question():
    host = af.Host(
        notices={
            "audience": {"en": "Only your therapist."},
            "audience/identity-intake": {"en": "Nobody else."},
            "audience/identity-intake/name.seen-by": {"en": "The people at the door."},
        }
    )
    page = af.render(INTAKE, "html", host=host)
    order = [page.index(words) for words in ("called what you want", "The people at the door.", "What name would you like", "Nobody else.")]
    assert order == sorted(order)
    assert page.count("Nobody else.") == 5
    assert "Who will see this, besides those you choose: The people at the door." in page
    # What is said before other forms may not be true of this one.
    assert "Only your therapist." not in page
    assert af.render(INTAKE, "html").count("Please ask before you answer.") == 2 + 6


def test_what_a_host_says_does_not_make_another_form_of_it():
    host = af.Host(notices={"audience/identity-intake": {"en": "Nobody else."}})
    assert af.form_view(INTAKE, host=host).version_tag == af.form_view(INTAKE).version_tag


@pytest.mark.parametrize("locale", ["en", "es"])
def test_the_box_for_own_words_stands_before_the_ways_not_to_answer(locale):
    page = af.render(INTAKE, "html", locale=locale)
    for link in ("name.is", "pronouns.are", "gender.is", "honorific.is"):
        box, declined = page.index(f"{link}~text"), page.index('value="declined"', page.index(f"{link}~text"))
        last = [place.start() for place in re.finditer(rf'name="af-[^"]*{re.escape(link)}" value="(?!declined|not-known)', page)][-1:]
        assert all(place < box for place in last)
        assert box < declined
