# SPDX-License-Identifier: Apache-2.0
"""What a command works with: everything bundled and installed, and the directories named on the command line."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import uuid4

import click

from alliance_forms.library import Host, default_host
from alliance_forms.plugins import Shelf

__all__ = ["with_host"]


def with_host(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option ``--instruments DIR`` and, as ``host=``, what comes of it."""

    @click.option(
        "--instruments",
        "directories",
        multiple=True,
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Use the documents in this directory too; may be repeated.",
    )
    @wraps(command)
    def wrapped(*args: Any, directories: tuple[Path, ...], **options: Any) -> None:
        shelf = Shelf(directories=directories) if directories else default_host().shelf
        command(*args, host=Host(shelf=shelf, new_id=lambda: uuid4().hex), **options)

    return wrapped
