# SPDX-License-Identifier: Apache-2.0
"""What the reference says of a response, to compare with what somebody else says; plug-ins have no say in it."""

from decimal import Decimal

import attrs

from alliance_forms.model import Answer, FrozenMap, Instrument, Response, ScoreReport
from alliance_forms.scoring import report

__all__ = ["recalculated"]


@attrs.frozen
class _Nobody:
    """Stands for a scorer that is not here."""

    name: str = "nobody"
    api_version: int = 1

    def score(self, instrument: Instrument, answers: FrozenMap[Answer]) -> Decimal | None:  # noqa: ARG002 - the protocol's
        return None


def recalculated(instrument: Instrument, response: Response) -> ScoreReport:
    """The scores of a response, without those that only a plug-in calculates.

    Args:
        instrument: What was asked.
        response: What was answered.

    >>> import alliance_forms as af
    >>> ones = af.Response(instrument="phq-9", version="1.0.0", answers={str(number): "1" for number in range(1, 10)})
    >>> recalculated(af.get_instrument("phq-9"), ones)["total"].value
    Decimal('9')
    """
    return report(instrument, response, scorer=lambda _: _Nobody())
