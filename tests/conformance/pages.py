# SPDX-License-Identifier: Apache-2.0
"""Every page that a browser judges: each instrument that can be shown, every type of question, every state of a form, in four languages."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
from babel.messages.pofile import read_po, write_po

import alliance_forms as af
from alliance_forms.html import FORMAT, Colours, HtmlOptions, Theme, render_scores, style_sheet, visit
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
RIGHT = {
    "af-rest": "1", "af-company": "3", "af-place": "home", "af-helped": "sleep", "af-medicine": "true", "af-which": "tea", "af-hours": "7",
    "af-calm": "4", "af-near": "60", "af-since~day": "3", "af-since~month": "11", "af-since~year": "2026", "af-more": "time",
    "af-goal~1~aim": "walk", "af-goal~1~reached": "2",
}  # fmt: skip
WRONG = [
    ("af-rest", "1"), ("af-rest", "2"), ("af-company", "9"), ("af-helped", "sleep"), ("af-helped", "none"), ("af-hours", "25"),
    ("af-temperature", "warm"), ("af-since~day", "31"), ("af-since~month", "2"), ("af-since~year", "2026"), ("af-move~day", "3"),
    ("af-goal~2~aim", "walk"), ("af-goal~2~reached", "9"), ("af-near", "101"), ("af-more", "x" * 10_001),
]  # fmt: skip


@attrs.frozen(kw_only=True)
class Sheet:
    """One page to be judged.

    Attributes:
        name: Of its file, and of its pictures.
        lang: Of the page.
        markup: The whole page.
    """

    name: str
    lang: str
    markup: str = attrs.field(repr=False)


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
        options = HtmlOptions(document=True, action="/echo", exit="https://example.org/", catalogues=catalogues if lang == PSEUDO else None)
        yield _sheet(name, lang, form, options)
        if name == "every-type":
            yield from _states(lang, form, options)
        if (name, lang) == ("phq-9", "en"):
            nine = attrs.evolve(form, instrument=attrs.evolve(form.instrument, item=form.instrument.item[:9]))
            yield _sheet("nine", lang, nine, HtmlOptions(document=True, action="/echo"))


def _states(lang: str, form: FormView, options: HtmlOptions) -> Iterator[Sheet]:
    """The form after a slip, page by page, before it is sent, with the script, in a page of somebody else, and with other colours."""
    reading = FORMAT.read(form, WRONG)
    yield _sheet("errors", lang, form, options, submitted=reading.submitted, problems=reading.problems)
    filled = FORMAT.read(form, RIGHT)
    yield _sheet("filled-in", lang, form, options, response=filled.response)
    led = [
        ("paged", {"per_page": 5}, {"af-_at": "1", "af-_go": "p2"}),
        ("check", {}, {}),
        ("take-back", {}, {"af-_at": "1", "af-_go": "blank"}),
        ("paged-errors", {"per_page": 5}, {"af-_at": "2", "af-_go": "p3", "af-hours": "many"}),
    ]
    for name, changes, sent in led:
        page = visit(form, RIGHT | sent, options=attrs.evolve(options, **changes)).page
        yield Sheet(name=f"{name}.{lang}", lang=lang, markup=page or "")
    yield _sheet("script", lang, form, attrs.evolve(options, script=True))
    yield _sheet("violet", lang, form, attrs.evolve(options, assets="violet-"))
    if lang == "en":  # a host's own template, and its help above the questions
        yield _sheet("own", lang, form, attrs.evolve(options, templates=HERE / "pages-host", care_first=True))
    yield Sheet(name=f"scores.{lang}", lang=lang, markup=hosts_page(lang, _scores(lang)))
    two = [FORMAT.render(form, options=attrs.evolve(options, document=False, prefix=prefix, heading_level=3)) for prefix in ("a", "b")]
    yield Sheet(name=f"two-forms.{lang}", lang=lang, markup=hosts_page(lang, *two))


def _scores(lang: str) -> str:
    phq9 = af.get_instrument("phq-9")
    report = af.score(phq9, af.read(phq9, "html", {f"af-{number}": "1" for number in range(1, 10)}, host=HOST), host=HOST)
    return render_scores(report.explain("en" if lang == PSEUDO else lang), bands=True)


def hosts_page(lang: str, *fragments: str) -> str:
    """A page of a host's own, with forms in it."""
    parts = "".join(f'<div role="region" aria-label="Form {number}">{part}</div>' for number, part in enumerate(fragments, start=1))
    return (
        f'<!doctype html>\n<html lang="{lang}" dir="{direction(lang)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Clinic</title>'
        '<link rel="stylesheet" href="alliance-forms.css"></head>'
        f'<body class="af-root"><main class="af-page"><h1 lang="en" dir="ltr">Clinic</h1><h2 lang="en" dir="ltr">Forms</h2>{parts}</main></body></html>\n'
    )


def _sheet(name: str, lang: str, form: FormView, options: HtmlOptions, **given: object) -> Sheet:
    return Sheet(name=f"{name}.{lang}", lang=lang, markup=FORMAT.render(form, options=options, **given))


def write(out: Path) -> None:
    """Write every page, what they need, and the list of them."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for sheet in sheets(out):
        (out / f"{sheet.name}.html").write_text(sheet.markup, encoding="utf-8", newline="")
        written.append({"name": sheet.name, "lang": sheet.lang, "bytes": len(sheet.markup.encode())})
    violet = Theme(light=Colours(accent="#5b2a86", soft="#efe6f7"))
    for name, text in {**FORMAT.assets(HtmlOptions(script=True)), "violet-alliance-forms.css": style_sheet(violet)}.items():
        (out / name).write_text(text, encoding="utf-8", newline="")
    for bad in HERE.glob("pages-bad.*"):
        (out / bad.name).write_bytes(bad.read_bytes())
    (out / "pages.json").write_text(json.dumps(written, indent=1), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
