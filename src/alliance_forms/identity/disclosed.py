# SPDX-License-Identifier: Apache-2.0
"""What one audience may know of a person by one channel: all that a renderer, an exporter or a letter ever receives."""

from collections.abc import Callable, Mapping
from typing import Literal

import attrs

from alliance_forms.errors import UsageFault
from alliance_forms.identity.readers import Readers
from alliance_forms.model import (
    AbsentReason,
    Code,
    ContactWish,
    FrozenMap,
    GenderEntry,
    Mention,
    NameEntry,
    PronounEntry,
    RecordedSexOrGender,
    SexParameterForClinicalUse,
)
from alliance_forms.model.identity import Veiled

__all__ = ["ContactInstruction", "DisclosedIdentity", "Word", "Words"]

Word = Literal["client", "person", "you", "addressee", "greeting", "greeting-by-name"]
# Gives one of these words in a language; they are the interface's, which is not this room's.
Words = Callable[[Word, str], str]

# "Your client" would tell a family or an office what somebody is a client of.
_NEUTRAL: dict[str, Word] = {"therapist": "client", "care-team": "client"}
_ORDER: tuple[Mention, ...] = ("nothing", "sender", "anything")


def _frozen(reasons: Mapping[str, AbsentReason]) -> FrozenMap[AbsentReason]:
    return FrozenMap(reasons)


@attrs.frozen(kw_only=True, repr=False)
class ContactInstruction(Veiled):
    """What to do on a channel, for anyone; it never says whether a wish stands behind it.

    Attributes:
        channel: The channel it is about.
        allowed: Whether the person may be reached this way.
        mention: What may be said there.
        name: The name that may be heard or seen there; None means none.
        times: When it is safe, where that is known here; every one of them counts.
    """

    channel: Code
    allowed: bool = False
    mention: Mention = "nothing"
    name: str | None = None
    times: tuple[str, ...] = ()

    def choose(self, *, discreet: str, sender: str | None = None, anything: str | None = None) -> str:
        """Of the texts prepared, the one that may be said here; where nothing may be mentioned, only the discreet one.

        Args:
            discreet: Says nothing about anybody, such as an instrument's discreet title.
            sender: Says who it is from.
            anything: Says what it is about.

        Raises:
            UsageFault: The person may not be reached this way.

        >>> ContactInstruction(channel="email", allowed=True).choose(discreet="Your form", anything="Your session with us")
        'Your form'
        """
        if not self.allowed:
            raise UsageFault(f"nothing may be left by {self.channel!r}; choose another channel, or ask the person")
        texts = (discreet, sender, anything)[: _ORDER.index(self.mention) + 1]
        return next(text for text in reversed(texts) if text is not None)


@attrs.frozen(kw_only=True, repr=False)
class DisclosedIdentity(Veiled):
    """What one audience may know of a person by one channel; its `repr` shows field names only.

    `alliance_forms.disclose` makes it. Entries stand in the person's order, without their period, source, audiences and channels: who else
    may know something is nothing to know here.

    Attributes:
        audience: Who reads.
        channel: How it travels.
        name: The name to use; None where none may be known.
        official: Official names, each with its issuer.
        former: Former names; empty unless they were asked for.
        honorific: The form of address, never derived.
        pronouns: Pronouns in the person's order.
        gender_identity: Genders the person names for themselves.
        recorded_sex_or_gender: What documents and offices have on record.
        sex_parameter_for_clinical_use: What single clinical decisions need to know.
        contact: Wishes for safe contact; `may_contact` makes an instruction of them.
        absent: Why there is no ``name`` or ``honorific``, where that may be known.
        readers: The audiences and channels known here.
    """

    audience: Code
    channel: Code
    name: str | None = None
    official: tuple[NameEntry, ...] = ()
    former: tuple[NameEntry, ...] = ()
    honorific: str | None = None
    pronouns: tuple[PronounEntry, ...] = ()
    gender_identity: tuple[GenderEntry, ...] = ()
    recorded_sex_or_gender: tuple[RecordedSexOrGender, ...] = ()
    sex_parameter_for_clinical_use: tuple[SexParameterForClinicalUse, ...] = ()
    contact: tuple[ContactWish, ...] = ()
    absent: FrozenMap[AbsentReason] = attrs.field(factory=FrozenMap, converter=_frozen)
    readers: Readers = Readers()
    words: Words | None = attrs.field(default=None, eq=False)

    @property
    def official_name(self) -> str | None:
        """The first official name, where one may be known; never in place of the name to use."""
        return self.official[0].value if self.official else None

    def official_name_for(self, issuer: str) -> str | None:
        """The official name that an issuer knows, such as an insurance card.

        >>> card = NameEntry(value="Alexandra Rivera", use="official", issuer="insurance card")
        >>> DisclosedIdentity(audience="insurer", channel="screen", official=(card,)).official_name_for("passport") is None
        True
        """
        return next((entry.value for entry in self.official if entry.issuer == issuer), None)

    def name_for(self, locale: str) -> str:
        """The name to use, exactly as given, or the language's neutral form; never an official or a former name.

        >>> DisclosedIdentity(audience="self", channel="screen", name="Sam").name_for("en")
        'Sam'
        """
        return self.name if self.name is not None else self._word(self._neutral, locale)

    def address(self, locale: str) -> str:
        """What may be written on an envelope or said first: the name to use, after the honorific if there is one; else the neutral form.

        >>> DisclosedIdentity(audience="self", channel="mail", name="S. Rivera", honorific="Mx").address("en")
        'Mx S. Rivera'
        """
        titled = self.honorific is not None and self.name is not None
        return f"{self.honorific} {self.name}" if titled else self.name_for(locale)

    def greeting(self, locale: str) -> str:
        """A line to begin with: by the name to use, or without one. The name is isolated, so that its direction stays its own.

        >>> import alliance_forms as af
        >>> af.disclose(af.IdentityProfile(), "self").greeting("en")
        'Hello'
        """
        if self.name is None:
            return self._word("greeting", locale)
        return self._word("greeting-by-name", locale).replace("{name}", f"\u2068{self.name}\u2069")

    def pronouns_for(self, language: str) -> tuple[PronounEntry, ...]:
        """The pronouns to use in a language, in the person's order; empty where none may be known, which means the name or a neutral form.

        >>> they = PronounEntry(language="en", set="they")
        >>> len(DisclosedIdentity(audience="self", channel="screen", pronouns=(they,)).pronouns_for("en-GB"))
        1
        """
        wanted = language.partition("-")[0]
        usable = (entry for entry in self.pronouns if entry.absent is None)
        return tuple(entry for entry in usable if entry.language is None or entry.language.partition("-")[0] == wanted)

    def may_contact(self, channel: str) -> ContactInstruction:
        """What to do on a channel: the most restrictive wish that may be known here, and without one: do not.

        Raises:
            UsageFault: The channel is not known.

        >>> DisclosedIdentity(audience="front-desk", channel="screen").may_contact("voicemail").allowed
        False
        """
        self.readers.channel(channel)
        wishes = [wish for wish in self.contact if wish.channel == channel]
        if not wishes or not all(wish.allowed and wish.absent is None for wish in wishes):
            return ContactInstruction(channel=channel)
        names = {wish.name for wish in wishes}
        return ContactInstruction(
            channel=channel,
            allowed=True,
            mention=min((wish.mention or "nothing" for wish in wishes), key=_ORDER.index),
            name=names.pop() if len(names) == 1 else None,
            times=tuple(wish.times for wish in wishes if wish.times is not None),
        )

    @property
    def _neutral(self) -> Word:
        if self.audience == "self":
            return "you" if self.channel == "screen" else "addressee"
        return _NEUTRAL.get(self.audience, "person")

    def _word(self, word: Word, locale: str) -> str:
        if self.words is None:
            raise UsageFault("this identity brings no words of a language; alliance_forms.disclose gives it some")
        return self.words(word, locale)
