# SPDX-License-Identifier: Apache-2.0
"""The command line. What is machine-readable goes to standard output, what is said to a person to standard error.

Exit status: 0 done (a refused score is a result), 1 the input is at fault or may not be shown, 2 the call is at fault.
"""

import logging
import sys

import click

from alliance_forms.cli.demo import demo
from alliance_forms.cli.fhir import fhir
from alliance_forms.cli.forms import read, render, score
from alliance_forms.cli.identity import identity, release
from alliance_forms.cli.shelf import list_, plugins, show, validate
from alliance_forms.cli.wording import wording
from alliance_forms.errors import AllianceFormsError, NotFound, UsageFault

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="alliance-forms")
def _commands() -> None:
    """Forms for therapy and clinic software: pages, texts, FHIR Questionnaires and scores from one instrument document."""


for command in (list_, show, render, read, score, release, identity, fhir, validate, wording, plugins, demo):
    _commands.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit status.

    >>> try:
    ...     main(["show", "phq9"])
    ... except SystemExit as leaving:
    ...     leaving.code
    2
    """
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    try:
        _commands.main(args=arguments, prog_name="alliance-forms", standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except click.Abort:
        sys.exit(1)
    except (NotFound, UsageFault) as fault:
        click.echo(f"alliance-forms: {fault}", err=True)
        sys.exit(2)
    except AllianceFormsError as fault:
        click.echo(f"alliance-forms: {fault}", err=True)
        sys.exit(1)
