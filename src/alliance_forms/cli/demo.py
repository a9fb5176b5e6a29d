# SPDX-License-Identifier: Apache-2.0
"""The main job on one screen: render, read a filled-in form back, score it."""

from pathlib import Path
from typing import Any

import click

from alliance_forms.cli.forms import write_form
from alliance_forms.cli.report import report_text
from alliance_forms.codec import dumps
from alliance_forms.library import get_instrument, read, render, score
from alliance_forms.model import Instrument, Response

__all__ = ["demo"]

_FORMATS: dict[str, dict[str, Any]] = {"html": {"document": True}, "text": {}, "fhir-r4": {}}
_LOCALES = ("en", "es")
_ENDINGS = {"html": "html", "text": "txt", "fhir-r4": "fhir-r4.json"}
# A page somebody filled in, and a text somebody sent back with two answers.
_POST = {f"af-{number}": code for number, code in enumerate("1210010011", start=1)}
_REPLY = {"1": "3", "9": "0"}


@click.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Directory to write to.")
def demo(out: Path) -> None:
    """Render PHQ-9 in every format in English and Spanish, read two filled-in forms back and score them."""
    phq9 = get_instrument("phq-9")
    written = [path for format_ in _FORMATS for locale in _LOCALES for path in _rendered(out, phq9, format_, locale)]
    given = {"filled-in page": read(phq9, "html", _POST), "text sent back": read(phq9, "text", _reply(phq9), locale="es")}
    for name, response in given.items():
        written += _scored(out, phq9, name.replace(" ", "-"), response)
    click.echo(f"wrote {len(set(written))} files below {out}:")
    for path in sorted(set(written)):
        click.echo(f"  {path.relative_to(out)!s:<38}{path.stat().st_size:>7,} bytes")
    for name, response in given.items():
        click.echo(f"\n{name}: " + report_text(phq9, score(phq9, response)).replace("\n", "\n  ").rstrip())


def _rendered(out: Path, instrument: Instrument, format_: str, locale: str) -> list[Path]:
    text = render(instrument, format_, locale=locale, **_FORMATS[format_])
    return write_form(out / f"{instrument.id}.{locale}.{_ENDINGS[format_]}", text, format_)


def _reply(instrument: Instrument) -> str:
    """The text form as somebody sends it back, two answers filled in."""
    partly = Response(instrument=instrument.id, version=instrument.version, answers=_REPLY)
    return render(instrument, "text", locale="es", response=partly)


def _scored(out: Path, instrument: Instrument, name: str, response: Response) -> list[Path]:
    paths = {
        out / f"{instrument.id}.{name}.response.json": dumps(response),
        out / f"{instrument.id}.{name}.report.json": dumps(score(instrument, response)),
    }
    for path, text in paths.items():
        path.write_text(text, encoding="utf-8")
    return list(paths)
