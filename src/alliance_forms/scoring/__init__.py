# SPDX-License-Identifier: Apache-2.0
"""From answers to scores and alerts: a scale is compiled once into a plan, and engines execute plans."""

import logging
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from alliance_forms.checks import check_answers, index_of
from alliance_forms.codec import answer_digest, scoring_digest
from alliance_forms.errors import InvalidDocument, NotFound, PluginError, Problem, UsageFault
from alliance_forms.model import Answer, FrozenMap, Instrument, Rating, ReleasedResponse, Response, Score, ScoreReport
from alliance_forms.scoring.alerts import Alerts, evaluate_alerts, unknowable
from alliance_forms.scoring.compile import compile_plan
from alliance_forms.scoring.evaluate import Ask, Result, refuse, run_all
from alliance_forms.scoring.plan import Plan
from alliance_forms.scoring.ratings import alerts_of, check_ratings, combined
from alliance_forms.scoring.scorer import Scorer

__all__ = ["Alerts", "Lookup", "Plan", "Scorer", "alerts", "compile_plan", "fits", "report", "report_together"]

Lookup = Callable[[str], Scorer]
_LOG = logging.getLogger("alliance_forms")


def _none_here(name: str) -> Scorer:
    raise NotFound("scorer", name, ())


def fits(instrument: Instrument, response: Response) -> bool:
    """Whether a response was given to this definition: by its digest, or without one by its version.

    Raises:
        UsageFault: It belongs to another instrument altogether.
    """
    if response.instrument != instrument.id:
        raise UsageFault(f"this response belongs to {response.instrument!r}, not to {instrument.id!r}")
    if response.digest is not None:
        return response.digest == answer_digest(instrument)
    return response.version == instrument.version


def report(instrument: Instrument, response: Response, *, scorer: Lookup = _none_here, keyed: Instrument | None = None) -> ScoreReport:
    """Score a response: every scale, every alert, and for each that has no result the reason.

    Args:
        instrument: What was asked.
        response: What was answered, or what is released of it: then nothing is made of what is withheld, and an alert is only told to those
            it is for.
        scorer: Finds the scorer of a name, for scales that leave their value to one.
        keyed: The same instrument with the keys that rights holders supply; a response is held against `instrument` all the same.

    Raises:
        UsageFault: The response belongs to another instrument.
        NotFound: A scale's scorer is not there.
        PluginError: A scale's scorer is at fault.
        InvalidDocument: The response does not say who answered, and the instrument has several raters.
    """
    if response.rater is None and len(instrument.rater) > 1:
        message = f"this instrument has several raters ({', '.join(instrument.rater)})"
        raise InvalidDocument([Problem(code="AF-RESPONSE-RATER", pointer="", message=message, hint="say which one in the key 'rater'")])
    results, found = _evaluated(instrument, response, _asking(instrument, scorer), keyed)
    return _reported(instrument, keyed, found, response=response.id, rater=response.rater, scores=_scores(results))


def report_together(
    instrument: Instrument, responses: Sequence[Response], *, scorer: Lookup = _none_here, keyed: Instrument | None = None
) -> ScoreReport:
    """Score what several people say of one session as one, by the rule of the instrument; as `report`, for each of the responses.

    Raises:
        UsageFault: A response belongs to another instrument, or the instrument has no such rule.
        NotFound: A scale's scorer is not there.
        PluginError: A scale's scorer is at fault.
        InvalidDocument: The responses do not belong together.
    """
    rule = check_ratings(instrument, responses)
    given = [_evaluated(instrument, response, _asking(instrument, scorer), keyed) for response in responses]
    scores = combined(instrument, rule, compile_plan(keyed or instrument), [results for results, _ in given])
    ratings = tuple(
        Rating(response=response.id or "", scores=_scores(results)) for response, (results, _) in zip(responses, given, strict=True)
    )
    return _reported(instrument, keyed, alerts_of([found for _, found in given]), rater=rule.rater, scores=scores, ratings=ratings)


def _asking(instrument: Instrument, scorer: Lookup) -> Ask:
    return lambda name, answers: scorer(name).score(instrument, answers)


def _scores(results: Mapping[str, Result]) -> FrozenMap[Score]:
    return FrozenMap({name: result.score for name, result in results.items()})


def _reported(instrument: Instrument, keyed: Instrument | None, found: Alerts, **said: Any) -> ScoreReport:
    return ScoreReport(
        instrument=instrument.id,
        version=instrument.version,
        digest=answer_digest(instrument),
        scoring_digest=scoring_digest(keyed or instrument),
        alerts=found.raised,
        alerts_not_evaluated=found.not_evaluated,
        **said,
    )


def alerts(instrument: Instrument, response: Response, *, scorer: Lookup = _none_here, keyed: Instrument | None = None) -> Alerts:
    """The alerts of a response, whatever else is wrong with it; a scorer at fault hides none but those on its own score.

    Raises:
        UsageFault: The response belongs to another instrument.
    """

    def ask(name: str, answers: FrozenMap[Answer]) -> Decimal | None:
        try:
            return scorer(name).score(instrument, answers)
        except (NotFound, PluginError) as error:
            _LOG.warning("instrument %s: no alert on the score of this scorer can be evaluated: %s", instrument.id, error)
            return None

    return _evaluated(instrument, response, ask, keyed)[1]


def _evaluated(instrument: Instrument, response: Response, ask: Ask, keyed: Instrument | None = None) -> tuple[dict[str, Result], Alerts]:
    plan = compile_plan(keyed or instrument)
    told, withheld = instrument.alert, frozenset[str]()
    if isinstance(response, ReleasedResponse):
        plan, withheld = plan.without(response.withheld), response.withheld
        told = tuple(alert for alert in told if response.audience in alert.audience)
    if not fits(instrument, response):
        refused = {scale.id: Result(score=refuse(scale, "digest-mismatch")) for scale in plan.scales}
        return refused, unknowable(told, "digest-mismatch")
    checked = check_answers(instrument, response.answers, session=response.session)
    stray = any(problem.code == "AF-ANSWER-UNKNOWN-ITEM" for problem in checked.problems)
    # An answer to a question this instrument does not have says that something is mixed up: then no score, but every alert.
    invalid = frozenset(item.link_id for scale in plan.scales for item in scale.items) if stray else checked.invalid
    usable = {link: answer for link, answer in checked.answers.items() if link not in withheld} if withheld else checked.answers
    results = run_all(plan, usable, invalid=invalid, ask=ask)
    scores = {name: result.score for name, result in results.items()}
    return results, evaluate_alerts(told, index=index_of(instrument), checked=checked, scores=scores, withheld=withheld)
