# SPDX-License-Identifier: Apache-2.0
"""Scores as a fragment for a report: numbers, and names of ranges only where the host asks for them. A form that is filled in has none."""

from decimal import Decimal

import attrs
from markupsafe import Markup

from alliance_forms.errors import UsageFault
from alliance_forms.html.options import HtmlOptions
from alliance_forms.html.render import UNPRINTABLE, templates
from alliance_forms.html.tongue import Tongue
from alliance_forms.i18n import Interface, direction
from alliance_forms.model import ExplainedBand, ExplainedScore, Explanation, Source
from alliance_forms.view import REFUSED

__all__ = ["render_scores"]


@attrs.frozen(kw_only=True)
class _Line:
    """One score: its title, its value or why there is none, and what is said about it."""

    title: str
    value: Markup
    said: tuple[Markup, ...]


def render_scores(explanation: Explanation, *, bands: bool = False, options: HtmlOptions | None = None) -> str:
    """The scores of one response as HTML, for whoever may have them; each with what it rests on.

    Args:
        explanation: What `ScoreReport.explain` gives; release it as you would release the answers.
        bands: Whether the range a value falls in is named, with its limits and their source. A classification is only shown then.
        options: Prefix, heading level, templates and words of the host's own; the rest is about forms.

    Raises:
        UsageFault: A whole page is asked for; a report is the host's.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> report = af.score(phq9, af.read(phq9, "html", {f"af-{n}": "1" for n in range(1, 10)}))
    >>> "Mild" in render_scores(report.explain()), "Mild" in render_scores(report.explain(), bands=True)
    (False, True)
    """
    options = options or HtmlOptions()
    if options.document:
        raise UsageFault("scores are a fragment for a page of the host's own; leave `document` out")
    lang = explanation.locale
    interface = Tongue(lang=lang, dir=direction(lang), interface=Interface(lang, directory=options.catalogues))
    shown = [score for score in explanation.scores if bands or score.method != "classification"]
    page = (
        templates(options.templates)
        .environment.get_template("scores.html")
        .render(
            lang=lang,
            dir=direction(lang),
            options=options,
            own=f"{options.prefix}-_",
            scores=[_Line(title=score.title, value=_value(interface, score), said=_said(interface, score, bands=bands)) for score in shown],
            t=interface.text,
        )
    )
    return UNPRINTABLE.sub("\ufffd", page)


def _value(interface: Tongue, score: ExplainedScore) -> Markup:
    if score.value is None:
        reason = score.reason or "missing-items"
        return interface.text(REFUSED[reason])
    if score.method == "classification" and score.band:
        return Markup("{}").format(score.band.text)
    value = f"{score.value:f}"
    if score.basis == "prorated":
        return interface.text("{value}, with the average in place of missing answers", value=value)
    return Markup("{}").format(value)


def _said(interface: Tongue, score: ExplainedScore, *, bands: bool) -> tuple[Markup, ...]:
    without = [one.label for one in score.missing if one.applies]
    said = [interface.text("No answer that counts: {questions}.", questions=", ".join(without))] if without else []
    if score.key and score.reason != "key-not-supplied":
        said.append(interface.text("The key of this score is the rights holder's; nothing here confirms it."))
    if bands and score.band and score.value is not None:
        if score.method != "classification":
            said.append(_range(interface, score.band))
        if score.band_population:
            said.append(interface.text("Made for: {population}.", population=score.band_population))
        if score.band_source:
            said.append(_source(interface, score.band_source))
        said.append(interface.text("A range says how scores are grouped. It is no diagnosis."))
    return tuple(said)


def _range(interface: Tongue, band: ExplainedBand) -> Markup:
    if band.high is None:
        return interface.text("{range} is from {low} upwards.", range=band.text, low=_plain(band.low))
    return interface.text("{range} is from {low} to below {high}.", range=band.text, low=_plain(band.low), high=_plain(band.high))


def _source(interface: Tongue, source: Source) -> Markup:
    cited = source.citation + (f" doi:{source.doi}" if source.doi else "")
    checked = interface.text("looked up") if source.verified else interface.text("recalled, not looked up")
    return interface.text("Ranges: {source} ({checked})", source=cited, checked=checked.striptags())


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
