# SPDX-License-Identifier: Apache-2.0
"""Scales whose key is the rights holder's to supply: a licensed wording pack brings it, and it stays out of what answers mean."""

from functools import lru_cache

import attrs

from alliance_forms.checks import check_instrument
from alliance_forms.errors import InvalidDocument, NotPermitted, Problem, pointer_to
from alliance_forms.library.documents import wordings
from alliance_forms.library.host import Host
from alliance_forms.model import FrozenMap, Instrument, Scale, ScaleItem, WordingPack
from alliance_forms.rights import Setting, permit
from alliance_forms.scoring import compile_plan

__all__ = ["key_problems", "keyed", "with_key"]


def keyed(instrument: Instrument, *, host: Host, at: str | None) -> Instrument:
    """The instrument with the keys that this host is licensed to use, for scoring only: its digest is not what a response refers to.

    Raises:
        UsageFault: A grant for a period has to be judged, and nobody says what day it is.
        InvalidDocument: A pack has problems, or two packs give different keys.
    """
    if not _open(instrument):
        return instrument
    return with_key(instrument, wordings(instrument, host=host), setting=host.setting(at))


def with_key(instrument: Instrument, packs: tuple[WordingPack, ...], *, setting: Setting) -> Instrument:
    """The instrument with the keys of those packs that may be used here and now.

    Raises:
        UsageFault: A grant for a period has to be judged, and nobody says what day it is.
        InvalidDocument: Two packs give different keys.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> with_key(phq9, af.wordings(phq9), setting=Setting()) == phq9
    True
    """
    found: dict[str, set[tuple[ScaleItem, ...]]] = {}
    for pack in packs:
        if pack.key and pack.instrument_version == instrument.version and pack.status != "unconfirmed" and _may(pack, setting):
            for name, items in pack.key.items():
                found.setdefault(name, set()).add(items)
    disputed = [name for name in _open(instrument) if len(found.get(name, ())) > 1]
    if disputed:
        message = "wording packs give different keys for this scale"
        raise InvalidDocument(
            Problem(code="AF-WORDING-KEYS-DIFFER", pointer=pointer_to("key", name), message=message, hint="remove one of them")
            for name in disputed
        )
    return _given(instrument, FrozenMap({name: next(iter(keys)) for name, keys in found.items()}))


def key_problems(pack: WordingPack, instrument: Instrument) -> tuple[Problem, ...]:
    """What keeps a pack's key from being computed."""
    whole = _given(instrument, pack.key)
    if whole == instrument:
        return ()
    places = {f"/scale/{number}/item": pointer_to("key", scale.id) for number, scale in enumerate(instrument.scale)}
    found = [problem for problem in check_instrument(whole) if problem.severity == "error"]
    if not found:
        try:
            compile_plan(whole)
        except InvalidDocument as error:
            found = list(error.problems)
    return tuple(_moved(problem, places) for problem in found)


def _moved(problem: Problem, places: dict[str, str]) -> Problem:
    """The same problem, seen in the pack."""
    for there, here in places.items():
        if problem.pointer == there or problem.pointer.startswith(f"{there}/"):
            return attrs.evolve(problem, pointer=here + problem.pointer.removeprefix(there))
    return attrs.evolve(problem, pointer="/key")


def _may(pack: WordingPack, setting: Setting) -> bool:
    try:
        permit(instrument=pack.instrument, rights=pack.rights, locale=pack.locale, grant=pack.grant, setting=setting)
    except NotPermitted:
        return False
    return True


@lru_cache(maxsize=256)
def _open(instrument: Instrument) -> tuple[str, ...]:
    return tuple(scale.id for scale in instrument.scale if _lacks(scale))


def _lacks(scale: Scale) -> bool:
    return scale.key == "holder" and not (scale.item or scale.part)


def _given(instrument: Instrument, keys: FrozenMap[tuple[ScaleItem, ...]]) -> Instrument:
    scales = tuple(attrs.evolve(scale, item=keys.get(scale.id, ())) if _lacks(scale) else scale for scale in instrument.scale)
    return attrs.evolve(instrument, scale=scales)
