# SPDX-License-Identifier: Apache-2.0
"""The one door to text: a wording is let through, or it is said why not, whose it is and what to do next."""

import attrs

from alliance_forms.errors import NotPermitted, UsageFault
from alliance_forms.model import Grant, Rights, Use
from alliance_forms.model.values import is_day
from alliance_forms.rights.terms import TERMS, Change, changeable, recordable

__all__ = ["Setting", "lacking", "permit"]


def _day(_: object, __: object, value: str | None) -> None:
    if value is not None and not is_day(value):
        raise UsageFault("at= is a date such as '2026-11-25'")


@attrs.frozen(kw_only=True)
class Setting:
    """Where, when and for what a wording is asked for: what the host declares, nothing presumed.

    Attributes:
        use: Kind of use; clinical, research and education are not commercial here, which is the host's to judge.
        territory: Country or region, in the words grants use.
        at: The day, such as ``2026-11-25``.
        record: Whether the text is to go into a record.
    """

    use: Use | None = None
    territory: str | None = None
    at: str | None = attrs.field(default=None, validator=_day)
    record: bool = False


@attrs.frozen
class _Stop:
    """Why a wording is not shown: a word for programs, and one for people."""

    reason: str
    says: str
    step: str | None = None


_NO_LICENCE = {
    "licence-required": _Stop("licence-required", "it needs a licence from the rights holder"),
    "unknown": _Stop("unknown", "nobody has stated the rights in it"),
}
_DECLARE_USE = "Declare it: Host(use=…), on the command line --use."
_DECLARE_TERRITORY = "Declare it: Host(territory=…), on the command line --territory."
_CHANGED: dict[Change, str] = {
    "translation": "its rights allow no changed wording, and this is a translation or a rewording that its holder has not made",
    "part": "its rights allow no changed wording, and this is a part of it beside words from elsewhere",
}
_UNCHANGED = "Use the holder's own wording, whole, in a pack whose status is official or validated."


def permit(
    *,
    instrument: str,
    rights: Rights,
    locale: str,
    grant: Grant | None = None,
    setting: Setting | None = None,
    change: Change | None = None,
) -> None:
    """Let a wording through whose rights allow it here and now.

    Args:
        instrument: id for the message.
        rights: The rights in the wording.
        locale: The language it is in.
        grant: What the rights holder has allowed this host, where the basis leaves it to the holder.
        setting: What the host declares.
        change: What has been done to the wording by others than its holder; None where it is whole and as its holder gave it.

    Raises:
        NotPermitted: With the reason, the holder and the next step; never with wording.
        UsageFault: A grant for a period has to be judged, and nobody says what day it is.

    >>> permit(instrument="phq-9", rights=Rights(basis="public-domain"), locale="en")
    """
    setting = setting or Setting()
    stop = _by_terms(rights, setting, change) or (_by_grant(rights, grant, locale, setting) if rights.basis in _NO_LICENCE else None)
    if stop:
        ask = _ask(rights)
        step = f"{stop.step} Otherwise: {ask[0].lower()}{ask[1:]}" if stop.step else ask
        if grant is None and stop in _NO_LICENCE.values():
            step = f"{step} With a licence, {_begin(instrument, locale)}"
        message = f"the wording of {instrument!r} is not shown: {stop.says}.{_held(rights)} {step} Its answers can always be scored."
        raise NotPermitted(message, reason=stop.reason, holder=rights.holder, step=step)


def lacking(*, instrument: str, rights: Rights, locale: str) -> NotPermitted:
    """What is said where a wording may be shown and nobody has put it here.

    >>> str(lacking(instrument="core-10", rights=Rights(basis="CC0-1.0", holder="X"), locale="en"))[:37]
    "there is no wording for 'core-10' her"
    """
    step = f"Copy it from the holder's own form: {_begin(instrument, locale)} {_ask(rights)}"
    message = f"there is no wording for {instrument!r} here.{_held(rights)} {step} Its answers can always be scored."
    return NotPermitted(message, holder=rights.holder, step=step)


def _held(rights: Rights) -> str:
    return f" The rights are held by {rights.holder.rstrip('.')}." if rights.holder else ""


def _ask(rights: Rights) -> str:
    return f"Ask at {rights.contact}." if rights.contact else "Ask the rights holder."


def _begin(instrument: str, locale: str) -> str:
    return f"'alliance-forms wording new {instrument} --locale {locale}' begins a wording pack."


def _by_terms(rights: Rights, setting: Setting, change: Change | None) -> _Stop | None:
    """What the basis itself forbids, and what a document's flags forbid where the basis leaves it open."""
    terms = TERMS[rights.basis]
    if change and not changeable(rights):
        return _Stop("no-derivatives", _CHANGED[change], _UNCHANGED)
    if terms.commercial is False and setting.use is None:
        return _Stop("use-not-declared", "its licence excludes commercial use, and the kind of use is not declared", _DECLARE_USE)
    if terms.commercial is False and setting.use == "commercial":
        return _Stop("commercial-use", "its licence excludes commercial use")
    if (rights.electronic if terms.electronic is None else terms.electronic) is False:
        return _Stop("not-electronic", "its holder does not allow it on a screen")
    if setting.record and not recordable(rights):
        return _Stop("no-record-export", "its holder does not allow it to be exported to a record")
    return None


def _by_grant(rights: Rights, grant: Grant | None, locale: str, setting: Setting) -> _Stop | None:
    """What a grant does not cover; without one nothing is shown. Its scope is judged before its period, since that needs no date."""
    if grant is None:
        return _NO_LICENCE[rights.basis]
    return _by_scope(grant, locale, setting) or _by_period(grant, setting)


def _by_scope(grant: Grant, locale: str, setting: Setting) -> _Stop | None:
    if grant.locale and locale not in grant.locale:
        return _Stop("grant-locale", f"the grant is for {', '.join(grant.locale)}, not for {locale}")
    if grant.use and setting.use not in grant.use:
        given = f"not for {setting.use} use" if setting.use else "and the kind of use is not declared"
        return _Stop("grant-use", f"the grant is for {', '.join(grant.use)} use, {given}", None if setting.use else _DECLARE_USE)
    if grant.territory and not _there(grant, setting):
        given = f"not for {setting.territory}" if setting.territory else "and no territory is declared"
        step = None if setting.territory else _DECLARE_TERRITORY
        return _Stop("grant-territory", f"the grant is for {', '.join(grant.territory)}, {given}", step)
    return None


def _by_period(grant: Grant, setting: Setting) -> _Stop | None:
    """The first and the last day are within it. Dates written like ours sort as texts."""
    if setting.at is None and (grant.start or grant.end):
        raise UsageFault("the wording's grant has a period: say with at= what day it is, such as at='2026-11-25'")
    day = setting.at or ""
    if grant.start and day < grant.start:
        return _Stop("grant-not-begun", f"the grant begins on {grant.start}, and it is {day}")
    if grant.end and day > grant.end:
        return _Stop("grant-expired", f"the grant ended on {grant.end}, and it is {day}")
    return None


def _there(grant: Grant, setting: Setting) -> bool:
    return setting.territory is not None and setting.territory.casefold() in {name.casefold() for name in grant.territory}
