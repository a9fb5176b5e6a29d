# SPDX-License-Identifier: Apache-2.0
"""A form as plain text that can be filled in by hand, in a mail or on a Braille line: one fact to a line, no art, no columns."""

from collections.abc import Iterator, Sequence

from alliance_forms.errors import Problem
from alliance_forms.i18n import Interface
from alliance_forms.text.body import BLANK, OPTION, AnswerPlace, Body, Own, leave
from alliance_forms.text.layout import clean, collapse, isolate, opened, plain_signs, unmarked, wrap
from alliance_forms.text.lines import answer_line, answer_text
from alliance_forms.text.places import Typed
from alliance_forms.text.problems import problem_lines
from alliance_forms.text.profiles import TextOptions
from alliance_forms.view import FormView

__all__ = ["own_lines", "write"]

_RLM = "\u200f"


def write(form: FormView, typed: Typed, problems: Sequence[Problem], options: TextOptions) -> str:
    """The form with what is typed on its answer lines."""
    look, width = options.look, options.columns
    lines: list[str] = []
    for line in (*_problems(form, problems), *Body(form, typed.texts, isolates=look.isolates).lines()):
        if isinstance(line, AnswerPlace):
            lines += _answer(form, line.label, typed.texts.get(line.label, ""), isolates=look.isolates)
            continue
        text = plain_signs(line.text) if look.plain else line.text
        text = text if look.isolates else unmarked(text)
        if collapse(unmarked(text)):
            lines += [_apart(part) for part in wrap(text, width, indent=line.indent, hanging=line.indent and line.indent + "  ")]
        elif lines and lines[-1]:
            lines.append("")
    return "\n".join(lines).strip("\n") + "\n"


def own_lines(form: FormView) -> tuple[str, ...]:
    """Every line that is the form's own, unwrapped, whatever is filled in."""
    return (leave(form), *(line.text for line in Body(form, {}).lines() if isinstance(line, Own)))


def _answer(form: FormView, label: str, value: str, *, isolates: bool) -> list[str]:
    first, *rest = clean(value).split("\n")
    start = f"{isolate(label, form.dir)} -> " if isolates else f"{label} -> "
    if isolates and form.dir == "rtl":
        start = _RLM + start
    # One isolate around the first line is taken off when it is read: a text that brings its own gets another.
    first = isolate(first, form.dir) if isolates or opened(first) != first else first
    return answer_text(start, "\n".join([first, *rest]))


def _apart(line: str) -> str:
    """Words of the form that look like an answer line are set in, so that nobody's answer is read from them."""
    return OPTION + line if answer_line(line) else line


def _problems(form: FormView, problems: Sequence[Problem]) -> Iterator[Own]:
    if problems:
        yield Own(Interface(form.lang).text("Please look at this again:").text)
        for line in problem_lines(form, problems):
            yield Own(line, OPTION)
        yield BLANK
