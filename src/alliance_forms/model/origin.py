# SPDX-License-Identifier: Apache-2.0
"""What an imported form said beyond what an instrument can say, kept so that it can be given back as it came."""

import json
from decimal import Decimal
from typing import Any, Literal

import attrs

from alliance_forms.model.values import Digest, FrozenMap, Words

__all__ = ["Kept", "Origin"]


class Kept:
    """Any JSON object, as one value that does not change; what stands in it is never part of a message.

    >>> Kept({"a": [1, {"b": None}]}) == Kept({"a": [1, {"b": None}]})
    True
    """

    __slots__ = ("_hash", "tree")
    tree: dict[str, Any]
    _hash: int

    def __init__(self, tree: dict[str, Any]) -> None:
        object.__setattr__(self, "tree", tree)
        object.__setattr__(self, "_hash", hash(json.dumps(tree, sort_keys=True, default=_number)))

    def __setattr__(self, name: str, value: Any) -> None:
        message = f"{type(self).__name__} cannot change"
        raise AttributeError(message)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept) and self.tree == other.tree

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type["Kept"], tuple[dict[str, Any]]]:
        return type(self), (self.tree,)

    def __repr__(self) -> str:
        return f"Kept({len(self.tree)} keys)"


def _number(value: Any) -> int | str:
    """Equal numbers have equal texts, however they were spelt."""
    exact = Decimal(value)
    return int(exact) if exact == exact.to_integral_value() else str(exact.normalize())


@attrs.frozen(kw_only=True)
class Origin:
    """Where an instrument was imported from, and what of it has no place in an instrument.

    Attributes:
        format: In which version of FHIR it came.
        digest: The scoring digest of the instrument as it was imported: to another definition nothing kept belongs any more.
        kept: What its Questionnaire has otherwise than ours would be: what it has besides, has not, or has in its place.
        exact: The same, for what only shows in its own version of FHIR.
        inside: Questions that stand inside another question there, by linkId, with that question's.
    """

    format: Literal["fhir-r4", "fhir-r4b", "fhir-r5"]
    digest: Digest
    kept: Kept = attrs.field(repr=False)
    exact: Kept | None = attrs.field(default=None, repr=False)
    inside: FrozenMap[Words] = FrozenMap()
