# SPDX-License-Identifier: Apache-2.0
"""May this go into a record at all? Every question is asked before anything is written."""

from typing import Any

from alliance_forms.errors import NotPermitted, UsageFault
from alliance_forms.fhir.recalculated import recalculated
from alliance_forms.fhir.results.chosen import AUDIENCE, conditions, looks_at
from alliance_forms.fhir.results.options import ResultOptions
from alliance_forms.model import Instrument, ReleasedResponse, Response, ScoreReport
from alliance_forms.rights import recordable
from alliance_forms.view import FormView

__all__ = ["check_request"]


def check_request(form: FormView, response: Response, report: ScoreReport, options: ResultOptions) -> ReleasedResponse:
    """The same response, if its results may go into a record.

    Args:
        form: What was shown.
        response: What `release` gave the record.
        report: Its scores.
        options: What the host decided.

    Raises:
        UsageFault: It is not what `release` gives a record, it has no id, the report is of something else, it rates the therapist, it is
            about the relationship and the host did not say that it goes there, or nobody said whom it is about.
        NotPermitted: The holder of the wording does not allow it in a record.
    """
    instrument = form.instrument
    if not isinstance(response, ReleasedResponse) or response.audience != AUDIENCE:
        raise UsageFault("results are of what the record may have: release(response, 'record'), and score that")
    if response.id is None:
        raise UsageFault("results need the response's id, which is the host's to give; where nothing is released, there is none either")
    if instrument.subject == "therapist":
        raise UsageFault(f"{instrument.id!r} rates the therapist; its results go into no patient's record")
    if instrument.subject == "relationship" and not options.relationship:
        raise UsageFault(f"{instrument.id!r} is about the relationship; say relationship=True if its results go into the client's record")
    if options.subject is None:
        raise UsageFault("say whom the results are about: subject='Patient/12'")
    if not form.transcription and not all(recordable(one.rights) for one in (form, *form.others)):
        message = f"the wording of {instrument.id!r} may not go into a record; give a form without it (transcribe=True)"
        raise NotPermitted(message, reason="no-record-export", holder=form.rights.holder)
    if not _is_of(report, instrument, response):
        raise UsageFault("this report is of something else; score what release gave: score(instrument, released)")
    return response


def _is_of(report: ScoreReport, instrument: Instrument, response: Response) -> bool:
    """Whether the report says what the reference says of this very response; a score whose key or scorer is not here is taken as given."""
    if (report.instrument, report.response) != (instrument.id, response.id) or {*report.scores} != {one.id for one in instrument.scale}:
        return False
    again = recalculated(instrument, response)
    unknown = {one.id for one in instrument.scale if one.key or one.scorer}
    while more := {one.id for one in instrument.scale if looks_at(one) & unknown} - unknown:
        unknown |= more
    sure = {alert.id for alert in instrument.alert if not any(one.score in unknown for one in conditions(alert))}
    return _said(report, unknown, sure) == _said(again, unknown, sure)


def _said(report: ScoreReport, unknown: set[str], sure: set[str]) -> tuple[Any, ...]:
    scores = {name: (one.value, one.band, one.basis, one.reason) for name, one in report.scores.items() if name not in unknown}
    raised = [one.id for one in report.alerts if one.id in sure]
    return scores, raised, [(one.id, one.reason) for one in report.alerts_not_evaluated if one.id in sure]
