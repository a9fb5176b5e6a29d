# SPDX-License-Identifier: Apache-2.0
"""A form as a Questionnaire, a response as a QuestionnaireResponse, and the check of either."""

import sys
from typing import Any

import click

from alliance_forms.cli.fhir.versions import NAMES, fhir_version
from alliance_forms.cli.host import with_host
from alliance_forms.cli.places import now, today
from alliance_forms.cli.shelf import input_bytes
from alliance_forms.codec import read_json, write_json
from alliance_forms.library import Host, form_view, get_instrument, instrument_of, load, release
from alliance_forms.library import render as render_form
from alliance_forms.library import score as score_response
from alliance_forms.model import Response

__all__ = ["check", "questionnaire", "response"]

_rater = click.option("--rater", help="Who fills it in: client, therapist, observer.")
_transcribe = click.option("--transcribe", is_flag=True, help="Numbers and codes only, without any wording.")


@click.command()
@click.argument("id")
@fhir_version
@click.option("--locale", help="Language wanted, such as es or pt-BR.")
@click.option("--also", multiple=True, metavar="LANGUAGE", help="A further language that travels as a translation; may be repeated.")
@_rater
@click.option("--url", help="Your own name for the Questionnaire; the publisher's stands in derivedFrom then.")
@click.option("--codes", is_flag=True, help="A Bundle, with the code systems and value sets of our own codes.")
@_transcribe
@with_host
def questionnaire(
    id: str,  # noqa: A002 - the argument's name in the help
    *,
    version: str,
    locale: str | None,
    also: tuple[str, ...],
    rater: Any,
    url: str | None,
    codes: bool,
    transcribe: bool,
    host: Host,
) -> None:
    """Print a form as a FHIR Questionnaire."""
    instrument = get_instrument(id, host=host)
    where: dict[str, Any] = {"locale": locale, "also": also, "rater": rater, "at": today(), "transcribe": transcribe, "host": host}
    text = render_form(instrument, NAMES[version], url=url, **where)
    if codes:
        from alliance_forms.fhir import RATERS, RESULTS, VERSIONS, convert, vocabulary

        form = form_view(instrument, **where)
        others = [convert(one, to=VERSIONS[NAMES[version]]).resource for one in (*vocabulary(form), RATERS, RESULTS)]
        text = write_json(
            {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in (read_json(text), *others)]}
        )
    click.echo(text, nl=False)


@click.command()
@click.argument("id")
@click.argument("file", metavar="RESPONSE.json")
@fhir_version
@click.option("--audience", required=True, help="Who is to have it: record, self, therapist, care-team, insurer, …")
@click.option("--channel", default="screen", show_default=True, help="How it travels.")
@click.option("--locale", help="Language of the texts; the one that was shown by default.")
@click.option("--url", help="Your own name for the Questionnaire.")
@click.option("--subject", metavar="REFERENCE", help="Whom it is about, such as Patient/12.")
@click.option("--encounter", metavar="REFERENCE", help="The contact it belongs to, such as Encounter/3.")
@click.option("--source", metavar="REFERENCE", help="Who answered.")
@click.option("--author", metavar="REFERENCE", help="Who typed it in.")
@click.option("--scores", is_flag=True, help="With its scores.")
@_transcribe
@with_host
def response(
    id: str,  # noqa: A002 - the argument's name in the help
    file: str,
    *,
    version: str,
    audience: str,
    channel: str,
    locale: str | None,
    scores: bool,
    transcribe: bool,
    host: Host,
    **people: str | None,
) -> None:
    """Print what an audience may have of a response document ('-' is standard input) as a FHIR QuestionnaireResponse."""
    whole = load(input_bytes(file), Response)
    instrument = instrument_of(id, whole, host=host)
    given = release(whole, audience, channel=channel, at=now(), instrument=instrument, host=host)
    locale = locale or (given.shown.locale if given.shown else None)
    options: dict[str, Any] = {**people, "report": score_response(instrument, given, at=today(), host=host) if scores else None}
    where: dict[str, Any] = {"locale": locale, "rater": given.rater, "at": today(), "transcribe": transcribe, "host": host}
    click.echo(render_form(instrument, NAMES[version], response=given, **where, **options), nl=False)


@click.command()
@click.argument("file")
@click.option("--fhir", "version", type=click.Choice(list(NAMES)), help="Version of FHIR; told from the resource by default.")
@click.option("--lenient", is_flag=True, help="Only warn of numbers in quotes.")
def check(file: str, *, version: str | None, lenient: bool) -> None:
    """Check a Questionnaire or QuestionnaireResponse ('-' is standard input) and print an OperationOutcome."""
    from alliance_forms.fhir import VERSIONS, operation_outcome
    from alliance_forms.fhir import check as check_resource

    problems = check_resource(input_bytes(file), version=VERSIONS[NAMES[version]] if version else None, lenient=lenient)
    click.echo(write_json(operation_outcome(problems)), nl=False)
    for problem in problems:
        click.echo(f"alliance-forms: {problem}", err=True)
    sys.exit(1 if any(problem.severity == "error" for problem in problems) else 0)
