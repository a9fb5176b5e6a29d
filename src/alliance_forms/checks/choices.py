# SPDX-License-Identifier: Apache-2.0
"""Does what a host offers fit the instrument it is about? Choices pick from what the instrument names, and from nothing else."""

from collections.abc import Iterator

from alliance_forms.checks.findings import Place, problem, twice, unknown
from alliance_forms.errors import Problem
from alliance_forms.model import ChoiceItem, Choices, Instrument, Offer

__all__ = ["check_choices", "concerns"]


def check_choices(choices: Choices, instrument: Instrument) -> tuple[Problem, ...]:
    """Everything in a host's choices that does not fit one instrument; what is about other instruments is not looked at.

    >>> import alliance_forms as af
    >>> from alliance_forms.model import Choices, Offer
    >>> offer = Offer(instrument="phq-9", link_id="1", option=("0", "3"))
    >>> [problem.code for problem in check_choices(Choices(id="short", offer=(offer,)), af.get_instrument("phq-9"))]
    ['AF-CHOICES-CLOSED']
    """
    ours = ((offer, ("offer", number)) for number, offer in enumerate(choices.offer) if offer.instrument == instrument.id)
    return tuple(finding for offer, place in ours for finding in _findings(offer, instrument, place))


def concerns(offer: Offer, instrument: Instrument, item: ChoiceItem) -> bool:
    """Whether an offer is about this question: by its name, or by the set of options it shares."""
    named = offer.link_id == item.link_id if offer.link_id is not None else offer.answer_option_set == item.answer_option_set
    return offer.instrument == instrument.id and named


def _findings(offer: Offer, instrument: Instrument, place: Place) -> Iterator[Problem]:
    if (offer.link_id is None) == (offer.answer_option_set is None):
        yield problem("AF-CHOICES-ITEM", place, "an offer names a question or a set of options, and not both")
        return
    items = [item for item in instrument.walk() if isinstance(item, ChoiceItem)]
    meant = [item for item in items if concerns(offer, instrument, item)]
    if not meant:
        if offer.link_id is not None:
            yield unknown("choice", offer.link_id, [item.link_id for item in items], (*place, "linkId"))
        else:
            sets = [group.id for group in instrument.answer_option_set]
            yield unknown("answerOptionSet", offer.answer_option_set or "", sets, (*place, "answerOptionSet"))
        return
    if not all(item.choices for item in meant):
        hint = 'only where its author says "choices": true'
        yield problem("AF-CHOICES-CLOSED", place, "the options of this question are not a host's to choose", hint)
        return
    options = {option.code: option for option in instrument.options(meant[0])}
    yield from twice("code", ((code, (*place, "option", number)) for number, code in enumerate(offer.option)))
    for number, code in enumerate(offer.option):
        if code not in options:
            yield unknown("option", code, options, (*place, "option", number))
        elif options[code].absent:
            message = "a way not to answer is always offered and is not named"
            yield problem("AF-CHOICES-ABSENCE", (*place, "option", number), message, "leave it out")
