# SPDX-License-Identifier: CC0-1.0
"""Scorers that are not what they should be."""

from decimal import Decimal


class Scorer:
    """Scores by a function of the answers."""

    def __init__(self, name, score, api_version=1):
        self.name, self._score, self.api_version = name, score, api_version

    def score(self, instrument, answers):
        """Whatever the function gives."""
        return self._score(answers)


def tell(answers):
    """Fails, and says the answers in doing so."""
    raise ValueError(f"cannot score {dict(answers)}")


NEWER = Scorer("broken.newer", tell, api_version=2)
RAISES = Scorer("broken.raises", tell)
FLOAT = Scorer("broken.float", lambda answers: 0.1)
INFINITE = Scorer("broken.infinite", lambda answers: Decimal("Infinity"))
