# SPDX-License-Identifier: Apache-2.0
"""What a scorer is: a plug-in for the scores that a sum, a mean or any other rule written as data cannot say."""

from decimal import Decimal
from typing import Protocol, runtime_checkable

from alliance_forms.model import Answer, FrozenMap, Instrument

__all__ = ["Scorer"]


@runtime_checkable
class Scorer(Protocol):
    """A calculation for one scale, named by the instrument that uses it."""

    @property
    def name(self) -> str:
        """What an instrument calls it (``clinic-x.longest-run``); begins with your publisher prefix."""
        ...

    @property
    def api_version(self) -> int:
        """Version of this protocol; 1."""
        ...

    def score(self, instrument: Instrument, answers: FrozenMap[Answer]) -> Decimal | None:
        """The value of the scale before rounding, or None where it has none: then the score is refused, as with missing answers.

        The same answers always give the same value, whatever the time and place.

        Args:
            instrument: What was asked.
            answers: The valid answers of the scale's own items, in the scale's order; what is missing or absent is not among them.
        """
        ...
