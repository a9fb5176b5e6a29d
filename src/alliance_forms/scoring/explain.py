# SPDX-License-Identifier: Apache-2.0
"""Why a report says what it says, as data. Every number is the plan's or the reference engine's; nothing is calculated a second way."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from alliance_forms.checks import Checked, check_answers, enabled, index_of, meets, session_answers
from alliance_forms.model import (
    Absent,
    Answer,
    DateItem,
    DisplayItem,
    GroupItem,
    Instrument,
    Response,
    Scale,
    ScaleItem,
    Score,
    ScoreReport,
    Source,
    TextItem,
)
from alliance_forms.model.explanation import (
    CountedAnswer,
    CountedPart,
    ExplainedBand,
    ExplainedCriterion,
    ExplainedCutOff,
    ExplainedScore,
    Explanation,
    MissingAnswer,
    WhyMissing,
)
from alliance_forms.scoring.alerts import why_absent
from alliance_forms.scoring.compile import compile_plan
from alliance_forms.scoring.evaluate import Ask, Result, run, worth_in
from alliance_forms.scoring.plan import ItemPlan, ScalePlan

__all__ = ["explain"]

# A longer prefix could hold words of the question.
_LONGEST_LABEL = 12


def explain(
    instrument: Instrument, response: Response, report: ScoreReport, *, ask: Ask, texts: Mapping[str, str], locale: str
) -> Explanation:
    """Why every score of a report is what it is, without the text.

    Args:
        instrument: What was asked.
        response: What was answered.
        report: What came of it.
        ask: Asks a scorer, for scales that leave their value to one; it is asked again.
        texts: Titles and the like by path (``scale/total/title``), in the language wanted.
        locale: The language of the text to come.

    Raises:
        NotFound: A scale's scorer is no longer there.
        PluginError: A scale's scorer is at fault.
    """
    checked = check_answers(instrument, response.answers, session=response.session)
    case = _Case(instrument=instrument, report=report, checked=checked, ask=ask, texts=texts, labels=_labels(instrument, response))
    plans = compile_plan(instrument)
    for plan in plans.ordered:
        case.take(plan)
    made = tuple(case.score(scale, plan) for scale, plan in zip(instrument.scale, plans.scales, strict=True))
    return Explanation(instrument=instrument.id, version=instrument.version, locale=locale, scores=made)


def _labels(instrument: Instrument, response: Response) -> dict[str, str]:
    """What each question is called on the form: its own prefix, or its number where the instrument numbers nothing."""
    index, known = index_of(instrument), session_answers(instrument, response.session)
    if any(item.prefix for item in index.items.values()):
        own = {link: " ".join((item.prefix or "").split()).rstrip(".: ") for link, item in index.items.items()}
        return {link: label if 0 < len(label) <= _LONGEST_LABEL and label.isprintable() else link for link, label in own.items()}
    asked = [
        link
        for link, item in index.items.items()
        if not isinstance(item, GroupItem | DisplayItem) and link not in known
        if any(one.question not in known for one in item.enable_when) or enabled(index, item, known)
    ]
    return {link: link for link in index.items} | {link: str(number) for number, link in enumerate(asked, start=1)}


def _written(value: Fraction) -> str:
    """An exact number as text; as a fraction where its decimals have no end."""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        times = 0
        while rest % prime == 0:
            rest, times = rest // prime, times + 1
        places = max(places, times)
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    return f"{Decimal(f'{value.numerator * (10**places // value.denominator)}e-{places}'):f}"


def _exact(result: Result | None) -> str | None:
    return None if result is None or result.exact is None else _written(Fraction(*result.exact))


@attrs.define(kw_only=True)
class _Case:
    """One response and its report, with the results of the engine as they come."""

    instrument: Instrument
    report: ScoreReport
    checked: Checked = attrs.field(repr=False)
    ask: Ask
    texts: Mapping[str, str]
    labels: Mapping[str, str]
    results: dict[str, Result] = attrs.field(factory=dict, repr=False)

    def take(self, plan: ScalePlan) -> None:
        """Run one scale again for its exact value; a refused one has none."""
        refused = self.report[plan.id].value is None
        self.results[plan.id] = Result(score=self.report[plan.id]) if refused else self._run(plan)

    def _run(self, plan: ScalePlan) -> Result:
        return run(plan, self.checked.answers, ask=self.ask, parts=self.results)

    def score(self, scale: Scale, plan: ScalePlan) -> ExplainedScore:
        score = self.report[scale.id]
        items = [] if score.reason == "digest-mismatch" else list(zip(scale.item, plan.items, strict=True))
        answers, bands = self.checked.answers, tuple(self._bands(scale))
        return ExplainedScore(
            scale=scale.id,
            title=self._title(scale.id),
            method=scale.method,
            scorer=scale.scorer,
            status=score.status,
            value=score.value,
            reason=score.reason,
            basis=score.basis,
            rule=score.rule,
            at_most=scale.missing.at_most,
            counted=tuple(
                self._counted(scale, plan, part, item, answers[item.link_id])
                for part, item in items
                if worth_in(plan, item, answers.get(item.link_id)) is not None
            ),
            missing=tuple(self._missing(plan, item) for _, item in items if worth_in(plan, item, answers.get(item.link_id)) is None),
            parts=tuple(self._part(plan, name) for name in plan.looks_at),
            criteria=tuple(self._criteria(scale)),
            digits=scale.digits,
            bands=bands,
            band=next((band for band in bands if band.id == score.band), None),
            band_population=scale.band_population,
            cut_offs=tuple(self._cut_offs(scale, score)),
            source=self._source(scale.source),
            band_source=self._source(scale.band_source),
            key=scale.key,
            unconfirmed=score.unconfirmed or (),
            **self._steps(scale, plan),
        )

    def _steps(self, scale: Scale, plan: ScalePlan) -> dict[str, Any]:
        """From the combined result to the exact value, each step by the engine itself."""
        result = self.results[plan.id]
        if result.exact is None:
            return {}
        untabled = self._run(attrs.evolve(plan, lookup=())) if plan.lookup else result
        plain = self._run(attrs.evolve(plan, lookup=(), multiply=1, add=0, over=1)) if scale.linear else untabled
        before = Fraction(*untabled.exact) if untabled.exact else None
        return {
            "combined": _exact(plain),
            "linear": scale.linear,
            "transformed": _exact(untabled) if scale.linear else None,
            "lookup": next((row for row in reversed(plan.lookup) if before is not None and before >= row.low), None),
            "exact": _exact(result),
        }

    def _title(self, scale: str) -> str:
        return self.texts.get(f"scale/{scale}/title", scale)

    def _text(self, scale: Scale, key: str, name: str) -> str:
        return self.texts.get(f"scale/{scale.id}/{key}/{name}", name)

    def _source(self, name: str | None) -> Source | None:
        return next((source for source in self.instrument.source if source.id == name), None)

    def _counted(self, scale: Scale, plan: ScalePlan, part: ScaleItem, item: ItemPlan, answer: Answer) -> CountedAnswer:
        asked, units = index_of(self.instrument).items[item.link_id], worth_in(plan, item, answer)
        # Own words, dates and lists are for the scorer alone.
        plain = isinstance(answer, str | Decimal | bool) and not isinstance(asked, TextItem | DateItem)
        weigher = plan.method == "scorer" or units is None
        # In a percentage points are hundredths of the range.
        hundred = 100 if scale.method == "percent" else 1
        return CountedAnswer(
            link_id=item.link_id,
            label=self.labels[item.link_id],
            answer=answer if plain else None,  # type: ignore[arg-type] # only these three are plain
            weight=None if weigher else self._weight(item.link_id, answer),
            reversed=part.reverse,
            coefficient=part.coefficient,
            at_least=(scale.at_least if part.at_least is None else part.at_least) if scale.method == "count" else None,
            points=None if weigher else Decimal(_written(Fraction(units or 0, plan.step * plan.share * hundred))),
            weighs=self._weighs(plan, item),
        )

    def _weight(self, link: str, answer: Answer) -> Decimal | None:
        if isinstance(answer, Decimal):
            return answer
        return next((option.weight for option in index_of(self.instrument).options[link] if option.code == answer), None)

    def _weighs(self, plan: ScalePlan, item: ItemPlan) -> Decimal:
        return Decimal(_written(Fraction(item.coefficient, plan.share)))

    def _missing(self, plan: ScalePlan, item: ItemPlan) -> MissingAnswer:
        reason = self._why(item.link_id)
        return MissingAnswer(
            link_id=item.link_id,
            label=self.labels[item.link_id],
            reason=reason,
            applies=not (plan.shrink and reason == "not-applicable"),
            weighs=self._weighs(plan, item),
        )

    def _why(self, link: str) -> WhyMissing:
        answer = self.checked.answers.get(link)
        if answer is None or isinstance(answer, Absent) or link in self.checked.invalid:
            why: WhyMissing = why_absent(self.checked, link)
            return why
        return "no-weight"

    def _part(self, plan: ScalePlan, name: str) -> CountedPart:
        coefficient = next((one.coefficient for one in plan.parts if one.scale == name), None)
        return CountedPart(
            scale=name,
            title=self._title(name),
            coefficient=None if coefficient is None else Decimal(_written(Fraction(coefficient, plan.share))),
            value=self.report[name].value,
            exact=_exact(self.results[name]),
        )

    def _criteria(self, scale: Scale) -> Iterator[ExplainedCriterion]:
        for one in scale.criterion:
            wanted = one.when.answer if isinstance(one.when.answer, tuple) else (one.when.answer,)
            value = self.report[one.when.score or ""].value
            yield ExplainedCriterion(
                id=one.id,
                text=self._text(scale, "criterion", one.id),
                scale=one.when.score or "",
                operator=one.when.operator,
                answer=tuple(number for number in wanted if isinstance(number, Decimal)),
                met=None if value is None else meets(one.when, (value,)),
            )

    def _bands(self, scale: Scale) -> Iterator[ExplainedBand]:
        for one in scale.category:
            yield ExplainedBand(id=one.id, text=self._text(scale, "category", one.id), low=one.value, all=one.all, any=one.any)
        for band, following in zip(scale.band, (*scale.band[1:], None), strict=False):
            high = following.low if following else None
            yield ExplainedBand(id=band.id, text=self._text(scale, "band", band.id), low=band.low, high=high)

    def _cut_offs(self, scale: Scale, score: Score) -> Iterator[ExplainedCutOff]:
        for cut in scale.cut_off:
            yield ExplainedCutOff(
                id=cut.id,
                text=self._text(scale, "cutOff", cut.id),
                value=cut.value,
                comparator=cut.comparator,
                population=cut.population,
                reached=score.cut_offs.get(cut.id),
                source=self._source(cut.source),
            )
