# SPDX-License-Identifier: Apache-2.0
"""What is wrong with an answer, in the language of the form."""

from collections.abc import Iterator, Sequence

from alliance_forms.errors import Problem
from alliance_forms.i18n import Interface
from alliance_forms.i18n.interface import _
from alliance_forms.text.places import label_text
from alliance_forms.view import FormView

__all__ = ["problem_lines"]


_SAID = {
    "AF-ANSWER-CODE": _("Choose one of the answers listed."),
    "AF-ANSWER-TYPE": _("This answer is not of the kind the question asks for."),
    "AF-ANSWER-TOO-MANY": _("There are more answers here than the question takes."),
    "AF-ANSWER-EXCLUSIVE": _("One of your answers cannot stand together with others. Keep that one, or the others."),
    "AF-ANSWER-OWN-WORDS": _("This question takes no answer in own words; choose one of the options."),
    "AF-ANSWER-RANGE": _("This number is too small or too large."),
    "AF-ANSWER-DECIMALS": _("This number has too many decimal places."),
    "AF-ANSWER-DATE": _("Write the date like this: 2026-11-23."),
    "AF-ANSWER-LENGTH": _("This text is too long. Please shorten it."),
    "AF-ANSWER-TEXT": _("A character in this text cannot be stored. Please type the text again."),
    "AF-ANSWER-DUPLICATE": _("This question is answered twice; keep one answer."),
    "AF-ANSWER-TORN": _("A line below this answer may belong to it or not. Please write the whole answer after the arrow."),
    "AF-ANSWER-REQUIRED": _("This question needs an answer."),
    "AF-ANSWER-NOT-ASKED": _("This question does not fit your other answers. What stands here is left out."),
    "AF-FORM-UNKNOWN-ITEM": _("Some lines answer a question that this form does not have."),
    "AF-FORM-OTHER-VERSION": _("These answers belong to another version of the form; fill in this one."),
    "AF-FORM-NO-VERSION": _("Send the whole form back, with the first line and its sign [#…]."),
    "AF-FORM-TOO-LARGE": _("The text is too long to be read."),
    "AF-FORM-ENCODING": _("The text could not be read; send it as UTF-8."),
}
_OTHER = _("This answer needs another look.")


def problem_lines(form: FormView, problems: Sequence[Problem]) -> Iterator[str]:
    """One line for each problem, with the question it is about; never with the answer."""
    ui = Interface(form.lang)
    for problem in problems:
        said = ui.text(_SAID.get(problem.code, _OTHER)).text
        label = _label(form, problem.pointer)
        yield f"{label}: {said}" if label else said


def _label(form: FormView, pointer: str) -> str:
    """The question a pointer leads to, as its answer line names it; empty where it leads to none."""
    known = {item.link_id for item in form.instrument.walk()}
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    tokens = tokens[1:] if tokens[:1] == ["answers"] else tokens
    links, rounds = tokens[::3], tokens[1::3]
    if not links or links[-1] not in known or not all(number.isdecimal() for number in rounds):
        return ""
    return label_text(links[-1], tuple(int(number) + 1 for number in rounds))
