# SPDX-License-Identifier: Apache-2.0
"""What a host decides about one page."""

import re
from typing import Any

import attrs

from alliance_forms.errors import UsageFault

__all__ = ["DEFAULT_PREFIX", "PREFIX", "HtmlOptions"]

DEFAULT_PREFIX = "af"
# No hyphen, or the names of two forms on one page could meet.
PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9]{0,31}")
# A path of this site, or a web address: never a script, never another site by leaving the scheme out.
_ACTION = re.compile(r"(https?://[!-~]+|(?!//)[!-9;-\[\]-~]*([?#][!-\[\]-~]*)?)?", re.IGNORECASE)
_DEEPEST_HEADING = 5


def _prefix(_: Any, __: Any, value: Any) -> None:
    if not isinstance(value, str) or not PREFIX.fullmatch(value):
        raise UsageFault("a prefix is 1 to 32 letters and digits and begins with a letter, such as 'af'")


def _action(_: Any, __: Any, value: Any) -> None:
    if not isinstance(value, str) or not _ACTION.fullmatch(value):
        raise UsageFault("an action is a path such as /answers, or an address that begins with https://")


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

    >>> HtmlOptions(prefix="f1", heading_level=3).action
    ''
    """

    document: bool = False
    prefix: str = attrs.field(default=DEFAULT_PREFIX, validator=_prefix)
    action: str = attrs.field(default="", validator=_action)
    heading_level: int = attrs.field(default=2, validator=_level)
