# SPDX-License-Identifier: Apache-2.0
"""What scoring says: a value or a refusal with its reason, and every alert or the reason why it could not be evaluated."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import attrs

from alliance_forms.errors import UsageFault
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

if TYPE_CHECKING:
    from alliance_forms.model.explanation import Explanation

__all__ = ["AlertNotEvaluated", "RaisedAlert", "Rating", "Refusal", "RuleKind", "Score", "ScoreReport", "explained_by"]

Refusal = Literal["missing-items", "invalid-answer", "part-refused", "digest-mismatch", "key-not-supplied"]
RuleKind = Literal["key", "band", "cut-off", "combine"]
"""What a score goes by: its key (which items count, how, and what is done about missing ones), its bands, its cut-offs; and, where several
people rated one session, the rule that combines them."""


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
        unconfirmed: Which of the rules that made this value nobody has looked up in a source; empty where all were looked up or there is
            no value, and None in a report that is older than this mark and does not say.
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
    unconfirmed: tuple[RuleKind, ...] | None = None

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
class Rating:
    """What one of several raters of a session says by itself: the id of the response, and its scores."""

    response: Opaque
    scores: FrozenMap[Score]


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


class _Explained:
    """Room for what explains a report.

    It knows the answers, and a report is given to others: so it is no field, and a copy, a pickle or a document is without it.
    """

    __slots__ = ("_explain",)
    _explain: Callable[[str | None], Any]


@attrs.frozen(kw_only=True)
class ScoreReport(_Explained):
    """Every score of one response, with its alerts. ``report["total"]`` gives a score by the id of its scale.

    Attributes:
        ratings: Where several people rated one session and the scores are those of all of them: each rating by itself.
    """

    instrument: InstrumentId
    version: Version
    digest: Digest
    scoring_digest: Digest
    response: Opaque | None = None
    rater: Rater | None = None
    scores: FrozenMap[Score]
    ratings: tuple[Rating, ...] = ()
    alerts: tuple[RaisedAlert, ...] = ()
    alerts_not_evaluated: tuple[AlertNotEvaluated, ...] = ()

    def __getitem__(self, scale: str) -> Score:
        return self.scores[scale]

    def explain(self, locale: str | None = None) -> "Explanation":
        """Why each score is what it is: the answers that counted, the rules and their sources; as data, and with `str` as a short text.

        Args:
            locale: Wanted language; the instrument's own by default.

        Raises:
            UsageFault: The report was read or copied, so nobody knows the answers any more; or the locale is no language tag.
            NotFound, PluginError: A scale's scorer, which is asked again, is gone or at fault.

        >>> import alliance_forms as af
        >>> phq9 = af.get_instrument("phq-9")
        >>> report = af.score(phq9, af.read(phq9, "html", {f"af-{n}": "1" for n in range(1, 10)}))
        >>> print(str(report.explain()).splitlines()[0])
        Total: 9 (Mild)
        """
        try:
            explain = self._explain
        except AttributeError:
            message = "this report does not know the answers it was made of; score them again: af.score(instrument, response)"
            raise UsageFault(message) from None
        explanation: Explanation = explain(locale)
        return explanation


def explained_by(report: ScoreReport, explain: "Callable[[str | None], Explanation]") -> ScoreReport:
    """The same report, that can say why; it is equal to one that cannot.

    Args:
        report: Any report.
        explain: Gives the explanation in a language, or with None in the instrument's own.
    """
    made = attrs.evolve(report)
    object.__setattr__(made, "_explain", explain)
    return made
