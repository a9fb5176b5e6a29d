# SPDX-License-Identifier: Apache-2.0
"""The lists of a profile that a form can fill: which parts their entries have, and how a value stands on a form."""

import re
from collections.abc import Callable
from typing import Any

import attrs

from alliance_forms.model import (
    Absent,
    AnswerOption,
    ContactWish,
    FilledList,
    FilledPart,
    FrozenMap,
    GenderEntry,
    HonorificEntry,
    IdentityEntry,
    NameEntry,
    OwnWords,
    PronounEntry,
)

__all__ = ["LISTS", "REST", "YES_NO", "FillableList", "Member", "Options", "typeable"]

# One value of an entry, as an answer has it.
Member = str | OwnWords | Absent
Options = tuple[AnswerOption, ...]

YES_NO = {"yes": True, "no": False}
# What a field of a page cannot bring back as it was.
_UNTYPEABLE = re.compile("[\r\0\ud800-\udfff]")


@attrs.frozen(kw_only=True)
class FillableList:
    """One list of a profile that a form can fill.

    Attributes:
        field: Its name in an `IdentityProfile`.
        entry: What it is a list of.
        fixed: What every entry from the form is, such as an official name.
        parts: The parts of an entry that questions can fill.
        value: The part whose answer makes the entry.
        say: The value of an entry as an answer; None where these options have no words for it.
        hear: What an answer makes of an entry; the last argument is the form's language.
    """

    field: str
    entry: type[IdentityEntry]
    fixed: FrozenMap[Any] = FrozenMap()
    parts: tuple[FilledPart, ...]
    value: FilledPart = "value"
    say: Callable[[Any, Options], Member | None]
    hear: Callable[[Member, Options, str], dict[str, Any]]


def typeable(text: str | None) -> bool:
    """Whether a person can type it into a field and it comes back as it was."""
    return text is not None and bool(text.strip()) and not _UNTYPEABLE.search(text)


def _own(text: str | None) -> OwnWords | None:
    return OwnWords(text=text) if text is not None and typeable(text) else None


def _say_words(entry: NameEntry | HonorificEntry, options: Options) -> Member | None:
    return entry.value if entry.value in {option.code for option in options} else _own(entry.value)


def _hear_words(member: Member, _: Options, __: str) -> dict[str, Any]:
    return {"value": member.text if isinstance(member, OwnWords) else member}


def _say_pronouns(entry: PronounEntry, options: Options) -> Member | None:
    if [entry.set, entry.own, entry.text, entry.use].count(None) != 3:  # noqa: PLR2004 - exactly one of the four
        return None
    if entry.text is not None:
        return _own(entry.text)
    code = f"{(entry.language or '').partition('-')[0]}.{entry.set}" if entry.set else entry.use
    return code if code in {option.code for option in options} else None


def _hear_pronouns(member: Member, _: Options, language: str) -> dict[str, Any]:
    if isinstance(member, OwnWords):
        return {"language": language, "text": member.text}
    tongue, dot, name = str(member).partition(".")
    return {"language": tongue, "set": name} if dot else {"use": member}


def _say_gender(entry: GenderEntry, options: Options) -> Member | None:
    if entry.coding is None or entry.text is not None:
        return None if entry.coding else _own(entry.text)
    return next((option.code for option in options if entry.coding in option.coding), None)


def _hear_gender(member: Member, options: Options, _: str) -> dict[str, Any]:
    if isinstance(member, OwnWords):
        return {"text": member.text}
    return {"coding": next(option.coding[0] for option in options if option.code == member)}


def _say_channel(entry: ContactWish, options: Options) -> Member | None:
    return entry.channel if entry.channel in {option.code for option in options} else None


def _hear_channel(member: Member, _: Options, __: str) -> dict[str, Any]:
    return {"channel": member}


_VISIBLE: tuple[FilledPart, ...] = ("value", "visibility", "audience", "channel")
LISTS: dict[FilledList, FillableList] = {
    "name": FillableList(
        field="name", entry=NameEntry, fixed=FrozenMap({"use": "usual"}), parts=_VISIBLE, say=_say_words, hear=_hear_words
    ),
    "officialName": FillableList(
        field="name", entry=NameEntry, fixed=FrozenMap({"use": "official"}), parts=(*_VISIBLE, "issuer"), say=_say_words, hear=_hear_words
    ),
    "pronouns": FillableList(field="pronouns", entry=PronounEntry, parts=_VISIBLE, say=_say_pronouns, hear=_hear_pronouns),
    "genderIdentity": FillableList(field="gender_identity", entry=GenderEntry, parts=_VISIBLE, say=_say_gender, hear=_hear_gender),
    "honorific": FillableList(field="honorific", entry=HonorificEntry, parts=_VISIBLE, say=_say_words, hear=_hear_words),
    "contact": FillableList(
        field="contact",
        entry=ContactWish,
        parts=("channel", "allowed", "mention", "name", "alsoReadBy", "times", "visibility", "audience"),
        value="channel",
        say=_say_channel,
        hear=_hear_channel,
    ),
}
# What stands in an entry besides its value, by part; the visibility is apart.
REST: dict[FilledPart, str] = {
    "issuer": "issuer", "allowed": "allowed", "mention": "mention", "name": "name", "alsoReadBy": "also_read_by", "times": "times",
}  # fmt: skip
