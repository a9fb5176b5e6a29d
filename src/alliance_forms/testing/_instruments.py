# SPDX-License-Identifier: Apache-2.0
"""Instruments drawn at random that fit together: every kind of item, condition, scale and alert."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from typing import Any, get_args

import attrs
from hypothesis import strategies as st

from alliance_forms.model import (
    ITEM_TYPES,
    AbsentReason,
    AnswerOption,
    AnswerOptionSet,
    ChoiceItem,
    DateItem,
    DisplayItem,
    FrozenMap,
    GroupItem,
    Instrument,
    IntegerItem,
    Item,
    Modality,
    NoticeKind,
    Rater,
    Recall,
    Source,
    Validation,
)  # fmt: skip
from alliance_forms.model.instrument import Counterpart
from alliance_forms.testing import _texts as small
from alliance_forms.testing._conditions import alerts, changes, combinings, conditions
from alliance_forms.testing._scales import scales

__all__ = ["instruments"]

Draw = Callable[[st.SearchStrategy[Any]], Any]
_RATERS: tuple[Rater, ...] = get_args(Rater)
_REASONS = tuple(reason for reason in get_args(AbsentReason) if reason != "masked")
_SUBJECT = st.sampled_from(["client", "therapist", "relationship"])
_EITHER = st.booleans()
_BEHAVIOUR = st.sampled_from(["all", "any"])
_NO_BEHAVIOUR = st.sampled_from([None, "all", "any"])
_MOST_ITEMS = 4
_DEEPEST = 2


@st.composite
def instruments(draw: Draw, *, item_types: Iterable[str] = tuple(ITEM_TYPES), texts: bool | None = None) -> Instrument:
    """Instruments that are valid by every rule, small enough to look at.

    Args:
        draw: Given by Hypothesis.
        item_types: Types of item that may occur, such as ``choice`` and ``group``.
        texts: Whether items and options carry their words; left open, some instruments do.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=2)
    ... @given(instruments(item_types=["choice"]))
    ... def every_item_is_a_choice(instrument):
    ...     assert {item.type for item in instrument.walk()} == {"choice"}
    >>> every_item_is_a_choice()
    """
    worded = draw(_EITHER) if texts is None else texts
    raters = draw(st.lists(st.sampled_from(_RATERS), min_size=1, max_size=3, unique=True).map(tuple))
    maker = _Maker(draw=draw, types=tuple(item_types), worded=worded, raters=raters)
    maker.sets = maker.option_sets()
    items = maker.items(depth=0, visible=[], repeating=False)
    sources = draw(_sources())
    source_ids = [source.id for source in sources]
    some_source = st.sampled_from([None, *source_ids])
    scored = draw(scales(maker.options, maker.scorable, some_source, maker.text()))
    asked: list[Item] = [item for item in maker.once if not isinstance(item, GroupItem | DisplayItem)]
    words = small.texts(lines=False)
    return Instrument(
        id=draw(st.sampled_from(["phq-x", "clinic-x.intake", "clinic-x.a"])),
        url=draw(st.none() | st.just("https://example.org/forms/intake")),
        version=draw(small.versions()),
        status=draw(st.sampled_from(["active", "withdrawn"])),
        title=draw(words),
        discreet_title=draw(st.none() | words),
        introduction=draw(maker.text()),
        subject=draw(_SUBJECT),
        rater=raters,
        recall=draw(st.none() | st.builds(Recall, code=small.codes(), text=maker.text())),
        language=draw(small.locales()),
        validation=draw(_validations(source_ids)),
        rights=draw(small.open_rights()),
        notice=draw(st.lists(st.sampled_from(get_args(NoticeKind)), unique=True, max_size=3).map(tuple)),
        counterpart=draw(st.none() | st.just(Counterpart(instrument="clinic-x.other", item=FrozenMap({items[0].link_id: "1"})))),
        coding=draw(small.codings()),
        alias=draw(small.aliases()),
        source=sources,
        answer_option_set=maker.sets,
        item=items,
        scale=scored,
        combine=draw(combinings(raters, scored, some_source)),
        alert=draw(alerts(maker.options, asked=asked, scored=scored, sources=some_source, texts=maker.text())),
        change=draw(changes(scored, source_ids)),
    )


@attrs.define(kw_only=True)
class _Maker:
    """Keeps what an instrument already has, so that ids are unique and conditions look backwards."""

    draw: Draw
    types: tuple[str, ...]
    worded: bool
    raters: tuple[Rater, ...]
    sets: tuple[AnswerOptionSet, ...] = ()
    used: set[str] = attrs.Factory(set)
    once: list[Item] = attrs.Factory(list)
    scorable: list[Item] = attrs.Factory(list)

    def text(self) -> st.SearchStrategy[Any]:
        """A text that may be left out."""
        return _left_out_or(self.raters)

    def wording(self) -> st.SearchStrategy[Any]:
        """The words of a question or an answer."""
        return small.texts_by_rater(self.raters) if self.worded else st.none()

    def link(self) -> str:
        name: str = self.draw(small.codes())
        while name in self.used:
            name = f"{name[:50]}.{len(self.used)}"
        self.used.add(name)
        return name

    def options(self, item: ChoiceItem) -> tuple[AnswerOption, ...]:
        shared = {group.id: group.answer_option for group in self.sets}
        return shared[item.answer_option_set] if item.answer_option_set else item.answer_option

    def option_sets(self) -> tuple[AnswerOptionSet, ...]:
        ids = self.draw(st.lists(small.codes(), max_size=2, unique=True))
        return tuple(AnswerOptionSet(id=name, answer_option=self.new_options()) for name in ids)

    def new_options(self) -> tuple[AnswerOption, ...]:
        names = self.draw(st.lists(small.codes(), min_size=1, max_size=5, unique=True))
        reasons = self.draw(st.lists(st.sampled_from(_REASONS), max_size=min(2, len(names) - 1), unique=True))
        plain, standing = names[: len(names) - len(reasons)], names[len(names) - len(reasons) :]
        weight = self.draw(st.sampled_from([st.none(), small.decimals(), st.none() | small.decimals(0, 3, places=0)]))
        return (
            *(
                AnswerOption(
                    code=code,
                    weight=self.draw(weight),
                    text=self.draw(self.wording()),
                    exclusive=position > 0 and self.draw(_EITHER),
                    coding=self.draw(small.codings()),
                    alias=self.draw(small.option_aliases()),
                )
                for position, code in enumerate(plain)
            ),
            *(
                AnswerOption(code=code, absent=reason, text=self.draw(self.wording()))
                for code, reason in zip(standing, reasons, strict=True)
            ),
        )

    def items(self, *, depth: int, visible: list[Item], repeating: bool) -> tuple[Item, ...]:
        """Items of one level; `visible` are the questions that a condition here may look at."""
        kinds = [kind for kind in self.types if kind != "group" or depth < _DEEPEST] or ["display"]
        count = self.draw(st.integers(1, _MOST_ITEMS - depth))
        return tuple(self.item(self.draw(st.sampled_from(kinds)), depth, visible, repeating=repeating) for _ in range(count))

    def item(self, kind: str, depth: int, visible: list[Item], *, repeating: bool) -> Item:
        draw = self.draw
        when = draw(st.lists(conditions(self.options, visible), max_size=2).map(tuple)) if visible else ()
        common = {
            "link_id": self.link(),
            "text": draw(self.wording()),
            "enable_when": when,
            "enable_behavior": draw(_BEHAVIOUR if len(when) > 1 else _NO_BEHAVIOUR),
        }
        if draw(_EITHER):
            common |= {
                "prefix": draw(small.texts(max_size=6, lines=False)),
                "hint": draw(self.text()),
                "coding": draw(small.codings()),
                "alias": draw(small.aliases()),
            }
        if kind == "group":
            return self.group(common, depth, visible, repeating=repeating)
        own = {} if kind == "display" else {"required": draw(_EITHER), "carry_forward": draw(_EITHER)}
        made = self.filled(kind, common) if draw(st.integers(0, 9)) == 0 else None
        item: Item = made or ITEM_TYPES[kind](**common, **own, **self.particulars(kind))
        if kind != "display":
            visible.append(item)
        if not repeating:
            self.once.append(item)
            self.scorable += [item] if self.counts(item) else []
        return item

    def group(self, common: dict[str, Any], depth: int, visible: list[Item], *, repeating: bool) -> GroupItem:
        repeats = self.draw(_EITHER)
        # What is asked inside a repeating group has several answers, so nothing outside looks at it.
        inside = list(visible) if repeats else visible
        members = self.items(depth=depth + 1, visible=inside, repeating=repeating or repeats)
        most = self.draw(st.none() | st.integers(1, 3)) if repeats else None
        return GroupItem(**common, repeats=repeats, max_occurs=most, item=members)

    def filled(self, kind: str, common: dict[str, Any]) -> Item | None:
        """An item that a field of the session answers."""
        if kind == "integer":
            return IntegerItem(**common, fill="session.number")
        if kind == "date":
            return DateItem(**common, fill="session.date")
        if kind == "choice":
            options = tuple(AnswerOption(code=code, text=self.draw(self.wording())) for code in get_args(Modality))
            return ChoiceItem(**common, fill="session.modality", answer_option=options)
        return None

    def particulars(self, kind: str) -> dict[str, Any]:
        """What one type of item has and others do not."""
        draw = self.draw
        if kind == "choice":
            shared = draw(st.sampled_from([None, *(group.id for group in self.sets)]))
            is_open = draw(_EITHER)
            return {
                "repeats": draw(_EITHER),
                "open_choice": is_open,
                "open_label": draw(self.text()) if is_open else None,
                "answer_option_set": shared,
                "answer_option": () if shared else self.new_options(),
            }
        if kind in ("integer", "decimal", "rating", "visual-analogue"):
            return self.range(kind)
        if kind == "date":
            return {"partial": draw(_EITHER)}
        if kind == "text":
            return {"max_length": draw(st.sampled_from([1, 5, 200, 10_000])), "multiline": draw(_EITHER)}
        return {}

    def range(self, kind: str) -> dict[str, Any]:
        draw = self.draw
        places = draw(st.integers(0, 3)) if kind in ("decimal", "visual-analogue") else 0
        low = draw(st.integers(-20, 20))
        high = low + draw(st.integers(1, 12))
        ends: tuple[Any, Any] = (low, high)
        if kind in ("decimal", "visual-analogue"):
            ends = (Decimal(low).scaleb(-places), Decimal(high).scaleb(-places))
        if kind in ("integer", "decimal"):
            ends = (draw(st.sampled_from([None, ends[0]])), draw(st.sampled_from([None, ends[1]])))
        found: dict[str, Any] = {"minimum": ends[0], "maximum": ends[1]}
        if kind in ("decimal", "visual-analogue"):
            found["decimals"] = places
        if kind in ("rating", "visual-analogue"):
            found |= {"min_text": draw(self.text()), "max_text": draw(self.text())}
        return found

    def counts(self, item: Item) -> bool:
        if isinstance(item, ChoiceItem):
            return not item.repeats and any(option.weight is not None for option in self.options(item))
        return hasattr(item, "minimum") and getattr(item, "fill", None) is None


@cache
def _left_out_or(raters: tuple[Rater, ...]) -> st.SearchStrategy[Any]:
    return st.none() | small.texts_by_rater(raters)


@st.composite
def _sources(draw: Draw) -> tuple[Source, ...]:
    ids = draw(st.lists(small.codes(), max_size=3, unique=True))
    doi = st.none() | st.just("10.1037/h0085885")
    url = st.none() | st.just("https://example.org/paper")
    words = small.texts(lines=False)
    return tuple(Source(id=name, citation=draw(words), doi=draw(doi), url=draw(url), verified=draw(_EITHER)) for name in ids)


def _validations(source_ids: list[str]) -> st.SearchStrategy[Validation]:
    named = st.lists(st.sampled_from(source_ids), max_size=2, unique=True).map(tuple) if source_ids else st.just(())
    status = st.sampled_from(["validated", "not-validated", "unknown"])
    return st.builds(Validation, status=status, text=st.none() | small.texts(), source=named)
