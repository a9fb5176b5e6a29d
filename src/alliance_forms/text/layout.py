# SPDX-License-Identifier: Apache-2.0
"""Lines of plain text: cleaned, measured as they are shown, wrapped between words, and kept in their own direction."""

import re
import unicodedata
from typing import Literal

__all__ = ["CONTROLS", "clean", "collapse", "display_width", "isolate", "plain_digits", "unmarked", "wrap"]

# C0 but for tab and line feed, DEL, C1, and halves of surrogate pairs: none of them is text, some of them command a terminal.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile("[ \t\n]+")
_FSI, _PDI = "\u2068", "\u2069"
_STRONG: dict[str, Literal["ltr", "rtl"]] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def clean(text: str) -> str:
    r"""A text without control characters, every kind of line break a line feed.

    >>> clean("one\r\ntwo\x1b[2J")
    'one\ntwo[2J'
    """
    return CONTROLS.sub("", _BREAKS.sub("\n", text))


def unmarked(text: str) -> str:
    """A text without the marks that only steer its direction.

    >>> unmarked("\u2068phq\u2069")
    'phq'
    """
    return text if text.isascii() else _BIDI.sub("", text)


def collapse(text: str) -> str:
    r"""A text on one line, with single spaces.

    >>> collapse("  Several\n days ")
    'Several days'
    """
    return _SPACES.sub(" ", text).strip(" ")


def plain_digits(text: str) -> str:
    """A text with the digits of every script as 0 to 9.

    >>> plain_digits("٣")
    '3'
    """
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def display_width(text: str) -> int:
    """How many columns a text takes: two for an East Asian wide character, none for a combining mark.

    >>> display_width("한e\u0301")
    3
    """
    if text.isascii():
        return len(text)
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


def wrap(text: str, width: int | None, *, indent: str = "", hanging: str = "") -> list[str]:
    """One paragraph in lines of at most `width` columns; a word is never broken.

    >>> wrap("0 = Not at all", 12, indent="  ", hanging="    ")
    ['  0 = Not at', '    all']
    """
    words = collapse(text).split(" ")
    line, lines, columns = indent + words[0], [], display_width(indent + words[0])
    for word in words[1:]:
        needed = 1 + display_width(word)
        if width is not None and columns + needed > width:
            lines.append(line)
            line, columns = hanging + word, len(hanging) + needed - 1
        else:
            line, columns = f"{line} {word}", columns + needed
    return [*lines, line]


def isolate(text: str, direction: Literal["ltr", "rtl"]) -> str:
    """A text that cannot disturb the direction of what stands around it; marked only where it would.

    >>> isolate("3", "rtl"), isolate("abc", "rtl") == "\u2068abc\u2069"
    ('3', True)
    """
    if direction == "ltr" and text.isascii():
        return text
    mixed = _BIDI.search(text) or any(_STRONG.get(unicodedata.bidirectional(sign), direction) != direction for sign in text)
    return f"{_FSI}{text}{_PDI}" if mixed else text


def opened(text: str) -> str:
    """The text inside one isolate, where the whole text is one.

    >>> opened("\u2068abc\u2069")
    'abc'
    """
    return text[1:-1] if text.startswith(_FSI) and text.endswith(_PDI) else text
