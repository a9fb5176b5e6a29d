# SPDX-License-Identifier: Apache-2.0
"""All forms as a FHIR package."""

from importlib.metadata import version as version_of
from pathlib import Path

import click

from alliance_forms.cli.fhir.versions import NAMES, fhir_version
from alliance_forms.cli.host import with_host
from alliance_forms.cli.places import today
from alliance_forms.library import Host, record_forms

__all__ = ["package"]


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@fhir_version
@click.option("--name", help="What the package is called, such as clinic-x.forms; alliance-forms.r4 by default.")
@click.option("--package-version", "release", help="The package's own version; that of this library by default.")
@with_host
def package(directory: Path, *, version: str, name: str | None, release: str | None, host: Host) -> None:
    """Write all forms, with their codes, as a FHIR package: a folder 'package' in DIR, and the same as one file to install."""
    from alliance_forms.fhir import VERSIONS
    from alliance_forms.fhir import package as package_of

    if (directory / "package").exists():
        raise click.UsageError(
            f"{str(directory / 'package')!r} is there already; give another directory, so that nothing old stays in the package"
        )
    forms = record_forms(at=today(), host=host)
    made = package_of(
        forms, name=name or f"alliance-forms.{version}", version=release or version_of("alliance-forms"), fhir=VERSIONS[NAMES[version]]
    )
    for path, content in made.files.items():
        file = directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    archive = directory / f"{made.name}-{made.version}.tgz"
    archive.write_bytes(made.archive())
    click.echo(archive)
