# SPDX-License-Identifier: CC0-1.0
"""Scores of a week's nights that no sum can say."""

from decimal import Decimal
from itertools import groupby


class LongestRun:
    """How many good nights came one after another."""

    name = "northside.longest-run"
    api_version = 1

    def score(self, instrument, answers):
        """The longest run of the answer "well", in the order of the scale."""
        runs = [len(list(nights)) for good, nights in groupby(answer == "well" for answer in answers.values()) if good]
        return Decimal(max(runs, default=0))


class BestNight:
    """Which night of the week was the first good one; none where no night was."""

    name = "northside.best-night"
    api_version = 1

    def score(self, instrument, answers):
        """The number of the first night answered "well"."""
        return next((Decimal(number) for number, answer in enumerate(answers.values(), start=1) if answer == "well"), None)


LONGEST_RUN = LongestRun()
BEST_NIGHT = BestNight()
