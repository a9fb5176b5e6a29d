# SPDX-License-Identifier: Apache-2.0
"""All forms there are, as they may go into a record."""

from collections.abc import Iterator

from alliance_forms.errors import NotPermitted
from alliance_forms.library.documents import get_instrument, instruments
from alliance_forms.library.forms import form_view
from alliance_forms.library.host import Host
from alliance_forms.model import Instrument, Rater
from alliance_forms.view import FormView

__all__ = ["record_forms"]


def record_forms(*, at: str | None = None, host: Host | None = None) -> Iterator[FormView]:
    """Every form there is, for each rater, in all languages that may go into a record; where none may, its codes without any wording.

    Each instrument comes in its highest version, and in its own language first where that is among them.

    Args:
        at: What day it is, where a licence for a period is judged.
        host: What your application has decided.

    >>> [(form.lang, [other.lang for other in form.others]) for form in record_forms() if form.instrument.id == "phq-9"]
    [('en', ['es-419', 'fr-FR', 'pt-BR'])]
    """
    for line in instruments(host=host, at=at):
        instrument = get_instrument(line.id, host=host)
        languages = sorted(line.languages, key=lambda lang: (lang != instrument.language, lang))
        for rater in instrument.rater:
            allowed = [lang for lang in languages if _allowed(instrument, rater, lang, at=at, host=host)]
            if allowed:
                first, *others = allowed
                yield form_view(instrument, locale=first, rater=rater, also=others, record=True, at=at, host=host)
            else:
                yield form_view(instrument, rater=rater, transcribe=True, host=host)


def _allowed(instrument: Instrument, rater: Rater, lang: str, *, at: str | None, host: Host | None) -> bool:
    try:
        form_view(instrument, locale=lang, rater=rater, record=True, at=at, host=host)
    except NotPermitted:
        return False
    return True
