# SPDX-License-Identifier: Apache-2.0
"""Translations kept in gettext catalogues, and whether a text has one.

gettext gives the source text where a translation is missing, and its header where the source is empty. Here an answer
says which it is, so that a form is never half translated without anyone noticing.
"""

import gettext
import io
import re
import struct
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import BinaryIO, Literal, cast

import attrs

from alliance_forms._resources import locales_dir
from alliance_forms.errors import InvalidDocument, Problem, UsageFault
from alliance_forms.i18n.locales import negotiate_locale, normalise_locale, same_language

__all__ = ["Catalogue", "Translation", "available_locales", "catalogue"]

# Instrument ids are domains; anything else could lead out of the directory.
_DOMAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_SUFFIXES = (".mo", ".po")


@attrs.frozen
class Translation:
    """A text as it can be shown, with the language it is in.

    Attributes:
        text: The translation, or the source text where there is none.
        lang: The language of `text`, for the ``lang`` attribute of a page.
        status: ``translated``; ``untranslated`` where the source text stands in for a missing translation; ``source``
            where the source text is the right one, since its language was asked for or the translator kept it.

    >>> Translation("Sí", "es", "translated").lang
    'es'
    """

    text: str
    lang: str
    status: Literal["translated", "untranslated", "source"]


class _Nothing(gettext.NullTranslations):
    """Says that an entry is missing; gettext would give the source text, which a translator may also have kept."""

    def gettext(self, message: str) -> str:  # noqa: ARG002 - the signature is gettext's
        return ""

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - the signature is gettext's
        return ""


@attrs.frozen(kw_only=True, eq=False)
class Catalogue:
    """The translations of one domain in one language.

    Attributes:
        domain: ``alliance_forms`` for the interface, else the id of an instrument.
        lang: The language served: ``es-419`` where ``es-MX`` was asked for and only that exists, the source language
            where nothing is near.
        source_lang: The language of the source texts.
        missing: What a text without an entry counts as: ``source`` where the source language was asked for.
    """

    domain: str
    lang: str
    source_lang: str
    missing: Literal["untranslated", "source"]
    _entries: gettext.NullTranslations = attrs.field(repr=False)

    def lookup(self, source: str, *, context: str | None = None) -> Translation:
        """The translation of a source text, or the source text itself and word that it has none.

        Args:
            source: The text as it stands in the source.
            context: Where it stands, such as ``item/q1/text``: the same words may differ from place to place.

        >>> catalogue("alliance_forms", "en").lookup("Required").status
        'source'
        """
        # The entry of the empty source is the header of the file.
        if not source:
            return Translation(source, self.source_lang, "source")
        found = self._entries.pgettext(context, source) if context else self._entries.gettext(source)
        if not found:
            return self.without(source)
        return Translation(found, self.lang, "source" if found == source else "translated")

    def without(self, source: str) -> Translation:
        """The source text as it is shown where there is no translation to use.

        >>> catalogue("alliance_forms", "qaa").without("Send")
        Translation(text='Send', lang='en', status='untranslated')
        """
        return Translation(source, self.source_lang, self.missing)


def available_locales(domain: str, *, directory: Path | Traversable | None = None) -> tuple[str, ...]:
    """The languages a domain has a catalogue for, the source language not counted.

    Args:
        domain: ``alliance_forms`` for the interface, else the id of an instrument.
        directory: Where the catalogues are; the library's own by default.

    Raises:
        InvalidDocument: A directory is not named after a language, or two are named after the same one.

    >>> "es" in available_locales("alliance_forms")
    True
    """
    return tuple(sorted(_files(domain, directory or locales_dir())))


def catalogue(domain: str, locale: str, directory: Path | Traversable | None = None, *, source_lang: str = "en") -> Catalogue:
    """The catalogue nearest to a wanted language; one without entries where none is near.

    Args:
        domain: ``alliance_forms`` for the interface, else the id of an instrument.
        locale: The language wanted, as a BCP 47 tag.
        directory: Where the catalogues are, as ``<language>/LC_MESSAGES/<domain>.mo`` or ``.po``; the library's own by
            default.
        source_lang: The language of the source texts.

    Raises:
        InvalidDocument: The catalogue's file cannot be read.
        UsageFault: The locale is not a language tag, or the domain not an id.

    >>> catalogue("alliance_forms", "es-MX").lang
    'es'
    """
    place = cast("Path", directory or locales_dir())  # typeshed's Traversable is not declared hashable; every one is
    return _catalogue(domain, normalise_locale(locale), place, normalise_locale(source_lang))


@lru_cache(maxsize=128)
def _catalogue(domain: str, locale: str, directory: Path, source_lang: str) -> Catalogue:
    files = _files(domain, directory)
    lang = negotiate_locale(locale, (*files, source_lang)) or source_lang
    entries = _read(files[lang], locale=lang) if lang in files else gettext.NullTranslations()
    entries.add_fallback(_Nothing())
    return Catalogue(
        domain=domain,
        lang=lang,
        source_lang=source_lang,
        missing="source" if same_language(locale, source_lang) else "untranslated",
        entries=entries,
    )


def _files(domain: str, directory: Path | Traversable) -> dict[str, Traversable]:
    """The file of each language: the compiled one where both are there."""
    if not _DOMAIN.fullmatch(domain):
        raise UsageFault("a message domain is 'alliance_forms' or an instrument's id (letters, digits, '.', '_', '-')")
    found: dict[str, Traversable] = {}
    problems = []
    for place in sorted(directory.iterdir(), key=lambda entry: entry.name) if directory.is_dir() else ():
        messages = place / "LC_MESSAGES"
        here = [file for suffix in _SUFFIXES if (file := messages / f"{domain}{suffix}").is_file()]
        if not here:
            continue
        try:
            tag = normalise_locale(place.name)
        except UsageFault as fault:
            problems.append(_problem("AF-CATALOGUE-LOCALE", here[0], place.name, str(fault)))
            continue
        if tag in found:
            problems.append(_problem("AF-CATALOGUE-CONFLICT", here[0], place.name, f"{tag} has two directories"))
        found[tag] = here[0]
    if problems:
        raise InvalidDocument(problems)
    return found


def _read(file: Traversable, *, locale: str) -> gettext.GNUTranslations:
    """A catalogue's entries by one road, whichever file they stand in: a ``.po`` is compiled in memory first."""
    from babel.messages.pofile import PoFileError

    try:
        with file.open("rb") as opened:
            stream = cast("BinaryIO", opened)
            return gettext.GNUTranslations(stream if file.name.endswith(".mo") else _compiled(stream, locale))
    # What a damaged file sets off in the two readers: bad numbers, encodings, offsets and syntax.
    except (OSError, ValueError, LookupError, EOFError, struct.error, PoFileError) as error:
        what = f"the catalogue cannot be read ({type(error).__name__})"
        raise InvalidDocument([_problem("AF-CATALOGUE-UNREADABLE", file, locale, what)]) from error


def _compiled(file: BinaryIO, locale: str) -> BinaryIO:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    # Without the locale Babel assumes two plural forms where the header names no language. Fuzzy entries stay out.
    write_mo(compiled, read_po(file, locale=locale.partition("-")[0], abort_invalid=True))
    compiled.seek(0)
    return compiled


def _problem(code: str, file: Traversable, place: str, message: str) -> Problem:
    return Problem(
        code=code,
        pointer="",
        message=f"{place}/LC_MESSAGES/{file.name}: {message}",
        hint="mend or remove this file",
    )
