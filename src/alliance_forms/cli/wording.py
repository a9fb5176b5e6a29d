# SPDX-License-Identifier: Apache-2.0
"""Commands about wording packs: an empty one, a look over a filled-in one, and a place for it."""

import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from alliance_forms.cli.host import with_host
from alliance_forms.cli.places import users_wordings
from alliance_forms.cli.shelf import input_bytes
from alliance_forms.codec import write_json
from alliance_forms.errors import Problem
from alliance_forms.library import Host, get_instrument
from alliance_forms.library.wording import check_pack, empty_pack
from alliance_forms.model import WordingPack

__all__ = ["wording"]


@click.group()
def wording() -> None:
    """Write, check and keep wording packs: the texts of one instrument in one language, with the right to show them."""


@wording.command()
@click.argument("id")
@click.option("--locale", required=True, help="The language of the texts, such as es or pt-BR.")
@click.option("--rater", help="Whose form it is, where raters read different texts.")
@with_host
def new(id: str, *, locale: str, rater: Any, host: Host) -> None:  # noqa: A002 - the argument's name in the help
    """Print an empty wording pack to fill in."""
    click.echo(write_json(empty_pack(get_instrument(id, host=host), locale=locale, rater=rater)), nl=False)


@wording.command()
@click.argument("file")
@with_host
def check(file: str, *, host: Host) -> None:
    """Name everything that is wrong with a wording pack, or looks mistyped ('-' is standard input)."""
    sys.exit(1 if _found(file, check_pack(input_bytes(file), host=host)[1]) else 0)


@wording.command()
@click.argument("file")
@click.option("--replace", is_flag=True, help="Put it in the place of another one for the same instrument, language and rater.")
@with_host
def add(file: str, *, replace: bool, host: Host) -> None:
    """Check a wording pack and put it into your own directory, where the commands find it."""
    data = input_bytes(file)
    pack, problems = check_pack(data, host=host)
    if _found(file, problems) or pack is None:
        click.echo("nothing is written", err=True)
        sys.exit(1)
    click.echo(f"wrote {_written(pack, data, replace=replace)}", err=True)


def _found(file: str, problems: tuple[Problem, ...]) -> int:
    """Print every problem; how many of them are errors."""
    for problem in problems:
        click.echo(f"{file} {problem.severity}: {problem}")
    wrong = sum(problem.severity == "error" for problem in problems)
    click.echo(f"{wrong} problems, {len(problems) - wrong} warnings", err=True)
    return wrong


def _written(pack: WordingPack, data: bytes, *, replace: bool) -> Path:
    """Whole or not at all, under a name made of ids, which no document can lead elsewhere."""
    directory = users_wordings()
    target = directory / f"{'.'.join(filter(None, (pack.instrument, pack.locale, pack.rater)))}.json"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if target.resolve().parent != directory.resolve():
            raise click.UsageError(f"{str(target)!r} leads out of its directory")
        if target.exists() and not replace and target.read_bytes() != data:
            raise click.UsageError(f"{str(target)!r} is there already; use --replace")
        with tempfile.TemporaryDirectory(dir=directory) as drafts:
            draft = Path(drafts) / target.name
            draft.write_bytes(data)
            draft.replace(target)
    except OSError as error:
        raise click.UsageError(f"{str(target)!r} cannot be written: {error.strerror}") from None
    return target
