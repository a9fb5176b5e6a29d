# SPDX-License-Identifier: Apache-2.0
"""One answer as a person types it, and what it means; whether it may be given is for the checks to say."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from alliance_forms.i18n import Interface
from alliance_forms.model import (
    Absent,
    Answer,
    BooleanItem,
    ChoiceItem,
    DateItem,
    Item,
    OwnWords,
    TextItem,
)
from alliance_forms.model.instrument import absent_option
from alliance_forms.text.layout import collapse, plain_digits, plain_signs, unmarked
from alliance_forms.view import FormView
from alliance_forms.view.typed import typed_number

__all__ = ["choices", "from_text", "to_text"]

_QUOTES = '"“”„«»'
_COMMAS = re.compile("[,;،、，\n]")
_DASHES = str.maketrans({"−": "-", "‐": "-", "‑": "-", "–": "-", "/": "-", ".": "-"})


def choices(form: FormView, item: ChoiceItem | BooleanItem) -> tuple[tuple[str, str], ...]:
    """Code and words of everything a person can choose; yes and no are 1 and 0."""
    if isinstance(item, ChoiceItem):
        return tuple((option.code, text.value) for option, text in form.options(item))
    t = Interface(form.lang).text
    return (("1", t("Yes").text), ("0", t("No").text))


def to_text(form: FormView, item: Item, answer: Answer) -> str:
    """An answer as it stands behind the arrow; an absence that the item does not offer leaves the line blank."""
    if isinstance(answer, Absent):
        option = absent_option(form.instrument.options(item), answer.absent) if isinstance(item, ChoiceItem) else None
        return option.code if option else ""
    if isinstance(answer, tuple):
        return ", ".join(_member(member) for member in answer)
    if isinstance(answer, bool):
        return "1" if answer else "0"
    return f"{answer:f}" if isinstance(answer, Decimal) else answer


def _member(member: Any) -> str:
    return f'"{member.text}"' if isinstance(member, OwnWords) else str(member)


def from_text(form: FormView, item: Item, typed: str) -> Answer | None:
    """What a typed answer means, None where nothing is typed; what is not understood stays as typed, and the checks refuse it."""
    if not typed.strip():
        return None
    if isinstance(item, TextItem):
        return typed
    if isinstance(item, ChoiceItem):
        return _chosen(form, item, typed.strip())
    plain = plain_digits(unmarked(collapse(typed)))
    if isinstance(item, BooleanItem):
        words = (*choices(form, item), ("1", "yes"), ("0", "no"), ("1", "true"), ("0", "false"))
        found = _match(plain, words[:2]) or _match(plain, words)
        return plain if found is None else found == "1"
    if isinstance(item, DateItem):
        return plain.translate(_DASHES).rstrip("-")
    return _number(item, plain)


def _number(item: Item, plain: str) -> Answer:
    number = typed_number(plain, decimals=getattr(item, "decimals", 0))
    return plain if number is None else number


def _chosen(form: FormView, item: ChoiceItem, typed: str) -> Answer | None:
    words = choices(form, item)
    members = tuple(_quoted(words, typed, item) or _listed(words, typed, item))
    if not members:
        return None
    if item.repeats or len(members) > 1 or isinstance(members[0], OwnWords):
        return members
    return members[0]


def _quoted(words: tuple[tuple[str, str], ...], typed: str, item: ChoiceItem) -> list[str | OwnWords]:
    """Codes around one passage in quotation marks, which is the person's own words; nothing where it is not that."""
    places = [place for place, sign in enumerate(typed) if sign in _QUOTES]
    if not item.open_choice or len(places) < 2:  # noqa: PLR2004
        return []
    before, own, after = typed[: places[0]], typed[places[0] + 1 : places[-1]], typed[places[-1] + 1 :]
    codes = [[_match(part, words) for part in _parts(side)] for side in (before, after)]
    if any(code is None for side in codes for code in side):
        return []
    first, last = ([code for code in side if code is not None] for side in codes)
    return [*first, *([OwnWords(text=own)] if own else []), *last]


def _listed(words: tuple[tuple[str, str], ...], typed: str, item: ChoiceItem) -> Iterator[str | OwnWords]:
    whole = _match(typed, words)
    if whole is not None:
        yield whole
        return
    parts = [typed] if item.open_choice and not item.repeats else _parts(typed)
    own: list[str] = []
    for part in parts:
        code = _match(part, words)
        if code is None and item.open_choice:
            own.append(part)
            continue
        if own:
            yield OwnWords(text=", ".join(own))
            own = []
        yield code if code is not None else part
    if own:
        yield OwnWords(text=", ".join(own))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _COMMAS.split(text) if part.strip()]


def _match(typed: str, words: Iterable[tuple[str, str]]) -> str | None:
    """The code that is meant: the code itself, then the words, then the beginning of the words of one option only."""
    words = tuple(words)
    exact = unmarked(typed).strip()
    if any(exact == code for code, _ in words):
        return exact
    plain = _normal(typed)
    spelled = [(code, _normal(code), _normal(text)) for code, text in words]
    for found in (
        {code for code, name, text in spelled if plain in (name, f"{name} = {text}", f"{name} {text}")},
        {code for code, _, text in spelled if plain == text},
        {code for code, _, text in spelled if _begins(text, plain)},
    ):
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _normal(text: str) -> str:
    return collapse(plain_digits(plain_signs(unmarked(unicodedata.normalize("NFKC", text).casefold())))).strip(" .")


def _begins(text: str, plain: str) -> bool:
    """Whether words begin so; 1 is not the beginning of 10."""
    rest = text[len(plain) :]
    return bool(plain) and text.startswith(plain) and not (plain[-1].isdigit() and rest[:1].isdigit())
