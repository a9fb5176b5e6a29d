# SPDX-License-Identifier: Apache-2.0
"""Wording packs for whoever writes one: an empty one to fill in, and everything that is wrong with a filled-in one."""

from collections.abc import Iterator
from typing import Any

from alliance_forms.checks import check_wording, left_out
from alliance_forms.checks.lint_wording import lint_texts, lint_wording
from alliance_forms.codec import kind_of, read_json, write_json
from alliance_forms.errors import InvalidDocument, NotFound, NotPermitted, Problem, UsageFault, pointer_to
from alliance_forms.i18n import normalise_locale
from alliance_forms.library.documents import get_instrument, load
from alliance_forms.library.host import Host
from alliance_forms.library.keys import key_problems
from alliance_forms.model import Instrument, Rater, RatingItem, Scale, VisualAnalogueItem, WordingPack, without_wording
from alliance_forms.rights import TERMS, permit

__all__ = ["as_shown", "check_pack", "empty_pack"]


def empty_pack(instrument: Instrument, *, locale: str, rater: Rater | None = None) -> dict[str, Any]:
    """A wording pack with every text there is to fill in, as a JSON tree; it is not valid before it is filled in.

    Args:
        instrument: Whose texts.
        locale: The language they are in.
        rater: Whose form it is, where raters read different texts.

    Raises:
        UsageFault: The locale is no language tag, the rater none of the instrument's, or the document holds all its texts itself.

    >>> import alliance_forms as af
    >>> empty_pack(af.get_instrument("gad-7"), locale="de")["text"]["item/1/text"]
    ''
    """
    if rater is not None and rater not in instrument.rater:
        raise UsageFault(f"{instrument.id!r} is not filled in by {rater!r}; its raters are {', '.join(instrument.rater)}")
    paths = left_out(instrument)
    if not paths:
        raise UsageFault(f"{instrument.id!r} holds its texts itself; a translation of it is a catalogue")
    tag = normalise_locale(locale)
    rights = instrument.rights
    opening = ["recall/text"] if instrument.recall and instrument.recall.text is None else []
    said = {"basis": rights.basis, "holder": rights.holder or "", "contact": rights.contact, "attribution": ""}
    grant = {"grantor": rights.holder or "", "grantee": "", "use": [], "territory": [], "locale": [tag], "start": "", "end": ""}
    keys: dict[str, list[str]] = {scale.id: [] for scale in instrument.scale if _open(scale)}
    tree = {
        "format": "alliance-forms/wording/1",
        "note": "Fill in every empty text from the official form; remove keys that do not apply.",
        "instrument": instrument.id,
        "instrumentVersion": instrument.version,
        "version": "1.0.0",
        "locale": tag,
        "rater": rater,
        "status": "official",
        "rights": {key: value for key, value in said.items() if value is not None},
        "grant": grant if TERMS[rights.basis].electronic is None else None,
        "source": [{"citation": "", "verified": False}],
        "text": dict.fromkeys([*opening, *paths, *_ends(instrument)], ""),
        "key": keys or None,
    }
    return {key: value for key, value in tree.items() if value is not None}


def _open(scale: Scale) -> bool:
    return scale.key == "holder" and not (scale.item or scale.part)


def _ends(instrument: Instrument) -> list[str]:
    """The words at the ends of scales, which a document may leave out for good: a form is whole without them."""
    rated = [item for item in instrument.walk() if isinstance(item, RatingItem | VisualAnalogueItem)]
    ends = [(item.link_id, part, text) for item in rated for part, text in (("minText", item.min_text), ("maxText", item.max_text))]
    return [f"item/{link}/{part}" for link, part, text in ends if text is None]


def check_pack(data: bytes, *, host: Host) -> tuple[WordingPack | None, tuple[Problem, ...]]:
    """A wording pack, None where it cannot be read, and everything that is wrong with it, by the newest version of its instrument."""
    try:
        tree = read_json(data)
        if kind_of(tree) is not WordingPack:
            message = "this is no wording pack"
            return None, (Problem(code="AF-DOC-FORMAT", pointer="/format", message=message, hint="alliance-forms/wording/1"),)
    except InvalidDocument as error:
        return None, error.problems
    try:
        pack = load(data, WordingPack)
    except InvalidDocument as error:
        return None, (*error.problems, *_beyond(tree, error.problems, host))
    return pack, tuple(_checked(pack, host))


def _checked(pack: WordingPack, host: Host) -> Iterator[Problem]:
    try:
        instrument = get_instrument(pack.instrument, host=host)
    except NotFound as error:
        yield Problem(code="AF-DOC-INSTRUMENT", pointer="/instrument", message=str(error))
        yield from lint_texts(pack)
        return
    yield from (*check_wording(pack, instrument), *key_problems(pack, instrument), *lint_wording(pack, instrument))


# What stands for a value that cannot be read while the rest of its pack is looked over.
_STAND_INS = {
    "instrument": "unknown", "instrumentVersion": "0.0.0", "version": "0.0.0", "locale": "en", "status": "official",
    "rights": {"basis": "public-domain"},
}  # fmt: skip


def _beyond(tree: Any, known: tuple[Problem, ...], host: Host) -> tuple[Problem, ...]:
    """What else is wrong with a pack of which some values cannot be read, those values left aside."""
    places = [problem.pointer.split("/")[1:] for problem in known]
    if not all(places) or not isinstance(tree.get("text"), dict):
        return ()
    bad = {place[0] for place in places if place[0] != "text"}
    unread = {problem.pointer for problem in known}
    texts = {path: text for path, text in tree["text"].items() if pointer_to("text", path) not in unread}
    rest = {**{key: value for key, value in tree.items() if key not in bad}, **{key: _STAND_INS[key] for key in bad & _STAND_INS.keys()}}
    try:
        pack = load(write_json({**rest, "text": texts}), WordingPack)
    except InvalidDocument:
        return ()
    # A text that cannot be read is not missing as well, and nobody answers for a stand-in.
    return tuple(problem for problem in _checked(pack, host) if problem.pointer not in unread and problem.pointer.split("/")[1] not in bad)


def as_shown(instrument: Instrument, *, host: Host, at: str | None = None) -> tuple[Instrument, NotPermitted | None]:
    """The instrument as its document may be printed here: without what its form asks where that may not be shown, and why.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> as_shown(phq9, host=af.Host()) == (phq9, None)
    True
    """
    bare = without_wording(instrument)
    if bare == instrument:
        return instrument, None
    try:
        permit(instrument=instrument.id, rights=instrument.rights, locale=instrument.language, setting=host.setting(at))
    except NotPermitted as refused:
        return bare, refused
    return instrument, None
