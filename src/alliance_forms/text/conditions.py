# SPDX-License-Identifier: Apache-2.0
"""When a question is asked, in words: on paper and in a mail nothing hides, so the form says whom a question is for."""

from collections.abc import Iterator

from alliance_forms.checks import holds, index_of
from alliance_forms.i18n import Interface
from alliance_forms.model import BooleanItem, ChoiceItem, Condition, Item, Operator
from alliance_forms.text.answers import choices
from alliance_forms.text.layout import clean, collapse
from alliance_forms.view import FormView

__all__ = ["condition_lines"]


def condition_lines(form: FormView, item: Item) -> Iterator[str]:
    """One line for each condition under which an item is asked, below a line that says how they combine."""
    t = Interface(form.lang).text
    if len(item.enable_when) > 1 and item.enable_behavior == "any":
        yield t("Answer this if at least one of these is so:").text
    elif len(item.enable_when) > 1:
        yield t("Answer this if all of these are so:").text
    elif item.enable_when:
        yield t("Answer this only in this case:").text
    for condition in item.enable_when:
        yield _line(form, condition)


def _line(form: FormView, condition: Condition) -> str:
    t = Interface(form.lang).text
    index = index_of(form.instrument)
    link = condition.question or ""
    item = index.items.get(link)
    wanted = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
    if condition.operator == "exists":
        return (t("{question} is answered", question=link) if wanted[0] else t("{question} is not answered", question=link)).text
    if not isinstance(item, ChoiceItem | BooleanItem):
        given = ", ".join("–" if isinstance(value, bool) else collapse(str(value)) for value in wanted)
        return _compared(form, link, condition.operator, given)
    fitting = [
        collapse(clean(text))
        for code, text in choices(form, item)
        if holds(index, condition, {link: code == "1" if isinstance(item, BooleanItem) else code})
    ]
    return _compared(form, link, "=", ", ".join(fitting) or "–")


def _compared(form: FormView, question: str, operator: Operator, answers: str) -> str:
    t = Interface(form.lang).text
    match operator:
        case "!=":
            said = t("the answer to {question} is none of: {answers}", question=question, answers=answers)
        case ">":
            said = t("the answer to {question} is above {answers}", question=question, answers=answers)
        case "<":
            said = t("the answer to {question} is below {answers}", question=question, answers=answers)
        case ">=":
            said = t("the answer to {question} is {answers} or more", question=question, answers=answers)
        case "<=":
            said = t("the answer to {question} is {answers} or less", question=question, answers=answers)
        case _:
            said = t("the answer to {question} is one of: {answers}", question=question, answers=answers)
    return said.text
