# SPDX-License-Identifier: Apache-2.0
"""From an instrument to the form that may be shown: choose the wording, ask for permission, localise."""

from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

from alliance_forms.codec import answer_digest, text_digest
from alliance_forms.errors import InvalidDocument, NotPermitted, Problem, UsageFault
from alliance_forms.i18n import Interface, available_locales, catalogue, direction, negotiate_locale, normalise_locale
from alliance_forms.model import (
    FrozenMap,
    GroupItem,
    Instrument,
    NoticeKind,
    Rater,
    Session,
    Shown,
    WordingPack,
    is_wording,
    texts_of,
    variant,
    without_texts,
)
from alliance_forms.rights import permit
from alliance_forms.view.form import FormView, LocalText, Notice

__all__ = ["build_form", "languages"]

_TAG_LENGTH = 8


def _(message: str) -> str:
    """Marks an interface string for extraction."""
    return message


_ABOUT: dict[NoticeKind, str] = {
    "purpose": _("Why you are asked these questions"),
    "audience": _("Who will see your answers"),
    "care-decisions": _("Whether your answers affect decisions about your care"),
}
NEUTRAL_CARE = _(
    "If you need help now, please contact the people who care for you, or your local emergency number. This form may not be read at once."
)


def build_form(
    instrument: Instrument,
    *,
    packs: Iterable[WordingPack] = (),
    locales: Traversable | Path | None = None,
    locale: str | None = None,
    rater: Rater | None = None,
    session: Session | None = None,
    notices: Mapping[str, Mapping[str, str]] | None = None,
    care: Mapping[str, str] | None = None,
) -> FormView:
    """The form as it may be shown to one rater in one language.

    Args:
        instrument: What is asked.
        packs: Wording packs that exist for it.
        locales: Directory with its translation catalogues.
        locale: Wanted language; the instrument's own by default.
        rater: Who fills it in; the first of the instrument's raters by default.
        session: The session it is about; items that it fills are not asked.
        notices: What the host says before the first question, by kind and language.
        care: Where a person can turn for help now, by language.

    Raises:
        NotPermitted: No wording may be shown in that language.
        InvalidDocument: A wording pack is incomplete.
        UsageFault: The rater is none of the instrument's, or the locale no language tag.
    """
    if rater is not None and rater not in instrument.rater:
        raise UsageFault(f"{instrument.id!r} is not filled in by {rater!r}; its raters are {', '.join(instrument.rater)}")
    rater = rater or instrument.rater[0]
    wanted = normalise_locale(locale) if locale else instrument.language
    pack = _pack(instrument, tuple(packs), wanted, rater) if _needed(instrument) else None
    rights = pack.rights if pack else instrument.rights
    permit(rights, instrument=instrument.id)
    lang = pack.locale if pack else _nearest(instrument, languages(instrument, (), locales=locales), wanted)
    texts = _texts(instrument, pack, locales, lang, rater)
    digest = text_digest({path: text.value for path, text in texts.items()})
    return FormView(
        instrument=without_texts(instrument),
        rater=rater,
        lang=lang,
        dir=direction(lang),
        texts=FrozenMap(texts),
        title=texts["title"],
        discreet_title=texts.get("discreetTitle") or _interface(lang, _("Your form")),
        notices=tuple(_notice(kind, (notices or {}).get(kind, {}), lang) for kind in instrument.notice),
        care=_host_text(care or {}, lang) or (_interface(lang, NEUTRAL_CARE) if instrument.alert else None),
        session=session,
        rights=rights,
        shown=Shown(locale=lang, wording_version=pack.version if pack else instrument.version, text_digest=digest),
        version_tag=_tag(answer_digest(instrument), digest),
    )


def languages(instrument: Instrument, packs: Iterable[WordingPack], *, locales: Traversable | Path | None = None) -> tuple[str, ...]:
    """The languages an instrument can be shown in, its own first.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> languages(phq9, af.wordings(phq9))
    ('en', 'es-419', 'fr-FR', 'pt-BR')
    """
    if _needed(instrument):
        found = {pack.locale for pack in packs if pack.status != "unconfirmed"}
    else:
        found = {instrument.language, *available_locales(instrument.id, directory=locales)}
    return tuple(sorted(found, key=lambda tag: (tag != instrument.language, tag)))


def _needed(instrument: Instrument) -> set[str]:
    """Paths of the wording that the document leaves to a pack."""
    silent = {f"item/{item.link_id}/text" for item in instrument.walk() if isinstance(item, GroupItem)}
    return {path for path, text in texts_of(instrument) if text is None and is_wording(path) and path not in silent}


def _pack(instrument: Instrument, packs: tuple[WordingPack, ...], wanted: str, rater: Rater) -> WordingPack:
    fitting = [
        pack
        for pack in packs
        if (pack.instrument, pack.instrument_version) == (instrument.id, instrument.version) and pack.rater in (None, rater)
    ]
    if not fitting:
        permit(instrument.rights, instrument=instrument.id)
        raise NotPermitted(f"there is no wording for {instrument.id!r}; a wording pack supplies it. Its answers can always be scored.")
    shown = {pack.locale: pack for pack in fitting if pack.status != "unconfirmed"}
    found = negotiate_locale(wanted, shown)
    if found is None:
        doubtful = negotiate_locale(wanted, [pack.locale for pack in fitting])
        why = f"the wording in {doubtful} is not confirmed" if doubtful else f"there is no wording in {wanted}"
        raise NotPermitted(f"{instrument.id!r} is not shown in {wanted}: {why}. Languages: {', '.join(sorted(shown)) or 'none'}.")
    pack = shown[found]
    gaps = sorted(path for path in _needed(instrument) if path not in pack.text and f"{path}@{rater}" not in pack.text)
    if gaps:
        raise InvalidDocument(
            Problem(
                code="AF-WORDING-GAP",
                pointer=f"/text/{path.replace('/', '~1')}",
                message=f"{found}: this text is missing",
            )
            for path in gaps
        )
    return pack


def _nearest(instrument: Instrument, available: tuple[str, ...], wanted: str) -> str:
    found = negotiate_locale(wanted, available)
    if found is None:
        raise NotPermitted(f"{instrument.id!r} is not translated into {wanted}. Languages: {', '.join(available)}.")
    return found


def _texts(
    instrument: Instrument, pack: WordingPack | None, locales: Traversable | Path | None, lang: str, rater: Rater
) -> dict[str, LocalText]:
    """Every text there is to show: official wording as it stands, ours translated or, where it is not, in its own language."""
    official = pack.text if pack else FrozenMap[str]()
    entries = catalogue(instrument.id, lang, locales, source_lang=instrument.language)
    found = {}
    for path, text in texts_of(instrument):
        own = f"{path}@{rater}"
        wording, source = official.get(own, official.get(path)), variant(text, rater)
        if wording is not None:
            found[path] = _local(wording, lang)
        elif source is not None:
            entry = entries.lookup(source, context=path if isinstance(text, str) else own)
            found[path] = _local(entry.text, entry.lang)
    return found


def _local(value: str, lang: str) -> LocalText:
    return LocalText(value, lang, direction(lang))


def _interface(lang: str, message: str) -> LocalText:
    found = Interface(lang).text(message)
    return _local(found.text, found.lang)


def _notice(kind: NoticeKind, said: Mapping[str, str], lang: str) -> Notice:
    text = _host_text(said, lang) or _interface(lang, _("Please ask before you answer."))
    return Notice(kind=kind, label=_interface(lang, _ABOUT[kind]), text=text)


def _host_text(by_language: Mapping[str, str], lang: str) -> LocalText | None:
    found = negotiate_locale(lang, by_language) or next(iter(by_language), None)
    return _local(by_language[found], found) if found else None


def _tag(*digests: str) -> str:
    """A short text for people to carry along: it ties a filled-in form to this definition and wording."""
    return text_digest({str(number): digest for number, digest in enumerate(digests)})[len("sha256:") :][:_TAG_LENGTH].upper()
