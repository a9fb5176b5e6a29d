# SPDX-License-Identifier: Apache-2.0
"""The one style sheet of the page: light, dark, right to left, print and forced colours."""

from importlib.resources import files

__all__ = ["STYLE_SHEET", "style_sheet"]

STYLE_SHEET = "alliance-forms.css"


def style_sheet() -> str:
    """The style sheet, which a host serves under its name next to the page.

    >>> ".af-root" in style_sheet()
    True
    """
    return (files("alliance_forms.html") / STYLE_SHEET).read_text(encoding="utf-8")
