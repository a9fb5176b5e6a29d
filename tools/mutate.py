# SPDX-License-Identifier: Apache-2.0
"""Tries the changes that mutmut makes to the scoring package, each in a process of its own; `make mutants` runs it.

mutmut starts pytest anew for each change, which takes longer than most tests. Here the tests are collected once, and a process is forked
for each change. It runs the tests that come by the changed function, the quickest first, until one fails. What is found is noted in
mutmut's own files, so that `mutmut results`, `show` and `browse` read it.

Without an argument it tries what was not tried yet, so that a run that was stopped goes on; with `again`, what was tried and not noticed.
"""

import json
import os
import pickle
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from mutmut.__main__ import copy_also_copy_files, copy_src_dir, create_mutants, setup_source_paths
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.format_utils import mangled_name_from_mutant_name

WORKERS = 2
# What a change may make of the tests of one function: this many seconds of CPU, and many times as much of waiting on a busy machine.
CPU_SECONDS, WAIT = 60, 20
KILLED, SURVIVED, NO_TESTS, TIMEOUT = 1, 0, 33, 36
Covering = dict[str, list[tuple[float, int]]]


def main(again: bool) -> int:  # noqa: FBT001 - said once, on the command line
    """Make the changes, then run pytest once, with a loop of our own."""
    set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir(exist_ok=True)
    _forget_data()
    copy_src_dir()
    copy_also_copy_files()
    setup_source_paths()
    create_mutants(WORKERS)
    loop = Loop(again)
    os.chdir("mutants")
    set_mutant_under_test("")
    arguments = ["--rootdir=.", "-q", "--tb=native", *config().pytest_add_cli_args, *config().pytest_add_cli_args_test_selection]
    return int(pytest.main(arguments, plugins=[loop]))


def _forget_data() -> None:
    """Documents are copied by mutmut once and never again, so that a changed one would not count."""
    for copy in Path("mutants", "src").rglob("*"):
        if copy.is_file() and copy.suffix != ".py" and Path(*copy.parts[1:]).is_file():
            copy.unlink()


class Loop:
    """What happens in place of running the tests."""

    def __init__(self, again: bool) -> None:  # noqa: FBT001 - as above
        self.again = again
        self.data = [SourceFileMutationData(path=path) for path in _changed_files()]
        for data in self.data:
            data.load()
        # pytest keeps what is printed to itself.
        self.out = os.fdopen(os.dup(1), "w")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every change that is to be tried."""
        covering: Covering = _in_a_fork(lambda: _coverage(session.items))
        running: dict[int, tuple[SourceFileMutationData, str, float]] = {}
        wanted = list(self._wanted(covering))
        for place, (data, mutant, tests) in enumerate(wanted):
            while len(running) >= WORKERS:
                _reap(running)
            if tests:
                running[_started(mutant, [session.items[number] for _, number in tests])] = (data, mutant, time.monotonic())
            else:
                _note(data, mutant, NO_TESTS)
            if place % 50 == 0:
                self.out.write(f"{time.strftime('%H:%M:%S')} {place} of {len(wanted)}\n")
                self.out.flush()
        while running:
            _reap(running)
        return True

    def _wanted(self, covering: Covering) -> Iterator[tuple[SourceFileMutationData, str, list[tuple[float, int]]]]:
        """What is to be tried, what is quickest first."""
        found = []
        for data in self.data:
            for mutant, code in data.exit_code_by_key.items():
                if code in (SURVIVED, NO_TESTS) if self.again else code is None:
                    found.append((data, mutant, sorted(covering.get(mangled_name_from_mutant_name(mutant), []))))
        return iter(sorted(found, key=lambda one: sum(seconds for seconds, _ in one[2])))


def _changed_files() -> list[Path]:
    metas = sorted(Path("mutants", "src").rglob("*.meta"))
    return [Path(*meta.parts[1:]).with_suffix("") for meta in metas if json.loads(meta.read_text("utf-8"))["exit_code_by_key"]]


def _coverage(items: list[pytest.Item]) -> Covering:
    """Which tests come by which function, and how long each takes; each of them has to pass."""
    found: Covering = {}
    set_mutant_under_test("stats")
    for number, item in enumerate(items):
        start = time.process_time()
        failed = [report for report in runtestprotocol(item, log=False, nextitem=None) if report.failed]
        if failed:
            raise RuntimeError(f"{item.nodeid} fails without any change: {failed[0].longreprtext}")
        for function in state()._stats:  # noqa: SLF001 - where mutmut's own runner looks
            found.setdefault(function, []).append((time.process_time() - start, number))
        state()._stats.clear()  # noqa: SLF001 - as above
    return found


def _in_a_fork(make: Any) -> Any:
    """What a function gives, without what it loads, starts and remembers here."""
    read, write = os.pipe()
    if os.fork() == 0:
        try:
            told = pickle.dumps((True, make()))
        except BaseException as error:  # noqa: BLE001 - told to whoever waits
            told = pickle.dumps((False, str(error)))
        with os.fdopen(write, "wb") as pipe:
            pipe.write(told)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        fine, value = pickle.load(pipe)  # noqa: S301 - from this very program
    os.wait()
    if not fine:
        raise RuntimeError(value)
    return value


def _started(mutant: str, items: Iterable[pytest.Item]) -> int:
    child = os.fork()
    if child:
        return child
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    set_mutant_under_test(mutant)
    try:
        noticed = any(report.failed for item in items for report in runtestprotocol(item, log=False, nextitem=None))
    except BaseException:  # noqa: BLE001 - a test that ends pytest has noticed something
        noticed = True
    os._exit(KILLED if noticed else SURVIVED)


def _reap(running: dict[int, tuple[SourceFileMutationData, str, float]]) -> None:
    child, status = os.waitpid(-1, os.WNOHANG)
    if child in running:
        data, mutant, _ = running.pop(child)
        code = os.waitstatus_to_exitcode(status)
        _note(data, mutant, TIMEOUT if code < 0 else code)
        return
    for late, (_, _, start) in running.items():
        if time.monotonic() - start > CPU_SECONDS * WAIT:
            os.kill(late, 9)
    time.sleep(0.01)


def _note(data: SourceFileMutationData, mutant: str, code: int) -> None:
    data.exit_code_by_key[mutant] = code
    here = Path.cwd()
    os.chdir(here.parent)
    data.save()
    os.chdir(here)


if __name__ == "__main__":
    sys.exit(main("again" in sys.argv[1:]))
