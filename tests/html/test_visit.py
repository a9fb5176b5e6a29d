# SPDX-License-Identifier: Apache-2.0
"""The way through a form: pages carry along what was answered, a slip stays where it is, and nothing is sent before somebody sends it."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.html import FORMAT, HtmlOptions, visit
from alliance_forms.html.paging import links_in, pages_of
from alliance_forms.html.typed import arrange, names_in
from alliance_forms.model import BooleanItem, ChoiceItem, Condition, DisplayItem, GroupItem, IntegerItem, TextItem
from alliance_forms.model.items import AnswerOption
from alliance_forms.testing import strategies

OPTIONS = (AnswerOption(code="a"), AnswerOption(code="b"))


def on(page_kind, step, button):
    """The next page, parsed, after a button was pressed."""
    return page_kind.of(step.page).send(button)


def test_page_by_page_sends_what_one_page_sends(page):
    @given(st.data())
    def check(data):
        form = data.draw(strategies.form_views(session=True))
        response = data.draw(strategies.responses(form.instrument))
        options = HtmlOptions(per_page=data.draw(st.integers(1, 4)), check=False)
        # Drawing a form takes longer than looking at it, so three laws share it.
        every_question_is_on_one_page(form, options.per_page)
        what_is_sorted_can_be_sent_again(form, response)
        kind = type(whole := page(form, response=response))
        at_once = FORMAT.read(form, whole.send())
        step = visit(form, response=response, options=options)
        for _ in range(60):
            shown = kind.of(step.page)
            here = int(dict(shown.send())["af-_at"])
            ahead = [value for value in shown.buttons() if value.startswith("p") and int(value[1:]) > here]
            step = visit(form, shown.send(*ahead or ["send"]), options=options)
            if step.page is None or step.status == 422:
                break
        if any(problem.severity == "error" for problem in at_once.problems):
            assert step.status == 422
        else:
            assert step.response.answers == at_once.response.answers

    check()


def every_question_is_on_one_page(form, per_page):
    pages = pages_of(form, per_page)
    assert [item for one in pages for item in one] == [item for item in form.instrument.item if form.asked(item)]
    assert all(links_in(one) for one in pages[:-1])


def what_is_sorted_can_be_sent_again(form, response):
    typed = FORMAT.read(form, [(f"af-{name}", value) for name, value in names_in(_fields(form, response))]).submitted.fields
    again, strays = arrange(form.instrument.item, _flat(names_in(typed)))
    assert (dict(again), strays) == (dict(typed), 0)


def _fields(form, response):
    from alliance_forms.html.fill import fill

    return fill(form.instrument, response.answers)


def _flat(pairs):
    flat = {}
    for name, value in pairs:
        flat[name] = (*flat.get(name, ()), value)
    return flat


@pytest.fixture(scope="module")
def walk(form_of):
    return form_of(
        BooleanItem(link_id="a"),
        IntegerItem(link_id="n", maximum=9, required=True),
        TextItem(link_id="t", enable_when=(Condition(question="a", operator="=", answer=True),)),
        TextItem(link_id="u", enable_when=(Condition(question="a", operator="=", answer=True),)),
        ChoiceItem(link_id="c", answer_option=OPTIONS),
    )


PAGED = HtmlOptions(per_page=1)


def test_a_page_that_asks_nothing_is_passed_over_both_ways(page, walk):
    kind = type(page(walk))
    sent = {"af-_at": "2", "af-_go": "p3", "af-a": "false", "af-n": "1"}
    forward = kind.of(visit(walk, sent, options=PAGED).page)
    assert ("af-_at", "5") in forward.send()
    back = kind.of(visit(walk, sent | {"af-_at": "5", "af-_go": "p4"}, options=PAGED).page)
    assert ("af-_at", "2") in back.send()
    assert ("af-_at", "3") in kind.of(visit(walk, sent | {"af-a": "true"}, options=PAGED).page).send()


def test_what_stands_in_a_group_that_is_passed_over_is_carried_along(page, form_of):
    when = (Condition(question="a", operator="=", answer=True),)
    form = form_of(BooleanItem(link_id="a"), GroupItem(link_id="g", item=(TextItem(link_id="t"),), enable_when=when), TextItem(link_id="u"))
    step = visit(form, {"af-_at": "1", "af-_go": "p2", "af-a": "false", "af-t": "kept"}, options=HtmlOptions(per_page=2))
    assert ("af-t", "kept") in type(page(form)).of(step.page).send()


def test_a_slip_stays_on_its_page_and_going_back_never_asks_for_anything(page, walk, words):
    sent = {"af-_at": "2", "af-_go": "p3", "af-n": "many"}
    step = visit(walk, sent, options=PAGED)
    shown = type(page(walk)).of(step.page)
    assert (step.status, shown.by_id("af-n").get("value")) == (422, "many")
    assert "Question 2: Write a number, in digits." in words(shown.root)
    assert visit(walk, sent | {"af-_go": "p1"}, options=PAGED).status == 200
    missing = visit(walk, {"af-_at": "2", "af-_go": "p3"}, options=PAGED)
    assert missing.status == 422


def test_what_is_wrong_elsewhere_is_shown_with_the_whole_form(page, walk):
    step = visit(walk, {"af-_at": "5", "af-_go": "send", "af-n": "10", "af-c": "x"}, options=PAGED)
    shown = type(page(walk)).of(step.page)
    assert step.status == 422
    assert [link.get("href") for link in shown.all("a")] == ["#af-n", "#af-c"]
    assert dict(shown.send())["af-_at"] == "0"


def test_blank_questions_are_named_once_and_then_the_form_is_sent(page, walk, words):
    kind = type(page(walk))
    sent = {"af-n": "1", "af-a": "false"}
    step = visit(walk, sent)
    shown = kind.of(step.page)
    assert (step.status, step.response) == (200, None)
    assert [(link.get("href"), words(link)) for link in shown.all("a")] == [("#af-c", "Question 5")]
    assert shown.buttons() == {"anyway"}
    done = visit(walk, shown.send("anyway"))
    assert (done.page, dict(done.response.answers)) == (None, {"a": False, "n": 1})
    assert visit(walk, sent, options=HtmlOptions(check=False)).response is not None


def test_an_answer_can_be_taken_back(page, walk, words):
    kind = type(page(walk))
    shown = kind.of(visit(walk, {"af-_at": "1", "af-_go": "blank", "af-n": "1", "af-a": "true", "af-c": "b"}).page)
    blanks = [one for one in shown.all("input") if one.get("type") == "radio" and one.get("value") == ""]
    assert [one.get("name") for one in blanks] == ["af-a", "af-c"]
    assert ("af-c", "b") in shown.send()
    taken = visit(
        walk, [*((name, value) for name, value in shown.send("send") if name != "af-c"), ("af-c", "")], options=HtmlOptions(check=False)
    )
    assert "c" not in taken.response.answers
    always = page(walk, document=True, leave_blank=True)
    assert sum(one.get("value") == "" and one.get("type") == "radio" for one in always.all("input")) == 2


@pytest.mark.parametrize("at", ["", "0", "-1", "99999", "x", "٣", "1\n", "1" * 5000])
@pytest.mark.parametrize("go", ["", "p0", "p999", "p٣", "anyway", "blank", "send", "../x", "p1 "])
def test_no_button_that_is_none_leads_anywhere(walk, at, go):
    step = visit(walk, {"af-_at": at, "af-_go": go, "af-n": "1"}, options=PAGED)
    assert step.status in (200, 422)
    assert "../x" not in (step.page or "")


def test_a_form_too_large_or_of_another_version_is_shown_whole(walk):
    assert visit(walk, {"af-t": "x" * 1_000_001}).status == 422
    assert "has changed since you opened it" in visit(walk, {"af-_form": "OLD", "af-n": "1"}, options=PAGED).page


def test_alerts_can_be_told_while_something_needs_another_look():
    phq9 = af.get_instrument("phq-9")
    form = af.form_view(phq9, locale="en")
    step = visit(form, {"af-3": ["1", "2"], "af-9": "2"})
    assert [alert.id for alert in af.alerts(phq9, step.reading.response).raised] == ["item-9"]


def test_a_passage_stays_with_what_follows_it_and_a_group_whole(form_of):
    form = form_of(
        TextItem(link_id="a"), DisplayItem(link_id="d", text="x"), GroupItem(link_id="g", item=(TextItem(link_id="b"), TextItem(link_id="c"))),
        DisplayItem(link_id="e", text="y"),
    )  # fmt: skip
    assert [[item.link_id for item in one] for one in pages_of(form, 1)] == [["a"], ["d", "g", "e"]]


def test_the_first_page_alone_says_what_it_is_about(page, phq9, words):
    kind = type(page(phq9))
    options = HtmlOptions(per_page=4, document=True)
    first, second = (visit(phq9, data, options=options).page for data in (None, {"af-_at": "1", "af-_go": "p2"}))
    assert ("Number of questions" in first, "Number of questions" in second) == (True, False)
    assert words(kind.of(second).all("title")[0]) == "Your form (Page 2 of 3)"
    assert "Page 2 of 3" in words(kind.of(second).all("p")[0])


def test_a_question_right_after_its_condition_is_marked_for_the_style_sheet(page, walk):
    shown = page(walk)
    assert [one.get("id") for one in shown.all("input") if one.get("class") == "af-opens"] == []
    adjacent = attrs.evolve(walk, instrument=attrs.evolve(walk.instrument, item=(walk.instrument.item[0], *walk.instrument.item[2:])))
    marked = page(adjacent)
    assert [(one.get("name"), one.get("value")) for one in marked.all("input") if one.get("class") == "af-opens"] == [("af-a", "true")]
    assert sum("af-cond" in (one.get("class") or "") for one in marked.all("div")) == 1
    wrong = FORMAT.read(adjacent, {"af-a": "true", "af-t": "\0"})
    assert "af-cond" not in FORMAT.render(adjacent, submitted=wrong.submitted, problems=wrong.problems, options=HtmlOptions())
