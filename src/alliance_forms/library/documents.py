# SPDX-License-Identifier: Apache-2.0
"""Documents in: load one, find an instrument by its id, list what there is, validate what somebody wrote."""

import logging
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, TypeVar

import attrs

from alliance_forms.checks import check_answers, check_instrument, check_wording
from alliance_forms.codec import Document, decode, kind_of, read_json
from alliance_forms.codec.schema import schema_problems
from alliance_forms.errors import AllianceFormsError, InvalidDocument, NotFound, PluginError, Problem
from alliance_forms.library.guard import scorer_of
from alliance_forms.library.host import Host, default_host
from alliance_forms.model import DisplayItem, Example, GroupItem, Instrument, Rater, Response, WordingPack, variant
from alliance_forms.plugins import Volume
from alliance_forms.scoring import compile_plan, fits, report
from alliance_forms.view import languages

__all__ = [
    "Listing",
    "check_response",
    "get_instrument",
    "instrument_of",
    "instruments",
    "load",
    "validate",
    "wordings",
]

_LOG = logging.getLogger("alliance_forms")
D = TypeVar("D", bound=Document)


@attrs.frozen(kw_only=True)
class Listing:
    """One line of the list of instruments.

    Attributes:
        items: How many questions it has.
        languages: In which it can be shown.
        rights: The basis on which its wording may be shown.
    """

    id: str
    title: str
    version: str
    raters: tuple[Rater, ...]
    items: int
    languages: tuple[str, ...]
    rights: str


def load(data: str | bytes, kind: type[D]) -> D:
    """Load one document, whole and valid, or say everything that is wrong with it.

    Args:
        data: The document's text or bytes.
        kind: What it is expected to be: `Instrument`, `WordingPack`, `Response` or `ScoreReport`.

    Raises:
        InvalidDocument: With every problem found.

    >>> load('{"instrument": "phq-9", "version": "1.0.0", "answers": {"1": "3"}}', Response).answers["1"]
    '3'
    """
    value = decode(read_json(data), kind)
    if isinstance(value, Instrument):
        _fit_together(value)
    return value


def _fit_together(instrument: Instrument) -> None:
    problems = check_instrument(instrument)
    if any(problem.severity == "error" for problem in problems):
        raise InvalidDocument(problems)
    compile_plan(instrument)


@lru_cache(maxsize=256)
def _load_instrument(data: bytes) -> Instrument:
    return load(data, Instrument)


def get_instrument(id: str, version: str | None = None, *, host: Host | None = None) -> Instrument:  # noqa: A002 - the field's own word
    """The instrument of that id, in its highest version or the one asked for.

    Raises:
        NotFound: There is none; the message suggests the nearest id.
        PluginError: Two distributions offer it with different contents, or the one that has it is broken.
        InvalidDocument: Its document has problems.

    >>> get_instrument("phq-9").version
    '1.0.0'
    """
    volume = _volume(id, version, host or default_host())
    if volume.problem:
        raise volume.problem
    return _load_instrument(volume.data)


def instrument_of(id: str, response: Response, *, host: Host | None = None) -> Instrument:  # noqa: A002 - the field's own word
    """The instrument a response is scored by: in the version it was given to where that is still there, else in the highest.

    Raises:
        NotFound: There is no instrument of that id.
    """
    volumes = (host or default_host()).shelf.of(id)
    there = any(volume.kind is Instrument and volume.version == response.version for volume in volumes)
    return get_instrument(id, response.version if there else None, host=host)


def _volume(name: str, version: str | None, host: Host) -> Volume:
    found = [volume for volume in host.shelf.of(name) if volume.kind is Instrument and version in (None, volume.version)]
    if not found:
        known = {volume.instrument for volume in host.shelf.near(name) if volume.kind is Instrument}
        raise NotFound("instrument", name if version is None else f"{name} {version}", known)
    newest = max(found, key=lambda volume: _order(volume.version))
    rivals = [volume for volume in found if volume.version == newest.version and volume.data != newest.data]
    if rivals:
        places = ", ".join(sorted(volume.place for volume in (newest, *rivals)))
        raise PluginError(f"instrument {name!r} {newest.version} is offered more than once: {places}. Remove one of them.")
    return newest


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else -1 for part in version.split("."))


def wordings(instrument: Instrument, *, host: Host | None = None) -> tuple[WordingPack, ...]:
    """The wording packs there are for an instrument.

    Raises:
        InvalidDocument: A pack has problems.

    >>> sorted(pack.locale for pack in wordings(get_instrument("phq-9")))
    ['ar', 'en', 'es-419', 'fr-FR', 'pt-BR']
    """
    volumes = (host or default_host()).shelf.of(instrument.id)
    return tuple(_load_pack(volume.data, instrument) for volume in volumes if volume.kind is WordingPack)


@lru_cache(maxsize=1024)
def _load_pack(data: bytes, instrument: Instrument) -> WordingPack:
    pack = load(data, WordingPack)
    problems = check_wording(pack, instrument)
    if problems:
        raise InvalidDocument(problems)
    return pack


def instruments(*, host: Host | None = None) -> tuple[Listing, ...]:
    """Every instrument there is, in its highest version; a broken or disputed one is logged and left out, and so is a broken plug-in.

    >>> "phq-9" in [line.id for line in instruments()]
    True
    """
    host = host or default_host()
    ids = {volume.instrument for volume in host.shelf.everything() if volume.kind is Instrument}
    for plugin in host.shelf.info():
        if plugin.problem:
            _LOG.warning("instruments are left out: %s", plugin.problem)
    lines = []
    for name in sorted(ids):
        try:
            lines.append(_listing(get_instrument(name, host=host), host))
        except PluginError as error:
            _LOG.warning("left out: %s", error)
        except AllianceFormsError:
            _LOG.warning("instrument %s is left out: its document has problems; 'alliance-forms validate' names them", name)
    return tuple(lines)


def _listing(instrument: Instrument, host: Host) -> Listing:
    return Listing(
        id=instrument.id,
        title=variant(instrument.title, instrument.rater[0]) or instrument.id,
        version=instrument.version,
        raters=instrument.rater,
        items=sum(not isinstance(item, GroupItem | DisplayItem) for item in instrument.walk()),
        languages=languages(instrument, wordings(instrument, host=host), locales=locales_of(instrument, host)),
        rights=instrument.rights.basis,
    )


def locales_of(instrument: Instrument, host: Host) -> Traversable | Path | None:
    """The directory with the translation catalogues of an instrument, beside its document."""
    volumes = host.shelf.of(instrument.id)
    return next(
        (volume.locales for volume in volumes if volume.kind is Instrument and volume.version == instrument.version),
        None,
    )


def check_response(instrument: Instrument, response: Response) -> tuple[Problem, ...]:
    """Everything in a response that does not fit its instrument, with pointers into the response document.

    >>> phq9 = get_instrument("phq-9")
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
    return tuple(problems)


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
        return tuple(problem for number, example in enumerate(value.example) for problem in _run_example(value, example, number, host))
    if not isinstance(value, Response | WordingPack):
        return ()
    version = value.version if isinstance(value, Response) else value.instrument_version
    try:
        instrument = get_instrument(value.instrument, version, host=host)
    except NotFound as error:
        code = "AF-DOC-INSTRUMENT"
        hint = "it is not checked against its instrument"
        return (Problem(code=code, pointer="/instrument", message=str(error), hint=hint, severity="warning"),)
    return check_response(instrument, value) if isinstance(value, Response) else check_wording(value, instrument)


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
