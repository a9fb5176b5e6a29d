# SPDX-License-Identifier: Apache-2.0
"""From an instrument to the form that may be shown: choose the wording, ask for permission, localise."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path

import attrs

from alliance_forms.checks import left_out
from alliance_forms.codec import answer_digest, scoring_digest, text_digest
from alliance_forms.errors import NotPermitted, UsageFault
from alliance_forms.i18n import Interface, available_locales, catalogue, direction, negotiate_locale, normalise_locale, same_language
from alliance_forms.i18n.interface import _
from alliance_forms.identity import DisclosedIdentity, is_template
from alliance_forms.model import (
    Answer,
    Choices,
    DisplayItem,
    FrozenMap,
    Instrument,
    NoticeKind,
    Origin,
    Rater,
    Session,
    Shown,
    WordingPack,
    is_label,
    texts_of,
    variant,
    without_texts,
)
from alliance_forms.rights import Change, Setting, changeable, credit, permit
from alliance_forms.view.choose import choose_pack, permit_pack
from alliance_forms.view.form import FormView, LocalText, Notice
from alliance_forms.view.offer import offered
from alliance_forms.view.speak import Speaker, translated

__all__ = ["build_form", "languages", "version_tag"]

_TAG_LENGTH = 8


_ABOUT: dict[NoticeKind, str] = {
    "purpose": _("Why you are asked these questions"),
    "audience": _("Who will see your answers"),
    "care-decisions": _("Whether your answers affect decisions about your care"),
}
# Whoever is not the client answers about somebody else's care.
_ABOUT_OTHERS: dict[NoticeKind, str] = {**_ABOUT, "care-decisions": _("Whether your answers affect decisions about the client's care")}
ASK_FIRST = _("Please ask before you answer.")
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
    identity: DisclosedIdentity | None = None,
    turn: int | None = None,
    notices: Mapping[str, Mapping[str, str]] | None = None,
    care: Mapping[str, str] | None = None,
    setting: Setting | None = None,
    choices: tuple[Choices, ...] | None = None,
    answers: Mapping[str, Answer] | None = None,
) -> FormView:
    """The form as it may be shown to one rater in one language.

    Args:
        instrument: What is asked.
        packs: Wording packs that exist for it.
        locales: Directory with its translation catalogues.
        locale: Wanted language; the instrument's own by default.
        rater: Who fills it in; the first of the instrument's raters by default.
        session: The session it is about; items that it fills are not asked.
        identity: What the rater may know of the client; without it a form about the client speaks of "your client".
        turn: Which of several pronoun sets to use, counted from 0 and over again; the first by default.
        notices: What the host says before the first question, by kind and language; under ``audience@therapist`` to one of several raters.
        care: Where a person can turn for help now, by language.
        setting: Where, when and for what it is shown, as the host declares it.
        choices: Which options the host offers; None for all there are, as a reader needs it.
        answers: What will be filled in, which is always offered.

    Raises:
        NotPermitted: No wording may be shown in that language.
        InvalidDocument: A wording pack is incomplete, or choices do not fit the instrument.
        UsageFault: The rater is none of the instrument's, the locale no language tag, a grant for a period has to be judged and nobody
            says what day it is, or the identity is what only the client may know.
    """
    if rater is not None and rater not in instrument.rater:
        raise UsageFault(f"{instrument.id!r} is not filled in by {rater!r}; its raters are {', '.join(instrument.rater)}")
    rater = rater or instrument.rater[0]
    if identity is not None and identity.audience == "self" and rater != "client":
        raise UsageFault(f"what the client alone may know is not for the {rater}'s form; disclose their identity to {rater!r}")
    wanted = normalise_locale(locale) if locale else instrument.language
    setting = setting or Setting()
    pack = choose_pack(instrument, tuple(packs), wanted=wanted, rater=rater, setting=setting) if left_out(instrument) else None
    rights = pack.rights if pack else instrument.rights
    if pack is None:
        _permit_own(instrument, setting=setting)
    lang = pack.locale if pack else _nearest(instrument, locales, wanted, setting)
    speaker = Speaker(identity=identity, rater=rater, turn=turn)
    texts, values = _texts(instrument, pack, locales, lang, speaker)
    return FormView(
        instrument=without_texts(instrument),
        rater=rater,
        lang=lang,
        dir=direction(lang),
        texts=FrozenMap(texts | _said_in_place(instrument, texts, notices or {}, lang)),
        title=texts["title"],
        discreet_title=texts.get("discreetTitle") or _interface(lang, _("Your form")),
        notices=tuple(_notice(kind, instrument, rater, notices or {}, lang) for kind in instrument.notice),
        care=_host_text(care or {}, lang) or (_interface(lang, NEUTRAL_CARE) if instrument.alert else None),
        session=session,
        rights=attrs.evolve(rights, attribution=credit(rights)),
        shown=Shown(
            locale=lang,
            wording_version=pack.version if pack else instrument.version,
            text_digest=text_digest(values),
            pronouns=speaker.used,
        ),
        version_tag=version_tag(instrument, values),
        origin=_origin(instrument) if pack is None else None,
        offers=FrozenMap() if choices is None else offered(instrument, lang=lang, choices=choices, answers=answers),
    )


def _origin(instrument: Instrument) -> Origin | None:
    """What was kept of an imported form, as long as the form asks and scores what it did then."""
    origin = instrument.origin
    return origin if origin and origin.digest == scoring_digest(instrument) else None


def languages(
    instrument: Instrument,
    packs: Iterable[WordingPack],
    *,
    locales: Traversable | Path | None = None,
    setting: Setting | None = None,
) -> tuple[str, ...]:
    """The languages an instrument can be shown in here, its own first; a grant for a period counts only where the day is said.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> languages(phq9, af.wordings(phq9))
    ('en', 'es-419', 'fr-FR', 'pt-BR')
    """
    setting = setting or Setting()
    if left_out(instrument):
        found = {pack.locale for pack in packs if pack.status != "unconfirmed" and _may(partial(permit_pack, pack, instrument), setting)}
    elif _may(partial(_permit_own, instrument), setting):
        found = _own_languages(instrument, locales)
    else:
        found = set()
    return tuple(sorted(found, key=lambda tag: (tag != instrument.language, tag)))


def _permit_own(instrument: Instrument, *, setting: Setting, change: Change | None = None) -> None:
    """Let the words that stand in the document through."""
    permit(instrument=instrument.id, rights=instrument.rights, locale=instrument.language, setting=setting, change=change)


def _may(ask: Callable[..., None], setting: Setting) -> bool:
    try:
        ask(setting=setting)
    except (NotPermitted, UsageFault):
        return False
    return True


def _own_languages(instrument: Instrument, locales: Traversable | Path | None) -> set[str]:
    return {instrument.language, *(available_locales(instrument.id, directory=locales) if changeable(instrument.rights) else ())}


def _nearest(instrument: Instrument, locales: Traversable | Path | None, wanted: str, setting: Setting) -> str:
    available = _own_languages(instrument, locales)
    found = negotiate_locale(wanted, sorted(available, key=lambda tag: (tag != instrument.language, tag)))
    if found is None:
        if negotiate_locale(wanted, available_locales(instrument.id, directory=locales)):
            # A catalogue is there; what keeps it from being used is said.
            _permit_own(instrument, setting=setting, change="translation")
        there = ", ".join(sorted(available))
        raise NotPermitted(f"{instrument.id!r} is not translated into {wanted}. Languages: {there}.", reason="no-language")
    return found


def _texts(
    instrument: Instrument, pack: WordingPack | None, locales: Traversable | Path | None, lang: str, speaker: Speaker
) -> tuple[dict[str, LocalText], dict[str, str]]:
    """Every text there is to show, and each before it speaks of anybody: what is recorded of a form must not depend on a name.

    Official wording is shown as it stands; ours translated or, where it is not, in its own language.
    """
    official = pack.text if pack else FrozenMap[str]()
    entries = catalogue(instrument.id, lang, locales, source_lang=instrument.language)
    found, written = {}, {}
    for path, text in texts_of(instrument):
        own = f"{path}@{speaker.rater}"
        wording, source = official.get(own, official.get(path)), variant(text, speaker.rater)
        if wording is not None:
            found[path], written[path] = _local(wording, lang), wording
        elif source is not None:
            # A catalogue in the document's own language could reword it too.
            fixed = not (changeable(instrument.rights) or is_label(path))
            context = path if isinstance(text, str) else own
            entry = entries.without(source) if fixed else translated(source, context=context, entries=entries)
            written[path] = entry.text
            speaks = is_template(source) and not fixed
            found[path] = speaker.text(source, context=context, entries=entries) if speaks else _local(entry.text, entry.lang)
    return found, written


def _local(value: str, lang: str) -> LocalText:
    return LocalText(value, lang, direction(lang))


def _interface(lang: str, message: str) -> LocalText:
    found = Interface(lang).text(message)
    return _local(found.text, found.lang)


def _notice(kind: NoticeKind, instrument: Instrument, rater: Rater, said: Mapping[str, Mapping[str, str]], lang: str) -> Notice:
    # What a host says to an instrument's first rater is not meant for the others.
    said_to_all = said.get(kind, {}) if rater == instrument.rater[0] else {}
    text = _host_text(said.get(f"{kind}@{rater}", said_to_all), lang) or _interface(lang, ASK_FIRST)
    label = (_ABOUT if rater == "client" else _ABOUT_OTHERS)[kind]
    return Notice(kind=kind, label=_interface(lang, label), text=text)


def _said_in_place(
    instrument: Instrument, texts: Mapping[str, LocalText], said: Mapping[str, Mapping[str, str]], lang: str
) -> dict[str, LocalText]:
    """What the host says in places of this very form; what it says before other forms may not be true of this one."""
    found: dict[str, LocalText] = {}
    for item in instrument.walk():
        path = f"item/{item.link_id}/text"
        if isinstance(item, DisplayItem) and item.notice and path in texts:
            here = f"{item.notice}/{instrument.id}"
            text = _host_text(said.get(f"{here}/{item.link_id}") or said.get(here, {}), lang) or _interface(lang, ASK_FIRST)
            label = texts[path]
            found[path] = attrs.evolve(label, value=f"{label.value}: {text.value}") if same_language(label.lang, text.lang) else text
    return found


def _host_text(by_language: Mapping[str, str], lang: str) -> LocalText | None:
    found = negotiate_locale(lang, by_language) or next(iter(by_language), None)
    return _local(by_language[found], found) if found else None


def version_tag(instrument: Instrument, texts: Mapping[str, str]) -> str:
    """A short text for people to carry along: it ties a filled-in form to this definition and wording."""
    digests = {"0": answer_digest(instrument), "1": text_digest(texts)}
    return text_digest(digests)[len("sha256:") :][:_TAG_LENGTH].upper()
