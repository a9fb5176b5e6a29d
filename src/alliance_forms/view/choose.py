# SPDX-License-Identifier: Apache-2.0
"""Which wording pack serves somebody: the right version, rater and language, permitted here, and whole."""

from alliance_forms.checks import forbidden_change, gaps_in
from alliance_forms.errors import InvalidDocument, NotPermitted
from alliance_forms.i18n import negotiate_locale
from alliance_forms.model import Instrument, Rater, WordingPack, is_label, texts_of
from alliance_forms.rights import Setting, lacking, permit

__all__ = ["choose_pack", "permit_pack"]


def choose_pack(instrument: Instrument, packs: tuple[WordingPack, ...], *, wanted: str, rater: Rater, setting: Setting) -> WordingPack:
    """The pack whose texts are shown.

    The language is settled before the rights are: where a licence ends, nobody is shown another country's wording in its place unawares.

    Raises:
        NotPermitted: There is none, or it may not be shown.
        InvalidDocument: It is incomplete.
        UsageFault: A grant for a period has to be judged, and nobody says what day it is.
    """
    fitting = [
        pack
        for pack in packs
        if (pack.instrument, pack.instrument_version) == (instrument.id, instrument.version) and pack.rater in (None, rater)
    ]
    if not fitting:
        permit(instrument=instrument.id, rights=instrument.rights, locale=wanted, setting=setting)
        raise lacking(instrument=instrument.id, rights=instrument.rights, locale=wanted)
    shown = [pack for pack in fitting if pack.status != "unconfirmed"]
    found = negotiate_locale(wanted, [pack.locale for pack in shown])
    if found is None:
        doubtful = negotiate_locale(wanted, [pack.locale for pack in fitting])
        why = f"the wording in {doubtful} is not confirmed" if doubtful else f"there is no wording in {wanted}"
        there = ", ".join(sorted({pack.locale for pack in shown})) or "none"
        reason = "not-confirmed" if doubtful else "no-language"
        raise NotPermitted(f"{instrument.id!r} is not shown in {wanted}: {why}. Languages: {there}.", reason=reason)
    pack = _permitted([pack for pack in shown if pack.locale == found], instrument, setting)
    if gaps := gaps_in(pack, instrument, (rater,)):
        raise InvalidDocument(gaps)
    return pack


def _permitted(packs: list[WordingPack], instrument: Instrument, setting: Setting) -> WordingPack:
    """The last that may be shown, since the host's own directories come after what is bundled: a renewed licence stands beside the old."""
    first: NotPermitted | None = None
    for pack in reversed(packs):
        try:
            permit_pack(pack, instrument, setting=setting)
        except NotPermitted as error:
            first = first or error
        else:
            return pack
    raise first or AssertionError(packs)


def permit_pack(pack: WordingPack, instrument: Instrument, *, setting: Setting) -> None:
    """Let a pack through whose rights allow it here and now, and which changes nothing that may not be changed.

    Raises:
        NotPermitted: It may not be shown.
        UsageFault: A grant for a period has to be judged, and nobody says what day it is.

    >>> import alliance_forms as af
    >>> gad7 = af.get_instrument("gad-7")
    >>> permit_pack(af.wordings(gad7)[0], gad7, setting=Setting())
    """
    change, rights = forbidden_change(pack, instrument) or (None, pack.rights)
    permit(instrument=pack.instrument, rights=rights, locale=pack.locale, grant=pack.grant, setting=setting, change=change)
    if any(text is not None and not is_label(path) and path not in pack.text for path, text in texts_of(instrument)):
        # The document's own words stand beside the pack's, under rights of their own.
        permit(instrument=instrument.id, rights=instrument.rights, locale=pack.locale, grant=pack.grant, setting=setting)
