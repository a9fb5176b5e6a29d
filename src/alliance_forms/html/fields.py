# SPDX-License-Identifier: Apache-2.0
"""What the templates draw: every question with its words, controls, values and problems, decided here and only here."""

import attrs
from markupsafe import Markup

__all__ = ["Blank", "Control", "Entry", "Field", "Line", "Press", "SummaryLine"]


@attrs.frozen(kw_only=True)
class Control:
    """One radio button, checkbox or box.

    Attributes:
        label: Words beside or above it.
        end: Words of this end of a scale, for those who hear the row.
        apart: Stands apart from the answers before it ("or").
        multiline: Of a box for own words: whether it takes several lines.
        autocomplete: What a browser may fill in there, by HTML's name.
        opens: Whether the question that follows is meant where this is chosen.
    """

    id: str
    name: str
    label: Markup
    value: str = ""
    checked: bool = False
    end: Markup | None = None
    apart: bool = False
    multiline: bool = True
    autocomplete: str | None = None
    opens: bool = False


@attrs.frozen(kw_only=True)
class Line:
    """A line between a question and its controls: a condition, a hint, a range, or what needs another look."""

    id: str
    css: str
    text: Markup
    error: bool = False


@attrs.frozen(kw_only=True)
class Press:
    """A line to press.

    Attributes:
        said: What is said of a line nobody has pressed, and of the button that makes it so again; as JSON.
        low, high: The numbers at its ends.
        step: From one number to the next.
    """

    said: str
    low: str
    high: str
    step: str


@attrs.frozen(kw_only=True)
class Entry:
    """One round of a repeating group."""

    number: str
    name: str
    value: str
    mark: Markup | None
    members: tuple["Field", ...]


@attrs.frozen(kw_only=True)
class Field:
    """One question, passage or group as it stands on the page.

    Attributes:
        template: What draws it.
        id: Of its first control; everything else about it is named from this.
        number: As the form shows it.
        text: The words of the question.
        mark: Further words, heard and not seen, where two questions would be named alike.
        keyboard: The one a phone is to show for a number.
        autocomplete: What a browser may fill in, by HTML's name.
        own_at: Before which control the box for own words stands.
        css: Further classes.
        when: For the script: the answers for which this question is meant, as JSON.
        line: For the script: a line that can be pressed in place of writing a number.
        anchor: Id of the control that a link about this question leads to.
    """

    template: str
    id: str
    name: str
    number: str | None = None
    text: Markup | None = None
    mark: Markup | None = None
    needed: bool = False
    lines: tuple[Line, ...] = ()
    keyboard: str = "text"
    css: str = ""
    value: str = ""
    multiline: bool = False
    autocomplete: str | None = None
    controls: tuple[Control, ...] = ()
    own_words: Control | None = None
    own_at: int = 0
    heading: int = 2
    members: tuple["Field", ...] = ()
    entries: tuple[Entry, ...] = ()
    when: str | None = None
    line: Press | None = None
    anchor: str

    @property
    def described(self) -> str:
        """Ids of the lines about this question."""
        return " ".join(line.id for line in self.lines)

    @property
    def wrong(self) -> bool:
        """Whether this question needs another look."""
        return any(line.error for line in self.lines)


@attrs.frozen(kw_only=True)
class SummaryLine:
    """One line of the list of problems at the top; without an anchor it is about the whole form."""

    anchor: str | None
    question: Markup | None
    message: Markup


@attrs.frozen(kw_only=True)
class Blank:
    """A question that was left blank, as the page before sending names it."""

    anchor: str
    question: Markup
