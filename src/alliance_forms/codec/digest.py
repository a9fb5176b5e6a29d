# SPDX-License-Identifier: Apache-2.0
"""Digests: what an answer means, what a score depends on, and which texts were shown, each as one SHA-256."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from alliance_forms.codec.converter import converter
from alliance_forms.model import ChoiceItem, GroupItem, Instrument, Item

__all__ = ["answer_digest", "canonical", "scoring_digest", "text_digest"]

_MEANING = frozenset([
    "linkId", "type", "repeats", "maxOccurs", "openChoice", "minimum", "maximum", "decimals", "partial", "maxLength", "enableWhen",
    "enableBehavior", "fill",
])  # fmt: skip
_SAID_OF_IT = frozenset(["text", "title", "coding", "alias", "source", "population", "bandSource", "bandPopulation"])
_OPTION_MEANING = ("code", "absent", "exclusive")


def canonical(tree: Any) -> bytes:
    """The one byte form of a JSON tree (RFC 8785), so that equal documents have equal digests.

    Numbers are those of our reader (at most 15 digits), so they survive the standard's binary floating point unchanged.

    >>> canonical({"b": Decimal("1.50"), "a": [True, None]})
    b'{"a":[true,null],"b":1.5}'
    """
    return _canonical(tree).encode("utf-8")


def _canonical(tree: Any) -> str:
    if isinstance(tree, dict):
        members = sorted(tree.items(), key=lambda pair: pair[0].encode("utf-16-be"))
        return "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{_canonical(value)}" for key, value in members) + "}"
    if isinstance(tree, list):
        return "[" + ",".join(map(_canonical, tree)) + "]"
    if isinstance(tree, Decimal):
        return _number(tree)
    return json.dumps(tree, ensure_ascii=False)


def _number(value: Decimal) -> str:
    # ECMAScript's rule, which RFC 8785 takes over: plain digits from 1e-6 up to 1e21, an exponent outside.
    if value == 0:
        return "0"
    value = value.normalize()
    if -7 < value.adjusted() < 21:  # noqa: PLR2004 - the two limits of that rule
        return format(value, "f")
    sign, digits, _ = value.as_tuple()
    first, rest = str(digits[0]), "".join(map(str, digits[1:]))
    return f"{'-' if sign else ''}{first}{'.' + rest if rest else ''}e{value.adjusted():+d}"


def _sha256(tree: Any) -> str:
    return "sha256:" + hashlib.sha256(canonical(tree)).hexdigest()


def _item_meaning(instrument: Instrument, item: Item) -> dict[str, Any]:
    tree = converter().unstructure(item)
    meaning = {key: value for key, value in tree.items() if key in _MEANING}
    if isinstance(item, ChoiceItem):
        options = converter().unstructure(instrument.options(item))
        meaning["answerOption"] = [{key: option[key] for key in _OPTION_MEANING if key in option} for option in options]
    if isinstance(item, GroupItem):
        meaning["item"] = [_item_meaning(instrument, member) for member in item.item]
    return meaning


def _meaning(instrument: Instrument) -> dict[str, Any]:
    return {
        "instrument": instrument.id,
        "subject": instrument.subject,
        "recall": instrument.recall.code if instrument.recall else None,
        "item": [_item_meaning(instrument, item) for item in instrument.item],
        "reversed": sorted({part.link_id for scale in instrument.scale for part in scale.item if part.reverse}),
    }


@lru_cache(maxsize=256)
def answer_digest(instrument: Instrument) -> str:
    """The digest of what answers to this instrument mean; texts, weights, sources and rights do not enter.

    >>> import alliance_forms as af
    >>> answer_digest(af.get_instrument("phq-9"))[:7]
    'sha256:'
    """
    return _sha256(_meaning(instrument))


@lru_cache(maxsize=256)
def scoring_digest(instrument: Instrument) -> str:
    """The digest of what a score depends on: what answers mean, and weights, scales, bands and alerts.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> scoring_digest(phq9) == answer_digest(phq9)
    False
    """
    weights = {
        item.link_id: [[option.code, option.weight] for option in instrument.options(item) if option.weight is not None]
        for item in instrument.walk()
        if isinstance(item, ChoiceItem)
    }
    tree = converter().unstructure((instrument.scale, instrument.alert, *([instrument.combine] if instrument.combine else [])))
    return _sha256({**_meaning(instrument), "weights": weights, "scoring": _without_texts(tree)})


def _without_texts(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _without_texts(value) for key, value in tree.items() if key not in _SAID_OF_IT}
    return [_without_texts(value) for value in tree] if isinstance(tree, list | tuple) else tree


def text_digest(texts: Mapping[str, str]) -> str:
    """The digest of the texts a person was shown, by path.

    >>> text_digest({"item/1/text": "How are you?"})[:7]
    'sha256:'
    """
    return _sha256(dict(texts))
