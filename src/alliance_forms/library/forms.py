# SPDX-License-Identifier: Apache-2.0
"""Forms out and answers in: what a host calls. Formats are found by name."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any

import attrs

from alliance_forms.errors import AllianceFormsError, InvalidAnswers, Problem, UsageFault, closest
from alliance_forms.identity import DisclosedIdentity
from alliance_forms.library.carry import carried, with_entry_ids
from alliance_forms.library.documents import locales_of, wordings
from alliance_forms.library.guard import read_by, rendered_by, scorer_of
from alliance_forms.library.host import Host, default_host
from alliance_forms.library.intake import own_screen_only
from alliance_forms.library.keys import keyed
from alliance_forms.model import IdentityProfile, Instrument, Rater, Response, ScoreReport, Session, explained_by
from alliance_forms.model.explanation import Explanation
from alliance_forms.scoring import Alerts, report
from alliance_forms.scoring import alerts as evaluate
from alliance_forms.view import Format, FormView, ReadingFormat, build_form, transcription_form

__all__ = ["alerts", "form_view", "read", "render", "score"]

_LOG = logging.getLogger("alliance_forms")


def form_view(
    instrument: Instrument,
    *,
    locale: str | None = None,
    rater: Rater | None = None,
    session: Session | None = None,
    identity: DisclosedIdentity | None = None,
    turn: int | None = None,
    at: str | None = None,
    transcribe: bool = False,
    also: Sequence[str] = (),
    record: bool = False,
    host: Host | None = None,
) -> FormView:
    """The form as it may be shown to one rater in one language: what every renderer receives.

    Args:
        instrument: What is asked.
        locale: Wanted language; the instrument's own by default.
        rater: Who fills it in; the first of the instrument's raters by default.
        session: The session it is about; items that it fills are not asked.
        identity: What the rater may know of the client, from `disclose`; a form about the client speaks of them so, else of "your client".
        turn: Which of several pronoun sets to use, counted from 0 and over again, such as the session's number; the first by default.
        at: What day it is, such as ``2026-11-25``; needed only where a licence for a period is judged, since the library has no clock.
        transcribe: A form of numbers and codes for typing in what was filled in on paper; it holds no wording and needs no permission.
        also: Further languages that travel with it, in formats that carry several (FHIR); each must be allowed.
        record: Whether it is to go into somebody's record, which a holder of rights may forbid where a page is allowed.
        host: What your application has decided.

    Raises:
        NotPermitted: No wording may be shown in that language; the message names the holder and the next step.
        UsageFault: The rater is none of the instrument's, the locale no language tag, `at` is missing where it is needed, or the identity
            is what only the client may know.

    >>> import alliance_forms as af
    >>> af.form_view(af.get_instrument("phq-9"), locale="es").lang
    'es-419'
    """
    where: dict[str, Any] = {"locale": locale, "rater": rater, "session": session, "identity": identity, "turn": turn}
    return _form(instrument, **where, at=at, transcribe=transcribe, also=also, record=record, host=host or default_host())


def _form(
    instrument: Instrument,
    *,
    locale: str | None,
    rater: Rater | None,
    session: Session | None,
    identity: DisclosedIdentity | None,
    turn: int | None,
    at: str | None,
    transcribe: bool,
    host: Host,
    also: Sequence[str] = (),
    record: bool = False,
    response: Response | None = None,
    reading: bool = False,
) -> FormView:
    if isinstance(identity, IdentityProfile):
        raise UsageFault("identity= takes what alliance_forms.disclose gives, never a profile itself")
    if transcribe:
        return transcription_form(instrument, locale=locale, rater=rater, session=session)
    if also:
        first, *others = (
            _form(
                instrument, locale=tag, rater=rater, session=session, identity=identity, turn=turn, at=at, transcribe=False, host=host,
                record=record, response=response, reading=reading,
            )
            for tag in (locale, *also)
        )  # fmt: skip
        return attrs.evolve(first, others=tuple(others))
    form = build_form(
        instrument,
        packs=wordings(instrument, host=host),
        locales=locales_of(instrument, host),
        locale=locale,
        rater=rater,
        session=session,
        identity=identity,
        turn=turn,
        notices=host.notices,
        care=host.care,
        setting=host.setting(at, record=record),
        choices=None if reading else host.choices,
        answers=response.answers if response else None,
    )
    if instrument.alert and not host.care:
        _warn_of_no_care(instrument.id)
    return form


@cache
def _warn_of_no_care(instrument: str) -> None:
    _LOG.warning("instrument %s has alerts, and the host names nobody to turn to (Host.care): a neutral line is shown", instrument)


def render(
    instrument: Instrument,
    format: str,  # noqa: A002 - the word the command line uses too
    *,
    locale: str | None = None,
    rater: Rater | None = None,
    session: Session | None = None,
    identity: DisclosedIdentity | None = None,
    turn: int | None = None,
    previous: Response | None = None,
    response: Response | None = None,
    submitted: Any = None,
    problems: Sequence[Problem] = (),
    at: str | None = None,
    transcribe: bool = False,
    also: Sequence[str] = (),
    host: Host | None = None,
    **options: Any,
) -> str:
    """An instrument as a page, a text or a FHIR Questionnaire.

    Args:
        instrument: What is asked.
        format: ``html``, ``text``, ``fhir-r4``, ``fhir-r4b``, ``fhir-r5``, or the name of an installed format.
        locale: As for `form_view`.
        rater: As for `form_view`.
        session: As for `form_view`.
        identity: As for `form_view`.
        turn: As for `form_view`.
        at: As for `form_view`.
        transcribe: As for `form_view`.
        also: As for `form_view`.
        previous: The response of last time: what is carried forward is filled in (a goal's words), never a rating.
        host: What your application has decided.
        response: Answers to fill in.
        submitted: What somebody typed and `read` refused, to show it again.
        problems: What `read` said is wrong with it.
        **options: The format's own, such as ``document=True`` for a complete HTML page.

    Raises:
        NotPermitted: No wording may be shown in that language.
        NotFound: There is no such format.
        UsageFault: The format has no such option, or refuses its value; `at` is missing where it is needed; or answers about who somebody
            is would be shown elsewhere than on their own screen.
        PluginError: An installed format is at fault.

    >>> import alliance_forms as af
    >>> page = af.render(af.get_instrument("phq-9"), "html", locale="es", document=True)
    >>> '<html lang="es-419"' in page
    True
    """
    host = host or default_host()
    chosen = host.formats.get(format)
    given = _options(chosen, options)
    # A format that goes into somebody's record says so; the protocol does not ask it of every plug-in.
    record = bool(getattr(chosen, "record", False))
    if response is None and previous is not None:
        response = carried(instrument, previous)
    if response is not None or submitted is not None:
        own_screen_only(instrument, chosen, identity)
    where: dict[str, Any] = {"locale": locale, "rater": rater, "session": session, "identity": identity, "turn": turn, "also": also}
    form = _form(instrument, **where, at=at, transcribe=transcribe, host=host, record=record, response=response)
    return rendered_by(host.formats, format, form, response=response, submitted=submitted, problems=problems, options=given)


def _options(chosen: Format, options: dict[str, Any]) -> Any:
    known = [field.name for field in attrs.fields(chosen.options)]
    for name in options:
        if name not in known:
            near = closest(name, known)
            tail = f"did you mean {near!r}?" if near else f"it has {', '.join(known) or 'none'}"
            raise UsageFault(f"format {chosen.name!r} has no option {name[:64]!r}; {tail}")
    try:
        return chosen.options(**options)
    except (TypeError, ValueError) as error:
        raise UsageFault(f"format {chosen.name!r} does not take these options") from error


def read(
    instrument: Instrument,
    format: str,  # noqa: A002 - the word the command line uses too
    data: Any,
    *,
    locale: str | None = None,
    rater: Rater | None = None,
    session: Session | None = None,
    identity: DisclosedIdentity | None = None,
    turn: int | None = None,
    authored: str | None = None,
    at: str | None = None,
    transcribe: bool = False,
    host: Host | None = None,
) -> Response:
    """A response from a filled-in form: a framework's form data, or a text somebody sent back.

    Args:
        instrument: What was asked.
        format: ``html``, ``text``, ``fhir-r4``, ``fhir-r4b``, ``fhir-r5``, or the name of an installed format that can be read.
        data: What came back; for ``html`` any mapping, multi-dict or list of pairs, for FHIR the text of a QuestionnaireResponse.
        locale: The one it was rendered in.
        rater: The one it was rendered for.
        session: The one it was rendered for.
        identity: The one it was rendered with; the answers do not depend on it, only what is recorded of the pronouns used.
        turn: The one it was rendered with.
        authored: When it was filled in, with time zone.
        at: As for `form_view`.
        transcribe: Whether it was rendered with `transcribe`.
        host: What your application has decided.

    Raises:
        InvalidAnswers: Some answers need another look; it holds every problem and every valid answer.
        UsageFault: The format cannot be read.
        PluginError: An installed format is at fault.

    >>> import alliance_forms as af
    >>> af.read(af.get_instrument("phq-9"), "html", {"af-1": "3", "af-2": "0"}).answers["1"]
    '3'
    """
    host = host or default_host()
    chosen = host.formats.get(format)
    if not isinstance(chosen, ReadingFormat):
        raise UsageFault(f"format {format!r} can be rendered but not read")
    where: dict[str, Any] = {"locale": locale, "rater": rater, "session": session, "identity": identity, "turn": turn}
    form = _form(instrument, **where, at=at, transcribe=transcribe, host=host, reading=True)
    reading = read_by(host.formats, format, chosen, form, data, authored=authored)
    if any(problem.severity == "error" for problem in reading.problems):
        raise InvalidAnswers(reading.problems, response=reading.response, submitted=reading.submitted)
    return with_entry_ids(instrument, reading.response, new_id=host.new_id) if host.new_id else reading.response


def score(instrument: Instrument, response: Response, *, at: str | None = None, host: Host | None = None) -> ScoreReport:
    """Score a response: every scale with its value or the reason why there is none, and every alert. The report can `explain` itself.

    Args:
        instrument: What was asked.
        response: What was answered.
        at: What day it is; needed only for a score whose key comes with a licence for a period.
        host: What your application has decided; it has the scorers, for instruments that name one.

    Raises:
        UsageFault: The response belongs to another instrument, or `at` is missing where it is needed.
        InvalidDocument: It does not say who answered, and the instrument has several raters.
        NotFound: A scale's scorer is not installed. `alerts` gives the alerts all the same.
        PluginError: A scale's scorer is at fault. `alerts` gives the alerts all the same.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> af.score(phq9, af.read(phq9, "html", {"af-1": "3"}))["total"]
    Score(status='refused', reason='missing-items')
    """
    known = host or default_host()
    whole = keyed(instrument, host=known, at=at)
    given = report(instrument, response, scorer=scorer_of(known), keyed=whole)

    def why(locale: str | None) -> Explanation:
        from alliance_forms.library.explain import explained

        return explained(whole, response, given, locale=locale, host=known)

    return explained_by(given, why)


def alerts(instrument: Instrument, response: Response, *, at: str | None = None, host: Host | None = None) -> Alerts:
    """The alerts of a response, also of an incomplete or invalid one: a slip in one answer never hides another.

    A scorer that is missing or at fault leaves only the alerts on its own score not evaluated; the log says so.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> try:
    ...     af.read(phq9, "html", {"af-3": "7", "af-9": "2"})
    ... except af.InvalidAnswers as error:
    ...     [alert.id for alert in af.alerts(phq9, error.response).raised]
    ['item-9']
    """
    known = host or default_host()
    whole = instrument
    # Whatever is wrong with a pack that brings a key must not hide an alert: then only those on its score are not evaluated.
    with suppress(AllianceFormsError):
        whole = keyed(instrument, host=known, at=at)
    return evaluate(instrument, response, scorer=scorer_of(known), keyed=whole)
