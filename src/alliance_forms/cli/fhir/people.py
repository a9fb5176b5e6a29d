# SPDX-License-Identifier: Apache-2.0
"""What may be known of a person as a Patient, or as a patch of one; and a Patient as an identity profile."""

from typing import Any

import click

from alliance_forms.cli.fhir.versions import NAMES, fhir_version
from alliance_forms.cli.identity import with_own
from alliance_forms.cli.places import today
from alliance_forms.cli.shelf import input_bytes
from alliance_forms.codec import dumps, write_json
from alliance_forms.library import Host, disclose, load
from alliance_forms.model import IdentityProfile

__all__ = ["patient", "profile"]


@click.command()
@click.argument("profile", metavar="PROFILE.json")
@fhir_version
@click.option("--audience", required=True, help="Who is to have it: record, mostly.")
@click.option("--channel", default="screen", show_default=True, help="How it travels.")
@click.option("--at", metavar="DATE", help="The day; today if left out.")
@click.option("--former", is_flag=True, help="With former names, where the audience may know them.")
@click.option("--us-core", metavar="VERSION", help="Also write the extensions of this version of US Core, such as 6.1.0.")
@click.option("--patch", metavar="CURRENT.json", help="Print a FHIR Patch that brings this Patient up to date.")
@with_own
def patient(
    profile: str,
    *,
    version: str,
    audience: str,
    channel: str,
    at: str | None,
    former: bool,
    us_core: str | None,
    patch: str | None,
    audiences: tuple[str, ...],
    channels: tuple[str, ...],
) -> None:
    """Print what an audience may know of a person ('-' is standard input) as a part of a FHIR Patient.

    It is for merging into a Patient that is there already, never for putting in its place. What does not travel is named on standard error.
    """
    from alliance_forms.fhir import VERSIONS, patient_patch
    from alliance_forms.fhir import patient as patient_of

    host = Host(audiences=audiences, channels=channels)
    known = disclose(load(input_bytes(profile), IdentityProfile), audience, channel=channel, at=at or today(), former=former, host=host)
    options: dict[str, Any] = {"version": VERSIONS[NAMES[version]], "us_core": us_core}
    made = patient_patch(known, input_bytes(patch), **options) if patch else patient_of(known, **options)
    click.echo(write_json(made.resource), nl=False)
    _name(made.lost)


@click.command()
@click.argument("patient", metavar="PATIENT.json")
@fhir_version
@click.option("--audience", multiple=True, default=("self",), show_default=True, help="Who may know what it says; may be repeated.")
@click.option("--channel", multiple=True, default=("screen",), show_default=True, help="By which way; may be repeated.")
@click.option("--language", help="The language of pronouns that come without one.")
@click.option(
    "--name-order", type=click.Choice(["given-family", "family-given"]), help="How names that come in parts only are put together."
)
@click.option("--lenient", is_flag=True, help="Only warn of numbers in quotes.")
@with_own
def profile(
    patient: str,
    *,
    version: str,
    audience: tuple[str, ...],
    channel: tuple[str, ...],
    language: str | None,
    name_order: Any,
    lenient: bool,
    audiences: tuple[str, ...],
    channels: tuple[str, ...],
) -> None:
    """Print what a FHIR Patient ('-' is standard input) says of a person, as an identity profile that is for that person alone.

    --audience and --channel say who else may know it. What was not taken is named on standard error.
    """
    from alliance_forms.fhir import VERSIONS, read_patient

    reading = read_patient(
        input_bytes(patient),
        version=VERSIONS[NAMES[version]],
        audience=audience,
        channel=channel,
        language=language,
        name_order=name_order,
        lenient=lenient,
        readers=Host(audiences=audiences, channels=channels).readers,
    )
    click.echo(dumps(reading.profile), nl=False)
    _name(reading.lost)


def _name(lost: tuple[Any, ...]) -> None:
    for problem in lost:
        click.echo(f"alliance-forms: {problem}", err=True)
