# SPDX-License-Identifier: Apache-2.0
"""Other people's Questionnaires in."""

import sys
from typing import Any, get_args

import click

from alliance_forms.cli.fhir.versions import NAMES
from alliance_forms.cli.shelf import input_bytes
from alliance_forms.codec import dumps, read_json
from alliance_forms.errors import InvalidDocument
from alliance_forms.model import Basis, Rater, Rights

__all__ = ["import_"]


@click.command("import")
@click.argument("file")
@click.option("--id", help="What the instrument is to be called, with your prefix, such as clinic-x.intake.")
@click.option("--fhir", "version", type=click.Choice(list(NAMES)), help="Version of FHIR; told from the resource by default.")
@click.option("--language", help="Language of its texts, where the resource does not say.")
@click.option("--rater", type=click.Choice(get_args(Rater)), help="Who fills it in.")
@click.option(
    "--rights",
    "basis",
    type=click.Choice(get_args(Basis)),
    default="unknown",
    show_default=True,
    help="On what ground its words may be shown.",
)
@click.option("--holder", help="Who holds the rights.")
@click.option("--with", "others", multiple=True, metavar="FILE", help="A value set or code system that it refers to; may be repeated.")
@click.option("--lenient", is_flag=True, help="Take numbers in quotes.")
def import_(
    file: str,
    *,
    id: str | None,  # noqa: A002 - the option's name in the help
    version: str | None,
    language: str | None,
    rater: Any,
    basis: Any,
    holder: str | None,
    others: tuple[str, ...],
    lenient: bool,
) -> None:
    """Print a FHIR Questionnaire ('-' is standard input) as an instrument document; what is lost is named on standard error."""
    from alliance_forms.fhir import VERSIONS, import_questionnaire

    try:
        made = import_questionnaire(
            input_bytes(file),
            id=id,
            version=VERSIONS[NAMES[version]] if version else None,
            language=language,
            rater=rater,
            rights=Rights(basis=basis, holder=holder),
            resources=[_resource(other) for other in others],
            lenient=lenient,
        )
    except InvalidDocument as error:
        for problem in error.problems:
            click.echo(f"alliance-forms: {problem}", err=True)
        sys.exit(1)
    click.echo(dumps(made.instrument), nl=False)
    for problem in made.lost:
        click.echo(f"alliance-forms: {problem}", err=True)


def _resource(file: str) -> Any:
    resource = read_json(input_bytes(file))
    if not isinstance(resource, dict):
        raise click.UsageError(f"{file!r} is no resource")
    return resource
