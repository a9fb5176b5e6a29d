# SPDX-License-Identifier: Apache-2.0
"""The page's languages: every text escaped, and marked with its own language where that is not the form's."""

from decimal import Decimal
from pathlib import Path
from typing import Literal

import attrs
from markupsafe import Markup, escape

from alliance_forms.i18n import Interface, direction, same_language
from alliance_forms.identity import isolated
from alliance_forms.view import FormView, LocalText

__all__ = ["Tongue", "tongue_of"]

_MARKED = Markup('<span lang="{}" dir="{}">{}</span>')
# The element is the outermost isolate; signs in a name that would end it early are met inside.
_APART = Markup("<bdi>{}</bdi>")


@attrs.frozen(kw_only=True)
class Tongue:
    """The language of a form, and the interface in it.

    Attributes:
        lang, dir: Of the form; what differs is marked.
        interface: The words around the questions.
    """

    lang: str
    dir: Literal["ltr", "rtl"]
    interface: Interface

    def say(self, text: LocalText) -> Markup:
        """A text of the form, escaped; with ``lang`` and ``dir`` where it is in another language, a name in it kept apart."""
        words = Markup("").join(_APART.format(isolated(part)[1:-1]) if own else escape(part) for part, own in text.parts())
        if (text.lang, text.dir) == (self.lang, self.dir) or (text.dir == self.dir and same_language(text.lang, self.lang)):
            return words
        return _MARKED.format(text.lang, text.dir, words)

    def number(self, value: Decimal | int) -> str:
        """A number that can stand in any text; from right to left a minus would else be drawn behind it."""
        return f"\u2066{value}\u2069" if value < 0 and self.dir == "rtl" else str(value)

    def text(self, message: str, /, **values: str | int) -> Markup:
        """A text of the interface, likewise."""
        found = self.interface.text(message, **values)
        if same_language(found.lang, self.lang):
            return escape(found.text)
        return self.say(LocalText(found.text, found.lang, direction(found.lang)))


def tongue_of(form: FormView, catalogues: Path | None = None) -> Tongue:
    """The languages of a form's page.

    Args:
        form: What may be shown.
        catalogues: Directory with the host's own words around the questions.

    >>> import alliance_forms as af
    >>> tongue_of(af.form_view(af.get_instrument("phq-9"), locale="en")).text("Send")
    Markup('Send')
    """
    return Tongue(lang=form.lang, dir=form.dir, interface=Interface(form.lang, directory=catalogues))
