# SPDX-License-Identifier: Apache-2.0
import io
import sys

import pytest

from alliance_forms.cli import main


@pytest.fixture
def run(capsys, monkeypatch):
    """One command about FHIR, with what stands on standard input: its exit status, and what it says to whom."""

    def run_one(*arguments, given=""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        status = 0
        try:
            main(["fhir", *arguments] if arguments[0] != "read" else list(arguments))
        except SystemExit as leaving:
            status = leaving.code or 0
        said = capsys.readouterr()
        return status, said.out, said.err

    return run_one
