# SPDX-License-Identifier: Apache-2.0
"""What each question offers here: of all the options an instrument names, those for this language and this host."""

from collections.abc import Iterator, Mapping

import attrs

from alliance_forms.checks import check_choices, concerns
from alliance_forms.errors import InvalidDocument
from alliance_forms.i18n import negotiate_locale
from alliance_forms.model import Answer, AnswerOption, ChoiceItem, Choices, Entry, FrozenMap, Instrument, Offer

__all__ = ["Offered", "offered"]


@attrs.frozen(kw_only=True)
class Offered:
    """What one question offers.

    Attributes:
        option: Codes, in the order in which they are shown.
        own_words: Whether there is a box for own words.
    """

    option: tuple[str, ...]
    own_words: bool


def offered(
    instrument: Instrument, *, lang: str, choices: tuple[Choices, ...] = (), answers: Mapping[str, Answer] | None = None
) -> FrozenMap[Offered]:
    """What each question offers, by linkId, where that is not simply everything.

    An answer that is filled in is offered whatever the choices say, so that sending a page again never drops it; so is every way not to
    answer, which stands last.

    Args:
        instrument: What is asked.
        lang: The form's language.
        choices: What the host has decided; of several about one question, the first counts.
        answers: What is filled in.

    Raises:
        InvalidDocument: Choices do not fit the instrument.

    >>> import alliance_forms as af
    >>> offered(af.get_instrument("phq-9"), lang="en")
    FrozenMap()
    """
    problems = [finding for one in choices for finding in check_choices(one, instrument)]
    if problems:
        raise InvalidDocument(problems)
    fitting = [offer for one in choices if not one.locale or negotiate_locale(lang, one.locale) for offer in one.offer]
    given = set(_codes(answers or {}))
    found = {}
    for item in instrument.walk():
        if isinstance(item, ChoiceItem) and item.choices:
            chosen = next((offer for offer in fitting if concerns(offer, instrument, item)), None)
            here = {code for link, code in given if link == item.link_id}
            found[item.link_id] = _offered(instrument.options(item), item, chosen, lang, here)
    return FrozenMap(found)


def _offered(options: tuple[AnswerOption, ...], item: ChoiceItem, chosen: Offer | None, lang: str, given: set[str]) -> Offered:
    here = [option for option in options if option.absent is None]
    usual = {option.code for option in here if not option.by_choice and _spoken(option, lang)}
    codes = dict.fromkeys(chosen.option if chosen else (option.code for option in here if option.code in usual | given))
    codes |= dict.fromkeys(option.code for option in here if option.code in given)
    codes |= dict.fromkeys(option.code for option in options if option.absent)
    return Offered(option=tuple(codes), own_words=item.open_choice and (chosen is None or chosen.own_words))


def _spoken(option: AnswerOption, lang: str) -> bool:
    return not option.language or negotiate_locale(lang, option.language) is not None


def _codes(answers: Mapping[str, Answer]) -> Iterator[tuple[str, str]]:
    """Every code among answers, with its question."""
    for link, answer in answers.items():
        for member in answer if isinstance(answer, tuple) else (answer,):
            if isinstance(member, Entry):
                yield from _codes(member.answers)
            elif isinstance(member, str):
                yield link, member
