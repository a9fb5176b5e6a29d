# SPDX-License-Identifier: Apache-2.0
"""What a plan is: a scale in whole numbers, ready to run. Engines only execute plans; `compile_plan` makes them.

Every scale is one of five kinds: a sum or a mean (of items, or in a composite of other scales), a minimum or maximum of items, a
classification, or a scorer's. A count is a sum of weights 0 and 1, and a percentage of the maximum a mean, so no engine knows them.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Literal

import attrs

from alliance_forms.model import Category, Criterion, CutOff, FrozenMap, LookupStep, RuleKind

__all__ = ["BandPlan", "ItemPlan", "PartPlan", "Plan", "Reach", "ScalePlan"]


@attrs.frozen(kw_only=True)
class ItemPlan:
    """One item's part in a scale: what each answer adds, in units of the scale.

    Attributes:
        weights: What each code adds (reversed, times its coefficient), and for a whole number what each numeral adds; None where a number
            adds in proportion, and for a scorer.
        slope, offset: A number x adds ``slope * x * step + offset``, where `step` is the scale's.
        coefficient: What the item counts among all items, as a whole number.
        lowest, highest: The least and the most it can add; None where a number has no bound.
    """

    link_id: str
    weights: FrozenMap[int] | None = None
    slope: int = 0
    offset: int = 0
    coefficient: int
    lowest: Fraction | None = None
    highest: Fraction | None = None


@attrs.frozen(kw_only=True)
class PartPlan:
    """Another scale's part in a composite; its coefficient as a whole number."""

    scale: str
    coefficient: int


@attrs.frozen(kw_only=True)
class BandPlan:
    """A band's lower edge, on the reported value."""

    id: str
    low: Decimal


@attrs.frozen(kw_only=True)
class Reach:
    """The least and the greatest exact value of a scale; None where there is no bound."""

    lowest: Fraction | None
    highest: Fraction | None


@attrs.frozen(kw_only=True)
class ScalePlan:
    """One scale, ready to run.

    Attributes:
        scorer: Name of the plug-in that calculates the value, where the method is ``scorer``; then items have no weights.
        items, parts: What it is made of: items, or other scales.
        step: Units in one point of a weight, before coefficients (a power of ten).
        share: Units in one whole coefficient (a power of ten); ``step * share`` units make one point of a sum.
        multiply, add, over: The exact result x becomes ``(multiply * x + add) / over``.
        lookup: Rows by ascending lower edge: the last whose edge the result has reached gives the value.
        criteria, categories: Of a classification; the first category whose criteria hold is its value.
        digits: Decimal places of the reported value.
        at_most: Missing items that prorating allows; 0 refuses.
        shrink: Whether items that do not apply shorten the scale.
        reach: Bounds of the exact value, before it is rounded, over every response that has one.
        unconfirmed: Which of its rules nobody has looked up in a source; its key is one of them where that of a part is.
    """

    id: str
    method: Literal["sum", "mean", "minimum", "maximum", "classification", "scorer"]
    scorer: str | None = None
    items: tuple[ItemPlan, ...] = ()
    parts: tuple[PartPlan, ...] = ()
    step: int = 1
    share: int = 1
    multiply: int = 1
    add: int = 0
    over: int = 1
    lookup: tuple[LookupStep, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    categories: tuple[Category, ...] = ()
    digits: int
    rule: Literal["refuse", "prorate"] = "refuse"
    at_most: int = 0
    shrink: bool = False
    bands: tuple[BandPlan, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    reach: Reach = Reach(lowest=None, highest=None)
    unconfirmed: tuple[RuleKind, ...] = ()

    @property
    def looks_at(self) -> tuple[str, ...]:
        """Ids of the scales that this one is made of."""
        return tuple(dict.fromkeys([part.scale for part in self.parts] + [one.when.score or "" for one in self.criteria]))


@attrs.frozen(kw_only=True)
class Plan:
    """All scales of an instrument, ready to run.

    Attributes:
        scales: In the order of the instrument.
        ordered: The same, each after those it is made of.
    """

    scales: tuple[ScalePlan, ...]
    ordered: tuple[ScalePlan, ...]

    def without(self, links: frozenset[str]) -> "Plan":
        """The same scales, of which those with any of these items have no value without them: what is withheld is never filled up.

        Args:
            links: linkIds whose answers are withheld.
        """

        def whole(scales: tuple[ScalePlan, ...]) -> tuple[ScalePlan, ...]:
            return tuple(attrs.evolve(one, at_most=0) if links & {item.link_id for item in one.items} else one for one in scales)

        return attrs.evolve(self, scales=whole(self.scales), ordered=whole(self.ordered))
