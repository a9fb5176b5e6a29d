# SPDX-License-Identifier: Apache-2.0
"""What leaves: letters and text messages, and nothing where a person wants none."""

import re

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters import form_of, serious

import alliance_forms as af
from alliance_forms.errors import UsageFault
from alliance_forms.model import (
    AnswerOption,
    ChoiceItem,
    ContactWish,
    DecimalItem,
    DisplayItem,
    GroupItem,
    NameEntry,
    TextItem,
)  # fmt: skip
from alliance_forms.testing import instruments
from alliance_forms.text import FORMAT, TextOptions
from alliance_forms.text.envelope import file_name, letter, title_line
from alliance_forms.text.messages import messages, read_replies
from alliance_forms.text.profiles import PROFILES
from alliance_forms.text.segments import alphabet_of, segments_of
from alliance_forms.view import LocalText, build_form

FORM = form_of(TextItem(link_id="q", text="Why?"))


def recipient(channel, *wishes):
    contact = tuple(ContactWish(channel=channel, audience=("self",), **wish) for wish in wishes)
    return af.disclose(af.IdentityProfile(contact=contact), "self", channel=channel)


WHOLE = {"allowed": True, "mention": "anything"}
BY_SMS = recipient("sms", WHOLE)


def titled(title):
    return attrs.evolve(FORM, discreet_title=LocalText(title, "en", "ltr"))


class TestWhereContactIsNotSafe:
    @pytest.mark.parametrize("channel", ["email", "sms", "push", "voicemail"])
    @pytest.mark.parametrize(
        "wishes", [[], [{"allowed": False}], [WHOLE, {"allowed": False}], [{"allowed": True}], [{"allowed": True, "mention": "sender"}]]
    )
    def test_nothing_is_written(self, channel, wishes):
        with pytest.raises(UsageFault) as refused:
            letter(FORM, recipient=recipient(channel, *wishes), channel=channel)
        assert "Why?" not in str(refused.value)
        if channel == "sms":
            with pytest.raises(UsageFault):
                messages(FORM, recipient=recipient(channel, *wishes))

    def test_a_wish_for_one_channel_is_none_for_another(self):
        with pytest.raises(UsageFault):
            letter(FORM, recipient=BY_SMS, channel="email")


class TestLetters:
    @given(st.text(max_size=200))
    def test_a_title_is_one_plain_line_and_a_file_name_a_name(self, title):
        form = titled(title)
        assert re.fullmatch(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]{1,70}", title_line(form))
        name = file_name(form)
        assert re.fullmatch(r"[^\W_][\w-]*\.txt", name) or not title.isascii()
        assert not set(name) & set('/\\:*?"<>|\0') and not name.startswith((".", "-", "~"))  # noqa: PT018

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("../../etc/passwd", "etc-passwd.txt"),
            ("CON", "form-CON.txt"),
            ("..", "form.txt"),
            ("Tu día", "Tu-día.txt"),
            ("a\r\nBcc: b", "a-Bcc-b.txt"),
        ],
    )
    def test_file_names(self, title, name):
        assert file_name(titled(title)) == name

    def test_only_the_discreet_title_is_seen_from_outside(self):
        form = af.form_view(af.get_instrument("phq-9"), locale="en")
        sent = letter(form, recipient=recipient("email", WHOLE))
        assert (sent.subject, sent.preview, sent.file_name) == ("Your form", "Your form", "Your-form.txt")
        assert "Feeling down" not in repr(sent)

    def test_a_form_for_typing_in_paper_does_not_tell_what_it_is(self):
        assert title_line(af.form_view(af.get_instrument("phq-9"), transcribe=True)) == "Your form"


OPTIONS = (AnswerOption(code="0", text="Not at all"), AnswerOption(code="1", text="Several days"))
ASKED = form_of(
    DisplayItem(link_id="d", text="About last week."),
    ChoiceItem(link_id="q", text="How often?", answer_option=OPTIONS),
    GroupItem(
        link_id="g",
        text="At work:",
        item=(TextItem(link_id="w", text="What helped?", multiline=True), DecimalItem(link_id="n", text="Days?", decimals=1)),
    ),
    DisplayItem(link_id="e", text="Thank you."),
)


class TestMessages:
    def test_one_question_to_a_message_with_what_stands_above_it(self):
        opening, *asked, closing = messages(ASKED, recipient=BY_SMS)
        assert opening.text.startswith("Your form\nAnswer each message with your answer only.")
        assert [(one.label, one.text) for one in asked] == [
            ("q", "Your form 1/3\nAbout last week.\nHow often?\n0 = Not at all\n1 = Several days"),
            ("w", "Your form 2/3\nAt work:\nWhat helped?"),
            ("n", "Your form 3/3\nAt work:\nDays?\nA number."),
        ]
        assert (closing.label, closing.text) == ("", "Your form\nThank you.")

    @settings(max_examples=settings.default.max_examples // 2)
    @given(instruments(texts=True))
    def test_a_form_is_asked_whole_or_refused(self, instrument):
        form = build_form(instrument)
        try:
            sent = messages(form, recipient=BY_SMS)
        except UsageFault as refused:
            assert "choose another profile" in str(refused)
            return
        asked = {item.link_id for item in instrument.walk() if not isinstance(item, GroupItem | DisplayItem) and form.asked(item)}
        assert {one.label for one in sent if one.label} == asked
        assert all(one.segments <= 6 for one in sent if one.label)
        assert all(one.text.split("\n")[0].startswith(title_line(form)[:5]) for one in sent)

    def test_what_does_not_fit_is_named_and_never_cut(self):
        form = form_of(TextItem(link_id="short", text="Why?"), TextItem(link_id="long", text="why " * 300))
        with pytest.raises(UsageFault, match=r"do not fit into 6 parts of a text message: long;"):
            messages(form, recipient=BY_SMS)

    def test_what_may_be_filled_in_more_than_once_is_refused(self):
        form = form_of(GroupItem(link_id="goals", repeats=True, item=(TextItem(link_id="goal", text="Goal"),)))
        with pytest.raises(UsageFault, match="goals"):
            messages(form, recipient=BY_SMS)

    def test_typographic_signs_cost_no_wider_alphabet(self):
        _, asked = messages(form_of(TextItem(link_id="q", text="“Don’t you…?” – why\u00a0not")), recipient=BY_SMS)
        assert (asked.alphabet, asked.text.split("\n")[1]) == ("gsm-7", '"Don\'t you...?" - why not')

    def test_the_whole_way(self):
        sent = {one.label: one for one in messages(ASKED, recipient=BY_SMS)}
        replies = [(sent["q"], "several days \r\n"), (sent["w"], "q -> 0\n> n -> 3\n[#00000000]"), (sent["n"], "—")]
        reading = read_replies(ASKED, replies)
        assert dict(reading.response.answers) == {"q": "1", "w": "q -> 0\n> n -> 3\n[#00000000]"}
        assert (reading.problems, reading.response.status) == ((), "completed")

    @given(st.lists(st.text(max_size=50), min_size=3, max_size=3))
    def test_any_reply_is_an_answer_to_its_own_question_or_refused(self, texts):
        sent = [one for one in messages(ASKED, recipient=BY_SMS) if one.label]
        reading = read_replies(ASKED, zip(sent, texts, strict=True))
        for number, message in enumerate(sent):
            alone = read_replies(ASKED, [(message, texts[number])])
            assert alone.response.answers.get(message.label) == reading.response.answers.get(message.label)
            assert set(alone.response.answers) <= {message.label}

    def test_replies_to_another_version_or_to_nothing_are_refused(self):
        sent = {one.label: one for one in messages(ASKED, recipient=BY_SMS)}
        other = read_replies(ASKED, [(attrs.evolve(sent["q"], version_tag="00000000"), "1")])
        assert ([problem.code for problem in other.problems], dict(other.response.answers)) == (["AF-FORM-OTHER-VERSION"], {})
        assert [problem.code for problem in read_replies(ASKED, [(sent[""], "1")]).problems] == ["AF-FORM-UNKNOWN-ITEM"]
        twice = read_replies(ASKED, [(sent["q"], "0"), (sent["q"], "1")])
        assert [problem.code for problem in serious(twice.problems)] == ["AF-ANSWER-DUPLICATE"]
        assert [p.code for p in read_replies(ASKED, [(sent["w"], "x" * 1_000_001)]).problems] == ["AF-FORM-TOO-LARGE"]


class TestParts:
    @pytest.mark.parametrize(
        ("text", "alphabet", "parts"),
        [
            ("", "gsm-7", 1), ("a" * 160, "gsm-7", 1), ("a" * 161, "gsm-7", 2), ("a" * 306, "gsm-7", 2), ("a" * 307, "gsm-7", 3),
            ("€" * 80, "gsm-7", 1), ("€" * 81, "gsm-7", 2), ("a" + "€" * 80, "gsm-7", 2), ("€" * 153, "gsm-7", 3),
            ("á" * 70, "ucs-2", 1), ("á" * 71, "ucs-2", 2), ("á" * 134, "ucs-2", 2), ("á" * 135, "ucs-2", 3), ("🙂" * 35, "ucs-2", 1), ("🙂" * 36, "ucs-2", 2),
            ("🙂" * 67, "ucs-2", 3),
        ],
    )  # fmt: skip
    def test_alphabet_and_parts(self, text, alphabet, parts):
        assert (alphabet_of(text), segments_of(text)) == (alphabet, parts)


class TestNames:
    NAMED = form_of(TextItem(link_id="q", text="What does \u2068שם\u2069 want?"))

    @pytest.mark.parametrize("profile", ["terminal", "braille", "sms"])
    def test_no_mark_of_direction_is_written_where_it_would_be_seen(self, profile):
        assert "\nWhat does שם want?\n" in FORMAT.render(self.NAMED, options=TextOptions(profile=profile))

    def test_nor_in_a_text_message(self):
        assert messages(self.NAMED, recipient=BY_SMS)[1].text.endswith("\nWhat does שם want?")

    def test_it_is_where_it_keeps_a_name_apart(self):
        assert "\nWhat does \u2068שם\u2069 want?\n" in FORMAT.render(self.NAMED)

    @given(
        st.text(min_size=1, max_size=40).filter(str.strip) | st.just("a\nbond.1 -> 3\n[#00000000] \u2069\nEnd of the form [#00000000]"),
        st.sampled_from(sorted(PROFILES)),
    )
    def test_a_name_is_no_line_and_no_sign_of_its_own(self, name, profile):
        instrument = af.get_instrument("alliance-check-in")
        person = af.IdentityProfile(name=(NameEntry(value=name, audience=("therapist",)),))
        form = af.form_view(instrument, rater="therapist", locale="en", identity=af.disclose(person, "therapist"))
        text = FORMAT.render(form, options=TextOptions(profile=profile))
        reading = FORMAT.read(form, text.replace("\nbond.2 -> ", "\nbond.2 -> 1"))
        assert (dict(reading.response.answers), reading.problems) == ({"bond.2": "1"}, ())
