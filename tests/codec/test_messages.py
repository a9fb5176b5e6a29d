# SPDX-License-Identifier: Apache-2.0
"""No message carries what stands in a document: it may be an answer, a name or protected wording."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.codec import decode, dump, kind_of, read_json, write_json
from alliance_forms.codec.schema import SCHEMAS, schema_problems
from alliance_forms.errors import InvalidDocument
from alliance_forms.testing import instruments, responses, score_reports, wording_packs

CANARIES = ["Canary Bird", "canary\n", "Canary" + "!" * 10_000, 246813579, True]
TELLING = ["anary", "246813579", "!!!!"]


def scalars(tree, path=()):
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from scalars(value, (*path, key))
    else:
        yield path


def planted(tree, paths, canary):
    tree = copy.deepcopy(tree)
    for path in paths:
        here = tree
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = canary
    return tree


def said(tree, kind):
    try:
        decode(tree, kind)
    except InvalidDocument as error:
        yield str(error)
        yield from (part for problem in error.problems for part in (problem.message, problem.hint or "", problem.pointer))
    yield from (str(problem) for problem in schema_problems(tree, kind))
    try:
        kind_of(tree)
    except InvalidDocument as error:
        yield str(error)


def silent(tree, kind):
    assert not [text for text in said(tree, kind) if any(sign in text for sign in TELLING)]


@pytest.mark.parametrize("canary", CANARIES, ids=["words", "line break", "long", "number", "boolean"])
@pytest.mark.parametrize("kind", SCHEMAS, ids=SCHEMAS.values())
def test_no_value_of_a_full_document_is_repeated(full, kind, canary):
    places = list(scalars(full[kind]))
    silent(planted(full[kind], places, canary), kind)
    silent(planted(full[kind], [place for place in places if place[-1] not in ("type", "format")], canary), kind)


@pytest.mark.parametrize("kind", SCHEMAS, ids=SCHEMAS.values())
def test_no_single_value_of_a_full_document_is_repeated(full, kind):
    for place in scalars(full[kind]):
        silent(planted(full[kind], [place], CANARIES[0]), kind)


@given(st.data())
def test_no_value_of_any_document_is_repeated(data):
    instrument = data.draw(instruments())
    documents = st.one_of(st.just(instrument), responses(instrument), wording_packs(instrument), score_reports())
    value = data.draw(documents)
    tree = dump(value)
    places = list(scalars(tree))
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=5))
    silent(planted(tree, chosen, data.draw(st.sampled_from(CANARIES))), type(value))


@given(st.integers(0, 40), st.sampled_from(['"canary', "canary", "\\", ",", "}", "\x00", "NaN", "1e999"]))
def test_no_text_is_repeated_that_cannot_be_read(place, fault):
    text = write_json({"name": "a canary", "more": ["the canary again", 246813579]})
    try:
        read_json(text[:place] + fault + text[place:])
    except InvalidDocument as error:
        assert not [sign for sign in TELLING for problem in error.problems if sign in problem.message + (problem.hint or "")]


@pytest.mark.parametrize("kind", SCHEMAS, ids=SCHEMAS.values())
def test_a_value_shows_no_answer_and_no_wording_when_printed(full, kind):
    """An instrument is no secret; packs, responses and reports are."""
    tree = copy.deepcopy(full[kind])
    if "answers" in tree:
        tree["answers"] = {
            "mood": "Canary",
            "goals": [{"answers": {"goal": "Canary"}}],
            "modality": [{"text": "Canary"}],
            "days": 246813579,
        }
    if kind.__name__ == "WordingPack":
        tree["text"] = {"item/mood/text": "Canary"}
    if "scores" in tree:
        tree["scores"]["total"]["value"] = 246813579
    shown = repr(decode(tree, kind)) + str(decode(tree, kind))
    assert not [sign for sign in TELLING if sign in shown]
