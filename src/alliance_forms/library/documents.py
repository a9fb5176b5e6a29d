# SPDX-License-Identifier: Apache-2.0
"""Documents in: load one, find an instrument by its id, list what there is."""

import logging
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

import attrs

from alliance_forms.checks import check_instrument, check_profile, check_wording
from alliance_forms.codec import Document, decode, read_json
from alliance_forms.errors import AllianceFormsError, InvalidDocument, NotFound, PluginError, Problem
from alliance_forms.library.host import Host, default_host
from alliance_forms.model import Basis, DisplayItem, GroupItem, IdentityProfile, Instrument, Rater, Response, WordingPack, variant
from alliance_forms.plugins import Volume
from alliance_forms.scoring import compile_plan
from alliance_forms.view import languages

__all__ = ["Listing", "get_instrument", "instrument_of", "instruments", "load", "locales_of", "wordings"]

_LOG = logging.getLogger("alliance_forms")
D = TypeVar("D", bound=Document)


@attrs.frozen(kw_only=True)
class Listing:
    """One line of the list of instruments.

    Attributes:
        items: How many questions it has.
        languages: In which it can be shown here; none where a licence is missing.
        rights: The basis on which its wording may be shown.
        holder, contact: Whose wording it is, and where to ask for a licence.
    """

    id: str
    title: str
    version: str
    raters: tuple[Rater, ...]
    items: int
    languages: tuple[str, ...]
    rights: Basis
    holder: str | None = None
    contact: str | None = None


def load(data: str | bytes, kind: type[D]) -> D:
    """Load one document, whole and valid, or say everything that is wrong with it.

    Args:
        data: The document's text or bytes.
        kind: What it is expected to be: `Instrument`, `WordingPack`, `Response`, `ScoreReport` or `IdentityProfile`.

    Raises:
        InvalidDocument: With every problem found.

    >>> load('{"instrument": "phq-9", "version": "1.0.0", "answers": {"1": "3"}}', Response).answers["1"]
    '3'
    """
    value = decode(read_json(data), kind)
    if isinstance(value, Instrument):
        _fit_together(value)
    if isinstance(value, IdentityProfile):
        _refuse(check_profile(value))
    return value


def _fit_together(instrument: Instrument) -> None:
    _refuse(check_instrument(instrument))
    compile_plan(instrument)


def _refuse(problems: tuple[Problem, ...]) -> None:
    """What is only a warning keeps no document from being used."""
    if any(problem.severity == "error" for problem in problems):
        raise InvalidDocument(problems)


@lru_cache(maxsize=256)
def _load_instrument(data: bytes) -> Instrument:
    return load(data, Instrument)


def get_instrument(id: str, version: str | None = None, *, host: Host | None = None) -> Instrument:  # noqa: A002 - the field's own word
    """The instrument of that id, in its highest version or the one asked for.

    Raises:
        NotFound: There is none; the message suggests the nearest id.
        PluginError: Two distributions offer it with different contents, or the one that has it is broken.
        InvalidDocument: Its document has problems.

    >>> get_instrument("phq-9").version
    '1.0.0'
    """
    volume = _volume(id, version, host or default_host())
    if volume.problem:
        raise volume.problem
    return _load_instrument(volume.data)


def instrument_of(id: str, response: Response, *, host: Host | None = None) -> Instrument:  # noqa: A002 - the field's own word
    """The instrument a response is scored by: in the version it was given to where that is still there, else in the highest.

    Raises:
        NotFound: There is no instrument of that id.
    """
    volumes = (host or default_host()).shelf.of(id)
    there = any(volume.kind is Instrument and volume.version == response.version for volume in volumes)
    return get_instrument(id, response.version if there else None, host=host)


def _volume(name: str, version: str | None, host: Host) -> Volume:
    found = [volume for volume in host.shelf.of(name) if volume.kind is Instrument and version in (None, volume.version)]
    if not found:
        known = {volume.instrument for volume in host.shelf.near(name) if volume.kind is Instrument}
        raise NotFound("instrument", name if version is None else f"{name} {version}", known)
    newest = max(found, key=lambda volume: _order(volume.version))
    rivals = [volume for volume in found if volume.version == newest.version and volume.data != newest.data]
    if rivals:
        places = ", ".join(sorted(volume.place for volume in (newest, *rivals)))
        raise PluginError(f"instrument {name!r} {newest.version} is offered more than once: {places}. Remove one of them.")
    return newest


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else -1 for part in version.split("."))


def wordings(instrument: Instrument, *, host: Host | None = None) -> tuple[WordingPack, ...]:
    """The wording packs there are for an instrument.

    Raises:
        InvalidDocument: A pack has problems.

    >>> sorted(pack.locale for pack in wordings(get_instrument("phq-9")))
    ['ar', 'en', 'es-419', 'fr-FR', 'pt-BR']
    """
    volumes = (host or default_host()).shelf.of(instrument.id)
    return tuple(_load_pack(volume.data, instrument) for volume in volumes if volume.kind is WordingPack and not volume.problem)


@lru_cache(maxsize=1024)
def _load_pack(data: bytes, instrument: Instrument) -> WordingPack:
    pack = load(data, WordingPack)
    problems = check_wording(pack, instrument)
    if any(problem.severity == "error" for problem in problems):
        raise InvalidDocument(problems)
    return pack


def instruments(*, host: Host | None = None, at: str | None = None) -> tuple[Listing, ...]:
    """Every instrument there is, in its highest version; a broken or disputed one is logged and left out, and so is a broken plug-in.

    Args:
        host: What your application has decided.
        at: What day it is; without it, wording under a licence for a period is not counted among what can be shown.

    >>> "phq-9" in [line.id for line in instruments()]
    True
    """
    host = host or default_host()
    ids = {volume.instrument for volume in host.shelf.everything() if volume.kind is Instrument}
    for plugin in host.shelf.info():
        if plugin.problem:
            _LOG.warning("instruments are left out: %s", plugin.problem)
    for volume in host.shelf.everything():
        if volume.kind is WordingPack and volume.problem:
            _LOG.warning("a wording is left out: %s has problems; 'alliance-forms wording check' names them", volume.place)
    lines = []
    for name in sorted(ids):
        try:
            lines.append(_listing(get_instrument(name, host=host), host, at))
        except PluginError as error:
            _LOG.warning("left out: %s", error)
        except AllianceFormsError:
            _LOG.warning("instrument %s is left out: its document has problems; 'alliance-forms validate' names them", name)
    return tuple(lines)


def _listing(instrument: Instrument, host: Host, at: str | None) -> Listing:
    return Listing(
        id=instrument.id,
        title=variant(instrument.title, instrument.rater[0]) or instrument.id,
        version=instrument.version,
        raters=instrument.rater,
        items=sum(not isinstance(item, GroupItem | DisplayItem) for item in instrument.walk()),
        languages=languages(instrument, wordings(instrument, host=host), locales=locales_of(instrument, host), setting=host.setting(at)),
        rights=instrument.rights.basis,
        holder=instrument.rights.holder,
        contact=instrument.rights.contact,
    )


def locales_of(instrument: Instrument, host: Host) -> Traversable | Path | None:
    """The directory with the translation catalogues of an instrument, beside its document."""
    volumes = host.shelf.of(instrument.id)
    return next(
        (volume.locales for volume in volumes if volume.kind is Instrument and volume.version == instrument.version),
        None,
    )
