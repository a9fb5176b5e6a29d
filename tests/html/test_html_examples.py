# SPDX-License-Identifier: Apache-2.0
"""One form, filled in and sent in every way a web framework hands it over."""

from decimal import Decimal
from urllib.parse import parse_qs

import attrs
import pytest

import alliance_forms as af
from alliance_forms.errors import Problem, UsageFault
from alliance_forms.html import FORMAT, HtmlOptions
from alliance_forms.model import Absent, Entry, FrozenMap, OwnWords
from alliance_forms.model.items import (
    AnswerOption,
    BooleanItem,
    ChoiceItem,
    Condition,
    DateItem,
    DecimalItem,
    DisplayItem,
    GroupItem,
    IntegerItem,
    RatingItem,
    TextItem,
    VisualAnalogueItem,
)  # fmt: skip
from alliance_forms.view import LocalText, ReadingFormat

OPTIONS = (
    AnswerOption(code="a"),
    AnswerOption(code="b"),
    AnswerOption(code="none", exclusive=True),
    AnswerOption(code="no", absent="asked-declined"),
)


class MultiDict:
    """As Django and Werkzeug have it."""

    def __init__(self, pairs):
        self.pairs = pairs

    def keys(self):
        return [name for name, _ in self.pairs]

    def getlist(self, name):
        return [value for key, value in self.pairs if key == name]


class Getall:
    """As aiohttp and WebOb have it."""

    def __init__(self, pairs):
        self.pairs = pairs

    def keys(self):
        return [name for name, _ in self.pairs]

    def getall(self, name):
        return [value for key, value in self.pairs if key == name]


class MultiItems:
    """As Starlette has it."""

    def __init__(self, pairs):
        self.pairs = pairs

    def multi_items(self):
        return self.pairs


@pytest.fixture(scope="module")
def read_one(form_of):
    """The answer to one item, and the codes of the problems."""

    def read(item, *values, part=""):
        reading = FORMAT.read(form_of(item), [(f"af-{item.link_id}{part}", value) for value in values])
        return reading.response.answers.get(item.link_id), [problem.code for problem in reading.problems]

    return read


@pytest.mark.parametrize("wrap", [dict, list, MultiDict, MultiItems, Getall], ids=str)
def test_a_phq9_is_read_from_whatever_a_framework_has(phq9, wrap):
    pairs = [("af-1", "3"), ("af-2", "0"), ("csrfmiddlewaretoken", "x")]
    reading = FORMAT.read(phq9, wrap(pairs), authored="2026-11-23T10:50:00Z")
    assert reading.response.answers == FrozenMap({"1": "3", "2": "0"})
    assert (reading.problems, reading.response.status, reading.response.authored) == ((), "completed", "2026-11-23T10:50:00Z")


def test_a_phq9_is_read_from_a_parsed_query(phq9):
    reading = FORMAT.read(phq9, parse_qs("af-1=3&af-2=0&af-1=1"))
    assert reading.response.answers == FrozenMap({"2": "0"})
    assert [(p.code, p.pointer) for p in reading.problems] == [("AF-ANSWER-TOO-MANY", "/answers/1")]


@pytest.mark.parametrize("data", [None, 3, "af-1=3", b"af-1=3", ["af-1"], [(1, "3")]])
def test_what_is_no_form_is_a_fault_of_the_call(phq9, data):
    with pytest.raises(UsageFault, match="submitted form"):
        FORMAT.read(phq9, data)


@pytest.mark.parametrize(
    ("item", "values", "answer", "codes"),
    [
        (ChoiceItem(link_id="x", answer_option=OPTIONS), ["a"], "a", []),
        (ChoiceItem(link_id="x", answer_option=OPTIONS), [" a"], None, ["AF-ANSWER-CODE"]),
        (ChoiceItem(link_id="x", answer_option=OPTIONS), ["no"], Absent(absent="asked-declined"), []),
        (ChoiceItem(link_id="x", answer_option=OPTIONS), ["a", "a"], None, ["AF-ANSWER-TOO-MANY"]),
        (ChoiceItem(link_id="x", answer_option=OPTIONS, repeats=True), ["a", "b"], ("a", "b"), []),
        (ChoiceItem(link_id="x", answer_option=OPTIONS, repeats=True), ["a", "none"], None, ["AF-ANSWER-EXCLUSIVE"]),
        (ChoiceItem(link_id="x", answer_option=OPTIONS, required=True), [""], None, ["AF-ANSWER-REQUIRED"]),
        (BooleanItem(link_id="x"), ["true"], True, []),
        (BooleanItem(link_id="x"), ["false"], False, []),
        (BooleanItem(link_id="x"), ["on"], None, ["AF-ANSWER-TYPE"]),
        (IntegerItem(link_id="x", minimum=0, maximum=24), [" 7 "], Decimal(7), []),
        (IntegerItem(link_id="x"), ["−7"], Decimal(-7), []),
        (IntegerItem(link_id="x"), ["٧"], Decimal(7), []),
        (IntegerItem(link_id="x"), ["۱۲"], Decimal(12), []),
        (IntegerItem(link_id="x"), ["१"], None, ["AF-ANSWER-TYPE"]),
        (IntegerItem(link_id="x"), ["1e3"], None, ["AF-ANSWER-TYPE"]),
        (IntegerItem(link_id="x"), ["1_0"], None, ["AF-ANSWER-TYPE"]),
        (IntegerItem(link_id="x"), ["1,000"], None, ["AF-ANSWER-TYPE"]),
        (IntegerItem(link_id="x"), ["9" * 60], None, ["AF-ANSWER-TYPE"]),
        (IntegerItem(link_id="x", maximum=24), ["25"], None, ["AF-ANSWER-RANGE"]),
        (DecimalItem(link_id="x", decimals=2), ["7,5"], Decimal("7.5"), []),
        (DecimalItem(link_id="x", decimals=3), ["0,125"], Decimal("0.125"), []),
        (DecimalItem(link_id="x", decimals=3), ["1,250"], None, ["AF-ANSWER-TYPE"]),
        (DecimalItem(link_id="x", decimals=1), ["7.55"], None, ["AF-ANSWER-DECIMALS"]),
        (RatingItem(link_id="x", minimum=0, maximum=10), ["10"], Decimal(10), []),
        (RatingItem(link_id="x", minimum=0, maximum=10), ["11"], None, ["AF-ANSWER-RANGE"]),
        (VisualAnalogueItem(link_id="x", minimum=Decimal(0), maximum=Decimal(100)), [""], None, []),
        (TextItem(link_id="x"), [" two\r\nlines "], " two\nlines ", []),
        (TextItem(link_id="x"), [" \r\n "], None, []),
        (TextItem(link_id="x"), ["a\0"], None, ["AF-ANSWER-TEXT"]),
        (TextItem(link_id="x"), ["a\ud800"], None, ["AF-ANSWER-TEXT"]),
        (TextItem(link_id="x", max_length=2), ["abc"], None, ["AF-ANSWER-LENGTH"]),
        (TextItem(link_id="x"), [7], None, ["AF-ANSWER-TEXT"]),
    ],
)  # fmt: skip
def test_values_are_taken_as_they_are_or_not_at_all(item, values, answer, codes, read_one):
    assert read_one(item, *values) == (answer, codes)


@pytest.mark.parametrize(
    ("typed", "partial", "answer", "codes"),
    [
        (("23", "11", "2026"), False, "2026-11-23", []),
        (("٣", "٤", "٢٠٢٦"), False, "2026-04-03", []),
        (("", "11", "2026"), True, "2026-11", []),
        (("", "", "2026"), True, "2026", []),
        (("", "", "2026"), False, None, ["AF-ANSWER-DATE"]),
        (("31", "2", "2026"), False, None, ["AF-ANSWER-DATE"]),
        (("3", "", "2026"), True, None, ["AF-ANSWER-DATE"]),
        (("3", "4", "26"), False, None, ["AF-ANSWER-DATE"]),
        (("3rd", "4", "2026"), False, None, ["AF-ANSWER-DATE"]),
        (("", "", ""), False, None, []),
    ],
)
def test_a_date_is_read_from_its_three_boxes(typed, partial, answer, codes, form_of):
    data = dict(zip(("af-x~day", "af-x~month", "af-x~year"), typed, strict=True))
    reading = FORMAT.read(form_of(DateItem(link_id="x", partial=partial)), data)
    assert (reading.response.answers.get("x"), [problem.code for problem in reading.problems]) == (answer, codes)


def test_own_words_count_without_being_chosen(form_of, read_one):
    one = ChoiceItem(link_id="x", answer_option=OPTIONS, open_choice=True)
    assert read_one(one, "mine", part="~text") == ((OwnWords(text="mine"),), [])
    both = FORMAT.read(form_of(one), {"af-x": "a", "af-x~text": "mine"})
    assert [problem.code for problem in both.problems] == ["AF-ANSWER-TOO-MANY"]
    several = FORMAT.read(form_of(attrs.evolve(one, repeats=True)), {"af-x": "a", "af-x~text": "mine"})
    assert several.response.answers["x"] == ("a", OwnWords(text="mine"))


GOALS = GroupItem(
    link_id="g", repeats=True, max_occurs=2, item=(TextItem(link_id="t", multiline=False), IntegerItem(link_id="n", required=True))
)


def test_entries_keep_their_ids_and_blank_ones_are_none(page, form_of):
    form = form_of(GOALS)
    data = {"af-g~2~t": "run", "af-g~2~n": "1", "af-g~2~_id": "goal-7", "af-g~1~t": " ", "af-g~3~n": ""}
    reading = FORMAT.read(form, data)
    assert reading.response.answers["g"] == (Entry(id="goal-7", answers=FrozenMap({"t": "run", "n": Decimal(1)})),)
    assert not reading.problems
    shown = page(form, response=reading.response)
    assert [name for name, _ in shown.send()] == ["af-_form", "af-g~1~_id", "af-g~1~t", "af-g~1~n", "af-g~2~_id", "af-g~2~t", "af-g~2~n"]


def test_a_problem_in_an_entry_stands_where_the_person_finds_it(page, words, form_of):
    form = form_of(GOALS, texts={"item/n/text": "How near?"})
    reading = FORMAT.read(form, {"af-g~2~t": "run", "af-g~2~n": "near"})
    assert [problem.pointer for problem in reading.problems if problem.code == "AF-ANSWER-TYPE"] == ["/answers/g/0/answers/n"]
    shown = page(form, submitted=reading.submitted, problems=reading.problems)
    box = shown.by_id("af-g~1~n")
    assert (box.get("value"), box.get("aria-invalid")) == ("near", "true")
    (link,) = shown.all("a")
    assert (link.get("href"), words(link)) == ("#af-g~1~n", "Question 2, entry 1: Write a number, in digits.")


def test_a_tampered_entry_id_is_refused(form_of):
    reading = FORMAT.read(form_of(GOALS), {"af-g~1~_id": "a b", "af-g~1~n": "1"})
    assert [problem.code for problem in reading.problems] == ["AF-FORM-UNKNOWN-FIELD"]


def test_the_page_after_a_slip_shows_what_was_typed_and_says_what_to_do(page, words, phq9):
    reading = FORMAT.read(phq9, {"af-1": ["1", "2"], "af-2": "9", "af-3": "1"})
    whole = page(phq9, document=True, submitted=reading.submitted, problems=reading.problems)
    assert words(whole.all("title")[0]) == "Error: Your form"
    (summary,) = [element for element in whole.all("div") if element.get("role") == "alert"]
    assert {"autofocus", "tabindex", "aria-labelledby"} <= set(summary.attrib)
    assert [(a.get("href"), words(a)) for a in summary.iter("a")] == [
        ("#af-1", "Question 1: Choose one answer only."),
        ("#af-2", "Question 2: Choose one of the answers listed."),
    ]
    groups = whole.all("fieldset")
    assert [group.get("aria-invalid") for group in groups[:3]] == ["true", "true", None]
    assert words(whole.by_id(groups[0].get("aria-describedby"))) == "Error: Choose one answer only."
    assert [c.get("id") for c in whole.all("input") if "checked" in c.attrib] == ["af-3~_2"]


def test_a_form_of_another_version_is_shown_again_and_not_read(page, words, phq9):
    reading = FORMAT.read(phq9, {"f1-_form": "OLD", "f1-1": "3"})
    assert ([problem.code for problem in reading.problems], len(reading.response.answers)) == (["AF-FORM-OTHER-VERSION"], 0)
    again = page(phq9, submitted=reading.submitted, problems=reading.problems)
    assert ("af-1", "3") in again.send()
    assert "has changed since you opened it" in words(again.root)


def test_names_of_ours_that_we_do_not_know_are_one_problem_that_repeats_none(phq9):
    reading = FORMAT.read(phq9, {"af-secret": "x", "af-1~text": "y", "af-1": "3", "other-secret": "z"})
    assert [problem.code for problem in reading.problems] == ["AF-FORM-UNKNOWN-FIELD"]
    assert "secret" not in str(reading.problems)
    assert reading.response.answers == FrozenMap({"1": "3"})


@pytest.mark.parametrize("data", [{f"x{n}": "" for n in range(2001)}, {"af-1": "x" * 1_000_001}], ids=["fields", "characters"])
def test_more_than_a_form_can_hold_is_refused(phq9, data):
    assert [problem.code for problem in FORMAT.read(phq9, data).problems] == ["AF-FORM-TOO-LARGE"]


def test_a_slip_in_a_question_that_is_not_asked_keeps_nobody_from_sending(form_of):
    when = (Condition(question="a", operator="=", answer=True),)
    form = form_of(BooleanItem(link_id="a"), IntegerItem(link_id="b", enable_when=when))
    reading = FORMAT.read(form, {"af-a": "false", "af-b": "x"})
    assert [(problem.code, problem.severity) for problem in reading.problems] == [("AF-ANSWER-NOT-ASKED", "warning")]
    assert reading.response.status == "completed"


def test_nothing_typed_is_in_a_repr(phq9, form_of):
    reading = FORMAT.read(form_of(TextItem(link_id="x")), {"af-x": "SECRET"})
    assert "SECRET" not in repr(reading) + repr(reading.submitted)


def test_conditions_and_needed_questions_are_said_in_words(page, words, form_of):
    when = (Condition(question="a", operator="=", answer=True),)
    form = form_of(BooleanItem(link_id="a", required=True), TextItem(link_id="b", enable_when=when), DisplayItem(link_id="d"))
    text = words(page(form).root)
    assert "1. a (needed)" in text
    assert "Only if this fits your answer to question 1." in text
    assert "You can leave any question blank that is not marked as needed." in text


def test_what_is_not_in_the_language_of_the_form_says_so(page, form_of):
    words = {"item/a/text": LocalText("¿Cómo está?", "es", "ltr"), "item/b/text": LocalText("How?", "en-GB", "ltr")}
    form = attrs.evolve(form_of(BooleanItem(link_id="a"), BooleanItem(link_id="b")), texts=FrozenMap(words))
    marked = [(span.get("lang"), span.text) for span in page(form).all("span") if span.get("lang")]
    assert marked == [("es", "¿Cómo está?")]
    hebrew = page(attrs.evolve(form, lang="he", dir="rtl"))
    assert ("en", "ltr") in {(span.get("lang"), span.get("dir")) for span in hebrew.all("span")}


def test_a_minus_stands_before_its_number_in_both_directions(page, words, form_of):
    form = form_of(RatingItem(link_id="r", minimum=-1, maximum=1), IntegerItem(link_id="n", minimum=-5, maximum=5))
    turned = attrs.evolve(form, lang="ar", dir="rtl")
    labels = [words(label) for label in page(turned).all("label")]
    assert labels[:3] == ["\u2066-1\u2069", "0", "1"]
    assert "\u2066-5\u2069" in words(page(turned).root)
    assert "\u2066" not in words(page(form).root)
    assert FORMAT.read(turned, [("af-r", "-1")]).response.answers["r"] == Decimal(-1)


def test_care_notices_and_attribution(page, words, phq9):
    assert "Call the clinic." in words(page(phq9).root)
    without = words(page(af.form_view(af.get_instrument("phq-9"))).root)
    assert "If you need help now" in without
    assert without.count("Please ask before you answer.") == 3
    assert phq9.rights.attribution in without


def test_nine_questions_are_a_small_page(phq9):
    nine = attrs.evolve(phq9, instrument=attrs.evolve(phq9.instrument, item=phq9.instrument.item[:9]))
    assert len(FORMAT.render(nine, options=HtmlOptions(document=True))) < 10_000
    assert len(FORMAT.assets()["alliance-forms.css"]) < 10_000


def test_headings_follow_the_host(page, phq9):
    markup = FORMAT.render(phq9, options=HtmlOptions(heading_level=4))
    assert "<h4 " in markup
    assert "<h2" not in markup


@pytest.mark.parametrize(
    "options",
    [{"prefix": "a-b"}, {"prefix": ""}, {"prefix": "1a"}, {"heading_level": 0}, {"heading_level": 6}, {"heading_level": True},
     {"action": "javascript:alert(1)"}, {"action": " javascript:alert(1)"}, {"action": "//evil.example"}, {"action": "\\\\evil.example"}],
    ids=str,
)  # fmt: skip
def test_an_option_that_cannot_be_is_a_fault_of_the_call(options):
    with pytest.raises(UsageFault):
        HtmlOptions(**options)


@pytest.mark.parametrize("action", ["", "/answers?x=1:2", "answers", "https://example.org/a", "?next=/b"])
def test_an_action_is_a_place_on_the_web(phq9, action):
    assert (f'action="{action}"' in FORMAT.render(phq9, options=HtmlOptions(action=action))) is bool(action)


def test_what_was_not_read_here_cannot_be_shown_again(phq9):
    with pytest.raises(UsageFault):
        FORMAT.render(phq9, submitted={"af-1": "3"}, options=HtmlOptions())


def test_messages_are_the_pages_own(page, words, phq9):
    problem = Problem(code="AF-CLINIC-OWN", pointer="/answers/1", message="SECRET")
    assert "Question 1: This answer needs another look." in words(page(phq9, problems=[problem]).root)


def test_it_is_a_format():
    assert isinstance(FORMAT, ReadingFormat)
