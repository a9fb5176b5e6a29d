# SPDX-License-Identifier: Apache-2.0
"""Where the command line looks for licensed wordings. The library itself looks nowhere: a host names its directories."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

__all__ = ["VARIABLE", "named_wordings", "today", "users_wordings"]

VARIABLE = "ALLIANCE_FORMS_WORDINGS"


def users_wordings() -> Path:
    """The user's own directory of wordings, which `wording add` writes to; it may not be there yet."""
    from platformdirs import user_data_path

    return user_data_path("alliance-forms", appauthor=False) / "wordings"


def named_wordings() -> tuple[Path, ...]:
    """The directories that the environment names."""
    named = tuple(Path(name) for name in os.environ.get(VARIABLE, "").split(os.pathsep) if name)
    for path in named:
        if not path.is_dir():
            raise click.UsageError(f"{VARIABLE} names {str(path)!r}, which is no directory")
    return named


def now() -> str:
    """The moment it is, for what is released from some time on."""
    return datetime.now(tz=UTC).isoformat(timespec="seconds")


def today() -> str:
    """The day it is here, for licences that end."""
    return datetime.now(tz=UTC).astimezone().date().isoformat()
