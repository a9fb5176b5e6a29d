# SPDX-License-Identifier: Apache-2.0
"""A form as plain text that can be filled in by hand, in a mail or on a Braille line: one fact to a line, no art, no columns."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

import attrs

from alliance_forms.errors import Problem
from alliance_forms.i18n import Interface
from alliance_forms.model import (
    BooleanItem,
    ChoiceItem,
    DateItem,
    DecimalItem,
    DisplayItem,
    GroupItem,
    IntegerItem,
    Item,
    RatingItem,
    TextItem,
    VisualAnalogueItem,
)
from alliance_forms.text.answers import choices
from alliance_forms.text.conditions import condition_lines
from alliance_forms.text.layout import clean, collapse, isolate, unmarked, wrap
from alliance_forms.text.lines import answer_line, answer_text
from alliance_forms.text.places import Label, Typed, label_text, places_of, rounds_in
from alliance_forms.text.problems import problem_lines
from alliance_forms.view import FormView

__all__ = ["own_lines", "write"]

_OPTION = "  "
_RLM = "\u200f"


@attrs.frozen
class _Own:
    """A line of the form itself."""

    text: str
    indent: str = ""


@attrs.frozen
class _Answer:
    """An answer line, blank or filled in."""

    label: str


_BLANK = _Own("")
_Line = _Own | _Answer


def write(form: FormView, typed: Typed, problems: Sequence[Problem], width: int | None) -> str:
    """The form with what is typed on its answer lines."""
    lines: list[str] = []
    for line in (*_problems(form, problems), *_Body(form, typed.texts).lines()):
        if isinstance(line, _Answer):
            lines += _answer(form, line.label, typed.texts.get(line.label, ""))
        elif collapse(unmarked(line.text)):
            lines += [_apart(part) for part in wrap(line.text, width, indent=line.indent, hanging=line.indent and line.indent + "  ")]
        elif lines and lines[-1]:
            lines.append("")
    return "\n".join(lines).strip("\n") + "\n"


def own_lines(form: FormView) -> tuple[str, ...]:
    """Every line that is the form's own, unwrapped, whatever is filled in."""
    return (_leave(form), *(line.text for line in _Body(form, {}).lines() if isinstance(line, _Own)))


def _leave(form: FormView) -> str:
    """What stands above the id of a round, which only a form with answers has."""
    return Interface(form.lang).text("Leave the next line as it is.").text


def _answer(form: FormView, label: str, value: str) -> list[str]:
    first, *rest = clean(value).split("\n")
    start = f"{_RLM if form.dir == 'rtl' else ''}{isolate(label, form.dir)} -> "
    return answer_text(start, "\n".join([isolate(first, form.dir), *rest]))


def _apart(line: str) -> str:
    """Words of the form that look like an answer line are set in, so that nobody's answer is read from them."""
    return _OPTION + line if answer_line(line) else line


def _problems(form: FormView, problems: Sequence[Problem]) -> Iterator[_Line]:
    if problems:
        yield _Own(Interface(form.lang).text("Please look at this again:").text)
        for line in problem_lines(form, problems):
            yield _Own(line, _OPTION)
        yield _BLANK


@attrs.frozen
class _Body:
    """The form from its title to its last line."""

    form: FormView
    typed: Mapping[str, str]

    def lines(self) -> Iterator[_Line]:
        form, ui = self.form, Interface(self.form.lang)
        t = ui.text
        tag = f"[#{form.version_tag}]"
        yield _Own(f"{collapse(clean(form.discreet_title.value))} {tag}")
        for notice in form.notices:
            yield from self.words(f"{notice.label.value}: {notice.text.value}")
        if form.care:
            yield from self.words(form.care.value)
        yield _BLANK
        yield _Own(t("Write your answer after the arrow. You can leave any question blank.").text)
        yield _BLANK
        for path in ("introduction", "recall/text"):
            text = form.texts.get(path)
            yield from self.words(text.value if text else "")
        yield _BLANK
        places = places_of(form.instrument)
        labels = [label for name in self.typed if (label := places.find(name)) is not None]
        yield from self.level(form.instrument.item, (), rounds_in(places, labels))
        yield from self.words(form.rights.attribution or "")
        end = t("End of the form").text
        yield _Own(f"{end} {tag}")

    def words(self, text: str, indent: str = "") -> Iterator[_Own]:
        for paragraph in clean(text).split("\n"):
            if collapse(paragraph):
                yield _Own(collapse(paragraph), indent)

    def level(self, items: tuple[Item, ...], here: tuple[int, ...], rounds: dict[Label, list[int]]) -> Iterator[_Line]:
        asked = [item for item in items if self.form.asked(item)]
        for _, run in groupby(asked, key=_shared):
            members = tuple(run)
            shared = len(members) > 1 and _shared(members[0]) is not None
            if shared and isinstance(members[0], ChoiceItem):
                yield _Own(Interface(self.form.lang).text("The answers to choose from, for each of the next questions:").text)
                yield from self.options(members[0])
                yield _BLANK
            for item in members:
                yield from self.item(item, here, rounds, listed=shared)

    def item(self, item: Item, here: tuple[int, ...], rounds: dict[Label, list[int]], *, listed: bool) -> Iterator[_Line]:
        yield from self.words(self.heading(item))
        for line in condition_lines(self.form, item) if self.form.conditional(item) else ():
            yield _Own(line, _OPTION)
        hint = self.form.item_part(item, "hint")
        yield from self.words(hint.value if hint else "", _OPTION)
        if isinstance(item, GroupItem):
            yield _BLANK
            yield from self.group(item, here, rounds)
            return
        if isinstance(item, DisplayItem):
            yield _BLANK
            return
        if isinstance(item, ChoiceItem | BooleanItem) and not listed:
            yield from self.options(item)
        yield from self.words(self.how(item), _OPTION)
        if item.required:
            yield _Own(Interface(self.form.lang).text("This question needs an answer.").text, _OPTION)
        yield _Answer(label_text(item.link_id, here))
        yield _BLANK

    def heading(self, item: Item) -> str:
        silent = isinstance(item, GroupItem | DisplayItem) and f"item/{item.link_id}/text" not in self.form.texts
        return " ".join(part for part in (item.prefix or "", "" if silent else self.form.item_text(item).value) if part)

    def group(self, item: GroupItem, here: tuple[int, ...], rounds: dict[Label, list[int]]) -> Iterator[_Line]:
        if not item.repeats:
            yield from self.level(item.item, here, rounds)
            return
        t = Interface(self.form.lang).text
        message = t("You can fill in this part more than once: copy its lines and write /2, /3 and so on before the arrow.")
        yield _Own(message.text, _OPTION)
        yield _BLANK
        used = max(rounds.get((item.link_id, here), [0]))
        for number in range(1, min(used + 1, max(item.max_occurs or used + 1, used)) + 1):
            label = label_text(item.link_id, (*here, number))
            if label in self.typed:
                yield _Own(_leave(self.form), _OPTION)
                yield _Answer(label)
                yield _BLANK
            yield from self.level(item.item, (*here, number), rounds)

    def options(self, item: ChoiceItem | BooleanItem) -> Iterator[_Own]:
        for code, text in choices(self.form, item):
            yield _Own(f"{isolate(code, self.form.dir)} = {collapse(clean(text))}", _OPTION)

    def how(self, item: Item) -> str:
        """What an answer looks like, where the question does not show it."""
        t = Interface(self.form.lang).text
        match item:
            case ChoiceItem():
                said = [t("You can choose several; put commas between them.").text] if item.repeats else []
                label = self.form.item_part(item, "openLabel")
                said += [label.value if label else t("Or write your own words.").text] if self.form.own_words(item) else []
                return "\n".join(said)
            case DateItem():
                whole, partial = t("A date such as 2026-11-23."), t("A date such as 2026-11-23, or 2026-11, or 2026.")
                return (partial if item.partial else whole).text
            case TextItem():
                return t("Your own words. Begin each further line with four spaces.").text if item.multiline else ""
            case RatingItem() | VisualAnalogueItem():
                ends = (self.form.item_part(item, "minText"), self.form.item_part(item, "maxText"))
                pairs = zip((item.minimum, item.maximum), ends, strict=True)
                return "\n".join([_range(self.form, item), *(f"{Decimal(number):f} = {text.value}" for number, text in pairs if text)])
            case _:
                return _range(self.form, item) if isinstance(item, IntegerItem | DecimalItem) else ""


def _shared(item: Item) -> tuple[str | None, bool, bool] | None:
    """What neighbours have in common whose options are listed once; None for an item whose options are its own."""
    if isinstance(item, ChoiceItem) and item.answer_option_set is not None and not item.enable_when:
        return (item.answer_option_set, item.repeats, item.open_choice)
    return None


def _range(form: FormView, item: IntegerItem | DecimalItem | RatingItem | VisualAnalogueItem) -> str:
    t = Interface(form.lang).text
    low, high = (None if bound is None else f"{Decimal(bound):f}" for bound in (item.minimum, item.maximum))
    if low is not None and high is not None:
        return t("A number from {minimum} to {maximum}.", minimum=low, maximum=high).text
    if low is not None:
        return t("A number, {minimum} or more.", minimum=low).text
    return t("A number, {maximum} or less.", maximum=high).text if high is not None else t("A number.").text
