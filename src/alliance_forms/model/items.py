# SPDX-License-Identifier: Apache-2.0
"""The questions of an instrument, one class for each type of item, and when each is asked."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import attrs

from alliance_forms.model.values import AbsentReason, Code, Coding, Count, FrozenMap, LocaleTag, Rule, Text, Whole, Words

__all__ = [
    "ITEM_TYPES", "AnswerOption", "AnswerOptionSet", "Autocomplete", "BooleanItem", "ChoiceItem", "Condition", "DateItem", "DecimalItem",
    "DisplayItem", "FilledList", "FilledPart", "GroupItem", "IntegerItem", "Item", "NoticeKind", "Operator", "RatingItem", "TextItem",
    "VisualAnalogueItem",
]  # fmt: skip

Operator = Literal["exists", "=", "!=", ">", "<", ">=", "<="]
Behaviour = Literal["all", "any"]
Fill = Literal["session.number", "session.date", "session.modality"]
ConditionValue = str | Decimal | bool
NoticeKind = Literal["purpose", "audience", "care-decisions"]
# What a browser may fill in. HTML has more words; "sex" is left out on purpose, since a device would then say it for the person.
Autocomplete = Literal["off", "name", "given-name", "family-name", "nickname", "honorific-prefix", "email", "tel", "bday"]
# The lists of an identity profile that a form can fill, and the parts of an entry.
FilledList = Literal["name", "officialName", "pronouns", "genderIdentity", "honorific", "contact"]
FilledPart = Literal["value", "issuer", "visibility", "audience", "channel", "allowed", "mention", "name", "alsoReadBy", "times"]


@attrs.frozen(kw_only=True)
class Condition:
    """One comparison with an answer (or with a reported score): the grammar of `enableWhen` and of alerts.

    Attributes:
        question: linkId of the item that is looked at.
        score: Scale that is looked at instead (alerts only).
        operator: ``exists`` or a comparison.
        answer: A code, text, number or boolean; a list means any of them. A number is compared with an option's weight.
    """

    question: Code | None = None
    score: Code | None = None
    operator: Operator
    answer: ConditionValue | tuple[ConditionValue, ...]


@attrs.frozen(kw_only=True)
class AnswerOption:
    """One answer a person can choose.

    Attributes:
        code: What is stored; stable, never wording.
        weight: Exact number a scale counts; none means the option is never scored.
        absent: The option stands for a reason why there is no answer ("prefer not to say").
        exclusive: Cannot be chosen together with others ("none of these").
        by_choice: Offered only where a host's choices name it.
        language: Offered only where the form is in one of these languages, or a host's choices name it.
        alias: What another system calls it; under ``fhir`` a token, such as ``http://loinc.org|LA6568-5``, or ``|a`` without a system.
    """

    code: Code
    weight: Decimal | None = None
    text: Text | None = None
    absent: AbsentReason | None = None
    exclusive: bool = False
    by_choice: bool = False
    language: tuple[LocaleTag, ...] = ()
    coding: tuple[Coding, ...] = ()
    alias: FrozenMap[Words] = FrozenMap()


@attrs.frozen(kw_only=True)
class AnswerOptionSet:
    """Options that several items share."""

    id: Code
    answer_option: Annotated[tuple[AnswerOption, ...], Rule(says="a list of at least one", at_least=1)]


@attrs.frozen(kw_only=True)
class _Item:
    type: ClassVar[str]
    link_id: Code
    prefix: Words | None = None
    text: Text | None = None
    hint: Text | None = None
    enable_when: tuple[Condition, ...] = ()
    enable_behavior: Behaviour | None = None
    coding: tuple[Coding, ...] = ()
    alias: FrozenMap[Words] = FrozenMap()


@attrs.frozen(kw_only=True)
class _Question(_Item):
    required: bool = False
    fill: Fill | None = None
    fills: FilledPart | None = None
    autocomplete: Autocomplete | None = None
    carry_forward: bool = False


@attrs.frozen(kw_only=True)
class DisplayItem(_Item):
    """A passage to read; nothing is asked.

    Attributes:
        notice: The host speaks here (`Host.notices`), behind the text; where it says nothing, "please ask before you answer".
    """

    type: ClassVar[str] = "display"
    notice: NoticeKind | None = None


@attrs.frozen(kw_only=True)
class GroupItem(_Item):
    """Items that belong together, once or (``repeats``) as often as needed.

    Attributes:
        fills: The list of an identity profile that each round of the group is an entry of.
    """

    type: ClassVar[str] = "group"
    fills: FilledList | None = None
    repeats: bool = False
    max_occurs: Count | None = None
    item: Annotated[tuple["Item", ...], Rule(says="a list of at least one", at_least=1)]


@attrs.frozen(kw_only=True)
class ChoiceItem(_Question):
    """One option, or with ``repeats`` several; ``openChoice`` also takes the person's own words.

    Attributes:
        multiline: Whether own words may take several lines.
        choices: Whether a host's choices may say which of the options are offered.
    """

    type: ClassVar[str] = "choice"
    repeats: bool = False
    open_choice: bool = False
    open_label: Text | None = None
    multiline: bool = True
    choices: bool = False
    answer_option_set: Code | None = None
    answer_option: tuple[AnswerOption, ...] = ()


@attrs.frozen(kw_only=True)
class BooleanItem(_Question):
    """Yes or no."""

    type: ClassVar[str] = "boolean"


@attrs.frozen(kw_only=True)
class IntegerItem(_Question):
    """A whole number, within the declared range."""

    type: ClassVar[str] = "integer"
    minimum: int | None = None
    maximum: int | None = None


@attrs.frozen(kw_only=True)
class DecimalItem(_Question):
    """A number with at most the declared decimals, within the declared range."""

    type: ClassVar[str] = "decimal"
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: Whole


@attrs.frozen(kw_only=True)
class RatingItem(_Question):
    """A row of whole numbers between two worded ends, such as 0 to 10."""

    type: ClassVar[str] = "rating"
    minimum: int
    maximum: int
    min_text: Text | None = None
    max_text: Text | None = None


@attrs.frozen(kw_only=True)
class VisualAnalogueItem(_Question):
    """A line between two worded ends; until it is touched it is unanswered."""

    type: ClassVar[str] = "visual-analogue"
    minimum: Decimal
    maximum: Decimal
    decimals: Whole = 0
    min_text: Text | None = None
    max_text: Text | None = None


@attrs.frozen(kw_only=True)
class DateItem(_Question):
    """A date; with ``partial`` a year, or a year and a month, is enough."""

    type: ClassVar[str] = "date"
    partial: bool = False


@attrs.frozen(kw_only=True)
class TextItem(_Question):
    """The person's own words."""

    type: ClassVar[str] = "text"
    max_length: Count = 10_000
    multiline: bool = True


Item = (
    GroupItem | DisplayItem | ChoiceItem | BooleanItem | IntegerItem | DecimalItem | RatingItem | VisualAnalogueItem | DateItem | TextItem
)
ITEM_TYPES: dict[str, type[Item]] = {
    cls.type: cls
    for cls in (
        GroupItem, DisplayItem, ChoiceItem, BooleanItem, IntegerItem, DecimalItem, RatingItem, VisualAnalogueItem, DateItem, TextItem,
    )
}  # fmt: skip
