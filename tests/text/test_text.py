# SPDX-License-Identifier: Apache-2.0
import re
from decimal import Decimal
from itertools import pairwise

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from letters import ON_THE_WAY, answered, form_of, offered, serious, squeezed

import alliance_forms as af
from alliance_forms.errors import UsageFault
from alliance_forms.model import (
    Absent,
    AnswerOption,
    BooleanItem,
    ChoiceItem,
    Condition,
    DateItem,
    DecimalItem,
    DisplayItem,
    Entry,
    FrozenMap,
    GroupItem,
    IntegerItem,
    OwnWords,
    RatingItem,
    Response,
    TextItem,
)  # fmt: skip
from alliance_forms.testing import instruments, responses
from alliance_forms.text import FORMAT, TextOptions
from alliance_forms.text.layout import clean, display_width, may_part, pieces, wrap
from alliance_forms.text.lines import answer_line
from alliance_forms.text.profiles import PROFILES
from alliance_forms.text.write import own_lines
from alliance_forms.view import Format, ReadingFormat, build_form

WIDTHS = st.sampled_from([None, 20, 40, 72])
LAYOUTS = st.one_of(st.builds(TextOptions, width=WIDTHS), st.builds(TextOptions, profile=st.sampled_from(sorted(PROFILES))))


def back(form, **answers):
    reading = FORMAT.read(form, FORMAT.render(form, response=answered(form, **answers)))
    assert serious(reading.problems) == []
    return dict(reading.response.answers)


def read_line(form, line):
    """The reading of a form whose answer line of question q is typed so."""
    return FORMAT.read(form, re.sub(r"(?m)^q -> $", lambda _: line, FORMAT.render(form)))


class TestLaws:
    @given(st.data(), instruments(texts=True), LAYOUTS, st.sampled_from(sorted(ON_THE_WAY)))
    def test_what_is_written_reads_back_as_the_same_answers(self, data, instrument, options, way):
        form = build_form(instrument)
        response = data.draw(responses(instrument))
        reading = FORMAT.read(form, ON_THE_WAY[way](FORMAT.render(form, response=response, options=options)))
        assert serious(reading.problems) == []
        assert dict(reading.response.answers) == offered(form, instrument.item, response.answers)

    @given(st.data(), instruments(texts=True), WIDTHS)
    def test_a_client_that_trims_lines_takes_spaces_only(self, data, instrument, width):
        form = build_form(instrument)
        response = data.draw(responses(instrument))
        text = FORMAT.render(form, response=response, options=TextOptions(width=width))
        trimmed = FORMAT.read(form, "\n".join(line.rstrip(" ") for line in text.split("\n"))).response
        assert squeezed(trimmed.answers) == squeezed(offered(form, instrument.item, response.answers))

    @given(st.data(), instruments(texts=True))
    def test_what_was_typed_is_shown_again_as_it_was(self, data, instrument):
        form = build_form(instrument)
        text = FORMAT.render(form, response=data.draw(responses(instrument)))
        reading = FORMAT.read(form, text)
        again = FORMAT.render(form, submitted=reading.submitted)
        # A blank round between others is not shown again, so the text itself may be shorter.
        second = FORMAT.read(form, again)
        assert second.response.answers == reading.response.answers
        assert FORMAT.render(form, submitted=second.submitted) == again

    def test_a_round_that_holds_only_a_bare_absence_is_a_blank_round(self):
        item = ChoiceItem(link_id="q", text="?", answer_option=(AnswerOption(code="a", text="A"),))
        form = form_of(GroupItem(link_id="g", repeats=True, item=(item,)))
        absent = Response(
            instrument=form.instrument.id,
            version=form.instrument.version,
            answers={"g": (Entry(answers=FrozenMap({"q": Absent(absent="asked-unknown")})),)},
        )
        text = FORMAT.render(form, response=absent)
        assert text == FORMAT.render(form)
        assert FORMAT.render(form, submitted=FORMAT.read(form, text).submitted) == text

    @given(instruments(texts=True), LAYOUTS)
    def test_a_blank_form_holds_no_answer_and_no_control_character(self, instrument, options):
        form = build_form(instrument)
        text = FORMAT.render(form, options=options)
        assert clean(text) == text
        reading = FORMAT.read(form, text)
        assert dict(reading.response.answers) == {}
        assert serious(reading.problems) == []

    @given(instruments(texts=True), st.text(max_size=300))
    def test_any_text_is_read_or_refused_without_repeating_it(self, instrument, typed):
        form = build_form(instrument)
        for data in (typed, f"[#{form.version_tag}]\n{typed}", typed.encode("utf-8", "surrogatepass")):
            reading = FORMAT.read(form, data)
            FORMAT.render(form, submitted=reading.submitted, problems=reading.problems)

    @given(st.data())
    def test_a_text_cannot_be_taken_for_another_line_of_the_form(self, data):
        form = form_of(TextItem(link_id="a", text="First"), DisplayItem(link_id="d", text="Between"), TextItem(link_id="b", text="Last"))
        line = st.sampled_from([*own_lines(form), "a -> forged", "b -> forged", "> b -> x", "[#00000000]", "--", "", " ", "    ", "\t"])
        typed = data.draw(st.lists(line, min_size=1, max_size=8).map("\n".join).filter(str.strip))
        assert back(form, a=typed) == {"a": typed}
        assert back(form, a="x", b=typed) == {"a": "x", "b": typed}

    @given(st.text(alphabet="aé한́字。「 ", max_size=80), st.integers(20, 60))
    def test_lines_keep_to_the_width_unless_one_word_is_longer(self, text, width):
        lines = wrap(text, width, indent="  ", hanging="    ")
        assert all(display_width(line) <= width or len(pieces(line)) == 1 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        broken = [(before[-1], after.lstrip(" ")[0]) for before, after in pairwise(lines)]
        assert all(f"{last} {first}" in text or may_part(last, first) for last, first in broken)

    def test_no_line_of_japanese_begins_or_ends_with_what_may_not_stand_there(self):
        assert wrap("最近二週間、どのくらい「気分が落ち込む」ことがありましたか。", 20) == [
            "最近二週間、どのくら", "い「気分が落ち込む」", "ことがありましたか。",
        ]  # fmt: skip
        assert wrap("一二三四五六七八九「十", 20) == ["一二三四五六七八九", "「十"]


OPTIONS = (
    AnswerOption(code="0", text="Not at all"),
    AnswerOption(code="1", text="Several days"),
    AnswerOption(code="2", text="10 days or more"),
    AnswerOption(code="x", text="Prefer not to say", absent="asked-declined"),
)


class TestChoices:
    @pytest.mark.parametrize(
        ("line", "answer"),
        [
            ("q -> 1", "1"), ("q->1", "1"), ("q → 1", "1"), ("q: 1", "1"), ("q = 1", "1"), ("q –> 1", "1"), ("Q => 1  ", "1"),
            ("> q -> 1", "1"), (">> q -> 1", "1"), ("q -> several days", "1"), ("q -> SEV", "1"), ("q -> ١", "1"), ("q -> １", "1"),
            ("q -> 1 = Several days", "1"), ("q -> 1.", "1"), ("q ->\n1", "1"), ("q -> several\ndays", "1"),
            ("q -> prefer", Absent(absent="asked-declined")),
        ],
    )  # fmt: skip
    def test_ways_to_say_it(self, line, answer):
        reading = read_line(form_of(ChoiceItem(link_id="q", text="How often?", answer_option=OPTIONS)), line)
        assert (dict(reading.response.answers), reading.problems) == ({"q": answer}, ())

    @pytest.mark.parametrize("line", ["q -> 7", "q -> 10x", "q -> 11", "q -> one or two", "q -> 1, 2", "q -> 1\nbecause I was ill"])
    def test_what_is_no_choice_is_refused(self, line):
        reading = read_line(form_of(ChoiceItem(link_id="q", text="How often?", answer_option=OPTIONS)), line)
        assert dict(reading.response.answers) == {}
        assert [problem.pointer for problem in reading.problems] == ["/answers/q"]
        assert reading.response.status == "in-progress"

    def test_several_choices_stand_between_commas(self):
        form = form_of(ChoiceItem(link_id="q", text="Which?", answer_option=OPTIONS, repeats=True))
        assert read_line(form, "q -> 0; several days").response.answers["q"] == ("0", "1")

    @pytest.mark.parametrize("typed", ["something else", '"something else"', "“something else”"])
    def test_own_words(self, typed):
        form = form_of(ChoiceItem(link_id="q", text="Which?", answer_option=OPTIONS, open_choice=True))
        assert read_line(form, f"q -> {typed}").response.answers["q"] == (OwnWords(text="something else"),)

    @pytest.mark.parametrize("own", ["1", "a, b", 'said "so"', "two\nlines", " spaced "])
    def test_own_words_come_back_as_they_are(self, own):
        form = form_of(ChoiceItem(link_id="q", text="Which?", answer_option=OPTIONS, open_choice=True, repeats=True))
        assert back(form, q=("0", OwnWords(text=own))) == {"q": ("0", OwnWords(text=own))}

    def test_own_words_that_are_no_part_of_the_question_are_refused(self):
        form = form_of(ChoiceItem(link_id="q", text="Which?", answer_option=OPTIONS))
        assert [problem.code for problem in read_line(form, 'q -> "else"').problems] == ["AF-ANSWER-CODE"]

    @pytest.mark.parametrize(("typed", "answer"), [("1", True), ("yes", True), ("n", False), ("No", False), ("true", True)])
    def test_yes_and_no(self, typed, answer):
        assert read_line(form_of(BooleanItem(link_id="q", text="Really?")), f"q -> {typed}").response.answers["q"] is answer


class TestNumbersAndDates:
    @pytest.mark.parametrize(
        ("typed", "answer"), [("3.5", "3.5"), ("3,5", "3.5"), ("٣٫٥", "3.5"), ("-2", "-2"), ("−2", "-2"), ("1.250", "1.25")]
    )
    def test_numbers(self, typed, answer):
        form = form_of(DecimalItem(link_id="q", text="How much?", decimals=3))
        assert read_line(form, f"q -> {typed}").response.answers["q"] == Decimal(answer)

    @pytest.mark.parametrize("typed", ["1,500", "1.500", "2.000", "3 4", "1e3", "three", "1" * 16, "NaN"])
    def test_what_might_be_another_number_is_not_guessed(self, typed):
        reading = read_line(form_of(IntegerItem(link_id="q", text="How many?")), f"q -> {typed}")
        assert [problem.code for problem in reading.problems] == ["AF-ANSWER-TYPE"]

    def test_a_number_outside_the_range_is_refused(self):
        reading = read_line(form_of(RatingItem(link_id="q", text="How well?", minimum=0, maximum=10)), "q -> 11")
        assert [problem.code for problem in reading.problems] == ["AF-ANSWER-RANGE"]

    @pytest.mark.parametrize("typed", ["2026-11-23", "2026/11/23", "2026.11.23", "٢٠٢٦-١١-٢٣"])
    def test_dates(self, typed):
        assert read_line(form_of(DateItem(link_id="q", text="When?")), f"q -> {typed}").response.answers["q"] == "2026-11-23"

    @pytest.mark.parametrize("typed", ["23.11.2026", "2026-02-30", "soon"])
    def test_what_is_no_date_is_refused(self, typed):
        assert [p.code for p in read_line(form_of(DateItem(link_id="q", text="When?")), f"q -> {typed}").problems] == ["AF-ANSWER-DATE"]


class TestTexts:
    FORM = form_of(TextItem(link_id="q", text="What else?"), DisplayItem(link_id="d", text="Thank you."))

    @pytest.mark.parametrize(
        "text",
        [
            "one",
            "\none",
            "one\n",
            "one\n\n\n",
            "a\n    b",
            " a ",
            "a\n\n\tb",
            "\u2068a\u2069",
            "שלום\nabc",
            "a\u2069b\u202e",
            "q -> x\nq -> y",
        ],
    )
    def test_a_text_comes_back_as_it_is(self, text):
        assert back(self.FORM, q=text) == {"q": text}

    @pytest.mark.parametrize(
        ("typed", "text"),
        [
            ("q -> I would like\nmore time", "I would like\nmore time"),
            ("q -> one\n\ntwo", "one\n\ntwo"),
            ("q ->\none", "one"),
            ("> q -> \nbelow the quotation", "below the quotation"),
        ],
    )
    def test_a_person_need_not_indent(self, typed, text):
        assert dict(read_line(self.FORM, typed).response.answers) == {"q": text}

    def test_control_characters_are_refused_and_never_written(self):
        reading = read_line(self.FORM, "q -> red\x1b[31m")
        assert [problem.code for problem in reading.problems] == ["AF-ANSWER-TEXT"]
        assert "\x1b" not in FORMAT.render(self.FORM, submitted=reading.submitted)

    def test_a_line_separator_becomes_a_line_break(self):
        assert back(self.FORM, q="a\u2028q -> b") == {"q": "a\nq -> b"}


GOALS = GroupItem(
    link_id="goals", text="Goals", repeats=True, max_occurs=3,
    item=(TextItem(link_id="goal", text="Goal"), IntegerItem(link_id="far", text="How far?", minimum=0, maximum=10)),
)  # fmt: skip


class TestRounds:
    FORM = form_of(GOALS)

    def test_rounds_come_back_with_their_ids(self):
        entries = (
            Entry(id="e7", answers=FrozenMap({"goal": "sleep", "far": Decimal(3)})),
            Entry(answers=FrozenMap({"goal": "walk\nfar"})),
        )
        assert back(self.FORM, goals=entries) == {"goals": entries}

    def test_what_stands_above_the_id_of_a_round_is_no_answer(self):
        entries = (Entry(id="e1", answers=FrozenMap({"goal": "a"})), Entry(id="e2", answers=FrozenMap({"goal": "b"})))
        assert back(self.FORM, goals=entries) == {"goals": entries}

    def test_one_more_round_is_offered_up_to_the_most_there_may_be(self):
        two = (Entry(answers=FrozenMap({"goal": "a"})),) * 2
        assert "goal/3 -> \n" in FORMAT.render(self.FORM, response=answered(self.FORM, goals=two))
        assert "goal/4" not in FORMAT.render(self.FORM, response=answered(self.FORM, goals=(*two, two[0])))

    def test_rounds_left_blank_are_left_out(self):
        text = FORMAT.render(self.FORM).replace("goal/1 -> ", "goal/3 -> later\n\ngoal -> first")
        reading = FORMAT.read(self.FORM, text)
        assert [entry.answers["goal"] for entry in reading.response.answers["goals"]] == ["first", "later"]

    def test_a_problem_points_into_its_round(self):
        text = FORMAT.render(self.FORM).replace("far/1 -> ", "far/1 -> 99")
        reading = FORMAT.read(self.FORM, text)
        assert [problem.pointer for problem in reading.problems] == ["/answers/goals/0/answers/far"]
        assert "  far/1: This number is too small or too large." in FORMAT.render(self.FORM, problems=reading.problems)


class TestForms:
    FORM = form_of(ChoiceItem(link_id="q", text="How often?", answer_option=OPTIONS), TextItem(link_id="1", text="Why?"))

    def codes(self, text):
        return [problem.code for problem in FORMAT.read(self.FORM, text).problems]

    def test_answers_to_another_version_are_refused(self):
        text = FORMAT.render(attrs.evolve(self.FORM, version_tag="00000000")).replace("q -> ", "q -> 1")
        reading = FORMAT.read(self.FORM, text)
        assert [problem.code for problem in reading.problems] == ["AF-FORM-OTHER-VERSION"]
        assert dict(reading.response.answers) == {}

    def test_answers_alone_are_kept_but_the_form_is_asked_for(self):
        reading = FORMAT.read(self.FORM, "q -> 1\n")
        assert [problem.code for problem in reading.problems] == ["AF-FORM-NO-VERSION"]
        assert (dict(reading.response.answers), reading.response.status) == ({"q": "1"}, "in-progress")

    def test_two_answers_to_one_question_are_refused_and_both_shown_again(self):
        reading = read_line(self.FORM, "q -> 1\nq -> 2")
        assert [problem.code for problem in reading.problems] == ["AF-ANSWER-DUPLICATE"]
        assert "q -> 1\n    2\n" in FORMAT.render(self.FORM, submitted=reading.submitted)

    def test_the_same_answer_twice_is_one(self):
        assert read_line(self.FORM, "q -> 1\n> q -> 1\n> q -> ").problems == ()

    def test_a_question_that_is_not_there_is_named_by_its_line_only(self):
        reading = read_line(self.FORM, "q -> 1\nsecret -> 2")
        assert [problem.code for problem in reading.problems] == ["AF-FORM-UNKNOWN-ITEM"]
        assert "secret" not in str(reading.problems)

    def test_an_option_of_the_form_is_no_answer_even_without_its_indent(self):
        text = FORMAT.render(self.FORM).replace("\n  ", "\n")
        assert dict(FORMAT.read(self.FORM, text).response.answers) == {}

    def test_it_counts_where_the_answer_line_is_gone(self):
        tag = f"[#{self.FORM.version_tag}]"
        assert dict(FORMAT.read(self.FORM, f"{tag}\n\n1 = Several days\n").response.answers) == {"1": "Several days"}

    def test_what_is_too_long_or_no_text_is_not_looked_at(self):
        assert self.codes("x" * 1_000_001) == ["AF-FORM-TOO-LARGE"]
        assert self.codes(b"x" * 4_000_001) == ["AF-FORM-TOO-LARGE"]
        assert self.codes(b"\xff") == ["AF-FORM-ENCODING"]

    def test_a_hundred_thousand_lines_come_to_an_end(self):
        tag = f"[#{self.FORM.version_tag}]\n"
        for line in ("nobody -> x", "x" * 8, "    x", "1 -> "):
            FORMAT.read(self.FORM, tag + "1 -> \n" + f"{line}\n" * 90_000)
        FORMAT.read(self.FORM, tag + ">" * 900_000)

    def test_nothing_typed_is_in_a_problem_or_a_repr(self):
        reading = read_line(self.FORM, "q -> secret\n\n1 -> secret\x07")
        assert len(reading.problems) == 2
        assert "secret" not in f"{reading!r} {reading.submitted!r} {reading.problems!r} {reading.response.answers!r}"
        assert "secret" not in repr(answer_line("q -> secret"))

    def test_words_of_the_form_that_look_like_an_answer_are_set_in(self):
        form = form_of(BooleanItem(link_id="q", text="q -> 1"), BooleanItem(link_id="r", text="Right?"))
        assert dict(FORMAT.read(form, FORMAT.render(form)).response.answers) == {}

    @pytest.mark.parametrize("mark", ["\u2069", "\xa0", "\u200f"])
    def test_a_line_of_the_form_that_begins_with_something_unseen_is_no_answer(self, mark):
        form = form_of(
            DateItem(link_id="d", text="When?"),
            GroupItem(link_id="g", prefix=mark, text="incomprehensibilities", item=(DisplayItem(link_id="e", text="."),)),
        )
        assert FORMAT.read(form, FORMAT.render(form, options=TextOptions(width=20))).problems == ()

    def test_whom_a_question_is_for_is_said(self):
        when = Condition(question="q", operator="!=", answer="0")
        form = form_of(
            ChoiceItem(link_id="q", text="How often?", answer_option=OPTIONS), TextItem(link_id="w", text="Why?", enable_when=(when,))
        )
        text = FORMAT.render(form, options=TextOptions(width=None))
        assert "  the answer to q is one of: Several days, 10 days or more, Prefer not to say\n" in text

    def test_a_line_has_twenty_columns_at_least(self):
        with pytest.raises(UsageFault, match="20 columns"):
            TextOptions(width=19)

    def test_it_is_a_format_that_can_be_read(self):
        assert isinstance(FORMAT, Format)
        assert isinstance(FORMAT, ReadingFormat)


class TestRightToLeft:
    FORM = form_of(ChoiceItem(link_id="mood", text="كيف حالك؟", answer_option=(AnswerOption(code="well", text="جيد"),)), lang="ar")

    def test_latin_ids_and_codes_stand_apart_and_lines_begin_from_the_right(self):
        text = FORMAT.render(self.FORM)
        assert "\u200f\u2068mood\u2069 -> \n" in text
        assert "  \u2068well\u2069 = جيد\n" in text

    def test_it_reads_back(self):
        assert back(self.FORM, mood="well") == {"mood": "well"}

    def test_nothing_is_marked_where_everything_runs_one_way(self):
        assert not re.search("[\u200e\u200f\u2066-\u2069]", FORMAT.render(form_of(TextItem(link_id="q", text="Why?"))))


class TestPhq9:
    @pytest.mark.parametrize("locale", ["en", "es-419"])
    @example(width=None)
    @example(width=40)
    @given(width=WIDTHS)
    def test_a_reply_in_the_words_of_the_form(self, locale, width):
        form = af.form_view(af.get_instrument("phq-9"), locale=locale)
        words = [text.value for _, text in form.options(form.instrument.item[0])]
        text = FORMAT.render(form, options=TextOptions(width=width))
        for number in range(1, 10):
            text = text.replace(f"\n{number} -> ", f"\n{number} -> {words[number % 4]}")
        reading = FORMAT.read(form, ON_THE_WAY["quoted"](text), authored="2026-11-23T10:50:00Z")
        assert dict(reading.response.answers) == {str(number): str(number % 4) for number in range(1, 10)}
        assert (reading.problems, reading.response.status) == ((), "completed")

    def test_options_that_items_share_are_listed_once(self):
        text = af.render(af.get_instrument("phq-9"), "text", locale="en")
        assert text.count("1 = Several days") == 1

    def test_the_first_line_says_nothing_about_what_it_is(self):
        first = af.render(af.get_instrument("phq-9"), "text", locale="en").split("\n")[0]
        assert re.fullmatch(r"Your form \[#[0-9A-F]{8}\]", first)

    def test_it_says_whose_wording_it_is_and_where_to_turn(self):
        text = af.render(af.get_instrument("phq-9"), "text", locale="en", width=None)
        assert "No permission required to reproduce" in text
        assert "If you need help now" in text
