# SPDX-License-Identifier: Apache-2.0
"""Texts about a client, as they read for one client: by the name and the pronouns that whoever reads them may know."""

from collections.abc import Iterator

import attrs

from alliance_forms.i18n import Catalogue, Interface, Translation, direction, same_language
from alliance_forms.i18n.interface import _
from alliance_forms.identity import DisclosedIdentity, Speech, faults_in, fill, is_template, speech_for
from alliance_forms.model import Rater
from alliance_forms.view.form import LocalText

__all__ = ["Speaker", "translated"]

# A client reads nothing about themself in the third person, so that there are no words for that.
_NEUTRAL: dict[Rater, str] = {"therapist": _("your client"), "observer": _("the client")}


@attrs.define(kw_only=True)
class Speaker:
    """Speaks of one client in every text of one form, with the same pronouns throughout; used once, while the form is built.

    Attributes:
        identity: What the reader may know of the client; None where nothing is known.
        rater: Who reads the form.
        turn: Which of several pronoun sets, counted from 0.
        used: Which pronouns were used, once a text needed some: a set's name, ``own``, ``name`` or ``neutral``.
    """

    identity: DisclosedIdentity | None
    rater: Rater
    turn: int | None = None
    used: str | None = None

    def text(self, source: str, *, context: str, entries: Catalogue) -> LocalText:
        """One text as it reads for this client.

        Args:
            source: The text as it stands in the instrument.
            context: Where it stands.
            entries: Its translations.
        """
        for found in self._candidates(source, context, entries):
            neutral = self._neutral(found.lang)
            if neutral is None:
                continue
            speech = self._speech(found.lang, neutral)
            self.used = self.used or speech.used
            spoken = fill(found.text, speech)
            return LocalText(spoken.value, found.lang, direction(found.lang), spoken.names)
        found = translated(source, context=context, entries=entries)
        return LocalText(found.text, found.lang, direction(found.lang))

    def _candidates(self, source: str, context: str, entries: Catalogue) -> Iterator[Translation]:
        """The text in the form's language, in the variant that fits best; then as its author wrote it."""
        if not _sound(source, entries.source_lang):
            return
        for variant in self._speech(entries.lang, "").variants:
            own = entries.lookup(source, context=f"{context}~{variant}")
            if own.status == "translated" and _sound(own.text, own.lang):
                yield own
        yield translated(source, context=context, entries=entries)
        yield entries.without(source)

    def _speech(self, lang: str, neutral: str) -> Speech:
        if self.identity is None:
            return Speech(neutral=neutral)
        pronouns = self.identity.pronouns_for(lang)
        return speech_for(language=lang, neutral=neutral, name=self.identity.name, pronouns=pronouns, turn=self.turn)

    def _neutral(self, lang: str) -> str | None:
        """What stands for a name nobody may know; None where the language has no word for it and one is needed."""
        message = _NEUTRAL.get(self.rater, _NEUTRAL["observer"])
        found = Interface(lang).text(message)
        return found.text if same_language(found.lang, lang) else ("" if self.identity and self.identity.name is not None else None)


def _sound(text: str, lang: str) -> bool:
    return is_template(text) and not faults_in(text, language=lang)


def translated(source: str, *, context: str, entries: Catalogue) -> Translation:
    """The translation of a text, as it stands; one that lost the slots of its source, or has made up some, is not used.

    Args:
        source: The text as it stands in the instrument.
        context: Where it stands.
        entries: Its translations.
    """
    found = entries.lookup(source, context=context)
    if is_template(found.text) == is_template(source) and not faults_in(found.text, language=found.lang):
        return found
    return entries.without(source)
