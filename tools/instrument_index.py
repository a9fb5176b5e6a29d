# SPDX-License-Identifier: Apache-2.0
"""The bundled instruments as `docs/instruments/` sees them, and the index that helps to choose one."""

from collections.abc import Callable, Iterable
from typing import Any

import attrs
from instrument_words import ANSWERED, MEASURES, RECALLS, asked, called, listed, table

import alliance_forms as af
from alliance_forms.codec import read_json
from alliance_forms.i18n import available_locales
from alliance_forms.model import Instrument
from alliance_forms.plugins import Shelf
from alliance_forms.rights import changeable

CHOOSING = """\
# Which form?

These forms come with the library. Each has a page that says what it asks about, how it is scored and by whose rule, what
happens when answers are missing, and whose the words are. The pages are made from the instruments' own documents, so they say
what the software does.

Three questions mostly settle the choice.

**What do you want to talk about?** A form about the alliance says something on the two of you; a form about symptoms says
something on how the client is. A session can go well between you while nothing changes, or the other way round, so that one
of each tells more than two of a kind.

**How much time is there?** What is asked at every session has to take a minute or two. Four to six questions are enough to
notice that something has shifted. Twelve or more are for a review now and then, or for research.

**May you show it?** Where the table says *numbers only*, the words belong to somebody else, and this library may not give them
on. [A wording pack](../rights.md#a-licence-you-hold) brings them. Until you have one, a paper form you are licensed to use
can be [typed in](../rights.md#without-any-licence) and scored.

*Recalled* means that a rule was written down from memory and still has to be compared with the manual. Do that before you act
on it. No form here makes a diagnosis, and a high number about the alliance is no proof of a good one.

"""


@attrs.frozen(kw_only=True)
class Entry:
    """An instrument, its document's tree with the notes in it, and the languages it is there in."""

    instrument: Instrument
    tree: Any
    host: af.Host

    @property
    def official(self) -> dict[str, str]:
        """Wording packs by language, with where each comes from."""
        return {pack.locale: pack.status for pack in af.wordings(self.instrument, host=self.host)}

    @property
    def own(self) -> bool:
        """Whether its words stand in the document."""
        return not self.official and self.instrument.rights.basis.startswith("CC-BY-4")

    @property
    def languages(self) -> list[str]:
        """Where its words are here: packs, or the document and its translations."""
        if not self.own:
            return sorted(tag for tag, status in self.official.items() if status != "unconfirmed")
        translated = available_locales(self.instrument.id) if changeable(self.instrument.rights) else ()
        return [self.instrument.language, *translated]


def entries() -> list[Entry]:
    """Every bundled instrument in its highest version, and nothing that is installed beside."""
    host = af.Host(shelf=Shelf(group=None))
    found = []
    for volume in host.shelf.everything():
        if volume.kind is Instrument:
            instrument = af.get_instrument(volume.instrument, host=host)
            if instrument.version == volume.version:
                found.append(Entry(instrument=instrument, tree=read_json(volume.data), host=host))
    return sorted(found, key=lambda entry: entry.instrument.id)


def index(known: list[Entry]) -> str:
    """The page that helps to choose."""
    lines = [CHOOSING.rstrip(), ""]
    groups: dict[str, list[Entry]] = {}
    for entry in known:
        first = next((scale.measures for scale in entry.instrument.scale if scale.measures), None)
        groups.setdefault(called(first, MEASURES) if first else "without a score", []).append(entry)
    lines += ["## By what it is about", ""]
    for name, found in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
        lines += [f"### {name[0].upper()}{name[1:]}", ""]
        lines += table(("form", "questions", "filled in by", "asks about", "scored", "words"), map(_row, found))
    by: dict[str, Callable[[Entry], Iterable[str]]] = {
        "By length": lambda entry: [_length(entry)],
        "By who fills it in": lambda entry: [ANSWERED[rater] for rater in entry.instrument.rater],
        "By the time it asks about": lambda entry: [
            called(entry.instrument.recall.code, RECALLS) if entry.instrument.recall else "not said in the document"
        ],
        "By the rights in its words": lambda entry: [entry.instrument.rights.basis],
        "By language": lambda entry: entry.languages or ["none without a wording pack"],
    }
    for heading, sort in by.items():
        lines += [f"## {heading}", ""]
        sorts: dict[str, list[Entry]] = {}
        for entry in known:
            for label in sort(entry):
                sorts.setdefault(label, []).append(entry)
        lines += [f"* **{label}**: {listed(map(_link, sorts[label]))}" for label in sorted(sorts)]
        lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def _length(entry: Entry) -> str:
    number = len(asked(entry.instrument))
    return next(
        label for most, label in ((6, "1 to 6 questions"), (12, "7 to 12 questions"), (999, "more than 12 questions")) if number <= most
    )


def _link(entry: Entry) -> str:
    return f"[{entry.instrument.id}]({entry.instrument.id}.md)"


def _row(entry: Entry) -> tuple[str, ...]:
    one = entry.instrument
    sources = {source.id: source.verified for source in one.source}
    keyed = [scale for scale in one.scale if scale.key != "holder" or scale.item]
    scored = "no score" if not one.scale else "with the holder's key" if not keyed else "yes"
    if keyed and not entry.own and not all(sources.get(scale.source or "") for scale in keyed):
        scored = "yes, *key recalled*"
    recall = called(one.recall.code, RECALLS) if one.recall else "not said"
    words = ", ".join(entry.languages) or "*numbers only*"
    return (f"{_link(entry)}: {one.title}", str(len(asked(one))), listed(one.rater), recall, scored, words)
