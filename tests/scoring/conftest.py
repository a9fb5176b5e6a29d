# SPDX-License-Identifier: Apache-2.0
"""Examples run before laws: what is wrong is mostly found by an example, which takes a hundredth of the time.

With LAWS=no the laws are left out altogether, and so is what compares many rows with the reference: for the first look at many changes of
the code (`make mutants`).
"""

import importlib
import os
from typing import Any

import pytest
from hypothesis import is_hypothesis_test

if os.environ.get("HYPOTHESIS_PROFILE") == "mutants":
    # Loaded when they are first used otherwise, hence anew for each change, which is tried in a process of its own.
    for name in (
        "alliance_forms.library.explain", "alliance_forms.scoring.frame.engine", "babel.messages.pofile", "babel.dates", "jsonschema",
        "narwhals._duckdb.namespace", "narwhals._pandas_like.namespace", "narwhals._polars.namespace",
    ):  # fmt: skip
        importlib.import_module(name)

HERE = __file__.rpartition("/")[0]
# These hold of whatever is bundled, or of many rows on every engine.
SLOW = ("test_frame.py", "test_totals.py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only the tests of this folder change places, among themselves."""
    ours = [item for item in items if str(item.path).startswith(HERE)]
    slow = [item for item in ours if _is_slow(item)]
    if os.environ.get("LAWS") == "no":
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in set(slow)]
        ours = [item for item in ours if item not in set(slow)]
    places = [place for place, item in enumerate(items) if item in set(ours)]
    for place, item in zip(places, sorted(ours, key=lambda item: (_is_slow(item), item.path, item.location[1] or 0)), strict=True):
        items[place] = item


def _is_slow(item: Any) -> bool:
    return item.path.name in SLOW or is_hypothesis_test(getattr(item, "obj", None))
