# SPDX-License-Identifier: Apache-2.0
"""From one session to the next: what is filled in again, and how a goal stays the same goal."""

from collections.abc import Callable, Mapping

import attrs

from alliance_forms.checks import index_of
from alliance_forms.model import Answer, Entry, FrozenMap, GroupItem, Instrument, Response

__all__ = ["carried", "with_entry_ids"]


def carried(instrument: Instrument, previous: Response) -> Response:
    """The part of the last response that is filled in again: a goal's words and id, never a rating.

    >>> import alliance_forms as af
    >>> goals = af.get_instrument("shared-goals")
    >>> last = af.load('''{"instrument": "shared-goals", "version": "1.0.0", "answers":
    ...     {"goal": [{"id": "1", "answers": {"aim": "Sleep", "near": 4}}]}}''', af.Response)
    >>> carried(goals, last).answers["goal"][0].answers == {"aim": "Sleep"}
    True
    """
    return Response(
        instrument=instrument.id, version=instrument.version, rater=previous.rater, answers=_carried(instrument, previous.answers)
    )


def _carried(instrument: Instrument, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    items = index_of(instrument).items
    kept: dict[str, Answer] = {}
    for link, answer in answers.items():
        if isinstance(items.get(link), GroupItem) and isinstance(answer, tuple):
            entries = [one for one in answer if isinstance(one, Entry)]
            again = [attrs.evolve(one, answers=FrozenMap(_carried(instrument, one.answers))) for one in entries]
            kept[link] = tuple(entry for entry in again if entry.answers)
        elif getattr(items.get(link), "carry_forward", False):
            kept[link] = answer
    return {link: answer for link, answer in kept.items() if answer != ()}


def with_entry_ids(instrument: Instrument, response: Response, *, new_id: Callable[[], str]) -> Response:
    """The same response, where each round that is carried forward has an id.

    Args:
        instrument: What was answered.
        response: Its answers.
        new_id: Makes an id that was never used before; the library has no chance of its own to draw on.

    >>> import alliance_forms as af
    >>> host = af.Host(new_id=lambda: "g-7")
    >>> response = af.read(af.get_instrument("shared-goals"), "html", {"af-goal~1~aim": "Sleep"}, host=host)
    >>> response.answers["goal"][0].id
    'g-7'
    """
    named = {link: _named(instrument, link, answer, new_id) for link, answer in response.answers.items()}
    return attrs.evolve(response, answers=named)


def _named(instrument: Instrument, link: str, answer: Answer, new_id: Callable[[], str]) -> Answer:
    group = index_of(instrument).items.get(link)
    if not isinstance(group, GroupItem) or not isinstance(answer, tuple):
        return answer
    if not any(getattr(item, "carry_forward", False) for item in group.item):
        return answer
    entries = [entry for entry in answer if isinstance(entry, Entry)]
    return tuple(entry if entry.id else attrs.evolve(entry, id=new_id()) for entry in entries)
