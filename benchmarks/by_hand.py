# SPDX-License-Identifier: Apache-2.0
"""The PHQ-9 as a careful programmer writes it by hand: what the library is compared with. It checks and reports the same."""

from collections.abc import Mapping
from typing import Any

ITEMS = tuple(str(number) for number in range(1, 10))
CODES = {"0": 0, "1": 1, "2": 2, "3": 3}
BANDS = ((20, "severe"), (15, "moderately-severe"), (10, "moderate"), (5, "mild"), (0, "minimal"))
REASONS = {"asked-declined", "asked-unknown", "not-asked", "not-applicable", "unknown", "masked"}


def phq9(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The total with its band, or why there is none; what is missing, and the alert of item 9 or why nobody can tell."""
    total, missing, absent, invalid, stray = 0, [], {}, set(), False
    for link, answer in answers.items():
        if link not in ITEMS and link != "10":
            stray = True
        elif not (isinstance(answer, str) and answer in CODES) and getattr(answer, "absent", None) not in REASONS:
            invalid.add(link)
    for link in ITEMS:
        answer = answers.get(link)
        if isinstance(answer, str) and answer in CODES:
            total += CODES[answer]
            continue
        missing.append(link)
        if answer is not None and link not in invalid:
            absent[link] = answer.absent
    refused = stray or invalid.intersection(ITEMS) or missing
    reason = "invalid-answer" if stray or invalid.intersection(ITEMS) else "missing-items" if missing else None
    score = {
        "status": "refused" if refused else "scored",
        "value": None if refused else total,
        "band": None if refused else next(name for low, name in BANDS if total >= low),
        "cutOffs": {} if refused else {"nhs-talking-therapies": total >= 10},
        "reason": reason,
        "missing": tuple(missing),
        "absent": absent,
        "rule": "refuse",
        "basis": None if refused else "complete",
    }
    alerts, unknown = [], []
    if "9" in invalid:
        unknown.append({"id": "item-9", "linkId": "9", "reason": "invalid-answer"})
    elif "9" in missing:
        unknown.append({"id": "item-9", "linkId": "9", "reason": absent.get("9", "missing")})
    elif answers["9"] != "0":
        alerts.append({"id": "item-9", "linkId": "9", "severity": "urgent", "audience": ("self", "therapist", "care-team")})
    return {"instrument": "phq-9", "version": "1.0.0", "scores": {"total": score}, "alerts": alerts, "alertsNotEvaluated": unknown}
