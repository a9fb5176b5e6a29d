# SPDX-License-Identifier: Apache-2.0
"""Which of the options that an instrument names are offered somewhere: a matter of place and language, never of what an answer means."""

from typing import Annotated

import attrs

from alliance_forms.model.values import Code, InstrumentId, LocaleTag, Rule, Words

__all__ = ["Choices", "Offer"]


@attrs.frozen(kw_only=True)
class Offer:
    """What one question offers, in this order; the ways not to answer are always offered, last.

    Attributes:
        link_id: The question.
        answer_option_set: Instead of it, a set of options that several questions share.
        option: Codes of the options, in the order in which they are shown.
        own_words: Whether people may answer in their own words, where the question allows it at all.
    """

    instrument: InstrumentId
    link_id: Code | None = None
    answer_option_set: Code | None = None
    option: tuple[Code, ...]
    own_words: bool = True


@attrs.frozen(kw_only=True)
class Choices:
    """What a host has decided to offer, for a jurisdiction or a language.

    Attributes:
        title: For the people who choose among such documents.
        locale: The languages of a form for which it holds; every one where none is named.
    """

    id: Code
    title: Words | None = None
    locale: tuple[LocaleTag, ...] = ()
    offer: Annotated[tuple[Offer, ...], Rule(says="a list of at least one", at_least=1)]
