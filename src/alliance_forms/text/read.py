# SPDX-License-Identifier: Apache-2.0
"""A filled-in text back into answers: every problem at once, and nothing that was typed is lost."""

from collections.abc import Iterable

from alliance_forms.errors import Problem
from alliance_forms.model import Answer, FrozenMap, Item, OwnWords, TextItem
from alliance_forms.text.answers import from_text
from alliance_forms.text.layout import CONTROLS, collapse
from alliance_forms.text.lines import Found, scan, tags_in
from alliance_forms.text.places import Label, Typed, nested, places_of
from alliance_forms.text.write import own_lines
from alliance_forms.view import FormView, Reading, conclude

__all__ = ["MAX_CHARACTERS", "read"]

MAX_CHARACTERS = 1_000_000
_OWN_WORDS = 10_000
_SHOWN_LINES = 12
_NOTHING = Typed(FrozenMap())


def read(form: FormView, data: str | bytes, authored: str | None) -> Reading:
    """The answers in a text."""
    text = _decoded(data)
    if isinstance(text, Problem):
        return conclude(form, {}, faults=[text], submitted=_NOTHING, authored=authored, complete=False)
    places = places_of(form.instrument)
    paragraphs = [link.casefold() for link, item in places.items.items() if isinstance(item, TextItem)]
    found = scan(text, own_lines(form), places.folded, paragraphs)
    tags = tags_in(found.others)
    if tags - {form.version_tag.upper()}:
        message = "these answers were given to another version or wording of the form"
        hint = "send the form again as it is now, or read the answers with the version they belong to"
        fault = Problem(code="AF-FORM-OTHER-VERSION", pointer="", message=message, hint=hint)
        return conclude(form, {}, faults=[fault], submitted=_NOTHING, authored=authored, complete=False)
    answers = _Answers(form)
    answers.take(found.answers)
    if not tags:
        message = "the line with the form's sign is missing, so nothing shows that these answers belong to it"
        answers.fault("AF-FORM-NO-VERSION", message, "send the whole form back, with its first or last line")
    result = nested(form, answers.typed, answers.understand)
    submitted = Typed(FrozenMap(result.typed))
    return conclude(form, result.answers, faults=[*answers.faults, *result.faults], submitted=submitted, authored=authored)


def _decoded(data: str | bytes) -> str | Problem:
    """The text with line feeds only, or why it is not looked at."""
    size = Problem(
        code="AF-FORM-TOO-LARGE", pointer="", message=f"the text is longer than {MAX_CHARACTERS:,} characters", hint="send the form only"
    )
    if isinstance(data, bytes):
        if len(data) > 4 * MAX_CHARACTERS:
            return size
        try:
            data = data.decode("utf-8")
        except UnicodeDecodeError as error:
            message = f"byte {error.start} is not valid UTF-8"
            return Problem(code="AF-FORM-ENCODING", pointer="", message=message, hint="send the text as UTF-8")
    if len(data) > MAX_CHARACTERS:
        return size
    return data.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


class _Answers:
    """The answer lines of one text, by place."""

    def __init__(self, form: FormView) -> None:
        self.form = form
        self.places = places_of(form.instrument)
        self.typed: dict[Label, str] = {}
        self.twice: set[Label] = set()
        self.faults: list[Problem] = []

    def fault(self, code: str, message: str, hint: str | None = None) -> None:
        self.faults.append(Problem(code=code, pointer="", message=message, hint=hint))

    def take(self, found: Iterable[Found]) -> None:
        """Every answer at its place; the same answer twice is one, two different ones are kept for showing and refused."""
        lines: list[int] = []
        doubtful: list[tuple[Label, str]] = []
        arrows: set[Label] = set()
        for answer in found:
            label = self.places.find(answer.label)
            if label is None:
                lines += [answer.number] if answer.arrow else []
            elif answer.doubtful:
                doubtful.append((label, answer.text))
            else:
                arrows.add(label)
                self._put(label, answer.text)
        for label, text in doubtful:
            # A line of the form itself, such as "1 = Several days", is an answer only where the form's answer line is gone.
            if label not in arrows:
                self._put(label, text)
        if lines:
            shown = ", ".join(map(str, lines[:_SHOWN_LINES]))
            self.fault(
                "AF-FORM-UNKNOWN-ITEM", f"lines that answer no question of this form: {shown}", "look at what stands before the arrow"
            )

    def _put(self, label: Label, text: str) -> None:
        if not text.strip():
            return
        before = self.typed.get(label)
        if before is None:
            self.typed[label] = text
        elif collapse(text) not in {collapse(part) for part in before.split("\n")} | {collapse(before)}:
            self.twice.add(label)
            self.typed[label] = f"{before}\n{text}"

    def understand(self, item: Item, label: Label, text: str) -> Answer | Problem | None:
        """What one answer means, or why it cannot be taken."""
        if label in self.twice:
            return Problem(code="AF-ANSWER-DUPLICATE", pointer="", message="this question is answered twice", hint="keep one answer")
        if CONTROLS.search(text):
            return Problem(code="AF-ANSWER-TEXT", pointer="", message="a control character is no text", hint="type the answer again")
        answer = from_text(self.form, item, text)
        members = answer if isinstance(answer, tuple) else ()
        if any(isinstance(member, OwnWords) and len(member.text) > _OWN_WORDS for member in members):
            return Problem(code="AF-ANSWER-LENGTH", pointer="", message=f"own words are longer than {_OWN_WORDS:,} characters")
        return answer
