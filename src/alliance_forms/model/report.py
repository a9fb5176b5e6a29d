# SPDX-License-Identifier: Apache-2.0
"""What scoring says: a value or a refusal with its reason, and every alert or the reason why it could not be evaluated."""

from decimal import Decimal
from typing import Literal

import attrs

from alliance_forms.model.values import (
    AbsentReason,
    Code,
    Digest,
    FrozenMap,
    InstrumentId,
    Opaque,
    Rater,
    Severity,
    Version,
)

__all__ = ["AlertNotEvaluated", "RaisedAlert", "Refusal", "Score", "ScoreReport"]

Refusal = Literal["missing-items", "invalid-answer", "part-refused", "digest-mismatch", "key-not-supplied"]


@attrs.frozen(kw_only=True, repr=False)
class Score:
    """One score, or the reason why there is none.

    Attributes:
        value: The reported number; None on refusal.
        band: id of the band the value falls in, where the scale has bands; of a classification, the category.
        cut_offs: For each cut-off of the scale, whether the value is on its side of the line.
        reason: Why there is no value.
        missing: linkIds of every scored item without a weight.
        absent: For those of them that were declined or did not apply, the data-absent-reason.
        refused_parts: ids of the scales it is made of that have no score.
        rule: The missing-data rule of the scale: ``refuse`` or ``prorate``.
        basis: What the value rests on: ``complete``, ``prorated`` or ``shortened``.
    """

    status: Literal["scored", "refused"]
    value: Decimal | None = None
    band: Code | None = None
    cut_offs: FrozenMap[bool] = FrozenMap()
    reason: Refusal | None = None
    missing: tuple[Code, ...] = ()
    absent: FrozenMap[AbsentReason] = FrozenMap()
    refused_parts: tuple[Code, ...] = ()
    rule: Literal["refuse", "prorate"]
    basis: Literal["complete", "prorated", "shortened"] | None = None

    def require(self) -> Decimal:
        """The value; raises where there is none, so that nobody calculates with a gap.

        Raises:
            ValueError: The score was refused; the message gives the reason and the missing items.
        """
        if self.value is None:
            parts = f"; parts without a score: {', '.join(self.refused_parts)}" if self.refused_parts else ""
            message = f"no score: {self.reason}; items without a weight: {', '.join(self.missing) or 'none'}{parts}"
            raise ValueError(message)
        return self.value

    def __repr__(self) -> str:
        return f"Score(status={self.status!r}, reason={self.reason!r})"


@attrs.frozen(kw_only=True)
class RaisedAlert:
    """An alert whose condition holds."""

    id: Code
    link_id: Code | None = None
    score: Code | None = None
    severity: Severity
    audience: tuple[Code, ...]


@attrs.frozen(kw_only=True)
class AlertNotEvaluated:
    """An alert nobody can tell about, and why; silence must not look like "no risk".

    ``reason`` is ``missing``, a data-absent-reason (``asked-declined``), ``invalid-answer``, ``digest-mismatch`` or ``score-refused``.
    """

    id: Code
    link_id: Code | None = None
    score: Code | None = None
    reason: Literal[
        "missing", "asked-declined", "asked-unknown", "not-asked", "not-applicable", "unknown", "masked",
        "invalid-answer", "digest-mismatch", "score-refused",
    ]  # fmt: skip


@attrs.frozen(kw_only=True)
class ScoreReport:
    """Every score of one response, with its alerts. ``report["total"]`` gives a score by the id of its scale."""

    instrument: InstrumentId
    version: Version
    digest: Digest
    scoring_digest: Digest
    response: Opaque | None = None
    rater: Rater | None = None
    scores: FrozenMap[Score]
    alerts: tuple[RaisedAlert, ...] = ()
    alerts_not_evaluated: tuple[AlertNotEvaluated, ...] = ()

    def __getitem__(self, scale: str) -> Score:
        return self.scores[scale]
