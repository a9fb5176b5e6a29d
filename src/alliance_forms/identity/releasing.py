# SPDX-License-Identifier: Apache-2.0
"""The one door out for answers: item by item, and what is withheld is left out, as if nobody had answered it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import attrs

from alliance_forms.errors import UsageFault
from alliance_forms.identity.readers import Readers
from alliance_forms.model import Answer, DisplayItem, Entry, FrozenMap, Instrument, Item, ReleasedResponse, ReleaseRule, Response
from alliance_forms.model.values import is_day

__all__ = ["release_of"]

# Who may have answers by a screen where neither the response nor the host says anything.
_DEFAULT = (ReleaseRule(audience=("self", "therapist")),)
# What a response says of its form; all the rest says that somebody filled it in.
_OF_THE_FORM = {"instrument", "version", "digest", "rater"}


def release_of(
    response: Response,
    instrument: Instrument,
    audience: str,
    *,
    channel: str = "screen",
    at: str | None = None,
    policy: tuple[ReleaseRule, ...] = (),
    readers: Readers | None = None,
) -> ReleasedResponse:
    """What an audience may have of a response by a channel at a time.

    Rules that name an item stand before rules that name a group around it, and those before rules that name none. An item that is asked
    only after some answer to a withheld one is withheld too, unless a rule names it: that it was asked would tell that answer.

    Args:
        response: What was answered.
        instrument: What was asked.
        audience: Who is to have it.
        channel: How it travels.
        at: The day or the moment; needed once a rule for this audience begins at some time.
        policy: The host's rules, where the response says nothing.
        readers: The audiences and channels known here; those every host has by default.

    Raises:
        UsageFault: The audience or channel is not known, or a time is needed and missing.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> answers = af.Response(instrument="phq-9", version="1.0.0", answers={"1": "3"})
    >>> [dict(release_of(answers, phq9, reader).answers) for reader in ("therapist", "insurer")]
    [{'1': '3'}, {}]
    """
    readers = readers or Readers()
    gate = _Gate(
        rules=(response.release, policy, _DEFAULT),
        audience=readers.audience(audience),
        channel=readers.channel(channel),
        now=_moment(at),
        # Everything else about a person goes through their profile.
        shut=instrument.fills is not None and audience != "self",
        above=dict(_above(instrument.item, ())),
    )
    items = tuple(instrument.walk())
    closed = frozenset(item.link_id for item in items if not gate.opens(item.link_id))
    touched = _with_followers(closed, items, gate.above)
    withheld = closed | {link for link in touched if not gate.named(link)}
    whole = {field.name: getattr(response, field.name) for field in attrs.fields(Response)}
    # Which pronouns a form used is for the profile to disclose.
    whole["shown"] = response.shown and attrs.evolve(response.shown, pronouns=None)
    if all(item.link_id in withheld for item in items if not isinstance(item, DisplayItem)):
        changes: dict[str, Any] = dict.fromkeys(set(whole) - _OF_THE_FORM) | {"answers": {}, "status": "in-progress"}
    elif withheld:
        changes = {
            "answers": _kept(response.answers, gate, withheld),
            "status": _status(response),
            "session": _session(response, items, withheld),
        }
    else:
        changes = {"answers": _kept(response.answers, gate, withheld)}
    return ReleasedResponse(
        **(whole | {"shown": _shown(response)} | changes | {"release": ()}), audience=gate.audience, channel=gate.channel, withheld=touched
    )


@attrs.frozen(kw_only=True)
class _Gate:
    """Which items one audience may have, by the rules of the response, of the host and of the library, in this order."""

    rules: tuple[tuple[ReleaseRule, ...], ...]
    audience: str
    channel: str
    now: datetime | None
    shut: bool
    above: Mapping[str, tuple[str, ...]]

    def opens(self, link: str) -> bool:
        """Whether this item may be had."""
        return not self.shut and any(map(self._holds, _free_first(self._about(link))))

    def named(self, link: str) -> bool:
        """Whether a rule that names this item, or a group around it, lets it through."""
        return self.opens(link) and any(rule.link_id for rule in self._about(link))

    def _about(self, link: str) -> tuple[ReleaseRule, ...]:
        """The rules that decide on an item: the first source that says anything about it, and there the ones nearest to it."""
        for rules in self.rules:
            for name in (link, *self.above.get(link, ())):
                if naming := tuple(rule for rule in rules if name in rule.link_id):
                    return naming
            if general := tuple(rule for rule in rules if not rule.link_id):
                return general
        return ()

    def _holds(self, rule: ReleaseRule) -> bool:
        if self.audience not in rule.audience or self.channel not in rule.channel:
            return False
        if rule.start is None:
            return True
        if self.now is None:
            raise UsageFault(
                "some of this is released from some time on only; say when it is: at='2026-11-25' or at='2026-11-25T10:00:00Z'"
            )
        begins = _parsed(rule.start)
        return begins is not None and begins <= self.now


def _free_first(rules: tuple[ReleaseRule, ...]) -> list[ReleaseRule]:
    return sorted(rules, key=lambda rule: rule.start is not None)


def _parsed(moment: str) -> datetime | None:
    """A moment with its time zone; None for one that no clock ever shows."""
    try:
        found = datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else None


def _moment(at: str | None) -> datetime | None:
    if at is None:
        return None
    # A day is its first moment, so that "later today" is not yet.
    found = datetime.combine(date.fromisoformat(at), time(), UTC) if is_day(at) else _parsed(at)
    if found is None:
        raise UsageFault("at= is a day such as '2026-11-25', or a moment with its time zone such as '2026-11-25T10:00:00Z'")
    return found


def _above(items: tuple[Item, ...], groups: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every item with the groups around it, the innermost first."""
    for item in items:
        yield item.link_id, groups
        yield from _above(getattr(item, "item", ()), (item.link_id, *groups))


def _with_followers(closed: frozenset[str], items: tuple[Item, ...], above: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """These items, and those that are asked because of them, and those because of these."""
    asks = {item.link_id: {condition.question for condition in item.enable_when} for item in items}
    found = closed
    while True:
        more = {link for link in asks if any(asks[name] & found for name in (link, *above[link]))} - found
        if not more:
            return found
        found |= more


def _kept(answers: Mapping[str, Answer], gate: _Gate, withheld: frozenset[str]) -> dict[str, Answer]:
    """The answers that may be had, also inside a group that is not itself."""
    kept: dict[str, Answer] = {}
    for link, answer in answers.items():
        if isinstance(answer, tuple) and any(isinstance(one, Entry) for one in answer):
            rounds = tuple(_round(one, gate, withheld) for one in answer if isinstance(one, Entry))
            if inside := tuple(one for one in rounds if one.answers or not _partly(link, gate, withheld)):
                kept[link] = inside
        elif gate.opens(link) and link not in withheld:
            kept[link] = answer
    return kept


def _round(entry: Entry, gate: _Gate, withheld: frozenset[str]) -> Entry:
    return attrs.evolve(entry, answers=FrozenMap(_kept(entry.answers, gate, withheld)))


def _partly(group: str, gate: _Gate, withheld: frozenset[str]) -> bool:
    """Whether anything in a group is withheld: then a round of nothing else is left out, lest it be counted."""
    return group in withheld or any(group in gate.above.get(link, ()) for link in withheld)


def _status(response: Response) -> Any:
    # Whether somebody finished may hang on what is withheld; that all of it is wrong must be known.
    return "entered-in-error" if response.status == "entered-in-error" else "in-progress"


def _shown(response: Response) -> Any:
    # How the texts spoke of the client is for the profile to tell.
    return response.shown and attrs.evolve(response.shown, pronouns=None)


def _session(response: Response, items: tuple[Item, ...], withheld: frozenset[str]) -> Any:
    """The session without what would have been the answer of a withheld item."""
    if response.session is None:
        return None
    fills = {fill.removeprefix("session.") for item in items if item.link_id in withheld and (fill := getattr(item, "fill", None))}
    session = attrs.evolve(response.session, **dict.fromkeys(fills))
    return session if any(attrs.astuple(session)) or session.number is not None else None
