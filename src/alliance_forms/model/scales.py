# SPDX-License-Identifier: Apache-2.0
"""How answers become scores: scales, bands, alerts and change criteria, all as data."""

from decimal import Decimal
from typing import Annotated, Literal

import attrs

from alliance_forms.model.items import Condition
from alliance_forms.model.values import Code, Coding, Count, FrozenMap, Rater, Rule, Severity, Text, Whole, Words

__all__ = [
    "Alert", "Band", "Category", "ChangeCriterion", "Combination", "Combine", "Criterion", "CutOff", "Linear", "LookupStep", "Missing",
    "Scale", "ScaleItem", "ScalePart",
]  # fmt: skip


@attrs.frozen(kw_only=True)
class ScaleItem:
    """An item's part in a scale: its weight counts once, or ``coefficient`` times, reversed or not.

    Attributes:
        at_least: Where items are counted: the weight (reversed, where it is) from which this one counts, in place of the scale's own.
    """

    link_id: Code
    reverse: bool = False
    coefficient: Decimal = Decimal(1)
    at_least: Decimal | None = None


@attrs.frozen(kw_only=True)
class ScalePart:
    """Another scale's part in a composite: its exact value, before any rounding, counts once or ``coefficient`` times."""

    scale: Code
    coefficient: Decimal = Decimal(1)


@attrs.frozen(kw_only=True)
class Linear:
    """What is done to the exact result before it is rounded: ``multiply`` times the result, plus ``add``."""

    multiply: Decimal = Decimal(1)
    add: Decimal = Decimal(0)


@attrs.frozen(kw_only=True)
class LookupStep:
    """One row of a look-up table: from this result up to the next row's, the value is this."""

    low: Decimal = attrs.field(alias="low", metadata={"key": "from"})
    value: Decimal


@attrs.frozen(kw_only=True)
class Criterion:
    """One named criterion of a classification: a condition on a reported score of the same instrument."""

    id: Code
    text: Text | None = None
    when: Condition


@attrs.frozen(kw_only=True)
class Category:
    """One outcome of a classification: the first whose criteria hold, all of them or any, is the one.

    Attributes:
        value: The number that stands for it.
        all, any: ids of criteria; the last category names none, since it is what is left.
    """

    id: Code
    value: Decimal
    text: Text | None = None
    all: tuple[Code, ...] = ()
    any: tuple[Code, ...] = ()


@attrs.frozen(kw_only=True)
class Missing:
    """What happens when an answer is missing. The default refuses the score; nothing missing is ever zero.

    Attributes:
        rule: ``refuse``, or ``prorate`` where the measure's authors publish such a rule.
        at_most: How many missing items prorating allows.
        not_applicable: ``shrink`` where the authors shorten the scale by items that do not apply.
    """

    rule: Literal["refuse", "prorate"] = "refuse"
    at_most: Count | None = None
    not_applicable: Literal["missing", "shrink"] = "missing"


@attrs.frozen(kw_only=True)
class Band:
    """A named range of a score, from its lower edge up to the next band's."""

    id: Code
    low: Decimal = attrs.field(alias="low", metadata={"key": "from"})
    text: Text | None = None


@attrs.frozen(kw_only=True)
class CutOff:
    """A published line on a score, for a population: whether the reported value is on that side of it."""

    id: Code
    value: Decimal
    comparator: Literal[">=", ">", "<", "<="] = ">="
    text: Text | None = None
    population: Words | None = None
    source: Code | None = None


@attrs.frozen(kw_only=True)
class Scale:
    """A score: which items count, how they are combined, and what is done when some are missing.

    Attributes:
        coding: What this score, by its published rule, is called in other terminologies; a prorated or shortened one is something else.
        alias: What another system calls its score; under ``fhir`` the linkId of the score item.
        measures: What the number is about (``depression``, ``alliance``).
        better: Which way is better for the person: ``higher``, ``lower`` or ``none``.
        method: ``sum`` and ``mean``, of items or, for a composite, of other scales; ``count`` of items from a weight on; ``percent`` of the
            greatest sum possible; ``minimum`` and ``maximum`` of the items; ``classification`` by named criteria; or ``scorer`` for what
            data cannot say.
        scorer: Name of the plug-in that calculates the value, where the method is ``scorer``.
        item, part: What it is made of: items, or in a composite other scales.
        at_least: Where items are counted: the weight from which one counts.
        criterion, category: What a classification looks at, and its outcomes, of which the first that holds is the one.
        linear, lookup: What is done to the result before it is rounded, in this order.
        digits: Decimal places of the reported value; the one rounding is last and half-up.
        band, cut_off: Named ranges of the reported value, and lines on it; several lines may come from several sources.
        band_source, source: ids of the instrument's ``source`` entries.
        key: ``holder`` where the key is the rights holder's to supply.
    """

    id: Code
    title: Text | None = None
    coding: tuple[Coding, ...] = ()
    alias: FrozenMap[Words] = FrozenMap()
    measures: Code | None = None
    better: Literal["higher", "lower", "none"] = "none"
    method: Literal["sum", "mean", "count", "percent", "minimum", "maximum", "classification", "scorer"] = "sum"
    scorer: Code | None = None
    item: tuple[ScaleItem, ...] = ()
    part: tuple[ScalePart, ...] = ()
    at_least: Decimal | None = None
    criterion: tuple[Criterion, ...] = ()
    category: tuple[Category, ...] = ()
    linear: Linear | None = None
    lookup: tuple[LookupStep, ...] = ()
    digits: Whole = 0
    missing: Missing = Missing()
    band: tuple[Band, ...] = ()
    band_population: Words | None = None
    band_source: Code | None = None
    cut_off: tuple[CutOff, ...] = ()
    key: Literal["holder"] | None = None
    source: Code | None = None


@attrs.frozen(kw_only=True)
class Combine:
    """How what several people say of one session becomes one score, such as two observers of a recording.

    Attributes:
        rater: Whose ratings are combined.
        method: ``mean``, of the exact values; the one rounding is last.
        scale: ids of the scales that are combined; no other is in a combined report.
        digits: Decimal places of a combined value, since a mean has more than what it is made of; each scale's own by default.
        source: id of one of the instrument's ``source`` entries.
    """

    rater: Rater
    method: Literal["mean"]
    scale: Annotated[tuple[Code, ...], Rule(says="a list of at least one", at_least=1)]
    digits: Whole | None = None
    source: Code | None = None


@attrs.frozen(kw_only=True)
class Combination:
    """Several conditions of which all, or any, must hold."""

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()


@attrs.frozen(kw_only=True)
class Alert:
    """Something in the answers that a person should look at soon, and who. The library notifies nobody.

    Attributes:
        when: A condition on an item's answer or raw weight, or on a reported score.
        audience: Who is meant to see it.
    """

    id: Code
    when: Condition | Combination
    severity: Severity
    audience: Annotated[tuple[Code, ...], Rule(says="a list of at least one", at_least=1)]
    text: Text | None = None
    source: Code | None = None


@attrs.frozen(kw_only=True)
class ChangeCriterion:
    """How large a change between two sessions must be to count, by a published criterion for a named population."""

    id: Code
    scale: Code
    value: Decimal
    comparator: Literal[">", ">="]
    confidence: Decimal | None = None
    sd: Decimal | None = None
    reliability: Decimal | None = None
    reliability_type: Words | None = None
    population: Words | None = None
    source: Code
