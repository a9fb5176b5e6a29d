# SPDX-License-Identifier: Apache-2.0
"""Where instruments and wordings are: directories of documents, bundled, installed as plug-ins, or the host's own."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import attrs

from alliance_forms._resources import locales_dir
from alliance_forms.codec import kind_of, read_json
from alliance_forms.errors import AllianceFormsError, PluginError, UsageFault, closest
from alliance_forms.model import Instrument, WordingPack
from alliance_forms.plugins.registry import BUILT_IN, Candidate, PluginInfo, discover

__all__ = ["GROUP", "Bundle", "Shelf", "Volume"]

GROUP = "alliance_forms.instruments"


@attrs.frozen(kw_only=True)
class Volume:
    """One document on the shelf: its kind and ids are known, the rest has not been looked at.

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
    """A directory of our documents, with translation catalogues beside them; or one of wording packs, where nothing else counts."""

    def __init__(
        self, origin: str, documents: Traversable | Path, *, locales: Traversable | Path | None = None, wordings_only: bool = False
    ) -> None:
        self.origin = origin
        self._wordings_only = wordings_only
        self._documents = documents
        beside = documents / "locales"
        self.locales = locales if locales is not None else (beside if beside.is_dir() else None)

    @cached_property
    def volumes(self) -> tuple[Volume, ...]:
        """Every instrument and wording pack in the directory, in the order of their file names."""
        found = tuple(self._volume(file) for file in _json_files(self._documents))
        return tuple(volume for volume in found if volume.kind is WordingPack) if self._wordings_only else found

    def _volume(self, file: Traversable | Path) -> Volume:
        place = f"{self.origin}: {file.name}"
        known: dict[str, Any] = {"place": place, "locales": self.locales}
        try:
            known["data"] = file.read_bytes()
            tree = read_json(known["data"])
            kind = kind_of(tree)
        except (AllianceFormsError, OSError) as error:
            problem = UsageFault(f"{place} cannot be read: {error.strerror}") if isinstance(error, OSError) else error
            kind = WordingPack if self._wordings_only else Instrument
            return Volume(kind=kind, instrument=Path(file.name).stem, version="0.0.0", problem=problem, **{"data": b"", **known})
        if kind is WordingPack:
            return Volume(kind=kind, instrument=_named(tree, "instrument"), version=_named(tree, "instrumentVersion"), **known)
        return Volume(kind=Instrument, instrument=_named(tree, "id"), version=_named(tree, "version"), **known)


def _named(tree: Any, key: str) -> str:
    return tree[key] if isinstance(tree.get(key), str) else ""


def _json_files(directory: Traversable | Path) -> Iterator[Traversable | Path]:
    for entry in sorted(directory.iterdir(), key=lambda one: one.name):
        if entry.is_dir() and entry.name == "wordings":
            yield from _json_files(entry)
        elif entry.name.endswith(".json") and not entry.is_dir():
            yield entry


class Shelf:
    """Every bundle there is: our own, the host's directories, and installed ones, opened only when one of their ids is asked for.

    An installed bundle's entry-point name is the publisher prefix of its instrument ids, so that asking for ``clinic-x.intake`` opens
    ``clinic-x`` and nothing else. Directories of `wordings` are looked at for wording packs only, so that a licence somebody keeps there
    can never change what is asked or how it is scored.
    """

    def __init__(self, *, directories: tuple[Path, ...] = (), wordings: tuple[Path, ...] = (), group: str | None = GROUP) -> None:
        self._group = group
        own = Bundle(BUILT_IN, files("alliance_forms") / "bundled", locales=locales_dir())
        licensed = (Bundle(str(path), path, wordings_only=True) for path in wordings)
        self._open = (own, *(Bundle(str(path), path) for path in directories), *licensed)
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
        return self._volumes(self._installed())

    def near(self, instrument: str) -> tuple[Volume, ...]:
        """The documents among which an id that nobody has may have been meant; opens at most the plug-in of the nearest prefix."""
        prefix = closest(instrument.partition(".")[0], self._installed())
        return self._volumes([prefix] if prefix else [])

    def _volumes(self, prefixes: Iterable[str]) -> tuple[Volume, ...]:
        bundles = list(self._open)
        for one in (candidate for prefix in prefixes for candidate in self._installed()[prefix]):
            with suppress(PluginError):
                bundles.append(self._bundle(one))
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
                    self._known[candidate] = _opened(candidate)
                except PluginError as error:
                    self._known[candidate] = error
            found = self._known[candidate]
        if isinstance(found, PluginError):
            raise found
        return found


def _opened(candidate: Candidate) -> Bundle:
    candidate.load()
    try:
        bundle = Bundle(candidate.origin, files(candidate.value))
        about = {volume.instrument for volume in bundle.volumes if volume.problem is None}
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise PluginError(f"{candidate} is no package of documents: {reason}. Update or uninstall it.") from error
    # Nobody would ever find them: asking for an id opens the plug-in of its prefix only.
    if strangers := sorted(name for name in about if not name.startswith(f"{candidate.name}.")):
        names = ", ".join(strangers)
        raise PluginError(f"{candidate} holds ids that do not begin with '{candidate.name}.': {names}. Update or uninstall it.")
    return bundle
