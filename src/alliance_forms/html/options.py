# SPDX-License-Identifier: Apache-2.0
"""What a host decides about one page."""

import re
from pathlib import Path
from typing import Any

import attrs

from alliance_forms.errors import UsageFault

__all__ = ["DEFAULT_PREFIX", "PREFIX", "HtmlOptions"]

DEFAULT_PREFIX = "af"
# No hyphen, or the names of two forms on one page could meet.
PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9]{0,31}")
# A path of this site, or a web address: never a script, never another site by leaving the scheme out.
_PLACE = re.compile(r"(https?://[!-~]+|(?!//)[!-9;-\[\]-~]*([?#][!-\[\]-~]*)?)?", re.IGNORECASE)
_DEEPEST_HEADING = 5
_MOST = 1000


def _prefix(_: Any, __: Any, value: Any) -> None:
    if not isinstance(value, str) or not PREFIX.fullmatch(value):
        raise UsageFault("a prefix is 1 to 32 letters and digits and begins with a letter, such as 'af'")


def _place(_: Any, attribute: Any, value: Any) -> None:
    if not isinstance(value, str) or not _PLACE.fullmatch(value):
        raise UsageFault(f"{attribute.name!r} is a path such as /answers, or an address that begins with https://")


def _count(_: Any, attribute: Any, value: Any) -> None:
    if type(value) is not int or not 0 <= value <= _MOST:
        raise UsageFault(f"{attribute.name!r} is a whole number from 0 to {_MOST}")


def _markup(_: Any, __: Any, value: Any) -> None:
    if value is not None and not hasattr(value, "__html__"):
        raise UsageFault("`hidden` is markup of the host's own, such as markupsafe.Markup(…) or Django's csrf_input; a plain text is none")


def _directory(_: Any, attribute: Any, value: Any) -> None:
    if value is not None and not (isinstance(value, Path) and value.is_dir()):
        raise UsageFault(f"{attribute.name!r} is a pathlib.Path to a directory that exists")


def _level(_: Any, __: Any, value: Any) -> None:
    if type(value) is not int or not 1 <= value <= _DEEPEST_HEADING:
        raise UsageFault(f"a heading level is a whole number from 1 to {_DEEPEST_HEADING}")


@attrs.frozen(kw_only=True)
class HtmlOptions:
    """How the form stands in a page.

    Attributes:
        document: A whole page instead of a fragment for the host's own.
        prefix: Begins every name and id, so that two forms on one page share neither.
        action: Where the form is sent; left out, to the page's own address.
        heading_level: Level of the form's first heading, so that the host's outline stays whole.
        hidden: Markup of the host's own inside the form, such as a field against forged requests. It is the only thing that is not escaped.
        exit: Where "Leave this page quickly" leads; left out, there is no such link.
        assets: Where the style sheet and the script are served, with a slash at the end; left out, beside the page.
        script: Whether the page has the optional script: a line to press for a line between two ends, conditions followed at once.
        per_page: How many questions a page has at most when `visit` takes somebody through the form; 0 shows all on one page.
        check: Whether `visit` shows once, before the form is sent, which questions are blank.
        leave_blank: Whether every question of one answer can be left blank again; `visit` offers it wherever something was answered.
        care_first: Whether the words about where to find help stand above the questions, for the page after an answer that calls for them.
        shared_device: Whether others use the device too: then a browser is asked to fill in nothing anywhere.
        templates: Directory of the host's own templates; each stands in for ours of the same name.
        catalogues: Directory of catalogues with the host's own words around the questions, instead of ours.

    >>> HtmlOptions(prefix="f1", heading_level=3).action
    ''
    """

    document: bool = False
    prefix: str = attrs.field(default=DEFAULT_PREFIX, validator=_prefix)
    action: str = attrs.field(default="", validator=_place)
    heading_level: int = attrs.field(default=2, validator=_level)
    hidden: Any = attrs.field(default=None, validator=_markup, repr=False)
    exit: str = attrs.field(default="", validator=_place)
    assets: str = attrs.field(default="", validator=_place)
    script: bool = False
    per_page: int = attrs.field(default=0, validator=_count)
    check: bool = True
    leave_blank: bool = False
    care_first: bool = False
    shared_device: bool = False
    templates: Path | None = attrs.field(default=None, validator=_directory)
    catalogues: Path | None = attrs.field(default=None, validator=_directory)
