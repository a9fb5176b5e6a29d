# SPDX-License-Identifier: Apache-2.0
"""From a form view, what was typed and the problems found to the fields of a page."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from markupsafe import Markup, escape

from alliance_forms.errors import Problem
from alliance_forms.html.draw import DRAW, ends_of, in_row, line_of, with_blank
from alliance_forms.html.fields import Blank, Entry, Field, Line, SummaryLine
from alliance_forms.html.follow import followed, when
from alliance_forms.html.messages import explain, range_words
from alliance_forms.html.paging import WHOLE, Stage
from alliance_forms.html.tongue import Tongue
from alliance_forms.html.typed import ENTRY_ID, Typed
from alliance_forms.model import DateItem, DisplayItem, FrozenMap, GroupItem, Item, TextItem
from alliance_forms.view import FormView, LocalText

__all__ = ["Composer", "questions_of"]

_USUAL_LENGTH = 10_000
_DEEPEST_HEADING = 6
_FEW_ROUNDS = 5


def questions_of(form: FormView) -> tuple[Item, ...]:
    """The items that ask something here.

    >>> import alliance_forms as af
    >>> len(questions_of(af.form_view(af.get_instrument("phq-9"))))
    10
    """
    return tuple(item for item in form.instrument.walk() if not isinstance(item, GroupItem | DisplayItem) and form.asked(item))


def _numbers(form: FormView) -> dict[str, str]:
    """The number of each question by linkId: the instrument's own, or counted where it numbers nothing.

    Where a form is transcribed, the number stands in place of the words.
    """
    if form.transcription:
        return {}
    own = {item.link_id: item.prefix for item in form.instrument.walk() if item.prefix}
    return own or {item.link_id: f"{number}." for number, item in enumerate(questions_of(form), start=1)}


def _key(pointer: str) -> str:
    """The field a problem is about, without prefix; empty where it is about the form."""
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    key, rest = (tokens[1], tokens[2:]) if tokens[:1] == ["answers"] and len(tokens) > 1 else ("", [])
    while rest[1:2] == ["answers"] and rest[2:] and re.fullmatch(r"[0-9]{1,6}", rest[0]):
        key, rest = f"{key}~{int(rest[0]) + 1}~{rest[2]}", rest[3:]
    return key


def _by_key(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    """Problems by the field they are about; what is there but cannot be used is not missing as well."""
    found: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        found[_key(problem.pointer)].append(problem)
    return {key: [p for p in group if p.code != "AF-ANSWER-REQUIRED"] or group[:1] for key, group in found.items()}


@attrs.define(kw_only=True)
class Composer:
    """Makes the fields of one page, used once: `fields` first, then `summary`.

    Attributes:
        form: What may be shown.
        prefix: Begins every name and id.
        interface: The words around the questions.
        problems: What needs another look.
        stage: Where somebody is on the way through the form.
        script: Whether the page has the script.
        leave_blank: Whether every answer can be taken back.
        templates: Names of the host's own templates.
    """

    form: FormView
    prefix: str
    interface: Tongue
    stage: Stage = WHOLE
    script: bool = False
    leave_blank: bool = False
    templates: frozenset[str] = frozenset()
    problems: dict[str, list[Problem]] = attrs.field(converter=_by_key)
    _numbers: Mapping[str, str] = attrs.field(init=False)
    _names: set[str] = attrs.field(factory=set, init=False)
    _found: dict[str, tuple[str, Markup, Item]] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._numbers = _numbers(self.form)

    def fields(self, items: tuple[Item, ...], typed: Typed, *, place: str = "", heading: int) -> tuple[Field, ...]:
        """The fields of items that stand side by side.

        Args:
            items: What to draw, in order.
            typed: What was typed at this place.
            place: The groups and entries around, as a field's name has them.
            heading: Level of the next heading.
        """
        asked = [item for item in items if self.form.asked(item) and item.link_id not in self.stage.left_out]
        drawn = [(item, field) for item in asked for field in self._field(item, typed, place, min(heading, _DEEPEST_HEADING))]
        return followed(self.form, drawn)

    def summary(self) -> Iterator[SummaryLine]:
        """The list of problems for the top of the page, in the order they were found."""
        for key, problems in self.problems.items():
            anchor, question, item = self._found.get(key, (None, None, None))
            errors = [problem for problem in problems if problem.severity == "error"]
            for message in dict.fromkeys(explain(problem, self.interface, item) for problem in errors):
                yield SummaryLine(anchor=anchor, question=question, message=message)

    def blank(self) -> Iterator[Blank]:
        """The questions left blank, for the page before the form is sent."""
        for link in self.stage.blank:
            if link in self._found:
                anchor, question, _ = self._found[link]
                yield Blank(anchor=anchor, question=question)

    def _field(self, item: Item, typed: Typed, place: str, heading: int) -> Iterator[Field]:
        key = place + item.link_id
        name = f"{self.prefix}-{key}"
        words = self._words(item)
        number = self._numbers.get(item.link_id) or item.prefix
        field = Field(
            template="display.html",
            id=name,
            name=name,
            anchor=name,
            number=number,
            text=self.interface.say(words) if words else None,
            needed=getattr(item, "required", False),
            lines=tuple(self._lines(item, key, name)),
            heading=heading,
        )
        if isinstance(item, DisplayItem):
            yield from [field] if words else []
            return
        field = attrs.evolve(field, mark=self._mark(f"{number or ''} {words.value}", place) if words else None)
        if isinstance(item, GroupItem):
            field = self._entries(field, item, typed, key) if item.repeats else self._group(field, item, typed, place)
        else:
            field = self._drawn(field, item, typed)
        if self.script and not place:
            field = attrs.evolve(field, when=when(self.form, self.prefix, item), line=line_of(self.interface, item))
        own = f"{item.type}.html"
        if own in self.templates:
            field = attrs.evolve(field, template=own)
        self._found[key] = (field.anchor, self._called(number, words, place), item)
        yield field

    def _drawn(self, field: Field, item: Item, typed: Typed) -> Field:
        field = DRAW[type(item)](self.form, self.interface, field, item, typed)
        if field.template == "options.html" and not field.needed:
            answered = any(control.checked for control in field.controls)
            if self.leave_blank or (self.stage.leave_blank and answered):
                field = with_blank(self.interface, field)
        return field

    def _words(self, item: Item) -> LocalText | None:
        """The words of an item; a question without any is called by its id, a passage or group may go without."""
        words = self.form.texts.get(f"item/{item.link_id}/text")
        if words is not None and words.value.strip():
            return words
        return None if isinstance(item, GroupItem | DisplayItem) else LocalText(item.link_id, self.form.lang, "ltr")

    def _mark(self, name: str, place: str) -> Markup | None:
        """Words, heard and not seen, that tell a question from another of the same name: its entry, or its place."""
        entry = _entry_of(place)
        mark = self.interface.text("entry {number}", number=entry) if entry else None
        whole = " ".join(f"{name} {mark or ''}".split())
        if whole in self._names:
            mark = escape(mark or "") + f" ({len(self._names) + 1})"
        self._names.add(" ".join(f"{name} {mark or ''}".split()))
        return mark

    def _called(self, number: str | None, words: LocalText | None, place: str) -> Markup:
        """How the list of problems names a question: by the number the person sees, else by its words."""
        short, entry = _short(number), _entry_of(place)
        if short and entry:
            return self.interface.text("Question {number}, entry {entry}", number=short, entry=entry)
        if short:
            return self.interface.text("Question {number}", number=short)
        return self.interface.say(words) if words else self.interface.text("A group of questions")

    def _lines(self, item: Item, key: str, name: str) -> Iterator[Line]:
        hint = self.form.item_part(item, "hint")
        before = {
            "if": self._condition(item) if self.form.conditional(item) else None,
            "hint": self.interface.say(hint) if hint else None,
            "range": self._limits(item),
            "ends": self._ends(item),
        }
        for part, text in before.items():
            if text is not None:
                yield Line(id=f"{name}~_{part}", css="af-ends" if part == "ends" else "af-hint", text=text)
        for number, problem in enumerate(self.problems.get(key, ()), start=1):
            wrong = problem.severity == "error"
            text = explain(problem, self.interface, item)
            yield Line(id=f"{name}~_error{number}", css="af-error" if wrong else "af-hint", text=text, error=wrong)

    def _limits(self, item: Item) -> Markup | None:
        if isinstance(item, TextItem) and item.max_length != _USUAL_LENGTH:
            return self.interface.text("Characters that fit here: {number}.", number=item.max_length)
        if isinstance(item, DateItem) and item.partial:
            return self.interface.text("A year, or a month and a year, is enough.")
        return None if in_row(item) else range_words(self.interface, item)

    def _ends(self, item: Item) -> Markup | None:
        words = zip((getattr(item, "minimum", 0), getattr(item, "maximum", 0)), self._end_words(item), strict=True)
        found = [Markup("<span>{}: {}</span>").format(self.interface.number(number), text) for number, text in words if text is not None]
        return Markup(" ").join(found) if found else None

    def _end_words(self, item: Item) -> tuple[Markup | None, Markup | None]:
        return ends_of(self.form, self.interface, item)

    def _condition(self, item: Item) -> Markup:
        """When the question is meant: the page shows them all, and what counts is decided when it is sent."""
        links = dict.fromkeys(condition.question or "" for condition in item.enable_when)
        known = [_short(self._numbers.get(link)) for link in links]
        if not all(known):
            return self.interface.text("Only if this fits what you answered before.")
        if len(known) == 1:
            return self.interface.text("Only if this fits your answer to question {number}.", number=known[0])
        return self.interface.text("Only if this fits your answers to questions {numbers}.", numbers=", ".join(known))

    def _group(self, field: Field, item: GroupItem, typed: Typed, place: str) -> Field:
        members = self.fields(item.item, typed, place=place, heading=field.heading + bool(field.text))
        anchor = members[0].anchor if members else field.anchor
        return attrs.evolve(field, template="group.html", members=members, anchor=anchor)

    def _entries(self, field: Field, item: GroupItem, typed: Typed, key: str) -> Field:
        given = typed.get(item.link_id, ())
        # Without a script a page cannot grow: a group of few rounds shows them all, any other one blank round more.
        most = item.max_occurs or len(given) + 1
        blank = most - len(given) if most <= _FEW_ROUNDS else min(1, most - len(given))
        shown: tuple[Typed, ...] = (*given, *(FrozenMap[tuple[Any, ...]]() for _ in range(blank)))
        entries = tuple(self._entry(field, item, entry, f"{key}~{number}~") for number, entry in enumerate(shown, start=1))
        anchor = next((member.anchor for entry in entries for member in entry.members), field.anchor)
        return attrs.evolve(field, template="group.html", entries=entries, anchor=anchor)

    def _entry(self, field: Field, item: GroupItem, typed: Typed, place: str) -> Entry:
        number = place.split("~")[-2]
        mark = self._mark(f"{field.text or ''} {number}", place.removesuffix(f"{item.link_id}~{number}~"))
        members = self.fields(item.item, typed, place=place, heading=field.heading + 1)
        own_id = typed.get(ENTRY_ID, ("",))[0]
        return Entry(number=number, name=f"{self.prefix}-{place}{ENTRY_ID}", value=own_id, mark=mark, members=members)


def _short(number: str | None) -> str:
    return (number or "").strip().rstrip(".:)")


def _entry_of(place: str) -> str:
    """``2`` inside the second entry of a group, ``2.1`` inside the first entry of a group within it."""
    return ".".join(place.split("~")[1::2])
