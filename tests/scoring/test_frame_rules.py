# SPDX-License-Identifier: Apache-2.0
"""The data-frame engine rule by rule: one small table for each, on one engine, with what must come out written down or taken from the reference.

That all engines agree, on every bundled instrument, is in `test_frame`; here each rule alone is wrong in one way only.
"""

import itertools
from decimal import Decimal
from fractions import Fraction

import attrs
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest

import alliance_forms as af
from alliance_forms.checks import index_of
from alliance_forms.codec import decode
from alliance_forms.errors import NotFound, UsageFault
from alliance_forms.model import Absent, Instrument, LookupStep, Response
from alliance_forms.scoring.frame import score_frame
from alliance_forms.scoring.frame.columns import Column, Sheet, all_of, any_of, column_of, decided, numeral, spelt, whole
from alliance_forms.scoring.frame.gates import CannotFrame, both, compared, either, finite_answers, words_of
from alliance_forms.scoring.frame.scales import Exact, _transformed, rounded
from alliance_forms.scoring.plan import Reach, ScalePlan

PARTS = ("value", "status", "band")


def form(items, *scales, **more):
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
        "rater": ["client"], "language": "en", "item": items, "scale": list(scales), **more,
    }  # fmt: skip
    return decode(tree, Instrument)


def scored(instrument, columns, *scales):
    """Value, status and band of each row, by scale."""
    found = score_frame(instrument, pl.DataFrame(columns), scales=scales or None)
    return {scale: found.select([f"{scale}.{part}" for part in PARTS]).rows() for scale in scales or [one.id for one in instrument.scale]}


def values(instrument, columns, scale="s"):
    return [value for value, _, _ in scored(instrument, columns, scale)[scale]]


def parts(*names, **coefficients):
    return [{"scale": name} for name in names] + [{"scale": name, "coefficient": Decimal(times)} for name, times in coefficients.items()]


def items(*names, **coefficients):
    return [{"linkId": name} for name in names] + [{"linkId": name, "coefficient": Decimal(times)} for name, times in coefficients.items()]


def turned(name, **more):
    return {"linkId": name, "reverse": True, **more}


SHRINK, ONE, TWO = {"notApplicable": "shrink"}, {"rule": "prorate", "atMost": 1}, {"rule": "prorate", "atMost": 2}
ALL = {"rule": "prorate", "atMost": 4}

# --- cells and columns ----------------------------------------------------------------------------------------------------


def test_a_value_of_any_kind_is_spelt_as_an_answer_goes():
    same = ["na", "", "3", "03", "nan", "NaN", "<NA>", "NaT", "2.50"]
    assert [spelt(value) for value in same] == same
    assert [spelt(value) for value in (3, -3, 0, 10, 100, 10**15)] == ["3", "-3", "0", "10", "100", "1000000000000000"]
    assert [spelt(value) for value in (3.0, 2.5, -0.5, 10.0, 1e15, 0.1)] == ["3", "2.5", "-0.5", "10", "1000000000000000", "0.1"]
    assert [spelt(Decimal(text)) for text in ("2.50", "2.00", "100", "1E+2", "0.0")] == ["2.5", "2", "100", "100", "0"]
    assert [spelt(value) for value in (True, False, np.bool_(1), np.int64(10), np.float64(20), np.float64(2.5))] == [
        "true", "false", "true", "10", "20", "2.5",
    ]  # fmt: skip
    assert [spelt(value) for value in (None, float("nan"), np.nan, pd.NA, pd.NaT, Decimal("NaN"), np.datetime64("NaT"))] == [None] * 7
    assert [spelt(value) for value in ([], {}, (1,), object, 1j)] == ["\0"] * 5


def test_a_numeral_is_the_one_way_to_write_a_whole_number():
    assert [numeral(text) for text in ("0", "3", "-3", "10", "9" * 15, "-" + "9" * 15)] == [0, 3, -3, 10, 10**15 - 1, 1 - 10**15]
    assert [numeral(text) for text in ("", "-", "03", "-0", "+3", "3.0", "1e0", "³", "٣", " 3", "1" * 16, "--3", "x")] == [None] * 13


def sheet(**columns):
    return Sheet(frame=nw.from_native(pl.DataFrame(columns)), prefix="af_")


def seen(of, *expressions):
    return of.frame.select(*(one.alias(str(place)) for place, one in enumerate(expressions))).to_native().rows()


def test_intermediate_columns_have_names_of_their_own():
    one = sheet(a=[1, 2])
    assert (one.put([]), one.count) == ([], 0)
    assert one.frame.columns == ["a"]
    first, second = one.put([nw.col("a") + 1, nw.col("a") * 5])
    (third,) = one.put([first + second])
    assert (one.count, one.frame.columns) == (3, ["a", "af_0", "af_1", "af_2"])
    assert seen(one, first, second, third) == [(2, 5, 7), (3, 10, 13)]
    assert (one.eager, one.wraps) == (True, True)
    assert Sheet(frame=nw.from_native(pl.LazyFrame({"a": [1]})), prefix="af_").eager is False


def test_masks_are_combined_and_never_null():
    one = sheet(a=[1, 2, 3, None])
    low, high = decided(nw.col("a") < 3), decided(nw.col("a") > 1)
    assert seen(one, low, any_of([low, None, high]), all_of([None, low, high])) == [
        (True, True, False), (True, True, True), (False, True, False), (False, False, False),
    ]  # fmt: skip
    assert (any_of([]), any_of([None]), all_of([]), all_of([None, None])) == (None, None, None, None)
    assert seen(one, whole(7) + nw.col("a")) == [(8,), (9,), (10,), (None,)]
    assert one.frame.select(whole(7).alias("x")).collect_schema()["x"] == nw.Int64


def test_masks_and_certainties_are_combined():
    low = nw.col("a") < 3
    assert (both([]), both([True, True]), both([True, False]), either([]), either([False, False]), either([True, False])) == (
        True, True, False, False, False, True,
    )  # fmt: skip
    assert (both([low, False]), either([low, True])) == (False, True)
    one = sheet(a=[1, 3])
    for mask in (both([low, True]), both([low]), either([False, low]), either([low]), both([low, low]), either([low, low])):
        assert seen(one, mask) == [(True,), (False,)]
    high = nw.col("a") > 0
    assert seen(one, both([low, high]), either([low, high])) == [(True, True), (False, True)]


@pytest.mark.parametrize(
    ("comparison", "edge", "expected"),
    [
        ("=", 2, "010"), ("=", "2.5", None), ("!=", 2, "010"), ("!=", "2.5", None), (">", 2, "001"), (">", "1.5", "011"), (">=", 2, "011"),
        (">=", "1.5", "011"), (">=", "2.5", "001"), ("<", 2, "100"), ("<", "2.5", "110"), ("<=", 2, "110"), ("<=", "2.5", "110"),
        ("<=", "1.5", "100"), (">", 99, "000"), (">=", -99, "111"), ("<", -99, "000"), ("<=", 99, "111"), ("=", 99, "000"), (">", -99, "111"),
        ("=", -99, "000"),
    ],
)  # fmt: skip
def test_a_number_compares_with_any_decimal(comparison, edge, expected):
    for per in (1, 10):
        one = sheet(a=[1 * per, 2 * per, 3 * per])
        found = compared(nw.col("a"), comparison, Decimal(edge), per=per, most=3 * per)
        if per == 1 or edge not in ("2.5", "1.5") or comparison not in ("=", "!="):
            assert (found is None) is (expected is None)
        if expected is not None:
            assert ["".join(str(int(cell)) for (cell,) in seen(one, found))] == [expected]


def test_a_line_is_drawn_where_numbers_end():
    """An edge beyond all numbers is moved to just beyond them, so that no column overflows, and not onto one of them."""
    one = sheet(a=[-3, 3])
    for comparison, expected in (
        (">", [(False,), (False,)]),
        (">=", [(False,), (False,)]),
        ("=", [(False,), (False,)]),
        ("<=", [(True,), (True,)]),
    ):
        assert seen(one, compared(nw.col("a"), comparison, Decimal(10) ** 30, per=1, most=3)) == expected
    for comparison, expected in (
        ("<", [(False,), (False,)]),
        ("<=", [(False,), (False,)]),
        ("=", [(False,), (False,)]),
        (">", [(True,), (True,)]),
    ):
        assert seen(one, compared(nw.col("a"), comparison, -(Decimal(10) ** 30), per=1, most=3)) == expected


def test_a_column_is_what_its_type_says():
    frame = pl.DataFrame(
        {"t": ["a"], "i": [1], "f": [1.5], "y": [True]},
        schema_overrides={"f": pl.Float32},
    ).with_columns(
        u=pl.lit(1, pl.UInt64), s=pl.lit(1, pl.Int8), n=pl.lit(None), c=pl.lit("x", pl.Categorical), e=pl.lit("x", pl.Enum(["x"]))
    )
    frame = frame.with_columns(m=pl.lit(Decimal("2.00"), pl.Decimal(10, 2)), q=pl.lit(Decimal("2.50"), pl.Decimal(10, 2)), l=pl.lit([1]))
    one = Sheet(frame=nw.from_native(frame), prefix="af_")
    found = {name: column_of(one, name) for name in frame.columns if name != "l"}
    assert "".join(name for name, column in found.items() if column.holds_text) == "tncemq"
    assert "".join(name for name, column in found.items() if column.holds_floats) == "f"
    assert "".join(name for name, column in found.items() if column.direct) == "is"
    assert seen(one, *(found[name].cells for name in "tcemqn")) == [("a", "x", "x", "2", "2.50", None)]
    with pytest.raises(UsageFault, match="'l' holds List"):
        column_of(one, "l")


def test_a_column_of_anything_is_spelt_out_value_by_value():
    frame = pd.DataFrame(
        {"a": [3, "3", 3.0, None, "asked-declined", 2.5], "b": pd.Categorical(["x", None, "y", "x", "x", "x"])},
        index=[4, 4, 1, 0, 9, 9],
    )
    one = Sheet(frame=nw.from_native(frame), prefix="af_")
    found = [column_of(one, name) for name in "ab"]
    assert (one.count, list(one.frame.columns)) == (2, ["a", "b", "af_0", "af_1"])
    assert [column.holds_text for column in found] == [True, True]
    told = one.frame.select(*(column.cells.alias(str(place)) for place, column in enumerate(found))).rows()
    assert [tuple(None if pd.isna(cell) else cell for cell in row) for row in told] == [
        ("3", "x"), ("3", None), ("3", "y"), (None, "x"), ("asked-declined", "x"), ("2.5", "x"),
    ]  # fmt: skip
    assert list(one.frame.to_native().index) == [4, 4, 1, 0, 9, 9]
    with pytest.raises(UsageFault, match="'a' holds Time"):
        column_of(sheet(a=[pd.Timestamp(0).time()]), "a")


def test_what_is_given_is_neither_null_nor_nan():
    one = sheet(t=["a", None, ""], f=[1.0, None, float("nan")], i=[1, None, 0], y=[True, None, False])
    assert seen(one, *(column_of(one, name).given() for name in "tfiy")) == [(True,) * 4, (False,) * 4, (True, False, True, True)]


def test_an_answer_stands_in_a_column_as_its_type_has_it():
    kinds = {"t": nw.String(), "i": nw.Int64(), "f": nw.Float64(), "y": nw.Boolean()}
    columns = {name: Column(cells=nw.col(name), dtype=dtype) for name, dtype in kinds.items()}
    answers = ("3", "03", "true", "false", "-1")
    assert {name: [column.literal(answer) for answer in answers] for name, column in columns.items()} == {
        "t": list(answers), "i": [3, None, None, None, -1], "f": [3.0, None, None, None, -1.0], "y": [None, None, True, False, None],
    }  # fmt: skip
    assert [type(columns[name].literal("3")) for name in "if"] == [int, float]
    one = sheet(t=["3", "x", None], i=[3, 4, None], f=[3.0, 3.5, None], y=[True, False, None])
    assert seen(one, *(columns[name].one_of(["3", "true"]) for name in "tify")) == [(True,) * 4, (False,) * 4, (False,) * 4]
    assert (columns["i"].one_of(["x"]), columns["t"].one_of([])) == (None, None)


def test_a_numeral_ends_with_its_digits_on_every_engine():
    """Where an expression for texts lets a line end after the last digit, the numeral is none all the same."""
    texts = ["1\n", "1.5\n", "1", "1.50", "x\n"]
    single = form(
        [{"linkId": "n", "type": "decimal", "decimals": 1, "minimum": 0, "maximum": 2}], {"id": "s", "item": items("n"), "digits": 1}
    )
    found = score_frame(single, pd.DataFrame({"n": texts}))
    assert [None if pd.isna(value) else value for value in found["s.value"]] == [None, None, 1, 1.5, None]
    assert values(single, {"n": texts}) == [None, None, 1, 1.5, None]


def test_words_are_as_long_as_they_may_be():
    one = sheet(t=["", "a", "abc", "abcd", None, "äöü"])
    assert seen(one, column_of(one, "t").words(1, 3)) == [(False,), (True,), (True,), (False,), (False,), (True,)]


def units(cells, low, high, places, **kind):
    one = Sheet(frame=nw.from_native(pl.DataFrame({"a": pl.Series(cells, **kind)})), prefix="af_")
    known, found, per = column_of(one, "a").numbers(Fraction(low), Fraction(high), places)
    return per, [number if there else None for there, number in seen(one, known, found)]


def test_numbers_are_counted_in_units_and_only_what_is_one_is_known():
    assert units([-2, -1, 0, 2, 3, None], "-1.5", "2.5", 1) == (1, [None, -1, 0, 2, None, None])
    assert units([-1.5, -1.6, 0.3, 2.5, 2.6, 0.25, None, float("nan")], "-1.5", "2.5", 1) == (
        10,
        [-15, None, 3, 25, None, None, None, None],
    )
    assert units([0.29, 0.3, 0.295, -0.01], 0, 1, 2) == (100, [29, 30, None, None])
    assert units([0.3, 0.25, 2.0], 0, 2, 1, dtype=pl.Float32) == (10, [3, None, 20])
    assert units([1.0, 1.5, -1.0], 0, 3, 0) == (1, [1, None, None])
    good, bad = (
        ["0", "-0.5", "2.50", "1.0", "-1.5"],
        ["", " 1", "1 ", "01", "1.", ".5", "1e0", "+1", "2.55", "nan", "1\n", "--1", "1.0.0", None, "2.6"],
    )
    assert units(good, "-1.5", "2.5", 1) == (10, [0, -5, 25, 10, -15])
    assert units(bad, "-1.5", "2.5", 1) == (10, [None] * len(bad))
    assert units(["2", "2.0", "2.00", "2.5", "-0", "123456789012345", "1234567890123456"], -(10**15), 10**15, 0) == (
        1, [2, 2, 2, None, 0, 123456789012345, None],
    )  # fmt: skip
    assert units(["0.25", "0.250", "0.255"], 0, 1, 2) == (100, [25, 25, None])


# --- what each question takes -----------------------------------------------------------------------------------------------

KINDS = [
    {
        "linkId": "c",
        "type": "choice",
        "answerOption": [{"code": "x", "weight": 1}, {"code": "na", "absent": "unknown"}, {"code": "masked"}],
    },
    {"linkId": "o", "type": "choice", "openChoice": True, "answerOption": [{"code": "x", "weight": 1}]},
    {"linkId": "y", "type": "boolean"},
    {"linkId": "t", "type": "text", "maxLength": 7},
    {"linkId": "n", "type": "integer"},
]


def test_what_a_cell_can_say_of_a_question_is_known():
    index = index_of(form(KINDS))
    items_of = {link: index.items[link] for link in "coytn"}
    reasons = {"asked-declined", "asked-unknown", "not-asked", "not-applicable", "unknown", "masked"}
    found = {link: finite_answers(index, item) for link, item in items_of.items()}
    assert set(found["n"]) == set(found["t"]) == reasons < set(found["y"])
    assert found["n"]["not-asked"] == Absent(absent="not-asked")
    assert found["c"] == {**found["n"], "x": "x", "na": Absent(absent="unknown"), "masked": "masked"}
    assert {name: answer for name, answer in found["y"].items() if name not in reasons} == {
        "true": True, "True": True, "TRUE": True, "1": True, "false": False, "False": False, "FALSE": False, "0": False,
    }  # fmt: skip
    assert {link: words_of(item) for link, item in items_of.items()} == {"c": None, "o": (1, 10_000), "y": None, "t": (0, 7), "n": None}


def test_a_cell_that_is_no_answer_is_invalid_and_one_without_weight_is_missing():
    codes = [{"code": "1", "weight": 1}, {"code": "5", "weight": 5}, {"code": "8"}, {"code": "9", "absent": "not-applicable"}]
    single = form(
        [{"linkId": "c", "type": "choice", "answerOption": codes}, {"linkId": "o", "type": "choice", "openChoice": True, "answerOption": codes}],
        {"id": "s", "item": items("c"), "missing": SHRINK}, {"id": "o", "item": items("o")},
    )  # fmt: skip
    texts = ["1", "5", "8", "9", "7", "", "own words", "masked", None]
    assert [status for _, status, _ in scored(single, {"c": texts}, "s")["s"]] == [
        "complete", "complete", "missing-items", "missing-items", "invalid-answer", "invalid-answer", "invalid-answer", "missing-items", "missing-items",
    ]  # fmt: skip
    assert [status for _, status, _ in scored(single, {"o": texts}, "o")["o"]] == [
        "complete", "complete", "missing-items", "missing-items", "missing-items", "invalid-answer", "missing-items", "missing-items", "missing-items",
    ]  # fmt: skip
    for kind in (pl.Int64, pl.Int8, pl.UInt8, pl.UInt64, pl.Float64):
        cells = pl.Series([1, 5, 8, 9, 7, 3, None], dtype=kind)
        assert [status for _, status, _ in scored(single, {"c": cells}, "s")["s"]] == [
            "complete", "complete", "missing-items", "missing-items", "invalid-answer", "invalid-answer", "missing-items",
        ]  # fmt: skip
        assert values(single, {"c": cells}) == [1, 5, None, None, None, None, None]


def test_an_empty_column_of_anything_is_one_of_nulls():
    kinds = form(KINDS, {"id": "s", "item": items("c")}, {"id": "o", "item": items("o")}, {"id": "t", "item": items("c")})
    empty = pd.DataFrame({link: pd.Series([None, None], dtype=object) for link in "co"})
    found = score_frame(kinds, empty)
    assert found["s.status"].tolist() == found["o.status"].tolist() == ["missing-items"] * 2


def test_codes_in_a_row_and_codes_with_gaps_are_told_apart():
    row = [{"code": str(code), "weight": weight} for code, weight in ((1, 10), (2, 7), (3, 4))]
    gaps = [{"code": str(code), "weight": weight} for code, weight in ((1, 1), (3, 5), (10, 2))]
    two = form([{"linkId": "r", "type": "choice", "answerOption": row}, {"linkId": "g", "type": "choice", "answerOption": gaps}],
               {"id": "r", "item": items("r")}, {"id": "g", "item": [turned("g", coefficient=Decimal(3))]})  # fmt: skip
    assert values(two, {"r": [0, 1, 2, 3, 4]}, "r") == [None, 10, 7, 4, None]
    assert values(two, {"r": [0.0, 1.0, 1.5, 3.0, float("nan")]}, "r") == [None, 10, None, 4, None]
    assert values(two, {"r": ["0", "1", "2", "3", "2.0"]}, "r") == [None, 10, 7, 4, None]
    for cells in ([1, 3, 10, 0, 2], [1.0, 3.0, 10.0, 9.0, 2.5], ["1", "3", "10", "5", "03"]):
        assert values(two, {"g": cells}, "g") == [15, 3, 12, None, None]


def test_a_number_between_two_codes_is_neither():
    two = [{"code": "1", "weight": 1}, {"code": "4", "weight": 2}]
    between = form([{"linkId": "c", "type": "choice", "answerOption": two}], {"id": "s", "item": items("c")})
    assert scored(between, {"c": [1, 2, 3, 4, None]})["s"] == [
        (1, "complete", None), (None, "invalid-answer", None), (None, "invalid-answer", None), (2, "complete", None), (None, "missing-items", None),
    ]  # fmt: skip


def test_numbers_are_no_answer_where_codes_are_words():
    words = form(
        [{"linkId": "c", "type": "choice", "answerOption": [{"code": "x", "weight": 1}, {"code": "y"}]}], {"id": "s", "item": items("c")}
    )
    assert [status for _, status, _ in scored(words, {"c": [1, 0, None]})["s"]] == ["invalid-answer", "invalid-answer", "missing-items"]


def test_one_code_and_none_with_a_weight():
    one = [{"code": "4", "weight": 2}, {"code": "x"}]
    lone = form([{"linkId": "c", "type": "choice", "answerOption": one}], {"id": "s", "item": items(c="1.5"), "digits": 1})
    assert values(lone, {"c": [4, 3, None]}) == [3, None, None]
    assert values(lone, {"c": ["4", "x", "3"]}) == [3, None, None]


def test_a_column_of_a_type_that_answers_nothing_is_refused_unless_it_is_empty():
    single = form(
        [{"linkId": "n", "type": "integer", "minimum": 0, "maximum": 1}, {"linkId": "y", "type": "boolean"}],
        {"id": "s", "item": items("n")},
    )
    with pytest.raises(UsageFault, match="the column 'n' holds Boolean, which is no answer to an item of type 'integer'"):
        values(single, {"n": [True, None]})
    assert values(single, {"n": pl.Series([None, None], dtype=pl.Boolean)}) == [None, None]
    with pytest.raises(UsageFault, match="'n' holds Boolean"):
        score_frame(single, pl.LazyFrame({"n": pl.Series([None], dtype=pl.Boolean)}))


# --- when a question is asked -----------------------------------------------------------------------------------------------


def gated(*conditions, behaviour=None, items_before=KINDS, inner=None):
    asked = {"linkId": "s", "type": "rating", "minimum": 0, "maximum": 4, **({"enableWhen": list(conditions)} if conditions else {})}
    if behaviour:
        asked["enableBehavior"] = behaviour
    return form([*items_before, *([inner(asked)] if inner else [asked])], {"id": "s", "item": items("s")})


def asked(instrument, **columns):
    """In which rows the question is asked: there the four that stands everywhere counts."""
    length = len(next(iter(columns.values())))
    return "".join("1" if value == 4 else "0" for value in values(instrument, {**columns, "s": [4] * length}))


def when(question, operator, answer):
    return {"question": question, "operator": operator, "answer": answer}


def test_a_choice_decides_by_its_code_or_weight():
    cells = ["x", "na", "masked", "zz", None]
    assert asked(gated(when("c", "=", "x")), c=cells) == "10000"
    assert asked(gated(when("c", "!=", "x")), c=cells) == "01111"
    assert asked(gated(when("c", "exists", True)), c=cells) == "11100"
    assert asked(gated(when("c", "exists", False)), c=cells) == "00011"
    assert asked(gated(when("c", "=", ["na", "masked"])), c=cells) == "01100"


def test_own_words_decide_where_a_question_takes_them():
    assert asked(gated(when("o", "exists", True)), o=["x", "mine", "", "unknown", None]) == "11000"
    assert asked(gated(when("t", "=", ["ab", "cd"])), t=["ab", "cd", "ef", "", None]) == "11000"
    assert asked(gated(when("t", "!=", "ab")), t=["ab", "cd", "", "far too long", None]) == "01111"
    assert asked(gated(when("t", "exists", True)), t=["ab", "sevenxx", "eightxxx", "unknown", None]) == "11000"
    assert asked(gated(when("t", "=", "eightxxx")), t=["eightxxx", "ab"]) == "00"
    assert asked(gated(when("t", "=", "sevenxx")), t=["sevenxx", "ab"]) == "10"
    assert asked(gated(when("t", "=", "")), t=["", "ab", None]) == "100"
    assert asked(gated(when("o", "=", "mine")), o=["mine", "x", "yours", "", None]) == "10000"
    assert asked(gated(when("o", "!=", "mine")), o=["mine", "x", "yours", "", None]) == "01111"


def test_yes_and_no_decide_however_they_are_written():
    assert asked(gated(when("y", "=", True)), y=[True, False, None]) == "100"
    assert asked(gated(when("y", "!=", True)), y=[True, False, None]) == "011"
    assert asked(gated(when("y", "=", False)), y=["TRUE", "0", "false", "no", None]) == "01100"
    assert asked(gated(when("y", "exists", True)), y=[1, 0, 2, None]) == "1100"


def test_a_number_decides_by_its_size():
    cells = [1, 2, 3, None]
    for operator, expected in ((">", "0010"), (">=", "0110"), ("<", "1000"), ("<=", "1100"), ("=", "0100"), ("!=", "1011")):
        assert asked(gated(when("n", operator, 2)), n=cells) == expected, operator
    assert asked(gated(when("n", "=", [1, 3])), n=cells) == "1010"
    assert asked(gated(when("n", "!=", [1, 3])), n=cells) == "0101"
    assert asked(gated(when("n", "exists", False)), n=cells) == "0001"
    assert asked(gated(when("n", ">", 2)), n=["3", "2", "x", "unknown"]) == "1000"
    assert asked(gated(when("n", "=", Decimal("2.5"))), n=cells) == "0000"
    assert asked(gated(when("n", "!=", Decimal("2.5"))), n=cells) == "1111"
    assert asked(gated(when("n", "=", [Decimal("2.5"), 3])), n=cells) == "0010"


def test_all_or_any_of_several_conditions_decide():
    two = (when("n", ">", 1), when("c", "=", "x"))
    columns = {"n": [2, 2, 0, 0], "c": ["x", "na", "x", "na"]}
    assert asked(gated(*two, behaviour="all"), **columns) == "1000"
    assert asked(gated(*two, behaviour="any"), **columns) == "1110"


def test_a_group_decides_for_what_stands_in_it():
    def inner(member):
        return {"linkId": "g", "type": "group", "text": "G", "item": [member], "enableWhen": [when("c", "=", "x")]}

    assert asked(gated(when("n", ">", 1), inner=inner), n=[2, 2, 0], c=["x", "na", "x"]) == "100"
    assert asked(gated(inner=inner), c=["x", "na"]) == "10"


def test_what_is_not_asked_decides_nothing():
    middle = {"linkId": "m", "type": "rating", "minimum": 0, "maximum": 4, "enableWhen": [when("c", "=", "x")]}
    chain = gated(when("m", ">", 1), items_before=[*KINDS, middle])
    assert asked(chain, m=[2, 2, 0], c=["x", "na", "x"]) == "100"
    negated = gated(when("m", "!=", 2), items_before=[*KINDS, middle])
    assert asked(negated, m=[2, 2, 0], c=["x", "na", "x"]) == "011"
    coded = {**KINDS[0], "linkId": "k", "enableWhen": [when("c", "=", "x")]}
    assert asked(gated(when("k", "=", "x"), items_before=[*KINDS, coded]), k=["x", "x", "na"], c=["x", "na", "x"]) == "100"
    assert asked(gated(when("k", "!=", "x"), items_before=[*KINDS, coded]), k=["x", "x", "na"], c=["x", "na", "x"]) == "011"


def test_what_comes_later_decides_nothing():
    """Neither does a passage to read; a question that waits for such an answer is asked of nobody, and decides nothing itself."""
    late = {"linkId": "z", "type": "rating", "minimum": 0, "maximum": 4}
    read = {"linkId": "d", "type": "display", "text": "Read this."}
    for question in ("z", "d", "s"):
        for operator, answer, expected in (("exists", True, "00"), ("exists", False, "11"), ("!=", 1, "11"), (">", 1, "00")):
            waits = form(
                [read, {**late, "linkId": "s", "enableWhen": [when(question, operator, answer)]}, late], {"id": "s", "item": items("s")}
            )
            assert asked(waits, z=[4, None]) == expected
            after = {**late, "linkId": "y", "enableWhen": [when("s", "!=", 4)]}
            chain = form([*waits.item[:0], read, {**late, "linkId": "s", "enableWhen": [when(question, operator, answer)]}, after, late],
                         {"id": "s", "item": items("y")})  # fmt: skip
            found = values(chain, {"s": [4, 4], "y": [3, 3], "z": [4, None]})
            assert found == [3 if one == "0" else None for one in expected]


def test_a_group_that_repeats_keeps_its_answers_to_itself():
    inside = {"linkId": "in", "type": "boolean"}
    rounds = {"linkId": "w", "type": "group", "text": "W", "repeats": True, "item": [inside]}
    plain = {"linkId": "v", "type": "group", "text": "V", "item": [{**inside, "linkId": "on"}]}
    assert asked(gated(when("in", "=", True), items_before=[rounds]), w=[True]) == "0"
    assert asked(gated(when("v", "exists", True), items_before=[plain]), w=[True]) == "0"
    assert asked(gated(when("on", "=", True), items_before=[plain]), on=[True, False]) == "10"


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ({"linkId": "w", "type": "date"}, "'w', which takes a date"),
        ({"linkId": "w", "type": "choice", "repeats": True, "answerOption": [{"code": "x"}]}, "'w', which takes several answers"),
        (
            {"linkId": "w", "type": "group", "text": "W", "repeats": True, "item": [{"linkId": "in", "type": "boolean"}]},
            "'w', which takes several answers",
        ),
    ],
)
def test_answers_that_no_cell_holds_decide_nothing_in_columns(item, fault):
    with pytest.raises(
        UsageFault, match=rf"the scale 's' cannot be calculated in a data frame: whether item 's' is asked depends on {fault}"[:120]
    ):
        asked(gated(when("w", "exists", True), items_before=[item]), w=["x"])


# --- numbers without end --------------------------------------------------------------------------------------------------


def number(**more):
    return {"linkId": "n", "type": "decimal", "decimals": 2, **more}


def test_numbers_that_columns_cannot_hold_are_refused_by_scale():
    for item, fault in (
        (number(), "'n' has no declared range"),
        (number(minimum=0), "'n' has no declared range"),
        (number(minimum=0, maximum=10**14), "the numbers of 'n' can be too large for binary floats"),
        (number(minimum=-(10**14), maximum=0), "the numbers of 'n' can be too large for binary floats"),
    ):
        with pytest.raises(UsageFault, match=fault):
            values(form([item], {"id": "s", "item": items("n")}), {"n": [1]})
    assert values(form([number(minimum=0, maximum=10**13)], {"id": "s", "item": items("n")}), {"n": [10**13]}) == [10**13]


WIDE = {"linkId": "n", "type": "integer", "minimum": 0, "maximum": 10**12}
FAR = {"linkId": "n", "type": "integer", "minimum": 10**12, "maximum": 10**12 + 3}
SMALL = Decimal("0.0000001")
BOTH = items("n", a=SMALL)


@pytest.mark.parametrize(
    ("item", "scale"),
    [
        (WIDE, {"item": BOTH}),
        (WIDE, {"item": BOTH, "missing": ONE}),
        (WIDE, {"method": "mean", "item": BOTH}),
        (FAR, {"method": "maximum", "item": BOTH}),
        (WIDE, {"item": items("n"), "linear": {"multiply": 1, "add": SMALL}}),
        (WIDE, {"item": items("n"), "linear": {"multiply": Decimal("0.3333333"), "add": 0}}),
        (FAR, {"item": items("n"), "linear": {"multiply": 1, "add": -(10**12)}, "digits": 9}),
        (WIDE, {"item": items("n"), "lookup": [{"from": -1, "value": 0}, {"from": SMALL, "value": 1}]}),
        (WIDE, {"part": parts(wide="1", small=SMALL)}),
    ],
)
def test_a_scale_whose_numbers_could_pass_64_bits_is_refused(item, scale):
    others = [{"id": "wide", "item": items("n")}, {"id": "small", "item": items("a")}]
    small = {"linkId": "a", "type": "integer", "minimum": 0, "maximum": 3}
    instrument, columns = form([item, small], {"id": "s", **scale}, *others), {"n": [item["minimum"] + 2], "a": [3]}
    with pytest.raises(UsageFault, match=r"the scale 's' cannot.*its numbers can become too large for whole numbers of 64 bits"):
        scored(instrument, columns, "s")
    assert scored(instrument, columns, "wide", "small") == {
        "wide": [(item["minimum"] + 2, "complete", None)],
        "small": [(3, "complete", None)],
    }


def test_numbers_are_taken_up_to_where_floats_are_exact_and_whole_ones_have_no_decimals():
    whole_ones = {"linkId": "n", "type": "integer", "minimum": 0, "maximum": 10**15 - 1}
    instrument = form([whole_ones], {"id": "s", "item": items("n")})
    assert values(instrument, {"n": [10**15 - 1, 10**15]}) == [10**15 - 1, None]
    for cells in (["1.5", "1.0", "2"], [1.5, 1.0, 2.0]):
        assert [status for _, status, _ in scored(instrument, {"n": cells})["s"]] == ["invalid-answer", "complete", "complete"]
    tenths = {"linkId": "n", "type": "decimal", "decimals": 1, "minimum": 0, "maximum": 85 * 10**13}
    assert values(form([tenths], {"id": "s", "item": items("n")}), {"n": [85.0 * 10**13]}) == [85 * 10**13]


TINY = Decimal("0.000000001")
TEN_DIGITS = str(10**10)


@pytest.mark.parametrize(
    ("weights", "scale"),
    [
        ((TINY, 0), {"method": "mean", "item": items("x", y=TEN_DIGITS), "missing": ONE}),
        ((TINY, 0), {"item": items("x", y=TEN_DIGITS), "missing": ONE}),
        ((0, 10**5), {"item": items("x", y=str(10**7)), "missing": ONE}),
    ],
)
def test_numerator_and_denominator_are_bounded_each(weights, scale):
    kinds = [
        {"linkId": link, "type": "choice", "answerOption": [{"code": "0", "weight": 0}, {"code": "1", "weight": weight}]}
        for link, weight in zip("xy", weights, strict=True)
    ]
    with pytest.raises(UsageFault, match="too large"):
        values(form(kinds, {"id": "s", **scale}), {"x": ["1"], "y": ["0"]})


LIMIT = 2**62


def plan(lowest=0, **more):
    return ScalePlan(id="s", method="sum", reach=Reach(lowest=Fraction(lowest), highest=None), **{"digits": 0, **more})


@pytest.mark.parametrize(
    ("made", "below", "most"),
    [
        # Twice the numerator, half a unit, and the shift above zero: 0 - lowest and 1 more, in units of the last digit.
        (plan(0), 3, (LIMIT - 3 * 3) // 2),
        (plan(-5), 3, (LIMIT - 3 * 13) // 2),
        (plan(2), 3, (LIMIT - 3) // 2),
        (plan(1), 3, (LIMIT - 3) // 2),
        (plan(-5, digits=2), 3, (LIMIT - 3 * 1003) // 200),
        (plan(-5, digits=1), 4, (LIMIT - 2 * 103) // 10),
        (plan(0, digits=2), 1, LIMIT // 100),
        (plan(0, digits=2), 4, LIMIT // 25),
        (plan(0), 1, LIMIT),
    ],
)
def test_what_is_rounded_is_bounded_to_the_last_unit(made, below, most):
    value = Exact(top=nw.col("a"), below=below, most=most, most_below=below)
    rounded(made, value)
    with pytest.raises(CannotFrame, match="too large"):
        rounded(made, Exact(top=nw.col("a"), below=below, most=most + 1, most_below=below))


def test_what_is_rounded_by_a_denominator_of_each_row_is_bounded_by_the_greatest():
    moving = {"top": nw.col("a"), "below": nw.col("b")}
    most, most_below = (LIMIT - 7 * 3) // 2, 7
    rounded(plan(0), Exact(**moving, most=most, most_below=most_below))
    with pytest.raises(CannotFrame, match="too large"):
        rounded(plan(0), Exact(**moving, most=most + 1, most_below=most_below))
    with pytest.raises(CannotFrame, match="nothing says how low"):
        rounded(attrs.evolve(plan(0), reach=Reach(lowest=None, highest=None)), Exact(**moving, most=1, most_below=1))


@pytest.mark.parametrize(
    ("made", "most", "below"),
    [
        (plan(multiply=2, add=0, over=1), LIMIT // 2, 1),
        (plan(multiply=1, add=-5, over=1), LIMIT - 5 * 3, 3),
        (plan(multiply=1, add=0, over=4), 0, LIMIT // 4),
        (plan(lookup=(LookupStep(low=Decimal("0.25"), value=Decimal(1)),) * 2), LIMIT // 4, 1),
        (plan(lookup=(LookupStep(low=Decimal(-8), value=Decimal(1)),) * 2), 0, LIMIT // 8),
    ],
)
def test_what_is_transformed_is_bounded_to_the_last_unit(made, most, below):
    def transformed(more_top, more_below):
        return _transformed(made, Exact(top=nw.col("a"), below=below + more_below, most=most + more_top, most_below=below + more_below))

    transformed(0, 0)
    with pytest.raises(CannotFrame, match="too large"):
        transformed(*((1, 0) if most else (0, 1)))


def test_denominators_that_differ_from_row_to_row_are_multiplied_and_bounded():
    """A mean over what is answered has a denominator of its own in each row; a sum of such means has their product."""
    weights = {"often": [0, 2], "never": [0, 0]}
    choices = [
        {"linkId": f"{kind}{side}", "type": "choice", "answerOption": [{"code": str(n), "weight": weight} for n, weight in enumerate(both_weights)]}
        for kind, both_weights in weights.items() for side in "xy"
    ]  # fmt: skip
    means = [
        {"id": f"{kind}-{n}", "method": "mean", "digits": 3, "item": items(**{f"{kind}x": str(10**6 + n), f"{kind}y": "1"}), "missing": ONE}
        for kind in weights for n in range(4)
    ]  # fmt: skip
    sums = [{"id": f"{kind}-of-{n}", "part": parts(*(f"{kind}-{k}" for k in range(n))), "digits": 3} for kind in weights for n in (2, 3, 4)]
    instrument = form(choices, *means, *sums)
    columns = {
        "oftenx": ["1", "0", None, "1", None],
        "ofteny": ["0", "1", "1", None, None],
        "neverx": ["0"] * 5,
        "nevery": ["1", None, "0", "1", None],
    }
    assert values(instrument, columns, "often-of-2") == [4, 0, 4, 4, None]
    assert values(instrument, columns, "never-of-3") == [0] * 5
    for name in ("often-of-3", "often-of-4", "never-of-4"):
        with pytest.raises(UsageFault, match=f"'{name}' cannot.*too large"):
            values(instrument, columns, name)


def test_what_is_missing_is_neither_the_greatest_nor_the_least():
    below = [{"code": "1", "weight": -4}, {"code": "2", "weight": -1}, {"code": "na", "absent": "not-applicable"}]
    above = [{"code": "1", "weight": 4}, {"code": "2", "weight": 1}, {"code": "na", "absent": "not-applicable"}]
    kinds = [
        {"linkId": link, "type": "choice", "answerOption": codes}
        for link, codes in (("a", below), ("b", below), ("c", above), ("d", above))
    ]
    instrument = form(
        kinds, {"id": "most", "method": "maximum", "item": items("a", "b"), "missing": SHRINK},
        {"id": "least", "method": "minimum", "item": items("c", "d"), "missing": SHRINK},
    )  # fmt: skip
    one_away = {"a": ["1", "na", "2"], "b": ["na", "1", "1"], "c": ["1", "na", "2"], "d": ["na", "1", "1"]}
    assert values(instrument, one_away, "most") == [-4, -4, -1]
    assert values(instrument, one_away, "least") == [4, 4, 1]


def test_numbers_in_narrow_columns_are_added_in_wide_ones():
    wide = [{"linkId": link, "type": "integer", "minimum": -100, "maximum": 250} for link in "ab"]
    instrument = form(wide, {"id": "s", "item": items(a="3", b="1")}, {"id": "most", "part": parts(s="2")})
    for kind in (pl.Int8, pl.Int16, pl.Int32, pl.Int64):
        columns = {link: pl.Series([100, -100, None, 127], dtype=kind) for link in "ab"}
        assert values(instrument, columns) == [400, -400, None, 508]
        assert values(instrument, columns, "most") == [800, -800, None, 1016]
    assert values(instrument, {link: pl.Series([250, 0, 251], dtype=pl.UInt8) for link in "ab"}) == [1000, 0, None]


def test_a_question_for_words_takes_a_column_of_words():
    words = gated(when("t", "exists", True))
    with pytest.raises(UsageFault, match="the column 't' holds Int64, which is no answer to an item of type 'text'"):
        asked(words, t=[1, 2])
    assert asked(words, t=pl.Series([None, None], dtype=pl.Int64)) == "00"


# --- the frame around it ----------------------------------------------------------------------------------------------------

PLAIN = form([{"linkId": "a", "type": "rating", "minimum": 0, "maximum": 4}, {"linkId": "b", "type": "rating", "minimum": 0, "maximum": 4}],
             {"id": "s", "item": items("a"), "band": [{"id": "x", "from": Decimal("0.5")}, {"id": "y", "from": 3}]}, {"id": "t", "item": items("b")},
             {"id": "held", "key": "holder"}, {"id": "of-held", "part": parts("held", "s")})  # fmt: skip


def test_a_scorer_looks_at_one_response_at_a_time():
    scorer = form([number(minimum=0, maximum=1)], {"id": "s", "method": "scorer", "scorer": "x.y", "item": items("n")})
    said = "the scale 's' cannot be calculated in a data frame: a scorer looks at one response at a time; name the scales that you want, as in "
    with pytest.raises(UsageFault) as caught:
        score_frame(scorer, pl.DataFrame({"n": [1]}))
    assert str(caught.value) == f"{said}scales=('total',), or score each response with score()"


def test_columns_come_in_the_order_of_the_instrument_after_those_that_were_there():
    frame = pl.DataFrame({"a": [1], "z": ["kept"], "b": [2]})
    assert score_frame(PLAIN, frame, scales=["t", "s"]).columns == [
        "a",
        "z",
        "b",
        "s.value",
        "s.status",
        "s.band",
        "t.value",
        "t.status",
        "t.band",
    ]
    assert score_frame(PLAIN, frame, scales=[]).columns == ["a", "z", "b"]
    found = score_frame(PLAIN, frame)
    assert found.row(0)[-6:] == (None, "key-not-supplied", None, None, "part-refused", None)
    types = {"value": pl.Float64, "status": pl.String, "band": pl.String}
    assert {name: dtype for name, dtype in found.schema.items() if "." in name} == {
        f"{scale}.{part}": types[part] for scale in ("s", "t", "held", "of-held") for part in PARTS
    }


def test_bands_go_by_their_lower_edge_and_end_below_the_first():
    assert scored(PLAIN, {"a": [0, 1, 2, 3, 4], "b": [0] * 5}, "s")["s"] == [
        (0, "complete", None), (1, "complete", "x"), (2, "complete", "x"), (3, "complete", "y"), (4, "complete", "y"),
    ]  # fmt: skip


def test_a_scale_that_is_not_there_and_a_column_that_is_not_there_are_slips():
    with pytest.raises(NotFound):
        score_frame(PLAIN, pl.DataFrame({"a": [1]}), scales=["s", "u"])
    with pytest.raises(UsageFault, match=r"no column for 'b'; did you mean 'bb'\?"):
        score_frame(PLAIN, pl.DataFrame({"a": [1], "bb": [1]}))
    with pytest.raises(UsageFault, match="no column for 'a', 'b'; an item that nobody was asked has a column of nulls"):
        score_frame(PLAIN, pl.DataFrame({"zzz": [1]}))
    many = form(
        [{"linkId": f"q{n}", "type": "rating", "minimum": 0, "maximum": 1} for n in range(14)],
        {"id": "s", "item": items(*(f"q{n}" for n in range(14)))},
    )
    with pytest.raises(UsageFault, match=r"no column for 'q0', .*'q11'; an"):
        score_frame(many, pl.DataFrame({"zzz": [1]}))


def test_a_column_that_would_be_replaced_is_a_slip():
    with pytest.raises(UsageFault, match=r"the column 's\.band' would stand in the frame twice"):
        score_frame(PLAIN, pl.DataFrame({"a": [1], "b": [1], "s.band": ["x"]}))
    assert "S.band" in score_frame(PLAIN, pl.DataFrame({"a": [1], "b": [1], "S.band": ["x"]})).columns
    import duckdb

    with pytest.raises(UsageFault, match=r"the column 's\.band' would stand in the frame twice"):
        score_frame(PLAIN, duckdb.sql('select 1 as a, 1 as b, 1 as "S.BAND"'))


def test_columns_of_ours_take_no_name_that_is_taken():
    frame = pl.DataFrame({"a": [1], "b": [1], "af_0": [5], "AF__1": [6]})
    assert score_frame(PLAIN, frame).select(frame.columns).equals(frame)
    with pytest.raises(UsageFault, match="a dict is no data frame"):
        score_frame(PLAIN, {"a": [1]})


def test_a_database_never_adds_what_means_nothing():
    """It stops at a number that is too large, also in a row that has no score."""
    import duckdb

    rows = duckdb.sql("select * from (values (9223372036854775807, 1), (1, 2), (NULL, 3)) as t(a, b)")
    both_of = form(
        [{"linkId": link, "type": "rating", "minimum": 0, "maximum": 4} for link in "ab"], {"id": "s", "item": items(a="1", b="1")}
    )
    assert [row[2] for row in score_frame(both_of, rows).order("b").fetchall()] == [None, 3, None]


# --- many scales over every combination of a few answers ----------------------------------------------------------------

OFTEN = [
    *({"code": str(weight), "weight": weight} for weight in range(3)), {"code": "na", "absent": "not-applicable"}, {"code": "no-weight"},
]  # fmt: skip
UNEVEN = [
    {"code": "low", "weight": Decimal("-1.5")},
    {"code": "mid", "weight": 0},
    {"code": "top", "weight": 4},
    {"code": "na", "absent": "not-applicable"},
]
GRID = [
    {"linkId": "a", "type": "choice", "answerOption": OFTEN},
    {"linkId": "b", "type": "choice", "answerOption": OFTEN},
    {"linkId": "u", "type": "choice", "answerOption": UNEVEN},
    {"linkId": "d", "type": "decimal", "decimals": 1, "minimum": Decimal("-0.5"), "maximum": 2},
]  # fmt: skip
CELLS = {
    "a": ["0", "2", None, "na", "no-weight"],
    "b": ["0", "1", "2", None, "asked-declined", "zz"],
    "u": ["low", "mid", "top", None, "na"],
    "d": ["-0.5", "0.3", "2", None, "not-applicable", "2.1"],
}


BANDS = [{"id": "low", "from": Decimal("0.25")}, {"id": "mid", "from": 1}, {"id": "top", "from": Decimal("2.5")}]
SCALES = [
    {"id": "sum", "item": items("a", "b"), "band": BANDS},
    {"id": "sum-1", "item": items("a", "b", "u"), "missing": ONE, "digits": 1, "band": BANDS},
    {"id": "sum-all", "item": items("a", "u"), "missing": ALL, "digits": 2},
    {"id": "sum-shrink", "item": items("a", "b", "u"), "missing": SHRINK, "band": BANDS, "digits": 1},
    {"id": "sum-both", "item": items("b", a="2", u="0.5"), "missing": {**TWO, **SHRINK}, "digits": 3, "band": BANDS},
    {"id": "weighed", "item": [*items(a="3", d="1.5"), turned("u")], "digits": 2},
    {"id": "turned", "item": [turned("a"), turned("d"), turned("b", coefficient=Decimal(2))], "digits": 1},
    {"id": "mean", "method": "mean", "item": items("a", "b"), "digits": 1, "band": BANDS},
    {"id": "mean-2", "method": "mean", "item": items("a", b="2", d="0.5"), "missing": TWO, "digits": 3},
    {"id": "mean-shrink", "method": "mean", "item": items("a", "u"), "missing": SHRINK, "digits": 2},
    {"id": "mean-6", "method": "mean", "item": items(a="4", b="6"), "missing": ONE, "digits": 2},
    {"id": "count", "method": "count", "atLeast": 1, "item": [{"linkId": "a"}, {"linkId": "b", "atLeast": 2}, turned("u")], "missing": ONE},
    {"id": "percent", "method": "percent", "item": items("a", "b", d="2"), "missing": ONE, "digits": 1},
    {"id": "least", "method": "minimum", "item": items("a", "b", "u"), "digits": 1},
    {"id": "most", "method": "maximum", "item": items("a", "b", u="2"), "missing": SHRINK, "digits": 1},
    {"id": "least-shrink", "method": "minimum", "item": items("a", "u"), "missing": SHRINK, "digits": 1},
    {"id": "linear", "item": items("a", "d"), "linear": {"multiply": Decimal("-2.5"), "add": Decimal("0.75")}, "digits": 1},
    {"id": "linear-mean", "method": "mean", "item": items("a", "b"), "missing": ONE, "linear": {"multiply": Decimal(3), "add": -1}, "digits": 1},
    {"id": "half", "item": items(d="0.5"), "digits": 1},
    {"id": "half-0", "item": items(d="0.5")},
    {
        "id": "table", "method": "mean", "item": items("a", "b"), "missing": ONE, "digits": 1,
        "lookup": [{"from": -9, "value": Decimal("-7.5")}, {"from": Decimal("0.5"), "value": 2}, {"from": Decimal("1.5"), "value": Decimal("3.2")}],
    },
    {"id": "p-sum", "part": parts("sum", "mean", weighed="0.5"), "digits": 2, "band": BANDS},
    {"id": "p-mean", "method": "mean", "part": parts("sum-1", sum="3"), "digits": 2},
    {"id": "p-moving", "part": parts("mean-2", "linear-mean", sum="2"), "digits": 2},
    {"id": "p-moving-mean", "method": "mean", "part": parts("sum-both", "linear-mean"), "digits": 2},
    {"id": "p-deep", "part": parts("p-mean", "table"), "digits": 2, "linear": {"multiply": 2, "add": 0}},
    {"id": "p-shrink", "part": parts("sum-shrink", "count"), "digits": 1, "band": BANDS},
    {
        "id": "kind", "method": "classification", "digits": 1,
        "criterion": [
            {"id": "x", "when": {"score": "sum", "operator": ">=", "answer": 2}},
            {"id": "y", "when": {"score": "mean", "operator": "=", "answer": [Decimal("0.5"), 1, Decimal("0.55")]}},
            {"id": "z", "when": {"score": "mean", "operator": "!=", "answer": [Decimal("0.5"), 2]}},
            {"id": "never", "when": {"score": "sum", "operator": "=", "answer": Decimal("0.5")}},
            {"id": "always", "when": {"score": "sum", "operator": "!=", "answer": Decimal("0.5")}},
        ],
        "category": [
            {"id": "none", "value": 9, "any": ["never"]},
            {"id": "nor", "value": 8, "all": ["never", "always"]},
            {"id": "both", "value": Decimal("2.5"), "all": ["x", "y", "always"]},
            {"id": "any", "value": -1, "any": ["y", "never"]},
            {"id": "z", "value": 4, "all": ["z"]},
            {"id": "rest", "value": 0},
        ],
    },
    {
        "id": "sure", "method": "classification",
        "criterion": [
            {"id": "all", "when": {"score": "sum", "operator": "!=", "answer": Decimal("0.5")}},
            {"id": "part", "when": {"score": "sum", "operator": "<", "answer": 3}},
        ],
        "category": [
            {"id": "one", "value": 1, "all": ["part"]}, {"id": "two", "value": 2, "any": ["all", "part"]}, {"id": "rest", "value": 0},
        ],
    },
]  # fmt: skip
GRID_FORM = form(GRID, *SCALES)
GRID_ROWS = [dict(zip(CELLS, row, strict=True)) for row in itertools.product(*CELLS.values())]
REASONS = ("asked-declined", "not-applicable")


def meant(link, text):
    if text in REASONS:
        return Absent(absent=text)
    return Decimal(text) if link == "d" else text


def alone(row):
    answers = {link: meant(link, text) for link, text in row.items() if text is not None}
    report = af.score(GRID_FORM, Response(instrument="test.form", version="1.0.0", answers=answers))
    return {
        name: (None if one.value is None else float(one.value), one.basis or one.reason, one.band) for name, one in report.scores.items()
    }


# By the reference, once: here the other engine is looked at.
EXPECTED = [alone(row) for row in GRID_ROWS]


def grid(names=None):
    return scored(GRID_FORM, {link: [row[link] for row in GRID_ROWS] for link in CELLS}, *(names or ()))


def test_every_combination_of_answers_has_what_the_reference_gives():
    found = grid()
    for scale in SCALES:
        assert found[scale["id"]] == [row[scale["id"]] for row in EXPECTED], scale["id"]


def test_the_same_for_a_scale_alone_with_what_it_is_made_of():
    for name in ("p-deep", "sure", "half-0"):
        assert grid([name]) == {name: [row[name] for row in EXPECTED]}


def test_the_same_where_codes_and_numbers_are_numbers():
    rows = [row for row in GRID_ROWS if row["a"] in ("0", "2", None) and row["b"] in ("0", "1", "2", None) and row["d"] not in REASONS]
    columns = {link: [row[link] for row in rows] for link in CELLS}
    for link, kinds in (("a", (int, float)), ("b", (float, int)), ("d", (float, float))):
        for kind in kinds:
            columns[link] = [None if row[link] is None else kind(row[link]) for row in rows]
    expected = [row for given, row in zip(GRID_ROWS, EXPECTED, strict=True) if given in rows]
    found = scored(GRID_FORM, columns)
    for scale in SCALES:
        assert found[scale["id"]] == [row[scale["id"]] for row in expected], scale["id"]


def test_the_same_where_the_engine_is_lazy_or_is_another_one():
    rows = GRID_ROWS[::13]
    columns = {link: [row[link] for row in rows] for link in CELLS}
    lazy = score_frame(GRID_FORM, pl.LazyFrame(columns)).collect()
    panda = score_frame(GRID_FORM, pd.DataFrame(columns))
    for scale in SCALES:
        expected = [row[scale["id"]] for row in EXPECTED[::13]]
        names = [f"{scale['id']}.{part}" for part in PARTS]
        assert lazy.select(names).rows() == expected
        assert [tuple(None if pd.isna(one) else one for one in row) for row in panda[names].itertuples(index=False)] == expected
