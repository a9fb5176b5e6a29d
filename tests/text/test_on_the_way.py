# SPDX-License-Identifier: Apache-2.0
"""What mail programs do to a letter: it is read as it was written, or refused, and never as something else."""

import re
from typing import ClassVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from letters import answered, form_of, offered, quoted, serious

from alliance_forms.model import AnswerOption, ChoiceItem, Entry, GroupItem, OwnWords, TextItem
from alliance_forms.testing import instruments, responses
from alliance_forms.text import FORMAT, TextOptions
from alliance_forms.text.layout import alike
from alliance_forms.text.profiles import PROFILES
from alliance_forms.view import build_form

PROFILE = st.sampled_from(sorted(PROFILES))


def rewrapped(text, width, mark=""):
    """Lines broken at spaces where they are too long; the parts begin with a mark."""
    lines = []
    for line in text.split("\n"):
        while len(line) > width and (place := line.rfind(" ", len(mark) + 1, width + 1)) > 0 and line[:place].strip(" >"):
            lines.append(line[:place])
            line = mark + line[place + 1 :]
        lines.append(line)
    return "\n".join(lines)


def smart(text):
    text = re.sub(r'(^|[\s(])"', r"\1“", text).replace('"', "”").replace("'", "’")
    return text.replace("->", "→").replace("...", "…").replace("--", "—")


MANGLED = {
    "wrapped at 76": lambda text: rewrapped(text, 76),
    "wrapped at 40": lambda text: rewrapped(text, 40),
    "quoted, then wrapped": lambda text: rewrapped(quoted("> ")(text), 60),
    "wrapped as a quotation": lambda text: rewrapped(quoted("> ")(text), 60, "> "),
    "fixed spaces": lambda text: text.replace(" ", "\xa0"),
    "every other space fixed": lambda text: text.replace("  ", "\xa0 "),
    "typographic": smart,
    "typographic, quoted, other line ends, trimmed": lambda text: re.sub(r"[ \t]+\n", "\n", quoted("> ")(smart(text))).replace(
        "\n", "\r\n"
    ),
    "signed": lambda text: f"Hello,\nhere it is.\n\n{text}\n--\nA. Person\nPhone: 1 2 3\n",
    "flowed": lambda text: re.sub(r"(?<=\S) \n(?=\S)", " ", text),
    "without its blank lines": lambda text: re.sub(r"\n\n+", "\n", text),
    "all on one line": lambda text: re.sub(r"\s+", " ", text),
}

WAY = st.sampled_from(sorted(MANGLED))


def essence(answer):
    """What of an answer no typesetting changes; a > alone on a line is a blank line to everyone."""
    if isinstance(answer, OwnWords):
        return ("own", essence(answer.text))
    if isinstance(answer, Entry):
        return (answer.id, essences(answer.answers))
    if isinstance(answer, tuple):
        return tuple(essence(member) for member in answer)
    return alike(answer.replace("\n", " ").replace("→", "-").replace(">", "")) if isinstance(answer, str) else answer


def essences(answers):
    return {link: found for link, answer in answers.items() if (found := essence(answer)) not in ("", (), ("own", ""))}


class TestLaws:
    @given(WAY, st.data(), instruments(texts=True), PROFILE)
    def test_a_mangled_letter_gives_the_same_answers_or_is_refused(self, way, data, instrument, profile):
        form = build_form(instrument)
        response = data.draw(responses(instrument))
        text = FORMAT.render(form, response=response, options=TextOptions(profile=profile))
        reading = FORMAT.read(form, MANGLED[way](text))
        meant, found = essences(offered(form, instrument.item, response.answers)), essences(reading.response.answers)
        if serious(reading.problems):
            assert reading.response.status == "in-progress"
        else:
            assert found == meant


OPTIONS = (
    AnswerOption(code="0", text="Not at all"),
    AnswerOption(code="1", text="Several days"),
    AnswerOption(code="1-2", text="Don't know"),
)
FORM = form_of(
    TextItem(link_id="a", text="What was it like, and what would you want another time?", multiline=True),
    ChoiceItem(link_id="b", text="How often?", answer_option=OPTIONS),
    ChoiceItem(link_id="c", text="Which of these, or what else?", answer_option=OPTIONS, open_choice=True, repeats=True),
    TextItem(link_id="d", text="What else?"),
    GroupItem(link_id="g", text="Goals", repeats=True, item=(TextItem(link_id="goal", text="Your goal"),)),
)
WORDS = st.sampled_from(
    ["a", "b", "c", "d", "goal/1", "->", "→", "=", "1", "0", "1-2", "--", ">", "I", "was", "fine...", '"so"', "don't", "\xa0", "\n", "\n\n", "    ",
     "1 = Several days", "What else?", "b -> 1", "\nb -> 0\n", "End of the form", "Write your answer after the arrow.", "[#00000000]", "#e1",
     "Your own words. Begin each further line with four spaces.", "something-rather-long-without-a-space-in-it"]
)  # fmt: skip
OWN = st.lists(WORDS, min_size=1, max_size=14).map(" ".join).map(str.strip).filter(alike)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "a": OWN, "d": OWN, "b": st.sampled_from(["0", "1", "1-2"]),
        "c": OWN.map(lambda text: ("1", OwnWords(text=text))),
        "g": st.lists(OWN, min_size=1, max_size=2).map(lambda texts: tuple(Entry(id=f"e{n}", answers={"goal": t}) for n, t in enumerate(texts))),
    },
)  # fmt: skip


class TestWordsThatLookLikeTheForm:
    ORDINARY: ClassVar = {
        "a": 'Long, and I said "not today" to nearly everyone who asked.\n\nAnother time I\'d want to begin with that.',
        "b": "1-2",
        "c": ("1", OwnWords(text="something I don't have a word for")),
        "g": (Entry(id="e1", answers={"goal": "sleep"}), Entry(answers={"goal": "walk as far as the river and back"})),
    }

    @settings(max_examples=4 * settings.default.max_examples)
    @given(WAY, ANSWERS, PROFILE)
    @example("quoted, then wrapped", {"a": 'a a a a a a fine... "so" 1 = Several days What else? b -> 1'}, "braille")
    def test_they_are_read_as_words_or_refused(self, way, answers, profile):
        text = FORMAT.render(FORM, response=answered(FORM, **answers), options=TextOptions(profile=profile))
        reading = FORMAT.read(FORM, MANGLED[way](text))
        if serious(reading.problems):
            assert reading.response.status == "in-progress"
        else:
            assert essences(reading.response.answers) == essences(answers)

    @pytest.mark.parametrize("way", sorted(set(MANGLED) - {"all on one line", "without its blank lines", "flowed", "quoted, then wrapped"}))
    @pytest.mark.parametrize("profile", sorted(PROFILES))
    def test_ordinary_answers_are_not_refused(self, way, profile):
        answers = self.ORDINARY
        text = FORMAT.render(FORM, response=answered(FORM, **answers), options=TextOptions(profile=profile))
        reading = FORMAT.read(FORM, MANGLED[way](text))
        assert (essences(reading.response.answers), reading.problems) == (essences(answers), ())

    def test_a_quoted_answer_broken_in_two_is_asked_for_again_and_the_others_are_kept(self):
        text = MANGLED["quoted, then wrapped"](FORMAT.render(FORM, response=answered(FORM, **self.ORDINARY)))
        reading = FORMAT.read(FORM, text)
        assert [(problem.code, problem.pointer) for problem in reading.problems] == [("AF-ANSWER-TORN", "/answers/a")]
        assert essences(reading.response.answers) == essences({link: answer for link, answer in self.ORDINARY.items() if link != "a"})
