# SPDX-License-Identifier: Apache-2.0
"""Commands about documents: list, show, validate, plugins."""

import sys

import attrs
import click

from alliance_forms.cli.host import with_host
from alliance_forms.cli.places import today
from alliance_forms.codec import dump, write_json
from alliance_forms.codec.converter import key_of
from alliance_forms.codec.reader import MAX_BYTES
from alliance_forms.errors import Problem
from alliance_forms.library import Host, default_host, get_instrument, instruments
from alliance_forms.library import validate as check
from alliance_forms.library.documents import Listing
from alliance_forms.library.wording import as_shown
from alliance_forms.model import Instrument

__all__ = ["input_bytes", "list_", "plugins", "show", "validate"]


def input_bytes(path: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``; never more than the reader would look at anyway."""
    try:
        with click.open_file(path, "rb") as opened:
            data: bytes = opened.read(MAX_BYTES + 1)
            return data
    except OSError as error:
        raise click.UsageError(f"{path!r} cannot be read: {error.strerror}") from None


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_host
def list_(*, as_json: bool, host: Host) -> None:
    """List the instruments there are."""
    lines = instruments(host=host, at=today())
    if as_json:
        click.echo(
            write_json([{key_of(field): getattr(line, field.name) for field in attrs.fields(Listing)} for line in lines]),
            nl=False,
        )
        return
    for line in lines:
        click.echo(f"{line.id} {line.version}  {line.title}")
        languages = ", ".join(line.languages) or "none"
        click.echo(f"    {line.items} items, filled in by {', '.join(line.raters)}; languages {languages}; rights {line.rights}")
        if not line.languages:
            click.echo(f"    not shown here, scored all the same; for a licence ask {_whom(line)}")


def _whom(line: Listing) -> str:
    return " at ".join(filter(None, (line.holder or "the rights holder", line.contact)))


@click.command()
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="Print the instrument document.")
@with_host
def show(id: str, *, as_json: bool, host: Host) -> None:  # noqa: A002 - the argument's name in the help
    """Show one instrument: what it asks, how it is scored, where that comes from."""
    instrument = get_instrument(id, host=host)
    if not as_json:
        click.echo(_summary(instrument))
        return
    shown, refused = as_shown(instrument, host=host, at=today())
    if refused:
        click.echo(f"alliance-forms: its words are left out: {refused}", err=True)
    click.echo(write_json(dump(shown)), nl=False)


def _summary(instrument: Instrument) -> str:
    items = list(instrument.walk())
    lines = [
        f"{instrument.id} {instrument.version}  {instrument.title}",
        f"about the {instrument.subject}, filled in by {', '.join(instrument.rater)}; {len(items)} items; rights {instrument.rights.basis}",
        f"validation: {instrument.validation.status}",
    ]
    for scale in instrument.scale:
        parts = ", ".join(part.link_id for part in scale.item)
        method = f"scorer {scale.scorer}" if scale.scorer else scale.method
        lines.append(f"scale {scale.id}: {method} of {parts}; when answers are missing: {scale.missing.rule}")
        lines += [f"    band {band.id} from {band.low}" for band in scale.band]
    lines += [f"alert {alert.id}: {alert.severity}, for {', '.join(alert.audience)}" for alert in instrument.alert]
    lines += [f"source {one.id} ({'verified' if one.verified else 'recalled'}): {one.citation}" for one in instrument.source]
    return "\n".join(lines)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_host
def validate(files: tuple[str, ...], *, as_json: bool, host: Host) -> None:
    """Check documents of any of our kinds and name every problem."""
    found = [(file, problem) for file in files for problem in check(input_bytes(file), host=host)]
    if as_json:
        # A document of ours has no place as FHIRPath.
        told = attrs.filters.exclude(attrs.fields(Problem).expression)
        click.echo(write_json([{"file": file, **attrs.asdict(problem, filter=told)} for file, problem in found]), nl=False)
    else:
        for file, problem in found:
            click.echo(f"{file}{_line(problem)}")
    wrong = sum(problem.severity == "error" for _, problem in found)
    click.echo(f"{len(files)} checked, {wrong} problems, {len(found) - wrong} warnings", err=True)
    sys.exit(1 if wrong else 0)


def _line(problem: Problem) -> str:
    return f" {problem.severity}: {problem}"


@click.command()
def plugins() -> None:
    """List plug-ins: name, kind, distribution, version, status, problem."""
    host = default_host()
    for line in (*host.shelf.info(), *host.scorers.info(), *host.formats.info()):
        problem = f"  {line.problem}" if line.problem else ""
        click.echo(f"{line.name}  {line.kind}  {line.distribution}  {line.version}  {line.status}{problem}")
