# SPDX-License-Identifier: Apache-2.0
"""Brings the catalogues in `locales/` up to date; `make messages` runs it after pybabel has collected the interface.

Each bundled instrument is a domain of its own: `locales/<id>.pot`, and `<id>.po` beside the interface's in every language that has one.
An empty `.po` becomes one to fill in. There are no dates, places or line numbers in them, so that a run without a change changes nothing.
"""

import io
import re
import sys
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from alliance_forms.codec import decode, read_json
from alliance_forms.i18n import DOMAIN
from alliance_forms.model import Instrument

METHOD = "alliance_forms.i18n.extract:extract_instrument"
KEYWORDS = {"pgettext": ((1, "c"), 2)}
# Babel drops header fields that it does not know, so the header is kept here as it stands.
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
INSTRUMENT_HEADER = """\
"X-Instrument-Version: \\n"
"X-Source: \\n"
"X-License: \\n"
"X-Validated: no\\n"
"""


def main(root: Path) -> None:
    """Write every template and every catalogue of a checkout."""
    locales = root / "locales"
    interface = locales / f"{DOMAIN}.pot"
    template = read_po(io.BytesIO(interface.read_bytes()), domain=DOMAIN, abort_invalid=True)
    write(template, interface)
    update(template, locales)
    for template, version in collected((root / "src" / "alliance_forms" / "bundled").glob("*.json")):
        write(template, locales / f"{template.domain}.pot")
        update(template, locales, version=version)


def collected(documents: Iterable[Path]) -> list[tuple[Catalog, str]]:
    """The texts of each instrument, in the order of its form, with its newest version; earlier ones stay loadable, hence translated."""
    found: dict[str, tuple[Catalog, str]] = {}
    known = ((decode(read_json(data), Instrument), data) for data in (document.read_bytes() for document in documents))
    for instrument, data in sorted(known, key=lambda one: (one[0].id, [int(part) for part in one[0].version.split(".")])):
        template = found[instrument.id][0] if instrument.id in found else Catalog(domain=instrument.id)
        for _, text, comments, context in extract(METHOD, io.BytesIO(data), KEYWORDS):
            template.add(text, context=context, auto_comments=comments)
        found[instrument.id] = template, instrument.version
    return list(found.values())


def update(template: Catalog, locales: Path, *, version: str | None = None) -> None:
    """Bring the domain's catalogue in each language up to date; what is no longer asked for stays in it as a comment."""
    for file in sorted(locales.glob(f"*/LC_MESSAGES/{template.domain}.po")):
        written = file.read_text(encoding="utf-8")
        header = written.partition("\n\n")[0].strip()
        if not header:
            header = (HEADER + (INSTRUMENT_HEADER if version else "")).format(language=file.parents[1].name).strip()
        header = re.sub(r'(?<="X-Instrument-Version: )[^\\]*', version or "", header)
        catalogue = read_po(io.BytesIO(written.encode()), abort_invalid=True)
        catalogue.update(with_variants(template, catalogue), no_fuzzy_matching=True)
        write(catalogue, file, header=f"{header}\n\n")


def with_variants(template: Catalog, catalogue: Catalog) -> Catalog:
    """The template, with the variants that a translator wrote of its texts (``item/1/text~a``), which no document asks for by itself."""
    whole = deepcopy(template)
    for message in catalogue:
        base, tilde, variant = (message.context or "").partition("~")
        source = template.get(message.id, base) if tilde else None
        if source:
            whole.add(message.id, context=message.context, auto_comments=[*source.auto_comments, f"Variant: {variant}"])
    return whole


def write(catalogue: Catalog, file: Path, *, header: str = "") -> None:
    """Write one file, if it changes."""
    for message in catalogue:
        # Babel takes "100% sure" for a format, and a checker would then want it in every translation. An instrument's texts,
        # which have a context, have slots of their own kind.
        message.flags -= {"python-format", "python-brace-format"} if message.context else {"python-format"}
    written = io.BytesIO()
    write_po(written, catalogue, width=110, no_location=True, omit_header=True)
    content = header.encode() + written.getvalue()
    if not file.is_file() or file.read_bytes() != content:
        file.write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1])
