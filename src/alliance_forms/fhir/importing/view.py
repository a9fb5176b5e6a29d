# SPDX-License-Identifier: Apache-2.0
"""An imported instrument as our writer would write it, to see what is otherwise; this shows nothing to anybody."""

import attrs

from alliance_forms.fhir.forms.questionnaire import named
from alliance_forms.fhir.forms.scores import places_in
from alliance_forms.i18n import direction
from alliance_forms.model import FrozenMap, Instrument, Kept, Origin, texts_of, variant, without_texts
from alliance_forms.rights import credit
from alliance_forms.scoring.fhirpath import Place
from alliance_forms.view import FormView, LocalText

__all__ = ["as_ours", "places_of"]


def as_ours(instrument: Instrument, origin: Origin) -> FormView:
    """The form in its own language with all its words, whoever holds the rights.

    Args:
        instrument: What was imported.
        origin: Says that its conditions are other people's.
    """
    lang, rater = instrument.language, instrument.rater[0]
    texts = {path: LocalText(said, lang, direction(lang)) for path, text in texts_of(instrument) if (said := variant(text, rater))}
    return FormView(
        instrument=without_texts(instrument),
        rater=rater,
        lang=lang,
        dir=direction(lang),
        texts=FrozenMap(texts),
        title=texts["title"],
        discreet_title=texts["title"],
        rights=attrs.evolve(instrument.rights, attribution=credit(instrument.rights)),
        shown=None,
        version_tag="",
        origin=origin,
    )


def places_of(instrument: Instrument) -> FrozenMap[Place]:
    """Where our writer puts the answer to each item, and how its codes are written there.

    Args:
        instrument: What was imported.
    """
    made, names = named(as_ours(instrument, Origin(format="fhir-r4", digest="", kept=Kept({}))))
    return FrozenMap(dict(places_in(names, made["item"])))
