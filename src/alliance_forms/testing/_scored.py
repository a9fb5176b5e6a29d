# SPDX-License-Identifier: Apache-2.0
"""One fixed form under scales of every method, mostly filled in: where the engines of scoring are compared."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

from hypothesis import strategies as st

from alliance_forms.model import (
    Absent,
    Answer,
    AnswerOption,
    ChoiceItem,
    Condition,
    DecimalItem,
    FrozenMap,
    GroupItem,
    Instrument,
    Item,
    RatingItem,
    Response,
    Rights,
    Validation,
)
from alliance_forms.testing._scales import scales

__all__ = ["scored_forms"]

Draw = Callable[[st.SearchStrategy[Any]], Any]


def _choice(link: str, *weights: str, **more: Any) -> ChoiceItem:
    """A question with an answer for each weight, one that has none, and one that says it does not apply."""
    weighted = [AnswerOption(code=f"c{number}", weight=Decimal(weight), text=weight) for number, weight in enumerate(weights)]
    others = [AnswerOption(code="away", absent="not-applicable", text="Not for me"), AnswerOption(code="other", text="Other")]
    return ChoiceItem(link_id=link, text=link, answer_option=(*weighted, *others), **more)


_ITEMS: tuple[Item, ...] = (
    _choice("a", "0", "1", "2", "3"),
    _choice("b", "0", "1", "2", "3"),
    _choice("negative", "-1.5", "0", "2"),
    GroupItem(link_id="g", text="g", item=(_choice("inside", "0", "1", "2", "3"), _choice("last", "5", "4", "1"))),
    RatingItem(link_id="rating", text="rating", minimum=-5, maximum=5),
    DecimalItem(link_id="line", text="line", minimum=Decimal(0), maximum=Decimal(10), decimals=1),
    RatingItem(link_id="now", text="now", minimum=0, maximum=10, enable_when=(Condition(question="a", operator="!=", answer="c0"),)),
)
_NUMBERS = {"rating": (-5, 5, 0), "line": (0, 100, 1), "now": (0, 10, 0)}
_ABSENT = st.sampled_from([Absent(absent="not-applicable"), Absent(absent="asked-declined")])


@st.composite
def scored_forms(draw: Draw) -> tuple[Instrument, Response]:
    """An instrument with at least one scale, and a response in which most questions are answered."""
    questions: list[Item] = [item for item in (*_ITEMS, *cast("GroupItem", _ITEMS[3]).item) if not isinstance(item, GroupItem)]
    some = scales(lambda item: item.answer_option, questions, st.none(), st.none())
    scored = draw(some.filter(lambda made: any(scale.key is None for scale in made)))
    instrument = Instrument(
        id="clinic-x.scored",
        version="1.0.0",
        title="Scored",
        subject="client",
        rater=("client",),
        language="en",
        validation=Validation(status="unknown"),
        rights=Rights(basis="CC-BY-4.0", holder="Nobody"),
        item=_ITEMS,
        scale=scored,
    )
    gaps = draw(st.sampled_from([0, 0, 1, 1, 3]))
    answers = {item.link_id: answer for item in questions if (answer := _answer(draw, item, gaps)) is not None}
    return instrument, Response(instrument=instrument.id, version=instrument.version, rater="client", answers=FrozenMap(answers))


def _answer(draw: Draw, item: Item, gaps: int) -> Answer | None:
    if draw(st.integers(1, 10)) <= gaps:
        return cast("Answer | None", draw(st.none() | _ABSENT))
    if not isinstance(item, ChoiceItem):
        low, high, places = _NUMBERS[item.link_id]
        return Decimal(draw(st.integers(low, high))).scaleb(-places)
    codes = [option.code for option in item.answer_option if option.weight is not None or gaps]
    return cast("str", draw(st.sampled_from(codes)))
