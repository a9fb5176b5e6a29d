# SPDX-License-Identifier: Apache-2.0
"""Many responses at once: one row for each, one column for each question; the engine behind it is loaded when it is first used."""

from collections.abc import Sequence
from typing import TypeVar

from alliance_forms.errors import UsageFault
from alliance_forms.model import Instrument

__all__ = ["score_frame"]

Frame = TypeVar("Frame")


def score_frame(instrument: Instrument, frame: Frame, *, scales: Sequence[str] | None = None) -> Frame:
    """Score a table of responses; as `alliance_forms.score_frame`, by the keys that stand in the definition.

    Args:
        instrument: What was asked.
        frame: One row for each response, one column for each question.
        scales: ids of the scales that are wanted; all of them by default.

    Raises:
        UsageFault: A column is not there or holds what no answer is, or a scale cannot be calculated in columns; the message says which.
        InvalidDocument: A scale of the instrument cannot be compiled.

    >>> import alliance_forms as af
    >>> import polars as pl
    >>> from alliance_forms.scoring.frame import score_frame
    >>> rows = pl.DataFrame({str(number): [1, 1] for number in range(1, 9)} | {"9": [2, None]})
    >>> scored = score_frame(af.get_instrument("phq-9"), rows)
    >>> scored.select("total.value", "total.status", "total.band").rows()
    [(10.0, 'complete', 'moderate'), (None, 'missing-items', None)]
    """
    try:
        from alliance_forms.scoring.frame.engine import score_columns
    except ModuleNotFoundError as error:
        raise UsageFault("data frames need the package narwhals: pip install 'alliance-forms[batch]'") from error
    scored: Frame = score_columns(instrument, frame, scales)
    return scored
