# SPDX-License-Identifier: Apache-2.0
"""A total is the sum of its parts where the instrument says so: by the documents themselves, over every bundled instrument."""

import random
from fractions import Fraction
from itertools import combinations

import pytest

import alliance_forms as af
from alliance_forms.model import ChoiceItem, Response

BUNDLED = [af.get_instrument(listing.id) for listing in af.instruments() if "." not in listing.id]


def members(scale):
    """Which items a sum adds up, and how."""
    return {(part.link_id, part.reverse, part.coefficient) for part in scale.item}


def plain_sum(scale):
    return scale.method == "sum" and scale.item and not (scale.linear or scale.lookup)


def totals():
    """Sums whose items are those of other sums of the instrument, each item in exactly one of them; and composites."""
    for instrument in BUNDLED:
        for scale in instrument.scale:
            if scale.part:
                yield instrument, scale, [(part.scale, part.coefficient) for part in scale.part]
            others = [one for one in instrument.scale if plain_sum(one) and plain_sum(scale) and members(one) < members(scale)]
            for size in range(2, len(others) + 1):
                for parts in combinations(others, size):
                    if sum(len(part.item) for part in parts) == len(scale.item) and set().union(*map(members, parts)) == members(scale):
                        yield instrument, scale, [(part.id, 1) for part in parts]


TOTALS = list(totals())


def test_there_are_such_totals():
    """So that the test below cannot come to hold of nothing."""
    found = {instrument.id for instrument, _, _ in TOTALS}
    assert found >= {"wai", "wai-s", "wai-sr", "wai-observer", "pcl-5", "phq-4", "srs"}


@pytest.mark.parametrize(("instrument", "scale", "parts"), TOTALS, ids=[f"{one.id}-{scale.id}" for one, scale, _ in TOTALS])
def test_a_total_is_the_sum_of_its_parts(instrument, scale, parts):
    rng = random.Random(0)
    for _ in range(20):
        answers = {item.link_id: answer(rng, instrument, item) for item in instrument.walk() if item.type != "group"}
        report = af.score(
            instrument, Response(instrument=instrument.id, version=instrument.version, rater=instrument.rater[0], answers=answers)
        )
        total = sum((Fraction(report[name].require()) * Fraction(times) for name, times in parts), Fraction(0))
        assert report[scale.id].require() == total


def answer(rng, instrument, item):
    if isinstance(item, ChoiceItem):
        return rng.choice([option.code for option in instrument.options(item) if option.weight is not None])
    units = 10 ** getattr(item, "decimals", 0)
    whole = rng.randint(int(item.minimum * units), int(item.maximum * units))
    return type(item.minimum)(whole) / units
