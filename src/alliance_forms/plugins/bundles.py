# SPDX-License-Identifier: Apache-2.0
"""Where instruments and wordings are: directories of documents, bundled, installed as plug-ins, or the host's own."""

import threading
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import attrs

from alliance_forms._resources import locales_dir
from alliance_forms.codec import kind_of, read_json
from alliance_forms.errors import AllianceFormsError, PluginError
from alliance_forms.model import Instrument, WordingPack
from alliance_forms.plugins.registry import BUILT_IN, Candidate, PluginInfo, discover

__all__ = ["GROUP", "Bundle", "Shelf", "Volume"]

GROUP = "alliance_forms.instruments"


@attrs.frozen(kw_only=True)
class Volume:
    """One document on the shelf: its kind and ids are known, the rest is not yet looked at.

    Attributes:
        place: For messages: distribution and file name.
        problem: Why it cannot be read; then `instrument` is the file's name without its ending.
    """

    kind: type[Instrument] | type[WordingPack]
    instrument: str
    version: str
    data: bytes = attrs.field(repr=False)
    place: str
    locales: Traversable | Path | None
    problem: AllianceFormsError | None = None


class Bundle:
    """A directory of our documents, with translation catalogues beside them."""

    def __init__(self, origin: str, documents: Traversable | Path, *, locales: Traversable | Path | None = None) -> None:
        self.origin = origin
        self._documents = documents
        beside = documents / "locales"
        self.locales = locales if locales is not None else (beside if beside.is_dir() else None)

    @cached_property
    def volumes(self) -> tuple[Volume, ...]:
        """Every instrument and wording pack in the directory, in the order of their file names."""
        return tuple(self._volume(file) for file in _json_files(self._documents))

    def _volume(self, file: Traversable | Path) -> Volume:
        data = file.read_bytes()
        known: dict[str, Any] = {"data": data, "place": f"{self.origin}: {file.name}", "locales": self.locales}
        try:
            tree = read_json(data)
            kind = kind_of(tree)
        except AllianceFormsError as problem:
            return Volume(kind=Instrument, instrument=Path(file.name).stem, version="0.0.0", problem=problem, **known)
        if kind is WordingPack:
            return Volume(kind=kind, instrument=_named(tree, "instrument"), version=_named(tree, "instrumentVersion"), **known)
        return Volume(kind=Instrument, instrument=_named(tree, "id"), version=_named(tree, "version"), **known)


def _named(tree: Any, key: str) -> str:
    return tree[key] if isinstance(tree.get(key), str) else ""


def _json_files(directory: Traversable | Path) -> Iterator[Traversable | Path]:
    for entry in sorted(directory.iterdir(), key=lambda one: one.name):
        if entry.is_dir() and entry.name == "wordings":
            yield from _json_files(entry)
        elif entry.name.endswith(".json"):
            yield entry


class Shelf:
    """Every bundle there is: our own, the host's directories, and installed ones, opened only when one of their ids is asked for.

    An installed bundle's entry-point name is the publisher prefix of its instrument ids, so that asking for ``clinic-x.intake`` opens
    ``clinic-x`` and nothing else.
    """

    def __init__(self, *, directories: tuple[Path, ...] = (), group: str | None = GROUP) -> None:
        self._group = group
        own = Bundle(BUILT_IN, files("alliance_forms") / "instruments", locales=locales_dir())
        self._open = (own, *(Bundle(str(path), path) for path in directories))
        self._known: dict[Candidate, Bundle | PluginError] = {}
        self._lock = threading.RLock()

    def of(self, instrument: str) -> tuple[Volume, ...]:
        """The documents about one instrument, from every bundle that may hold them.

        Raises:
            PluginError: The installed bundle that should hold it is broken.
        """
        prefix, dot, _ = instrument.partition(".")
        candidates = self._installed().get(prefix, ()) if dot else ()
        bundles = (*self._open, *(self._bundle(one) for one in candidates))
        return tuple(volume for bundle in bundles for volume in bundle.volumes if volume.instrument == instrument)

    def everything(self) -> tuple[Volume, ...]:
        """Every document of every bundle that can be opened; what cannot is in `info`."""
        bundles = list(self._open)
        for candidates in self._installed().values():
            for one in candidates:
                try:
                    bundles.append(self._bundle(one))
                except PluginError:
                    continue
        return tuple(volume for bundle in bundles for volume in bundle.volumes)

    def info(self) -> tuple[PluginInfo, ...]:
        """Every installed bundle with its distribution, version and status; nothing is imported for it."""
        lines = [PluginInfo(name=BUILT_IN, kind="instruments", distribution=BUILT_IN, version="built-in", status="built-in")]
        for name, candidates in self._installed().items():
            for one in candidates:
                known = self._known.get(one)
                broken = str(known) if isinstance(known, PluginError) else None
                status: Any = "broken" if broken else "loaded" if known else "installed"
                lines.append(
                    PluginInfo(
                        name=name,
                        kind="instruments",
                        distribution=one.distribution,
                        version=one.version,
                        status=status,
                        problem=broken,
                    )
                )
        return tuple(lines)

    def _installed(self) -> Mapping[str, tuple[Candidate, ...]]:
        return discover(self._group) if self._group else {}

    def _bundle(self, candidate: Candidate) -> Bundle:
        with self._lock:
            if candidate not in self._known:
                try:
                    candidate.load()
                    self._known[candidate] = Bundle(f"{candidate.distribution} {candidate.version}", files(candidate.value))
                except PluginError as error:
                    self._known[candidate] = error
            found = self._known[candidate]
        if isinstance(found, PluginError):
            raise found
        return found
