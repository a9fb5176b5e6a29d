# SPDX-License-Identifier: Apache-2.0
"""Examples run before laws: what is wrong is mostly found by an example, which takes a hundredth of the time.

With LAWS=no the laws are left out altogether, for the first look at many changes of the code (`make mutants`).
"""

import os
from typing import Any

import pytest
from hypothesis import is_hypothesis_test

HERE = __file__.rpartition("/")[0]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only the tests of this folder change places, among themselves."""
    ours = [item for item in items if str(item.path).startswith(HERE)]
    laws = [item for item in ours if _is_a_law(item)]
    if os.environ.get("LAWS") == "no":
        config.hook.pytest_deselected(items=laws)
        items[:] = [item for item in items if item not in set(laws)]
        return
    places = [place for place, item in enumerate(items) if item in set(ours)]
    for place, item in zip(places, sorted(ours, key=_is_a_law), strict=True):
        items[place] = item


def _is_a_law(item: Any) -> bool:
    return is_hypothesis_test(getattr(item, "obj", None))
