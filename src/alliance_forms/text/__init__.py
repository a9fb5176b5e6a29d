# SPDX-License-Identifier: Apache-2.0
"""Plain text: a form to answer by mail, in a terminal or on a Braille line, and its answers read back.

Each question has one answer line that names it, ``1 -> ``; in the second round of a repeating part it is ``goal/2 -> ``. A text over
several lines goes on with four spaces at the start of each further line, blank lines too. Everything the form says itself stands at the
margin or set in by two spaces, so that no answer can be taken for it.

A text knows where it is read (`TextOptions.profile`), and by its sign ``[#1A2B3C4D]`` to which version of the form and of its wording it
belongs. What mail programs do to it on the way (quoting, other line ends and spaces, typographic signs, broken lines) leaves the answers
as they are, or the text is refused with a problem. `letter` and `messages` write to a person where that is safe, `write_report` writes
down what was answered.

Reading back what was written gives the same answers, with these exceptions, which plain text cannot carry: a text of nothing but white
space is no answer; a Unicode line separator becomes a line break; an absence that the question does not offer as an option, and a round
in which nothing is filled in, are left out; and a mail client that takes away spaces at the ends of lines takes them, and blank lines at
the end of a text, from the answer.
"""

from collections.abc import Sequence
from typing import Any

from alliance_forms.errors import Problem
from alliance_forms.model import Response
from alliance_forms.text.envelope import Letter, file_name, letter
from alliance_forms.text.messages import Message, messages, read_replies
from alliance_forms.text.places import Typed, typed_of
from alliance_forms.text.profiles import TextOptions
from alliance_forms.text.read import read
from alliance_forms.text.report import write_report
from alliance_forms.text.write import write
from alliance_forms.view import FormView, Reading

__all__ = [
    "FORMAT", "Letter", "Message", "TextFormat", "TextOptions", "file_name", "letter", "messages", "read_replies", "write_report",
]  # fmt: skip


_DEFAULT = TextOptions()
_NOTHING = Typed()


class TextFormat:
    """Forms as plain text, and filled-in text as answers."""

    name: str = "text"
    media_type: str = "text/plain"
    extension: str = "txt"
    api_version: int = 1
    options: type[Any] = TextOptions

    def render(
        self,
        form: FormView,
        *,
        response: Response | None = None,
        submitted: Any = None,
        problems: Sequence[Problem] = (),
        options: TextOptions = _DEFAULT,
    ) -> str:
        """The form as text, blank or with answers; what was submitted stands before a response.

        Args:
            form: What to show.
            response: Answers to fill in.
            submitted: What was typed, from a reading, to show it again as it was.
            problems: What needs another look; listed on top in the form's language.
            options: Where it is read, and the width of a line.

        >>> import alliance_forms as af
        >>> form = af.form_view(af.get_instrument("phq-9"), locale="en")
        >>> print([line for line in FORMAT.render(form).splitlines() if line.startswith("9")])
        ['9. Thoughts that you would be better off dead or of hurting yourself in', '9 -> ']
        """
        typed = submitted if isinstance(submitted, Typed) else typed_of(form, response) if response else _NOTHING
        return write(form.isolated, typed, problems, options)

    def read(self, form: FormView, data: str | bytes, *, authored: str | None = None) -> Reading:
        """The answers in a text that was sent back, with every problem; codes, the words of an option and their beginning all count.

        Args:
            form: What was sent.
            data: The text, quoted by a mail client or not; at most 1,000,000 characters.
            authored: When it was filled in, as the host says.

        >>> import alliance_forms as af
        >>> form = af.form_view(af.get_instrument("phq-9"), locale="en")
        >>> reply = FORMAT.render(form).replace("9 -> ", "9 -> several days")
        >>> FORMAT.read(form, reply).response.answers["9"]
        '1'
        """
        return read(form.isolated, data, authored)


FORMAT = TextFormat()
