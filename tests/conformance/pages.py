# SPDX-License-Identifier: Apache-2.0
"""Every page that a browser judges: each instrument that can be shown, every type of question, every state of a form, in four languages."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
from babel.messages.pofile import read_po, write_po

import alliance_forms as af
from alliance_forms.html import FORMAT, HtmlOptions
from alliance_forms.i18n import direction
from alliance_forms.model import FrozenMap, texts_of
from alliance_forms.view import FormView, LocalText

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LANGUAGES = ("en", "es", "ar")
# English with accents and a third longer, as a language nobody has translated into yet may turn out to be.
PSEUDO = "en-XA"
_ACCENTED = str.maketrans("aeiouyncsAEIOUCS", "áéîöüýñçšÁÉÎÖÜÇŠ")
CARE = {
    "en": "If you need somebody now, call the clinic: 000 000 0000.",
    "es": "Si necesita hablar con alguien ahora, llame a la clínica: 000 000 0000.",
    "ar": "إن احتجت إلى أحد الآن فاتصل بالعيادة: 000 000 0000.",
}
HOST = af.Host(
    care=CARE, notices={"purpose": {"en": "So that we can talk about it."}, "audience": {"en": "You and your therapist."}}, use="clinical"
)


@attrs.frozen(kw_only=True)
class Sheet:
    """One page to be judged.

    Attributes:
        name: Of its file, and of its pictures.
        lang: Of the page.
        markup: The whole page.
        stops: How often Tab stops on its way through the questions; None where that is not counted.
    """

    name: str
    lang: str
    markup: str = attrs.field(repr=False)
    stops: int | None = None


def every_type(lang: str) -> FormView:
    """The form with every type of question, its texts ours and in the language as far as they are translated."""
    tree = json.loads((HERE / "every-type.json").read_text(encoding="utf-8"))
    form = af.form_view(af.load(json.dumps(tree["instrument"]).encode(), af.Instrument), host=HOST)
    return spoken(form, lang, tree["texts"].get(lang, {}))


def spoken(form: FormView, lang: str, own: dict[str, str]) -> FormView:
    """The form with the words around it in another language, and its own words where there are any."""
    if lang == PSEUDO:
        own = {path: pseudo(text.value) for path, text in form.texts.items()}
    texts = {path: LocalText(own[path], lang, direction(lang)) if path in own else text for path, text in form.texts.items()}
    title = texts["title"]
    care = LocalText(CARE[lang], lang, direction(lang)) if lang in CARE and form.care else form.care
    return attrs.evolve(
        form,
        lang=lang,
        dir=direction(lang),
        texts=FrozenMap(texts),
        title=title,
        discreet_title=texts.get("discreetTitle", title),
        care=care,
    )


def pseudo(text: str) -> str:
    """A text as it might be in a language with long words and many accents; slots stay as they are.

    >>> pseudo("Send {number}")
    '[Šéñd {number} ~~~~]'
    """
    parts = text.split("{")
    accented = parts[0].translate(_ACCENTED) + "".join(
        "{" + slot + mark + rest.translate(_ACCENTED) for slot, mark, rest in (part.partition("}") for part in parts[1:])
    )
    return f"[{accented} {'~' * (len(text) // 3)}]"


def pseudo_catalogue(out: Path) -> Path:
    """The interface in the language that is none; gives the directory of catalogues."""
    with (ROOT / "locales" / "alliance_forms.pot").open("rb") as template:
        words = read_po(template)
    for message in words:
        if message.id:
            message.string = pseudo(str(message.id))
    target = out / PSEUDO.replace("-", "_") / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    with (target / "alliance_forms.po").open("wb") as file:
        write_po(file, words)
    return out


def made_up(instrument: af.Instrument) -> FormView:
    """The form of a measure whose wording is others' to give, with words that nobody could take for it."""
    bare = af.form_view(instrument, transcribe=True)
    texts = {path: LocalText(f"Made-up words {number} of this form", "en", "ltr") for number, (path, _) in enumerate(texts_of(instrument))}
    texts = {path: text for path, text in texts.items() if not path.startswith(("scale/", "alert/", "change/"))}
    return attrs.evolve(bare, transcription=False, texts=FrozenMap(texts), title=LocalText("A made-up form", "en", "ltr"))


def shown() -> Iterator[tuple[str, str, FormView]]:
    """Every form that can be shown, by name and language: as it is in its own languages, in the others with the words around it translated."""
    for listing in af.instruments():
        instrument = af.get_instrument(listing.id)
        for rater in instrument.rater:
            for lang in (*LANGUAGES, PSEUDO):
                form = _form(instrument, lang, rater)
                if form is not None:
                    yield f"{instrument.id}.{rater}" if len(instrument.rater) > 1 else instrument.id, lang, form
    for lang in (*LANGUAGES, PSEUDO):
        yield "every-type", lang, every_type(lang)
        yield "made-up", lang, spoken(made_up(af.get_instrument("wai-sr")), lang, {})


def _form(instrument: af.Instrument, lang: str, rater: str) -> FormView | None:
    try:
        return af.form_view(instrument, locale=lang, rater=rater, host=HOST)
    except af.NotPermitted:
        pass
    try:
        return spoken(af.form_view(instrument, rater=rater, host=HOST), lang, {})
    except af.NotPermitted:
        return None


def transcribed() -> Iterator[tuple[str, str, FormView]]:
    """Every instrument as staff type it in from paper; the words around it in each language by turns."""
    for number, listing in enumerate(af.instruments()):
        lang = LANGUAGES[number % len(LANGUAGES)]
        yield f"{listing.id}.transcribe", lang, af.form_view(af.get_instrument(listing.id), locale=lang, transcribe=True, host=HOST)


def sheets(out: Path) -> Iterator[Sheet]:
    """Every page, in the order in which they are judged."""
    catalogues = pseudo_catalogue(out / "locales")
    for name, lang, form in (*shown(), *transcribed()):
        yield _sheet(name, lang, form, HtmlOptions(document=True, action="/echo"))


def _sheet(name: str, lang: str, form: FormView, options: HtmlOptions, **given: object) -> Sheet:
    return Sheet(name=f"{name}.{lang}", lang=lang, markup=FORMAT.render(form, options=options, **given))


def write(out: Path) -> None:
    """Write every page, what they need, and the list of them."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for sheet in sheets(out):
        (out / f"{sheet.name}.html").write_text(sheet.markup, encoding="utf-8", newline="")
        written.append({"name": sheet.name, "lang": sheet.lang, "bytes": len(sheet.markup.encode()), "stops": sheet.stops})
    for name, text in FORMAT.assets().items():
        (out / name).write_text(text, encoding="utf-8", newline="")
    (out / "pages-bad.html").write_bytes((HERE / "pages-bad.html").read_bytes())
    (out / "pages.json").write_text(json.dumps(written, indent=1), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
