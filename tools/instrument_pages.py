# SPDX-License-Identifier: Apache-2.0
"""Writes `docs/instruments/`: a page for every bundled instrument, made from its document, and an index that helps to choose.

`make instruments` runs it. Pages name questions by number and answers by code, never by their words.
"""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from instrument_index import Entry, entries, index
from instrument_words import (
    ANSWERED,
    MEASURES,
    RECALLS,
    SIDES,
    SUBJECTS,
    asked,
    bands,
    called,
    counted,
    key,
    listed,
    made,
    mark,
    missing,
    plain,
    questions,
    spans,
    table,
)

import alliance_forms as af
from alliance_forms.rights import TERMS, changeable, credit

VALIDATED = {
    "validated": "Studies of how well it measures have been published.",
    "not-validated": "**It is not validated.**",
    "unknown": None,
}
NOT_KNOWN = "How well it measures was not looked up for this library."
BASES = {
    "public-domain": "It is in the public domain.",
    "free-no-permission": "No permission is needed to reproduce, translate, display or distribute it.",
    "licence-required": "Its wording needs a licence from the holder. This library has none and gives the structure only.",
    "unknown": "Nobody has stated the rights in its wording, so it is treated like one that needs a licence.",
}
SCORED = "It can be scored without its words: from the numbers of questions and the codes of answers."


def page(entry: Entry) -> str:
    """The page of one instrument."""
    sections: tuple[Callable[[Entry], Iterator[str]], ...] = (
        _opening, _asks, _scores, _lines, _change, _alerts, _rights, _languages, _example, _sources,
    )  # fmt: skip
    text = "\n".join(line for section in sections for line in section(entry)).rstrip()
    return re.sub(r"\n{3,}", "\n\n", f"{text}\n\n[All forms](README.md)\n")


def _opening(entry: Entry) -> Iterator[str]:
    one = entry.instrument
    yield f"# {one.title}"
    yield ""
    about = f" and {called(one.recall.code, RECALLS)}" if one.recall else ""
    raters = listed((ANSWERED[rater] for rater in one.rater), last="or")
    number = sum(1 for _ in asked(one))
    yield f"`{one.id}` {one.version} is about {SUBJECTS[one.subject]}{about}. It has {counted(number, 'question')}, answered by {raters}."
    if entry.own:
        yield "We wrote it for this library, words and all."
    elif entry.official:
        yield "Its official wording comes with the library."
    else:
        yield "The library has its numbers, its answers and its rules. The words are the holder's, and come with a wording pack."
    yield ""
    measured = dict.fromkeys(called(scale.measures, MEASURES) for scale in one.scale if scale.measures)
    yield f"It measures {listed(measured)}." if measured else "It has no score: the answers are for reading and talking about."
    named = f"(See {listed(f'`{name}`' for name in one.validation.source)} below.)" if one.validation.source else None
    yield " ".join(filter(None, (VALIDATED[one.validation.status], one.validation.text or NOT_KNOWN, named)))
    yield from filter(None, (entry.tree.get("note"),))
    if one.counterpart:
        yield f"Its counterpart is [{one.counterpart.instrument}]({one.counterpart.instrument}.md)."
    yield ""


def _asks(entry: Entry) -> Iterator[str]:
    one = entry.instrument
    yield "## What is asked and answered"
    yield ""
    yield from table(("questions", "answered with"), questions(one))
    remarks = [tree["note"] for tree in (*entry.tree.get("answerOptionSet", ()), *entry.tree["item"]) if "note" in tree]
    yield from (f"{remark}\n" for remark in dict.fromkeys(remarks))
    counts = {part.link_id for scale in one.scale for part in scale.item}
    silent = [item.link_id for item in asked(one) if item.link_id not in counts]
    if counts and silent:
        yield f"Asked, and counted in no score: {spans(silent)}."
        yield ""
    if entry.languages:
        yield f"`alliance-forms render {one.id} --to text` prints it with its words."
        yield ""


def _scores(entry: Entry) -> Iterator[str]:
    one = entry.instrument
    if not one.scale:
        return
    sources = {source.id: source for source in one.source}
    better = {"higher": "higher is better", "lower": "lower is better", "none": "neither way is better"}
    yield "## How it is scored"
    yield ""
    if any(part.reverse for scale in one.scale for part in scale.item):
        yield "**R** marks a question that is turned round before it counts: its lowest answer counts as its highest."
        yield ""
    yield from table(
        ("score", "made of", "how", "direction", "the key"),
        (
            (f"`{scale.id}`: {scale.title or scale.id}", key(scale), made(scale), better[scale.better],
             "our own" if entry.own else "the holder's" if scale.key == "holder" else mark(sources.get(scale.source or "")))
            for scale in one.scale
        ),
    )  # fmt: skip
    rules: dict[str, list[str]] = {}
    for scale in one.scale:
        rules.setdefault(missing(scale), []).append(f"`{scale.id}`")
    if len(rules) == 1:
        yield f"Where an answer is missing, {next(iter(rules))}."
    else:
        yield "Where answers are missing:"
        yield ""
        yield from (f"* {listed(names)}: {rule}." for rule, names in rules.items())
    yield ""
    if one.combine:
        scales = listed(f"`{name}`" for name in one.combine.scale)
        source = mark(sources.get(one.combine.source or ""))
        several = f"Where more than one {one.combine.rater} answers about a session"
        yield f"{several}, the {one.combine.method} of {scales} is the score of all ({source})."
        yield ""
    for note in dict.fromkeys(tree["note"] for tree in entry.tree["scale"] if "note" in tree):
        names = listed(f"`{tree['id']}`" for tree in entry.tree["scale"] if tree.get("note") == note)
        yield f"* {names}: {note}"
    yield ""


def _lines(entry: Entry) -> Iterator[str]:
    one = entry.instrument
    sources = {source.id: source for source in one.source}
    for scale in one.scale:
        if scale.band:
            yield f"### Ranges of `{scale.id}`"
            yield ""
            yield from table(("points", "called"), bands(scale, scale.digits))
            people = f"Made for: {scale.band_population}. " if scale.band_population else ""
            yield f"{people}Source: {mark(sources.get(scale.band_source or ''))}."
            yield ""
    cuts = [(scale, cut) for scale in one.scale for cut in scale.cut_off]
    if cuts:
        yield "### Lines on the scores"
        yield ""
        yield from table(
            ("score", "line", "what it stands for", "for whom", "source"),
            (
                (f"`{scale.id}`", SIDES[cut.comparator].format(plain(cut.value)), str(cut.text or cut.id), cut.population or "not said",
                 mark(sources.get(cut.source or "")))
                for scale, cut in cuts
            ),
        )  # fmt: skip
    if not one.scale:
        return
    if not cuts and not any(scale.band for scale in one.scale):
        yield "There are no ranges and no cut-offs: none was found that could be named with its source."
        yield ""


def _change(entry: Entry) -> Iterator[str]:
    one = entry.instrument
    sources = {source.id: source for source in one.source}
    if one.change:
        yield "## When a change counts"
        yield ""
        yield from table(
            ("score", "change", "for whom", "source"),
            (
                (f"`{change.scale}`", SIDES[change.comparator].format(plain(change.value))
                 + (f" ({plain(change.confidence * 100)} % confidence)" if change.confidence else ""),
                 change.population or "not said", mark(sources.get(change.source or "")))
                for change in one.change
            ),
        )  # fmt: skip
        remarks = dict.fromkeys(tree["note"] for tree in entry.tree["change"] if "note" in tree)
        yield from (f"{remark}\n" for remark in remarks)


def _alerts(entry: Entry) -> Iterator[str]:
    one = entry.instrument
    if not one.alert:
        return
    yield "## What somebody should look at soon"
    yield ""
    yield "The library notifies nobody. It says in its report which of these hold, and which nobody can tell about."
    yield ""
    sources = {source.id: source for source in one.source}
    for alert, tree in zip(one.alert, entry.tree["alert"], strict=True):
        when = getattr(alert.when, "question", None) or getattr(alert.when, "score", None)
        condition = f"at {when}: {SIDES.get(alert.when.operator, '{}').format(alert.when.answer)}" if when else "on several answers"  # type: ignore[union-attr]
        remark = f" {tree['note']}" if "note" in tree else ""
        people = listed(f"`{one}`" for one in alert.audience)
        yield f"* `{alert.id}`, {condition}; {alert.severity}, for {people} ({mark(sources.get(alert.source or ''))}).{remark}"
    yield ""


def _rights(entry: Entry) -> Iterator[str]:
    rights, terms = entry.instrument.rights, TERMS[entry.instrument.rights.basis]
    yield "## Whose it is"
    yield ""
    yield f"Held by {rights.holder.rstrip('.')}." if rights.holder else "Whose it is has not been looked up."
    yield BASES.get(rights.basis) or f"It is under the licence {rights.basis}" + (
        ", which excludes commercial use and needs your declared use." if terms.commercial is False else "."
    )
    if not changeable(rights):
        yield "It may be shown whole and in its holder's own words only: no translation or rewording of one's own."
    yield from filter(None, (entry.tree.get("rights", {}).get("note"),))
    if rights.contact:
        yield f"Ask at <{rights.contact}>."
    line = credit(rights)
    if line:
        yield f"This line travels with it: “{line}”"
    elif entry.official:
        yield "A line that names the source stands on each form, as its wording pack gives it."
    yield ""
    if not entry.languages:
        given = "With a licence" if terms.electronic is None else "Where you have the holder's own form"
        command = f"`alliance-forms wording new {entry.instrument.id} --locale en`"
        yield f"{SCORED} {given}, {command} prints an empty wording pack to copy the words into."
        yield ""


def _languages(entry: Entry) -> Iterator[str]:
    yield "## Languages"
    yield ""
    if entry.own:
        said = [f"{tag} (translated by us, read by no native speaker)" for tag in entry.languages[1:]]
        yield f"{listed([entry.instrument.language, *said])}."
    elif entry.official:
        yield f"{listed(f'{tag} ({status})' for tag, status in sorted(entry.official.items()))}."
        if "unconfirmed" in entry.official.values():
            yield "What is unconfirmed is not shown."
    else:
        yield "None here: each language comes with a wording pack. Scores are the same in all of them, since answers are kept by code."
    yield ""


def _example(entry: Entry) -> Iterator[str]:
    one = entry.instrument
    if not one.example or not one.scale:
        return
    example = one.example[0]
    response = af.Response(
        instrument=one.id, version=one.version, rater=example.rater or one.rater[0], session=example.session, answers=example.answers
    )
    report = af.score(one, response, host=entry.host)
    yield "## An example"
    yield ""
    yield f"{example.title[0].upper()}{example.title[1:]}."
    yield ""
    yield from (f"    {line}".rstrip() for line in str(report.explain()).splitlines())
    yield ""
    yield f"The document holds {counted(len(one.example), 'worked example')}; the tests calculate every one of them in every engine."
    yield ""


def _sources(entry: Entry) -> Iterator[str]:
    if entry.instrument.source:
        yield "## Sources"
        yield ""
        for source in entry.instrument.source:
            links = [f"<https://doi.org/{source.doi}>" if source.doi else "", f"<{source.url}>" if source.url else ""]
            yield f"* `{source.id}`: {' '.join(filter(None, (source.citation, *links)))} ({'looked up' if source.verified else 'recalled'})"
        yield ""


def pages() -> dict[str, str]:
    """Every file of the directory, by name."""
    known = entries()
    return {"README.md": index(known), **{f"{entry.instrument.id}.md": page(entry) for entry in known}}


def main(root: Path) -> None:
    """Write every page of a checkout, and take away those that belong to no instrument."""
    directory = root / "docs" / "instruments"
    directory.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for file in directory.glob("*.md"):
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (directory / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1])
