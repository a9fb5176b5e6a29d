# SPDX-License-Identifier: Apache-2.0
"""Identity as a host asks for it: with its own audiences and channels, and with words of a language where no name may be known."""

from alliance_forms.i18n import Interface
from alliance_forms.i18n.interface import _
from alliance_forms.identity import DisclosedIdentity, Word, disclosure_of
from alliance_forms.library.host import Host, default_host
from alliance_forms.model import IdentityProfile

__all__ = ["disclose"]

_WORDS: dict[Word, str] = {
    "client": _("your client"),
    "person": _("this person"),
    "you": _("you"),
    "addressee": _("the addressee"),
    "greeting": _("Hello"),
    "greeting-by-name": _("Hello {name}"),
}


def neutral_word(word: Word, locale: str) -> str:
    """One of the words that stand where no name may be known, in a language.

    >>> neutral_word("client", "en")
    'your client'
    """
    return Interface(locale).text(_WORDS[word], name="{name}").text


def disclose(
    profile: IdentityProfile,
    audience: str,
    *,
    channel: str = "screen",
    at: str | None = None,
    former: bool = False,
    host: Host | None = None,
) -> DisclosedIdentity:
    """What an audience may know of a person by a channel on a day: the only way from a profile to anything that is shown.

    Args:
        profile: Who someone is, as they say it.
        audience: Who reads: ``self``, ``therapist``, ``care-team``, ``front-desk``, ``insurer``, ``family``, ``record``, ``research``,
            ``emergency``, or one of the host's. None includes another.
        channel: How it travels: ``screen``, ``mail``, ``email``, ``sms``, ``voicemail``, ``push``, ``video-lobby``, or one of the host's.
        at: The day; needed once an entry for this audience and channel holds for some days only.
        former: Whether former names for this audience are wanted too.
        host: What the host decided; its own audiences and channels.

    Raises:
        UsageFault: The audience or channel is not known, or a day is needed and missing.

    >>> import alliance_forms as af
    >>> from alliance_forms.model import NameEntry
    >>> sam = af.IdentityProfile(name=(NameEntry(value="Sam", audience=("self", "therapist")),))
    >>> af.disclose(sam, "therapist").name_for("en"), af.disclose(sam, "insurer").name_for("en")
    ('Sam', 'this person')
    """
    readers = (host or default_host()).readers
    return disclosure_of(profile, audience, channel=channel, at=at, former=former, readers=readers, words=neutral_word)
