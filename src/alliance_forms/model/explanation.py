# SPDX-License-Identifier: Apache-2.0
"""Why each score is what it is: which answers counted, what was done with them, and by whose rule. No `repr` here shows an answer."""

from decimal import Decimal
from typing import Literal

import attrs

from alliance_forms.model.instrument import Source
from alliance_forms.model.items import Operator
from alliance_forms.model.report import Refusal, RuleKind
from alliance_forms.model.scales import Linear, LookupStep
from alliance_forms.model.values import AbsentReason

__all__ = [
    "CountedAnswer", "CountedPart", "ExplainedBand", "ExplainedCriterion", "ExplainedCutOff", "ExplainedScore", "Explanation",
    "MissingAnswer", "WhyMissing",
]  # fmt: skip

WhyMissing = AbsentReason | Literal["missing", "invalid-answer", "no-weight"]


@attrs.frozen(kw_only=True)
class CountedAnswer:
    """One answer that has points in a score.

    Attributes:
        label: What the question is called on the form: its prefix, or its number.
        answer: The code or number; None for other kinds of answers, which only a scorer reads.
        weight: What the answer weighs by itself, before it is reversed; None where a scorer weighs it.
        reversed: Whether the weight was turned round, to the lowest plus the highest possible less itself.
        coefficient: How often it counts.
        at_least: Where answers are counted: the weight from which this one counts.
        points: What it adds: reversed, counted as 1 or 0, or in a percentage taken from the lowest possible, then times the coefficient.
        weighs: What it counts among all: its coefficient, in a percentage the most points it could add.
    """

    link_id: str
    label: str
    answer: str | Decimal | bool | None = attrs.field(repr=False)
    weight: Decimal | None = attrs.field(repr=False)
    reversed: bool
    coefficient: Decimal
    at_least: Decimal | None = None
    points: Decimal | None = attrs.field(repr=False)
    weighs: Decimal


@attrs.frozen(kw_only=True)
class MissingAnswer:
    """One question that gives a score no points.

    Attributes:
        label: What the question is called on the form.
        reason: A data-absent-reason, ``missing``, ``invalid-answer``, or ``no-weight`` where the answer is one that has no points.
        applies: False where the question does not apply and the score was made shorter by it.
        weighs: What it would count among all.
    """

    link_id: str
    label: str
    reason: WhyMissing = attrs.field(repr=False)
    applies: bool
    weighs: Decimal


@attrs.frozen(kw_only=True)
class CountedPart:
    """Another score that this one is made of, or looks at.

    Attributes:
        coefficient: How often it counts; None where a classification only looks at it.
        value: As it is reported; None where it is refused.
        exact: Before it was rounded, as a sum or a mean of scores goes on with it: ``7.5``, or ``22/3`` where decimals have no end.
    """

    scale: str
    title: str
    coefficient: Decimal | None
    value: Decimal | None = attrs.field(repr=False)
    exact: str | None = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class ExplainedCriterion:
    """One criterion of a classification: the condition on a score, and whether it is met; None where nobody can tell."""

    id: str
    text: str
    scale: str
    operator: Operator
    answer: tuple[Decimal, ...]
    met: bool | None = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class ExplainedBand:
    """A named range of values; in a classification a category, with the criteria that it asks for.

    Attributes:
        low: Its lower edge, which belongs to it; of a category, the number that stands for it.
        high: The next one's lower edge, which does not; None for the last range and for a category.
        all, any: Of a category: ids of its criteria; the last category has none, since it is what is left.
    """

    id: str
    text: str
    low: Decimal = attrs.field(metadata={"key": "from"})
    high: Decimal | None = attrs.field(default=None, metadata={"key": "below"})
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class ExplainedCutOff:
    """A published line, and whether the value is on that side of it; None where the line was made for another range."""

    id: str
    text: str
    value: Decimal
    comparator: Literal[">=", ">", "<", "<="]
    population: str | None = None
    reached: bool | None = attrs.field(repr=False)
    source: Source | None = None


@attrs.frozen(kw_only=True, repr=False)
class ExplainedScore:
    """One score, step by step: answers, combined result, what was made of it, value, band and lines, each with its source.

    Attributes:
        status, value, reason, basis, rule: As in the report.
        method, scorer: How answers are combined, as the instrument says it.
        at_most: How many missing answers prorating allows.
        counted: Answers with points, in the order of the scale; where the score is refused they lead to no value.
        missing: Questions without points. Every question of the scale stands here or in `counted`, unless the answers belong to another
            version of the instrument.
        parts, criteria: Other scores it is made of or looks at, and conditions on them.
        combined: The exact result of `method`, as text: ``7.5``, or ``22/3`` where decimals have no end.
        linear, transformed: What the result was multiplied by and what was added to it; and the result of that.
        lookup: The row of the table that the result falls into.
        exact: What was rounded, to `digits` decimal places, half-up.
        bands, band, cut_offs: The named ranges there are, the one the value falls in, and every line with its side.
        source, band_source: Where the rule and the ranges come from; None where the instrument names nothing.
        key: ``holder`` where the key is the rights holder's, so that nothing here confirms it.
        unconfirmed: As in the report: which of the rules that made the value nobody has looked up in a source.
    """

    scale: str
    title: str
    method: Literal["sum", "mean", "count", "percent", "minimum", "maximum", "classification", "scorer"]
    scorer: str | None = None
    status: Literal["scored", "refused"]
    value: Decimal | None
    reason: Refusal | None = None
    basis: Literal["complete", "prorated", "shortened"] | None = None
    rule: Literal["refuse", "prorate"]
    at_most: int | None = None
    counted: tuple[CountedAnswer, ...] = ()
    missing: tuple[MissingAnswer, ...] = ()
    parts: tuple[CountedPart, ...] = ()
    criteria: tuple[ExplainedCriterion, ...] = ()
    combined: str | None = None
    linear: Linear | None = None
    transformed: str | None = None
    lookup: LookupStep | None = None
    exact: str | None = None
    digits: int
    bands: tuple[ExplainedBand, ...] = ()
    band: ExplainedBand | None = None
    band_population: str | None = None
    cut_offs: tuple[ExplainedCutOff, ...] = ()
    source: Source | None = None
    band_source: Source | None = None
    key: Literal["holder"] | None = None
    unconfirmed: tuple[RuleKind, ...] = ()

    def __repr__(self) -> str:
        return f"ExplainedScore(scale={self.scale!r}, status={self.status!r}, reason={self.reason!r})"


@attrs.frozen(kw_only=True, repr=False)
class Explanation:
    """Why every score of a report is what it is. ``explanation["total"]`` gives one by the id of its scale; `str` gives a short text.

    It holds answers: release it as you would release them.

    Attributes:
        locale: The language of the text; titles that are not translated stand in the instrument's own.
        text: What `str` gives, for the person who answered: no wording of a question, and no diagnosis.
    """

    instrument: str
    version: str
    locale: str
    scores: tuple[ExplainedScore, ...]
    text: str = ""

    def __getitem__(self, scale: str) -> ExplainedScore:
        for score in self.scores:
            if score.scale == scale:
                return score
        raise KeyError(scale)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Explanation(instrument={self.instrument!r}, version={self.version!r}, locale={self.locale!r})"
