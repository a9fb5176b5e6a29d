# SPDX-License-Identifier: Apache-2.0
"""Do an instrument's texts speak of the client as they can and may? Slots, verbs, and where a text may speak of anybody at all."""

from collections.abc import Iterator

from alliance_forms.checks.findings import problem
from alliance_forms.errors import Problem
from alliance_forms.identity import faults_in, is_template
from alliance_forms.model import Instrument, Rater, texts_of, variant
from alliance_forms.rights import changeable

__all__: list[str] = []

# What only the form shows, to the person who fills it in. Titles, scores and alerts go where nobody asked whether a name may.
_SHOWN_ON_THE_FORM = ("introduction", "recall/", "item/", "answerOptionSet/")


def templates(instrument: Instrument) -> Iterator[Problem]:
    """Everything that is wrong with the texts that speak of the client."""
    # A text that several raters read is looked at for each of them.
    yield from dict.fromkeys(_findings(instrument))


def _findings(instrument: Instrument) -> Iterator[Problem]:
    for path, text in texts_of(instrument):
        for rater in instrument.rater:
            source = variant(text, rater)
            if source is not None and is_template(source):
                own = path if isinstance(text, str) else f"{path}@{rater}"
                found = [*_place(path, rater), *_rights(instrument), *faults_in(source, language=instrument.language)]
                yield from (problem(fault.code, (), f"the text {own!r}: {fault.message}", fault.hint) for fault in found)


def _place(path: str, rater: Rater) -> Iterator[Problem]:
    if not path.startswith(_SHOWN_ON_THE_FORM):
        message = "this text goes where a name may not follow, and cannot speak of the client"
        yield problem("AF-TEMPLATE-PLACE", (), message, "only the introduction, questions and answers can")
    elif rater == "client":
        yield problem("AF-TEMPLATE-PLACE", (), "the client reads this text, and is spoken to", "give each rater a text")


def _rights(instrument: Instrument) -> Iterator[Problem]:
    if not changeable(instrument.rights):
        message = "this wording may not be changed, so nothing can be put into it"
        yield problem("AF-TEMPLATE-RIGHTS", (), message, "leave it as its holder wrote it")
