# SPDX-License-Identifier: Apache-2.0
"""Many responses at once: one score of what several people say of a session, and a table with a row for each response."""

from collections.abc import Sequence
from typing import TypeVar

from alliance_forms.library.guard import scorer_of
from alliance_forms.library.host import Host, default_host
from alliance_forms.library.keys import keyed
from alliance_forms.model import Instrument, Response, ScoreReport
from alliance_forms.scoring import frame as frames
from alliance_forms.scoring import report_together

__all__ = ["score_frame", "score_together"]

Frame = TypeVar("Frame")


def score_together(
    instrument: Instrument, responses: Sequence[Response], *, at: str | None = None, host: Host | None = None
) -> ScoreReport:
    """One score of what several people say of one session, where the instrument says how: such as the mean of two observers.

    The report holds every rating by itself as well, by the id of its response. To explain a rating, `score` its response.

    Args:
        instrument: What was asked; its ``combine`` says whose ratings become one score, of which scales, and how.
        responses: Two or more, of one session, each with an id and by somebody else.
        at: What day it is; needed only for a score whose key comes with a licence for a period.
        host: What your application has decided.

    Raises:
        UsageFault: The instrument does not say how, a response belongs to another instrument, or `at` is missing where it is needed.
        InvalidDocument: The responses do not belong together; it names every reason.
        NotFound: A scale's scorer is not installed.
        PluginError: A scale's scorer is at fault.

    >>> import alliance_forms as af
    >>> cts = af.get_instrument("cts")
    >>> def rated(name, code):
    ...     answers = {str(number): code for number in range(1, 11)} | {"11": "4"}
    ...     session = af.load('{"instrument": "cts", "version": "1.0.0", "answers": {}, "session": {"number": 3}}', af.Response).session
    ...     return af.Response(id=name, rater_id=name, instrument="cts", version="1.0.0", session=session, answers=answers)
    >>> af.score_together(cts, [rated("a", "3"), rated("b", "4")])["total"].value
    Decimal('39.00')
    """
    known = host or default_host()
    return report_together(instrument, responses, scorer=scorer_of(known), keyed=keyed(instrument, host=known, at=at))


def score_frame(
    instrument: Instrument, frame: Frame, *, scales: Sequence[str] | None = None, at: str | None = None, host: Host | None = None
) -> Frame:
    """Score a table of responses; each row gets the values that `score` gives it alone.

    Every scale adds three columns: ``<scale>.value`` (a number, null where there is no score), ``<scale>.status`` (``complete``,
    ``prorated`` or ``shortened``, and where there is no score the reason: ``missing-items``, ``invalid-answer``, ``part-refused`` or
    ``key-not-supplied``) and ``<scale>.band`` (the id of the band, or null). Alerts are not evaluated.

    Args:
        instrument: What was asked.
        frame: A data frame of Polars, pandas or PyArrow, a lazy frame of Polars or a relation of DuckDB, which stay lazy. It has a column
            for the linkId of each item that the scales need; null and NaN are missing, and other columns are carried along.
        scales: ids of the scales that are wanted; all of them by default.
        at: What day it is; needed only for a score whose key comes with a licence for a period.
        host: What your application has decided.

    Raises:
        UsageFault: A column is not there or holds what no answer is, or a scale cannot be calculated in columns; the message says which.
            Or `at` is missing where it is needed.
        InvalidDocument: A scale of the instrument cannot be compiled, or there are problems with a pack that brings a key.

    >>> import alliance_forms as af
    >>> import polars as pl
    >>> rows = pl.DataFrame({str(number): [1, 1] for number in range(1, 9)} | {"9": [2, None]})
    >>> scored = af.score_frame(af.get_instrument("phq-9"), rows)
    >>> scored.select("total.value", "total.status", "total.band").rows()
    [(10.0, 'complete', 'moderate'), (None, 'missing-items', None)]
    """
    return frames.score_frame(keyed(instrument, host=host or default_host(), at=at), frame, scales=scales)
