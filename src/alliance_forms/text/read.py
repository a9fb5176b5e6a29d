# SPDX-License-Identifier: Apache-2.0
"""A filled-in text back into answers: every problem at once, and nothing that was typed is lost."""

from collections.abc import Iterable

from alliance_forms.errors import Problem
from alliance_forms.model import Answer, ChoiceItem, FrozenMap, Item, OwnWords, TextItem
from alliance_forms.text.answers import from_text
from alliance_forms.text.layout import CONTROLS, collapse
from alliance_forms.text.lines import MOST_STRAYS, Found, Scan, scan, tags_in
from alliance_forms.text.places import Label, Typed, nested, places_of
from alliance_forms.text.write import own_lines
from alliance_forms.view import FormView, Reading, conclude

__all__ = ["MAX_CHARACTERS", "read", "read_typed"]

MAX_CHARACTERS = 1_000_000
_OWN_WORDS = 10_000
_NOTHING = Typed()


def read(form: FormView, data: str | bytes, authored: str | None) -> Reading:
    """The answers in a text."""
    text = _decoded(data)
    if isinstance(text, Problem):
        return _refused(form, text, authored)
    places = places_of(form.instrument)
    paragraphs = [link.casefold() for link, item in places.items.items() if isinstance(item, TextItem)]
    open_choices = [link.casefold() for link, item in places.items.items() if isinstance(item, ChoiceItem) and item.open_choice]
    found = scan(text, own_lines(form), places.folded, paragraphs, open_choices)
    tags = tags_in(found.others)
    if tags - {form.version_tag.upper()}:
        return _refused(form, _other_version(), authored)
    answers = _Answers(form)
    answers.take(found)
    if not tags:
        message = "the line with the form's sign is missing, so nothing shows that these answers belong to it"
        answers.fault("AF-FORM-NO-VERSION", message, "send the whole form back, with its first or last line")
    return answers.concluded(authored)


def read_typed(form: FormView, typed: Iterable[tuple[str, str]], *, other_version: bool, authored: str | None) -> Reading:
    """The answers in what was typed, each with the question it answers; nothing of the form stands around them."""
    if other_version:
        return _refused(form, _other_version(), authored)
    answers, unknown, size = _Answers(form), 0, 0
    for name, text in typed:
        label, size = answers.places.find(name), size + len(text)
        if size > MAX_CHARACTERS:
            return _refused(form, _too_large(), authored)
        if label is None:
            unknown += 1
        else:
            answers.put(label, text.replace("\r\n", "\n").replace("\r", "\n").rstrip(" \n"))
    if unknown:
        answers.fault(
            "AF-FORM-UNKNOWN-ITEM", f"{unknown} replies to no question of this form", "give each reply with the message that asked"
        )
    return answers.concluded(authored)


def _refused(form: FormView, fault: Problem, authored: str | None) -> Reading:
    return conclude(form, {}, faults=[fault], submitted=_NOTHING, authored=authored, complete=False)


def _other_version() -> Problem:
    message = "these answers were given to another version or wording of the form"
    hint = "send the form again as it is now, or read the answers with the version they belong to"
    return Problem(code="AF-FORM-OTHER-VERSION", pointer="", message=message, hint=hint)


def _too_large() -> Problem:
    message = f"the text is longer than {MAX_CHARACTERS:,} characters"
    return Problem(code="AF-FORM-TOO-LARGE", pointer="", message=message, hint="send the form only")


def _decoded(data: str | bytes) -> str | Problem:
    """The text with line feeds only, or why it is not looked at."""
    if isinstance(data, bytes):
        if len(data) > 4 * MAX_CHARACTERS:
            return _too_large()
        try:
            data = data.decode("utf-8")
        except UnicodeDecodeError as error:
            message = f"byte {error.start} is not valid UTF-8"
            return Problem(code="AF-FORM-ENCODING", pointer="", message=message, hint="send the text as UTF-8")
    if len(data) > MAX_CHARACTERS:
        return _too_large()
    return data.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


class _Answers:
    """The answer lines of one text, by place."""

    def __init__(self, form: FormView) -> None:
        self.form = form
        self.places = places_of(form.instrument)
        self.typed: dict[Label, str] = {}
        self.twice: set[Label] = set()
        self.torn: set[Label] = set()
        self.faults: list[Problem] = []

    def fault(self, code: str, message: str, hint: str | None = None) -> None:
        self.faults.append(Problem(code=code, pointer="", message=message, hint=hint))

    def take(self, found: Scan) -> None:
        """Every answer at its place; the same answer twice is one, two different ones are kept for showing and refused."""
        lines = list(found.strays)
        doubtful: list[tuple[Label, str]] = []
        lying: dict[Label, list[Found]] = {}
        for answer in found.answers:
            label = self.places.find(answer.label)
            if label is None:
                lines += [answer.number] if answer.arrow else []
            elif answer.doubtful:
                doubtful.append((label, answer.text))
            else:
                lying.setdefault(label, []).append(answer)
                self.put(label, answer.text)
        for label, text in doubtful:
            # A line of the form itself, such as "1 = Several days", is an answer only where the form's answer line is gone.
            if label not in lying:
                self.put(label, text)
        self.torn = {label for label, answers in lying.items() if any(answer.torn for answer in answers)}
        self.twice |= {label for label, answers in lying.items() if _beside_a_blank(answers)}
        if lines:
            shown = ", ".join(map(str, sorted(lines)[:MOST_STRAYS]))
            self.fault(
                "AF-FORM-UNKNOWN-ITEM", f"lines that answer no question of this form: {shown}", "look at what stands before the arrow"
            )

    def put(self, label: Label, text: str) -> None:
        """One answer at its place."""
        if not text.strip():
            return
        before = self.typed.get(label)
        if before is None:
            self.typed[label] = text
        elif collapse(text) not in {collapse(part) for part in before.split("\n")} | {collapse(before)}:
            self.twice.add(label)
            self.typed[label] = f"{before}\n{text}"

    def concluded(self, authored: str | None) -> Reading:
        """What all of it means."""
        result = nested(self.form, self.typed, self.understand)
        submitted = Typed(FrozenMap(result.typed))
        return conclude(self.form, result.answers, faults=[*self.faults, *result.faults], submitted=submitted, authored=authored)

    def understand(self, item: Item, label: Label, text: str) -> Answer | Problem | None:
        """What one answer means, or why it cannot be taken."""
        if label in self.twice:
            return Problem(code="AF-ANSWER-DUPLICATE", pointer="", message="this question is answered twice", hint="keep one answer")
        if label in self.torn:
            message = "a line below this answer may belong to it or not"
            return Problem(code="AF-ANSWER-TORN", pointer="", message=message, hint="write the whole answer behind its arrow")
        if CONTROLS.search(text):
            return Problem(code="AF-ANSWER-TEXT", pointer="", message="a control character is no text", hint="type the answer again")
        answer = from_text(self.form, item, text)
        members = answer if isinstance(answer, tuple) else ()
        if any(isinstance(member, OwnWords) and len(member.text) > _OWN_WORDS for member in members):
            return Problem(code="AF-ANSWER-LENGTH", pointer="", message=f"own words are longer than {_OWN_WORDS:,} characters")
        return answer


def _beside_a_blank(answers: list[Found]) -> bool:
    """Whether an answer stands only where the form's own line for it is still there, blank: then it may be words of another answer."""
    blank = {answer.depth for answer in answers if not answer.text.strip()}
    given = {answer.depth for answer in answers if answer.text.strip()}
    return bool(given) and given <= blank
