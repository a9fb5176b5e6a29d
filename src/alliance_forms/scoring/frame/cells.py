# SPDX-License-Identifier: Apache-2.0
"""What each row says to each question: which weight or number, whether it is no answer at all, and whether the question is asked there.

Questions are read after those that they depend on, layer by layer, so that no expression grows with the form.
"""

from collections.abc import Mapping
from fractions import Fraction

import attrs
import narwhals.stable.v2 as nw

from alliance_forms.errors import UsageFault
from alliance_forms.model import BooleanItem, ChoiceItem, FrozenMap, Item, TextItem
from alliance_forms.scoring.frame.columns import EXACT, Column, Sheet, any_of, column_of, decided, numeral, whole
from alliance_forms.scoring.frame.gates import Cell, Gates, Numbers, both, finite_answers, known_of, words_of

__all__ = ["Reader"]

# Numbers without a declared range are only compared; documents hold none with more digits.
_UNDECLARED = Fraction(10**15 - 1)


@attrs.define(kw_only=True)
class Reader:
    """Reads the columns of items and of the questions they depend on."""

    gates: Gates
    sheet: Sheet
    scored: frozenset[str]
    cells: dict[str, Cell] = attrs.Factory(dict)

    def read(self, depths: Mapping[str, int]) -> dict[str, Cell]:
        """Every cell of these questions, which stand as deep as that.

        Raises:
            UsageFault: A column holds what is no answer to its question at all.
        """
        for layer in range(max(depths.values(), default=-1) + 1):
            self._layer([link for link, depth in depths.items() if depth == layer])
        return self.cells

    def _layer(self, links: list[str]) -> None:
        items = {link: self.gates.index.items[link] for link in links}
        for link, item in items.items():
            asked = self.gates.asked(link, self.cells)
            column = _fitting(self.sheet, item, column_of(self.sheet, link))
            self.cells[link] = Cell(column=column, asked=asked if isinstance(asked, bool) else self.sheet.put([asked])[0])
        self._number({link: item for link, item in items.items() if link in self.scored or hasattr(item, "minimum")})
        self._sort_out({link: item for link, item in items.items() if link in self.scored})

    def _number(self, items: dict[str, Item]) -> None:
        """Answers as whole numbers, and where there are any."""
        found = {link: self._numbers(item, self.cells[link].column) for link, item in items.items()}
        self._put(found, {link: numbers.units for link, numbers in found.items() if _numbered(numbers, self.cells[link].column)})
        for link, numbers in found.items():
            if _numbered(numbers, self.cells[link].column):
                found[link] = attrs.evolve(numbers, known=numbers.units != numbers.most)
        masks = [both([numbers.known, self.cells[link].asked]) for link, numbers in found.items()]
        known = self.sheet.put([nw.lit(mask) if isinstance(mask, bool) else mask for mask in masks])
        found = {link: attrs.evolve(numbers, known=mask) for (link, numbers), mask in zip(found.items(), known, strict=True)}
        self._put(found, {link: _whole(numbers) for link, numbers in found.items() if not self._addable(numbers, self.cells[link].column)})
        for link, numbers in found.items():
            column = self.cells[link].column
            short = column.direct and column.dtype != nw.Int64 and self.sheet.wraps
            units = numbers.units.cast(nw.Int64) if short else numbers.units
            self.cells[link] = attrs.evolve(self.cells[link], numbers=attrs.evolve(numbers, units=units))

    def _numbers(self, item: Item, column: Column) -> Numbers:
        if isinstance(item, ChoiceItem):
            return self._codes(item, column)
        ends = [getattr(item, name) for name in ("minimum", "maximum")]
        places = getattr(item, "decimals", 0)
        most = min(_UNDECLARED, Fraction(EXACT, 10**places))
        low, high = (Fraction(end) if end is not None else sign * most for end, sign in zip(ends, (-1, 1), strict=True))
        known, units, per = column.numbers(low, high, places)
        return Numbers(known=known, units=units, per=per, most=int(max(abs(low), abs(high)) * per))

    def _codes(self, item: ChoiceItem, column: Column) -> Numbers:
        """A code that is a numeral stands for itself; other codes are numbered."""
        codes = [option.code for option in self.gates.index.options[item.link_id] if option.weight is not None]
        values = [numeral(code) for code in codes]
        numbered = None in values and column.holds_text
        keys = {code: place if numbered else value for place, (code, value) in enumerate(zip(codes, values, strict=True))}
        found = FrozenMap({code: key for code, key in keys.items() if key is not None})
        most = max(map(abs, found.values()), default=0) + 1
        if column.holds_text:
            units = _keyed(column, found, most)
            return Numbers(known=units != most, units=units, most=most, keys=found)
        return Numbers(known=_keys_known(column, list(found.values())), units=column.cells, most=most, keys=found)

    def _put(self, found: dict[str, Numbers], units: dict[str, nw.Expr]) -> None:
        for link, made in zip(units, self.sheet.put(list(units.values())), strict=True):
            found[link] = attrs.evolve(found[link], units=made)

    def _addable(self, numbers: Numbers, column: Column) -> bool:
        """Whether units can be added as they stand, also those that mean nothing; a database would stop at one that is too large."""
        return _numbered(numbers, column) or (column.direct and self.sheet.wraps)

    def _sort_out(self, items: dict[str, Item]) -> None:
        """What is there and has no weight: no answer at all, or a valid one without; most columns have nothing of the sort."""
        masks = {link: both([cell.column.given(), ~known_of(cell), cell.asked]) for link in items for cell in [self.cells[link]]}
        rest = {link: mask for link, mask in masks.items() if not isinstance(mask, bool)}
        if self.sheet.eager and rest:
            found = self.sheet.frame.select(*(mask.any().alias(str(place)) for place, mask in enumerate(rest.values()))).row(0)
            rest = {link: mask for (link, mask), is_there in zip(rest.items(), found, strict=True) if is_there}
        for link, mask in rest.items():
            cell, item = self.cells[link], items[link]
            weighted = (cell.numbers.keys if cell.numbers else None) or ()
            answers = {name: answer for name, answer in finite_answers(self.gates.index, item).items() if name not in weighted}
            length = words_of(item)
            words = cell.column.words(*length) if length and cell.column.holds_text else None
            valid = any_of([cell.column.one_of(answers), words])
            away = cell.column.one_of(name for name, answer in answers.items() if getattr(answer, "absent", None) == "not-applicable")
            invalid = mask if valid is None else mask & ~valid
            made = self.sheet.put([invalid] if away is None else [invalid, mask & away])
            self.cells[link] = attrs.evolve(cell, invalid=made[0], away=made[1] if away is not None else None)


def _fitting(sheet: Sheet, item: Item, column: Column) -> Column:
    """A column whose type can hold an answer to the question; one with nothing in it always can."""
    wrong = not column.holds_text if isinstance(item, TextItem) else column.dtype == nw.Boolean and not isinstance(item, BooleanItem)
    if not wrong:
        return column
    if sheet.eager and not sheet.frame.select(column.given().any()).item():
        return Column(cells=sheet.put([nw.lit(None, nw.String)])[0], dtype=nw.String())
    raise UsageFault(f"the column {item.link_id!r} holds {column.dtype}, which is no answer to an item of type {item.type!r}")


def _numbered(numbers: Numbers, column: Column) -> bool:
    """Whether each code was looked up; what is no code with a weight has the number after the last then."""
    return numbers.keys is not None and column.holds_text


def _whole(numbers: Numbers) -> nw.Expr:
    return nw.when(numbers.known).then(numbers.units).otherwise(whole(0)).cast(nw.Int64)


def _keyed(column: Column, keys: Mapping[str, int], otherwise: int) -> nw.Expr:
    made = whole(otherwise)
    for code, key in reversed(list(keys.items())):
        made = nw.when(column.cells == code).then(whole(key)).otherwise(made)
    return made


def _keys_known(column: Column, values: list[int]) -> nw.Expr:
    """Where one of these numbers is; a float between two of them is none of them."""
    if not values:
        return nw.lit(value=False)
    if not column.holds_floats and len(values) == max(values) - min(values) + 1:
        return decided(column.cells.is_between(min(values), max(values)))
    made = any_of(decided(column.cells == value) for value in values)
    assert made is not None  # noqa: S101 - there are values
    return made
