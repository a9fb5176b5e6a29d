# SPDX-License-Identifier: Apache-2.0
"""The way through a form, from the first page until it is sent: one function, and nothing to keep between two pages.

Each page carries along what was answered on the others, as the one long page would. It works without a script.
"""

import re
from collections.abc import Mapping
from typing import Any

import attrs

from alliance_forms.checks import check_answers
from alliance_forms.errors import Problem
from alliance_forms.html.fill import fill
from alliance_forms.html.options import HtmlOptions
from alliance_forms.html.paging import Stage, left_out, links_in, pages_of
from alliance_forms.html.post import TooLarge, pairs
from alliance_forms.html.read import read
from alliance_forms.html.render import render
from alliance_forms.html.typed import AT, GO, Submitted, level
from alliance_forms.model import Answer, DisplayItem, FrozenMap, GroupItem, Response
from alliance_forms.view import FormView, Reading, conclude

__all__ = ["Visit", "visit"]

_PAGE = re.compile(r"p?([0-9]{1,4})")


@attrs.frozen(kw_only=True, repr=False)
class Visit:
    """What to do next for somebody on the way through a form.

    Attributes:
        status: HTTP status to answer with: 200, or 422 where something needs another look.
        page: What to show; None once the form is sent.
        reading: What was read so far; None on the first page. Evaluate its alerts even while something needs another look.
    """

    status: int
    page: str | None
    reading: Reading | None

    @property
    def response(self) -> Response | None:
        """The response, once the form is sent."""
        return self.reading.response if self.page is None and self.reading else None


def visit(
    form: FormView,
    data: Any = None,
    *,
    response: Response | None = None,
    authored: str | None = None,
    options: HtmlOptions | None = None,
) -> Visit:
    """The next page of a form, or the response once it is sent.

    Args:
        form: What may be shown; the same for every page.
        data: What was sent, as for `read`; None to begin.
        response: Answers to begin with: a draft, or what is carried forward from last time.
        authored: When the form was filled in.
        options: As for `render`; `per_page` and `check` say how many pages there are.

    Raises:
        UsageFault: `data` is no submitted form.

    >>> import alliance_forms as af
    >>> form = af.form_view(af.get_instrument("phq-2"), locale="en")
    >>> "Before you send" in visit(form, {"af-1": "1"}).page
    True
    >>> visit(form, {"af-1": "1", "af-2": "0"}).response.answers["1"]
    '1'
    """
    way = _Way(form=form, options=options or HtmlOptions(), pages=len(pages_of(form, (options or HtmlOptions()).per_page)))
    if data is None:
        begun = Submitted(fill(form.instrument, response.answers) if response else FrozenMap())
        return way.show(1, conclude(form, response.answers if response else {}, submitted=begun, complete=False), begin=True)
    own = _own_fields(data, way.options.prefix)
    reading = read(form, data, authored=authored, prefix=way.options.prefix)
    return way.after(reading, at=own.get(AT, ""), go=own.get(GO, ""))


def _own_fields(data: Any, prefix: str) -> dict[str, str]:
    try:
        return {name: value for own in (AT, GO) for name, value in ((own, one) for key, one in pairs(data) if key == f"{prefix}-{own}")}
    except TooLarge:
        return {}


def _number(text: str) -> int:
    found = _PAGE.fullmatch(text)
    return int(found[1]) if found else 0


@attrs.frozen(kw_only=True)
class _Way:
    form: FormView
    options: HtmlOptions
    pages: int

    def after(self, reading: Reading, *, at: str, go: str) -> Visit:
        """What comes after a page was sent."""
        here = min(_number(at), self.pages)
        wrong = [problem for problem in reading.problems if problem.severity == "error"]
        if any(not problem.pointer for problem in wrong):
            return self.whole(reading, problems=reading.problems)
        if go == "blank":
            return self.show(here, reading, leave_blank=True)
        if here and _PAGE.fullmatch(go):
            return self._turn(reading, here, _number(go), wrong)
        if wrong:
            return self._look_again(reading, here, wrong, seen=go == "anyway")
        blank = self._blank(reading)
        if self.options.check and blank and go != "anyway":
            return self.whole(reading, blank=blank)
        return Visit(status=200, page=None, reading=reading)

    def show(
        self, page: int, reading: Reading, *, problems: tuple[Problem, ...] = (), leave_blank: bool = False, begin: bool = False
    ) -> Visit:
        """One page, with what was typed so far."""
        stage = Stage(page=page, pages=self.pages, leave_blank=leave_blank, led=True)
        if page:
            stage = attrs.evolve(stage, left_out=self._left_out(page, reading))
        return self._visit(stage, reading, problems, begin=begin)

    def whole(self, reading: Reading, *, problems: tuple[Problem, ...] = (), blank: tuple[str, ...] = (), seen: bool = False) -> Visit:
        """The whole form on one page: something in it needs another look, or is blank."""
        stage = Stage(pages=self.pages, blank=blank, seen=bool(blank) or seen, leave_blank=True, led=True)
        return self._visit(stage, reading, problems)

    def _visit(self, stage: Stage, reading: Reading, problems: tuple[Problem, ...], *, begin: bool = False) -> Visit:
        page = render(self.form, response=None, submitted=reading.submitted, problems=problems, options=self.options, stage=stage)
        wrong = any(problem.severity == "error" for problem in problems)
        return Visit(status=422 if wrong else 200, page=page, reading=None if begin else reading)

    def _turn(self, reading: Reading, here: int, wanted: int, wrong: list[Problem]) -> Visit:
        """On to the next page that asks anything, once this one needs no other look; or back, whatever stands here."""
        ahead = wanted > here
        found = self._about(here, wrong)
        if ahead and found:
            return self.show(here, reading, problems=found)
        step = 1 if ahead else -1
        page = min(max(wanted, 1), self.pages)
        while 1 < page < self.pages and not self._asks(page, reading):
            page += step
        return self.show(page, reading)

    def _look_again(self, reading: Reading, here: int, wrong: list[Problem], *, seen: bool) -> Visit:
        found = self._about(here, wrong)
        if here and len(found) == len(wrong):
            return self.show(here, reading, problems=found)
        return self.whole(reading, problems=reading.problems, seen=seen)

    def _about(self, page: int, problems: list[Problem]) -> tuple[Problem, ...]:
        """Those of the problems that are about this page."""
        here = links_in(pages_of(self.form, self.options.per_page)[page - 1])
        return tuple(problem for problem in problems if [*problem.pointer.split("/"), "", ""][2] in here)

    def _left_out(self, page: int, reading: Reading) -> frozenset[str]:
        return left_out(self.form, pages_of(self.form, self.options.per_page)[page - 1], reading.response.answers)

    def _asks(self, page: int, reading: Reading) -> bool:
        items = pages_of(self.form, self.options.per_page)[page - 1]
        out = self._left_out(page, reading)
        return any(not isinstance(item, DisplayItem) and item.link_id not in out for item in items)

    def _blank(self, reading: Reading) -> tuple[str, ...]:
        """The questions that are asked, given the answers, and have none."""
        answers: Mapping[str, Answer] = reading.response.answers
        asked = check_answers(self.form.instrument, answers, session=self.form.session).asked
        return tuple(
            item.link_id
            for item in level(self.form.instrument.item)
            if item.link_id in asked and item.link_id not in answers and not isinstance(item, DisplayItem | GroupItem)
        )
