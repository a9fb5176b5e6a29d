# SPDX-License-Identifier: Apache-2.0
"""Which questions stand on which page, and where somebody is on the way through the form."""

import attrs

from alliance_forms.checks import check_answers
from alliance_forms.html.typed import level
from alliance_forms.model import AnswerMap, DisplayItem, GroupItem, Item
from alliance_forms.view import FormView

__all__ = ["WHOLE", "Stage", "left_out", "links_in", "pages_of", "questions_in"]


@attrs.frozen(kw_only=True)
class Stage:
    """Where somebody is on the way through a form.

    Attributes:
        page: Number of the page that is shown; 0 shows the whole form.
        pages: How many there are.
        left_out: linkIds of questions that what was answered on earlier pages rules out.
        blank: linkIds of the questions that are blank, on the page before the form is sent.
        seen: Whether the person has been told of them, so that the next press sends the form.
        leave_blank: Whether an answer can be taken back on this page.
        led: Whether `visit` leads, and understands the buttons that go back, on and to taking an answer back.
    """

    page: int = 0
    pages: int = 1
    left_out: frozenset[str] = frozenset()
    blank: tuple[str, ...] = ()
    seen: bool = False
    leave_blank: bool = False
    led: bool = False


WHOLE = Stage()


def questions_in(items: tuple[Item, ...]) -> int:
    """How many questions stand in these items; one round of a repeating group counts."""
    return sum(questions_in(item.item) if isinstance(item, GroupItem) else not isinstance(item, DisplayItem) for item in items)


def links_in(items: tuple[Item, ...]) -> frozenset[str]:
    """The linkIds of these items and of all within them."""
    inner = frozenset[str]().union(*(links_in(item.item) for item in items if isinstance(item, GroupItem)))
    return frozenset(item.link_id for item in items) | inner


def pages_of(form: FormView, per_page: int) -> tuple[tuple[Item, ...], ...]:
    """The items of each page: groups stay whole, and a passage stays with what follows it.

    >>> import alliance_forms as af
    >>> [len(page) for page in pages_of(af.form_view(af.get_instrument("phq-9")), 4)]
    [4, 4, 2]
    """
    asked = tuple(item for item in form.instrument.item if form.asked(item))
    pages: list[tuple[Item, ...]] = [()]
    passages: tuple[Item, ...] = ()
    for item in asked:
        if isinstance(item, DisplayItem):
            passages += (item,)
            continue
        here = (*passages, item)
        if per_page and pages[-1] and questions_in(pages[-1]) + questions_in(here) > per_page:
            pages.append(())
        pages[-1] += here
        passages = ()
    pages[-1] += passages
    return tuple(pages)


def left_out(form: FormView, page: tuple[Item, ...], answers: AnswerMap) -> frozenset[str]:
    """What this page need not show, with all that is within: conditions that only other pages can change decide it already."""
    asked = check_answers(form.instrument, answers, session=form.session).asked
    here = links_in(page)
    out = tuple(
        item
        for item in level(form.instrument.item)
        if item.link_id in here
        and item.enable_when
        and item.link_id not in asked
        and not any(condition.question in here for condition in item.enable_when)
    )
    return links_in(out)
