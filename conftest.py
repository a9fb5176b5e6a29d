# SPDX-License-Identifier: Apache-2.0
"""Runs every code block of the documentation; the examples of the docstrings are run by pytest itself."""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser

import alliance_forms as af

ROOT = Path(__file__).parent
# Commands that would run this very test again, or set up anew what is there: what they stand for, and what their output looks like.
STANDS_FOR = {"make demo": [sys.executable, "-m", "alliance_forms", "demo", "--out", "build/demo"], "make test": None}


def console(example: Example) -> str | None:
    """A session at the shell: every `$ command` is run in the page's own directory, and prints what stands below it."""
    directory = _directory(example)
    steps = re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n?)*)", example.parsed, flags=re.MULTILINE)
    assert steps, "no command in this block"
    for command, expected in steps:
        assert command not in STANDS_FOR or re.search(rf"^{command.split()[1]}:", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
        stand_in = STANDS_FOR.get(command, command)
        if stand_in is None:
            continue
        printed = _run(stand_in, directory)
        if _without_sizes(printed) != _without_sizes(expected):
            return f"{command}\nprinted\n{printed}\nand not\n{expected}"
    return None


def _directory(example: Example) -> Path:
    """A directory for everything a page of the documentation does, in the order in which it stands there."""
    return Path(example.namespace["directory"].name)


def _without_sizes(text: str) -> str:
    """Sizes of files change with every word; everything else is what the documentation says it is."""
    return re.sub(r" +[0-9,]+ bytes", " bytes", text.strip())


def _run(command: str | list[str], directory: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # Each page has a user of its own, who keeps wordings below its directory.
    own = {"PATH": path, "ALLIANCE_FORMS_NO_PLUGINS": "1", "XDG_DATA_HOME": str(directory / "user")}
    done = subprocess.run(  # noqa: S603 - the documentation's own commands
        command, shell=isinstance(command, str), cwd=directory, env={**os.environ, **own},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True,
    )  # fmt: skip
    # The note for hosts that name nobody to turn to is said once, on standard error; the page does not repeat it.
    return "\n".join(line for line in done.stdout.splitlines() if "(Host.care)" not in line)


def document(example: Example) -> str | None:
    """A JSON block is valid; one of our documents is one without a problem, and lies in `my-forms` under its id."""
    tree = json.loads(example.parsed)
    problems = af.validate(example.parsed) if isinstance(tree, dict) and "format" in tree else ()
    if "id" in tree:
        file = _directory(example) / "my-forms" / f"{tree['id'].rpartition('.')[2]}.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(example.parsed, encoding="utf-8")
    return "\n".join(map(str, problems)) or None


def table(example: Example) -> None:
    """A TOML block can be read."""
    tomllib.loads(example.parsed)


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        CodeBlockParser(language="console", evaluator=console),
        CodeBlockParser(language="json", evaluator=document),
        CodeBlockParser(language="toml", evaluator=table),
        SkipParser(),
    ],
    patterns=["*.md"],
    setup=lambda namespace: namespace.update(directory=tempfile.TemporaryDirectory()),
    teardown=lambda namespace: namespace["directory"].cleanup(),
).pytest()
