# SPDX-License-Identifier: Apache-2.0
"""Small forms, what may happen to a letter on its way, and what of an answer has to come back."""

from alliance_forms.model import (
    Absent,
    ChoiceItem,
    Entry,
    FrozenMap,
    GroupItem,
    Instrument,
    OwnWords,
    Response,
    Rights,
)  # fmt: skip
from alliance_forms.model.instrument import absent_option
from alliance_forms.view import build_form

OPEN = Rights(basis="public-domain")


def quoted(mark):
    return lambda text: "".join(f"{mark}{line}\n" for line in text.split("\n"))


ON_THE_WAY = {
    "as it is": lambda text: text,
    "quoted": quoted("> "),
    "quoted twice": quoted("> > "),
    "quoted as some do": quoted(">> "),
    "other line ends": lambda text: text.replace("\n", "\r\n"),
    "as bytes": lambda text: text.encode(),
    "with a byte order mark": lambda text: "\ufeff" + text,
    "with words around": lambda text: f"Hello, here it is.\n\n{text}\n-- \nSent from a train\n",
}


def offered(form, items, answers):
    """What of these answers the form itself can hold: no absence that is no option, no round without anything in it."""
    found = {}
    for item in items:
        answer = answers.get(item.link_id)
        if isinstance(item, GroupItem) and item.repeats:
            entries = [Entry(id=entry.id, answers=FrozenMap(offered(form, item.item, entry.answers))) for entry in answer or ()]
            entries = [entry for entry in entries if entry.id or entry.answers]
            found |= {item.link_id: tuple(entries)} if entries else {}
        elif isinstance(item, GroupItem):
            found |= offered(form, item.item, answers)
        elif isinstance(answer, Absent):
            options = form.instrument.options(item) if isinstance(item, ChoiceItem) else ()
            found |= {item.link_id: answer} if absent_option(options, answer.absent) else {}
        elif answer is not None:
            found[item.link_id] = answer
    return found


def serious(problems):
    return [problem for problem in problems if problem.code != "AF-ANSWER-REQUIRED"]


def form_of(*items, lang="en"):
    return build_form(
        Instrument(
            id="clinic-x.small", version="1.0.0", title="Small", subject="client", rater=("client",), language=lang, item=items,
            rights=OPEN,
        )
    )  # fmt: skip


def answered(form, **answers):
    return Response(instrument=form.instrument.id, version=form.instrument.version, answers=FrozenMap(answers))


def squeezed(answers):
    """Texts without spaces at the ends of lines."""
    found = {}
    for link, answer in answers.items():
        if isinstance(answer, tuple):
            found[link] = tuple(
                (member.id, squeezed(member.answers)) if isinstance(member, Entry)
                else OwnWords(text=trim(member.text)) if isinstance(member, OwnWords) else member
                for member in answer
            )  # fmt: skip
        else:
            found[link] = trim(answer) if isinstance(answer, str) else answer
    return found


def trim(text):
    return "\n".join(line.rstrip(" ") for line in text.split("\n"))
