# SPDX-License-Identifier: Apache-2.0
"""From a filled-in form to who somebody is, and back: an intake form is the person's own way to write and to read their profile."""

from typing import Any

from alliance_forms.codec import answer_digest
from alliance_forms.errors import InvalidDocument, UsageFault
from alliance_forms.identity import DisclosedIdentity, merged, rounds
from alliance_forms.library.validation import check_response
from alliance_forms.model import IdentityProfile, Instrument, Response

__all__ = ["identity_answers", "identity_from"]


def identity_from(
    instrument: Instrument,
    response: Response,
    *,
    profile: IdentityProfile | None = None,
    at: str | None = None,
    correction: bool = False,
) -> IdentityProfile:
    """Who somebody is, as they say it in a form that asks.

    What the form did not show of a profile stays as it is. What was shown and is different now has changed: the old entry ends on the day
    before, and a new one begins. What was shown and is blank now ends as well.

    Args:
        instrument: What was asked; it says ``"fills": "identity-profile"``.
        response: What was answered.
        profile: The profile that `identity_answers` filled the form with; without it a new one is made.
        at: The day, needed where something ends; the day the form was filled in by default, where the response says it.
        correction: Whether what is replaced was wrong all along: then it leaves no trace.

    Raises:
        UsageFault: The instrument fills no profile; a day is needed and missing; or the form was filled in on another state of the profile.
        InvalidDocument: The answers do not fit the instrument.

    >>> import alliance_forms as af
    >>> intake = af.get_instrument("identity-intake")
    >>> sam = af.identity_from(intake, af.read(intake, "html", {"af-name~1~name.is~text": "Sam"}))
    >>> sam
    IdentityProfile(name)
    >>> af.disclose(sam, "self").name, af.disclose(sam, "therapist").name
    ('Sam', None)
    """
    _fills(instrument)
    problems = [problem for problem in check_response(instrument, response) if problem.severity == "error"]
    if problems:
        raise InvalidDocument(problems)
    day = at if at is not None or response.authored is None else response.authored[: len("2026-11-25")]
    language = (response.shown.locale if response.shown else instrument.language).partition("-")[0]
    known = profile or IdentityProfile()
    return merged(instrument, response.answers, profile=known, language=language, at=day, correction=correction)


def identity_answers(instrument: Instrument, profile: IdentityProfile, *, at: str | None = None) -> Response:
    """A profile as answers to a form that asks, so that the person sees what is known of them and can change it.

    It is for the person's own screen only. What the form has no words for is left out, and stays in the profile when the form comes back.

    Args:
        instrument: What is asked; it says ``"fills": "identity-profile"``.
        profile: Who somebody is.
        at: The day; needed where entries hold for some days only. What no longer holds is not shown.

    Raises:
        UsageFault: The instrument fills no profile, or a day is needed and missing.

    >>> import alliance_forms as af
    >>> from alliance_forms.model import NameEntry
    >>> intake = af.get_instrument("identity-intake")
    >>> sam = af.IdentityProfile(name=(NameEntry(value="Sam"),))
    >>> "Sam" in af.render(intake, "html", response=identity_answers(intake, sam))
    True
    """
    _fills(instrument)
    return Response(
        instrument=instrument.id,
        version=instrument.version,
        digest=answer_digest(instrument),
        rater=instrument.rater[0],
        answers=rounds(instrument, profile, at=at),
    )


def _fills(instrument: Instrument) -> None:
    if instrument.fills is None:
        raise UsageFault(f'{instrument.id!r} fills no identity profile; a form that does says "fills": "identity-profile"')


def own_screen_only(instrument: Instrument, chosen: Any, identity: DisclosedIdentity | None) -> None:
    """Answers about who somebody is are shown where only that person looks: not in a text for a mail, not in a record for an office.

    Raises:
        UsageFault: The format is for somewhere else.
    """
    if instrument.fills is None:
        return
    elsewhere = identity is not None and (identity.audience, identity.channel) != ("self", "screen")
    if elsewhere or not getattr(chosen, "own_screen", False):
        raise UsageFault(
            f"answers to {instrument.id!r} are for the person alone, on their own screen; format {chosen.name!r}, or the identity it is "
            "rendered with, is for elsewhere. Render it without answers, or make a profile of them (identity_from) and disclose that."
        )
