# SPDX-License-Identifier: Apache-2.0
"""Who someone is, as they say it: facts that stand side by side, none derived from another, each with who may know it and by which way.

Name to use, pronouns, gender identity, recorded sex or gender and sex parameter for clinical use are kept apart, as in HL7's
Gender Harmony model; an honorific and wishes for safe contact stand beside them. Only `alliance_forms.disclose` makes
something of a profile that may be shown.
"""

from typing import Any, Literal

import attrs

from alliance_forms.model.values import AbsentReason, Code, Coding, Date, LocaleTag, Opaque, Words

__all__ = [
    "ContactWish",
    "GenderEntry",
    "HonorificEntry",
    "IdentityEntry",
    "IdentityProfile",
    "Mention",
    "NameEntry",
    "NameUse",
    "Period",
    "PronounEntry",
    "PronounSet",
    "RecordedSexOrGender",
    "SexParameterForClinicalUse",
    "Veiled",
]

NameUse = Literal["usual", "official", "old"]
Mention = Literal["nothing", "sender", "anything"]


class Veiled:
    """Something about a person: its `repr` tells which fields have something in them, and never what."""

    __slots__ = ()

    def __repr__(self) -> str:
        cls: Any = type(self)
        there = [field.name for field in attrs.fields(cls) if getattr(self, field.name) not in (None, ())]
        return f"{type(self).__name__}({', '.join(there)})"


def _own_first(_: type, fields: list[Any]) -> list[Any]:
    # What an entry says comes before who may know it: documents are read by people.
    return sorted(fields, key=lambda field: bool(field.inherited))


@attrs.frozen(kw_only=True, repr=False)
class Period(Veiled):
    """From which day to which day something holds, both included; without a day on one side it is open there."""

    start: Date | None = None
    end: Date | None = None


@attrs.frozen(kw_only=True, repr=False)
class _Stated(Veiled):
    """What every entry of a profile can say about itself."""

    absent: AbsentReason | None = None
    period: Period | None = None
    source: Code | None = None
    audience: tuple[Code, ...] = ("self",)


@attrs.frozen(kw_only=True, repr=False)
class _Shared(_Stated):
    """An entry that travels by the channels it names."""

    channel: tuple[Code, ...] = ("screen",)


@attrs.frozen(kw_only=True, repr=False, field_transformer=_own_first)
class NameEntry(_Shared):
    """A name, for the people and ways it names; any script, one character is enough, kept exactly as given.

    Attributes:
        value: The whole name; it is never split, trimmed or corrected.
        use: ``usual`` is the name to use; ``official`` one that an office knows; ``old`` a former one, left out unless asked for.
        issuer: Who knows an official name, such as an insurance card.

    >>> NameEntry(value="Sam", audience=("self", "therapist"))
    NameEntry(value, use, audience, channel)
    """

    value: Words | None = None
    use: NameUse = "usual"
    issuer: Words | None = None


@attrs.frozen(kw_only=True, repr=False)
class PronounSet(Veiled):
    """The six parts of a pronoun set, as the person gives them.

    Attributes:
        subject: "*they* feel heard".
        object: "the therapist listens to *them*".
        possessive_determiner: "*their* goals".
        possessive_pronoun: "the choice is *theirs*".
        reflexive: "as *themself*".
        verb: Whether a verb after the subject is ``singular`` (she is) or ``plural`` (they are).
    """

    subject: Words
    object: Words
    possessive_determiner: Words
    possessive_pronoun: Words
    reflexive: Words
    verb: Literal["singular", "plural"]


@attrs.frozen(kw_only=True, repr=False, field_transformer=_own_first)
class PronounEntry(_Shared):
    """One choice of pronouns, in the person's order; exactly one of ``set``, ``own``, ``text``, ``use`` and ``absent`` is given.

    Attributes:
        language: The language it is for; ``name-only``, ``ask-me`` and an absence may be meant for every language.
        set: A known set by its name, such as ``they``.
        own: A set of the person's own, with all its parts.
        text: The person's own words, which no sentence can be made with.
        use: ``name-only`` wants the name in place of pronouns, ``ask-me`` to be asked.
    """

    language: LocaleTag | None = None
    set: Code | None = None
    own: PronounSet | None = None
    text: Words | None = None
    use: Literal["name-only", "ask-me"] | None = None


@attrs.frozen(kw_only=True, repr=False, field_transformer=_own_first)
class GenderEntry(_Shared):
    """One gender the person names for themselves; several may hold at the same time.

    Attributes:
        coding: A code of a terminology, where one fits.
        text: The person's own words.
    """

    coding: Coding | None = None
    text: Words | None = None


@attrs.frozen(kw_only=True, repr=False, field_transformer=_own_first)
class RecordedSexOrGender(_Shared):
    """What some document or office has on record, which says nothing about who the person is.

    Attributes:
        coding: The recorded code.
        text: The recorded words, where there is no code.
        type: What kind of record it is, where a code for that is known.
        issuer: Whose record it is, such as an insurance card.
        purpose: What it is needed for here.
    """

    coding: Coding | None = None
    text: Words | None = None
    type: Coding | None = None
    issuer: Words | None = None
    purpose: Words | None = None


@attrs.frozen(kw_only=True, repr=False, field_transformer=_own_first)
class SexParameterForClinicalUse(_Shared):
    """What one clinical decision needs to know, for that decision only; talk therapy hardly ever does.

    Attributes:
        coding: The parameter as a code.
        text: The parameter in words.
        purpose: The decision it is for.
    """

    coding: Coding | None = None
    text: Words | None = None
    purpose: Words | None = None


@attrs.frozen(kw_only=True, repr=False, field_transformer=_own_first)
class HonorificEntry(_Shared):
    """A form of address such as Mx or Dr; none unless the person gives one, and never derived from anything."""

    value: Words | None = None


@attrs.frozen(kw_only=True, repr=False, field_transformer=_own_first)
class ContactWish(_Stated):
    """What is safe on one channel. A wish is known to those it names, on a screen and where its own channel is used.

    Attributes:
        channel: The channel it is about, such as ``voicemail``.
        allowed: Whether the person may be reached this way.
        mention: What may be said there: ``nothing`` but the discreet text, the ``sender``, or ``anything``.
        name: Which name may be heard or seen there.
        also_read_by: Who else reads or hears what arrives there.
        times: When it is safe.
    """

    channel: Code
    allowed: bool | None = None
    mention: Mention | None = None
    name: Words | None = None
    also_read_by: Words | None = None
    times: Words | None = None


IdentityEntry = NameEntry | PronounEntry | GenderEntry | RecordedSexOrGender | SexParameterForClinicalUse | HonorificEntry | ContactWish


@attrs.frozen(kw_only=True, repr=False)
class IdentityProfile(Veiled):
    """Who someone is, as they say it: seven lists, each possibly empty, none derived from another.

    Every entry has a value or says why there is none (``asked-declined`` is an answer). It may say which days it holds, where it
    comes from, who may know it and by which way; without a word on that, it is for the person's own eyes (``self``) on a ``screen``.

    Attributes:
        id: Opaque, the host's; never a name.
        name: Names, each with its use.
        pronouns: Pronouns in the person's order, per language.
        gender_identity: Genders the person names for themselves.
        recorded_sex_or_gender: What documents and offices have on record.
        sex_parameter_for_clinical_use: What single clinical decisions need to know.
        honorific: Forms of address; none by default.
        contact: What is safe on which channel.

    >>> IdentityProfile(name=(NameEntry(value="Sam"),))
    IdentityProfile(name)
    """

    id: Opaque | None = None
    name: tuple[NameEntry, ...] = ()
    pronouns: tuple[PronounEntry, ...] = ()
    gender_identity: tuple[GenderEntry, ...] = ()
    recorded_sex_or_gender: tuple[RecordedSexOrGender, ...] = ()
    sex_parameter_for_clinical_use: tuple[SexParameterForClinicalUse, ...] = ()
    honorific: tuple[HonorificEntry, ...] = ()
    contact: tuple[ContactWish, ...] = ()
