# SPDX-License-Identifier: Apache-2.0
"""From what was typed into the fields of one question to its answer, or to what is wrong with it; never a guess."""

import re
from collections.abc import Callable
from typing import Any

from alliance_forms.errors import Problem
from alliance_forms.html.typed import DATE_PARTS, OWN_WORDS, Typed, is_blank
from alliance_forms.model import (
    Answer,
    BooleanItem,
    ChoiceItem,
    DateItem,
    DecimalItem,
    IntegerItem,
    Item,
    OwnWords,
    RatingItem,
    TextItem,
    VisualAnalogueItem,
)
from alliance_forms.view.typed import WRITTEN_DIGITS, typed_number

__all__ = ["TAKE"]

Taken = Answer | Problem | None

_LONGEST_OWN_WORDS = 10_000
_FORBIDDEN = re.compile(r"[\0\ud800-\udfff]")
_BOOLEANS = {"true": True, "false": False}


def _problem(code: str, message: str) -> Problem:
    return Problem(code=code, pointer="", message=message)


_TOO_MANY = _problem("AF-ANSWER-TOO-MANY", "choose one answer")
_NO_NUMBER = _problem("AF-ANSWER-TYPE", "this item takes a number, in digits")
_NO_DATE = _problem("AF-ANSWER-DATE", "a date is a day, a month and a year of four digits, in digits")
_NO_TEXT = _problem("AF-ANSWER-TEXT", "the text has a character in it that cannot be stored")


def _one(values: tuple[str, ...]) -> str | Problem | None:
    """The one value of a field, as typed; None where it is blank."""
    if is_blank(values):
        return None
    return values[0] if len(values) == 1 else _TOO_MANY


def _words(values: tuple[str, ...]) -> str | Problem | None:
    typed = _one(values)
    if not isinstance(typed, str):
        return typed
    # Browsers send every line break as CR LF.
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    return _NO_TEXT if _FORBIDDEN.search(text) else text


def _choice(item: ChoiceItem, typed: Typed) -> Taken:
    codes = tuple(code for code in typed.get(item.link_id, ()) if code)
    if len(codes) > 1 and not item.repeats:
        return _TOO_MANY
    words = _words(typed.get(item.link_id + OWN_WORDS, ()))
    if isinstance(words, Problem):
        return words
    if words is not None and len(words) > _LONGEST_OWN_WORDS:
        return _problem("AF-ANSWER-LENGTH", f"the text is longer than {_LONGEST_OWN_WORDS:,} characters")
    # Own words count where they were typed, whatever else was or was not chosen: no word is lost.
    members = (*codes, *([OwnWords(text=words)] if words is not None else []))
    if not members:
        return None
    return members if item.repeats or words is not None else codes[0]


def _boolean(item: BooleanItem, typed: Typed) -> Taken:
    value = _one(typed.get(item.link_id, ()))
    if not isinstance(value, str):
        return value
    return _BOOLEANS.get(value, _problem("AF-ANSWER-TYPE", "this item takes yes or no"))


def _number(item: IntegerItem | RatingItem | DecimalItem | VisualAnalogueItem, typed: Typed) -> Taken:
    value = _one(typed.get(item.link_id, ()))
    if not isinstance(value, str):
        return value
    number = typed_number(value, decimals=getattr(item, "decimals", 0))
    return _NO_NUMBER if number is None else number


def _date(item: DateItem, typed: Typed) -> Taken:
    found = [_one(typed.get(item.link_id + part, ())) for part in DATE_PARTS]
    if all(value is None for value in found):
        return None
    if any(isinstance(value, Problem) for value in found):
        return _TOO_MANY
    day, month, year = (str(value or "").strip().translate(WRITTEN_DIGITS) for value in found)
    if not re.fullmatch(r"[0-9]{4}", year) or (day and not month):
        return _NO_DATE
    if not all(re.fullmatch(r"[0-9]{0,2}", part) for part in (day, month)):
        return _NO_DATE
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def _text(item: TextItem, typed: Typed) -> Taken:
    return _words(typed.get(item.link_id, ()))


TAKE: dict[type[Item], Callable[[Any, Typed], Taken]] = {
    ChoiceItem: _choice, BooleanItem: _boolean, IntegerItem: _number, RatingItem: _number, DecimalItem: _number,
    VisualAnalogueItem: _number, DateItem: _date, TextItem: _text,
}  # fmt: skip
