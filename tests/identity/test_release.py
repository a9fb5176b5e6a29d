# SPDX-License-Identifier: Apache-2.0
"""Which answers leave, to whom and when, and that what is withheld leaves no trace in anything made of them."""

import json
import logging
import pickle
from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.identity import AUDIENCES
from alliance_forms.model import Absent, DisplayItem, Entry, FrozenMap, GroupItem, ReleaseRule, Session, Shown
from alliance_forms.testing import identity_profiles, instruments, responses
from alliance_forms.testing._scored import scored_forms

NOW, BEFORE, AFTER = "2026-11-27T10:00:00Z", "2026-11-27T09:59:59Z", "2026-11-27T10:00:01Z"
PHQ9 = af.get_instrument("phq-9")
INSTRUMENTS = instruments()
BUNDLED = [af.get_instrument(name) for name in ("phq-9", "alliance-check-in", "shared-goals", "core-10")]


def given_to(answers, *rules, instrument="phq-9", **more):
    return af.Response(instrument=instrument, version="1.0.0", answers=answers, release=rules, **more)


def nine(**more):
    return {**{str(number): "2" for number in range(1, 10)}, **more}


AFTER_ANOTHER = af.load(
    json.dumps(
        {
            "format": "alliance-forms/instrument/1", "id": "clinic-x.two", "url": "https://example.org/two", "version": "1.0.0", "title": "Two",
            "language": "en", "rights": {"basis": "CC0-1.0"}, "subject": "client", "rater": ["client"], "validation": {"status": "unknown"},
            "scale": [{"id": "calm", "better": "higher", "method": "sum", "item": ["calm"]}],
            "alert": [{"id": "silent", "severity": "attention", "audience": ["self", "therapist"],
                       "when": {"question": "hurt", "operator": "exists", "answer": False}}],
            "item": [
                {"linkId": "hurt", "type": "boolean", "text": "Was anything hard?"},
                {"linkId": "why", "type": "text", "text": "What?", "enableWhen": [{"question": "hurt", "operator": "=", "answer": True}]},
                {"linkId": "calm", "type": "rating", "minimum": 0, "maximum": 10, "text": "How calm are you?",
                 "enableWhen": [{"question": "hurt", "operator": "exists", "answer": False}]},
                {"linkId": "how", "type": "choice", "text": "How?", "fill": "session.modality",
                 "answerOption": [{"code": code, "text": code} for code in ("in-person", "video", "phone", "messaging", "email")]},
            ],
        }
    ),
    af.Instrument,
)  # fmt: skip


# --- noninterference -----------------------------------------------------------------------------------------------------


def groups_around(items, link, outer=()):
    for item in items:
        if item.link_id == link:
            return outer
        found = groups_around(getattr(item, "item", ()), link, (item.link_id, *outer))
        if found is not None:
            return found
    return None


def oracle(instrument, rules, audience, channel):
    """The items an audience may have, straight from the words of DESIGN; without times."""
    open_ = set()
    for item in instrument.walk():
        levels = [
            [rule for rule in rules if name in rule.link_id] for name in (item.link_id, *groups_around(instrument.item, item.link_id))
        ]
        deciding = next(filter(None, [*levels, [rule for rule in rules if not rule.link_id]]), None)
        if deciding is None:
            allowed, named = audience in ("self", "therapist") and channel == "screen", False
        else:
            allowed = any(audience in rule.audience and channel in rule.channel for rule in deciding)
            named = bool(deciding[0].link_id)
        if allowed:
            open_.add((item.link_id, named))
    while True:
        links = {link for link, _ in open_}
        lost = {
            (item.link_id, False)
            for item in instrument.walk()
            if any(
                condition.question not in links
                for one in instrument.walk()
                if one.link_id in (item.link_id, *groups_around(instrument.item, item.link_id))
                for condition in one.enable_when
            )
        }
        if not open_ & lost:
            return links
        open_ -= lost


def mixed(draw, first, second, links):
    """What may be had of the first response, among what may not be had of the second."""
    kept = {}
    hidden = {link: answer for link, answer in second.items() if link not in links and not has_entries(answer)}
    if draw(st.booleans()):
        kept |= hidden
    for link, answer in first.items():
        if has_entries(answer):
            other = [one.answers for one in second.get(link, ()) if isinstance(one, Entry)] if has_entries(second.get(link)) else []
            rounds = [
                attrs.evolve(one, answers=FrozenMap(mixed(draw, one.answers, other[0] if other else {}, links)))
                for one in answer
                if visible(one.answers, links) or not any(name not in links for name in (link, *one.answers))
            ]
            if rounds:
                kept[link] = tuple(rounds)
        elif link in links:
            kept[link] = answer
    return kept | {link: answer for link, answer in hidden.items() if link not in kept}


def has_entries(answer):
    return isinstance(answer, tuple) and any(isinstance(one, Entry) for one in answer)


def visible(answers, links):
    return any(visible_answer(link, answer, links) for link, answer in answers.items())


def visible_answer(link, answer, links):
    return any(visible(one.answers, links) for one in answer) if has_entries(answer) else link in links


READERS = st.lists(st.sampled_from(AUDIENCES[:4]), max_size=3, unique=True).map(tuple)
WAYS = st.sampled_from([("screen",), ("screen",), ("screen", "email"), ()])


@st.composite
def rules_for(draw, links):
    """A rule for everything, mostly one that lets the person and the therapist read, and rules for some of the items."""
    everything_ = draw(st.sampled_from([None, ("self", "therapist"), ("self", "therapist"), ("self", "therapist", "family"), ("self",)]))
    general = [] if everything_ is None else [ReleaseRule(audience=everything_, channel=("screen", "email"))]
    some = st.lists(st.sampled_from(links), min_size=1, max_size=3, unique=True).map(tuple)
    named = draw(st.lists(st.builds(ReleaseRule, audience=READERS, channel=WAYS, link_id=some), min_size=1, max_size=3))
    return tuple(draw(st.permutations([*general, *named])))


@st.composite
def two_that_differ_in_the_withheld(draw, forms):
    instrument, first, second = draw(forms)
    links = [item.link_id for item in instrument.walk()]
    rules = draw(rules_for(links))
    audience, channel = draw(st.sampled_from([*AUDIENCES[:2], *AUDIENCES[:5]])), draw(st.sampled_from(["screen", "screen", "email"]))
    open_ = oracle(instrument, rules, audience, channel)
    changes = {"answers": mixed(draw, first.answers, second.answers, open_)}
    changes["release"] = tuple(attrs.evolve(rule, audience=(*rule.audience, "research")) for rule in rules)
    if any(link not in open_ for link in links):
        hidden = [
            item.fill.removeprefix("session.") for item in instrument.walk() if getattr(item, "fill", None) and item.link_id not in open_
        ]
        fields = {name: getattr(second.session, name, None) for name in hidden}
        changes |= {"status": second.status, "session": attrs.evolve(first.session or Session(), **fields)}
    if not any(item.link_id in open_ for item in instrument.walk() if not isinstance(item, DisplayItem)):
        changes |= {name: getattr(second, name) for name in ("id", "authored", "session", "rater_id", "entered_by", "replaces", "shown")}
    return instrument, attrs.evolve(first, release=rules), attrs.evolve(first, **changes), audience, channel


def everything(instrument, response, audience, channel):
    """Every output there is of what is released; what raises gives its message."""
    part = af.release(response, audience, channel=channel, instrument=instrument)
    yield from (repr(part), af.dumps(part), pickle.dumps(part), repr(af.alerts(instrument, part)))
    yield [str(problem) for problem in af.check_response(instrument, part)]
    try:
        report = af.score(instrument, part)
        yield from (af.dumps(report), repr(report), str(report.explain("en")), report.explain())
    except af.AllianceFormsError as error:
        yield str(error)


@st.composite
def drawn_forms(draw):
    instrument = draw(INSTRUMENTS)
    return instrument, draw(responses(instrument, complete=True)), draw(responses(instrument))


@st.composite
def forms_with_scales(draw):
    instrument, first = draw(scored_forms())
    return instrument, first, draw(responses(instrument))


@st.composite
def bundled_forms(draw):
    instrument = draw(st.sampled_from(BUNDLED))
    return instrument, draw(responses(instrument, complete=True)), draw(responses(instrument))


# Forms drawn at random are mostly small, and withhold all or nothing.
FORMS = forms_with_scales() | bundled_forms() | drawn_forms()


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(two_that_differ_in_the_withheld(FORMS))
def test_what_is_withheld_changes_nothing_that_is_received(case):
    instrument, first, second, audience, channel = case
    assert list(everything(instrument, first, audience, channel)) == list(everything(instrument, second, audience, channel))


@settings(max_examples=settings.default.max_examples // 2, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(two_that_differ_in_the_withheld(bundled_forms()), st.sampled_from(["html", "text", "fhir-r4", "fhir-r5"]))
def test_what_is_withheld_changes_nothing_on_a_page_in_a_text_or_in_a_record(case, format_):
    instrument, first, second, audience, channel = case

    def shown(response):
        part = af.release(response, audience, channel=channel, instrument=instrument)
        try:
            scored = {"report": af.score(instrument, part)} if format_.startswith("fhir") else {}
            return af.render(instrument, format_, response=part, session=part.session, rater=part.rater, **scored)
        except af.AllianceFormsError as error:
            return str(error)

    assert shown(first) == shown(second)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(two_that_differ_in_the_withheld(FORMS))
def test_only_what_may_be_had_is_there_and_a_released_score_is_the_score_or_none(case):
    instrument, response, _, audience, channel = case
    open_ = oracle(instrument, response.release, audience, channel)

    def links(answers):
        for link, answer in answers.items():
            if has_entries(answer):
                yield from (inner for one in answer for inner in links(one.answers))
            else:
                yield link

    part = af.release(response, audience, channel=channel, instrument=instrument)
    assert set(links(part.answers)) == set(links(response.answers)) & open_
    assert (part.release, af.load(af.dumps(part), af.Response).answers) == ((), part.answers)
    try:
        whole, given_ = af.score(instrument, response), af.score(instrument, part)
    except af.PluginError:
        return
    assert all(score.value is None or score == whole[name] for name, score in given_.scores.items())
    known = [(alert.id, alert.severity) for alert in whole.alerts]
    assert all((alert.id, alert.severity) in known and audience in alert.audience for alert in given_.alerts)


# --- who, and when -------------------------------------------------------------------------------------------------------


@given(responses(PHQ9), st.sampled_from(AUDIENCES), st.sampled_from(["screen", "email"]))
def test_where_nobody_says_anything_the_person_and_the_therapist_have_it_on_a_screen(response, audience, channel):
    silent = attrs.evolve(response, release=(), shown=None)
    part = af.release(silent, audience, channel=channel)
    if channel == "screen" and audience in ("self", "therapist"):
        assert {field.name for field in attrs.fields(af.Response) if getattr(part, field.name) != getattr(silent, field.name)} == set()
        assert dict(af.score(PHQ9, part).scores) == dict(af.score(PHQ9, silent).scores)
    else:
        assert (part.id, part.authored, part.session, part.rater_id, dict(part.answers)) == (None, None, None, None, {})


def test_a_response_that_nobody_may_have_says_nothing_but_its_form():
    full = given_to(
        nine(), ReleaseRule(audience=()), id="r-1", replaces="r-0", rater="client", rater_id="c-1", entered_by="x", authored=NOW,
        session=Session(number=3), shown=Shown(locale="en"), status="amended",
    )  # fmt: skip
    assert json.loads(af.dumps(af.release(full, "self"))) == {
        "format": "alliance-forms/response/1", "instrument": "phq-9", "version": "1.0.0", "status": "in-progress", "rater": "client", "answers": {},
    }  # fmt: skip


def test_a_rule_that_names_items_stands_before_one_that_does_not():
    rules = (ReleaseRule(audience=("self", "therapist")), ReleaseRule(audience=("self",), link_id=("9",)))
    response = given_to(nine(), *rules)
    assert "9" not in af.release(response, "therapist").answers
    assert "8" in af.release(response, "therapist").answers
    assert af.release(response, "self").answers == response.answers
    assert "9" not in af.release(given_to(nine(), *reversed(rules)), "therapist").answers


def test_later_is_not_yet():
    later = ReleaseRule(audience=("therapist",), link_id=("9",), start=NOW)
    response = given_to(nine(), ReleaseRule(audience=("therapist",)), later)
    there = {at: "9" in af.release(response, "therapist", at=at).answers for at in (BEFORE, NOW, AFTER, "2026-11-27", "2026-11-28")}
    assert there == {BEFORE: False, NOW: True, AFTER: True, "2026-11-27": False, "2026-11-28": True}
    assert "9" in af.release(response, "therapist", at="2026-11-27T12:00:00+02:00").answers
    assert "9" not in af.release(response, "therapist", at="2026-11-27T11:00:00+02:00").answers


def test_a_time_is_needed_only_where_a_rule_for_this_audience_has_one():
    rules = (ReleaseRule(audience=("therapist",), start=NOW), ReleaseRule(audience=("self",)))
    assert af.release(given_to(nine(), *rules), "self").answers
    assert not af.release(given_to(nine(), *rules), "family").answers
    with pytest.raises(af.UsageFault, match="say when it is"):
        af.release(given_to(nine(), *rules), "therapist")


@pytest.mark.parametrize("at", ["now", "2026-11-27T10:00:00", "2026-02-30", ""])
def test_a_time_has_a_zone(at):
    with pytest.raises(af.UsageFault, match="with its time zone"):
        af.release(given_to(nine()), "self", at=at)


def test_a_time_that_no_clock_shows_never_comes():
    response = given_to(nine(), ReleaseRule(audience=("self",), start="2026-13-40T10:00:00Z"))
    assert not af.release(response, "self", at="2090-01-01").answers


def test_the_hosts_policy_stands_where_the_response_says_nothing():
    host = af.Host(release=(ReleaseRule(audience=("care-team",), channel=("screen", "email")),))
    assert af.release(given_to({"1": "2"}), "care-team", channel="email", host=host).answers
    assert not af.release(given_to({"1": "2"}), "therapist", host=host).answers
    own = given_to({"1": "2", "2": "1"}, ReleaseRule(audience=("therapist",), link_id=("1",)))
    assert list(af.release(own, "therapist", host=host).answers) == ["1"]
    assert list(af.release(own, "care-team", host=host).answers) == ["2"]


def test_an_audience_nobody_knows_is_refused():
    with pytest.raises(af.UsageFault, match="Did you mean 'therapist'"):
        af.release(given_to(nine()), "theraspist")
    with pytest.raises(af.UsageFault, match="no channel that is known"):
        af.release(given_to(nine()), "self", channel="pigeon")


def test_a_rule_that_names_an_item_wrongly_lets_nothing_out():
    rules = (ReleaseRule(audience=("therapist",)), ReleaseRule(audience=("self",), link_id=("9", "item-9")))
    response = given_to(nine(), *rules)
    with pytest.raises(af.InvalidDocument) as refused:
        af.release(response, "therapist")
    assert [(one.code, one.pointer) for one in refused.value.problems] == [("AF-RELEASE-ITEM", "/release/1/linkId/1")]
    assert af.check_response(PHQ9, response) == refused.value.problems
    unknown = af.dumps(given_to({}, ReleaseRule(audience=("therapists", "school"), channel=("fax",))))
    assert [one.pointer for one in af.validate(unknown)] == ["/release/0/audience/0", "/release/0/audience/1", "/release/0/channel/0"]
    assert [one.pointer for one in af.validate(unknown, host=af.Host(audiences=("school",), channels=("fax",)))] == [
        "/release/0/audience/0"
    ]


def test_an_instrument_that_is_not_installed_has_to_be_handed_over():
    with pytest.raises(af.NotFound):
        af.release(given_to({}, instrument="clinic-x.unknown"), "self")
    assert af.release(given_to({}, instrument="clinic-x.unknown"), "self", instrument=PHQ9).answers == {}


@given(identity_profiles(), st.sampled_from(AUDIENCES), st.sampled_from(["screen", "email"]))
def test_a_form_that_fills_a_profile_is_given_to_the_person_alone(profile, audience, channel):
    answers = af.identity_answers(af.get_instrument("identity-intake"), profile, at="2026-11-27")
    rule = ReleaseRule(audience=AUDIENCES, channel=("screen", "email"))
    part = af.release(attrs.evolve(answers, id="r-1", release=(rule,)), audience, channel=channel)
    assert part.answers == (answers.answers if audience == "self" else {})
    assert part.id == ("r-1" if audience == "self" else None)


# --- scores and alerts ---------------------------------------------------------------------------------------------------


def test_a_score_that_needs_a_withheld_answer_is_refused_and_says_no_more_than_of_a_missing_one():
    hidden = af.release(given_to(nine(), ReleaseRule(audience=("therapist",)), ReleaseRule(audience=(), link_id=("9",))), "therapist")
    report, missing = af.score(PHQ9, hidden), af.score(PHQ9, given_to({str(n): "2" for n in range(1, 9)}))
    assert report["total"] == missing["total"]
    assert report["total"].reason == "missing-items"
    assert report.alerts_not_evaluated == missing.alerts_not_evaluated
    assert report.alerts == ()


def test_what_may_be_filled_up_when_missing_is_not_when_withheld():
    core = af.get_instrument("core-10")
    answers = {item.link_id: core.options(item)[1].code for item in core.walk() if hasattr(item, "answer_option")}
    (first, *_), names = answers, [scale.id for scale in core.scale]
    rules = (ReleaseRule(audience=("therapist",)), ReleaseRule(audience=("self",), link_id=(first,)))
    one_less = {link: answer for link, answer in answers.items() if link != first}
    assert any(scale.missing.rule == "prorate" for scale in core.scale)
    for name in names:
        given_ = af.score(core, af.release(given_to(answers, *rules, instrument="core-10"), "therapist"))[name]
        assert given_.value is None
        if core.scale[names.index(name)].missing.rule == "prorate":
            assert af.score(core, given_to(one_less, instrument="core-10"))[name].value is not None


def test_an_alert_is_told_to_those_it_names():
    rule = ReleaseRule(audience=("self", "therapist", "care-team", "family"))
    told = {reader: [alert.id for alert in af.score(PHQ9, af.release(given_to(nine(), rule), reader)).alerts] for reader in rule.audience}
    (alert,) = PHQ9.alert
    assert told == {reader: [alert.id] if reader in alert.audience else [] for reader in rule.audience}


def test_silence_about_a_withheld_answer_is_no_alert():
    rules = (ReleaseRule(audience=("self", "therapist")), ReleaseRule(audience=("self",), link_id=("hurt",)))

    def told(reader, answers):
        part = af.release(given_to(answers, *rules, instrument="clinic-x.two"), reader, instrument=AFTER_ANOTHER)
        report = af.score(AFTER_ANOTHER, part)
        return [alert.id for alert in report.alerts], [alert.reason for alert in report.alerts_not_evaluated]

    assert told("self", {}) == (["silent"], [])
    assert told("self", {"hurt": True}) == ([], [])
    assert told("therapist", {}) == told("therapist", {"hurt": True}) == ([], ["missing"])


def test_no_score_is_made_of_an_answer_that_hangs_on_a_withheld_one():
    stray = {"hurt": True, "calm": Decimal(4)}
    rules = (ReleaseRule(audience=("therapist",), link_id=("calm",)), ReleaseRule(audience=(), link_id=("hurt",)))
    part = af.release(given_to(stray, *rules, instrument="clinic-x.two"), "therapist", instrument=AFTER_ANOTHER)
    assert dict(part.answers) == {"calm": Decimal(4)}
    assert af.score(AFTER_ANOTHER, part)["calm"].value is None
    assert af.score(AFTER_ANOTHER, given_to(stray, instrument="clinic-x.two"))["calm"].value is None


def test_a_released_response_keeps_what_it_withholds_when_it_is_copied():
    part = af.release(given_to(nine(), ReleaseRule(audience=("therapist",)), ReleaseRule(audience=(), link_id=("9",))), "therapist")
    assert attrs.evolve(part, id="other").withheld == pickle.loads(pickle.dumps(part)).withheld == {"9"}


# --- inside the form -----------------------------------------------------------------------------------------------------


def test_a_question_asked_because_of_a_withheld_answer_is_withheld_too_unless_a_rule_names_it():
    leader = next(item for item in AFTER_ANOTHER.walk() if not item.enable_when)
    follower = next(item for item in AFTER_ANOTHER.walk() if item.enable_when)
    answers = {leader.link_id: True, follower.link_id: "because"}
    hide = ReleaseRule(audience=(), link_id=(leader.link_id,))
    name = ReleaseRule(audience=("therapist",), link_id=(follower.link_id,))
    general = ReleaseRule(audience=("therapist",))

    def given_by(*rules):
        return dict(af.release(given_to(answers, *rules, instrument="clinic-x.two"), "therapist", instrument=AFTER_ANOTHER).answers)

    assert given_by(general) == answers
    assert given_by(general, hide) == {}
    assert given_by(general, hide, name) == {follower.link_id: "because"}


def test_a_withheld_answer_does_not_stand_in_the_session_instead():
    rules = (ReleaseRule(audience=("therapist",)), ReleaseRule(audience=(), link_id=("how",)))
    session = Session(number=0, modality="video")
    part = af.release(given_to({"how": "video"}, *rules, instrument="clinic-x.two", session=session), "therapist", instrument=AFTER_ANOTHER)
    assert (part.session, dict(part.answers)) == (Session(number=0), {})
    only = given_to({"how": "video"}, *rules, instrument="clinic-x.two", session=Session(modality="video"))
    assert af.release(only, "therapist", instrument=AFTER_ANOTHER).session is None


def test_a_round_of_a_group_with_nothing_to_show_is_not_counted():
    goals = af.get_instrument("shared-goals")
    (group,) = (item for item in goals.walk() if isinstance(item, GroupItem) and item.repeats)
    first, second = (Entry(id="a", answers={"aim": "Sleep", "near": 3}), Entry(id="b", answers={"near": 4}))
    rules = (ReleaseRule(audience=("therapist",)), ReleaseRule(audience=("self",), link_id=("near",)))
    part = af.release(given_to({group.link_id: (first, second)}, *rules, instrument="shared-goals"), "therapist")
    assert part.answers[group.link_id] == (Entry(id="a", answers=FrozenMap({"aim": "Sleep"})),)
    none = af.release(given_to({group.link_id: (second,)}, *rules, instrument="shared-goals"), "therapist")
    assert dict(none.answers) == {}


def test_a_rule_that_names_a_group_is_about_all_that_is_in_it():
    goals = af.get_instrument("shared-goals")
    (group,) = (item for item in goals.walk() if isinstance(item, GroupItem) and item.repeats)
    rules = (ReleaseRule(audience=("therapist",)), ReleaseRule(audience=("self",), link_id=(group.link_id,)))
    answers = {group.link_id: (Entry(id="a", answers={"aim": "Sleep"}),)}
    assert dict(af.release(given_to(answers, *rules, instrument="shared-goals"), "therapist").answers) == {}
    inner = ReleaseRule(audience=("therapist",), link_id=("aim",))
    assert af.release(given_to(answers, *rules, inner, instrument="shared-goals"), "therapist").answers == answers


def test_whether_somebody_finished_is_not_told_where_something_is_withheld():
    rules = (ReleaseRule(audience=("therapist",)), ReleaseRule(audience=("self",), link_id=("9",)))
    states = {
        state: af.release(given_to({"1": "2"}, *rules, status=state), "therapist").status for state in ("completed", "stopped", "amended")
    }
    assert set(states.values()) == {"in-progress"}
    assert af.release(given_to({"1": "2"}, *rules, status="entered-in-error"), "therapist").status == "entered-in-error"
    assert af.release(given_to({"1": "2"}, status="amended"), "self").status == "amended"


def test_an_absence_is_an_answer_and_withheld_like_one():
    rules = (ReleaseRule(audience=("therapist",)), ReleaseRule(audience=("self",), link_id=("9",)))
    part = af.release(given_to({"1": "2", "9": Absent(absent="asked-declined")}, *rules), "therapist")
    assert part == af.release(given_to({"1": "2"}, *rules), "therapist")


def test_how_the_texts_spoke_of_the_client_is_not_told():
    shown = Shown(locale="en", pronouns="they")
    assert af.release(given_to({}, shown=shown), "therapist").shown == Shown(locale="en")


def test_no_log_line_tells_of_an_answer(caplog):
    caplog.set_level(logging.DEBUG)
    af.score(PHQ9, af.release(given_to(nine(), ReleaseRule(audience=(), link_id=("9",))), "self"))
    assert "9" not in caplog.text.replace("phq-9", "")
