# SPDX-License-Identifier: Apache-2.0
"""A column of a data frame as answers to one question: which cells are empty, which hold one of these answers, which number they hold.

No cell is ever rounded into an answer. Every mask is true or false, never null, so that engines with and without nulls agree.
"""

import functools
import operator
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from alliance_forms.errors import UsageFault

__all__ = ["EXACT", "Column", "Sheet", "all_of", "any_of", "column_of", "decided", "spelt", "whole"]

EXACT = 2**53 - 1
"""Up to here every whole number is a binary float, so that none is lost in a column of floats."""
# What `spelt` makes of a value that is no answer: no code, no number and no reason.
_NO_ANSWER = "\0"
_DIRECT = (nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.UInt8, nw.UInt16, nw.UInt32)


@attrs.define
class Sheet:
    """The data frame at work: intermediate columns are added to it, so that no engine calculates them twice."""

    frame: Any
    prefix: str
    count: int = 0

    @property
    def eager(self) -> bool:
        """Whether one can look at the rows now."""
        return isinstance(self.frame, nw.DataFrame)

    @property
    def wraps(self) -> bool:
        """Whether arithmetic on numbers that are not used in the end may overflow; a database stops there."""
        return not self.frame.implementation.is_duckdb()

    def put(self, made: Sequence[nw.Expr]) -> list[nw.Expr]:
        """Add columns, and say how they are referred to from now on."""
        names = [f"{self.prefix}{self.count + place}" for place in range(len(made))]
        self.count += len(names)
        if made:
            self.frame = self.frame.with_columns(*(one.alias(name) for one, name in zip(made, names, strict=True)))
        return [nw.col(name) for name in names]


def any_of(masks: Iterable[nw.Expr | None]) -> nw.Expr | None:
    """Where any of these holds; None stands for nowhere."""
    known = [mask for mask in masks if mask is not None]
    return functools.reduce(operator.or_, known) if known else None


def all_of(masks: Iterable[nw.Expr | None]) -> nw.Expr | None:
    """Where all of these hold; None stands for everywhere."""
    known = [mask for mask in masks if mask is not None]
    return functools.reduce(operator.and_, known) if known else None


def decided(mask: nw.Expr) -> nw.Expr:
    """A mask that is false where the comparison had nothing to compare."""
    return mask.fill_null(False)


def whole(number: int) -> nw.Expr:
    """A whole number, in the one type in which all are added."""
    return nw.lit(number, nw.Int64)


def spelt(value: Any) -> str | None:
    r"""A single value of a column that can hold anything, as the text by which an answer goes; None where it is missing.

    >>> [spelt(value) for value in ("na", 3, 3.0, 2.5, Decimal("2.50"), True, float("nan"), None, [])]
    ['na', '3', '3', '2.5', '2.5', 'true', None, None, '\x00']
    """
    value = getattr(value, "item", lambda: value)()
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or str(value) in ("nan", "NaN", "<NA>", "NaT"):
        return None
    if isinstance(value, int | float | Decimal):
        text = format(Decimal(str(value)), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return _NO_ANSWER


@attrs.frozen(kw_only=True)
class Column:
    """One column of the frame: its cells, and whether they are texts, whole numbers, floats or yes and no."""

    cells: nw.Expr
    dtype: Any

    @property
    def holds_text(self) -> bool:
        """Whether its cells are texts."""
        return bool(self.dtype == nw.String)

    @property
    def holds_floats(self) -> bool:
        """Whether its cells are binary floats, where NaN is missing."""
        return bool(self.dtype.is_float())

    @property
    def direct(self) -> bool:
        """Whether its cells can be added as they are, also those that hold no answer."""
        return self.dtype in _DIRECT

    def given(self) -> nw.Expr:
        """Where there is anything at all."""
        if self.holds_floats:
            return ~(self.cells.is_null() | decided(self.cells.is_nan()))
        return ~self.cells.is_null()

    def one_of(self, answers: Iterable[str]) -> nw.Expr | None:
        """Where a cell is one of these answers; None where none can be in such a column."""
        wanted = [value for value in map(self.literal, answers) if value is not None]
        return any_of(decided(self.cells == value) for value in wanted)

    def literal(self, answer: str) -> str | int | float | bool | None:
        """How an answer stands in this column: the code 3 as "3", 3 or 3.0, the code 03 only as a text."""
        if self.holds_text:
            return answer
        if self.dtype == nw.Boolean:
            return {"true": True, "false": False}.get(answer)
        number = numeral(answer)
        return number if number is None or not self.holds_floats else float(number)

    def words(self, shortest: int, longest: int) -> nw.Expr:
        """Where a text has such a length."""
        return decided(self.cells.str.len_chars().is_between(shortest, longest))

    def numbers(self, low: Fraction, high: Fraction, places: int) -> tuple[nw.Expr, nw.Expr, int]:
        """Where numbers from `low` to `high` are, what they are in units (anything elsewhere), and how many units make 1."""
        if not self.holds_text and not self.holds_floats:
            return decided(self.cells.is_between(-(-low // 1), high // 1)), self.cells, 1
        point = 10**places
        looks_right, given = _parsed(self.cells, places) if self.holds_text else (None, self.cells.cast(nw.Float64))
        units = (given * point).round(0)
        # Divided column by column: some engines multiply by the inverse of a literal, which is another number.
        again = units / (units * 0 + point) if places else units
        same = again.cast(nw.Float32) == self.cells if self.dtype == nw.Float32 else again == given
        masks = [decided(same), decided(units.is_between(float(low * point), float(high * point)))]
        return functools.reduce(operator.and_, masks if looks_right is None else [looks_right, *masks]), units, point


def numeral(answer: str) -> int | None:
    """The whole number that an answer is the one way to write of."""
    digits = answer.removeprefix("-")
    return int(answer) if digits.isascii() and digits.isdigit() and len(digits) <= 15 and str(int(answer)) == answer else None  # noqa: PLR2004


def _parsed(cells: nw.Expr, places: int) -> tuple[nw.Expr, nw.Expr]:
    """Where a text is a plain numeral with no more decimals than that, and the number it is."""
    decimals = rf"(?:\.[0-9]{{1,{places}}}0*)?" if places else r"(?:\.0+)?"
    looks_right = decided(cells.str.contains(rf"^-?(?:0|[1-9][0-9]{{0,14}}){decimals}$")) & ~decided(cells.str.ends_with("\n"))
    return looks_right, nw.when(looks_right).then(cells).otherwise(nw.lit("0")).cast(nw.Float64)


def column_of(sheet: Sheet, name: str) -> Column:
    """A column by its name, made readable where its type is one of many spellings.

    Raises:
        UsageFault: Its type holds no answers.
    """
    dtype = sheet.frame.collect_schema()[name]
    if dtype in (nw.String, nw.Boolean) or dtype.is_integer() or dtype.is_float():
        return Column(cells=nw.col(name), dtype=dtype)
    mixed = dtype == nw.Object or (dtype in (nw.Categorical, nw.Enum) and not sheet.frame.implementation.is_polars())
    if mixed and sheet.eager:
        return Column(cells=_spelt_out(sheet, name), dtype=nw.String())
    make = _AS_TEXT.get(type(dtype))
    if make is None:
        raise UsageFault(f"the column {name!r} holds {dtype}, where codes, numbers or texts are needed")
    return Column(cells=sheet.put([make(nw.col(name))])[0], dtype=nw.String())


def _spelt_out(sheet: Sheet, name: str) -> nw.Expr:
    values = [spelt(value) for value in sheet.frame[name].to_list()]
    made = nw.new_series(f"{sheet.prefix}{sheet.count}", values, nw.String, backend=sheet.frame.implementation)
    sheet.count += 1
    sheet.frame = sheet.frame.with_columns(made)
    return nw.col(made.name)


# An unknown type is the one of a column that is empty from top to bottom.
_AS_TEXT: dict[type, Callable[[nw.Expr], nw.Expr]] = {
    nw.Categorical: lambda cells: cells.cast(nw.String),
    nw.Enum: lambda cells: cells.cast(nw.String),
    nw.Unknown: lambda cells: cells.cast(nw.String),
    nw.Decimal: lambda cells: cells.cast(nw.String).str.replace(r"\.0+$", "", literal=False),
}
