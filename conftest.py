# SPDX-License-Identifier: Apache-2.0
"""Runs the Python examples of the documentation; those of the docstrings are run by pytest itself."""

from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

pytest_collect_file = Sybil(parsers=[PythonCodeBlockParser(), SkipParser()], patterns=["*.md"]).pytest()
