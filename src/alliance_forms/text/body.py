# SPDX-License-Identifier: Apache-2.0
"""What a form says in plain text, line by line: its own words, and the places for answers between them."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby

import attrs

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
from alliance_forms.text.layout import clean, collapse, isolate
from alliance_forms.text.places import Label, label_text, places_of, rounds_in
from alliance_forms.view import FormView

__all__ = ["BLANK", "OPTION", "AnswerPlace", "Body", "Own", "leave"]

OPTION = "  "
# A name is kept apart so; whatever is in it, it is no line of its own.
_IN_LINE = re.compile("\u2068[^\u2069]*\u2069")


def _unsigned(text: str) -> str:
    """Words in which nothing looks like the sign of a version, whoever they are from."""
    return text.replace("[#", "[ #")


@attrs.frozen
class Own:
    """A line of the form itself.

    Attributes:
        words: What it says.
        indent: How far it is set in.
        sign: The sign of this version of the form, where the line carries it.
    """

    words: str = attrs.field(converter=_unsigned)
    indent: str = ""
    sign: str = ""

    @property
    def text(self) -> str:
        """The words, and the sign behind them."""
        return f"{self.words} {self.sign}" if self.sign else self.words


@attrs.frozen
class AnswerPlace:
    """The place of an answer, blank or filled in."""

    label: str


BLANK = Own("")
Line = Own | AnswerPlace


def leave(form: FormView) -> str:
    """What stands above the id of a round, which only a form with answers has."""
    return Interface(form.lang).text("Leave the next line as it is.").text


@attrs.frozen
class Body:
    """The form from its title to its last line.

    Attributes:
        typed: What is filled in, by label.
        isolates: Whether marks of direction are written.
        whole: Whether all questions stand in one text; a message of its own needs no signs that tell its answer from the rest.
    """

    form: FormView
    typed: Mapping[str, str]
    isolates: bool = attrs.field(default=True, kw_only=True)
    whole: bool = attrs.field(default=True, kw_only=True)

    def lines(self) -> Iterator[Line]:
        """Every line, in order; neighbours among blank ones are one."""
        form, ui = self.form, Interface(self.form.lang)
        t = ui.text
        tag = f"[#{form.version_tag}]"
        yield Own(collapse(clean(form.discreet_title.value)), sign=tag)
        yield from self.notices()
        yield BLANK
        yield Own(t("Write your answer after the arrow. You can leave any question blank.").text)
        yield BLANK
        yield from self.stem()
        yield BLANK
        places = places_of(form.instrument)
        labels = [label for name in self.typed if (label := places.find(name)) is not None]
        yield from self._level(form.instrument.item, (), rounds_in(places, labels))
        yield from self.credit()
        end = t("End of the form").text
        yield Own(end, sign=tag)

    def notices(self) -> Iterator[Own]:
        """What is said before the first question, and where to turn for help."""
        for notice in self.form.notices:
            yield from self._words(f"{notice.label.value}: {notice.text.value}")
        if self.form.care:
            yield from self._words(self.form.care.value)

    def stem(self) -> Iterator[Own]:
        """What stands above all questions and belongs to each of them."""
        for path in ("introduction", "recall/text"):
            text = self.form.texts.get(path)
            yield from self._words(text.value if text else "")

    def credit(self) -> Iterator[Own]:
        """Whose wording it is."""
        yield from self._words(self.form.rights.attribution or "")

    def _words(self, text: str, indent: str = "") -> Iterator[Own]:
        for paragraph in _IN_LINE.sub(lambda name: collapse(name[0]), clean(text)).split("\n"):
            if collapse(paragraph):
                yield Own(collapse(paragraph), indent)

    def _level(self, items: tuple[Item, ...], here: tuple[int, ...], rounds: dict[Label, list[int]]) -> Iterator[Line]:
        asked = [item for item in items if self.form.asked(item)]
        for _, run in groupby(asked, key=_shared):
            members = tuple(run)
            shared = len(members) > 1 and _shared(members[0]) is not None
            if shared and isinstance(members[0], ChoiceItem):
                yield Own(Interface(self.form.lang).text("The answers to choose from, for each of the next questions:").text)
                yield from self._options(members[0])
                yield BLANK
            for item in members:
                yield from self._item(item, here, rounds, listed=shared)

    def _item(self, item: Item, here: tuple[int, ...], rounds: dict[Label, list[int]], *, listed: bool) -> Iterator[Line]:
        yield from self.ask(item, listed=listed)
        if isinstance(item, GroupItem):
            yield BLANK
            yield from self._group(item, here, rounds)
            return
        if not isinstance(item, DisplayItem):
            yield AnswerPlace(label_text(item.link_id, here))
        yield BLANK

    def ask(self, item: Item, *, listed: bool = False) -> Iterator[Own]:
        """The lines of one question, but for the place of its answer."""
        yield from self._words(self.heading(item))
        for line in condition_lines(self.form, item) if self.form.conditional(item) else ():
            yield Own(line, OPTION)
        hint = self.form.item_part(item, "hint")
        yield from self._words(hint.value if hint else "", OPTION)
        if isinstance(item, GroupItem | DisplayItem):
            return
        if isinstance(item, ChoiceItem | BooleanItem) and not listed:
            yield from self._options(item)
        yield from self._words(self._how(item), OPTION)
        if item.required:
            yield Own(Interface(self.form.lang).text("This question needs an answer.").text, OPTION)

    def heading(self, item: Item) -> str:
        """The number and the words of a question, or of a part of the form."""
        silent = isinstance(item, GroupItem | DisplayItem) and f"item/{item.link_id}/text" not in self.form.texts
        return " ".join(part for part in (item.prefix or "", "" if silent else self.form.item_text(item).value) if part)

    def _group(self, item: GroupItem, here: tuple[int, ...], rounds: dict[Label, list[int]]) -> Iterator[Line]:
        if not item.repeats:
            yield from self._level(item.item, here, rounds)
            return
        t = Interface(self.form.lang).text
        message = t("You can fill in this part more than once: copy its lines and write /2, /3 and so on before the arrow.")
        yield Own(message.text, OPTION)
        yield BLANK
        used = max(rounds.get((item.link_id, here), [0]))
        for number in range(1, min(used + 1, max(item.max_occurs or used + 1, used)) + 1):
            label = label_text(item.link_id, (*here, number))
            if label in self.typed:
                yield Own(leave(self.form), OPTION)
                yield AnswerPlace(label)
                yield BLANK
            yield from self._level(item.item, (*here, number), rounds)

    def _options(self, item: ChoiceItem | BooleanItem) -> Iterator[Own]:
        for code, text in choices(self.form, item):
            shown = isolate(code, self.form.dir) if self.isolates else code
            yield Own(f"{shown} = {collapse(clean(text))}", OPTION)

    def _how(self, item: Item) -> str:
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
                return t("Your own words. Begin each further line with four spaces.").text if item.multiline and self.whole else ""
            case RatingItem() | VisualAnalogueItem():
                ends = (self.form.item_part(item, "minText"), self.form.item_part(item, "maxText"))
                pairs = zip((item.minimum, item.maximum), ends, strict=True)
                return "\n".join([_range(self.form, item), *(f"{Decimal(number):f} = {text.value}" for number, text in pairs if text)])
            case _:
                return _range(self.form, item) if isinstance(item, IntegerItem | DecimalItem) else ""


def _shared(item: Item) -> tuple[str | None, bool, bool] | None:
    """What neighbours have in common whose options are listed once; None for an item whose options are its own."""
    # Where a host may choose, two questions of one set need not offer the same.
    if isinstance(item, ChoiceItem) and item.answer_option_set is not None and not item.enable_when and not item.choices:
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
