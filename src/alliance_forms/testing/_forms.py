# SPDX-License-Identifier: Apache-2.0
"""Forms as they may be shown: any instrument, its texts in any language."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from alliance_forms.i18n import direction
from alliance_forms.model import FrozenMap, Instrument, Session, Shown, texts_of, variant, without_texts
from alliance_forms.testing._instruments import instruments
from alliance_forms.testing._texts import sessions, texts
from alliance_forms.view import FormView, LocalText, Notice

__all__ = ["form_views"]

Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def form_views(draw: Draw, instrument: Instrument | None = None, *, session: bool = False) -> FormView:
    """Form views of one instrument, or of any: each text in some language, with or without help named by the host.

    Args:
        draw: Given by Hypothesis itself.
        instrument: The instrument; any by default.
        session: Whether the host may know the session, so that some items are not asked.

    >>> import alliance_forms as af
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=2)
    ... @given(form_views())
    ... def every_form_is_a_page(form):
    ...     assert "<form" in af.Host().formats.get("html").render(form)
    >>> every_form_is_a_page()
    """
    asked = instrument or draw(instruments())
    rater = draw(st.sampled_from(asked.rater))
    lang = draw(st.sampled_from([asked.language, "en", "es", "ar"]))
    other = draw(st.sampled_from([lang, "en", "he"]))
    known: Session | None = draw(st.none() | sessions()) if session else None
    spoken: dict[str, LocalText] = {}
    for path, text in texts_of(asked):
        value = variant(text, rater) if text else None
        if value:
            tag = draw(st.sampled_from([lang, other]))
            spoken[path] = LocalText(value, tag, direction(tag))
    words = texts().map(lambda value: LocalText(value, other, direction(other)))
    return FormView(
        instrument=without_texts(asked),
        rater=rater,
        lang=lang,
        dir=direction(lang),
        texts=FrozenMap(spoken),
        title=spoken["title"],
        discreet_title=spoken.get("discreetTitle") or LocalText("Your form", "en", "ltr"),
        notices=tuple(Notice(kind=kind, label=draw(words), text=draw(words)) for kind in asked.notice),
        care=draw(st.none() | words),
        session=known,
        rights=asked.rights,
        shown=Shown(locale=lang),
        version_tag="1234ABCD",
    )
