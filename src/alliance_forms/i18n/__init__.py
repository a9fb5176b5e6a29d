# SPDX-License-Identifier: Apache-2.0
"""Languages: which one to serve, what is translated into it, and which way it is written."""

from alliance_forms.i18n.catalogue import Catalogue, Translation, available_locales, catalogue
from alliance_forms.i18n.interface import DOMAIN, Interface
from alliance_forms.i18n.locales import direction, negotiate_locale, normalise_locale, same_language

__all__ = [
    "DOMAIN",
    "Catalogue",
    "Interface",
    "Translation",
    "available_locales",
    "catalogue",
    "direction",
    "negotiate_locale",
    "normalise_locale",
    "same_language",
]
