# SPDX-License-Identifier: Apache-2.0
"""Which pronouns are used: those the person gave, in their order, the same through a whole document, and never a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.identity import Speech, pronoun_sets, speech_for
from alliance_forms.model import PronounEntry, PronounSet
from alliance_forms.testing import names, pronoun_choices

OWN = PronounSet(
    subject="nin", object="ninim", possessive_determiner="niner", possessive_pronoun="niners", reflexive="ninself", verb="plural"
)
SHE, THEY = (PronounEntry(language="en", set=name) for name in ("she", "they"))
NAME_ONLY, ASK_ME = (PronounEntry(use=use) for use in ("name-only", "ask-me"))


def used(*pronouns, language="en", name="Sam", turn=None):
    return speech_for(language=language, neutral="your client", name=name, pronouns=pronouns, turn=turn).used


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("he", "he him his his himself"),
        ("she", "she her her hers herself"),
        ("they", "they them their theirs themself"),
        ("it", "it it its its itself"),
        ("xe", "xe xem xyr xyrs xemself"),
        ("ze-hir", "ze hir hir hirs hirself"),
        ("ze-zir", "ze zir zir zirs zirself"),
        ("ey", "ey em eir eirs emself"),
        ("e", "e em eir eirs emself"),
        ("fae", "fae faer faer faers faerself"),
        ("ae", "ae aer aer aers aerself"),
        ("ve", "ve ver vis vis verself"),
    ],
)
def test_every_english_set_is_whole(name, parts):
    known = pronoun_sets("en")[name]
    slots = ("subject", "object", "possessiveDeterminer", "possessivePronoun", "reflexive")
    assert " ".join(known.part[slot] for slot in slots) == parts
    assert known.verb == ("plural" if name == "they" else "singular")


def test_other_languages_have_sets_of_their_own():
    assert {name: known.variant for name, known in pronoun_sets("es-MX").items()} == {"el": "o", "ella": "a", "elle": "e"}
    assert {known.variant for tag in ("fr", "de", "sv") for known in pronoun_sets(tag).values()} == {None}
    assert list(pronoun_sets("sv")) == ["hon", "han", "hen"]
    assert len(pronoun_sets("tr")) == 0


@given(pronoun_choices(), st.none() | names(), st.none() | st.integers(0, 30))
def test_what_is_used_is_what_the_person_gave(pronouns, name, turn):
    speech = speech_for(language="en", neutral="your client", name=name, pronouns=pronouns, turn=turn)
    given_sets = {entry.set for entry in pronouns} | {"own" for entry in pronouns if entry.own}
    assert speech.used in given_sets | {"neutral" if name is None else "name"}
    assert bool(speech.words) == (speech.used not in ("name", "neutral"))
    assert "Speech" in repr(speech)
    assert repr(speech) == object.__repr__(speech)


@given(pronoun_choices(), st.integers(0, 30))
def test_each_document_takes_its_turn_and_the_first_is_the_default(pronouns, turn):
    usable = [entry for entry in pronouns if entry.set or entry.own or entry.use == "name-only"]
    asked = any(entry.use == "ask-me" for entry in pronouns)
    expected = used(usable[turn % len(usable)]) if usable and not asked else "name"
    assert used(*pronouns, turn=turn) == expected
    assert used(*pronouns) == used(*pronouns, turn=0)


@pytest.mark.parametrize(
    ("pronouns", "expected"),
    [
        ([], "name"),
        ([SHE, THEY], "she"),
        ([NAME_ONLY, THEY], "name"),
        ([SHE, ASK_ME], "name"),
        ([PronounEntry(language="en", text="whatever feels right"), THEY], "they"),
        ([PronounEntry(language="en", text="whatever feels right")], "name"),
        ([PronounEntry(language="en", set="nobodys"), THEY], "name"),
        ([PronounEntry(language="en", own=OWN), THEY], "own"),
    ],
)
def test_where_no_sentence_can_be_made_the_name_stands(pronouns, expected):
    assert used(*pronouns) == expected
    assert used(*pronouns, name=None) == expected.replace("name", "neutral")


def test_a_set_of_one_language_is_none_in_another():
    assert used(PronounEntry(language="es", set="elle"), language="es") == "elle"
    assert used(PronounEntry(language="en", set="they"), language="es") == "name"


def test_variants_of_a_text_that_fit():
    def variants(*pronouns, name=None):
        return speech_for(language="es", neutral="su cliente", name=name, pronouns=pronouns).variants

    assert variants(PronounEntry(language="es", set="ella")) == ("a",)
    assert variants(PronounEntry(language="es", own=OWN)) == ()
    assert (variants(name="Sam"), variants()) == (("name",), ("neutral",))
    assert Speech(neutral="x").variants == ("neutral",)
