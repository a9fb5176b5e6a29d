# SPDX-License-Identifier: Apache-2.0
"""Does a wording pack look mistyped? For whoever copies an official form; no message repeats a text."""

import re
from collections.abc import Iterable, Iterator, Mapping

from alliance_forms.checks.wording import forbidden_change, gaps_in
from alliance_forms.errors import Problem, pointer_to
from alliance_forms.model import ChoiceItem, Instrument, WordingPack, option_path
from alliance_forms.rights import Change

__all__ = ["lint_texts", "lint_wording"]

# Texts that go round in copies and stand in no official form, by instrument, language and path. The GAD-7's lowest anchor is "Not at all"
# in both sources of its bundled wording.
_MISPRINTS: dict[tuple[str, str], dict[str, str]] = {
    ("gad-7", "en"): {"answerOptionSet/frequency/0": "not at all sure"},
}
# Tags and entities, which a form shows as they stand; control characters but the line feed; characters that reorder what is read; and the
# sign that a text was read in the wrong encoding.
_MARKUP = re.compile(r"</?[A-Za-z!][^<>]*>|&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#x[0-9A-Fa-f]{1,5});")
_CONTROL = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u202d\u202e\ufffd\ufeff]")
# "2 = Several days": the number of an option, copied along with its words.
_NUMBERED = re.compile(r"\s*\(?([0-9]{1,3})\s*(?:[=:.)]\s*|\s[–-]\s+)(?=[^\s0-9])")


_CHANGES: dict[Change, tuple[str, str]] = {
    "translation": ("/status", "the rights allow no translation or rewording but the holder's own"),
    "part": ("/text", "the rights allow no part of the wording beside words of the document: all of them have to be here"),
}


def lint_wording(pack: WordingPack, instrument: Instrument) -> tuple[Problem, ...]:
    """What looks mistyped in a wording pack: texts missing, given twice, with markup, out of place, or known misprints.

    >>> import alliance_forms as af
    >>> gad7 = af.get_instrument("gad-7")
    >>> [problem for pack in af.wordings(gad7) for problem in lint_wording(pack, gad7)]
    []
    """
    raters = (pack.rater,) if pack.rater else instrument.rater
    gaps = (*_changed(pack, instrument), *gaps_in(pack, instrument, raters))
    return (*gaps, *lint_texts(pack), *_options(pack, instrument), *_items(pack, instrument))


def _changed(pack: WordingPack, instrument: Instrument) -> Iterator[Problem]:
    """What would keep the pack from ever being shown."""
    if found := forbidden_change(pack, instrument):
        pointer, message = _CHANGES[found[0]]
        yield Problem(code="AF-WORDING-CHANGED", pointer=pointer, message=message, hint="copy the holder's own wording, whole")


def lint_texts(pack: WordingPack) -> Iterator[Problem]:
    """What looks mistyped in a single text, whatever the instrument: markup, control characters, known misprints.

    >>> import alliance_forms as af
    >>> [problem for pack in af.wordings(af.get_instrument("gad-7")) for problem in lint_texts(pack)]
    []
    """
    known = _MISPRINTS.get((pack.instrument, pack.locale.partition("-")[0]), {})
    for path, text in pack.text.items():
        at = pointer_to("text", path)
        if _MARKUP.search(text):
            hint = "a form shows it as it stands; write plain text"
            yield Problem(code="AF-WORDING-MARKUP", pointer=at, message="the text holds markup", hint=hint)
        if _CONTROL.search(text):
            message = "the text holds a control character, or was read in a wrong encoding"
            yield Problem(code="AF-WORDING-CONTROL", pointer=at, message=message, hint="type it anew")
        if " ".join(text.split()).casefold().rstrip(".") == known.get(path.partition("@")[0]):
            hint = "compare it with the official form"
            yield Problem(code="AF-WORDING-MISPRINT", pointer=at, message="a known misprint", hint=hint)


def _options(pack: WordingPack, instrument: Instrument) -> Iterator[Problem]:
    """Two answers nobody could tell apart, or an answer with another's number before it."""
    choices = [item for item in instrument.walk() if isinstance(item, ChoiceItem)]
    lists = {tuple(option_path(item, option) for option in instrument.options(item)) for item in choices}
    for paths in sorted(lists):
        codes = {path.rpartition("/")[2] for path in paths}
        for path, _ in _twice(pack.text, paths):
            message = "another answer of this list has the same text"
            yield Problem(code="AF-WORDING-TWICE", pointer=pointer_to("text", path), message=message, hint="compare them with the form")
        for path in _written(pack.text, paths):
            number = _NUMBERED.match(pack.text[path])
            code = path.partition("@")[0].rpartition("/")[2]
            if number and number[1] in codes - {code}:
                message = "the text begins with the number of another answer"
                hint = f"it stands at the code {code!r}; number and words are looked at apart"
                yield Problem(code="AF-WORDING-OPTION", pointer=pointer_to("text", path), message=message, hint=hint)


def _items(pack: WordingPack, instrument: Instrument) -> Iterator[Problem]:
    """Two questions with the same words: mostly a slip in copying, but groups may repeat a question."""
    for path, first in _twice(pack.text, [f"item/{item.link_id}/text" for item in instrument.walk()]):
        message = f"the same text as {first}"
        yield Problem(code="AF-WORDING-TWICE", pointer=pointer_to("text", path), message=message, severity="warning")


def _twice(texts: Mapping[str, str], paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: dict[tuple[str, str], str] = {}
    for path in _written(texts, paths):
        words = (path.partition("@")[2], " ".join(texts[path].split()).casefold())
        if words in seen:
            yield path, seen[words]
        seen.setdefault(words, path)


def _written(texts: Mapping[str, str], paths: Iterable[str]) -> Iterator[str]:
    """The paths of a pack that belong to these, those of one rater too, as the instrument has them."""
    wanted = list(paths)
    for path in sorted(texts, key=lambda path: wanted.index(path.partition("@")[0]) if path.partition("@")[0] in wanted else -1):
        if path.partition("@")[0] in wanted:
            yield path
