# SPDX-License-Identifier: Apache-2.0
"""What a host may offer: for any instrument, or for one."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from alliance_forms.model import ChoiceItem, Choices, Instrument, Offer
from alliance_forms.testing import _texts as small

__all__ = ["choices"]

Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def choices(draw: Draw, instrument: Instrument | None = None) -> Choices:
    """Choices that fit one instrument, each question offering some of its options in some order; or any others.

    Args:
        draw: Given by Hypothesis.
        instrument: The instrument; by default the document only has the right form.

    >>> import alliance_forms as af
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=2)
    ... @given(choices(af.get_instrument("identity-intake")))
    ... def every_choice_can_be_offered(chosen):
    ...     assert af.form_view(af.get_instrument("identity-intake"), host=af.Host(choices=(chosen,))).offers
    >>> every_choice_can_be_offered()
    """
    open_ = [item for item in instrument.walk() if isinstance(item, ChoiceItem) and item.choices] if instrument else []
    if instrument and open_:
        about = draw(st.lists(st.sampled_from(open_), min_size=1, max_size=3, unique_by=lambda item: item.link_id))
        offers = tuple(_offer(draw, instrument, item) for item in about)
    else:
        option = st.lists(small.codes(), max_size=3).map(tuple)
        one = st.builds(Offer, instrument=st.just("clinic-x.intake"), link_id=small.codes(), option=option, own_words=st.booleans())
        offers = tuple(draw(st.lists(one, min_size=1, max_size=2)))
    return Choices(
        id=draw(small.codes()),
        title=draw(st.none() | small.texts(lines=False)),
        locale=() if instrument else tuple(draw(st.lists(small.locales(), max_size=2, unique=True))),
        offer=offers,
    )


def _offer(draw: Draw, instrument: Instrument, item: ChoiceItem) -> Offer:
    codes = [option.code for option in instrument.options(item) if option.absent is None]
    option = tuple(draw(st.lists(st.sampled_from(codes), unique=True)))
    return Offer(instrument=instrument.id, link_id=item.link_id, option=option, own_words=draw(st.booleans()))
