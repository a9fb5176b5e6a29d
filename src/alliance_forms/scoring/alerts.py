# SPDX-License-Identifier: Apache-2.0
"""Alerts: conditions a person should look at soon. What cannot be told is said, since silence must not look like "no risk"."""

from collections.abc import Mapping
from typing import Any

import attrs

from alliance_forms.checks import Checked, Index, meets, operands
from alliance_forms.model import (
    Absent,
    Alert,
    AlertNotEvaluated,
    Combination,
    Condition,
    RaisedAlert,
    Score,
)

__all__ = ["Alerts", "evaluate_alerts", "why_absent"]


@attrs.frozen(kw_only=True)
class Alerts:
    """Alerts that hold, and alerts nobody can tell about, each with its reason."""

    raised: tuple[RaisedAlert, ...] = ()
    not_evaluated: tuple[AlertNotEvaluated, ...] = ()


def evaluate_alerts(
    alerts: tuple[Alert, ...],
    *,
    index: Index,
    checked: Checked,
    scores: Mapping[str, Score],
    withheld: frozenset[str] = frozenset(),
) -> Alerts:
    """Evaluate every alert over the valid answers, also of an incomplete or invalid form.

    Args:
        alerts: The instrument's alerts.
        index: Its items and options.
        checked: Its valid answers.
        scores: The reported scores.
        withheld: linkIds whose answers this audience may not have, so that nobody can tell about them.
    """
    raised, unknown = [], []
    for alert in alerts:
        conditions, any_of = _conditions(alert)
        verdicts = [(condition, *_verdict(index, condition, checked, scores, withheld)) for condition in conditions]
        holding = [condition for condition, verdict, _ in verdicts if verdict is True]
        open_ = [(condition, reason) for condition, verdict, reason in verdicts if verdict is None]
        if holding and (any_of or len(holding) == len(verdicts)):
            where = holding[0]
            raised.append(
                RaisedAlert(
                    id=alert.id,
                    link_id=where.question,
                    score=where.score,
                    severity=alert.severity,
                    audience=alert.audience,
                )
            )
        elif open_ and (any_of or len(holding) + len(open_) == len(verdicts)):
            condition, reason = open_[0]
            unknown.append(AlertNotEvaluated(id=alert.id, link_id=condition.question, score=condition.score, reason=reason))
    return Alerts(raised=tuple(raised), not_evaluated=tuple(unknown))


def unknowable(alerts: tuple[Alert, ...], reason: Any) -> Alerts:
    """No alert can be evaluated, all for the same reason."""
    first = [(alert, _conditions(alert)[0][0]) for alert in alerts]
    return Alerts(
        not_evaluated=tuple(
            AlertNotEvaluated(id=alert.id, link_id=condition.question, score=condition.score, reason=reason) for alert, condition in first
        )
    )


def _conditions(alert: Alert) -> tuple[tuple[Condition, ...], bool]:
    if isinstance(alert.when, Combination):
        return alert.when.any or alert.when.all, bool(alert.when.any)
    return (alert.when,), False


def _verdict(
    index: Index, condition: Condition, checked: Checked, scores: Mapping[str, Score], withheld: frozenset[str]
) -> tuple[bool | None, Any]:
    if condition.score is not None:
        value = scores[condition.score].value
        return (None, "score-refused") if value is None else (meets(condition, (value,)), None)
    link = condition.question or ""
    if link in withheld:
        return None, "missing"
    answer = checked.answers.get(link)
    given = operands(index, condition, answer)
    if condition.operator != "exists" and not given:
        return None, why_absent(checked, link)
    outcome = meets(condition, given)
    # Declining is an answer only to a condition that names it.
    return (None, answer.absent) if isinstance(answer, Absent) and not outcome else (outcome, None)


def why_absent(checked: Checked, link: str) -> Any:
    """Why there is no answer to compare or to count: it is none, it was declined, it was not asked, or it is missing."""
    answer = checked.answers.get(link)
    if link in checked.invalid:
        return "invalid-answer"
    if isinstance(answer, Absent):
        return answer.absent
    return "missing" if link in checked.asked else "not-asked"
