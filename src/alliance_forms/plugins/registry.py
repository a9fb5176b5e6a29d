# SPDX-License-Identifier: Apache-2.0
"""Plug-ins by name: found without importing anything, loaded when their own name is asked for, at fault only for themselves."""

import os
import threading
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

import attrs

from alliance_forms.errors import NotFound, PluginError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["API_VERSIONS", "Candidate", "PluginInfo", "Registry", "discover"]

API_VERSIONS = frozenset({1})
OFF_SWITCH = "ALLIANCE_FORMS_NO_PLUGINS"
BUILT_IN = "alliance-forms"
T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Candidate:
    """Something that offers itself under a name: where it comes from, not yet loaded."""

    name: str
    value: str
    distribution: str
    version: str

    def load(self) -> Any:
        """Import the object; whatever goes wrong is said with the distribution at fault."""
        module, _, attribute = self.value.partition(":")
        try:
            found: Any = import_module(module.strip())
            for part in filter(None, attribute.strip().split(".")):
                found = getattr(found, part)
        except (Exception, SystemExit) as error:  # a module that ends the program on import ends only itself
            reason = f"{type(error).__name__}: {error}"
            raise PluginError(f"{self} could not be loaded: {reason}. Reinstall it, or uninstall it.") from error
        return found

    @property
    def origin(self) -> str:
        """The distribution and its version, for messages."""
        return f"{self.distribution} {self.version}"

    def __str__(self) -> str:
        return f"{self.name!r} from {self.origin} ({self.value})"


@attrs.frozen(kw_only=True)
class PluginInfo:
    """What is known about one plug-in: a line of ``alliance-forms plugins``.

    Attributes:
        status: ``built-in``, ``installed`` (not looked into), ``loaded``, ``broken`` or ``conflict``.
        problem: What is wrong and what to do, once that is known.
    """

    name: str
    kind: str
    distribution: str
    version: str
    status: Literal["built-in", "installed", "loaded", "broken", "conflict"]
    problem: str | None = None


@cache
def discover(group: str) -> Mapping[str, tuple[Candidate, ...]]:
    """Everything installed in an entry-point group, by name and in a fixed order; reads metadata and imports nothing.

    >>> discover("alliance_forms.no-such-group")
    {}
    """
    if os.environ.get(OFF_SWITCH):
        return {}
    from importlib.metadata import entry_points

    found: dict[str, set[Candidate]] = {}
    for point in entry_points(group=group):
        found.setdefault(point.name, set()).add(_candidate(point))
    return {name: tuple(sorted(found[name], key=lambda one: (one.distribution, one.value))) for name in sorted(found)}


def _candidate(point: "EntryPoint") -> Candidate:
    dist = point.dist
    name, version = (dist.name, dist.version) if dist else ("unknown distribution", "?")
    return Candidate(name=point.name, value=point.value, distribution=name, version=version)


class Registry(Generic[T]):
    """The plug-ins of one kind: built-in ones as strings, installed ones by entry point, the host's own added by name.

    >>> Registry("format", builtins={"html": "alliance_forms.html:FORMAT"}).names()
    ('html',)
    """

    def __init__(
        self,
        kind: str,
        *,
        builtins: Mapping[str, str] | None = None,
        group: str | None = None,
        added: Mapping[str, T] | None = None,
        check: Callable[[Any], None] | None = None,
    ) -> None:
        self.kind = kind
        self._builtins = {
            name: Candidate(name=name, value=value, distribution=BUILT_IN, version="built-in") for name, value in (builtins or {}).items()
        }
        self._group = group
        self._added = dict(added or {})
        self._check = check
        self._known: dict[str, T | PluginError] = {}
        self._lock = threading.RLock()

    def names(self) -> tuple[str, ...]:
        """Every name there is, without loading anything."""
        return tuple(sorted({*self._builtins, *self._installed(), *self._added}))

    def with_(self, name: str, plugin: T, *, replace: bool = False) -> "Registry[T]":
        """The same registry with one plug-in of the host's own; this one stays as it is.

        Raises:
            PluginError: The name is taken and `replace` is not said.
        """
        if name in self.names() and not replace:
            raise PluginError(f"{self.kind} {name!r} is there already; say replace=True to put your own in its place")
        builtins = {one.name: one.value for one in self._builtins.values()}
        added = {**self._added, name: plugin}
        return Registry(self.kind, builtins=builtins, group=self._group, added=added, check=self._check)

    def get(self, name: str) -> T:
        """The plug-in of that name, loaded once; success and failure are both remembered.

        Raises:
            NotFound: Nothing has that name.
            PluginError: It is broken, of another API version, or offered by more than one distribution.
        """
        if name in self._added:
            return self._added[name]
        # What is known is given without waiting for somebody else's slow import.
        found = self._known.get(name) or self._first(name)
        if isinstance(found, PluginError):
            raise found
        return found

    def built_in(self, name: str) -> bool:
        """Whether this name stands for our own plug-in, and not for somebody else's in its place."""
        return name in self._builtins and name not in self._added

    def fault(self, name: str, what: str) -> PluginError:
        """The error for a loaded plug-in that does not do what it should; it names the distribution, and never an answer.

        >>> print(Registry("format", added={"mine": object()}).fault("mine", "gives no text"))
        format 'mine' from this application gives no text. Tell its authors, or do without it.
        """
        source = "from this application" if name in self._added else f"from {self._candidates(name)[0].origin}"
        return PluginError(f"{self.kind} {name!r} {source} {what}. Tell its authors, or do without it.")

    def info(self) -> tuple[PluginInfo, ...]:
        """Every plug-in with its distribution, version and status; nothing is imported for it."""
        return tuple(line for name in self.names() for line in self._lines(name))

    def _first(self, name: str) -> T | PluginError:
        with self._lock:
            if name not in self._known:
                try:
                    self._known[name] = self._load(name)
                except PluginError as error:
                    self._known[name] = error
            return self._known[name]

    def _installed(self) -> Mapping[str, tuple[Candidate, ...]]:
        return discover(self._group) if self._group else {}

    def _candidates(self, name: str) -> tuple[Candidate, ...]:
        own = (self._builtins[name],) if name in self._builtins else ()
        return own + tuple(self._installed().get(name, ()))

    def _load(self, name: str) -> T:
        candidates = self._candidates(name)
        if not candidates:
            raise NotFound(self.kind, name, self.names())
        if len(candidates) > 1:
            raise PluginError(self._conflict(name, candidates))
        loaded: T = candidates[0].load()
        try:
            self._examine(loaded, candidates[0])
        except PluginError:
            raise
        except Exception as error:
            raise PluginError(f"{self.kind} {candidates[0]} is not usable: {error}. Update or uninstall it.") from error
        return loaded

    def _examine(self, plugin: Any, candidate: Candidate) -> None:
        if isinstance(plugin, type):
            raise TypeError("it is a class, where an object of it is needed")
        version = getattr(plugin, "api_version", None)
        if version not in API_VERSIONS:
            wanted = ", ".join(map(str, sorted(API_VERSIONS)))
            raise PluginError(
                f"{self.kind} {candidate} is written for API version {version}; this library knows {wanted}. Update one of them."
            )
        if self._check is not None:
            self._check(plugin)

    def _conflict(self, name: str, candidates: tuple[Candidate, ...]) -> str:
        offered = ", ".join(f"{one.origin} ({one.value})" for one in candidates)
        return f"{self.kind} {name!r} is offered more than once: {offered}. Uninstall one, or add your own with replace=True."

    def _lines(self, name: str) -> tuple[PluginInfo, ...]:
        candidates = () if name in self._added else self._candidates(name)
        known = self._known.get(name)
        lines = []
        for one in candidates:
            status: Any = "built-in" if one.distribution == BUILT_IN else "installed"
            problem = None
            if len(candidates) > 1:
                status, problem = "conflict", self._conflict(name, candidates)
            elif isinstance(known, PluginError):
                status, problem = "broken", str(known)
            elif known is not None and status == "installed":
                status = "loaded"
            lines.append(
                PluginInfo(
                    name=name,
                    kind=self.kind,
                    distribution=one.distribution,
                    version=one.version,
                    status=status,
                    problem=problem,
                )
            )
        if name in self._added:
            lines.append(PluginInfo(name=name, kind=self.kind, distribution="this application", version="-", status="loaded"))
        return tuple(lines)
