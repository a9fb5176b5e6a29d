# SPDX-License-Identifier: Apache-2.0
"""CPU time side by side: every candidate in turn, round after round, so that what disturbs one disturbs all; then the medians."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

ROUNDS = 15


def median_cpu(candidates: dict[str, tuple[Callable[[], Any], int]], *, rounds: int = ROUNDS) -> dict[str, float]:
    """Seconds of CPU time for one call of each, as the median of all rounds; a number says how often each is called in a round."""
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, (call, times) in candidates.items():
            start = time.process_time()
            for _ in range(times):
                call()
            taken[name].append((time.process_time() - start) / times)
    return {name: median(values) for name, values in taken.items()}


def show(title: str, times: dict[str, float], *, peer: str) -> None:
    """Print the medians and how many times the peer's each one is."""
    print(title)
    for name, seconds in times.items():
        unit, factor = ("us", 1e6) if seconds < 1e-3 else ("ms", 1e3)
        print(f"  {name:32} {seconds * factor:10.1f} {unit} {seconds / times[peer]:8.2f} x {peer}")
