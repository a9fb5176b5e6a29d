# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a document somebody wrote: structure, what does not fit together, and worked examples that come out otherwise."""

from typing import Literal

import attrs

from alliance_forms.checks import (
    check_answers,
    check_choices,
    check_instrument,
    check_profile,
    check_release,
    check_wording,
    unknown_readers,
)
from alliance_forms.codec import Document, kind_of, read_json
from alliance_forms.codec.schema import schema_problems
from alliance_forms.errors import InvalidDocument, NotFound, PluginError, Problem
from alliance_forms.library.documents import get_instrument, load
from alliance_forms.library.guard import scorer_of
from alliance_forms.library.host import Host, default_host
from alliance_forms.library.keys import key_problems
from alliance_forms.model import Choices, Example, IdentityProfile, Instrument, Response, WordingPack
from alliance_forms.scoring import fits, report
from alliance_forms.scoring.lint import lint_scales

__all__ = ["check_response", "validate"]


def check_response(instrument: Instrument, response: Response) -> tuple[Problem, ...]:
    """Everything in a response that does not fit its instrument, with pointers into the response document.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> response = load('{"instrument": "phq-9", "version": "1.0.0", "answers": {"1": "7"}}', Response)
    >>> [problem.pointer for problem in check_response(phq9, response)]
    ['/answers/1']
    """
    if not fits(instrument, response):
        key = "version" if response.digest is None else "digest"
        message = "this response was given to another definition of the instrument"
        return (
            Problem(
                code="AF-RESPONSE-OTHER",
                pointer=f"/{key}",
                message=message,
                hint=f"this is version {instrument.version}",
            ),
        )
    problems = [problem.under("answers") for problem in check_answers(instrument, response.answers, session=response.session).problems]
    if (response.rater is None and len(instrument.rater) > 1) or response.rater not in (None, *instrument.rater):
        hint = f"one of {', '.join(instrument.rater)}"
        problems.append(Problem(code="AF-RESPONSE-RATER", pointer="/rater", message="a rater of the instrument is needed", hint=hint))
    return (*problems, *check_release(instrument, response))


def validate(data: str | bytes, *, host: Host | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with any of our documents: syntax, structure, what does not fit together, worked examples.

    >>> [problem.code for problem in validate('{"format": "alliance-forms/instrumnet/1"}')]
    ['AF-DOC-FORMAT']
    """
    host = host or default_host()
    try:
        tree = read_json(data)
        kind = kind_of(tree)
    except InvalidDocument as error:
        return error.problems
    try:
        value = load(data, kind)
    except InvalidDocument as error:
        return error.problems
    return (*schema_problems(tree, kind), *_beyond(value, host))


def _beyond(value: Document, host: Host) -> tuple[Problem, ...]:
    """What only other documents, or running the scales, can tell."""
    if isinstance(value, Instrument):
        examples = (problem for number, example in enumerate(value.example) for problem in _run_example(value, example, number, host))
        return (*check_instrument(value), *lint_scales(value), *examples)
    if isinstance(value, IdentityProfile | Choices):
        return check_profile(value, host.readers) if isinstance(value, IdentityProfile) else _of_choices(value, host)
    if not isinstance(value, Response | WordingPack):
        return ()
    version = value.version if isinstance(value, Response) else value.instrument_version
    try:
        instrument = get_instrument(value.instrument, version, host=host)
    except NotFound as error:
        return (_not_here(error, "/instrument"),)
    if isinstance(value, Response):
        return (*check_response(instrument, value), *unknown_readers(value, host.readers))
    return (*check_wording(value, instrument), *key_problems(value, instrument))


def _of_choices(value: Choices, host: Host) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    for number, name in enumerate(offer.instrument for offer in value.offer):
        try:
            instrument = get_instrument(name, host=host)
        except NotFound as error:
            problems.append(_not_here(error, f"/offer/{number}/instrument"))
        else:
            problems += [one for one in check_choices(value, instrument) if one.pointer.split("/")[2] == str(number)]
    return tuple(problems)


def _not_here(error: NotFound, pointer: str) -> Problem:
    hint = "it is not checked against its instrument"
    return Problem(code="AF-DOC-INSTRUMENT", pointer=pointer, message=str(error), hint=hint, severity="warning")


def _run_example(instrument: Instrument, example: Example, number: int, host: Host) -> list[Problem]:
    response = Response(
        instrument=instrument.id,
        version=instrument.version,
        rater=example.rater,
        session=example.session,
        answers=example.answers,
    )
    problems = [problem.under("example", number) for problem in check_response(instrument, response)]
    if problems:
        return problems
    try:
        given = report(instrument, response, scorer=scorer_of(host))
    except (NotFound, PluginError) as error:
        severity: Literal["error", "warning"] = "warning" if isinstance(error, NotFound) else "error"
        return [Problem(code="AF-DOC-SCORER", pointer=f"/example/{number}", message=str(error), severity=severity)]
    places = []
    for scale, wanted in example.expect.scores.items():
        stated = attrs.asdict(wanted, recurse=False, filter=lambda _, value: value is not None)
        score = given.scores.get(scale)
        if score is None or any(getattr(score, name) != value for name, value in stated.items()):
            places.append(("expect", "scores", scale))
    raised = [(alert.id, alert.link_id) for alert in given.alerts]
    if example.expect.alerts is not None and raised != [(alert.id, alert.link_id) for alert in example.expect.alerts]:
        places.append(("expect", "alerts", ""))
    return [
        Problem(code="AF-EXAMPLE-DIFFERS", pointer="", message="the worked example does not come out as stated").under(
            "example", number, *filter(None, place)
        )
        for place in places
    ]
