# SPDX-License-Identifier: Apache-2.0
"""Problems as FHIR says them: an OperationOutcome."""

from collections.abc import Iterable

from alliance_forms.errors import Problem
from alliance_forms.fhir.terms import OURS, Json, bare

__all__ = ["operation_outcome"]

# The kind of issue, by the beginning of our code; what is not here is invalid in some other way.
_KINDS = (
    ("AF-JSON", "structure"), ("AF-FHIR-EMPTY", "structure"), ("AF-FHIR-UNKNOWN-ELEMENT", "structure"), ("AF-FHIR-TYPE", "structure"),
    ("AF-FHIR-QUOTED", "structure"), ("AF-FHIR-REQUIRED", "required"), ("AF-ANSWER-REQUIRED", "required"), ("AF-FHIR-CODE", "code-invalid"),
    ("AF-ANSWER-CODE", "code-invalid"), ("AF-FHIR-VALUE", "value"), ("AF-ANSWER", "value"), ("AF-FHIR-EXTENSION", "extension"),
    ("AF-FHIR-MODIFIER", "not-supported"), ("AF-FHIR-LINK-TWICE", "duplicate"), ("AF-FHIR-LOST", "informational"), ("AF-FHIR", "invariant"),
)  # fmt: skip
_CODES = OURS + "CodeSystem/problem"


def operation_outcome(problems: Iterable[Problem]) -> Json:
    """An OperationOutcome with one issue for each problem; without any, one that says so.

    Args:
        problems: Found by `check`, or by reading.

    >>> operation_outcome([])["issue"][0]["severity"]
    'information'
    """
    issues = [_issue(problem) for problem in problems]
    nothing = {"severity": "information", "code": "informational", "diagnostics": "no problem was found"}
    return {"resourceType": "OperationOutcome", "issue": issues or [nothing]}


def _issue(problem: Problem) -> Json:
    kind = next((kind for start, kind in _KINDS if problem.code.startswith(start)), "invalid")
    hint = f" ({problem.hint})" if problem.hint else ""
    return bare(
        {
            "severity": problem.severity,
            "code": kind,
            "details": {"coding": [{"system": _CODES, "code": problem.code}]},
            "diagnostics": f"{problem.message}{hint}",
            "expression": [problem.expression] if problem.expression else [],
        }
    )
