# SPDX-License-Identifier: Apache-2.0
"""Where the texts of an instrument are: one path for each, the same in wording packs, translation catalogues and code."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import attrs

from alliance_forms.model.instrument import Instrument
from alliance_forms.model.items import AnswerOption, ChoiceItem, Item
from alliance_forms.model.values import ByRater, Rater, Text

__all__ = ["is_label", "is_wording", "option_path", "texts_of", "variant", "without_texts", "without_wording"]

_ITEM_TEXTS = {"text": "text", "hint": "hint", "min_text": "minText", "max_text": "maxText", "open_label": "openLabel"}
# Parts of a scale that have a text, and what a path calls them.
_SCALE_TEXTS = {"band": "band", "cut_off": "cutOff", "criterion": "criterion", "category": "category"}


def texts_of(instrument: Instrument) -> Iterator[tuple[str, Text | None]]:
    """Every text an instrument can have, by path; None where the document leaves it to a wording pack.

    >>> import alliance_forms as af
    >>> dict(texts_of(af.get_instrument("phq-9")))["scale/total/band/mild"]
    'Mild'
    """
    yield "title", instrument.title
    yield "discreetTitle", instrument.discreet_title
    yield "introduction", instrument.introduction
    if instrument.recall:
        yield "recall/text", instrument.recall.text
    for group in instrument.answer_option_set:
        yield from ((f"answerOptionSet/{group.id}/{option.code}", option.text) for option in group.answer_option)
    for item in instrument.walk():
        yield from _item_texts(item)
    for scale in instrument.scale:
        yield f"scale/{scale.id}/title", scale.title
        for name, key in _SCALE_TEXTS.items():
            yield from ((f"scale/{scale.id}/{key}/{member.id}", member.text) for member in getattr(scale, name))
    yield from ((f"alert/{alert.id}/text", alert.text) for alert in instrument.alert)


def _item_texts(item: Item) -> Iterator[tuple[str, Text | None]]:
    for name, key in _ITEM_TEXTS.items():
        if hasattr(item, name):
            yield f"item/{item.link_id}/{key}", getattr(item, name)
    if isinstance(item, ChoiceItem):
        yield from ((option_path(item, option), option.text) for option in item.answer_option)


def is_wording(path: str) -> bool:
    """Whether a text is what a form cannot be asked without: the words of a question or of an answer.

    >>> is_wording("item/1/text"), is_wording("scale/total/title")
    (True, False)
    """
    return path.startswith("answerOptionSet/") or (path.startswith("item/") and (path.endswith("/text") or "/answerOption/" in path))


def is_label(path: str) -> bool:
    """Whether a text is a name (of a measure, a score, a range, an alert) and no part of what the form asks.

    >>> is_label("scale/total/band/mild"), is_label("introduction")
    (True, False)
    """
    return path in ("title", "discreetTitle") or path.startswith(("scale/", "alert/"))


def option_path(item: ChoiceItem, option: AnswerOption) -> str:
    """The path of an option's text, in the item's own options or in the set it shares."""
    if item.answer_option_set is not None:
        return f"answerOptionSet/{item.answer_option_set}/{option.code}"
    return f"item/{item.link_id}/answerOption/{option.code}"


def variant(text: Text | None, rater: Rater) -> str | None:
    """The text this rater reads.

    >>> variant(ByRater(client="I felt safe.", therapist="They felt safe."), "client")
    'I felt safe.'
    """
    return getattr(text, rater) if isinstance(text, ByRater) else text


@lru_cache(maxsize=64)
def without_texts(instrument: Instrument) -> Instrument:
    """The same structure, codes, weights, conditions and scales with every text taken out; a form view is built on it.

    >>> import alliance_forms as af
    >>> without_texts(af.get_instrument("phq-9")).scale[0].title is None
    True
    """
    bare: Instrument = _bare(attrs.evolve(instrument, title=instrument.id, example=(), origin=None))
    return bare


def without_wording(instrument: Instrument) -> Instrument:
    """The same instrument with what its form asks taken out; its names, scales and sources stay.

    >>> import alliance_forms as af
    >>> bare = without_wording(af.get_instrument("alliance-check-in"))
    >>> bare.introduction, bare.item[0].text, bare.scale[0].title
    (None, None, 'Bond')
    """
    parts = {name: _bare(getattr(instrument, name)) for name in ("recall", "item", "answer_option_set")}
    return attrs.evolve(instrument, introduction=None, origin=None, **parts)


_TEXT_FIELDS = frozenset([*_ITEM_TEXTS, "title", "discreet_title", "introduction"])


def _bare(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_bare(member) for member in value)
    if not attrs.has(type(value)):
        return value
    keep = isinstance(value, Instrument)
    changes = {}
    for field in attrs.fields(type(value)):
        old = getattr(value, field.name)
        changes[field.name] = None if field.name in _TEXT_FIELDS and not (keep and field.name == "title") else _bare(old)
    return attrs.evolve(value, **changes)
