# SPDX-License-Identifier: Apache-2.0
"""A million PHQ-9 forms, 3 % of the answers missing: value, status and band beside Polars, pandas and NumPy written by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from measure import median_cpu, show

import alliance_forms as af

ROWS, MISSING = 1_000_000, 0.03
ITEMS = [str(number) for number in range(1, 10)]
BANDS = [(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "moderately-severe"), (20, "severe")]
VALUE, STATUS, BAND = "total.value", "total.status", "total.band"


def forms() -> pl.DataFrame:
    """Random answers as integers, null where there is none."""
    chance = np.random.default_rng(9)
    columns = {}
    for link in ITEMS:
        answers = chance.integers(0, 4, ROWS)
        columns[link] = pl.Series(answers, dtype=pl.Int64).set(pl.Series(chance.random(ROWS) < MISSING), None)
    return pl.DataFrame(columns)


def by_polars(frame: pl.DataFrame, links: list[str]) -> pl.DataFrame:
    """As somebody who knows Polars writes it, in steps, so that nothing is calculated twice; the named columns hold numbers."""
    cells = [pl.col(link) for link in links]
    invalid = pl.any_horizontal(~cell.is_between(0, 3).fill_null(value=True) for cell in cells)
    frame = frame.with_columns(invalid.alias("invalid"), pl.sum_horizontal(cells, ignore_nulls=False).alias("sum"))
    frame = frame.with_columns(pl.when(~pl.col("invalid")).then(pl.col("sum")).alias("sum"))
    total = pl.col("sum")
    status = pl.when(pl.col("invalid")).then(pl.lit("invalid-answer")).when(total.is_null()).then(pl.lit("missing-items"))
    band: Any = pl
    for low, name in reversed(BANDS):
        band = band.when(total >= low).then(pl.lit(name))
    found = [total.cast(pl.Float64).alias(VALUE), status.otherwise(pl.lit("complete")).alias(STATUS), band.alias(BAND)]
    return frame.with_columns(found).drop("invalid", "sum")


def polars_integers(frame: pl.DataFrame) -> pl.DataFrame:
    """Polars over integer codes."""
    return by_polars(frame, ITEMS)


def polars_strings(frame: pl.DataFrame) -> pl.DataFrame:
    """Polars over string codes, each read as a number once."""
    numbers = [f"number {link}" for link in ITEMS]
    read = [pl.col(link).cast(pl.Int64, strict=False).alias(name) for link, name in zip(ITEMS, numbers, strict=True)]
    return by_polars(frame.with_columns(read), numbers).drop(numbers)


def pandas_floats(frame: pd.DataFrame) -> pd.DataFrame:
    """As somebody who knows pandas writes it; a missing answer is NaN."""
    cells = frame[ITEMS]
    missing = cells.isna().any(axis=1)
    invalid = ~(cells.isin([0, 1, 2, 3]) | cells.isna()).all(axis=1)
    total = cells.sum(axis=1).where(~(missing | invalid))
    names = [name for _, name in BANDS]
    band = pd.cut(total, [*(low for low, _ in BANDS), np.inf], labels=names, right=False).astype(object)
    status = np.select([invalid, missing], ["invalid-answer", "missing-items"], "complete")
    return frame.assign(**{VALUE: total, STATUS: status, BAND: band.where(band.notna(), None)})


def numpy_table(cells: np.ndarray[Any, Any]) -> tuple[Any, Any, Any]:
    """As somebody who knows NumPy writes it, with a look-up table from sum to band; a missing answer is -1."""
    missing = (cells == -1).any(axis=1)
    invalid = ((cells < -1) | (cells > 3)).any(axis=1)
    total = cells.sum(axis=1)
    names = [next(name for low, name in reversed(BANDS) if number >= low) for number in range(28)]
    table = np.array([*names, None], dtype=object)
    refused = missing | invalid
    status = np.array(["complete", "missing-items", "invalid-answer"], dtype=object)[np.where(invalid, 2, missing.astype(int))]
    return np.where(refused, np.nan, total), status, table[np.where(refused, 28, total)]


def main() -> None:
    """Print how much CPU time each takes, and how that compares with Polars written by hand."""
    phq9 = af.get_instrument("phq-9")
    integers = forms()
    strings = integers.cast(pl.String)
    floats = integers.to_pandas()
    cells = integers.fill_null(-1).to_numpy()
    ours, theirs = af.score_frame(phq9, integers), polars_integers(integers)
    for column in (VALUE, STATUS, BAND):
        assert ours[column].equals(theirs[column]), column
        assert ours[column].equals(af.score_frame(phq9, strings)[column]), column
    candidates: dict[str, dict[str, tuple[Callable[[], Any], int]]] = {
        "integer codes": {
            "Polars by hand": (lambda: polars_integers(integers), 1),
            "alliance_forms on Polars": (lambda: af.score_frame(phq9, integers), 1),
            "NumPy by hand, look-up table": (lambda: numpy_table(cells), 1),
        },
        "string codes": {
            "Polars by hand": (lambda: polars_strings(strings), 1),
            "alliance_forms on Polars": (lambda: af.score_frame(phq9, strings), 1),
        },
        "floats with NaN": {
            "pandas by hand": (lambda: pandas_floats(floats), 1),
            "alliance_forms on pandas": (lambda: af.score_frame(phq9, floats), 1),
        },
    }
    for kind, rivals in candidates.items():
        times = median_cpu(rivals, rounds=7)
        show(f"A million PHQ-9 rows, {kind}: value, status and band", times, peer=next(iter(rivals)))
    print("  aim: at most 1.3 times Polars by hand, for integer and for string codes")


if __name__ == "__main__":
    main()
