# SPDX-License-Identifier: Apache-2.0
"""A browser as far as a form needs one: it parses by the standard, and sends what a browser would send."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import attrs
import html5lib
import pytest

import alliance_forms as af
from alliance_forms.html import FORMAT, HtmlOptions
from alliance_forms.model import FrozenMap, Instrument
from alliance_forms.view import FormView, LocalText


@attrs.frozen
class Page:
    """A parsed page."""

    root: Element

    @classmethod
    def of(cls, markup: str) -> "Page":
        whole = markup if markup.startswith("<!doctype") else f"<!doctype html><title>x</title>{markup}"
        return cls(html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(whole))

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.root.iter() if isinstance(element.tag, str) and (not tags or element.tag in tags)]

    def by_id(self, name: str) -> Element:
        (found,) = [element for element in self.all() if element.get("id") == name]
        return found

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(element.tag, tuple(sorted(element.attrib))) for element in self.all()]

    def send(self, button: str | None = None) -> list[tuple[str, str]]:
        """The successful controls, as the HTML standard sends them, with the button of that value."""
        pressed = [one for one in self.all("button") if one.get("value") == button] if button else []
        return [*self._send(), *((one.get("name"), button) for one in pressed[:1])]

    def buttons(self) -> set[str]:
        return {one.get("value") for one in self.all("button")}

    def _send(self) -> Iterator[tuple[str, str]]:
        for control in self.all("input", "textarea"):
            name, kind = control.get("name"), control.get("type", "text")
            if not name or (kind in ("radio", "checkbox") and "checked" not in control.attrib):
                continue
            if kind == "hidden":
                # Not a box: its line breaks stay until they are sent.
                value = control.get("value", "").replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
            elif control.tag == "textarea":
                value = text_of(control, strip=False).replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
            else:
                value = control.get("value", "").replace("\r", "").replace("\n", "")
            yield name, value


def text_of(element: Element, *, strip: bool = True) -> str:
    text = "".join(element.itertext())
    return " ".join(text.split()) if strip else text


@pytest.fixture(scope="session")
def phq9() -> FormView:
    return af.form_view(af.get_instrument("phq-9"), locale="en", host=af.Host(care={"en": "Call the clinic."}))


@pytest.fixture(scope="session")
def page():
    """Renders and parses in one go."""

    def make(form, *, document=False, prefix="af", leave_blank=False, **given) -> Page:
        return Page.of(FORMAT.render(form, options=HtmlOptions(document=document, prefix=prefix, leave_blank=leave_blank), **given))

    return make


@pytest.fixture(scope="session")
def words():
    return text_of


def make_form(*items, texts=None, **more) -> FormView:
    instrument = Instrument(
        id="clinic-x.t", version="1.0.0", title="t", subject="client", rater=("client",), language="en", item=items, **more
    )
    title = LocalText("Check-in", "en", "ltr")
    words = {path: LocalText(value, "en", "ltr") for path, value in (texts or {}).items()}
    return FormView(
        instrument=instrument, rater="client", lang="en", dir="ltr", texts=FrozenMap(words), title=title, discreet_title=title,
        shown={"locale": "en"}, version_tag="TAG",
    )  # fmt: skip


@pytest.fixture(scope="session")
def form_of():
    """A form of these items."""
    return make_form
