# SPDX-License-Identifier: CC0-1.0
"""Northside Clinic's forms."""
