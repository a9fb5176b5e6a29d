# SPDX-License-Identifier: Apache-2.0
"""Commands about forms: render, read, score."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import attrs
import click

from alliance_forms.cli.host import with_host
from alliance_forms.cli.places import today
from alliance_forms.cli.report import alert_lines, report_json, report_text
from alliance_forms.cli.shelf import input_bytes
from alliance_forms.codec import dumps
from alliance_forms.errors import AllianceFormsError, InvalidDocument, Problem
from alliance_forms.identity import DisclosedIdentity
from alliance_forms.library import Host, alerts, check_response, default_host, disclose, get_instrument, instrument_of, load
from alliance_forms.library import read as read_form
from alliance_forms.library import render as render_form
from alliance_forms.library import score as score_response
from alliance_forms.model import IdentityProfile, Response

__all__ = ["read", "render", "score", "write_form"]

_MAX_FIELDS = 2_000


def _with_identity(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say of whom a form speaks and who reads it and, as ``identity=``, what may be known of them."""

    @wraps(command)
    def wrapped(*args: Any, profile: str | None, audience: str | None, channel: str | None, host: Host, **options: Any) -> None:
        if (profile is None) != (audience is None) or (channel and not profile):
            raise click.UsageError("--identity names whom a form speaks of, and --audience who reads it; give both, or neither")
        identity = None
        if profile and audience:
            known = load(input_bytes(profile), IdentityProfile)
            identity = disclose(known, audience, channel=channel or "screen", at=today(), host=host)
        command(*args, identity=identity, host=host, **options)

    for option in (
        click.option("--channel", metavar="C", help="How it travels: screen (the default), mail, email, ..."),
        click.option("--audience", metavar="A", help="Who reads it: therapist, care-team, ...; what the profile lets them know is used."),
        click.option("--identity", "profile", metavar="PROFILE.json", help="Speak of the client as this identity profile says."),
    ):
        wrapped = option(wrapped)
    return wrapped


@click.command()
@click.argument("id")
@click.option("--to", "format_", required=True, metavar="FORMAT", help="html, text, fhir-r4, fhir-r4b, fhir-r5, or an installed format.")
@click.option("--locale", help="Language wanted, such as es or pt-BR.")
@click.option("--rater", help="Who fills it in: client, therapist, observer.")
@click.option("--fragment", is_flag=True, help="HTML for a host's own page instead of a complete page.")
@click.option("--transcribe", is_flag=True, help="Numbers and codes only, for typing in what was filled in on paper.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file, with the style sheet beside it.")
@with_host
@_with_identity
def render(
    id: str,  # noqa: A002 - the argument's name in the help
    format_: str,
    *,
    locale: str | None,
    rater: Any,
    fragment: bool,
    transcribe: bool,
    out: Path | None,
    identity: DisclosedIdentity | None,
    host: Host,
) -> None:
    """Render an instrument as a page, a text or a FHIR Questionnaire."""
    chosen = host.formats.get(format_)
    whole = "document" in {field.name for field in attrs.fields(chosen.options)}
    if fragment and not whole:
        raise click.UsageError(f"--fragment is for html; {format_} has no fragments")
    options: dict[str, Any] = {"document": not fragment} if whole else {}
    options |= {"at": today(), "transcribe": transcribe, "identity": identity}
    rendered = render_form(get_instrument(id, host=host), format_, locale=locale, rater=rater, host=host, **options)
    if out is None:
        click.echo(rendered, nl=False)
    else:
        for path in write_form(out, rendered, format_):
            click.echo(f"wrote {path}", err=True)


def write_form(out: Path, rendered: str, format_: str) -> list[Path]:
    """Write a rendered form, and beside it the files it refers to (for a page, its style sheet)."""
    assets: dict[str, str] = getattr(default_host().formats.get(format_), "assets", dict)()
    paths = {out: rendered, **{out.parent / name: text for name, text in assets.items()}}
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        for path, text in paths.items():
            path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise click.UsageError(f"{str(out)!r} cannot be written: {error.strerror}") from None
    return list(paths)


@click.command()
@click.argument("id")
@click.argument("file")
@click.option(
    "--from", "format_", required=True, metavar="FORMAT", help="html (a urlencoded form body), text, fhir-r4, fhir-r4b or fhir-r5."
)
@click.option("--locale", help="Language it was rendered in.")
@click.option("--rater", help="Who filled it in.")
@click.option("--transcribe", is_flag=True, help="It was rendered with --transcribe.")
@with_host
@_with_identity
def read(
    id: str,  # noqa: A002 - the argument's name in the help
    file: str,
    format_: str,
    *,
    locale: str | None,
    rater: Any,
    transcribe: bool,
    identity: DisclosedIdentity | None,
    host: Host,
) -> None:
    """Read a filled-in form and print the response document."""
    data: Any = input_bytes(file)
    if format_ == "html":
        data = _form_body(data)
    where: dict[str, Any] = {"locale": locale, "rater": rater, "at": today(), "transcribe": transcribe, "identity": identity}
    response = read_form(get_instrument(id, host=host), format_, data, **where, host=host)
    click.echo(dumps(response), nl=False)


def _form_body(body: bytes) -> list[tuple[str, str]]:
    try:
        text = body.decode("ascii").strip()
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS, errors="strict")
    except ValueError:
        message = f"this is not a urlencoded form body in UTF-8 with at most {_MAX_FIELDS:,} fields"
        raise InvalidDocument([Problem(code="AF-FORM-BODY", pointer="", message=message)]) from None


@click.command()
@click.argument("id")
@click.argument("response", metavar="RESPONSE.json")
@click.option("--to", "format_", type=click.Choice(["json", "text"]), default="json", show_default=True)
@click.option("--explain", is_flag=True, help="Say why: the answers that counted, the rules and their sources.")
@click.option("--locale", help="Language of the explanation, such as es.")
@with_host
def score(id: str, response: str, format_: str, *, explain: bool, locale: str | None, host: Host) -> None:  # noqa: A002
    """Score a response document ('-' is standard input); a refused score is a result."""
    if locale and not explain:
        raise click.UsageError("--locale is the language of the explanation; use it with --explain")
    given = load(input_bytes(response), Response)
    instrument = instrument_of(id, given, host=host)
    try:
        report = score_response(instrument, given, at=today(), host=host)
        explanation = report.explain(locale) if explain else None
    except AllianceFormsError:
        # Whatever keeps a score from being computed must not hide an alert.
        for line in alert_lines(alerts(instrument, given, at=today(), host=host)):
            click.echo(line, err=True)
        raise
    problems = [problem for problem in check_response(instrument, given) if problem.severity == "error"]
    click.echo(report_json(report, explanation) if format_ == "json" else report_text(instrument, report, explanation), nl=False)
    # The report holds every alert all the same: a slip in one answer must not hide another.
    for problem in problems:
        click.echo(f"alliance-forms: {problem}", err=True)
    sys.exit(1 if problems else 0)
