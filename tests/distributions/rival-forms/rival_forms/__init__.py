# SPDX-License-Identifier: CC0-1.0
"""Never loaded: what is in conflict is not even imported."""

BEST_NIGHT = SLIP = None
