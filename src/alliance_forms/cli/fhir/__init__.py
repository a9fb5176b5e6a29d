# SPDX-License-Identifier: Apache-2.0
"""Commands about FHIR."""

import click

from alliance_forms.cli.fhir.forms import check, questionnaire, response
from alliance_forms.cli.fhir.importing import import_
from alliance_forms.cli.fhir.package import package
from alliance_forms.cli.fhir.people import patient, profile
from alliance_forms.cli.fhir.results import bundle, observations

__all__ = ["fhir"]


@click.group()
def fhir() -> None:
    """Forms, responses and results for electronic records."""


for command in (
    questionnaire,
    response,
    check,
    package,
    import_,
    observations,
    bundle,
    patient,
    profile,
):
    fhir.add_command(command)
