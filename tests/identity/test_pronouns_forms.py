# SPDX-License-Identifier: Apache-2.0
"""A form that speaks of a client: as whoever fills it in may know them, in every format, and nothing of it in what is recorded."""

import json
import shutil
from pathlib import Path

import attrs
import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.cli import main
from alliance_forms.identity import isolated
from alliance_forms.model import ByRater, NameEntry, PronounEntry, PronounSet, Session
from alliance_forms.testing import names, pronoun_choices
from alliance_forms.text.layout import clean, collapse
from alliance_forms.view import build_form

ROOT = Path(__file__).resolve().parents[2]
CHECK_IN = af.get_instrument("alliance-check-in")
FORMATS = ("html", "text", "fhir-r4")
OWN = PronounSet(subject="<i>", object="\u202ex", possessive_determiner="y", possessive_pronoun="ys", reflexive="yself", verb="plural")


def known(name="Sam", *pronouns, audience="therapist", channel="screen"):
    """An identity as one audience may know it."""
    readers = {"audience": (audience,), "channel": (channel,)}
    entries = tuple(attrs.evolve(entry, **readers) for entry in pronouns)
    profile = af.IdentityProfile(name=(NameEntry(value=name, **readers),) if name else (), pronouns=entries)
    return af.disclose(profile, audience, channel=channel)


def they(language="en", name="they"):
    return PronounEntry(language=language, set=name)


def form(identity=None, **more):
    return af.form_view(CHECK_IN, rater="therapist", identity=identity, **more)


def render(format_, identity=None, **more):
    return af.render(CHECK_IN, format_, rater="therapist", identity=identity, **more)


def item(shown, link):
    return next(shown.item_text(one).value for one in shown.instrument.walk() if one.link_id == link)


def tags_on(page):
    return [element.tag for element in html5lib.parse(page, namespaceHTMLElements=False).iter()]


class TestTheTherapistsSide:
    @pytest.mark.parametrize(
        ("identity", "bond", "tasks"),
        [
            (known("Sam", they()), "Sam felt that you were on their side.", "They see how today's work could help them."),
            (known("Sam"), "Sam felt that you were on Sam's side.", "Sam sees how today's work could help Sam."),
            (known(None, they(name="she")), "Your client felt that you were on her side.", "She sees how today's work could help her."),
            (None, "Your client felt that you were on your client's side.", "Your client sees how today's work could help your client."),
        ],
        ids=["name and pronouns", "name", "pronouns", "neither"],
    )
    def test_speaks_of_the_client_as_they_may_be_known(self, identity, bond, tasks):
        assert (item(form(identity), "bond.1"), item(form(identity), "tasks.2")) == (bond, tasks)

    def test_in_spanish(self):
        shown = form(known("Sam", they("es", "elle")), locale="es")
        assert item(shown, "bond.1") == "Sam sintió que usted estaba de su lado."
        assert item(shown, "tasks.1") == "Lo que hicieron ustedes tuvo sentido para elle."
        assert item(form(locale="es"), "tasks.2") == "Su cliente ve cómo le puede ayudar el trabajo de hoy."
        assert {text.lang for text in shown.texts.values()} == {"es"}

    def test_asks_the_same_as_the_clients(self):
        client, therapist = af.form_view(CHECK_IN), form()
        assert client.instrument == therapist.instrument
        assert set(client.texts) == set(therapist.texts)
        assert client.version_tag != therapist.version_tag

    def test_is_scored_by_itself(self):
        read = af.read(CHECK_IN, "html", {"af-bond.1": "4", "af-bond.2": "3"}, rater="therapist")
        assert read.rater == "therapist"
        assert af.score(CHECK_IN, read)["bond"].value == 7

    def test_says_whose_care_depends_on_it(self):
        labels = [[notice.label.value for notice in shown.notices] for shown in (af.form_view(CHECK_IN), form())]
        assert labels[0][2].endswith("about your care")
        assert labels[1][2].endswith("about the client's care")

    def test_shows_what_the_host_says_to_the_therapist(self):
        notices = {"audience": {"en": "Your therapist reads this."}, "audience@therapist": {"en": "Only you read this."}}
        texts = [
            {notice.kind: notice.text.value for notice in af.form_view(CHECK_IN, rater=rater, host=af.Host(notices=shown)).notices}[
                "audience"
            ]
            for rater, shown in [("client", notices), ("therapist", notices), ("therapist", {"audience": notices["audience"]})]
        ]
        assert texts == ["Your therapist reads this.", "Only you read this.", "Please ask before you answer."]

    @pytest.mark.parametrize("name", ["audince", "audience@therapst", "audience@"])
    def test_knows_whom_a_notice_is_for(self, name):
        with pytest.raises(af.UsageFault, match="audience@therapist"):
            af.Host(notices={name: {"en": "x"}})

    def test_is_not_rendered_with_what_the_client_alone_may_know(self):
        with pytest.raises(af.UsageFault, match="therapist"):
            form(known(audience="self"))
        assert af.form_view(CHECK_IN, identity=known(audience="self")) == af.form_view(CHECK_IN)

    def test_needs_no_name_where_it_is_transcribed(self):
        assert "Sam" not in render("html", known(), transcribe=True)


@pytest.mark.parametrize("format_", FORMATS)
class TestEveryFormat:
    @given(name=names(), pronouns=pronoun_choices())
    def test_has_the_name_exactly(self, format_, name, pronouns):
        identity = known(name, *pronouns)
        shown = item(form(identity), "bond.1")
        assert shown.startswith(name + " felt")
        rendered = render(format_, identity)
        if format_ == "html":
            spans = html5lib.parse(rendered, namespaceHTMLElements=False).iter("bdi")
            assert isolated(name)[1:-1].replace("\r", "\n") in [span.text for span in spans]
        elif format_ == "text":
            assert collapse(clean(isolated(name) + " felt that")) in " ".join(rendered.split())
        else:
            asked = [one.get("text") for one in json.loads(rendered)["item"]]
            assert shown.strip() in [one and one.strip() for one in asked]

    @given(name=st.none() | names(), pronouns=pronoun_choices())
    def test_is_the_same_for_the_same_identity(self, format_, name, pronouns):
        elsewhere = af.IdentityProfile(
            name=(NameEntry(value="Dead", use="old", audience=("therapist",)), NameEntry(value="Alex", use="official"))
        )
        shared = {"audience": ("therapist", "care-team"), "channel": ("mail", "screen")}
        profile = attrs.evolve(
            elsewhere,
            name=(*elsewhere.name, *((NameEntry(value=name, **shared),) if name else ())),
            pronouns=(they(name="ve"), *(attrs.evolve(entry, **shared) for entry in pronouns)),
        )
        assert render(format_, af.disclose(profile, "therapist")) == render(format_, known(name, *pronouns))

    @given(name=st.none() | names(), pronouns=pronoun_choices())
    def test_leaves_the_clients_own_form_alone(self, format_, name, pronouns):
        assert af.render(CHECK_IN, format_, identity=known(name, *pronouns)) == af.render(CHECK_IN, format_)


@given(name=names(), pronouns=pronoun_choices())
def test_a_page_is_built_the_same_whatever_the_name_is(name, pronouns):
    assert tags_on(render("html", known(name, *pronouns))) == tags_on(render("html", known("Sam", *pronouns)))


def test_nobodys_own_words_are_markup():
    page = render("html", known("<b>", PronounEntry(language="en", own=OWN)))
    assert "<bdi>&lt;b&gt;</bdi> felt" in page
    assert "<bdi>&lt;i&gt;</bdi> see how" in page
    assert "<b>" not in page
    assert "<i>" not in page


def test_a_name_keeps_its_direction_in_plain_text():
    assert "\u2068محمد\u2069 felt that you were on \u2068محمد\u2069's side." in render("text", known("محمد"))


def test_a_text_reply_is_read_whatever_the_name_is():
    identity = known("bond.1 -> 4\nbond.2 -> 4", they())
    reply = render("text", identity).replace("tasks.1 -> ", "tasks.1 -> 2").replace("next -> ", "next -> A walk")
    read = af.read(CHECK_IN, "text", reply, rater="therapist", identity=identity)
    assert dict(read.answers) == {"tasks.1": "2", "next": "A walk"}


class TestWhatIsRecorded:
    @given(name=st.none() | names(), pronouns=pronoun_choices())
    def test_does_not_depend_on_the_name(self, name, pronouns):
        shown, neutral = form(known(name, *pronouns)), form()
        assert shown.version_tag == neutral.version_tag
        assert attrs.evolve(shown.shown, pronouns="neutral") == neutral.shown
        assert shown.title == neutral.title
        assert shown.discreet_title == neutral.discreet_title

    def test_says_which_pronouns_were_used(self):
        identity = known("Sam", they(), they(name="she"))
        read = [af.read(CHECK_IN, "html", {"af-bond.1": "4"}, rater="therapist", identity=identity, turn=turn) for turn in (None, 0, 1)]
        assert [one.shown.pronouns for one in read] == ["they", "they", "she"]
        assert "they" not in repr(read[0]) + repr(read[0].shown)
        assert af.load(af.dumps(read[0]), af.Response) == read[0]

    @given(st.sampled_from(["self", "therapist", "record"]))
    def test_goes_nowhere_with_the_answers(self, audience):
        read = [
            af.read(CHECK_IN, "html", {"af-bond.1": "4"}, rater="therapist", identity=identity)
            for identity in (None, known("Sam", they()), known("Alex", they(name="she")))
        ]
        assert len({af.dumps(af.release(one, audience)) for one in read}) == 1

    def test_says_nothing_of_them_where_nobody_is_spoken_of(self):
        assert af.form_view(CHECK_IN, identity=known("Sam", they())).shown.pronouns is None


class TestSeveralSets:
    @given(st.integers(0, 100))
    def test_never_change_within_one_document(self, turn):
        sets = [they(), they(name="she"), they(name="xe")]
        assert render("text", known("Sam", *sets), turn=turn) == render("text", known("Sam", sets[turn % 3]))

    def test_may_depend_on_who_reads_and_how_it_travels(self):
        profile = af.IdentityProfile(
            pronouns=(
                PronounEntry(language="en", set="they", audience=("therapist",)),
                PronounEntry(language="en", set="she", audience=("therapist",), channel=("mail",)),
            )
        )
        found = [form(af.disclose(profile, "therapist", channel=channel)).shown.pronouns for channel in ("screen", "mail")]
        assert found == ["they", "she"]


@pytest.fixture
def translated(tmp_path):
    """The check-in with one Spanish text in several variants, and one whose translation lost its slot."""
    shutil.copytree(ROOT / "locales", tmp_path / "locales")
    file = tmp_path / "locales/es/LC_MESSAGES/alliance-check-in.po"
    source = "{client.subject:sees|see} how today's work could help {client.object}."
    entries = [
        f'\nmsgctxt "item/tasks.2/text@therapist~{variant}"\nmsgid "{source}"\nmsgstr "{text}"\n'
        for variant, text in {
            "a": "{client.subject:está} contenta.",
            "e": "{client.subject:está} contente.",
            "name": "{client.name} es quien ve.",
            "neutral": "Alguien ve.",
            "o": "{client.object}",
        }.items()
    ]
    written = file.read_text(encoding="utf-8") + "".join(entries)
    written = written.replace('"{client.name} sintió que usted estaba de su lado."', '"Sintió algo."')
    file.write_text(written.replace('"A {client.subject} le quedó claro', '"A {client.object} le quedó claro'), encoding="utf-8")
    return tmp_path / "locales"


class TestVariants:
    def spoken(self, translated, identity, link="tasks.2", locale="es"):
        shown = build_form(CHECK_IN, locales=translated, locale=locale, rater="therapist", identity=identity)
        return item(shown, link)

    @pytest.mark.parametrize(
        ("identity", "expected"),
        [
            (known("Sam", they("es", "ella")), "Ella está contenta."),
            (known("Sam", they("es", "elle")), "Elle está contente."),
            (known("Sam"), "Sam es quien ve."),
            (known(None, they("es", "el")), "Él ve cómo le puede ayudar el trabajo de hoy."),
            # "Alguien ve." names nobody, so that it is no text about the client.
            (None, "Su cliente ve cómo le puede ayudar el trabajo de hoy."),
        ],
        ids=["a", "e", "name", "no sound variant", "a variant without a slot"],
    )
    def test_of_a_translation_are_used_where_they_fit(self, translated, identity, expected):
        assert self.spoken(translated, identity) == expected

    def test_without_a_slot_of_its_language_a_translation_is_not_used(self, translated):
        assert self.spoken(translated, known("Sam"), "bond.1") == "Sam felt that you were on Sam's side."
        assert self.spoken(translated, known("Sam"), "goals.2") == "It was clear to Sam what the two of you were aiming for."

    def test_a_language_without_a_word_for_the_client_falls_back_where_it_needs_one(self, translated):
        target = translated / "prs" / "LC_MESSAGES"
        target.mkdir(parents=True)
        shutil.copy(translated / "es/LC_MESSAGES/alliance-check-in.po", target)
        assert self.spoken(translated, known("Sam"), "tasks.1", "prs") == "Lo que hicieron ustedes tuvo sentido para Sam."
        assert self.spoken(translated, None, "tasks.1", "prs") == "What the two of you did made sense to your client."


def test_wording_that_may_not_be_changed_stands_as_it_is():
    rights = attrs.evolve(CHECK_IN.rights, basis="CC-BY-ND-4.0")
    shown = build_form(attrs.evolve(CHECK_IN, rights=rights), rater="therapist", identity=known("Sam"))
    assert item(shown, "bond.1") == "{client.name} felt that you were on {client.possessiveDeterminer} side."
    assert shown.shown.pronouns is None


def test_an_observer_is_told_of_the_client():
    text = ByRater(therapist="{client.subject:is|are} well.", observer="{client.subject:is|are} well.")
    observed = attrs.evolve(CHECK_IN, rater=("therapist", "observer"), introduction=text, recall=None)
    shown = [build_form(observed, rater=rater).text_at("introduction").value for rater in observed.rater]
    assert shown == ["Your client is well.", "The client is well."]


class TestCommand:
    @pytest.fixture
    def profile(self, tmp_path):
        file = tmp_path / "profile.json"
        name = {"value": "Sam", "audience": ["therapist"]}
        pronouns = {"language": "en", "set": "they", "audience": ["therapist"]}
        file.write_text(json.dumps({"format": "alliance-forms/identity-profile/1", "name": [name], "pronouns": [pronouns]}))
        return str(file)

    @pytest.fixture
    def run(self, capsys):
        def run(*arguments):
            try:
                main([*arguments])
            except SystemExit as leaving:
                return leaving.code, "".join(capsys.readouterr())
            return 0, capsys.readouterr().out

        return run

    def test_renders_for_an_audience(self, run, profile):
        form = ("render", "alliance-check-in", "--to", "text", "--rater", "therapist")
        of_sam = (*form, "--identity", profile, "--audience")
        assert "\u2068Sam\u2069 felt that you were on their side." in run(*of_sam, "therapist")[1]
        assert run(*of_sam, "insurer") == run(*of_sam, "therapist", "--channel", "mail") == run(*form)

    @pytest.mark.parametrize(
        "more", [["--audience", "therapist"], ["--channel", "mail"], ["--identity", "x"], ["--identity", "x", "--audience", "therapits"]]
    )
    def test_refuses_half_of_it(self, run, profile, more):
        given = [profile if one == "x" else one for one in more]
        status, said = run("render", "alliance-check-in", "--to", "text", "--rater", "therapist", *given)
        assert status == 2
        assert "Sam" not in said

    def test_reads_what_it_rendered(self, run, profile, tmp_path):
        spoken = ["--rater", "therapist", "--identity", profile, "--audience", "therapist"]
        reply = run("render", "alliance-check-in", "--to", "text", *spoken)[1].replace("bond.1 -> ", "bond.1 -> 4")
        file = tmp_path / "reply.txt"
        file.write_text(reply, encoding="utf-8")
        read = json.loads(run("read", "alliance-check-in", str(file), "--from", "text", *spoken)[1])
        assert (read["answers"], read["shown"]["pronouns"]) == ({"bond.1": "4"}, "they")


def test_with_a_session_the_items_that_it_fills_are_not_asked():
    assert "How did this session" not in render("text", known(), session=Session(modality="video"))
