# SPDX-License-Identifier: Apache-2.0
"""Who reads and how it travels: two lists that are known, and nothing outside them is ever taken for "everyone"."""

import attrs

from alliance_forms.errors import UsageFault, closest
from alliance_forms.model import Code
from alliance_forms.model.values import is_day

__all__ = ["AUDIENCES", "CHANNELS", "Readers", "checked_day"]

# None includes another: who is to know in an emergency is named for that.
AUDIENCES = ("self", "therapist", "care-team", "front-desk", "insurer", "family", "record", "research", "emergency")
CHANNELS = ("screen", "mail", "email", "sms", "voicemail", "push", "video-lobby")


@attrs.frozen(kw_only=True)
class Readers:
    """The audiences and channels a host knows: those every host has, and its own.

    Attributes:
        own_audiences: Further audiences, such as ``school``.
        own_channels: Further channels, such as ``fax``.

    >>> Readers(own_audiences=("school",)).audiences[-1]
    'school'
    """

    own_audiences: tuple[Code, ...] = ()
    own_channels: tuple[Code, ...] = ()

    @property
    def audiences(self) -> tuple[Code, ...]:
        """Every audience known here."""
        return AUDIENCES + self.own_audiences

    @property
    def channels(self) -> tuple[Code, ...]:
        """Every channel known here."""
        return CHANNELS + self.own_channels

    def audience(self, name: str) -> Code:
        """The audience of that name.

        Raises:
            UsageFault: There is none; the message suggests the nearest.
        """
        return _known("audience", name, self.audiences)

    def channel(self, name: str) -> Code:
        """The channel of that name.

        Raises:
            UsageFault: There is none; the message suggests the nearest.
        """
        return _known("channel", name, self.channels)


def _known(kind: str, name: str, known: tuple[str, ...]) -> str:
    if name in known:
        return name
    near = closest(str(name), known)
    hint = f"Did you mean {near!r}?" if near else f"Known: {', '.join(known)}."
    raise UsageFault(f"this is no {kind} that is known here, so nothing is given. {hint} A host's own: Host({kind}s=(…)).")


def checked_day(at: str | None) -> str | None:
    """A day as it was given, where it is one.

    Raises:
        UsageFault: It is none.

    >>> checked_day("2026-11-27")
    '2026-11-27'
    """
    if at is not None and not is_day(at):
        raise UsageFault("at= is a date such as '2026-11-25'")
    return at
