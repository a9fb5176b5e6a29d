# SPDX-License-Identifier: Apache-2.0
"""Answers and scores as plain text; what a person wrote stands behind a bar, so that it cannot pass for a line of ours."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from alliance_forms.i18n import Interface
from alliance_forms.i18n.interface import _
from alliance_forms.model import (
    Absent,
    AbsentReason,
    Answer,
    BooleanItem,
    ChoiceItem,
    DateItem,
    DisplayItem,
    Entry,
    GroupItem,
    Item,
    OwnWords,
    Response,
    Score,
    ScoreReport,
)
from alliance_forms.text.answers import choices
from alliance_forms.text.body import Body
from alliance_forms.text.layout import clean, collapse, display_width, unmarked, wrap
from alliance_forms.text.profiles import TextOptions
from alliance_forms.view import REFUSED, FormView

__all__ = ["BAR", "write_report"]

BAR = "| "
_DEFAULT = TextOptions()
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}", re.ASCII)
# Marks piled upon one letter reach into the lines above and below.
_MOST_MARKS = 4

_ABSENT: dict[AbsentReason, str] = {
    "asked-declined": _("Prefers not to answer"),
    "asked-unknown": _("Does not know"),
    "not-asked": _("Not asked"),
    "not-applicable": _("Does not apply"),
    "unknown": _("Not known"),
    "masked": _("Withheld"),
}


def write_report(
    form: FormView, response: Response, *, scores: ScoreReport | None = None, bands: bool = False, options: TextOptions = _DEFAULT
) -> str:
    """Every question with its answer, and the scores; for a reader who may have all of it.

    Every line that begins with a bar is the person's own; no other line does, whatever anybody typed. Alerts are not in it: they are for
    those they name.

    Args:
        form: What was asked.
        response: What was answered; for others than the person, what `alliance_forms.release` leaves of it.
        scores: The scores to show.
        bands: Whether a score is named by its range as well.
        options: Where it is read, and the width of a line.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> response = af.read(phq9, "html", {f"af-{n}": "1" for n in range(1, 10)})
    >>> form = af.form_view(phq9, locale="en")
    >>> [line for line in write_report(form, response, scores=af.score(phq9, response)).splitlines() if line.startswith("Total")]
    ['Total: 9']
    """
    report = _Report(form, options, bands)
    lines = [*report.head(), *report.level(form.instrument.item, response.answers), *(report.scores(scores) if scores else ())]
    foot = f"{form.instrument.id} {form.instrument.version}, {form.lang} [#{form.version_tag}]"
    return "\n".join([*lines, *report.own(foot), *report.own(response.authored or "")]) + "\n"


@attrs.frozen
class _Report:
    form: FormView
    options: TextOptions
    bands: bool

    def head(self) -> Iterator[str]:
        yield from self.own(self.form.title.value)
        yield ""

    def own(self, text: str, indent: str = "") -> list[str]:
        """A line of ours; one that would begin with a bar is set in."""
        text = collapse(unmarked(clean(text)) if not self.options.look.isolates else clean(text))
        if not text:
            return []
        lines = wrap(text, self.options.columns, indent=indent, hanging=indent)
        return [f"  {line}" if unmarked(line).startswith(BAR.strip()) else line for line in lines]

    def level(self, items: tuple[Item, ...], answers: Mapping[str, Answer]) -> Iterator[str]:
        body = Body(self.form, {}, isolates=False)
        for item in items:
            if isinstance(item, DisplayItem) or not self.form.asked(item):
                continue
            yield from self.own(body.heading(item))
            answer = answers.get(item.link_id)
            if isinstance(item, GroupItem) and item.repeats:
                entries = [entry for entry in answer if isinstance(entry, Entry)] if isinstance(answer, tuple) else []
                for number, entry in enumerate(entries, start=1):
                    yield from self.own(f"({number})")
                    yield from self.level(item.item, entry.answers)
                yield from () if entries else [*self.said(None), ""]
            elif isinstance(item, GroupItem):
                yield from self.level(item.item, answers)
            else:
                yield from self.answer(item, answer)
                yield ""

    def answer(self, item: Item, answer: Answer | None) -> Iterator[str]:
        """What was answered: in our words where the form offers them, else behind a bar."""
        if answer is None or isinstance(answer, Absent):
            yield from self.said(answer)
            return
        words = dict(choices(self.form, item)) if isinstance(item, ChoiceItem | BooleanItem) else {}
        for member in answer if isinstance(answer, tuple) else (answer,):
            text = "1" if member is True else "0" if member is False else member
            if isinstance(text, str) and text in words:
                yield from self.own(f"{text} = {words[text]}", "  ")
            elif isinstance(text, Decimal):
                yield from self.own(f"{text:f}", "  ")
            elif isinstance(text, OwnWords | str):
                own = text.text if isinstance(text, OwnWords) else text
                yield from self.own(own, "  ") if isinstance(item, DateItem) and _DATE.fullmatch(own) else self.quoted(own)

    def said(self, answer: Absent | None) -> list[str]:
        message = _ABSENT[answer.absent] if answer else _("Not answered")
        return self.own(Interface(self.form.lang).text(message).text, "  ")

    def quoted(self, text: str) -> Iterator[str]:
        """Somebody's own words: each line behind a bar, none so long that a screen would go on with it at the margin."""
        width = self.options.columns
        room = None if width is None else width - len(BAR)
        for paragraph in unmarked(clean(text)).split("\n"):
            for line in wrap(_unpiled(paragraph), room):
                for part in _chopped(line, room):
                    yield BAR + (f"\u2068{part}\u2069" if self.options.look.isolates and not part.isascii() else part)

    def scores(self, report: ScoreReport) -> Iterator[str]:
        for name, score in report.scores.items():
            title = self.form.text_at(f"scale/{name}/title")
            yield from self.own(f"{title.value if title else name}: {self.value(name, score)}")
        yield ""

    def value(self, name: str, score: Score) -> str:
        t = Interface(self.form.lang).text
        band = self.form.text_at(f"scale/{name}/band/{score.band}") if score.band and self.bands else None
        if score.value is None:
            reason = score.reason or "missing-items"
            return band.value if band else t(REFUSED[reason]).text
        shown = f"{score.value:f}" + (f" ({band.value})" if band else "")
        return t("{value}, with the average in place of missing answers", value=shown).text if score.basis == "prorated" else shown


def _unpiled(text: str) -> str:
    """No more marks upon one letter than a language needs."""
    if text.isascii():
        return text
    kept, piled = [], 0
    for sign in text:
        piled = piled + 1 if unicodedata.category(sign) in {"Mn", "Me"} else 0
        kept += [sign] if piled <= _MOST_MARKS else []
    return "".join(kept)


def _chopped(line: str, room: int | None) -> Iterator[str]:
    """A line in parts that fit; only a word longer than a line is divided."""
    part, used = "", 0
    for sign in line if room is not None and display_width(line) > room else ():
        columns = display_width(sign)
        if used + columns > (room or 0):
            yield part
            part, used = "", 0
        part, used = part + sign, used + columns
    yield part or line
