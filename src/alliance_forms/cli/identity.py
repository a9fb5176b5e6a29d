# SPDX-License-Identifier: Apache-2.0
"""Commands about who may know what: identity show, identity check, release."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import click

from alliance_forms.checks import check_profile
from alliance_forms.cli.host import with_host
from alliance_forms.cli.places import now, today
from alliance_forms.cli.shelf import input_bytes
from alliance_forms.codec import dumps
from alliance_forms.errors import InvalidDocument, Problem
from alliance_forms.identity import DisclosedIdentity
from alliance_forms.library import Host, disclose, load
from alliance_forms.library import release as release_response
from alliance_forms.library import score as score_response
from alliance_forms.library.documents import instrument_of
from alliance_forms.model import Coding, IdentityProfile, PronounEntry, Response

__all__ = ["identity", "release", "with_own"]

_OWN = (
    click.option("--own-audience", "audiences", multiple=True, metavar="NAME", help="An audience of your own; may be repeated."),
    click.option("--own-channel", "channels", multiple=True, metavar="NAME", help="A channel of your own; may be repeated."),
)
_AUDIENCE = click.option("--audience", required=True, help="Who reads: self, therapist, care-team, front-desk, insurer, …")
_CHANNEL = click.option("--channel", default="screen", show_default=True, help="How it travels: screen, mail, email, sms, voicemail, …")


def with_own(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options for audiences and channels of one's own."""
    for option in reversed(_OWN):
        command = option(command)
    return command


@click.group()
def identity() -> None:
    """Look at an identity profile: what somebody may know, and what does not fit together."""


@identity.command()
@click.argument("profile", metavar="PROFILE.json")
@_AUDIENCE
@_CHANNEL
@click.option("--at", metavar="DATE", help="The day; today if left out.")
@click.option("--locale", default="en", show_default=True, help="Language of the neutral words.")
@with_own
def show(
    profile: str, *, audience: str, channel: str, at: str | None, locale: str, audiences: tuple[str, ...], channels: tuple[str, ...]
) -> None:
    """Print what an audience may know by a channel ('-' is standard input).

    For a screen that is one fact to a line. For every other channel it is what may be written or said there to address the person, and
    nothing else: for --audience self --channel mail, what an envelope may say.
    """
    from alliance_forms.text.layout import clean

    host = Host(audiences=audiences, channels=channels)
    known = disclose(load(input_bytes(profile), IdentityProfile), audience, channel=channel, at=at or today(), host=host)
    lines = _facts(known, locale) if channel == "screen" else [known.address(locale)]
    for line in lines:
        # Control characters are for terminals, and part of nobody's name.
        click.echo(clean(line))


def _facts(known: DisclosedIdentity, locale: str) -> Iterator[str]:
    yield f"name to use: {known.name_for(locale)}"
    for label, entries in (("official name", known.official), ("former name", known.former)):
        yield from (f"{label}: {_value(entry)}" for entry in entries)
    yield from (f"honorific: {value}" for value in (known.honorific,) if value)
    for key, reason in known.absent.items():
        yield f"{key}: {reason}"
    for label, listed in (
        ("pronouns", known.pronouns),
        ("gender identity", known.gender_identity),
        ("recorded sex or gender", known.recorded_sex_or_gender),
        ("sex parameter for clinical use", known.sex_parameter_for_clinical_use),
    ):
        yield from (f"{label}: {_value(entry)}" for entry in listed)
    for channel in known.readers.channels[1:]:
        wish = known.may_contact(channel)
        yield f"{channel}: {f'allowed; may mention: {wish.mention}' if wish.allowed else 'do not use'}"


def _value(entry: Any) -> str:
    """An entry in a line."""
    if isinstance(entry, PronounEntry) and entry.own:
        parts: tuple[str, ...] = attrs.astuple(entry.own)
        given: list[Any] = ["/".join(parts[:-1])]
    else:
        given = [getattr(entry, name, None) for name in ("value", "set", "text", "use", "coding", "issuer", "language", "absent")]
        given = given[:1] if given[0] else given
    return ", ".join(f"{one.system}|{one.code}" if isinstance(one, Coding) else str(one) for one in given if one)


@identity.command()
@click.argument("profile", metavar="PROFILE.json")
@with_own
def check(profile: str, *, audiences: tuple[str, ...], channels: tuple[str, ...]) -> None:
    """Name every problem of an identity profile ('-' is standard input), never what stands in it."""
    problems = _problems(input_bytes(profile), Host(audiences=audiences, channels=channels))
    for problem in problems:
        click.echo(f"{problem.severity}: {problem}")
    wrong = sum(problem.severity == "error" for problem in problems)
    click.echo(f"{wrong} problems, {len(problems) - wrong} warnings", err=True)
    sys.exit(1 if wrong else 0)


def _problems(data: bytes, host: Host) -> tuple[Problem, ...]:
    try:
        return check_profile(load(data, IdentityProfile), host.readers)
    except InvalidDocument as error:
        return error.problems


@click.command()
@click.argument("response", metavar="RESPONSE.json")
@_AUDIENCE
@_CHANNEL
@click.option("--at", metavar="TIME", help="The day, or the moment with its time zone; now if left out.")
@click.option("--score", "scored", is_flag=True, help="Print the scores that may be given, instead of the answers.")
@with_own
@with_host
def release(
    response: str,
    *,
    audience: str,
    channel: str,
    at: str | None,
    scored: bool,
    audiences: tuple[str, ...],
    channels: tuple[str, ...],
    host: Host,
) -> None:
    """Print what may be given of a response ('-' is standard input); what is withheld is left out."""
    host = attrs.evolve(host, audiences=audiences, channels=channels)
    given = load(input_bytes(response), Response)
    asked = instrument_of(given.instrument, given, host=host)
    part = release_response(given, audience, channel=channel, at=at or now(), instrument=asked, host=host)
    click.echo(dumps(score_response(asked, part, at=today(), host=host) if scored else part), nl=False)
