# SPDX-License-Identifier: Apache-2.0
"""Many responses at once: one row for each, one column for each question; the engine behind it is loaded when it is first used."""

from collections.abc import Sequence
from typing import TypeVar

from alliance_forms.errors import UsageFault
from alliance_forms.model import Instrument

__all__ = ["score_frame"]

Frame = TypeVar("Frame")


def score_frame(instrument: Instrument, frame: Frame, *, scales: Sequence[str] | None = None) -> Frame:
    """Score a table of responses; each row gets the values that `score` gives it alone.

    Every scale adds three columns: ``<scale>.value`` (a number, null where there is no score), ``<scale>.status`` (``complete``,
    ``prorated`` or ``shortened``, and where there is no score the reason: ``missing-items``, ``invalid-answer``, ``part-refused`` or
    ``key-not-supplied``) and ``<scale>.band`` (the id of the band, or null). Alerts are not evaluated.

    Args:
        instrument: What was asked.
        frame: A data frame of Polars, pandas or PyArrow, a lazy frame of Polars or a relation of DuckDB, which stay lazy. It has a column
            for the linkId of each item that the scales need; null and NaN are missing, and other columns are carried along.
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
