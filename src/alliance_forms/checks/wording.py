# SPDX-License-Identifier: Apache-2.0
"""Does a wording pack fit the instrument it belongs to?"""

from collections.abc import Iterator

from alliance_forms.errors import Problem, closest, pointer_to
from alliance_forms.model import Instrument, WordingPack, texts_of

__all__ = ["check_wording"]


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
    known = {path for path, _ in texts_of(instrument)}
    for path in pack.text:
        base, at, rater = path.partition("@")
        if base not in known or (at and rater not in instrument.rater):
            near = closest(path, known)
            hint = f"did you mean {near!r}?" if near else None
            yield Problem(
                code="AF-WORDING-PATH",
                pointer=pointer_to("text", path),
                message="the instrument has no such text",
                hint=hint,
            )
    scales = {scale.id for scale in instrument.scale if scale.key == "holder"}
    for name in pack.key:
        if name not in scales:
            yield Problem(
                code="AF-WORDING-KEY",
                pointer=pointer_to("key", name),
                message="no scale leaves its key to the holder here",
            )
