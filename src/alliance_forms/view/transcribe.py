# SPDX-License-Identifier: Apache-2.0
"""A form without any wording, for typing in what somebody filled in on paper: numbers of items and codes of options."""

from collections import Counter
from typing import Any

import attrs

from alliance_forms.errors import UsageFault
from alliance_forms.i18n import direction, normalise_locale
from alliance_forms.model import DisplayItem, FrozenMap, GroupItem, Instrument, Item, Rater, Session, without_texts
from alliance_forms.rights import credit
from alliance_forms.view.build import version_tag
from alliance_forms.view.form import FormView, LocalText

__all__ = ["transcription_form"]

# A longer "number" may be words.
_LONGEST_NUMBER = 8


def transcription_form(
    instrument: Instrument, *, locale: str | None = None, rater: Rater | None = None, session: Session | None = None
) -> FormView:
    """The form staff type a paper form into; it needs no permission, since it holds no wording.

    Args:
        instrument: What was asked.
        locale: Language of the words around the questions; the instrument's own by default.
        rater: Who filled it in; the first of the instrument's raters by default.
        session: The session it is about; items that it fills are not asked.

    Raises:
        UsageFault: The rater is none of the instrument's, or the locale no language tag.

    >>> import alliance_forms as af
    >>> form = transcription_form(af.get_instrument("phq-9"))
    >>> form.item_text(form.instrument.item[1]).value, [text.value for _, text in form.options(form.instrument.item[1])]
    ('2.', ['0', '1', '2', '3'])
    """
    if rater is not None and rater not in instrument.rater:
        raise UsageFault(f"{instrument.id!r} is not filled in by {rater!r}; its raters are {', '.join(instrument.rater)}")
    lang = normalise_locale(locale) if locale else instrument.language
    title = LocalText(instrument.id, lang, "ltr")
    bare = without_texts(instrument)
    return FormView(
        instrument=attrs.evolve(bare, item=tuple(_unnumbered(item) for item in bare.item)),
        rater=rater or instrument.rater[0],
        lang=lang,
        dir=direction(lang),
        texts=FrozenMap({f"item/{link}/text": LocalText(number, lang, "ltr") for link, number in _numbers(instrument).items()}),
        title=title,
        discreet_title=title,
        session=session,
        rights=attrs.evolve(instrument.rights, attribution=credit(instrument.rights)),
        shown=None,
        version_tag=version_tag(instrument, {}),
        transcription=True,
    )


def _numbers(instrument: Instrument) -> dict[str, str]:
    """What each question is called: its number where that is short and no other's, else its id."""
    asked = [item for item in instrument.walk() if not isinstance(item, GroupItem | DisplayItem)]
    shared = Counter(item.prefix for item in asked)
    return {
        item.link_id: item.prefix if item.prefix and shared[item.prefix] == 1 and len(item.prefix) <= _LONGEST_NUMBER else item.link_id
        for item in asked
    }


def _unnumbered(item: Item) -> Item:
    """The number stands where the words would, and not twice."""
    changes: dict[str, Any] = {"prefix": None}
    if isinstance(item, GroupItem):
        changes["item"] = tuple(_unnumbered(member) for member in item.item)
    return attrs.evolve(item, **changes)
