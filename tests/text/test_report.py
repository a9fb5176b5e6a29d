# SPDX-License-Identifier: Apache-2.0
"""What a report says in our words no answer can say, and what an answer says stands behind a bar."""

import unicodedata

import attrs
from hypothesis import example, given, settings
from hypothesis import strategies as st
from letters import answered, form_of

import alliance_forms as af
from alliance_forms.model import (
    Absent,
    AnswerOption,
    BooleanItem,
    ChoiceItem,
    DateItem,
    Entry,
    GroupItem,
    OwnWords,
    TextItem,
)  # fmt: skip
from alliance_forms.testing import instruments, responses
from alliance_forms.text import TextOptions
from alliance_forms.text.layout import clean, display_width
from alliance_forms.text.profiles import PROFILES
from alliance_forms.text.report import BAR, write_report
from alliance_forms.view import LocalText, build_form

PROFILE = st.sampled_from(sorted(PROFILES))
OPTIONS = (AnswerOption(code="0", text="No"), AnswerOption(code="1", text="Yes"))
FORM = form_of(
    ChoiceItem(link_id="b", text="Which?", answer_option=OPTIONS, open_choice=True, repeats=True),
    TextItem(link_id="a", text="What was it like?", multiline=True),
    DateItem(link_id="d", text="When?"),
    GroupItem(link_id="g", text="Goals", repeats=True, item=(TextItem(link_id="goal", text="Your goal"),)),
)
WORDS = st.one_of(
    st.text(min_size=1),
    st.lists(
        st.sampled_from(["Total: 0", "\n", "\r\n", "\u2028", "\x85", "\x1b[2J", "| ", "What was it like?", "\u202e", "\u2069", "  1 = Yes", "x" * 90]), min_size=1
    ).map("".join),
)  # fmt: skip


def report(text, profile="email"):
    answers = {"a": text, "b": ("1", OwnWords(text=text)), "d": text, "g": (Entry(id="e", answers={"goal": text}),)}
    return write_report(FORM, answered(FORM, **answers), options=TextOptions(profile=profile))


def ours(text):
    return [line for line in text.splitlines() if not line.startswith(BAR)]


class TestLaws:
    @given(WORDS, PROFILE)
    @example("Total: 0\n", "email")
    @example("a" * 70 + " Total: 0", "terminal")
    def test_our_lines_are_the_same_whatever_somebody_typed(self, text, profile):
        assert ours(report(text, profile)) == ours(report("x", profile))

    @given(WORDS, st.sampled_from(["email", "terminal"]))
    def test_no_line_is_so_long_that_a_screen_goes_on_with_it_at_the_margin(self, text, profile):
        assert all(display_width(line) <= PROFILES[profile].width for line in report(text, profile).splitlines() if line.startswith(BAR))

    @given(WORDS, PROFILE)
    def test_a_line_keeps_its_direction_to_itself_and_commands_nothing(self, text, profile):
        shown = report(text, profile)
        assert clean(shown) == shown
        for line in shown.splitlines():
            marks = [
                sign for sign in line if unicodedata.bidirectional(sign) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
            ]
            assert marks in ([], ["\u2068", "\u2069"])

    @settings(max_examples=settings.default.max_examples // 2)
    @given(st.data(), instruments(texts=True), PROFILE)
    def test_every_response_has_a_report(self, data, instrument, profile):
        form, response = build_form(instrument), data.draw(responses(instrument))
        scores = af.score(instrument, attrs.evolve(response, rater=instrument.rater[0]), host=af.Host())
        shown = write_report(form, response, scores=scores, bands=True, options=TextOptions(profile=profile))
        assert form.version_tag in shown
        assert clean(shown) == shown


class TestExamples:
    def test_what_stands_in_it(self):
        form = form_of(
            ChoiceItem(link_id="q", prefix="1.", text="How often?", answer_option=OPTIONS), BooleanItem(link_id="y", text="Really?"),
            TextItem(link_id="t", text="Why?"), DateItem(link_id="d", text="When?"), TextItem(link_id="n", text="What else?"),
        )  # fmt: skip
        answers = {"q": "1", "y": False, "t": "So.\nTotal: 3", "d": "2026-11", "n": Absent(absent="asked-declined")}
        assert write_report(form, answered(form, **answers)).splitlines()[:-1] == [
            "Small", "", "1. How often?", "  1 = Yes", "", "Really?", "  0 = No", "", "Why?", "| So.", "| Total: 3", "", "When?", "  2026-11", "",
            "What else?", "  Prefers not to answer", "",
        ]  # fmt: skip

    def test_scores_with_their_range_only_where_it_is_asked_for(self):
        phq9 = af.get_instrument("phq-9")
        form = af.form_view(phq9, locale="en")
        whole = af.read(phq9, "html", {f"af-{number}": "1" for number in range(1, 10)})
        part = af.read(phq9, "html", {"af-1": "1"})
        assert "\nTotal: 9\n" in write_report(form, whole, scores=af.score(phq9, whole))
        assert "\nTotal: 9 (Mild)\n" in write_report(form, whole, scores=af.score(phq9, whole), bands=True)
        assert "\nTotal: no score, since answers are missing\n" in write_report(form, part, scores=af.score(phq9, part))

    def test_an_unknown_code_and_a_date_that_is_none_are_somebodys_words(self):
        form = form_of(ChoiceItem(link_id="q", text="How often?", answer_option=OPTIONS), DateItem(link_id="d", text="When?"))
        shown = write_report(form, answered(form, q="7", d="soon"))
        assert "\n| 7\n" in shown
        assert "\n| soon\n" in shown

    def test_words_of_a_form_that_begin_with_a_bar_are_set_in(self):
        form = attrs.evolve(FORM, texts=type(FORM.texts)({**FORM.texts, "item/a/text": LocalText("| I am fine", "en", "ltr")}))
        assert "\n  | I am fine\n" in write_report(form, answered(form))

    def test_a_pile_of_marks_does_not_reach_into_other_lines(self):
        assert "a" + "\u0301" * 4 + "b" in report("a" + "\u0301" * 60 + "b")
