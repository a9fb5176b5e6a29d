# SPDX-License-Identifier: Apache-2.0
"""Which results there are: what an instrument can give, and what of it may be told. The answers have no say in it."""

from alliance_forms.checks import index_of
from alliance_forms.fhir.results.codes import Named
from alliance_forms.model import Alert, Combination, Condition, DisplayItem, GroupItem, Instrument, ReleasedResponse, Scale, ScoreReport

__all__ = ["AUDIENCE", "conditions", "looks_at", "needs", "possible", "told"]

AUDIENCE = "record"


def conditions(alert: Alert) -> tuple[Condition, ...]:
    """What an alert looks at."""
    return alert.when.any or alert.when.all if isinstance(alert.when, Combination) else (alert.when,)


def looks_at(scale: Scale) -> frozenset[str]:
    """Ids of the scales that this one is made of."""
    return frozenset(part.scale for part in scale.part) | {one.when.score for one in scale.criterion if one.when.score}


def needs(instrument: Instrument) -> dict[str, frozenset[str]]:
    """The items that each scale rests on, by itself or through the scales it is made of; a key that its holder keeps names none."""
    scales = {scale.id: scale for scale in instrument.scale}

    def of(name: str) -> frozenset[str]:
        return frozenset(one.link_id for one in scales[name].item).union(*map(of, looks_at(scales[name])))

    return {name: of(name) for name in scales}


def possible(instrument: Instrument, *, items: bool) -> tuple[Named, ...]:
    """Everything that a response can have a result for.

    An item that an alert names always is: a score that is low says nothing of an answer that somebody should look at. A round of a
    repeating group is none; the response itself holds it.

    Args:
        instrument: What was asked.
        items: Whether each answer is a result.
    """
    named = {one.question for alert in instrument.alert for one in conditions(alert)}
    spots = index_of(instrument).levels[""]
    links = [link for link, spot in spots.items() if not isinstance(spot.item, GroupItem | DisplayItem) and (items or link in named)]
    return (
        Named("form", instrument.id),
        *(Named("scale", scale.id) for scale in instrument.scale),
        *(Named("item", link) for link in links),
        *(Named("alert", alert.id) for alert in instrument.alert if AUDIENCE in alert.audience),
    )


def told(instrument: Instrument, response: ReleasedResponse, report: ScoreReport, *, items: bool) -> tuple[Named, ...]:
    """What of it the record may have: nothing that would need a withheld item, as if it had never been asked.

    Args:
        instrument: What was asked.
        response: What is released.
        report: Its scores; they name the items of a key that its holder keeps.
        items: As for `possible`.
    """
    withheld = response.withheld
    closed = {name for name, links in needs(instrument).items() if (links | {*report[name].missing}) & withheld}
    looked_at = {alert.id: conditions(alert) for alert in instrument.alert}

    def open_(named: Named) -> bool:
        if named.kind == "item":
            return named.id not in withheld
        if named.kind == "alert":
            return not any(one.question in withheld or one.score in closed for one in looked_at[named.id])
        return named.id not in closed or named.kind == "form"

    found = tuple(filter(open_, possible(instrument, items=items)))
    return found if len(found) > 1 else ()
