# SPDX-License-Identifier: Apache-2.0
"""From a submitted form to answers: a closed list of names, strict values, and every problem at its question."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import attrs

from alliance_forms.checks import check_answers
from alliance_forms.errors import Problem
from alliance_forms.html.options import DEFAULT_PREFIX, PREFIX
from alliance_forms.html.post import TooLarge, pairs
from alliance_forms.html.take import TAKE
from alliance_forms.html.typed import ENTRY_ID, FORM_TAG, OWN_FIELDS, Submitted, Typed, arrange, level
from alliance_forms.model import Answer, Entry, FrozenMap, GroupItem, Item
from alliance_forms.model.values import Opaque
from alliance_forms.view import FormView, Reading, conclude

__all__ = ["read"]

_OPAQUE = Opaque.__metadata__[0].pattern  # type: ignore[attr-defined]
_TOO_LARGE = Problem(code="AF-FORM-TOO-LARGE", pointer="", message="more was sent than a form can hold", hint="shorten the texts")
_OTHER_VERSION = Problem(
    code="AF-FORM-OTHER-VERSION",
    pointer="",
    message="this was filled in on another version of the form",
    hint="show the present form again, with what was typed, and let the person look it over",
)
_SEVERAL = Problem(
    code="AF-FORM-SEVERAL",
    pointer="",
    message="several forms of this kind were sent together",
    hint="give each a <form> of its own, or read each by its prefix",
)
_UNKNOWN_FIELD = Problem(
    code="AF-FORM-UNKNOWN-FIELD",
    pointer="",
    message="a field was sent that is not part of this form",
    hint="names of the host's own must not begin with the form's prefix",
)


def read(form: FormView, data: Any, *, authored: str | None = None, prefix: str | None = None) -> Reading:
    """The answers in a submitted form; see `HtmlFormat.read`.

    Args:
        form: What was shown.
        data: What was sent.
        authored: When the form was filled in.
        prefix: The one it was rendered with; needed only where several forms of one kind are sent together.

    >>> import alliance_forms as af
    >>> form = af.form_view(af.get_instrument("phq-9"), locale="en")
    >>> [problem.code for problem in read(form, {"af-1": ["1", "2"]}).problems]
    ['AF-ANSWER-TOO-MANY']
    """
    try:
        sent = pairs(data)
    except TooLarge:
        return _refused(form, _TOO_LARGE, Submitted(FrozenMap()), authored)
    prefix, fault = _prefix(sent, form.version_tag, prefix)
    flat: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for name, value in sent:
        if name.startswith(f"{prefix}-"):
            flat[name[len(prefix) + 1 :]] += (value,)
    for name in OWN_FIELDS:
        flat.pop(name, None)
    typed, strays = arrange(form.instrument.item, flat)
    submitted = Submitted(FrozenMap(typed))
    if fault:
        return _refused(form, fault, submitted, authored)
    answers, faults = _take(form.instrument.item, typed)
    faults = _about_what_is_asked(form, answers, faults)
    if strays:
        faults = [_UNKNOWN_FIELD, *faults]
    return conclude(form, answers, faults=faults, submitted=submitted, authored=authored)


def _prefix(sent: list[tuple[str, str]], tag: str, wanted: str | None) -> tuple[str, Problem | None]:
    """The prefix of this form's names, and what keeps it from being read.

    Another form of the same page may have been sent along. A form that says no version at all is taken as it is.
    """
    forms = [(name.removesuffix(f"-{FORM_TAG}"), value) for name, value in sent if name.endswith(f"-{FORM_TAG}")]
    forms = [(prefix, value) for prefix, value in forms if PREFIX.fullmatch(prefix) and wanted in (None, prefix)]
    fitting = [prefix for prefix, value in forms if value == tag]
    if len(fitting) > 1:
        return fitting[0], _SEVERAL
    if fitting:
        return fitting[0], None
    only = forms[0][0] if len(forms) == 1 else DEFAULT_PREFIX
    return wanted or only, _OTHER_VERSION if forms else None


def _refused(form: FormView, problem: Problem, submitted: Submitted, authored: str | None) -> Reading:
    return conclude(form, {}, faults=[problem], submitted=submitted, authored=authored, complete=False)


def _take(items: tuple[Item, ...], typed: Typed) -> tuple[dict[str, Answer], list[Problem]]:
    answers: dict[str, Answer] = {}
    faults: list[Problem] = []
    for item in level(items):
        link = item.link_id
        if isinstance(item, GroupItem):
            if link in typed:
                answers[link], inner = _entries(item, typed[link])
                faults += [fault.under(link) for fault in inner]
        elif type(item) in TAKE:
            found = TAKE[type(item)](item, typed)
            if isinstance(found, Problem):
                faults.append(found.under(link))
            elif found is not None:
                answers[link] = found
    return answers, faults


def _entries(group: GroupItem, entries: tuple[Mapping[str, Any], ...]) -> tuple[tuple[Entry, ...], list[Problem]]:
    taken = []
    faults: list[Problem] = []
    for number, entry in enumerate(entries):
        answers, inner = _take(group.item, entry)
        faults += [fault.under(number, "answers") for fault in inner]
        own_id = entry.get(ENTRY_ID, (None,))
        if len(own_id) > 1 or (own_id[0] is not None and not _OPAQUE.fullmatch(own_id[0])):
            faults.append(_UNKNOWN_FIELD.under(number))
            own_id = (None,)
        taken.append(Entry(id=own_id[0], answers=FrozenMap(answers)))
    return tuple(taken), faults


def _about_what_is_asked(form: FormView, answers: Mapping[str, Answer], faults: list[Problem]) -> list[Problem]:
    """A slip in a question that is not asked, given the other answers, keeps nobody from sending the form."""
    asked = check_answers(form.instrument, answers).asked
    left_out = {"code": "AF-ANSWER-NOT-ASKED", "message": "this item is not asked, given the other answers"}
    return [
        fault if fault.pointer.split("/")[1] in asked else attrs.evolve(fault, **left_out, hint="it is left out", severity="warning")
        for fault in faults
    ]
