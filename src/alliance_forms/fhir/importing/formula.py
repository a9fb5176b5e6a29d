# SPDX-License-Identifier: Apache-2.0
"""A FHIRPath expression as a tree, as far as scores are written with it."""

from collections.abc import Iterator
from typing import Any

import attrs

from alliance_forms.fhir.checking.expression import ExpressionError, levels_of, tokens_of, unescaped

__all__ = ["Call", "Node", "Operation", "Path", "parsed"]

_DEEPEST = 100
# As many things can be joined by one sign after the other; whoever walks the tree goes as deep.
_MOST_JOINED = 300
# A longer one is kept as it is; ours for a scale of sixty items has a third of that.
_LONGEST = 100_000


@attrs.frozen
class Call:
    """One step of a path: a name, or a function with what it is called with."""

    name: str
    inside: tuple["Node", ...] | None = None


@attrs.frozen
class Path:
    """Steps from a beginning: a variable, a literal, or something in brackets."""

    start: Any
    steps: tuple[Call, ...] = ()


@attrs.frozen
class Operation:
    """Two parts with a sign between them."""

    sign: str
    left: "Node"
    right: "Node"


Node = Path | Operation


def parsed(expression: str) -> Node | None:
    """The tree of an expression; None where it is longer, deeper or other than any score is.

    Args:
        expression: FHIRPath.

    >>> parsed("1 + %a.b()")
    Operation(sign='+', left=Path(start='1', steps=()), right=Path(start='%a', steps=(Call(name='b', inside=()),)))
    """
    if len(expression) > _LONGEST:
        return None
    try:
        reader = _Reader(tokens_of(expression))
        made = reader.expression(0)
    except (ExpressionError, _OtherError):
        return None
    return made if reader.token[0] == "end" else None


class _OtherError(Exception):
    """Something that no score is written with."""


class _Reader:
    def __init__(self, tokens: Iterator[tuple[str, str, int]]) -> None:
        self.tokens, self.depth = tokens, 0
        self.token = next(tokens)

    def _take(self, text: str | None = None) -> str:
        kind, said, _ = self.token
        if kind == "end" or text not in (None, said):
            raise _OtherError
        self.token = next(self.tokens)
        return said

    def _sees(self, *texts: str) -> bool:
        return self.token[0] in ("sign", "name") and self.token[1] in texts

    def expression(self, lowest: int) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _OtherError
        left = self._path()
        joined = 0
        while self.token[0] in ("sign", "name") and (level := levels_of(self.token[1])) is not None and level >= lowest:
            joined += 1
            if joined > _MOST_JOINED:
                raise _OtherError
            sign = self._take()
            left = Operation(sign, left, self.expression(level + 1))
        self.depth -= 1
        return left

    def _path(self) -> Node:
        start: Any
        kind, text, _ = self.token
        if text == "(":
            self._take()
            start = self.expression(0)
            self._take(")")
        elif text == "{":
            self._take()
            self._take("}")
            start = "{}"
        elif kind == "name":
            start = self._call()
        elif kind in ("number", "variable", "special"):
            start = self._take()
        elif kind == "string":
            start = ("text", unescaped(self._take()))
        else:
            raise _OtherError
        steps = []
        while self._sees("."):
            self._take()
            steps.append(self._call())
        if not steps and isinstance(start, Path | Operation):
            return start
        if isinstance(start, Path):
            return Path(start.start, (*start.steps, *steps))
        return Path(start, tuple(steps))

    def _call(self) -> Call:
        if self.token[0] != "name":
            raise _OtherError
        name = self._take()
        if not self._sees("("):
            return Call(name)
        self._take()
        inside = []
        while not self._sees(")"):
            inside.append(self.expression(0))
            if not self._sees(")"):
                self._take(",")
        self._take(")")
        return Call(name, tuple(inside))
