# SPDX-License-Identifier: Apache-2.0
"""The main job on one screen: render, read filled-in forms back, score them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import click

from alliance_forms.cli.forms import write_form
from alliance_forms.cli.report import report_text
from alliance_forms.codec import dumps
from alliance_forms.library import get_instrument, read, render, score
from alliance_forms.model import FrozenMap, Instrument, Response, Session

__all__ = ["demo"]

_FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    "html": ("html", {"document": True}),
    "text": ("txt", {}),
    "fhir-r4": ("fhir-r4.json", {}),
}
_LOCALES = ("en", "es")


@attrs.frozen(kw_only=True)
class _FilledIn:
    """A form as somebody sent it: a page's fields, or a text with answers after the arrows."""

    name: str
    instrument: str
    format: str
    locale: str = "en"
    answers: Mapping[str, str]
    session: Session | None = None


_FILLED_IN = (
    _FilledIn(
        name="page",
        instrument="phq-9",
        format="html",
        answers={f"af-{number}": code for number, code in enumerate("1210010011", start=1)},
    ),
    _FilledIn(name="text", instrument="phq-9", format="text", locale="es", answers={"1": "3", "9": "0"}),
    _FilledIn(
        name="text",
        instrument="alliance-check-in",
        format="text",
        locale="es",
        session=Session(modality="video"),
        answers={"bond.1": "4", "bond.2": "3", "goals.1": "2", "goals.2": "3", "tasks.1": "4", "privacy": "2", "tension": "no"},
    ),
)


@click.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Directory to write to.")
def demo(out: Path) -> None:
    """Render two instruments in every format in English and Spanish, read filled-in forms back and score them."""
    written = [path for name in dict.fromkeys(one.instrument for one in _FILLED_IN) for path in _rendered(out, get_instrument(name))]
    reports = []
    for one in _FILLED_IN:
        instrument = get_instrument(one.instrument)
        response = _read(instrument, one)
        written += _scored(out / f"{one.instrument}.filled-in-{one.name}", instrument, response)
        reports.append(f"\n{one.name} filled in, {report_text(instrument, score(instrument, response))}")
    click.echo(f"wrote {len(set(written))} files below {out}:")
    for path in sorted(set(written)):
        click.echo(f"  {path.relative_to(out)!s:<50}{path.stat().st_size:>7,} bytes")
    click.echo("".join(reports), nl=False)


def _rendered(out: Path, instrument: Instrument) -> list[Path]:
    return [
        path
        for format_, (ending, options) in _FORMATS.items()
        for locale in _LOCALES
        for path in write_form(out / f"{instrument.id}.{locale}.{ending}", render(instrument, format_, locale=locale, **options), format_)
    ]


def _read(instrument: Instrument, one: _FilledIn) -> Response:
    where: dict[str, Any] = {"locale": one.locale, "session": one.session}
    if one.format == "html":
        return read(instrument, "html", one.answers, **where)
    filled = Response(instrument=instrument.id, version=instrument.version, answers=FrozenMap(one.answers))
    return read(instrument, "text", render(instrument, "text", response=filled, **where), **where)


def _scored(stem: Path, instrument: Instrument, response: Response) -> list[Path]:
    paths = {
        stem.with_name(f"{stem.name}.response.json"): dumps(response),
        stem.with_name(f"{stem.name}.report.json"): dumps(score(instrument, response)),
    }
    for path, text in paths.items():
        path.write_text(text, encoding="utf-8")
    return list(paths)
