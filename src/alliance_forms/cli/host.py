# SPDX-License-Identifier: Apache-2.0
"""What a command works with: everything bundled and installed, and the directories named on the command line."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import click

from alliance_forms.cli.places import VARIABLE, named_wordings, users_wordings
from alliance_forms.library import Host, default_host
from alliance_forms.model import Use
from alliance_forms.plugins import Shelf

__all__ = ["with_host"]

_DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
_OPTIONS = (
    click.option(
        "--instruments",
        "directories",
        multiple=True,
        metavar="DIR",
        type=_DIRECTORY,
        help="Use the documents in this directory too; may be repeated.",
    ),
    click.option(
        "--wordings",
        multiple=True,
        metavar="DIR",
        type=_DIRECTORY,
        help=f"Use the wording packs in this directory too; may be repeated. {VARIABLE} does the same.",
    ),
    click.option("--use", type=click.Choice(get_args(Use)), help="What the wording is used for, where its licence asks."),
    click.option("--territory", help="Country or region, where a licence asks."),
)


def with_host(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say what it works with and, as ``host=``, what comes of them."""

    @wraps(command)
    def wrapped(
        *args: Any, directories: tuple[Path, ...], wordings: tuple[Path, ...], use: Use | None, territory: str | None, **options: Any
    ) -> None:
        own = users_wordings()
        licensed = (*([own] if own.is_dir() else ()), *named_wordings(), *wordings)
        shelf = Shelf(directories=directories, wordings=licensed) if directories or licensed else default_host().shelf
        command(*args, host=Host(shelf=shelf, new_id=lambda: uuid4().hex, use=use, territory=territory), **options)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped
