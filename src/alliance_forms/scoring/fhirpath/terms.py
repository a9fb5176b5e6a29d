# SPDX-License-Identifier: Apache-2.0
"""Words of portable FHIRPath: the way to an answer, counts of answers, and sums of whole numbers."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import attrs

from alliance_forms.model import AnswerOption, Coding, FrozenMap, IntegerItem, RatingItem
from alliance_forms.scoring.plan import ItemPlan

__all__ = ["VALUE", "Part", "Place", "Term", "counts", "path", "product", "total"]

Term = tuple[int, str]
"""So many times what a text calculates."""
VALUE = ".answer.value"
_NOT_APPLICABLE = ".extension.where(url='http://hl7.org/fhir/StructureDefinition/data-absent-reason' and value='not-applicable')"


@attrs.frozen(kw_only=True)
class Place:
    """Where an item's answer stands in a QuestionnaireResponse, and how its codes are written there.

    Attributes:
        link: The item's linkId there.
        depth: How many groups it stands in.
        codings: For a choice, the coding of each option.
    """

    link: str
    depth: int = 0
    codings: FrozenMap[Coding] = FrozenMap()


@attrs.frozen(kw_only=True)
class Part:
    """One item of a scale; `away` is the option that says it does not apply."""

    plan: ItemPlan
    step: int
    place: Place
    item: Any
    away: AnswerOption | None

    def given(self, keys: Iterable[str]) -> str:
        """The answers that are one of these codes, or of these whole numbers."""
        tests = self._codes(keys) if self.place.codings else _numerals(keys)
        return f"{VALUE}.where({' or '.join(tests)})"

    def _codes(self, codes: Iterable[str]) -> list[str]:
        """Systems are compared only where one code stands in two of them."""
        codings = [self.place.codings[code] for code in codes]
        often = Counter(coding.code for coding in self.place.codings.values())
        return [
            f"code={quoted(one.code)}" if often[one.code] == 1 else f"(system={quoted(one.system)} and code={quoted(one.code)})"
            for one in codings
        ]

    @property
    def answered(self) -> str:
        """The answers that have a weight; any number has."""
        return VALUE if self.plan.weights is None or not self.place.codings else self.given(self.plan.weights)

    @property
    def not_applicable(self) -> list[str]:
        """What says that it does not apply: an option, or an absence without one."""
        return [*([self.given([self.away.code])] if self.away else []), _NOT_APPLICABLE]

    @property
    def units(self) -> list[Term]:
        """What the answers of a table add, and which answers add it."""
        weights = self.plan.weights or FrozenMap[int]()
        return [(unit, self.given(key for key in weights if weights[key] == unit)) for unit in dict.fromkeys(weights.values())]

    @property
    def number(self) -> tuple[int, str, int]:
        """What a numeric answer adds: so many times a whole number, and a constant."""
        value, slope, offset = path([self.place]) + VALUE, self.plan.slope, self.plan.offset
        if isinstance(self.item, IntegerItem | RatingItem):
            return slope * self.step, value, offset
        scaled = f"{value}*{self.step}"
        if self.item.minimum is None:
            return slope, f"iif({value} < 0, ({scaled} - 0.5) div 1, ({scaled} + 0.5) div 1)", offset
        low = min(0, int((self.item.minimum * self.step).to_integral_value("ROUND_FLOOR")))
        return slope, f"(({scaled} + {-low}.5) div 1)", offset + slope * low


def counts(parts: Iterable[tuple[int, str, Place]]) -> list[Term]:
    """How often something is said of items: those of one depth that share what is said in one count."""
    groups: dict[tuple[int, str, int], list[Place]] = {}
    for times, said, place in parts:
        groups.setdefault((times, said, place.depth), []).append(place)
    return [(times, f"{path(places)}{said}.count()") for (times, said, _), places in groups.items()]


def path(places: list[Place]) -> str:
    """The way to items of one depth."""
    return f"%resource{'.item' * (places[0].depth + 1)}.where({' or '.join(f'linkId={quoted(place.link)}' for place in places)})"


def total(terms: Iterable[Term], constant: int = 0) -> str:
    """Terms one after the other; a minus stands only between two of them."""
    said = [(times, text if abs(times) == 1 else f"{text}*{abs(times)}") for times, text in terms if times]
    said += [(constant, str(abs(constant)))] if constant else []
    text = "".join(f"{' + ' if times > 0 else ' - '}{one}" for times, one in said)
    if text.startswith(" - "):
        return f"0{text}"
    return text.removeprefix(" + ") or "0"


def product(text: str, times: int) -> str:
    """So many times a text, or the number alone where there is no text."""
    return (f"({text})" if times == 1 else f"({text})*{times}") if text else str(times)


def quoted(text: str) -> str:
    """A string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _numerals(keys: Iterable[str]) -> list[str]:
    """Tests for whole numbers, those that follow each other in one; a negative number is never written, since few engines agree on it."""
    runs = groupby(enumerate(sorted(map(int, keys))), key=lambda pair: pair[1] - pair[0])
    ends = [(found[0], found[-1]) for found in ([number for _, number in run] for _, run in runs)]
    return [f"($this{_plus(low)} and $this{_minus(high)})" for low, high in ends]


def _plus(low: int) -> str:
    return f" >= {low}" if low >= 0 else f" + {-low} >= 0"


def _minus(high: int) -> str:
    return f" <= {high}" if high >= 0 else f" + {-high} <= 0"
