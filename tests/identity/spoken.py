# SPDX-License-Identifier: Apache-2.0
"""Every sentence with every pronoun set, a name only, and neither: written to a file that a person reads."""

from collections.abc import Iterator
from pathlib import Path

import alliance_forms as af
from alliance_forms.i18n import Interface, catalogue
from alliance_forms.identity import Speech, fill, is_template, pronoun_sets, speech_for
from alliance_forms.model import PronounEntry, PronounSet, texts_of, variant

GOLDEN = Path(__file__).parent / "spoken.txt"
BUNDLED = sorted((Path(af.__file__).parent / "bundled").glob("*.json"))
LANGUAGES = ("en", "es")
OWN = PronounSet(
    subject="nin", object="ninim", possessive_determiner="niner", possessive_pronoun="niners", reflexive="ninself", verb="plural"
)
# More than our instruments need: every slot, every kind of verb, and every place in a sentence.
PATTERNS = {
    "en": [
        "{client.subject:feels|feel} heard.",
        "You listened to {client.object}.",
        "{client.possessiveDeterminer} week was hard, and {client.subject:was|were} alone.",
        "The choice was {client.possessivePronoun}.",
        "Whose idea was it? {client.possessivePronoun}.",
        "{client.subject:is|are} at ease with {client.reflexive:the way things are}.",
        "{client.name:says|say} that {client.subject:knows|know} best.",
        "{client.name}'s goals are {client.possessivePronoun}, not yours.",
        "{Is|Are:client.subject} sleeping better, and {does|do:client.subject} eat?",
        "{client.subject:isn't|aren't} sure. {client.subject:keeps|keep} thinking about it.",
        "{client.subject:has|have} goals (“{client.subject:wants|want} to sleep”), and {client.subject:tries|try} hard.",
        "Ask {client.object}! {client.subject:knew} all along.",
    ],
    "es": [
        "{client.subject:siente} que se le escucha.",
        "¿{client.subject:duerme} mejor? Pregunte a {client.name}.",
        "Hable con {client.subject}. {client.name:sabe} lo que necesita.",
    ],
}


def spoken_of(language: str) -> Iterator[tuple[str, Speech]]:
    neutral = Interface(language).text("your client").text
    for name in pronoun_sets(language):
        yield name, speech_for(language=language, neutral=neutral, pronouns=(PronounEntry(language=language, set=name),))
    yield "own", speech_for(language=language, neutral=neutral, pronouns=(PronounEntry(language=language, own=OWN),))
    both = (PronounEntry(language=language, set={"en": "they", "es": "elle"}[language]),)
    yield "with name", speech_for(language=language, neutral=neutral, name="Sam", pronouns=both)
    yield "name only", speech_for(language=language, neutral=neutral, name="Chris")
    yield "neither", speech_for(language=language, neutral=neutral)


def templates_of(language: str) -> Iterator[str]:
    """Every template of every bundled instrument, in this language where it is translated; then the patterns."""
    for file in BUNDLED:
        instrument = af.load(file.read_bytes(), af.Instrument)
        entries = catalogue(instrument.id, language, source_lang=instrument.language)
        for path, text in texts_of(instrument):
            for rater in instrument.rater:
                source = variant(text, rater)
                if source and is_template(source):
                    found = entries.lookup(source, context=path if isinstance(text, str) else f"{path}@{rater}")
                    if found.lang == language:
                        yield found.text
    yield from PATTERNS[language]


def golden() -> str:
    lines = []
    for language in LANGUAGES:
        for template in dict.fromkeys(templates_of(language)):
            lines += ["", f"# {language}: {template}"]
            lines += [f"{name:>10}  {fill(template, speech).value}" for name, speech in spoken_of(language)]
    return "\n".join(lines).strip("\n") + "\n"


if __name__ == "__main__":
    GOLDEN.write_text(golden(), encoding="utf-8", newline="")
