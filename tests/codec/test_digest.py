# SPDX-License-Identifier: Apache-2.0
"""Digests change when meaning changes, and only then; the canonical form is that of RFC 8785."""

import copy
from decimal import Decimal

import attrs
import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from alliance_forms.codec import answer_digest, canonical, decode, dump, scoring_digest, text_digest
from alliance_forms.model import ByRater, ChoiceItem, FrozenMap, GroupItem, Instrument, Rights, Source
from alliance_forms.testing import instruments

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
NUMBER = st.builds(lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 20))
SCALAR = st.none() | st.booleans() | st.integers(-(10**15) + 1, 10**15 - 1) | NUMBER | TEXT
TREE = st.recursive(SCALAR, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=12)


def binary(tree):
    """The same tree with the binary numbers of JavaScript, which the standard is about."""
    if isinstance(tree, dict):
        return {key: binary(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [binary(value) for value in tree]
    return float(tree) if isinstance(tree, Decimal) else tree


@given(TREE)
def test_the_canonical_form_is_that_of_the_standard(tree):
    assert canonical(tree) == rfc8785.dumps(binary(tree))


def test_keys_are_ordered_by_utf_16_as_the_standard_says():
    keys = ["\u20ac", "\r", "\ufb33", "1", "😀", "\u0080", "\u00f6"]
    assert canonical(dict.fromkeys(keys, 1)) == rfc8785.dumps(dict.fromkeys(keys, 1))


def digests(tree):
    instrument = decode(tree, Instrument)
    return answer_digest(instrument), scoring_digest(instrument)


def set_in(tree, path, value):
    tree = copy.deepcopy(tree)
    here = tree
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = value
    return tree


NEITHER = [
    (("title",), "Another"), (("discreetTitle",), "Another"), (("introduction",), "Another"), (("recall", "text"), "Another"),
    (("rights",), {"basis": "unknown"}), (("validation",), {"status": "unknown"}), (("source", 0, "citation"), "Another"),
    (("alias",), {"redcap": "x"}), (("coding",), []), (("note",), "Another"), (("version",), "1.2.4"), (("status",), "active"),
    (("url",), "https://example.org/elsewhere"), (("notice",), []), (("counterpart",), {"instrument": "clinic-x.third"}),
    (("item", 0, "text"), "Another"), (("item", 0, "prefix"), "Another"), (("item", 0, "hint"), "Another"), (("item", 0, "alias"), {}),
    (("item", 0, "note"), "Another"), (("item", 0, "coding"), []), (("item", 7, "minText"), "Another"), (("item", 1, "openLabel"), "Another"),
    (("answerOptionSet", 0, "answerOption", 0, "text"), "Another"), (("answerOptionSet", 0, "answerOption", 0, "coding"), []),
    (("scale", 0, "title"), "Another"), (("scale", 0, "coding"), []), (("scale", 0, "band", 0, "text"), "Another"), (("scale", 0, "note"), "Another"),
    (("alert", 0, "text"), "Another"), (("example",), []), (("change",), []),
]  # fmt: skip
SCORING = [
    (("answerOptionSet", 0, "answerOption", 0, "weight"), 7), (("item", 2, "answerOption", 0, "weight"), Decimal("-1.5")),
    (("scale", 0, "method"), "sum"), (("scale", 0, "digits"), 1), (("scale", 0, "item", 1, "coefficient"), 2),
    (("scale", 0, "missing"), {"rule": "refuse"}), (("scale", 0, "band", 1, "from"), 3), (("scale", 0, "band", 0, "id"), "other"),
    (("scale", 0, "id"), "other"), (("alert", 0, "when", "answer"), 1), (("alert", 0, "severity"), "attention"),
    (("alert", 0, "audience"), ["self"]),
]  # fmt: skip
BOTH = [
    (("item", 2, "answerOption", 0, "code"), "lowest"), (("answerOptionSet", 0, "answerOption", 0, "code"), "zero"),
    (("answerOptionSet", 0, "answerOption", 3, "absent"), "unknown"), (("answerOptionSet", 0, "answerOption", 2, "exclusive"), False),
    (("item", 2, "linkId"), "feeling"), (("item", 3, "type"), "display"), (("item", 1, "repeats"), False), (("item", 1, "openChoice"), False),
    (("item", 4, "repeats"), False), (("item", 4, "maxOccurs"), 4), (("item", 4, "enableBehavior"), "all"), (("item", 4, "enableWhen"), []),
    (("item", 4, "enableWhen", 0, "answer"), False), (("item", 4, "item", 0, "maxLength"), 100), (("item", 4, "item", 1, "partial"), False),
    (("item", 5, "minimum"), 1), (("item", 5, "maximum"), 15), (("item", 6, "decimals"), 2), (("item", 7, "maximum"), 9),
    (("item", 8, "maximum"), 100), (("item", 8, "fill"), "session.date"), (("recall", "code"), "week"), (("subject",), "client"),
    (("scale", 0, "item", 1, "reverse"), False), (("id",), "clinic-x.other"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), NEITHER, ids=lambda value: str(value)[:40])
def test_texts_sources_rights_and_aliases_are_in_neither_digest(full, path, value):
    assert digests(set_in(full[Instrument], path, value)) == digests(full[Instrument])


@pytest.mark.parametrize(("path", "value"), SCORING, ids=lambda value: str(value)[:40])
def test_weights_scales_and_alerts_are_in_the_scoring_digest_only(full, path, value):
    before, after = digests(full[Instrument]), digests(set_in(full[Instrument], path, value))
    assert after[0] == before[0]
    assert after[1] != before[1]


@pytest.mark.parametrize(("path", "value"), BOTH, ids=lambda value: str(value)[:40])
def test_codes_ranges_and_conditions_are_in_both_digests(full, path, value):
    tree = set_in(full[Instrument], path, value)
    if path == ("item", 3, "type"):
        tree["item"][3] = {"linkId": "asked", "type": "display"}
    before, after = digests(full[Instrument]), digests(tree)
    assert after[0] != before[0]
    assert after[1] != before[1]


def reworded(value):
    """The same instrument in other words and from other sources."""
    if isinstance(value, tuple):
        return tuple(map(reworded, value))
    if not attrs.has(type(value)) or isinstance(value, ByRater):
        return value
    new = {}
    for field in attrs.fields(type(value)):
        old = getattr(value, field.name)
        if field.name in ("text", "title", "hint", "min_text", "max_text", "introduction", "prefix"):
            new[field.name] = "Other words"
        elif field.name in ("alias", "coding", "source", "band_source"):
            new[field.name] = {"alias": FrozenMap({"fhir": "other"}), "coding": ()}.get(field.name, old)
        else:
            new[field.name] = reworded(old)
    return attrs.evolve(value, **new)


@given(instruments())
def test_an_instrument_in_other_words_has_the_same_digests(instrument):
    other = attrs.evolve(
        reworded(instrument), rights=Rights(basis="unknown"), source=(*instrument.source, Source(id="another", citation="x"))
    )
    assert answer_digest(other) == answer_digest(instrument)
    assert scoring_digest(other) == scoring_digest(instrument)


@given(instruments(item_types=["choice", "group"]), st.data())
def test_another_weight_changes_the_scoring_digest_and_another_code_both(instrument, data):
    choices = [item for item in instrument.item if isinstance(item, ChoiceItem) and item.answer_option]
    assume(choices)
    item = data.draw(st.sampled_from(choices))
    first, *rest = item.answer_option

    def with_first(option):
        items = tuple(attrs.evolve(one, answer_option=(option, *rest)) if one is item else one for one in instrument.item)
        return attrs.evolve(instrument, item=items)

    heavier = with_first(attrs.evolve(first, weight=Decimal(99_999)))
    assert answer_digest(heavier) == answer_digest(instrument)
    assert scoring_digest(heavier) != scoring_digest(instrument)
    renamed = with_first(attrs.evolve(first, code="never-drawn-like-this"))
    assert answer_digest(renamed) != answer_digest(instrument)
    assert scoring_digest(renamed) != scoring_digest(instrument)


@given(instruments())
def test_a_document_read_again_has_the_same_digests(instrument):
    again = decode(dump(instrument), Instrument)
    assert (answer_digest(again), scoring_digest(again)) == (answer_digest(instrument), scoring_digest(instrument))


def test_sharing_options_or_giving_each_item_its_own_means_the_same(full):
    shared = full[Instrument]
    own = copy.deepcopy(shared)
    del own["item"][1]["answerOptionSet"]
    own["item"][1]["answerOption"] = shared["answerOptionSet"][0]["answerOption"]
    assert digests(own) == digests(shared)


def test_order_of_items_and_members_of_groups_are_meaning(full):
    tree = full[Instrument]
    assert digests({**tree, "item": [*tree["item"][1:], tree["item"][0]]})[0] != digests(tree)[0]
    assert any(isinstance(item, GroupItem) for item in decode(tree, Instrument).item)


@given(st.dictionaries(TEXT, TEXT))
def test_the_digest_of_texts_does_not_depend_on_their_order(texts):
    assert text_digest(texts) == text_digest(dict(reversed(texts.items())))
    assert text_digest({**texts, "one more": ""}) != text_digest(texts) or "one more" in texts
