# SPDX-License-Identifier: Apache-2.0
"""Examples run before laws: what is wrong is mostly found by an example, which takes a hundredth of the time."""

from typing import Any

import pytest
from hypothesis import is_hypothesis_test

HERE = __file__.rpartition("/")[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Only the tests of this folder change places, among themselves."""
    ours = [place for place, item in enumerate(items) if str(item.path).startswith(HERE)]
    for place, item in zip(ours, sorted((items[place] for place in ours), key=_is_a_law), strict=True):
        items[place] = item


def _is_a_law(item: Any) -> bool:
    return is_hypothesis_test(getattr(item, "obj", None))
