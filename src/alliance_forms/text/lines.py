# SPDX-License-Identifier: Apache-2.0
"""Which lines of a text are answers, and to which question: one scanner, used for reading and for keeping other lines apart."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

import attrs

from alliance_forms.text.layout import alike, display_width, may_part, opened, pieces, plain_digits, unmarked

__all__ = ["INDENT", "MOST_STRAYS", "NARROWEST", "AnswerLine", "Found", "answer_line", "answer_text", "scan", "tags_in"]

INDENT = "    "
_ARROWS = ("->", "–>", "—>", "=>", "→", "⇒")
_SIGNS = (":", "=", "：", "＝")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?:/[0-9]{1,3}){0,8}")
_TAG = re.compile(r"\[#([^\s\[\]]{1,64})\]")
_LONGEST_LABEL = 200
_NEARLY = 3
_SIGNATURE = "--"
_LIKENESSES = 64
_LONGEST_PIECE = 200
# Lines with an arrow that answer nothing: beyond these, more are not looked for.
MOST_STRAYS = 12

# Columns of the narrowest line that is written.
NARROWEST = 20


@attrs.frozen
class AnswerLine:
    """A line that answers: the label in front of the arrow, what stands behind, and whether the mark is an arrow."""

    label: str
    rest: str = attrs.field(repr=False)
    arrow: bool


@attrs.define
class Found:
    """An answer with the lines that belong to it.

    Attributes:
        depth: How deeply its line is quoted.
        doubtful: Whether it may be a line of the form itself.
        keeps_paragraphs: Whether blank lines are part of it.
        own_words: Whether any words may be part of it.
        torn: Whether a line right below may belong to it or not, as where a mail program broke a quoted line in two.
    """

    label: str
    number: int
    arrow: bool
    doubtful: bool
    depth: int
    lines: list[str] = attrs.field(repr=False)
    keeps_paragraphs: bool = False
    own_words: bool = False
    blanks: int = 0
    torn: bool = False

    @property
    def text(self) -> str:
        """What was typed; one isolate around the first line is ours."""
        return "\n".join([opened(self.lines[0]), *self.lines[1:]])


def answer_line(line: str) -> AnswerLine | None:
    """What a line answers, None where it is not an answer line; it begins at the margin, quoted or not.

    >>> answer_line("> 1 -> 3")
    AnswerLine(label='1', arrow=True)
    >>> answer_line("  1 = Several days") is None
    True
    """
    line = _unquoted(line)[1]
    line = line[1:] if line.startswith(" ") and not line.startswith("  ") else line
    head = line[:_LONGEST_LABEL]
    places = [(place, -len(sign), sign) for sign in (*_ARROWS, *_SIGNS) if (place := head.find(sign)) > 0]
    if not places:
        return None
    place, _, sign = min(places)
    label = plain_digits(unicodedata.normalize("NFKC", unmarked(head[:place]))).rstrip(" \t\xa0")
    label = label if _LABEL.fullmatch(label) and label == label.lstrip() else label.rstrip("-–— \t\xa0")
    if not _LABEL.fullmatch(label):
        return None
    rest = line[place + len(sign) :]
    return AnswerLine(label, rest[1:] if rest.startswith((" ", "\xa0")) else rest, sign in _ARROWS)


def answer_text(start: str, value: str) -> list[str]:
    """The lines of an answer: behind its arrow, each further line indented, blank ones too, so that none is taken for something else."""
    first, *rest = value.split("\n")
    return [start + first, *(INDENT + line for line in rest)]


def tags_in(lines: Iterable[str]) -> set[str]:
    """The version tags that stand in these lines.

    >>> tags_in(["> Your form [#1A2B3C4D]"])
    {'1A2B3C4D'}
    """
    return {tag.upper() for line in lines if "[#" in line for tag in _TAG.findall(unmarked(line))}


@attrs.define
class Scan:
    """What was found in a text: answers in their order, the lines that are none, and the numbers of those of them that hold an arrow."""

    answers: list[Found]
    others: list[str] = attrs.field(repr=False)
    strays: list[int]


def scan(text: str, own: Iterable[str], known: Iterable[str], paragraphs: Iterable[str], open_choices: Iterable[str]) -> Scan:
    """Sort the lines of a text into answers and the rest, in one pass.

    An answer runs to the next blank line; further indented lines belong to it as well. An answer that is a text runs on to the next
    line of the form itself, since people leave blank lines between paragraphs.

    Args:
        text: With line feeds as its only line breaks.
        own: The form's own lines, unwrapped.
        known: Labels of the form, folded; with ``:`` or ``=`` only these make an answer line.
        paragraphs: Of these, the ones that are answered with a text.
        open_choices: And those whose answer may hold own words.
    """
    ours = sorted({alike(line) for line in own} - {""})
    arrows = [line for line in ours if _points(line)]
    labels, texts = frozenset(known), frozenset(paragraphs)
    words = texts | frozenset(open_choices)
    done = Scan([], [], [])
    current: Found | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        depth, content = _unquoted(line)
        started = answer_line(line)
        base = started.label.partition("/")[0].casefold() if started else ""
        if started and (started.arrow or base in labels):
            doubtful = not started.arrow and _is_own(content, ours)
            # Right below somebody's quoted words and itself not quoted, it may be the end of them.
            torn = current is not None and depth < current.depth and _open_words(current)
            if current is not None:
                current.torn = current.torn or torn
            current = Found(started.label, number, started.arrow, doubtful, depth, [started.rest], base in texts, base in words, torn=torn)
            done.answers.append(current)
        elif current is None or not _goes_on(current, depth, content, ours):
            current = None
            done.others.append(line)
            if len(done.strays) < MOST_STRAYS and _points(line) and not any(alike(content) in whole for whole in arrows):
                done.strays.append(number)
    return done


def _points(line: str) -> bool:
    return any(arrow in line for arrow in _ARROWS)


def _open_words(answer: Found) -> bool:
    """Whether an answer of any words has begun and no blank line has ended it."""
    return answer.own_words and not answer.blanks and any(line.strip() for line in answer.lines)


def _goes_on(current: Found, depth: int, content: str, ours: list[str]) -> bool:
    """Take a line into the answer above it, or end that answer."""
    indented = _indented(content)
    if not content.strip() and indented is None:
        current.blanks += 1
        return True
    empty = not any(line.strip() for line in current.lines)
    if depth != current.depth and not (empty and depth < current.depth):
        current.torn = not (empty or current.blanks) and (current.own_words or not _ends(content, ours))
        return False
    if indented is None:
        # What ends an answer, right below somebody's own words where the form leaves a blank line, may be those words as well.
        current.torn = current.torn or (current.own_words and not (empty or current.blanks) and _ends(content, ours))
        ended = current.blanks and not (empty or (current.keeps_paragraphs and current.depth == depth))
        if ended or _ends(content, ours):
            return False
        if empty:
            # The answer was begun below its arrow line, perhaps under a quotation.
            current.lines, current.depth, current.blanks = [content], depth, 0
            return True
    current.lines += [*[""] * current.blanks, content if indented is None else indented]
    current.blanks = 0
    return True


def _ends(content: str, ours: list[str]) -> bool:
    """Whether a line is one that no answer goes on with: a signature, or a line of the form."""
    return content.rstrip() == _SIGNATURE or _is_own(content, ours)


def _indented(content: str) -> str | None:
    """A line without the indent of a further line; a mail client may have taken one space of it."""
    if content.startswith("\t"):
        return content[1:]
    spaces = len(content[: len(INDENT)]) - len(content[: len(INDENT)].lstrip(" \xa0"))
    return content[spaces:] if spaces >= _NEARLY else None


def _unquoted(line: str) -> tuple[int, str]:
    """How deeply a mail client has quoted a line, and the line."""
    depth = place = 0
    while line.startswith((">", " >"), place):
        place = line.index(">", place) + 1
        place += line.startswith(" ", place)
        depth += 1
    return depth, line[place:]


def _is_own(content: str, ours: list[str]) -> bool:
    """Whether a line is the form's own: all of it, or as much as fits on a line, so that a bare "1" is not "1 = Several days"."""
    line = alike(content)
    place = bisect_left(ours, line)
    return any(_first_part(line, whole) for whole in ours[place : place + _LIKENESSES] if whole.startswith(line))


def _first_part(line: str, whole: str) -> bool:
    """Whether a line is where its whole was broken: what comes next did not fit even on the narrowest line."""
    rest = whole[len(line) : len(line) + _LONGEST_PIECE]
    if not rest:
        return True
    if not line or not (rest.startswith(" ") or may_part(line[-1], rest[0])):
        return False
    following = rest.startswith(" ") + display_width(pieces(rest)[0])
    return display_width(line) + following > NARROWEST - len(INDENT)
