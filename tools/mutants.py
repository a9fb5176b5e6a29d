# SPDX-License-Identifier: Apache-2.0
"""Says what `make mutants` found: a table of the files for `docs/mutation.md`, and every change that no test noticed."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

FOLDER = Path("src/alliance_forms/scoring")
# A change that never ends, or ends the interpreter, is noticed too.
NOTICED = ("killed", "timeout", "segfault", "suspicious")


def results() -> Iterator[tuple[str, Path, dict[str, str]]]:
    """Of each file that was changed: its name, its path, and what became of each change."""
    for meta in sorted(Path("mutants", FOLDER).rglob("*.meta")):
        path = Path(*meta.parts[1:]).with_suffix("")
        name = ".".join(path.relative_to(FOLDER).with_suffix("").parts)
        found = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
        if found:
            yield name.removesuffix(".__init__"), path, {key: status_by_exit_code[code] for key, code in found.items()}


def changed(mutant: str, path: Path) -> tuple[str, str]:
    """The line as it is, and as it was changed to."""
    lines = get_diff_for_mutant(mutant, path=path).splitlines()[2:]
    before, after = ([line[1:].strip() for line in lines if line.startswith(sign)] for sign in "-+")
    return " ".join(before), " ".join(after)


def report() -> Iterator[str]:
    """The table, then the survivors of each file."""
    files = list(results())
    whole: Counter[str] = Counter()
    yield from ("| file | noticed | survived | not tried |", "|---|---|---|---|")
    for name, _, found in files:
        counts = Counter("noticed" if one in NOTICED else "not tried" if one == "not checked" else "survived" for one in found.values())
        whole += counts
        yield f"| `{name}` | {counts['noticed']} | {counts['survived']} | {counts['not tried']} |"
    yield f"| together | {whole['noticed']} | {whole['survived']} | {whole['not tried']} |"
    tried = whole["noticed"] + whole["survived"]
    yield f"\nOf {tried} that were tried, {100 * whole['noticed'] / max(1, tried):.1f}% were noticed."
    for name, path, found in files:
        lines = sorted(changed(mutant, path) for mutant, status in found.items() if status in ("survived", "no tests"))
        if lines:
            yield f"\n### `{name}`\n"
            yield from (f"* `` {before} ``\n  → `` {after} ``" for before, after in lines)


if __name__ == "__main__":
    sys.stdout.write("\n".join(report()) + "\n")
