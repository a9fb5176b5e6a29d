# SPDX-License-Identifier: Apache-2.0
"""The ways in which other people write a score as FHIRPath, understood as what they calculate.

A sum of weights or of numbers, times a number; their mean; the same guarded by how many answers there are, or made up for by it. Anything
else is not understood, and nothing is guessed.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs

from alliance_forms.fhir.importing.formula import Call, Node, Operation, Path, parsed

__all__ = ["Understood", "understood"]


@attrs.frozen(kw_only=True)
class Understood:
    """What an expression calculates.

    Attributes:
        method: ``sum`` or ``mean``.
        parts: How often each item counts, by its linkId there; less than nothing where it is turned round.
        constant: What is added to it.
        times: What the result is multiplied with.
        needed: How many answers there must be; None where it gives a number however few there are.
        prorated: Whether what is missing is made up for.
        digits: To how many decimal places it is rounded, if it is.
    """

    method: str = "sum"
    parts: Mapping[str, int]
    constant: Decimal = Decimal(0)
    times: Decimal = Decimal(1)
    needed: int | None = None
    prorated: bool = False
    digits: int | None = None


@attrs.frozen
class _Answers:
    """The answers to some items, or what they weigh."""

    links: tuple[str, ...]
    weighed: bool = False


@attrs.frozen
class _Count:
    links: tuple[str, ...]


def understood(expression: str) -> Understood | None:
    """What an expression calculates; None where that is not understood.

    Args:
        expression: FHIRPath.

    >>> found = understood("%resource.descendants().where(linkId in ('a'|'b')).answer.value.weight().sum()")
    >>> found.method, dict(found.parts), found.needed
    ('sum', {'a': 1, 'b': 1}, None)
    """
    node = parsed(expression)
    value = _value(node) if node is not None else None
    return value if isinstance(value, Understood) and value.parts else None


def _value(node: Node) -> Any:
    """A number, the answers to items, their count, or a score; None where it is nothing of the kind."""
    if isinstance(node, Operation):
        return _joined(node.sign, _score(_value(node.left)), _score(_value(node.right)))
    if isinstance(node.start, str) and not node.steps:
        return _number(node.start)
    found: Any = _answers(node)
    if found is not None:
        value, rest = found
    elif isinstance(node.start, Call):
        value, rest = _guarded(node.start), node.steps
    elif isinstance(node.start, Path | Operation):
        value, rest = _value(node.start), node.steps
    else:
        return None
    for step in rest:
        value = _stepped(value, step)
    return value


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _score(value: Any) -> Any:
    """One answer stands for its number."""
    if isinstance(value, _Answers) and len(value.links) == 1:
        return Understood(parts={value.links[0]: 1})
    return value


def _answers(node: Path) -> tuple[_Answers, tuple[Call, ...]] | None:
    """A path to the answers of named items, and what follows it."""
    if node.start != "%resource":
        return None
    steps = list(node.steps)
    while steps and (steps[0] == Call("item") or steps[0].name in ("descendants", "repeat")):
        steps.pop(0)
    if len(steps) < 2 or steps[0].name != "where" or len(steps[0].inside or ()) != 1 or steps[1] != Call("answer"):  # noqa: PLR2004
        return None
    links = _links((steps[0].inside or ())[0])
    rest = steps[2:]
    if rest and rest[0] in (Call("value"), Call("valueCoding"), Call("valueInteger"), Call("valueDecimal")):
        rest.pop(0)
    return (_Answers(links), tuple(rest)) if links and len(set(links)) == len(links) else None


def _links(node: Node) -> tuple[str, ...]:
    """The linkIds that a condition names, of which any is meant."""
    if isinstance(node, Path) and isinstance(node.start, Operation) and not node.steps:
        return _links(node.start)
    if not isinstance(node, Operation):
        return ()
    if node.sign == "or":
        left, right = _links(node.left), _links(node.right)
        return (*left, *right) if left and right else ()
    named = node.left == Path(Call("linkId"))
    return _texts(node.right) if named and node.sign in ("=", "in") else ()


def _texts(node: Node) -> tuple[str, ...]:
    if isinstance(node, Operation):
        left, right = _texts(node.left), _texts(node.right)
        return (*left, *right) if node.sign == "|" and left and right else ()
    if isinstance(node.start, Operation):
        return _texts(node.start) if not node.steps else ()
    return (node.start[1],) if isinstance(node.start, tuple) and not node.steps else ()


def _stepped(value: Any, step: Call) -> Any:
    """What a function makes of a value."""
    name, inside = step.name, step.inside
    if isinstance(value, _Answers) and inside is not None:
        if name in ("weight", "ordinal") and not inside:
            return _Answers(value.links, weighed=True)
        if name == "count" and not inside:
            return _Count(value.links)
        if (name == "sum" and not inside) or (name == "aggregate" and _adds_up(inside)):
            return Understood(parts=dict.fromkeys(value.links, 1))
        if name == "avg" and not inside:
            return Understood(method="mean", parts=dict.fromkeys(value.links, 1), needed=1, prorated=True)
    if isinstance(value, Understood) and name == "round" and value.digits is None:
        digits = _value(inside[0]) if inside else Decimal(0)
        fits = isinstance(digits, Decimal) and 0 <= digits < 10 and digits == int(digits)  # noqa: PLR2004 - no score has ten
        return attrs.evolve(value, digits=int(digits)) if fits else None
    return None


def _adds_up(inside: tuple[Node, ...]) -> bool:
    """Whether an aggregate is a plain sum."""
    this, total = Path("$this"), Path("$total")
    return inside[0] in (Operation("+", this, total), Operation("+", total, this)) and inside[1:] in ((), (Path("0"),)) if inside else False


def _joined(sign: str, left: Any, right: Any) -> Any:  # noqa: PLR0911 - one answer for each pair
    if isinstance(left, Decimal) and isinstance(right, Understood) and sign in ("+", "*"):
        left, right = right, left
    if isinstance(left, Decimal) and isinstance(right, Understood) and sign == "-":
        return _added(right, left, -1)
    if not isinstance(left, Understood) or left.digits is not None:
        return None
    if isinstance(right, Decimal):
        if sign in ("+", "-"):
            return attrs.evolve(left, constant=left.constant + (right if sign == "+" else -right)) if left.times == 1 else None
        if sign in ("*", "/") and right > 0 and not left.constant:
            return attrs.evolve(left, times=left.times * right) if sign == "*" else None
    if isinstance(right, Understood) and sign in ("+", "-") and right.method == "sum" and right.times == 1 and right.digits is None:
        return _sum(left, right, 1 if sign == "+" else -1)
    if isinstance(right, _Count) and sign == "/" and set(right.links) == set(left.parts) and left.method == "sum" and not left.constant:
        many = len(right.links)
        if left.times == many and many > 1:
            return attrs.evolve(left, times=Decimal(1), prorated=True, needed=1)
        return attrs.evolve(left, method="mean", prorated=True, needed=1)
    return None


def _added(score: Understood, constant: Decimal, sign: int) -> Understood | None:
    if score.method != "sum" or score.times != 1 or score.digits is not None or score.needed is not None:
        return None
    return attrs.evolve(score, parts={link: sign * times for link, times in score.parts.items()}, constant=constant + sign * score.constant)


def _sum(left: Understood, right: Understood, sign: int) -> Understood | None:
    turned = _added(right, Decimal(0), sign)
    if left.method != "sum" or left.times != 1 or left.needed is not None or turned is None or left.parts.keys() & right.parts.keys():
        return None
    return attrs.evolve(left, parts={**left.parts, **turned.parts}, constant=left.constant + turned.constant)


def _guarded(call: Call) -> Any:
    """``iif(enough is answered, score, {})``."""
    if call.name != "iif" or len(call.inside or ()) not in (2, 3):
        return None
    test, score, *other = call.inside or ()
    value = _score(_value(score))
    needed = _enough(test, value) if isinstance(value, Understood) else None
    if needed is None or other not in ([], [Path("{}")]):
        return None
    return attrs.evolve(value, needed=needed)


def _enough(test: Node, score: Understood) -> int | None:
    """How many answers a guard asks for, of the same items."""
    if isinstance(test, Path) and isinstance(test.start, Operation) and not test.steps:
        return _enough(test.start, score)
    if isinstance(test, Operation):
        counted, number = _value(test.left), _value(test.right)
        if not isinstance(counted, _Count) or set(counted.links) != set(score.parts) or not isinstance(number, Decimal):
            return None
        needed = {"=": number if number == len(score.parts) else None, ">=": number, ">": number + 1}.get(test.sign)
        return int(needed) if needed is not None and needed == int(needed) and needed > 0 else None
    if test.steps and test.steps[-1] == Call("exists", ()):
        found = _answers(attrs.evolve(test, steps=test.steps[:-1]))
        return 1 if found and not found[1] and set(found[0].links) == set(score.parts) else None
    return None
