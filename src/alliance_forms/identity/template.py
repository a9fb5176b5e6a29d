# SPDX-License-Identifier: Apache-2.0
"""Texts that speak of somebody: slots that name a part of speech, each with the verb that agrees with it.

``{client.subject:is|are} tired`` gives "they are tired", "she is tired" or "Sam is tired". A slot names the part, never a word, since "her"
is two parts and "his" as well; the verb stands in the slot, since after a name it is singular for everybody. A question puts the verb
first: ``{Is|Are:client.subject} tired?``
"""

import re
from collections.abc import Iterator

import attrs

from alliance_forms.errors import Problem
from alliance_forms.identity.pronouns import Grammar, Speech, grammar

__all__ = ["Spoken", "faults_in", "fill", "is_template", "isolated"]

_TOKEN = re.compile(r"\{(?:(?P<before>[^{}:]*):)?(?P<of>[A-Za-z]+)\.(?P<slot>[A-Za-z]+)(?::(?P<after>[^{}]*))?\}")
# What somebody meant as a slot: a brace before or behind something like one. Any other brace is a brace.
_MEANT = re.compile(
    r"\{[^{}]*\b(?:client\s*\.|[a-z]+\.(?:name|subject|object|possessive|reflexive))|\bclient\.[a-z]+[^{}]*\}",
    re.IGNORECASE,
)
# A sentence begins at the start of the text or a line, and after its end; opening signs may stand between.
_BEGINS = re.compile(r"""(?:^|\n|[.!?…]["'”’»)]*\s)\s*["'“‘«¿¡(]*$""")
_OF = "client"
_WITH_VERB = ("subject", "name")
_MOST_FORMS = 2
_FSI, _PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_OPENERS = (_FSI, "\N{LEFT-TO-RIGHT ISOLATE}", "\N{RIGHT-TO-LEFT ISOLATE}")


@attrs.frozen
class Spoken:
    """A text in which somebody is spoken of.

    Attributes:
        value: The text, plain.
        names: Where in it a person's own words stand, kept exactly: a name, or pronouns of their own.
    """

    value: str = attrs.field(repr=False)
    names: tuple[tuple[int, int], ...] = ()


@attrs.frozen
class _Slot:
    name: str
    of: str
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None
    words: str | None
    begins: bool


def is_template(text: str) -> bool:
    """Whether a text has slots for somebody, or braces that were meant to be some.

    >>> is_template("{client.subject:feels|feel} heard"), is_template("{client.subject"), is_template("{}")
    (True, True, False)
    """
    return _MEANT.search(text) is not None


def _parts(text: str) -> Iterator[str | _Slot]:
    last = 0
    for found in _TOKEN.finditer(text):
        yield text[last : found.start()]
        last = found.end()
        yield _Slot(
            name=found["slot"],
            of=found["of"],
            before=_forms(found["before"]),
            after=_forms(found["after"]),
            words=found["after"],
            begins=_BEGINS.search(text[: found.start()]) is not None,
        )
    yield text[last:]


def _forms(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(form.strip() for form in text.split("|"))


def fill(template: str, speech: Speech) -> Spoken:
    """The text as it reads for one person.

    Args:
        template: The text with its slots, of which `faults_in` finds nothing to say.
        speech: How the person is spoken of.

    >>> from alliance_forms.identity.pronouns import pronoun_sets
    >>> they = Speech(neutral="your client", words=pronoun_sets("en")["they"].part, verb="plural")
    >>> sam = Speech(name="Sam", neutral="your client")
    >>> [fill("{client.subject:feels|feel} heard", speech).value for speech in (they, sam, Speech(neutral="your client"))]
    ['They feel heard', 'Sam feels heard', 'Your client feels heard']
    """
    value, names = "", []
    for part in _parts(template):
        if isinstance(part, str):
            value += part
            continue
        before, words, behind, theirs = _said(part, speech)
        start = len(value) + len(before)
        value += before + words + behind
        if theirs:
            names.append((start, start + len(words)))
    return Spoken(value, tuple(names))


def _said(slot: _Slot, speech: Speech) -> tuple[str, str, str, bool]:
    """What stands for a slot: the verb before it, the words, what stands behind, and whether the words are the person's own."""
    pronoun = speech.words.get(slot.name)
    words, theirs, verb = (speech.neutral, False, "singular") if speech.name is None else (speech.name, True, "singular")
    behind = "'s" if slot.name.startswith("possessive") else ""
    if slot.name == "reflexive":
        return "", _capital(pronoun or slot.words or "", slot), "", speech.own and pronoun is not None
    if pronoun is not None:
        words, theirs, verb, behind = pronoun, speech.own, speech.verb, ""
    if pronoun is not None or speech.name is None:
        words = _capital(words, slot)
    number = 0 if verb == "singular" else -1
    before = f"{slot.before[number]} " if slot.before else ""
    return before, words, behind + (f" {slot.after[number]}" if slot.after else ""), theirs


def _capital(words: str, slot: _Slot) -> str:
    """Words as they begin a sentence, where they do; a name is never changed."""
    return words[:1].title() + words[1:] if slot.begins and not slot.before else words


def isolated(text: str) -> str:
    r"""Somebody's own words with marks around them, so that their direction stays theirs, whatever signs they hold.

    A sign in the words that would end the isolate early is met by one more beginning.

    >>> isolated("Sam") == "\u2068Sam\u2069"
    True
    """
    depth = unmatched = 0
    for sign in text:
        if sign in _OPENERS:
            depth += 1
        elif sign == _PDI:
            unmatched, depth = (unmatched, depth - 1) if depth else (unmatched + 1, 0)
    return _FSI * (unmatched + 1) + text + _PDI * (depth + 1)


def faults_in(text: str, *, language: str) -> tuple[Problem, ...]:
    """Everything that keeps a text from being a template: unknown slots, stray braces, a verb outside its slot.

    Args:
        text: The text.
        language: The language it is in; what it may ask for depends on that.

    >>> [fault.code for fault in faults_in("{client.subject} is tired", language="en")]
    ['AF-TEMPLATE-VERB']
    """
    if not is_template(text):
        return ()
    known = grammar(language)
    parts = list(_parts(text))
    found = [fault for part in parts if isinstance(part, _Slot) for fault in _slot_faults(part, known)]
    if any("{" in part or "}" in part for part in parts if isinstance(part, str)):
        found.append(_fault("AF-TEMPLATE-BRACE", "a brace belongs to no slot", "a slot is written {client.subject:is|are}"))
    if any(_left_outside(parts, place, known.auxiliaries) for place, part in enumerate(parts) if isinstance(part, _Slot)):
        message = "a verb that agrees with the client stands outside its slot"
        found.append(_fault("AF-TEMPLATE-VERB", message, "write {client.subject:is|are}, or {Is|Are:client.subject} in a question"))
    return tuple(dict.fromkeys(found))


def _slot_faults(slot: _Slot, known: Grammar) -> Iterator[Problem]:
    if slot.of != _OF or slot.name not in known.slots:
        hint = f"the slots of this language are {', '.join(f'{_OF}.{name}' for name in known.slots)}"
        yield _fault("AF-TEMPLATE-SLOT", "there is no such slot", hint)
    elif slot.name == "reflexive":
        if not (slot.words or "").strip() or slot.before or "|" in (slot.words or ""):
            hint = "say what stands there for somebody without pronouns: {client.reflexive:at ease}"
            yield _fault("AF-TEMPLATE-REFLEXIVE", "a name has no reflexive form", hint)
    elif slot.name not in _WITH_VERB:
        if slot.before or slot.after:
            yield _fault("AF-TEMPLATE-VERB", "only a subject or a name has a verb", "take the verb out of this slot")
    elif not _verbs(slot, needed=slot.name == "subject" and bool(known.auxiliaries)):
        yield _fault(
            "AF-TEMPLATE-VERB", "the verb of this slot is missing or incomplete", "write {client.subject:is|are} or {client.subject:felt}"
        )


def _verbs(slot: _Slot, *, needed: bool) -> bool:
    given = [forms for forms in (slot.before, slot.after) if forms is not None]
    # Behind a name, "'s" would be read as a possessive.
    whole = all(form and form[0] not in "'’" for forms in given for form in forms)
    return whole and all(len(forms) <= _MOST_FORMS for forms in given) and bool(given or not needed)


def _left_outside(parts: list[str | _Slot], place: int, auxiliaries: tuple[str, ...]) -> bool:
    """Whether a verb that is easily forgotten stands before a subject, or behind "and" in its sentence."""
    slot = parts[place]
    if not auxiliaries or not isinstance(slot, _Slot) or slot.name != "subject":
        return False
    verbs = "|".join(map(re.escape, auxiliaries))
    before, behind = str(parts[place - 1]), str(parts[place + 1])
    if re.search(rf"\b(?:{verbs})\s+$", before, re.IGNORECASE):
        return True
    return re.search(rf"^[^.!?;:{{}}]*\b(?:and|or|but)\s+(?:\w+ly\s+)?(?:{verbs})\b", behind, re.IGNORECASE) is not None


def _fault(code: str, message: str, hint: str) -> Problem:
    return Problem(code=code, pointer="", message=message, hint=hint)
