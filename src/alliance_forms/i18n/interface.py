# SPDX-License-Identifier: Apache-2.0
"""The words around a form: buttons, hints, notices, in the language of the page where they are translated.

Where a language has no translation they stay English and say so, so that a page can mark them with their own ``lang``.
"""

import re
from importlib.resources.abc import Traversable
from pathlib import Path

import attrs

from alliance_forms.errors import UsageFault
from alliance_forms.i18n.catalogue import Catalogue, Translation, catalogue
from alliance_forms.i18n.locales import normalise_locale

__all__ = ["DOMAIN", "Interface"]

DOMAIN = "alliance_forms"


def _(message: str) -> str:
    """Marks an interface string for the catalogue; it is translated where it is used."""
    return message


# A slot is a plain name: no attribute, index or format of a value can be reached from a translation.
_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}", re.ASCII)


@attrs.frozen
class Interface:
    """The interface in one language.

    Attributes:
        locale: The language wanted; what is served is the nearest there is, else English.
        directory: Catalogues of the host's own instead of the library's.

    >>> Interface("en").text("Question {number} of {total}", number=2, total=9).text
    'Question 2 of 9'
    """

    locale: str = attrs.field(converter=normalise_locale)
    directory: Path | Traversable | None = attrs.field(default=None, kw_only=True)

    @property
    def lang(self) -> str:
        """The language most of the interface is served in.

        >>> Interface("es-MX").lang, Interface("qaa").lang
        ('es', 'en')
        """
        return self._catalogue().lang

    def text(self, message: str, /, **values: str | int) -> Translation:
        """One interface text with its slots filled, and whether it is translated.

        A translation without the very slots of its source is not used: a lost ``{number}`` would be lost to the reader.

        Args:
            message: The English text, with slots such as ``{number}``.
            **values: What goes into the slots; put in as it is, never read for further slots.

        Raises:
            UsageFault: A slot of the message is given no value.

        >>> Interface("qaa").text("Send")
        Translation(text='Send', lang='en', status='untranslated')
        """
        needed = set(_SLOT.findall(message))
        if needed - set(values):
            missing = ", ".join(sorted(needed - set(values)))
            raise UsageFault(f"the interface text needs a value for: {missing}")
        words = self._catalogue()
        found = words.lookup(message)
        if set(_SLOT.findall(found.text)) != needed:
            found = words.without(message)
        return attrs.evolve(found, text=_SLOT.sub(lambda slot: str(values[slot[1]]), found.text))

    def _catalogue(self) -> Catalogue:
        return catalogue(DOMAIN, self.locale, self.directory)
