# SPDX-License-Identifier: CC0-1.0
"""A document that breaks off, and a good one beside it."""
