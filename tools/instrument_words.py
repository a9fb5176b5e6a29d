# SPDX-License-Identifier: Apache-2.0
"""What an instrument's document says, in sentences: used by `tools/instrument_pages.py`. Nothing here knows any single instrument."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby, pairwise

from alliance_forms.model import ChoiceItem, DisplayItem, GroupItem, Instrument, Item, Scale, Source

# What a code of the documents is called; another one is read as it is written.
MEASURES = {
    "alliance": "the working alliance",
    "real-relationship": "the real relationship",
    "therapist-as-seen": "the therapist as the client sees them",
    "therapist-practices": "what the therapist does",
    "competence": "the therapist's competence",
    "outcome": "how life is going",
    "post-traumatic-stress": "post-traumatic stress",
    "well-being": "well-being",
}
RECALLS = {
    "session": "the session just held",
    "today": "today",
    "past-week": "the past week",
    "past-2-weeks": "the past two weeks",
    "past-month": "the past month",
    "past-4-sessions": "the last few sessions",
}
SUBJECTS = {
    "relationship": "the relationship between client and therapist",
    "client": "the client",
    "therapist": "the therapist",
}
ANSWERED = {"client": "the client", "therapist": "the therapist", "observer": "a trained observer"}
METHODS = {
    "sum": "sum",
    "mean": "mean",
    "count": "count",
    "percent": "percentage of the maximum",
    "minimum": "lowest item",
    "maximum": "highest item",
    "classification": "named criteria",
    "scorer": "calculated by a plug-in",
}
SIDES = {">=": "{} or more", ">": "above {}", "<=": "{} or less", "<": "below {}"}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def called(code: str, names: dict[str, str]) -> str:
    """What a code is called."""
    return names.get(code) or code.replace("-", " ")


def listed(words: Iterable[str], *, last: str = "and") -> str:
    """Words as a sentence lists them.

    >>> listed(["client", "therapist", "observer"])
    'client, therapist and observer'
    """
    *most, final = words
    return f"{', '.join(most)} {last} {final}" if most else final


def counted(number: int, what: str) -> str:
    """A number of things, in words up to twelve."""
    return f"{NUMBERS[number] if number < len(NUMBERS) else number} {what}{'' if number == 1 else 's'}"


def plain(value: Decimal) -> str:
    """A number without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def asked(instrument: Instrument) -> list[Item]:
    """The questions, without groups and passages."""
    return [item for item in instrument.walk() if not isinstance(item, GroupItem | DisplayItem)]


def answers_to(instrument: Instrument, item: Item) -> str:
    """How a question is answered: the codes, never the words."""
    if isinstance(item, ChoiceItem):
        codes = [f"`{option.code}`" for option in instrument.options(item)]
        own = ["own words"] if item.open_choice else []
        return f"{'any of ' if item.repeats else ''}{listed([*codes, *own], last='or')}"
    low, high = getattr(item, "minimum", None), getattr(item, "maximum", None)
    span = (
        f" from {plain(low)} to {plain(high)}" if low is not None and high is not None else f" from {plain(low)}" if low is not None else ""
    )
    return {
        "visual-analogue": f"a mark on a line{span}",
        "rating": f"a number{span}",
        "integer": f"a whole number{span}",
        "decimal": f"a number{span}",
        "boolean": "yes or no",
        "text": "own words",
        "date": "a date",
    }[item.type]


def questions(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Questions answered in the same way, one after another, by their ids, and how they are answered."""
    for how, items in groupby(asked(instrument), key=lambda item: answers_to(instrument, item)):
        yield spans([item.link_id for item in items]), how


def spans(ids: list[str]) -> str:
    """Ids in order, with runs of whole numbers drawn together.

    >>> spans(["1", "2", "3", "7", "mood"])
    '1 to 3, 7, mood'
    """
    runs: list[list[str]] = []
    for previous, link in pairwise(["", *ids]):
        follows = previous.isdigit() and link.isdigit() and int(link) == int(previous) + 1
        runs = [*runs[:-1], [*runs[-1], link]] if follows else [*runs, [link]]
    return ", ".join(" to ".join((run[0], run[-1])) if len(run) > 2 else ", ".join(run) for run in runs)  # noqa: PLR2004


def key(scale: Scale) -> str:
    """Which questions make a score, and how: with an R where an item is turned round."""
    if scale.criterion:
        return listed(one.text if isinstance(one.text, str) else one.id for one in scale.criterion)
    if scale.part:
        return listed(part.scale for part in scale.part)
    if not scale.item:
        return "kept by the holder"
    turned = {part.link_id for part in scale.item if part.reverse}
    if not turned:
        return spans([part.link_id for part in scale.item])
    return ", ".join(f"**{part.link_id}R**" if part.reverse else part.link_id for part in scale.item)


def made(scale: Scale) -> str:
    """How a score is made."""
    said = METHODS[scale.method]
    if scale.method == "count":
        said = f"count of answers from {plain(scale.at_least or Decimal(1))} on"
    if scale.linear and scale.linear.multiply != 1:
        said += f", times {plain(scale.linear.multiply)}"
    if scale.linear and scale.linear.add:
        said += f", plus {plain(scale.linear.add)}"
    return f"{said}, by table" if scale.lookup else said


def missing(scale: Scale) -> str:
    """What happens when an answer is missing."""
    most = scale.missing.at_most or 0
    rule = "there is no score"
    if scale.missing.rule == "prorate":
        verb = "is" if most == 1 else "are"
        rule = f"up to {counted(most, 'missing answer')} {verb} made up for by the mean of the others, and with more there is no score"
    return f"{rule}; a question that does not apply shortens the score" if scale.missing.not_applicable == "shrink" else rule


def mark(source: Source | None) -> str:
    """Whether somebody has looked it up."""
    if source is None:
        return "no source named"
    return f"looked up, {source.id}" if source.verified else f"**recalled, not looked up**, {source.id}"


def bands(scale: Scale, digits: int) -> Iterator[tuple[str, str]]:
    """The ranges of a score and what they are called."""
    step = Decimal(1).scaleb(-digits)
    for band, above in pairwise([*scale.band, None]):
        name = band.text if band and isinstance(band.text, str) else band.id if band else ""
        if band:
            upto = f"{plain(band.low)} and more" if above is None else f"{plain(band.low)} to {plain(above.low - step)}"
            yield (plain(band.low) if above is not None and above.low - step == band.low else upto), name


def table(head: tuple[str, ...], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table; nothing where there is no row."""
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    if lines:
        yield from (f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines, "")
