# SPDX-License-Identifier: Apache-2.0
"""What can be wrong, said in one shape: where it is, what it is, and what to do next.

Every boundary of the library raises one exception that holds all problems it found, never only the first. No message, log line or `repr`
carries an answer, a name or protected wording.
"""

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

import attrs

if TYPE_CHECKING:
    from alliance_forms.model import Response

__all__ = [
    "AllianceFormsError",
    "InvalidAnswers",
    "InvalidDocument",
    "NotFound",
    "NotPermitted",
    "PluginError",
    "Problem",
    "UsageFault",
    "closest",
]

_TOKEN_LIMIT = 64


@attrs.frozen(kw_only=True)
class Problem:
    """One thing that is wrong with a document or an answer, with its place and the next step.

    Attributes:
        code: Stable identifier, such as ``AF-JSON-DUPLICATE-KEY``; explained in ``docs/problems.md``.
        pointer: JSON pointer (RFC 6901) in the document's own key names; empty for the whole document.
        message: What is wrong, without any answer, name or wording in it.
        hint: What to do about it, where the library can tell.
        severity: ``error`` keeps the document from being used; ``warning`` does not.
        expression: In a FHIR resource, the place as FHIRPath, such as ``QuestionnaireResponse.item[2].answer[0]``.

    >>> Problem(code="AF-DOC-REQUIRED", pointer="/item/0", message="the key 'linkId' is missing").severity
    'error'
    """

    code: str
    pointer: str
    message: str
    hint: str | None = None
    severity: Literal["error", "warning"] = "error"
    expression: str | None = None

    def under(self, *tokens: str | int) -> "Problem":
        """The same problem seen from further out: its pointer with `tokens` put in front."""
        return attrs.evolve(self, pointer=pointer_to(*tokens) + self.pointer)

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.expression or self.pointer or '(whole document)'}: {self.message}{hint} [{self.code}]"


def pointer_to(*tokens: str | int) -> str:
    """The JSON pointer for a path of keys and positions; a very long key is cut, so that no message becomes a copy of the input.

    >>> pointer_to("item", 3, "text/plain")
    '/item/3/text~1plain'
    """
    parts = (str(token)[:_TOKEN_LIMIT].replace("~", "~0").replace("/", "~1") for token in tokens)
    return "".join("/" + part.encode("utf-8", "replace").decode() for part in parts)


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, for "did you mean"; None where nothing is near.

    >>> closest("phq9", ["gad-7", "phq-9"])
    'phq-9'
    """
    return next(iter(difflib.get_close_matches(name[:_TOKEN_LIMIT], list(known), n=1, cutoff=0.6)), None)


class AllianceFormsError(Exception):
    """Anything this library raises on purpose."""


class _WithProblems(AllianceFormsError):
    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InvalidDocument(_WithProblems):
    """A document cannot be used; `problems` says everything that is wrong with it.

    >>> str(InvalidDocument([Problem(code="AF-JSON-SYNTAX", pointer="", message="this is not JSON")]))
    '(whole document): this is not JSON [AF-JSON-SYNTAX]'
    """


class InvalidAnswers(_WithProblems):
    """Some answers of a filled-in form need another look.

    Attributes:
        problems: Every problem, with the place of each answer, never the answer.
        response: A response that holds every valid answer, so that alerts can still be evaluated. Its status is ``in-progress``.
        submitted: What was typed, for showing the form again; opaque to the caller.
    """

    def __init__(self, problems: Iterable[Problem], *, response: "Response", submitted: Any) -> None:
        super().__init__(problems)
        self.response = response
        self.submitted = submitted


class NotFound(AllianceFormsError):
    """Nothing of that name is known; the message suggests the nearest name.

    >>> str(NotFound("instrument", "phq9", ["gad-7", "phq-9"]))
    "no instrument named 'phq9'. Did you mean 'phq-9'?"
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        near = closest(name, known)
        shown = name[:_TOKEN_LIMIT]
        tail = f" Did you mean {near!r}?" if near else f" Known: {', '.join(known[:12]) or 'none'}."
        super().__init__(f"no {kind} named {shown!r}.{tail}")


class NotPermitted(AllianceFormsError):
    """This wording may not be shown here; the message says whose it is and what the next step is.

    Attributes:
        reason: Why, as a word for programs, such as ``licence-required`` or ``grant-expired``.
        holder: Whose wording it is, where that is known.
        step: What to do next.
    """

    def __init__(self, message: str, *, reason: str = "no-wording", holder: str | None = None, step: str | None = None) -> None:
        super().__init__(message)
        self.reason, self.holder, self.step = reason, holder, step


class UsageFault(AllianceFormsError):
    """The call itself is at fault: an option nobody knows, a prefix that is not allowed, a locale that is none."""


class PluginError(AllianceFormsError):
    """An installed plug-in is broken or in conflict; the message names the distribution at fault."""
