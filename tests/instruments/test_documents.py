# SPDX-License-Identifier: Apache-2.0
"""What holds for every bundled document, whoever wrote it."""

import re

import attrs
import pytest

import alliance_forms as af
from alliance_forms.plugins import Shelf

HOST = af.Host(shelf=Shelf(group=None))
ALL = [line.id for line in af.instruments(host=HOST)]
DOI = re.compile(r"10\.[0-9]{4,9}/\S+")


def instrument(name):
    return af.get_instrument(name, host=HOST)


def values(one, example):
    response = af.Response(
        instrument=one.id, version=one.version, rater=example.rater or one.rater[0], session=example.session, answers=example.answers
    )
    return {name: score.value for name, score in af.score(one, response, host=HOST).scores.items()}


@pytest.mark.parametrize("name", ALL)
def test_no_reversal_can_be_wrong_without_a_worked_example_that_fails(name):
    one = instrument(name)
    stated = [
        (example, {scale: wanted.value for scale, wanted in example.expect.scores.items() if wanted.value is not None})
        for example in one.example
    ]
    for number, scale in enumerate(one.scale):
        for place, part in enumerate(scale.item):
            turned = attrs.evolve(scale, item=(*scale.item[:place], attrs.evolve(part, reverse=not part.reverse), *scale.item[place + 1 :]))
            wrong = attrs.evolve(one, scale=(*one.scale[:number], turned, *one.scale[number + 1 :]))
            assert any(values(wrong, example)[scale.id] != wanted[scale.id] for example, wanted in stated if scale.id in wanted), (
                f"{scale.id}, {part.link_id}"
            )


@pytest.mark.parametrize("name", ALL)
def test_every_rule_names_a_source_and_every_doi_is_one(name):
    one = instrument(name)
    sources = {source.id: source for source in one.source}
    named = [scale.source for scale in one.scale] + [scale.band_source for scale in one.scale if scale.band]
    named += [line.source for scale in one.scale for line in scale.cut_off] + [change.source for change in one.change]
    assert set(named) <= set(sources)
    assert all(source.doi is None or DOI.fullmatch(source.doi) for source in one.source)
    assert one.validation.status != "validated" or one.validation.source


@pytest.mark.parametrize("name", ALL)
def test_it_names_the_holder_or_says_that_nobody_knows(name):
    rights = instrument(name).rights
    assert rights.holder or rights.basis == "unknown"


def test_the_time_that_forms_ask_about():
    found = {name: instrument(name).recall.code for name in ALL if instrument(name).recall}
    assert {name: found.get(name) for name in ("who-5", "core-10", "core-om", "pcl-5", "phq-9", "gad-7", "bdi-ii", "ors", "wsas")} == {
        "who-5": "past-2-weeks", "core-10": "past-week", "core-om": "past-week", "pcl-5": "past-month", "phq-9": "past-2-weeks",
        "gad-7": "past-2-weeks", "bdi-ii": "past-2-weeks", "ors": "past-week", "wsas": None,
    }  # fmt: skip
