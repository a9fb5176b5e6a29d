# SPDX-License-Identifier: Apache-2.0
"""A score in words that the person who answered can read: calm, short, without the wording of a question and without a diagnosis.

Every sentence is written so that it fits one and many alike.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

import attrs

from alliance_forms.i18n import Interface
from alliance_forms.i18n.interface import _
from alliance_forms.model import Source
from alliance_forms.model.explanation import CountedAnswer, CountedPart, ExplainedBand, ExplainedCutOff, ExplainedScore
from alliance_forms.text.layout import clean, collapse

__all__ = ["Words"]


_DONE = {
    "sum": _("Their points were added up."),
    "mean": _("Their points were averaged."),
    "minimum": _("The lowest of their points counts."),
    "maximum": _("The highest of their points counts."),
}
_PARTS = {
    "sum": _("Other scores, added up: {scores}."),
    "mean": _("Other scores, averaged: {scores}."),
    "classification": _("This looks at other scores: {scores}."),
}
_REFUSED = {
    "digest-mismatch": _("The answers belong to another version of this form, so there is no score."),
    "key-not-supplied": _("The key of this score is the rights holder's to supply, so there is no score."),
    "part-refused": _("One of these has no value, so there is no score."),
}
_SIDES = {">=": _("{value} or more"), ">": _("above {value}"), "<=": _("{value} or less"), "<": _("below {value}")}
_PLACES = 4


def _plain(value: Decimal) -> str:
    """A number without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(exact: str | None) -> str:
    """An exact number as people read it: decimals without end are cut, and end in an ellipsis."""
    value = Fraction(exact or "0")
    if "/" not in (exact or ""):
        return exact or ""
    whole = abs(value) * 10**_PLACES // 1
    sign = "-" if value < 0 else ""
    return f"{sign}{Decimal(f'{whole}e-{_PLACES}'):f}…"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


@attrs.frozen(kw_only=True)
class Words:
    """One score in words.

    Attributes:
        interface: The language of the words.
        score: What they are about; its titles are in that language already.
    """

    interface: Interface
    score: ExplainedScore

    def lines(self) -> Iterator[str]:
        """One fact to a line."""
        yield self._headline()
        yield from self._made()
        yield from self._missing()
        if self.score.value is not None:
            yield from self._result()
            yield from self._ranges()
        yield from self._sources()

    def text(self, message: str, /, **values: str | int) -> str:
        """One sentence in the language; named as in `Interface`, so that it is found for the translators."""
        return self.interface.text(message, **values).text

    def _headline(self) -> str:
        score, band = self.score, self.score.band
        if score.value is None:
            return self.text("{score}: no score", score=score.title)
        if band and score.method == "classification":
            return f"{score.title}: {band.text}"
        return f"{score.title}: {score.value:f}" + (f" ({band.text})" if band else "")

    def _made(self) -> Iterator[str]:
        """What counted, and what was done with it."""
        score = self.score
        if score.parts:
            yield self.text(_PARTS[score.method], scores=_list(self._part(part) for part in score.parts))
        if score.criteria and score.value is not None:
            yield from self._criteria()
        if score.counted:
            used = self.text("Answers that count: {used} of {all}.", used=len(score.counted), all=len(score.counted) + len(score.missing))
            # Without a score no points are listed: nobody is to add up what has gaps.
            if score.value is None:
                yield used
            else:
                yield f"{used} {self._done()}".rstrip()
                yield from self._points(score.counted)

    def _points(self, counted: tuple[CountedAnswer, ...]) -> Iterator[str]:
        pointed = [f"{one.label}: {_plain(one.points)}" for one in counted if one.points is not None]
        if pointed:
            yield self.text("Points by question: {points}.", points=_list(pointed))
        weighed = [f"{one.label} (× {_plain(one.coefficient)})" for one in counted if one.coefficient != 1]
        if weighed:
            yield self.text("Counted more or less than once: {questions}.", questions=_list(weighed))
        turned = [one.label for one in counted if one.reversed]
        if turned:
            yield self.text("Turned round, so that all answers point the same way: {questions}.", questions=_list(turned))

    def _part(self, part: CountedPart) -> str:
        """Another score, with the number that is gone on with: exact in a composite, as reported in a classification."""
        if part.value is None:
            return f"{part.title} –"
        if part.coefficient is None:
            return f"{part.title} {part.value:f}"
        times = "" if part.coefficient == 1 else f"{_plain(part.coefficient)} × "
        return f"{times}{part.title} {_shown(part.exact)}"

    def _done(self) -> str:
        score = self.score
        if score.method == "scorer":
            return self.text("The value was calculated by {name}.", name=score.scorer or "")
        if score.method == "count":
            return " ".join(self._lines_to_count(score.counted))
        if score.method == "percent":
            points = sum((one.points or Decimal(0) for one in score.counted), Decimal(0))
            most = sum((one.weighs for one in score.counted), Decimal(0))
            message = _("The score is the percentage of the points possible: {points} of {most}.")
            return self.text(message, points=_plain(points), most=_plain(most))
        return self.text(_DONE[score.method]) if len(score.counted) > 1 else ""

    def _lines_to_count(self, counted: tuple[CountedAnswer, ...]) -> Iterator[str]:
        """From which weight an answer counts: what holds for most of them, then the others."""
        usual, *others = [line for line, _ in Counter(one.at_least for one in counted).most_common()]
        yield self.text("Each answer worth {line} or more counts as one.", line=_plain(usual or Decimal(0)))
        for line in others:
            questions = _list(one.label for one in counted if one.at_least == line)
            yield self.text("For {questions}, worth {line} or more.", questions=questions, line=_plain(line or Decimal(0)))

    def _criteria(self) -> Iterator[str]:
        names: Mapping[str, str] = {one.id: one.text for one in self.score.criteria}
        met = [one.text for one in self.score.criteria if one.met]
        unmet = [one.text for one in self.score.criteria if not one.met]
        if met:
            yield self.text("These criteria are met: {criteria}.", criteria=_list(met))
        if unmet:
            yield self.text("These criteria are not met: {criteria}.", criteria=_list(unmet))
        if self.score.band:
            band = self.score.band
            yield self._category(band, _list(names[one] for one in band.all or band.any))

    def _category(self, band: ExplainedBand, criteria: str) -> str:
        if band.all:
            return self.text("{category} needs all of these: {criteria}.", category=band.text, criteria=criteria)
        if band.any:
            return self.text("{category} needs one of these: {criteria}.", category=band.text, criteria=criteria)
        return self.text("{category} is what is left where nothing else fits.", category=band.text)

    def _missing(self) -> Iterator[str]:
        """What gave no points, and what the rule did about it."""
        score = self.score
        if score.reason in _REFUSED:
            yield self.text(_REFUSED[score.reason])
            return
        without = [one for one in score.missing if one.applies]
        unusable = [one.label for one in without if one.reason == "invalid-answer"]
        silent = [one.label for one in without if one.reason != "invalid-answer"]
        away = [one.label for one in score.missing if not one.applies]
        if silent:
            yield self.text("No answer that counts: {questions}.", questions=_list(silent))
        if away:
            yield self.text("Does not apply, and the score is made without it: {questions}.", questions=_list(away))
        if score.reason == "invalid-answer":
            yield self._invalid(unusable)
        elif score.value is None:
            yield self._refused(len(without))
        elif without:
            yield self._prorated()

    def _invalid(self, unusable: list[str]) -> str:
        if unusable:
            return self.text("The answer could not be used, so there is no score: {questions}.", questions=_list(unusable))
        return self.text("Something was answered that this form does not ask, so there is no score.")

    def _refused(self, gaps: int) -> str:
        score = self.score
        if gaps > (score.at_most or 0):
            if score.at_most:
                return self.text("This score allows at most {number} missing, so there is none.", number=score.at_most)
            return self.text("This score needs an answer to every question, so there is none.")
        if score.counted and score.scorer:
            return self.text("{name} gives no value for these answers, so there is no score.", name=score.scorer)
        return self.text("There is no answer to make a score of.")

    def _prorated(self) -> str:
        if self.score.method == "scorer":
            return self.text("This score allows at most {number} missing.", number=self.score.at_most or 0)
        message = _("The average of the other answers stands in for what is missing; this score allows at most {number} missing.")
        return self.text(message, number=self.score.at_most or 0)

    def _result(self) -> Iterator[str]:
        """What was made of the combined result."""
        score = self.score
        if score.linear:
            yield self._linear(_shown(score.combined), score.linear.multiply, score.linear.add, _shown(score.transformed))
        if score.lookup:
            before = score.transformed if score.linear else score.combined
            message = _("The table of this score turns {before} into {after}.")
            yield self.text(message, before=_shown(before), after=_plain(score.lookup.value))
        if score.exact is not None and Fraction(score.exact) != score.value:
            yield self.text("Rounded from {exact}.", exact=_shown(score.exact))

    def _linear(self, before: str, factor: Decimal, added: Decimal, after: str) -> str:
        if not added:
            return self.text("The result {before}, times {factor}, is {after}.", before=before, factor=_plain(factor), after=after)
        if factor == 1:
            return self.text("The result {before}, plus {added}, is {after}.", before=before, added=_plain(added), after=after)
        message = _("The result {before}, times {factor}, plus {added}, is {after}.")
        return self.text(message, before=before, factor=_plain(factor), added=_plain(added), after=after)

    def _ranges(self) -> Iterator[str]:
        score, band = self.score, self.score.band
        if score.basis == "shortened" and (score.bands or score.cut_offs):
            yield self.text("No range is named, since the ranges are made for all questions.")
        if band and score.method != "classification":
            low = _plain(band.low)
            if band.high is None:
                said = self.text("{range} is from {low} upwards.", range=band.text, low=low)
            else:
                said = self.text("{range} is from {low} to below {high}.", range=band.text, low=low, high=_plain(band.high))
            yield self._with_population(said, score.band_population)
        yield from (self._cut_off(cut) for cut in score.cut_offs if cut.reached is not None)

    def _cut_off(self, cut: ExplainedCutOff) -> str:
        line = self.text(_SIDES[cut.comparator], value=_plain(cut.value))
        message = _("{name} ({line}): yes.") if cut.reached else _("{name} ({line}): no.")
        return self._with_population(self.text(message, name=cut.text, line=line), cut.population)

    def _with_population(self, said: str, population: str | None) -> str:
        if population is None:
            return said
        made_for = self.text("Made for: {population}.", population=collapse(clean(population)))
        return f"{said} {made_for}"

    def _sources(self) -> Iterator[str]:
        """By whose rule, and whether somebody looked it up there."""
        score = self.score
        if score.key and score.reason != "key-not-supplied":
            yield self.text("The key of this score is the rights holder's; nothing here confirms it.")
        if score.source is None:
            yield self.text("No source is named for the rule.")
        elif score.band and score.band_source == score.source:
            yield self._source(_("Rule and ranges: {source} ({checked})"), score.source)
        else:
            yield self._source(_("Rule: {source} ({checked})"), score.source)
        if score.band_source and score.band and score.band_source != score.source:
            yield self._source(_("Ranges: {source} ({checked})"), score.band_source)
        for cut in score.cut_offs:
            if cut.source and cut.reached is not None and cut.source not in (score.source, score.band_source):
                yield f"{cut.text}: {self._cited(cut.source)}"

    def _source(self, message: str, source: Source) -> str:
        return self.text(message, source=self._citation(source), checked=self._checked(source))

    def _cited(self, source: Source) -> str:
        return f"{self._citation(source)} ({self._checked(source)})"

    def _citation(self, source: Source) -> str:
        return collapse(clean(source.citation)) + (f" doi:{source.doi}" if source.doi else "")

    def _checked(self, source: Source) -> str:
        return self.text("looked up") if source.verified else self.text("recalled, not looked up")
