# SPDX-License-Identifier: Apache-2.0
"""Where a text is read: in a mail, a chat, a terminal, on a Braille line, as text messages; and what follows from that."""

from typing import Any, Final, Literal, get_args

import attrs

from alliance_forms.errors import UsageFault, closest
from alliance_forms.text.lines import NARROWEST

__all__ = ["PROFILES", "Profile", "ProfileName", "TextOptions"]

ProfileName = Literal["email", "chat", "terminal", "braille", "sms"]


@attrs.frozen(kw_only=True)
class Profile:
    """What a way of reading asks of a text.

    Attributes:
        width: Columns of a line; None leaves lines whole.
        isolates: Whether marks of direction are written; where they would be seen or cost, they are not.
        plain: Whether the form's quotation marks, dashes and special spaces become those of a typewriter; letters never change.
        segments: Into how many parts one message may be cut on its way; None where messages have no such limit.
    """

    width: int | None = None
    isolates: bool = True
    plain: bool = False
    segments: int | None = None


PROFILES: Final[dict[ProfileName, Profile]] = {
    # 72 columns leave room for the "> " of a quotation and of the quotation of that.
    "email": Profile(width=72),
    "chat": Profile(),
    # Terminals show marks of direction as boxes, or obey them.
    "terminal": Profile(width=80, isolates=False),
    # A Braille display breaks its 40 cells itself, and a mark is a cell.
    "braille": Profile(isolates=False),
    # One sign outside the alphabet of text messages more than halves what a message holds. Six parts are our own choice: a question with
    # its stem and its answers fits, in Spanish too.
    "sms": Profile(isolates=False, plain=True, segments=6),
}


def _known(_: Any, __: Any, value: Any) -> None:
    if not isinstance(value, str) or value not in PROFILES:
        known = get_args(ProfileName)
        near = closest(value, known) if isinstance(value, str) else None
        raise UsageFault(f"a profile of text is one of {', '.join(known)}" + (f"; did you mean {near!r}?" if near else ""))


def _wide_enough(_: Any, __: Any, width: Any) -> None:
    if width == "profile" or width is None:
        return
    if type(width) is not int or width < NARROWEST:
        raise UsageFault(f"a line of text has at least {NARROWEST} columns; None does not wrap")


@attrs.frozen(kw_only=True)
class TextOptions:
    """How plain text is laid out.

    Attributes:
        profile: Where it is read: ``email``, ``chat``, ``terminal``, ``braille`` or ``sms``.
        width: Columns of a line, where the profile's own do not fit; None leaves lines whole.

    >>> TextOptions().columns, TextOptions(profile="braille").columns, TextOptions(width=40).columns
    (72, None, 40)
    """

    profile: ProfileName = attrs.field(default="email", validator=_known)
    width: int | Literal["profile"] | None = attrs.field(default="profile", validator=_wide_enough)

    @property
    def columns(self) -> int | None:
        """Columns of a line, None where lines stay whole."""
        return self.look.width if self.width == "profile" else self.width

    @property
    def look(self) -> Profile:
        """What the profile asks."""
        return PROFILES[self.profile]
