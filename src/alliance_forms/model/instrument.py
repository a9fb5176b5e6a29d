# SPDX-License-Identifier: Apache-2.0
"""An instrument: one document from which page, text, FHIR resource and score are all derived."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

import attrs

from alliance_forms.model.items import AnswerOption, AnswerOptionSet, ChoiceItem, GroupItem, Item, NoticeKind
from alliance_forms.model.origin import Origin
from alliance_forms.model.response import AnswerMap, Session
from alliance_forms.model.rights import Rights
from alliance_forms.model.scales import Alert, ChangeCriterion, Combine, Scale
from alliance_forms.model.values import (
    AbsentReason,
    Code,
    Coding,
    FrozenMap,
    InstrumentId,
    LocaleTag,
    Rater,
    Rule,
    Text,
    Uri,
    Version,
    Words,
    matching,
)

__all__ = [
    "Counterpart",
    "Example",
    "Expected",
    "ExpectedScore",
    "Instrument",
    "Recall",
    "Source",
    "Validation",
]

Doi = Annotated[str, matching(r"10\.[0-9]{4,9}/[!-~]{1,200}", "a DOI such as 10.1037/h0085885")]


@attrs.frozen(kw_only=True)
class Recall:
    """The time the questions are about: a code, and the sentence that opens the form."""

    code: Code
    text: Text | None = None


@attrs.frozen(kw_only=True)
class Source:
    """Where a rule, a key or a wording comes from. ``verified`` says that somebody looked it up there; false means recalled."""

    id: Code
    citation: Words
    doi: Doi | None = None
    url: Uri | None = None
    verified: bool = False


@attrs.frozen(kw_only=True)
class Validation:
    """What is known about how well the instrument measures."""

    status: Literal["validated", "not-validated", "unknown"]
    text: Words | None = None
    source: tuple[Code, ...] = ()


@attrs.frozen(kw_only=True)
class Counterpart:
    """Another instrument that asks somebody else about the same thing with other items."""

    instrument: InstrumentId
    item: FrozenMap[Code] = FrozenMap()


@attrs.frozen(kw_only=True)
class ExpectedScore:
    """What a worked example must give for one scale; what is not stated is not compared."""

    value: Decimal | None = None
    status: Literal["scored", "refused"] | None = None
    band: Code | None = None
    cut_offs: FrozenMap[bool] | None = None
    reason: Code | None = None
    missing: tuple[Code, ...] | None = None


@attrs.frozen(kw_only=True)
class ExpectedAlert:
    """An alert that a worked example must give."""

    id: Code
    link_id: Code | None = None


@attrs.frozen(kw_only=True)
class Expected:
    """What a worked example must give."""

    scores: FrozenMap[ExpectedScore] = FrozenMap()
    alerts: tuple[ExpectedAlert, ...] | None = None


@attrs.frozen(kw_only=True)
class Example:
    """A worked example from raw answers; ``validate`` and the tests run it, loading never does."""

    title: Words
    rater: Rater | None = None
    session: Session | None = None
    answers: AnswerMap
    expect: Expected
    source: Code | None = None


@attrs.frozen(kw_only=True, cache_hash=True, repr=False)
class Instrument:
    """A questionnaire, rating scale or intake form, as one frozen value.

    Attributes:
        id, version: What a stored response refers to; never changed once published.
        subject: Who or what it is about: the client, the therapist, or their relationship.
        rater: Who fills it in.
        discreet_title: For page titles, file names and any text that travels; left out, it is "Your form" in the language shown.
        fills: ``identity-profile`` where the answers are facts about who somebody is: a response is then for ``self`` only, and everything
            else goes through the profile (`identity_from`).
        rights: The rights in the measure's wording; what is not said is unknown, and unknown wording is not shown.
        origin: Where it was imported from, with what of it has no place here; it is in no digest.
    """

    id: InstrumentId
    url: Uri | None = None
    version: Version
    status: Literal["active", "withdrawn"] = "active"
    title: Text
    discreet_title: Text | None = None
    introduction: Text | None = None
    subject: Literal["client", "therapist", "relationship"]
    rater: Annotated[tuple[Rater, ...], Rule(says="a list of at least one", at_least=1)]
    recall: Recall | None = None
    language: LocaleTag
    validation: Validation = Validation(status="unknown")
    rights: Rights = Rights()
    notice: tuple[NoticeKind, ...] = ()
    fills: Literal["identity-profile"] | None = None
    counterpart: Counterpart | None = None
    coding: tuple[Coding, ...] = ()
    alias: FrozenMap[Words] = FrozenMap()
    source: tuple[Source, ...] = ()
    answer_option_set: tuple[AnswerOptionSet, ...] = ()
    item: Annotated[tuple[Item, ...], Rule(says="a list of at least one", at_least=1)]
    scale: tuple[Scale, ...] = ()
    combine: Combine | None = None
    alert: tuple[Alert, ...] = ()
    change: tuple[ChangeCriterion, ...] = ()
    example: tuple[Example, ...] = ()
    origin: Origin | None = None

    def __repr__(self) -> str:
        return f"Instrument(id={self.id!r}, version={self.version!r})"

    def walk(self) -> Iterator[Item]:
        """Every item in the order a person meets it, groups before their members.

        >>> import alliance_forms as af
        >>> [item.link_id for item in af.get_instrument("phq-9").walk()][:3]
        ['1', '2', '3']
        """
        yield from _walk(self.item)

    def options(self, item: ChoiceItem) -> tuple[AnswerOption, ...]:
        """The options of a choice item, its own or those of the set it names."""
        if item.answer_option_set is None:
            return item.answer_option
        return next((group.answer_option for group in self.answer_option_set if group.id == item.answer_option_set), ())


def _walk(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        if isinstance(item, GroupItem):
            yield from _walk(item.item)


def absent_option(options: tuple[AnswerOption, ...], reason: AbsentReason) -> AnswerOption | None:
    """The option by which a person says why there is no answer, where the item offers one."""
    return next((option for option in options if option.absent == reason), None)
