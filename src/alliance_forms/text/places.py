# SPDX-License-Identifier: Apache-2.0
"""Where an answer stands: ``goal``, or ``goal/2`` in the second round of a repeating group."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

import attrs

from alliance_forms.checks import index_of
from alliance_forms.errors import Problem
from alliance_forms.model import Answer, DisplayItem, Entry, FrozenMap, GroupItem, Instrument, Item, Response
from alliance_forms.text.answers import to_text
from alliance_forms.view import FormView

__all__ = ["Label", "Places", "Typed", "label_text", "nested", "places_of", "rounds_in", "typed_of"]

Label = tuple[str, tuple[int, ...]]
_ID_MARK = "#"
_ENTRY_ID = re.compile("#([!-~]{1,128})")


@attrs.frozen
class Typed:
    """What stands on the answer lines, by label; its `repr` shows labels only."""

    texts: FrozenMap[str] = FrozenMap()


@attrs.frozen
class Places:
    """The answer lines a form has, and the repeating groups around each."""

    items: FrozenMap[Item]
    folded: FrozenMap[str]
    repeats: FrozenMap[tuple[str, ...]]

    def find(self, label: str) -> Label | None:
        """The place a label means; without round numbers the first round, None where the form has no such place."""
        name, *numbers = label.split("/")
        link = name if name in self.items else self.folded.get(name.casefold())
        if not link:
            return None
        around = self.repeats[link]
        rounds = tuple(int(number) for number in numbers) or (1,) * len(around)
        return (link, rounds) if len(rounds) == len(around) and 0 not in rounds else None


@lru_cache(maxsize=64)
def places_of(instrument: Instrument) -> Places:
    """The answer lines of an instrument."""
    index = index_of(instrument)
    again = {link for link, item in index.items.items() if isinstance(item, GroupItem) and item.repeats}
    items = {link: item for link, item in index.items.items() if link in again or not isinstance(item, GroupItem | DisplayItem)}
    repeats = {link: tuple(group for group in (*index.parents[link], link) if group in again) for link in items}
    folded: dict[str, str] = {}
    for link in items:
        # Two linkIds that differ in case only are told apart by case only.
        folded[link.casefold()] = "" if link.casefold() in folded else link
    return Places(FrozenMap(items), FrozenMap(folded), FrozenMap(repeats))


def label_text(link: str, rounds: tuple[int, ...]) -> str:
    """A place as it is written in front of the arrow.

    >>> label_text("goal", (2,))
    'goal/2'
    """
    return "/".join([link, *map(str, rounds)])


def rounds_in(places: Places, labels: Iterable[Label]) -> dict[Label, list[int]]:
    """The round numbers of each repeating group, inside each round of the groups around it."""
    found: dict[Label, set[int]] = {}
    for link, rounds in labels:
        for level, group in enumerate(places.repeats[link]):
            found.setdefault((group, rounds[:level]), set()).add(rounds[level])
    return {label: sorted(numbers) for label, numbers in found.items()}


def typed_of(form: FormView, response: Response) -> Typed:
    """The answers of a response as they are typed."""
    return Typed(FrozenMap({label_text(*label): text for label, text in _flat(form, form.instrument.item, response.answers, ())}))


def _flat(form: FormView, items: tuple[Item, ...], answers: Mapping[str, Answer], rounds: tuple[int, ...]) -> Iterator[tuple[Label, str]]:
    for item in items:
        answer = answers.get(item.link_id)
        if isinstance(item, GroupItem) and item.repeats:
            entries = [entry for entry in answer if isinstance(entry, Entry)] if isinstance(answer, tuple) else []
            for number, entry in enumerate(entries, start=1):
                if entry.id is not None:
                    yield (item.link_id, (*rounds, number)), _ID_MARK + entry.id
                yield from _flat(form, item.item, entry.answers, (*rounds, number))
        elif isinstance(item, GroupItem):
            yield from _flat(form, item.item, answers, rounds)
        # An absence that the item does not offer leaves its line, and so its round, blank.
        elif answer is not None and not isinstance(item, DisplayItem) and (text := to_text(form, item, answer)):
            yield (item.link_id, rounds), text


@attrs.define
class Nested:
    """Answers as a response has them, with the faults found on the way, and what was typed with its rounds numbered from 1."""

    answers: dict[str, Answer]
    faults: list[Problem]
    typed: dict[str, str] = attrs.field(repr=False)


def nested(form: FormView, typed: Mapping[Label, str], understand: Callable[[Item, Label, str], Answer | Problem | None]) -> Nested:
    """Put typed answers where a response has them: rounds without anything typed are left out, the others keep their order."""
    result = Nested({}, [], {})
    walk = _Walk(typed, rounds_in(places_of(form.instrument), typed), understand, result)
    result.answers = walk.level(form.instrument.item, (), (), ())
    return result


@attrs.frozen
class _Walk:
    typed: Mapping[Label, str]
    rounds: dict[Label, list[int]]
    understand: Callable[[Item, Label, str], Answer | Problem | None]
    result: Nested

    def level(
        self, items: tuple[Item, ...], here: tuple[int, ...], kept: tuple[int, ...], path: tuple[str | int, ...]
    ) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        for item in items:
            label = (item.link_id, here)
            if isinstance(item, GroupItem) and item.repeats:
                entries = tuple(
                    self.entry(item, (*here, number), (*kept, place + 1), (*path, item.link_id, place, "answers"))
                    for place, number in enumerate(self.rounds.get(label, ()))
                )
                if entries:
                    answers[item.link_id] = entries
            elif isinstance(item, GroupItem):
                answers.update(self.level(item.item, here, kept, path))
            elif label in self.typed:
                self.result.typed[label_text(item.link_id, kept)] = self.typed[label]
                answer = self.understand(item, label, self.typed[label])
                if isinstance(answer, Problem):
                    self.result.faults.append(answer.under(*path, item.link_id))
                elif answer is not None:
                    answers[item.link_id] = answer
        return answers

    def entry(self, item: GroupItem, here: tuple[int, ...], kept: tuple[int, ...], path: tuple[str | int, ...]) -> Entry:
        mark = self.typed.get((item.link_id, here), "").strip()
        if mark:
            self.result.typed[label_text(item.link_id, kept)] = mark
        match = _ENTRY_ID.fullmatch(mark)
        if mark and not match:
            message = "nothing is asked on this line; answer the questions of the group"
            self.result.faults.append(Problem(code="AF-ANSWER-TYPE", pointer="", message=message).under(*path[:-1]))
        return Entry(id=match[1] if match else None, answers=FrozenMap(self.level(item.item, here, kept, path)))
