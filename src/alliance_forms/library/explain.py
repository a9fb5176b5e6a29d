# SPDX-License-Identifier: Apache-2.0
"""Why a score is what it is, for whoever asks a report: the data, and its text in a language."""

from decimal import Decimal

import attrs

from alliance_forms.i18n import Interface, catalogue, normalise_locale
from alliance_forms.library.documents import locales_of
from alliance_forms.library.explain_words import Words
from alliance_forms.library.guard import scorer_of
from alliance_forms.library.host import Host
from alliance_forms.model import Answer, FrozenMap, Instrument, Response, ScoreReport, texts_of, variant
from alliance_forms.model.explanation import Explanation
from alliance_forms.scoring.explain import explain
from alliance_forms.text.layout import clean, collapse

__all__ = ["explained"]


def explained(instrument: Instrument, response: Response, report: ScoreReport, *, locale: str | None, host: Host) -> Explanation:
    """Why every score of a report is what it is, as data and as a text in the language wanted.

    Raises:
        UsageFault: The locale is no language tag.
        NotFound: A scale's scorer is no longer installed.
        PluginError: A scale's scorer is at fault.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> report = af.score(phq9, af.read(phq9, "html", {"af-1": "3"}))
    >>> print(str(report.explain()).splitlines()[0])
    Total: no score
    """
    wanted = normalise_locale(locale) if locale else instrument.language

    def ask(name: str, answers: FrozenMap[Answer]) -> Decimal | None:
        return scorer_of(host)(name).score(instrument, answers)

    interface = Interface(wanted)
    texts = _texts(instrument, response, wanted, host)
    data = explain(instrument, response, report, ask=ask, texts=texts, locale=interface.lang)
    return attrs.evolve(data, text=_text(data, interface))


def _texts(instrument: Instrument, response: Response, lang: str, host: Host) -> dict[str, str]:
    """The texts of the scales by path: translated where they are, else in the instrument's own language."""
    rater = response.rater or instrument.rater[0]
    entries = catalogue(instrument.id, lang, locales_of(instrument, host), source_lang=instrument.language)
    found = {}
    for path, text in texts_of(instrument):
        source = variant(text, rater) if path.startswith("scale/") else None
        if source is not None:
            context = path if isinstance(text, str) else f"{path}@{rater}"
            found[path] = collapse(clean(entries.lookup(source, context=context).text)) or path.rpartition("/")[2]
    return found


def _text(explanation: Explanation, interface: Interface) -> str:
    paragraphs = ["\n".join(Words(interface=interface, score=score).lines()) for score in explanation.scores]
    return "\n\n".join(paragraphs) or interface.text("This form has no scores.").text
