# SPDX-License-Identifier: Apache-2.0
"""Does a FHIRPath expression parse, and what does it name? It is not calculated here: that is for engines.

The grammar is FHIRPath 2.0. An engine says nothing where an expression names a linkId that is not there: it gives an empty result, and a
score quietly disappears. Hence what an expression names is looked up in its Questionnaire.
"""

import re
from collections.abc import Callable, Iterator

import attrs

__all__ = ["ExpressionError", "Named", "levels_of", "names_in", "tokens_of", "unescaped"]

_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/
    |(?P<date>@(?:T[0-9]{2}(?::[0-9]{2}){0,2}(?:\.[0-9]+)?|[0-9]{4}(?:-[0-9]{2}){0,2}(?:T(?:[0-9]{2}(?::[0-9]{2}){0,2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?))
    |(?P<number>[0-9]+(?:\.[0-9]+)?L?)
    |(?P<string>'(?:[^'\\]|\\.)*')
    |(?P<variable>%(?:[A-Za-z_][A-Za-z0-9_-]*|`(?:[^`\\]|\\.)+`|'(?:[^'\\]|\\.)+'))
    |(?P<special>\$(?:this|index|total)\b)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*|`(?:[^`\\]|\\.)+`)
    |(?P<sign><=|>=|!=|!~|[-+*/&|<>=~.,()\[\]{}])""",
    re.VERBOSE | re.DOTALL,
)
# From what binds last to what binds first.
_ORDER = ("implies", "or xor", "and", "in contains", "= ~ != !~", "<= < > >=", "|", "is as", "+ - &", "* / div mod")
_LEVELS = {sign: level for level, signs in enumerate(_ORDER) for sign in signs.split()}


def levels_of(sign: str) -> int | None:
    """How strongly a sign binds; None where it joins nothing."""
    return _LEVELS.get(sign)


_UNITS = frozenset(
    f"{unit}{end}" for unit in ("year", "month", "week", "day", "hour", "minute", "second", "millisecond") for end in ("", "s")
)
_DEEPEST, _LONGEST = 100, 200_000


class ExpressionError(ValueError):
    """An expression does not parse; the message says at which character."""


@attrs.frozen(kw_only=True)
class Named:
    """What an expression names: functions it calls, variables it reads, linkIds it compares with."""

    functions: frozenset[str]
    variables: frozenset[str]
    links: frozenset[str]


@attrs.frozen
class _Node:
    """What matters of a part: the last name of a path, a literal text, or texts that are united."""

    last: str | None = None
    texts: tuple[str, ...] = ()


def names_in(expression: str) -> Named:
    """Everything that an expression names.

    Args:
        expression: FHIRPath.

    Raises:
        ExpressionError: It does not parse.

    >>> found = names_in("iif(%resource.item.where(linkId='q1').answer.count()=1, 2, {})")
    >>> sorted(found.functions), set(found.variables), set(found.links)
    (['count', 'iif', 'where'], {'resource'}, {'q1'})
    """
    if len(expression) > _LONGEST:
        raise ExpressionError(f"it is longer than {_LONGEST:,} characters")
    parser = _Parser(list(tokens_of(expression)))
    parser.whole()
    return Named(functions=frozenset(parser.functions), variables=frozenset(parser.variables), links=frozenset(parser.links))


def tokens_of(expression: str) -> Iterator[tuple[str, str, int]]:
    """The words of an expression, each with its kind and the character it begins at; the last is its end."""
    place = 0
    while place < len(expression):
        match = _TOKEN.match(expression, place)
        if match is None:
            raise ExpressionError(f"nothing that FHIRPath knows begins at character {place + 1}")
        if match.lastgroup:
            yield match.lastgroup, match.group(), place + 1
        place = match.end()
    yield "end", "", place + 1


class _Parser:
    def __init__(self, tokens: list[tuple[str, str, int]]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0
        self.functions: set[str] = set()
        self.variables: set[str] = set()
        self.links: set[str] = set()

    def whole(self) -> None:
        self._expression()
        if self.tokens[self.at][0] != "end":
            raise self._unexpected()

    def _unexpected(self) -> ExpressionError:
        kind, _, place = self.tokens[self.at]
        return ExpressionError("it ends too early" if kind == "end" else f"what stands at character {place} does not fit there")

    def _next(self) -> tuple[str, str]:
        kind, text, _ = self.tokens[self.at]
        self.at += 1
        return kind, text

    def _sees(self, *texts: str) -> bool:
        kind, text, _ = self.tokens[self.at]
        return kind in ("sign", "name") and text in texts

    def _takes(self, text: str) -> None:
        if not self._sees(text):
            raise self._unexpected()
        self.at += 1

    def _expression(self, lowest: int = 0) -> _Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ExpressionError(f"it is nested more than {_DEEPEST} levels deep")
        left = self._signed()
        while (level := self._level()) is not None and level >= lowest:
            _, operator = self._next()
            left = self._joined(operator, left, self._type() if operator in ("is", "as") else self._expression(level + 1))
        self.depth -= 1
        return left

    def _level(self) -> int | None:
        kind, text, _ = self.tokens[self.at]
        return _LEVELS.get(text) if kind in ("sign", "name") else None

    def _joined(self, operator: str, left: _Node, right: _Node) -> _Node:
        if operator in ("=", "~", "in"):
            for name, texts in ((left.last, right.texts), (right.last, left.texts)):
                self.links |= set(texts) if name == "linkId" else set()
        return _Node(texts=(*left.texts, *right.texts)) if operator == "|" else _Node()

    def _type(self) -> _Node:
        self._name()
        while self._sees("."):
            self.at += 1
            self._name()
        return _Node()

    def _name(self) -> str:
        kind, text = self._next()
        if kind != "name":
            self.at -= 1
            raise self._unexpected()
        return text.strip("`")

    def _signed(self) -> _Node:
        if self._sees("+", "-"):
            self.at += 1
            return self._signed()
        node = self._term()
        while self._sees(".", "["):
            _, sign = self._next()
            if sign == "[":
                self._expression()
                self._takes("]")
            else:
                node = self._invocation()
        return node

    def _term(self) -> _Node:
        kind, text, _ = self.tokens[self.at]
        read: Callable[[], _Node] | None = {"name": self._invocation, "special": self._invocation, "number": self._number}.get(kind)
        if read:
            return read()
        if kind not in ("string", "variable", "date") and text not in ("(", "{"):
            raise self._unexpected()
        self.at += 1
        if kind == "variable":
            self.variables.add(text[1:].strip("`'"))
        elif text == "(":
            node = self._expression()
            self._takes(")")
            return node
        elif text == "{":
            self._takes("}")
        return _Node(texts=(unescaped(text),)) if kind == "string" else _Node()

    def _number(self) -> _Node:
        self.at += 1
        kind, text, _ = self.tokens[self.at]
        if kind == "string" or (kind == "name" and text in _UNITS):
            self.at += 1
        return _Node()

    def _invocation(self) -> _Node:
        kind, _, _ = self.tokens[self.at]
        if kind == "special":
            self.at += 1
            return _Node()
        name = self._name()
        if not self._sees("("):
            return _Node(last=name)
        self.functions.add(name)
        self.at += 1
        if not self._sees(")"):
            self._expression()
            while self._sees(","):
                self.at += 1
                self._expression()
        self._takes(")")
        return _Node()


_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def unescaped(literal: str) -> str:
    """The text that a literal stands for."""
    plain = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda match: chr(int(match[1], 16)), literal[1:-1])
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), plain, flags=re.DOTALL)
