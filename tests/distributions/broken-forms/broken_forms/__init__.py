# SPDX-License-Identifier: CC0-1.0
"""One way to be broken for each name in pyproject.toml."""
