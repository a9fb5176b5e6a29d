# SPDX-License-Identifier: Apache-2.0
"""Where the published schemas and the language catalogues are, in an installed package and in a checkout.

A wheel carries them as ``_schemas`` and ``_locales`` inside the package. An editable install imports from ``src/``,
where nothing can be put in from elsewhere, so a checkout uses its top-level directories.
"""

from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["locales_dir", "schemas_dir"]


def schemas_dir() -> Traversable:
    """The directory of the JSON Schemas that documents are checked against.

    >>> schemas_dir().is_dir()
    True
    """
    return _directory("schemas")


def locales_dir() -> Traversable:
    """The directory of the translations, one directory per language below it.

    >>> locales_dir().is_dir()
    True
    """
    return _directory("locales")


@cache
def _directory(name: str) -> Traversable:
    from importlib.resources import files

    packaged = files("alliance_forms") / f"_{name}"
    if packaged.is_dir():
        return packaged
    beside = Path(__file__).resolve().parents[2] / name
    if beside.is_dir():
        return beside
    raise FileNotFoundError(
        f"this installation of alliance-forms has no {name}, neither inside the package nor beside src/. Install it again from a wheel."
    )
