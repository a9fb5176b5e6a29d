# SPDX-License-Identifier: Apache-2.0
"""How answers become scores: scales, bands, alerts and change criteria, all as data."""

from decimal import Decimal
from typing import Annotated, Literal

import attrs

from alliance_forms.model.items import Condition
from alliance_forms.model.values import Code, Count, Rule, Severity, Text, Whole, Words

__all__ = ["Alert", "Band", "ChangeCriterion", "Combination", "Missing", "Scale", "ScaleItem"]


@attrs.frozen(kw_only=True)
class ScaleItem:
    """An item's part in a scale: its weight counts once, or ``coefficient`` times, reversed or not."""

    link_id: Code
    reverse: bool = False
    coefficient: Decimal = Decimal(1)


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
class Scale:
    """A score: which items count, how they are combined, and what is done when some are missing.

    Attributes:
        measures: What the number is about (``depression``, ``alliance``).
        better: Which way is better for the person: ``higher``, ``lower`` or ``none``.
        method: ``sum``, ``mean``, or ``scorer`` for what data cannot say.
        scorer: Name of the plug-in that calculates the value, where the method is ``scorer``.
        digits: Decimal places of the reported value; the one rounding is last and half-up.
        band_source, source: ids of the instrument's ``source`` entries.
        key: ``holder`` where the key is the rights holder's to supply.
    """

    id: Code
    title: Text | None = None
    measures: Code | None = None
    better: Literal["higher", "lower", "none"] = "none"
    method: Literal["sum", "mean", "scorer"] = "sum"
    scorer: Code | None = None
    item: tuple[ScaleItem, ...] = ()
    digits: Whole = 0
    missing: Missing = Missing()
    band: tuple[Band, ...] = ()
    band_source: Code | None = None
    key: Literal["holder"] | None = None
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
