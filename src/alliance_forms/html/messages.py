# SPDX-License-Identifier: Apache-2.0
"""What a person reads about a problem: the page's words for each code, never the answer and never the log's English."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from alliance_forms.errors import Problem
from alliance_forms.html.tongue import Tongue
from alliance_forms.model import BooleanItem, ChoiceItem, DateItem, GroupItem, Item, RatingItem, TextItem

__all__ = ["explain", "range_words"]

Say = Callable[[Tongue, Any], Markup]


def explain(problem: Problem, interface: Tongue, item: Item | None = None) -> Markup:
    """What is wrong, and what to do, in the language of the page.

    >>> import alliance_forms as af
    >>> from alliance_forms.html.tongue import tongue_of
    >>> tongue = tongue_of(af.form_view(af.get_instrument("phq-9"), locale="en"))
    >>> explain(Problem(code="AF-ANSWER-CODE", pointer="/answers/1", message=""), tongue)
    Markup('Choose one of the answers listed.')
    """
    return _MESSAGES.get(problem.code, _look_again)(interface, item)


def range_words(interface: Tongue, item: Any) -> Markup | None:
    """The numbers an item takes, in words; None where it takes any."""
    low, high = getattr(item, "minimum", None), getattr(item, "maximum", None)
    if low is not None and high is not None:
        return interface.text("A number from {minimum} to {maximum}.", minimum=interface.number(low), maximum=interface.number(high))
    if low is not None:
        return interface.text("A number, {minimum} or more.", minimum=interface.number(low))
    if high is not None:
        return interface.text("A number, {maximum} or less.", maximum=interface.number(high))
    return None


def _look_again(interface: Tongue, _: Any) -> Markup:
    return interface.text("This answer needs another look.")


def _listed(interface: Tongue, _: Any) -> Markup:
    return interface.text("Choose one of the answers listed.")


def _too_many(interface: Tongue, item: Any) -> Markup:
    if isinstance(item, ChoiceItem) and not item.repeats:
        return interface.text("Choose one answer only.")
    if isinstance(item, BooleanItem | RatingItem):
        return interface.text("Choose one answer only.")
    if isinstance(item, GroupItem) and item.max_occurs:
        return interface.text("Entries that fit here: {number}. Please shorten the list.", number=item.max_occurs)
    return _look_again(interface, item)


def _type(interface: Tongue, item: Any) -> Markup:
    if isinstance(item, ChoiceItem | BooleanItem):
        return _listed(interface, item)
    if isinstance(item, TextItem | DateItem | GroupItem) or item is None:
        return _look_again(interface, item)
    return interface.text("Write a number, in digits.")


def _decimals(interface: Tongue, item: Any) -> Markup:
    decimals = getattr(item, "decimals", 0)
    if decimals == 0:
        return interface.text("Write a whole number.")
    return interface.text("Digits that fit after the decimal mark: {number}.", number=decimals)


def _range(interface: Tongue, item: Any) -> Markup:
    low, high = getattr(item, "minimum", None), getattr(item, "maximum", None)
    if low is not None and high is not None:
        return interface.text("Write a number from {minimum} to {maximum}.", minimum=interface.number(low), maximum=interface.number(high))
    if low is not None:
        return interface.text("Write a number that is {minimum} or more.", minimum=interface.number(low))
    if high is not None:
        return interface.text("Write a number that is {maximum} or less.", maximum=interface.number(high))
    return _look_again(interface, item)


def _date(interface: Tongue, item: Any) -> Markup:
    if getattr(item, "partial", False):
        return interface.text("Write a date that exists. A year, or a month and a year, is enough.")
    return interface.text("Write a date that exists, with day, month and year.")


def _length(interface: Tongue, item: Any) -> Markup:
    longest = getattr(item, "max_length", None)
    if longest is None:
        return interface.text("This text is too long. Please shorten it.")
    return interface.text("This text is too long. Characters that fit here: {number}.", number=longest)


_MESSAGES: dict[str, Say] = {
    "AF-ANSWER-REQUIRED": lambda interface, _: interface.text("This question needs an answer."),
    "AF-ANSWER-TOO-MANY": _too_many,
    "AF-ANSWER-CODE": _listed,
    "AF-ANSWER-OWN-WORDS": _listed,
    "AF-ANSWER-EXCLUSIVE": lambda interface, _: interface.text(
        "One of your answers cannot stand together with others. Keep that one, or the others."
    ),
    "AF-ANSWER-TYPE": _type,
    "AF-ANSWER-DECIMALS": _decimals,
    "AF-ANSWER-RANGE": _range,
    "AF-ANSWER-DATE": _date,
    "AF-ANSWER-LENGTH": _length,
    "AF-ANSWER-TEXT": lambda interface, _: interface.text("A character in this text cannot be stored. Please type the text again."),
    "AF-ANSWER-NOT-ASKED": lambda interface, _: interface.text(
        "This question does not fit your other answers. What stands here is left out."
    ),
    "AF-FORM-OTHER-VERSION": lambda interface, _: interface.text(
        "This form has changed since you opened it. Please look at each of your answers, then send them again."
    ),
    "AF-FORM-SEVERAL": lambda interface, _: interface.text(
        "Several forms were sent together. Please look at your answers, then send this one again."
    ),
    "AF-FORM-UNKNOWN-FIELD": lambda interface, _: interface.text(
        "Something was sent that is not part of this form. Please look at your answers, then send them again."
    ),
    "AF-FORM-TOO-LARGE": lambda interface, _: interface.text(
        "More was sent than fits into this form. Please shorten what you wrote, then send it again."
    ),
}
