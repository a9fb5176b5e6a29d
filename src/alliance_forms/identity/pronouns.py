# SPDX-License-Identifier: Apache-2.0
"""Pronoun sets as data: the known ones of each language, those a person brings, and how one person is spoken of in one text."""

from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

import attrs

from alliance_forms.codec import read_json
from alliance_forms.model import FrozenMap, PronounEntry

__all__ = ["PronounWords", "Speech", "pronoun_languages", "pronoun_sets", "speech_for"]

# What a text can ask for in every language: the name, and who does something. English asks for more; see `sets/en.json`.
_EVERYWHERE = ("name", "subject")
_PARTS = {
    "subject": "subject",
    "object": "object",
    "possessiveDeterminer": "possessive_determiner",
    "possessivePronoun": "possessive_pronoun",
    "reflexive": "reflexive",
}


@attrs.frozen(kw_only=True, repr=False)
class PronounWords:
    """A known pronoun set of one language, as far as it was looked up.

    Attributes:
        part: The words by slot (``subject``, ``possessiveDeterminer``); all five in English.
        verb: Whether a verb after the subject is ``singular`` or ``plural``.
        variant: Which variant of a text a translator may have written for it, such as ``a`` for Spanish "-a".
    """

    part: FrozenMap[str]
    verb: Literal["singular", "plural"] = "singular"
    variant: str | None = None


@attrs.frozen(kw_only=True)
class Grammar:
    """What a text may ask for in one language.

    Attributes:
        slots: What can be put in.
        auxiliaries: Verbs that agree with their subject and are easily left outside its token; empty where no verb depends on the choice.
        sets: The known pronoun sets by name.
    """

    slots: tuple[str, ...] = _EVERYWHERE
    auxiliaries: tuple[str, ...] = ()
    sets: FrozenMap[PronounWords] = FrozenMap()


@attrs.frozen(kw_only=True, repr=False)
class Speech:
    """How one person is spoken of in one language: by pronouns, by name, or by neither.

    Attributes:
        name: The name to use; None where it may not be known.
        neutral: The words that stand for it then, such as "your client".
        words: The pronouns by slot; without them every slot gives the name or the neutral words.
        verb: Number of a verb after the pronoun; after a name it is singular for everybody.
        own: Whether the words are the person's own, to be shown as they are and kept apart like a name.
        used: What a record says was used: the set's name, ``own``, ``name`` or ``neutral``.
        variants: Which variants of a text fit, the best first; the text itself always does.
    """

    name: str | None = None
    neutral: str
    words: FrozenMap[str] = FrozenMap()
    verb: Literal["singular", "plural"] = "singular"
    own: bool = False
    used: str = "neutral"
    variants: tuple[str, ...] = ("neutral",)


def pronoun_sets(language: str) -> FrozenMap[PronounWords]:
    """The known pronoun sets of a language by the name a profile gives them; empty where none was looked up.

    Args:
        language: A language tag; what follows the language itself does not matter.

    >>> pronoun_sets("en-GB")["they"].part["reflexive"], list(pronoun_sets("es"))
    ('themself', ['el', 'ella', 'elle'])
    """
    return grammar(language).sets


def pronoun_languages() -> tuple[str, ...]:
    """The languages that have known pronoun sets, in the order of the alphabet.

    >>> "en" in pronoun_languages()
    True
    """
    return tuple(sorted(_known()))


def grammar(language: str) -> Grammar:
    """What a text may ask for in a language; in one that is not known here, the name and the subject."""
    return _grammar(language.partition("-")[0].lower())


@cache
def _known() -> dict[str, Any]:
    folder = files("alliance_forms.identity") / "sets"
    found = {file.name.removesuffix(".json"): file for file in folder.iterdir() if file.name.endswith(".json")}
    return {name: read_json(file.read_bytes()) for name, file in found.items()}


@cache
def _grammar(language: str) -> Grammar:
    tree = _known().get(language, {})
    sets = {name: _set(one) for name, one in tree.get("set", {}).items()}
    slots, auxiliaries = tree.get("slot", _EVERYWHERE), tree.get("auxiliary", ())
    return Grammar(slots=tuple(slots), auxiliaries=tuple(auxiliaries), sets=FrozenMap(sets))


def _set(tree: dict[str, str]) -> PronounWords:
    part = FrozenMap({slot: word for slot, word in tree.items() if slot in _PARTS})
    verb = cast("Literal['singular', 'plural']", tree.get("verb", "singular"))
    return PronounWords(part=part, verb=verb, variant=tree.get("variant"))


def speech_for(
    *, language: str, neutral: str, name: str | None = None, pronouns: tuple[PronounEntry, ...] = (), turn: int | None = None
) -> Speech:
    """How a person is spoken of in one document.

    Of several sets the first is used, or the next with each `turn`: one document never changes from one to another. Where a person
    wants to be asked first, or gave words that no sentence can be made with, the name stands in place of every pronoun.

    Args:
        language: The language of the text.
        neutral: What stands for a name that is not known.
        name: The name to use.
        pronouns: Pronouns in the person's order, as they are disclosed for that language.
        turn: Counts documents, such as the number of a session; without it the first set is used.

    >>> from alliance_forms.model import PronounEntry
    >>> both = (PronounEntry(set="she"), PronounEntry(set="they"))
    >>> [speech_for(language="en", neutral="your client", pronouns=both, turn=turn).used for turn in (None, 0, 1, 2)]
    ['she', 'she', 'they', 'she']
    """
    entry = _chosen(pronouns, turn)
    known = pronoun_sets(language).get(entry.set) if entry and entry.set else None
    if entry and entry.own:
        words = FrozenMap({slot: getattr(entry.own, part) for slot, part in _PARTS.items()})
        return Speech(name=name, neutral=neutral, words=words, verb=entry.own.verb, own=True, used="own", variants=())
    if entry and known:
        variants = (known.variant,) if known.variant else ()
        return Speech(name=name, neutral=neutral, words=known.part, verb=known.verb, used=entry.set or "", variants=variants)
    used = "neutral" if name is None else "name"
    return Speech(name=name, neutral=neutral, used=used, variants=(used,))


def _chosen(pronouns: tuple[PronounEntry, ...], turn: int | None) -> PronounEntry | None:
    """One of the entries that a sentence can be made with; none where the person wants to be asked."""
    if any(entry.use == "ask-me" for entry in pronouns):
        return None
    usable = [entry for entry in pronouns if entry.set or entry.own or entry.use == "name-only"]
    return usable[(turn or 0) % len(usable)] if usable else None
