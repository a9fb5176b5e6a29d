# SPDX-License-Identifier: Apache-2.0
"""The results of a response for a record: alone, or as one transaction."""

from collections.abc import Callable
from typing import Any

import click

from alliance_forms.cli.fhir.versions import NAMES, fhir_version
from alliance_forms.cli.host import with_host
from alliance_forms.cli.places import now, today
from alliance_forms.cli.shelf import input_bytes
from alliance_forms.library import Host, form_view, instrument_of, load, release
from alliance_forms.library import score as score_response
from alliance_forms.model import Response

__all__ = ["bundle", "observations"]

_OPTIONS = (
    click.option("--channel", default="screen", show_default=True, help="How it travels."),
    click.option("--locale", help="Language of the texts; the one that was shown by default."),
    click.option("--url", help="Your own name for the Questionnaire."),
    click.option("--subject", metavar="REFERENCE", required=True, help="Whom it is about, such as Patient/12."),
    click.option("--encounter", metavar="REFERENCE", help="The contact it belongs to, such as Encounter/3."),
    click.option("--source", metavar="REFERENCE", help="Who answered."),
    click.option("--author", metavar="REFERENCE", help="Who typed it in."),
    click.option("--issued", metavar="MOMENT", help="When the results were made available, such as 2026-11-25T10:00:00+01:00."),
    click.option("--items", is_flag=True, help="Each answer as a result of its own; one that an alert names always is."),
    click.option("--ranges", is_flag=True, help="Bands as reference ranges, which many people read as what is normal."),
    click.option("--relationship", is_flag=True, help="Also where the form is about the relationship of client and therapist."),
    click.option("--transcribe", is_flag=True, help="Numbers and codes only, without any wording."),
)


def _of_a_response(command: Callable[..., Any]) -> Callable[..., Any]:
    """The arguments and options that both commands take."""
    for option in reversed((click.argument("id"), click.argument("file", metavar="RESPONSE.json"), fhir_version, *_OPTIONS, with_host)):
        command = option(command)
    return command


@click.command()
@_of_a_response
def observations(**given: Any) -> None:
    """Print the results of a response document ('-' is standard input) that the record may have, as FHIR Observations."""
    from alliance_forms.fhir import observations as written

    _printed(written, **given)


@click.command()
@_of_a_response
def bundle(**given: Any) -> None:
    """Print what the record may have of a response document ('-' is standard input) with its results, as one FHIR transaction."""
    from alliance_forms.fhir import bundle as written

    _printed(written, **given)


def _printed(
    written: Callable[..., str],
    *,
    id: str,  # noqa: A002 - the argument's name in the help
    file: str,
    version: str,
    channel: str,
    locale: str | None,
    transcribe: bool,
    host: Host,
    **options: Any,
) -> None:
    from alliance_forms.fhir import ResultOptions

    whole = load(input_bytes(file), Response)
    instrument = instrument_of(id, whole, host=host)
    given = release(whole, "record", channel=channel, at=now(), instrument=instrument, host=host)
    locale = locale or (given.shown.locale if given.shown else None)
    form = form_view(instrument, locale=locale, rater=given.rater, at=today(), transcribe=transcribe, record=True, host=host)
    report = score_response(instrument, given, at=today(), host=host)
    click.echo(written(form, given, report, options=ResultOptions(**options), fhir=NAMES[version]), nl=False)
