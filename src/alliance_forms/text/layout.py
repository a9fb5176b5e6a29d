# SPDX-License-Identifier: Apache-2.0
"""Lines of plain text: cleaned, measured as they are shown, wrapped between words, and kept in their own direction."""

import re
import unicodedata
from typing import Literal

from wcwidth import wcswidth, wcwidth

__all__ = [
    "CONTROLS",
    "alike",
    "clean",
    "collapse",
    "display_width",
    "isolate",
    "may_part",
    "opened",
    "pieces",
    "plain_digits",
    "plain_signs",
    "unmarked",
    "wrap",
]

# C0 but for tab and line feed, DEL, C1, and halves of surrogate pairs: none of them is text, some of them command a terminal.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile("[ \t\n]+")
_FSI, _PDI = "\u2068", "\u2069"
# What typewriters have for the signs that word processors and mail programs put in.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟″", '"'), **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f", " "), "…": "...",
    }
)  # fmt: skip
_HYPHENS = re.compile("-{2,}")
# Kinsoku: what does not begin a line of Chinese or Japanese, and what does not end one.
_NEVER_FIRST = frozenset("、。，．：；？！）」』】〕〉》］｝ー々〜・…‥％ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ")
_NEVER_LAST = frozenset("（「『【〔〈《［｛")
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


def plain_signs(text: str) -> str:
    r"""A text with straight quotation marks, hyphens and ordinary spaces only, so that a message needs no wider alphabet for them.

    >>> plain_signs("“I don’t…” – so")
    '"I don\'t..." - so'
    """
    return text if text.isascii() else text.translate(_PLAIN)


def alike(text: str) -> str:
    r"""What stays of a line when programs on the way have changed its spaces, quotation marks, dashes and marks of direction.

    >>> alike("I\xa0don’t  —") == alike("I don't --")
    True
    """
    return collapse(_HYPHENS.sub("-", plain_signs(unmarked(text))))


def display_width(text: str) -> int:
    """How many columns a text takes: two for an East Asian wide character, none for a combining mark.

    >>> display_width("한e\u0301")
    3
    """
    if text.isascii():
        return len(text)
    columns = int(wcswidth(text))
    return columns if columns >= 0 else sum(max(int(wcwidth(sign)), 0) for sign in text)


def pieces(text: str) -> list[str]:
    """The parts of a paragraph that no line break divides; each but the first begins with the space before it, where there is one.

    >>> pieces("one two"), pieces("何が、変"), pieces("한국어 글")
    (['one', ' two'], ['何', 'が、', '変'], ['한국어', ' 글'])
    """
    found: list[str] = []
    for number, word in enumerate(collapse(text).split(" ")):
        start = 0
        if not word.isascii():
            for place in range(1, len(word)):
                if may_part(word[place - 1], word[place]):
                    found.append((" " if number and not start else "") + word[start:place])
                    start = place
        found.append((" " if number and not start else "") + word[start:])
    return found


def may_part(before: str, after: str) -> bool:
    """Whether a line may end between two characters of one word, as Chinese and Japanese lines do."""
    return (_ideographic(before) or _ideographic(after)) and after not in _NEVER_FIRST and before not in _NEVER_LAST and not _joins(after)


def _ideographic(sign: str) -> bool:
    return (
        "\u2e80" <= sign <= "\ua4cf" or "\uf900" <= sign <= "\ufaff" or "\uff01" <= sign <= "\uff60" or "\U00020000" <= sign <= "\U0003ffff"
    )


def _joins(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Me", "Mc", "Cf", "Sk"}


def wrap(text: str, width: int | None, *, indent: str = "", hanging: str = "") -> list[str]:
    """One paragraph in lines of at most `width` columns; a word is never broken, but between Chinese or Japanese characters.

    >>> wrap("0 = Not at all", 12, indent="  ", hanging="    ")
    ['  0 = Not at', '    all']
    """
    if width is None:
        return [indent + collapse(text)]
    first, *rest = pieces(text)
    line, lines, columns = indent + first, [], display_width(indent + first)
    for piece in rest:
        needed = display_width(piece)
        # Nothing is broken off that nobody sees: what begins the next line would not be known as a line of the form.
        if columns + needed > width and alike(line):
            lines.append(line)
            line = hanging + piece.removeprefix(" ")
            columns = display_width(line)
        else:
            line, columns = line + piece, columns + needed
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
