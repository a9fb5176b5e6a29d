# SPDX-License-Identifier: Apache-2.0
"""What a format is: a way to render a form and, for most, to read it back."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import attrs

from alliance_forms.checks import check_answers
from alliance_forms.codec import answer_digest
from alliance_forms.errors import Problem
from alliance_forms.model import Answer, Response
from alliance_forms.view.form import FormView

__all__ = ["Format", "Reading", "ReadingFormat", "conclude"]


@attrs.frozen(kw_only=True, repr=False)
class Reading:
    """What was read from a filled-in form.

    Attributes:
        response: Every valid answer.
        problems: Every problem, by item; with pointers as in a response document (``/answers/3``).
        submitted: What was typed, as the format keeps it, for showing the form again.
    """

    response: Response
    problems: tuple[Problem, ...]
    submitted: Any


@runtime_checkable
class Format(Protocol):
    """A way to show a form.

    Attributes:
        name: What a host asks for (``html``).
        media_type, extension: For responses and files.
        api_version: Version of this protocol; 1.
        options: attrs class of the format's own options.
    """

    name: str
    media_type: str
    extension: str
    api_version: int
    options: type[Any]

    def render(
        self,
        form: FormView,
        *,
        response: Response | None = None,
        submitted: Any = None,
        problems: Sequence[Problem] = (),
        options: Any,
    ) -> str:
        """The form in this format, with the answers of `response` or what was `submitted` filled in. Never raises on a form view."""
        ...


@runtime_checkable
class ReadingFormat(Format, Protocol):
    """A format that can also be read back: what it rendered, filled in, gives the same answers and absences."""

    def read(self, form: FormView, data: Any, *, authored: str | None = None) -> Reading:
        """The answers in `data`, with every problem; nothing typed is lost."""
        ...


def conclude(
    form: FormView,
    answers: Mapping[str, Answer],
    *,
    faults: Sequence[Problem] = (),
    submitted: Any = None,
    authored: str | None = None,
    complete: bool = True,
) -> Reading:
    """The reading of what a format found: checked answers, all problems in the form's order, and a response about this very form.

    Args:
        form: What was shown.
        answers: By linkId, typed; what could not be typed is left out and named in `faults`.
        faults: The format's own problems, with pointers from the answers' top (``/3``).
        submitted: What was typed, for showing it again.
        authored: When the form was filled in, as the host says.
        complete: Whether items marked as needed must be answered; a draft need not be.
    """
    checked = check_answers(form.instrument, answers, session=form.session, complete=complete)
    order = {item.link_id: number for number, item in enumerate(form.instrument.walk())}
    faulty = {problem.pointer for problem in faults}
    found = [*faults, *(one for one in checked.problems if one.code != "AF-ANSWER-REQUIRED" or one.pointer not in faulty)]
    problems = sorted(
        (problem.under("answers") if problem.pointer else problem for problem in found),
        key=lambda problem: order.get([*problem.pointer.split("/"), "", ""][2], -1),
    )
    wrong = any(problem.severity == "error" for problem in problems)
    response = Response(
        instrument=form.instrument.id,
        version=form.instrument.version,
        digest=answer_digest(form.instrument),
        shown=form.shown,
        status="in-progress" if wrong else "completed",
        rater=form.rater,
        authored=authored,
        session=form.session,
        answers=checked.answers,
    )
    return Reading(response=response, problems=tuple(problems), submitted=submitted)
