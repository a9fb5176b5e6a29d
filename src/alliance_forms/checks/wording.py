# SPDX-License-Identifier: Apache-2.0
"""Does a wording pack fit the instrument it belongs to?"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from alliance_forms.errors import Problem, closest, pointer_to
from alliance_forms.model import Grant, GroupItem, Instrument, Rater, Rights, WordingPack, is_wording, texts_of
from alliance_forms.model.values import is_day
from alliance_forms.rights import TERMS, Change, changeable

__all__ = ["check_wording", "forbidden_change", "gaps_in", "left_out"]


@lru_cache(maxsize=256)
def left_out(instrument: Instrument) -> tuple[str, ...]:
    """The words of questions and answers that a document leaves to a wording pack, in its order.

    >>> import alliance_forms as af
    >>> left_out(af.get_instrument("gad-7"))[3:5]
    ('answerOptionSet/frequency/3', 'item/1/text')
    """
    silent = {f"item/{item.link_id}/text" for item in instrument.walk() if isinstance(item, GroupItem)}
    return tuple(path for path, text in texts_of(instrument) if text is None and is_wording(path) and path not in silent)


def gaps_in(pack: WordingPack, instrument: Instrument, raters: Iterable[Rater]) -> tuple[Problem, ...]:
    """The texts that these raters would miss; a text of spaces is none."""
    there = {path for path, text in pack.text.items() if text.strip()}
    return tuple(
        Problem(code="AF-WORDING-GAP", pointer=pointer_to("text", path), message=f"{pack.locale}: this text is missing")
        for path in left_out(instrument)
        if path not in there and not all(f"{path}@{rater}" in there for rater in raters)
    )


def forbidden_change(pack: WordingPack, instrument: Instrument) -> tuple[Change, Rights] | None:
    """What a pack does to a wording that may not be changed, with the rights that forbid it; None where it may be shown as it is.

    A pack's own translation is a change, and so are some of the words while the document has the others.

    >>> import alliance_forms as af
    >>> gad7 = af.get_instrument("gad-7")
    >>> {forbidden_change(pack, gad7) for pack in af.wordings(gad7)}
    {None}
    """
    change = _change(pack, instrument)
    # Where nobody has stated the rights in the measure, what the pack says about its own words stands alone.
    stated = (pack.rights, instrument.rights) if instrument.rights.basis != "unknown" else (pack.rights,)
    return next(((change, rights) for rights in stated if change and not changeable(rights)), None)


def _change(pack: WordingPack, instrument: Instrument) -> Change | None:
    if pack.status in ("reviewed", "draft"):
        return "translation"
    given = {path.partition("@")[0] for path in pack.text}
    mixed = any(text is not None and is_wording(path) and path not in given for path, text in texts_of(instrument))
    return "part" if mixed else None


def check_wording(pack: WordingPack, instrument: Instrument) -> tuple[Problem, ...]:
    """Everything in a wording pack that does not fit its instrument.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> [check_wording(pack, phq9) for pack in af.wordings(phq9)][:1]
    [()]
    """
    return tuple(_findings(pack, instrument))


def _findings(pack: WordingPack, instrument: Instrument) -> Iterator[Problem]:
    if pack.instrument_version != instrument.version:
        message = f"the pack belongs to another version than {instrument.version}"
        yield Problem(code="AF-WORDING-VERSION", pointer="/instrumentVersion", message=message)
    if pack.rater is not None and pack.rater not in instrument.rater:
        hint = f"one of {', '.join(instrument.rater)}"
        yield Problem(code="AF-WORDING-RATER", pointer="/rater", message="the instrument is not filled in by this rater", hint=hint)
    known = {path for path, _ in texts_of(instrument)}
    for path in pack.text:
        base, at, rater = path.partition("@")
        if base not in known or (at and rater not in instrument.rater):
            near = closest(path, known)
            suggestion = f"did you mean {near!r}?" if near else None
            yield Problem(
                code="AF-WORDING-PATH",
                pointer=pointer_to("text", path),
                message="the instrument has no such text",
                hint=suggestion,
            )
    scales = {scale.id for scale in instrument.scale if scale.key == "holder"}
    for name in pack.key:
        if name not in scales:
            yield Problem(
                code="AF-WORDING-KEY",
                pointer=pointer_to("key", name),
                message="no scale leaves its key to the holder here",
            )
    # A translation may have other rights than the measure, so that this is for a person to look at.
    if instrument.rights.basis == "licence-required" and TERMS[pack.rights.basis].redistribution:
        message = "the instrument's wording needs a licence, and the pack says that its own needs none"
        yield Problem(code="AF-WORDING-RIGHTS", pointer="/rights/basis", message=message, hint="ask the holder", severity="warning")
    if pack.grant:
        yield from _period(pack.grant)


def _period(grant: Grant) -> Iterator[Problem]:
    """A mistyped day could let a grant run for ever."""
    for key, day in (("start", grant.start), ("end", grant.end)):
        if day is not None and not is_day(day):
            yield Problem(code="AF-GRANT-PERIOD", pointer=f"/grant/{key}", message="there is no such day")
    if grant.start and grant.end and grant.end < grant.start:
        yield Problem(code="AF-GRANT-PERIOD", pointer="/grant/end", message="the grant ends before it begins")
