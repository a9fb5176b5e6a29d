# SPDX-License-Identifier: Apache-2.0
"""Runs every command there is in many ways, and collects all it gives: for looking for what must not be there.

Commands, arguments and options are found by walking the command line itself, so that a new one is run without a word here. What a
parameter is given depends on its type and, where that says nothing, on its name; one of an unknown name is given everything.
"""

import contextlib
import io
import itertools
import random
import sys
import traceback

import attrs
import click

from alliance_forms.cli import _commands, main

_MOST = 40


@attrs.frozen(kw_only=True)
class Pool:
    """What parameters are given: words by the parameter's name, files, directories to look in, and a place to write to."""

    words: dict[str, list[str]]
    files: list[str]
    directories: list[str]
    place: str

    def values(self, parameter):
        kind = parameter.type
        if getattr(parameter, "is_flag", False):
            return [True]
        if isinstance(kind, click.Choice):
            return list(kind.choices)
        if isinstance(kind, click.Path):
            return [self.place] if not kind.exists else self.directories if not kind.file_okay else self.files
        if isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
            return ["1"]
        named = {**self.words, **dict.fromkeys(("file", "files", "response"), self.files)}
        return named.get(parameter.name) or [*itertools.chain(*self.words.values()), *self.files]


def every_command(group=_commands, path=()):
    """The path of every command, with the command."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))
        else:
            yield (*path, name), command


def lines(path, command, pool):
    """Command lines: what is needed, alone and with every single option; where they are many, a fixed choice of them."""
    parameters = [one for one in command.params if one.name not in ("help", "version")]
    needed = [[_words(one, value) for value in pool.values(one)] for one in parameters if one.required]
    fixed = [word for one in parameters if _looks_in(one) for value in pool.directories for word in _words(one, value)]
    free = [_words(one, value) for one in parameters if not one.required and not _looks_in(one) for value in pool.values(one)]
    alone = [[*path, *itertools.chain(*given), *fixed] for given in itertools.product(*needed)]
    more = [[*line, *extra] for line in alone for extra in free]
    choice = random.Random(0)
    return [*choice.sample(alone, min(len(alone), _MOST)), *choice.sample(more, min(len(more), _MOST))]


def _looks_in(parameter):
    return (
        parameter.multiple and isinstance(parameter.type, click.Path) and not parameter.type.file_okay if not parameter.required else False
    )


def _words(parameter, value):
    if isinstance(parameter, click.Argument):
        return [value]
    return [parameter.opts[0]] if value is True else [parameter.opts[0], value]


def run(line, stdin=b""):
    """Exit status and everything that was printed, or the traceback of what nobody expected."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    kept, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    status, failed = 0, ""
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main(line)
    except SystemExit as leaving:
        status = leaving.code or 0
    except Exception as error:  # noqa: BLE001 - whatever it is, it is looked through
        status, failed = 3, "".join(traceback.format_exception(error))
    finally:
        sys.stdin = kept
    return status, out.buffer.getvalue().decode() + err.buffer.getvalue().decode() + failed
