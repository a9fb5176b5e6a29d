# SPDX-License-Identifier: Apache-2.0
"""A score report as it is printed: what is known, what is not, and why."""

from collections.abc import Iterator

from alliance_forms.codec import dump, dumps, write_json
from alliance_forms.codec.converter import converter
from alliance_forms.model import Instrument, Score, ScoreReport
from alliance_forms.model.explanation import Explanation
from alliance_forms.rights import credit
from alliance_forms.scoring import Alerts

__all__ = ["alert_lines", "report_json", "report_text"]

# Why there is no value, in words a person can act on.
_WHY = {
    "missing-items": "answers are missing",
    "invalid-answer": "an answer is none this instrument can have",
    "part-refused": "a part it is made of has no score",
    "digest-mismatch": "the response belongs to another version of the instrument",
    "key-not-supplied": "its key is the rights holder's to supply",
}


def report_json(report: ScoreReport, explanation: Explanation | None = None) -> str:
    """A score report as a document; with an explanation as one object that holds both, since a report is given on without answers."""
    if explanation is None:
        return dumps(report)
    return write_json({"report": dump(report), "explanation": converter().unstructure(explanation)})


def report_text(instrument: Instrument, report: ScoreReport, explanation: Explanation | None = None) -> str:
    """A score report as lines of text, one fact to a line, after it the explanation, and last whose measure it is.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> report = af.score(phq9, af.read(phq9, "html", {f"af-{n}": "1" for n in range(1, 10)}))
    >>> print(report_text(phq9, report).splitlines()[1])
    total: 9 (mild)
    """
    said = "\n".join(_lines(instrument, report)) + "\n"
    if explanation is not None:
        said = f"{said}\n{explanation}\n"
    line = credit(instrument.rights)
    return f"{said}\n{line}\n" if line else said


def _lines(instrument: Instrument, report: ScoreReport) -> Iterator[str]:
    yield f"{instrument.id} {instrument.version}"
    for name, score in report.scores.items():
        yield f"{name}: {_said(score)}"
    yield from alert_lines(Alerts(raised=report.alerts, not_evaluated=report.alerts_not_evaluated))


def alert_lines(alerts: Alerts) -> Iterator[str]:
    """A line for every alert that holds, and for every one that nobody can tell about."""
    for alert in alerts.raised:
        yield f"alert {alert.id} ({alert.severity}) at {alert.link_id or alert.score}; for {', '.join(alert.audience)}"
    for unknown in alerts.not_evaluated:
        yield f"alert {unknown.id} could not be evaluated at {unknown.link_id or unknown.score}: {unknown.reason}"


def _said(score: Score) -> str:
    missing = f"; without a weight: {', '.join(score.missing)}" if score.missing else ""
    if score.value is None:
        return f"no score, since {_WHY[score.reason or 'missing-items']}{missing}"
    band = f" ({score.band})" if score.band else ""
    basis = "" if score.basis == "complete" else f", {score.basis}"
    unconfirmed = f"; no source confirms: {', '.join(score.unconfirmed)}" if score.unconfirmed else ""
    return f"{score.value:f}{band}{basis}{missing}{unconfirmed}"
