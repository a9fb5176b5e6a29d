# SPDX-License-Identifier: Apache-2.0
"""Are these answers that this instrument can have? Every problem at once, and every valid answer kept."""

import datetime as dt
import re
from collections import ChainMap
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs

from alliance_forms.checks.conditions import Index, enabled, index_of
from alliance_forms.codec.reader import MAX_DIGITS
from alliance_forms.errors import Problem, closest
from alliance_forms.model import (
    Absent,
    Answer,
    AnswerMap,
    BooleanItem,
    ChoiceItem,
    DateItem,
    DecimalItem,
    DisplayItem,
    Entry,
    FrozenMap,
    GroupItem,
    Instrument,
    IntegerItem,
    Item,
    OwnWords,
    RatingItem,
    Session,
    TextItem,
    VisualAnalogueItem,
)

__all__ = ["Checked", "check_answers", "session_answers"]

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@attrs.frozen(kw_only=True)
class Checked:
    """Answers after a check.

    Attributes:
        answers: The valid answers of the items that are asked, with what the session fills in.
        problems: What is wrong with the rest, with pointers from the answers' own top.
        invalid: linkIds whose answer could not be used.
        asked: linkIds of the items that are asked, given these answers.
    """

    answers: AnswerMap
    problems: tuple[Problem, ...]
    invalid: frozenset[str]
    asked: frozenset[str]


def check_answers(
    instrument: Instrument, answers: Mapping[str, Answer], *, session: Session | None = None, complete: bool = False
) -> Checked:
    """Sort answers into valid ones and problems; a slip in one question never hides another.

    Args:
        instrument: What was asked.
        answers: By linkId, as in a response.
        session: Fills the items that name a session field.
        complete: Whether an item marked as needed must have an answer.

    >>> import alliance_forms as af
    >>> checked = check_answers(af.get_instrument("phq-9"), {"3": "7", "9": "1"})
    >>> dict(checked.answers), [problem.code for problem in checked.problems]
    ({'9': '1'}, ['AF-ANSWER-CODE'])
    """
    index = index_of(instrument)
    scope = _Scope(index=index, session=session, complete=complete, problems=[], invalid=set(), asked=set())
    valid = scope.check("", answers, outer={})
    return Checked(
        answers=FrozenMap(valid),
        problems=tuple(scope.problems),
        invalid=frozenset(scope.invalid),
        asked=frozenset(scope.asked),
    )


def session_answers(instrument: Instrument, session: Session | None) -> dict[str, Answer]:
    """The answers that the session's own data give, by linkId; they are not asked.

    >>> import alliance_forms as af
    >>> session_answers(af.get_instrument("alliance-check-in"), Session(modality="video"))
    {'modality': 'video'}
    """
    spots = index_of(instrument).levels[""].values()
    return {spot.link: answer for spot in spots if (answer := _fill(spot.item, session)) is not None}


def _fill(item: Item, session: Session | None) -> Answer | None:
    field = getattr(item, "fill", None)
    if field is None or session is None:
        return None
    value: str | int | None = getattr(session, field.removeprefix("session."))
    return Decimal(value) if isinstance(value, int) else value


@attrs.define(kw_only=True)
class _Scope:
    index: Index
    session: Session | None
    complete: bool
    problems: list[Problem]
    invalid: set[str]
    asked: set[str]

    def check(self, level: str, answers: Mapping[str, Answer], outer: Mapping[str, Answer]) -> dict[str, Answer]:
        here = self.index.levels[level]
        for link in answers:
            if link not in here:
                near = closest(link, here)
                hint = f"did you mean {near!r}?" if near else None
                self._problem(link, "AF-ANSWER-UNKNOWN-ITEM", "this instrument has no such item here", hint)
        valid: dict[str, Answer] = {}
        seen: Mapping[str, Answer] = ChainMap(valid, dict(outer)) if outer else valid
        for link, spot in here.items():
            answer = answers.get(link)
            if spot.always and isinstance(answer, str) and answer in spot.plain:
                self.asked.add(link)
                valid[link] = answer
            elif self.asked.issuperset(spot.above) and enabled(self.index, spot.item, seen):
                self.asked.add(link)
                self._take(spot.item, self._filled(spot.item, answer), valid, seen)
            elif link in answers:
                message = "this item is not asked, given the other answers"
                self._problem(link, "AF-ANSWER-NOT-ASKED", message, "it is left out", "warning")
        return valid

    def _take(self, item: Item, answer: Answer | None, valid: dict[str, Answer], seen: Mapping[str, Answer]) -> None:
        if answer is None:
            if self.complete and getattr(item, "required", False):
                self._problem(item.link_id, "AF-ANSWER-REQUIRED", "this question needs an answer")
            return
        if isinstance(item, GroupItem) and isinstance(answer, tuple):
            answer = self._entries(item, answer, seen)
        else:
            fault = _fault(self.index, item, answer)
            if fault:
                self.invalid.add(item.link_id)
                self._problem(item.link_id, *fault)
                return
            answer = _stored(self.index, item, answer)
        if answer is not None:
            valid[item.link_id] = answer

    def _entries(self, item: GroupItem, answer: tuple[Any, ...], seen: Mapping[str, Answer]) -> Answer | None:
        if not item.repeats or not all(isinstance(entry, Entry) for entry in answer):
            self._problem(
                item.link_id,
                "AF-ANSWER-TYPE",
                "a repeating group takes a list of {id, answers}, and others take nothing",
            )
            return None
        if item.max_occurs is not None and len(answer) > item.max_occurs:
            self._problem(item.link_id, "AF-ANSWER-TOO-MANY", f"this group may be filled in at most {item.max_occurs} times")
            return None
        entries = []
        for number, entry in enumerate(answer):
            inner = attrs.evolve(self, problems=[], invalid=set(), asked=set())
            entries.append(attrs.evolve(entry, answers=FrozenMap(inner.check(item.link_id, entry.answers, seen))))
            self.problems += [problem.under(item.link_id, number, "answers") for problem in inner.problems]
            self.invalid |= inner.invalid
        return tuple(entries)

    def _filled(self, item: Item, answer: Answer | None) -> Answer | None:
        filled = _fill(item, self.session)
        if None not in (answer, filled) and answer != filled:
            self._problem(item.link_id, "AF-ANSWER-FILL", "the answer and the session's own data differ", "keep one of the two")
        return answer if filled is None else filled

    def _problem(self, link: str, code: str, message: str, hint: str | None = None, severity: Any = "error") -> None:
        self.problems.append(Problem(code=code, pointer="", message=message, hint=hint, severity=severity).under(link))


def _stored(index: Index, item: Item, answer: Answer) -> Answer:
    """One form for one answer: an option that stands for an absence is the absence, and a single choice is no list of one."""
    reasons = {option.code: option.absent for option in index.options.get(item.link_id, ()) if option.absent}
    code = answer[0] if isinstance(answer, tuple) and len(answer) == 1 else answer
    if not isinstance(code, str):
        return answer
    reason = reasons.get(code)
    if reason:
        return Absent(absent=reason)
    return code if isinstance(item, ChoiceItem) and not item.repeats else answer


Fault = tuple[str, str] | tuple[str, str, str] | None


def _fault(index: Index, item: Item, answer: Answer) -> Fault:
    if isinstance(answer, Absent):
        return None if not isinstance(item, GroupItem | DisplayItem) else ("AF-ANSWER-TYPE", "nothing is asked here")
    return _CHECKS[type(item)](index, item, answer)


def _nothing(_: Index, __: Any, ___: Answer) -> Fault:
    return "AF-ANSWER-TYPE", "nothing is asked here"


def _choice(index: Index, item: ChoiceItem, answer: Answer) -> Fault:
    members = answer if isinstance(answer, tuple) else (answer,)
    if not members or any(not isinstance(member, str | OwnWords) for member in members):
        return "AF-ANSWER-TYPE", "a choice takes the code of an option, or a list of them"
    if item.repeats and not isinstance(answer, tuple):
        return "AF-ANSWER-TYPE", "this item takes a list of codes, also for one"
    if len(members) > 1 and not item.repeats:
        return "AF-ANSWER-TOO-MANY", "choose one answer"
    if len(set(members)) < len(members) or sum(isinstance(member, OwnWords) for member in members) > 1:
        return "AF-ANSWER-TOO-MANY", "an answer stands in the list twice"
    if not item.open_choice and any(isinstance(member, OwnWords) for member in members):
        return "AF-ANSWER-OWN-WORDS", "this item takes no own words", "choose one of the options"
    return _codes(index, item, [member for member in members if isinstance(member, str)], len(members))


def _codes(index: Index, item: ChoiceItem, codes: list[str], count: int) -> Fault:
    options = {option.code: option for option in index.options[item.link_id]}
    if any(code not in options for code in codes):
        known = ", ".join(list(options)[:12])
        return "AF-ANSWER-CODE", "this answer is not one of the choices", f"the codes are {known}"
    alone = [code for code in codes if options[code].exclusive or options[code].absent]
    if alone and count > 1:
        return (
            "AF-ANSWER-EXCLUSIVE",
            "one of the chosen answers cannot stand together with others",
            "keep that one, or the others",
        )
    return None


def _boolean(_: Index, __: BooleanItem, answer: Answer) -> Fault:
    return None if isinstance(answer, bool) else ("AF-ANSWER-TYPE", "this item takes yes or no (true or false)")


def _integer(_: Index, item: IntegerItem | RatingItem, answer: Answer) -> Fault:
    return _number(answer, item.minimum, item.maximum, 0)


def _decimal(_: Index, item: DecimalItem | VisualAnalogueItem, answer: Answer) -> Fault:
    return _number(answer, item.minimum, item.maximum, item.decimals)


def _number(answer: Answer, minimum: Decimal | int | None, maximum: Decimal | int | None, decimals: int) -> Fault:
    if not isinstance(answer, Decimal):
        return "AF-ANSWER-TYPE", "this item takes a number"
    if not _fits(answer, decimals):
        return (
            "AF-ANSWER-DECIMALS",
            "a whole number is needed" if decimals == 0 else f"at most {decimals} decimal places",
        )
    if (minimum is not None and answer < minimum) or (maximum is not None and answer > maximum):
        if minimum is None or maximum is None:
            bound = f"not above {maximum}" if minimum is None else f"not below {minimum}"
            return "AF-ANSWER-RANGE", f"the number is {bound}"
        return "AF-ANSWER-RANGE", f"the number is from {minimum} to {maximum}"
    return None


def _fits(answer: Decimal, decimals: int) -> bool:
    """Whether a number has no more decimals than that, and no more digits than documents keep."""
    _, digits, exponent = answer.as_tuple()
    if not isinstance(exponent, int) or len(digits) > MAX_DIGITS or abs(exponent) > MAX_DIGITS:
        return False
    return answer == round(answer, decimals)


def _date(_: Index, item: DateItem, answer: Answer) -> Fault:
    if not isinstance(answer, str) or not _DATE.fullmatch(answer):
        return "AF-ANSWER-DATE", "a date is written like 2026-11-23" + (", or 2026-11, or 2026" if item.partial else "")
    if len(answer) < len("2026-11-23") and not item.partial:
        return "AF-ANSWER-DATE", "a whole date is needed: year, month and day"
    try:
        dt.date.fromisoformat(answer + "-01-01"[len(answer) - 4 :])
    except ValueError:
        return "AF-ANSWER-DATE", "this date does not exist"
    return None


def _text(_: Index, item: TextItem, answer: Answer) -> Fault:
    if not isinstance(answer, str):
        return "AF-ANSWER-TYPE", "this item takes a text"
    if len(answer) > item.max_length:
        return "AF-ANSWER-LENGTH", f"the text is longer than {item.max_length:,} characters"
    return None


_CHECKS: dict[type[Item], Callable[[Index, Any, Answer], Fault]] = {
    GroupItem: _nothing, DisplayItem: _nothing, ChoiceItem: _choice, BooleanItem: _boolean, IntegerItem: _integer, RatingItem: _integer,
    DecimalItem: _decimal, VisualAnalogueItem: _decimal, DateItem: _date, TextItem: _text,
}  # fmt: skip
