# SPDX-License-Identifier: Apache-2.0
"""A wording pack: the texts of one instrument in one language, with the rights that allow showing them."""

from typing import Literal

import attrs

from alliance_forms.model.rights import Grant, Rights
from alliance_forms.model.scales import ScaleItem
from alliance_forms.model.values import FrozenMap, InstrumentId, LocaleTag, Rater, Version, Words

__all__ = ["TranslationStatus", "WordingPack"]

TranslationStatus = Literal["official", "validated", "reviewed", "draft", "unconfirmed"]


@attrs.frozen(kw_only=True)
class WordingSource:
    """Where the wording was copied from."""

    citation: Words
    verified: bool = False


@attrs.frozen(kw_only=True, repr=False)
class WordingPack:
    """The texts of one instrument and version in one language.

    Attributes:
        instrument_version: The instrument version these texts belong to.
        status: Where the wording comes from; ``unconfirmed`` is not shown by default.
        text: The texts by path (``item/1/text``, ``answerOptionSet/frequency/0``).
        key: Items of scales whose key is the rights holder's to supply, by scale id.
    """

    instrument: InstrumentId
    instrument_version: Version
    version: Version
    locale: LocaleTag
    rater: Rater | None = None
    status: TranslationStatus
    rights: Rights
    grant: Grant | None = None
    source: tuple[WordingSource, ...] = ()
    text: FrozenMap[Words]
    key: FrozenMap[tuple[ScaleItem, ...]] = FrozenMap()

    def __repr__(self) -> str:
        return f"WordingPack(instrument={self.instrument!r}, locale={self.locale!r}, version={self.version!r})"
