# SPDX-License-Identifier: Apache-2.0
"""Pronouns as people choose them, and sentences that speak of somebody."""

from functools import cache

from hypothesis import strategies as st

from alliance_forms.identity import pronoun_sets
from alliance_forms.model import PronounEntry, PronounSet
from alliance_forms.testing import _texts as small

__all__ = ["pronoun_choices", "templates"]

_VERBS = ("is|are", "was|were", "has|have", "feels|feel", "knew", "isn't|aren't", "does not|do not")


@cache
def pronoun_choices(language: str = "en") -> st.SearchStrategy[tuple[PronounEntry, ...]]:
    """What somebody may say of their pronouns in one language: known sets, sets of their own, their name, "ask me", or nothing.

    >>> from hypothesis import find
    >>> find(pronoun_choices(), lambda chosen: any(entry.own for entry in chosen))[0].use is None
    True
    """
    part = small.texts(max_size=12, lines=False)
    parts = dict.fromkeys(["subject", "object", "possessive_determiner", "possessive_pronoun", "reflexive"], part)
    own = st.builds(PronounSet, **parts, verb=st.sampled_from(["singular", "plural"]))
    one = st.one_of(
        st.builds(PronounEntry, language=st.just(language), set=st.sampled_from([*pronoun_sets(language), "nobodys"])),
        st.builds(PronounEntry, language=st.just(language), own=own),
        st.builds(PronounEntry, language=st.just(language), text=part),
        st.builds(PronounEntry, use=st.sampled_from(["name-only", "ask-me"])),
    )
    return st.lists(one, max_size=3).map(tuple)


@cache
def templates() -> st.SearchStrategy[str]:
    """English texts with every kind of slot, with nothing for `faults_in` to find.

    >>> from hypothesis import find
    >>> "{client." in find(templates(), lambda text: True)
    True
    """
    verb = st.sampled_from(_VERBS)
    slots = st.one_of(
        st.sampled_from(["name", "object", "possessiveDeterminer", "possessivePronoun", "reflexive:this"]),
        st.tuples(st.sampled_from(["subject", "name"]), verb).map(":".join),
    ).map("{{client.{}}}".format)
    asked = verb.map("{{{}:client.subject}}".format)
    # Whatever stands around: full stops and opening signs decide on capitals.
    between = st.sampled_from(["", " ", ". ", "? ", ", ", "\n", "¿", "' (", " <b>", " &amp; ", "من ", "e.g. ", "! “"])
    return st.lists(st.tuples(between, slots | asked), min_size=1, max_size=4).map(lambda parts: "".join(map("".join, parts)) + ".")
