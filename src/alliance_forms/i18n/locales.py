# SPDX-License-Identifier: Apache-2.0
"""Which language a person is served in, of those that are there, and which way it is written.

Tags are BCP 47 strings throughout (``pt-BR``, ``zh-Hant``). What CLDR knows about them comes from Babel; a language
CLDR does not know works as well, by its tag alone.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

import attrs

from alliance_forms.errors import UsageFault

__all__ = ["direction", "negotiate_locale", "normalise_locale", "same_language"]

# RFC 5646, section 2.1, without the grandfathered and the purely private tags. Registered languages have 2-3 letters.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extended>(-[a-z]{3}){0,3})"
    r"(-(?P<script>[a-z]{4}))?(-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?P<rest>(-[a-wy-z0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?)",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_TAG = 100

# What CLDR has under Norwegian is Bokmål; Babel's table of old names leaves this one out.
_ALIASES = {"no": "nb"}
# Clinics write Hmong in the Romanized Popular Alphabet; CLDR guesses Nyiakeng Puachue for two of these.
_USUAL_SCRIPTS = {"hmn": "Latn", "hnj": "Latn", "mww": "Latn"}
# Scripts written from right to left (Unicode 16, Bidi_Class R and AL), as far as living languages and liturgies do.
_RIGHT_TO_LEFT = frozenset(
    "Adlm Arab Aran Armi Gara Hebr Mand Mend Nkoo Rohg Samr Syrc Syre Syrj Syrn Thaa Yezi".split()  # noqa: SIM905 - a list of words
)


@attrs.frozen
class _Language:
    """A tag as it is compared: old names replaced, the script always written out (empty where nobody knows it)."""

    language: str
    script: str
    region: str = ""
    variants: tuple[str, ...] = ()


def normalise_locale(tag: str) -> str:
    """Write a language tag the one way it is written here: hyphens, and capitals where BCP 47 has them.

    The tag stays the caller's own: an old name such as ``iw`` is not replaced.

    Args:
        tag: A language tag, with hyphens or underscores.

    Raises:
        UsageFault: The text is not a language tag.

    >>> normalise_locale("pt_br")
    'pt-BR'
    >>> normalise_locale("zh-hant-tw")
    'zh-Hant-TW'
    """
    match = _match(tag)
    parts = [match["language"].lower() + match["extended"].lower()]
    parts += [match["script"].title()] if match["script"] else []
    parts += [match["region"].upper()] if match["region"] else []
    return "-".join(parts) + match["variants"].lower() + match["rest"].lower()


def negotiate_locale(wanted: str | Iterable[str], available: Iterable[str]) -> str | None:
    """Choose the language to serve someone in, of those that are there; None where none of them is theirs.

    A tag that is there is always taken. Otherwise the nearest relative is: what CLDR names as the parent (``es-419``
    for ``es-MX``), the language without its region, then another region. A different language or script never is.

    Args:
        wanted: One tag, or several with the preferred one first.
        available: The tags to choose from; the answer is one of them, spelled as it is there.

    Raises:
        UsageFault: One of the tags is not a language tag.

    >>> negotiate_locale("es-MX", ["en", "es", "es-419"])
    'es-419'
    >>> negotiate_locale(["zh-TW", "pt-PT"], ["zh-Hans", "pt_BR"])
    'pt_BR'
    """
    offered = {tag: _language(normalise_locale(tag)) for tag in available}
    for tag in map(normalise_locale, (wanted,) if isinstance(wanted, str) else tuple(wanted)):
        found = next((name for name in offered if normalise_locale(name) == tag), None) or _nearest(tag, offered)
        if found is not None:
            return found
    return None


def same_language(a: str, b: str) -> bool:
    """Whether two tags name one language in one script, so that text in one needs no mark of its own inside the other.

    >>> same_language("es", "es-419"), same_language("zh-Hans", "zh-TW")
    (True, False)
    """
    one, other = _language(normalise_locale(a)), _language(normalise_locale(b))
    return (one.language, one.script) == (other.language, other.script)


def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Which way a language is written: from left to right or from right to left.

    >>> direction("ar"), direction("uz-Arab"), direction("hmn")
    ('rtl', 'rtl', 'ltr')
    """
    return "rtl" if _language(normalise_locale(tag)).script in _RIGHT_TO_LEFT else "ltr"


def _match(tag: str) -> re.Match[str]:
    match = _TAG.fullmatch(tag.replace("_", "-")) if len(tag) <= _LONGEST_TAG else None
    if match is None:
        raise UsageFault(f"{tag[:40]!r} is not a language tag; give one such as 'en', 'pt-BR' or 'zh-Hant' (BCP 47)")
    return match


@lru_cache(maxsize=1024)
def _language(tag: str) -> _Language:
    from babel.core import get_global

    match = _match(tag)
    # An extended language stands for itself: zh-yue is yue (RFC 5646, section 4.5).
    language = (match["extended"].rpartition("-")[2] or match["language"]).lower()
    # CLDR replaces some languages by another with a script or region: sh is sr-Latn, prs is fa-AF.
    replaced = _match(_ALIASES.get(language) or get_global("language_aliases").get(language, language))
    language = replaced["language"]
    region = (match["region"] or replaced["region"] or "").upper()
    current = get_global("territory_aliases").get(region, ())
    region = current[0] if len(current) == 1 else region
    script = match["script"] or replaced["script"] or _likely(language, region)[0]
    return _Language(language, script.title(), region, tuple(match["variants"].lower().split("-")[1:]))


def _likely(language: str, region: str = "") -> tuple[str, str]:
    """The script and region a language is most often written in, empty where CLDR does not know."""
    from babel.core import get_global

    likely = get_global("likely_subtags")
    known = likely.get(f"{language}_{region}") or likely.get(language)
    # For the undetermined language CLDR answers English.
    _, script, place = known.split("_") if known and language != "und" else ("", "", "")
    return _USUAL_SCRIPTS.get(language, script), place


def _lineage(start: _Language) -> Iterator[_Language]:
    """A language, then ever wider ones up to the bare language, always in the same script."""
    from babel.core import get_global

    parents = get_global("parent_exceptions")
    here, seen = start, set[_Language]()
    while here not in seen:
        seen.add(here)
        yield here
        keys = (f"{here.language}_{here.script}_{here.region}", f"{here.language}_{here.region}")
        parent = next((parents[key] for key in keys if here.region and not here.variants and key in parents), None)
        wider = _language(parent.replace("_", "-")) if parent else None
        if wider is not None and (wider.language, wider.script) == (here.language, here.script):
            here = wider
        elif here.variants:
            here = attrs.evolve(here, variants=here.variants[:-1])
        else:
            here = attrs.evolve(here, region="")


def _nearest(tag: str, offered: dict[str, _Language]) -> str | None:
    wanted = _language(tag)
    for level in _lineage(wanted):
        for name, language in offered.items():
            if language == level:
                return name
    home = _likely(wanted.language)[1]
    descents = {name: tuple(_lineage(language)) for name, language in offered.items()}
    for level in _lineage(wanted):
        related = [name for name, descent in descents.items() if level in descent]
        if related:
            # The fewest steps down, then the region most speakers live in, then the caller's own order.
            return min(related, key=lambda name: (descents[name].index(level), offered[name].region != home))
    return None
