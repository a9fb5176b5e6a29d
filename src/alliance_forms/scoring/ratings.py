# SPDX-License-Identifier: Apache-2.0
"""What several people say of one session, such as two observers of a recording: whether it belongs together, and one score of all of it."""

from collections.abc import Iterator, Mapping, Sequence

from alliance_forms.errors import InvalidDocument, Problem, UsageFault, pointer_to
from alliance_forms.model import Combine, FrozenMap, Instrument, Response, RuleKind, Score
from alliance_forms.scoring.alerts import Alerts
from alliance_forms.scoring.evaluate import Result, mean_of
from alliance_forms.scoring.plan import Plan

__all__ = ["alerts_of", "check_ratings", "combined"]


def check_ratings(instrument: Instrument, responses: Sequence[Response]) -> Combine:
    """The rule by which an instrument makes one score of these responses.

    Raises:
        UsageFault: The instrument has no such rule.
        InvalidDocument: The responses do not belong together: two ratings or more, of one session, each by somebody else.
    """
    rule = instrument.combine
    if rule is None:
        raise UsageFault(f"{instrument.id!r} does not say how ratings of several people become one score; score each response by itself")
    problems = list(_problems(rule, instrument, responses))
    if problems:
        raise InvalidDocument(problems)
    return rule


def _problems(rule: Combine, instrument: Instrument, responses: Sequence[Response]) -> Iterator[Problem]:
    if len(responses) < 2:  # noqa: PLR2004 - there is nothing to combine
        yield _problem("AF-RATINGS-FEW", f"ratings are combined from two on, and there are {len(responses)}; score a single one by itself")
    for number, response in enumerate(responses):
        others = responses[:number]
        if (response.rater or instrument.rater[0]) != rule.rater:
            yield _problem("AF-RATINGS-RATER", f"only ratings by one kind of rater are combined: {rule.rater}", number, "rater")
        if response.rater_id is None or response.rater_id in [other.rater_id for other in others]:
            yield _problem("AF-RATINGS-RATER", "each rating says who gave it, and nobody gives two", number, "raterId")
        if response.id is None or response.id in [other.id for other in others]:
            yield _problem("AF-RATINGS-ID", "each rating has an id of its own, since the report names it", number, "id")
        if response.session is None or response.session != responses[0].session:
            yield _problem("AF-RATINGS-SESSION", "all ratings say which session they are of, in the same words", number, "session")


def _problem(code: str, message: str, *place: str | int) -> Problem:
    return Problem(code=code, pointer=pointer_to(*place), message=message)


def combined(instrument: Instrument, rule: Combine, plan: Plan, ratings: Sequence[Mapping[str, Result]]) -> FrozenMap[Score]:
    """One score for each scale that the rule names, in the order of the instrument."""
    checked = {source.id for source in instrument.source if source.verified}
    unconfirmed: tuple[RuleKind, ...] = () if rule.source in checked else ("combine",)
    made = {}
    for scale in plan.scales:
        if scale.id in rule.scale:
            digits = scale.digits if rule.digits is None else rule.digits
            made[scale.id] = mean_of(scale, [rating[scale.id] for rating in ratings], digits=digits, rule=unconfirmed)
    return FrozenMap(made)


def alerts_of(ratings: Sequence[Alerts]) -> Alerts:
    """Every alert that any rating raises, and those that none raises and somebody's answers cannot tell about."""
    raised = tuple(dict.fromkeys(alert for one in ratings for alert in one.raised))
    known = {alert.id for alert in raised}
    unknown = dict.fromkeys(alert for one in ratings for alert in one.not_evaluated if alert.id not in known)
    return Alerts(raised=raised, not_evaluated=tuple(unknown))
