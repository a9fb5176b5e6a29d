# SPDX-License-Identifier: Apache-2.0
"""The form as it may be shown here: one neutral tree, localised and permitted, and the only thing a renderer ever receives."""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

import attrs

from alliance_forms.checks import enabled, index_of, session_answers
from alliance_forms.identity import isolated
from alliance_forms.model import (
    Answer,
    AnswerOption,
    ChoiceItem,
    FrozenMap,
    Instrument,
    Item,
    NoticeKind,
    Origin,
    Rater,
    Rights,
    Session,
    Shown,
    option_path,
)
from alliance_forms.view.offer import Offered

__all__ = ["FormView", "LocalText", "Notice"]


@attrs.frozen
class LocalText:
    """A text with the language and direction it is written in.

    Attributes:
        value: The text itself; plain, never markup.
        lang: BCP 47 tag; a renderer marks it where it differs from the form's.
        dir: ``ltr`` or ``rtl``.
        names: Where in it somebody's own words stand (a name, pronouns of their own); a renderer keeps their direction apart.

    >>> LocalText("Nearly every day", "en", "ltr").value
    'Nearly every day'
    """

    value: str = attrs.field(repr=False)
    lang: str
    dir: Literal["ltr", "rtl"]
    names: tuple[tuple[int, int], ...] = ()

    def parts(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it is somebody's own words.

        >>> list(LocalText("To Sam", "en", "ltr", names=((3, 6),)).parts())
        [('To ', False), ('Sam', True)]
        """
        last = 0
        for start, end in self.names:
            yield from [(self.value[last:start], False)] if start > last else []
            yield self.value[start:end], True
            last = end
        yield from [(self.value[last:], False)] if last < len(self.value) else []


@attrs.frozen(kw_only=True)
class Notice:
    """What a person is told before the first question: why it is asked, who will read it, whether care depends on it.

    Attributes:
        label: What it is about.
        text: What the host says; where it says nothing, "ask before you answer".
    """

    kind: NoticeKind
    label: LocalText
    text: LocalText


@attrs.frozen(kw_only=True)
class FormView:
    """An instrument as it may be shown here and now, to one rater in one language.

    Attributes:
        instrument: The structure, codes, weights, conditions and scales, with every text taken out.
        rater: Who fills the form in.
        lang, dir: Language and direction of the form's wording.
        texts: The permitted texts by path.
        title: The instrument's name, for the person filling it in and for reports.
        discreet_title: For page titles, file names and anything that travels.
        notices: What is said before the first question.
        care: Where to turn for help now, as the host gives it; where it gives nothing, a neutral line on forms that have alerts.
        session: The session it is about, as the host knows it; what it fills is not asked.
        rights: The rights under which the wording is shown.
        shown: What a response to this form records about the wording; None where none is shown.
        version_tag: Short text that ties a filled-in form to this definition and wording.
        offers: What questions offer whose options are a host's or a language's to choose; every other offers all it has.
        transcription: Whether it shows no wording at all, but numbers and codes for typing in what was filled in on paper.
        others: The same form in further languages, each as it may be shown, for a format that carries several.
        origin: Where an imported form came from, with what only that format can say; None where its wording may not be shown.
    """

    instrument: Instrument
    rater: Rater
    lang: str
    dir: Literal["ltr", "rtl"]
    texts: FrozenMap[LocalText]
    title: LocalText
    discreet_title: LocalText
    notices: tuple[Notice, ...] = ()
    care: LocalText | None = None
    session: Session | None = None
    rights: Rights = Rights()
    shown: Shown | None
    version_tag: str
    offers: FrozenMap[Offered] = FrozenMap()
    transcription: bool = False
    others: tuple["FormView", ...] = ()
    origin: Origin | None = attrs.field(default=None, repr=False)

    @cached_property
    def isolated(self) -> "FormView":
        """The same form with marks of direction around names, for formats that have no markup for them.

        >>> import alliance_forms as af
        >>> form = af.form_view(af.get_instrument("phq-9"))
        >>> form.isolated is form
        True
        """
        if not any(text.names for text in self.texts.values()):
            return self
        marked = {path: "".join(isolated(part) if own else part for part, own in text.parts()) for path, text in self.texts.items()}
        texts = FrozenMap({path: attrs.evolve(text, value=marked[path], names=()) for path, text in self.texts.items()})
        return attrs.evolve(self, texts=texts)

    def text_at(self, path: str) -> LocalText | None:
        """The text at a path, None where there is none to show."""
        return self.texts.get(path)

    def asked(self, item: Item) -> bool:
        """Whether an item is put to the person at all: not where the session answers it, or already rules it out."""
        if item.link_id in self._known:
            return False
        return self.conditional(item) or enabled(index_of(self.instrument), item, self._known)

    def conditional(self, item: Item) -> bool:
        """Whether it depends on answers not yet given that an item is meant."""
        return any(condition.question not in self._known for condition in item.enable_when)

    @cached_property
    def _known(self) -> FrozenMap[Answer]:
        return FrozenMap(session_answers(self.instrument, self.session))

    def item_text(self, item: Item) -> LocalText:
        """The words of a question; where no wording may be shown, its number.

        >>> import alliance_forms as af
        >>> form = af.form_view(af.get_instrument("phq-9"), locale="en")
        >>> form.item_text(form.instrument.item[1]).value
        'Feeling down, depressed, or hopeless'
        """
        return self.texts.get(f"item/{item.link_id}/text") or LocalText(item.link_id, self.lang, "ltr")

    def item_part(self, item: Item, part: Literal["hint", "minText", "maxText", "openLabel"]) -> LocalText | None:
        """A further text of an item: its hint, the words at the ends of its scale, or the label of own words."""
        return self.texts.get(f"item/{item.link_id}/{part}")

    def options(self, item: ChoiceItem) -> tuple[tuple[AnswerOption, LocalText], ...]:
        """The options that a choice item offers here, each with its words; where no wording may be shown, with its code.

        >>> import alliance_forms as af
        >>> form = af.form_view(af.get_instrument("phq-9"), locale="en")
        >>> [text.value for option, text in form.options(form.instrument.item[0])]
        ['Not at all', 'Several days', 'More than half the days', 'Nearly every day']
        """
        there = {option.code: option for option in self.instrument.options(item)}
        offer = self.offers.get(item.link_id)
        return tuple(
            (option, self.texts.get(option_path(item, option)) or LocalText(option.code, self.lang, "ltr"))
            for option in (there[code] for code in (offer.option if offer else there))
        )

    def own_words(self, item: ChoiceItem) -> bool:
        """Whether a person may answer a choice item in their own words here."""
        offer = self.offers.get(item.link_id)
        return offer.own_words if offer else item.open_choice
