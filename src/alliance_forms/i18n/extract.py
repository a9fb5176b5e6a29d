# SPDX-License-Identifier: Apache-2.0
"""Collects the texts of an instrument for its translators, each with its place and what it is.

Babel finds it as the extraction method ``alliance_forms``. A package of instruments names it in its mapping (``method = "alliance_forms"``,
``pattern = "**.json"``) and collects one instrument for each domain.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO, get_args

from alliance_forms.codec import decode, kind_of, read_json
from alliance_forms.errors import InvalidDocument
from alliance_forms.model import ChoiceItem, DisplayItem, GroupItem, Instrument, Rater, Text, option_path, texts_of, variant

__all__ = ["extract_instrument"]

Message = tuple[int, str, tuple[str, str], list[str]]

_RATERS: tuple[Rater, ...] = get_args(Rater)
# Where texts stand; a text by rater is an object with the raters as keys.
_TEXT_KEYS = {"title", "discreetTitle", "introduction", "text", "hint", "minText", "maxText", "openLabel", *_RATERS}
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"(\s*:)?')
# Enough to see what an answer is an answer to, where many questions share it.
_MOST_BESIDE = 3


def extract_instrument(
    fileobj: BinaryIO,
    keywords: Collection[str],
    comment_tags: Collection[str],  # noqa: ARG001 - Babel's signature; JSON has no comments to look for
    options: Mapping[str, Any],  # noqa: ARG001 - Babel's signature
) -> Iterator[Message]:
    """Every text that stands in an instrument, under the context by which a form looks up its translation.

    A document of another kind has nothing to translate.

    Args:
        fileobj: The document.
        keywords: Names of functions that Babel collects; nothing is found where ``pgettext`` is not among them.
        comment_tags: Not used.
        options: Not used.

    Raises:
        InvalidDocument: The document is not JSON, or an instrument with mistakes.

    >>> from io import BytesIO
    >>> from alliance_forms import dumps, get_instrument
    >>> found = extract_instrument(BytesIO(dumps(get_instrument("phq-9")).encode()), ["pgettext"], [], {})
    >>> next(text for _, _, text, _ in found if text[0] == "scale/total/band/mild")
    ('scale/total/band/mild', 'Mild')
    """
    data = fileobj.read()
    tree = read_json(data)
    # Babel has no place for a message of a function that it was not asked for.
    if "pgettext" not in keywords or not _is_instrument(tree):
        return
    instrument = decode(tree, Instrument)
    # The same document with the number of its line in place of each text, so that equal texts keep their own lines.
    numbered = decode(_numbered(tree, _lines(data.decode("utf-8-sig"))), Instrument)
    for (path, rater, words), (_, _, line) in zip(_words(instrument), _words(numbered), strict=True):
        context = f"{path}@{rater}" if rater else path
        yield int(line), "pgettext", (context, words), _comments(instrument, path, rater)


def _words(instrument: Instrument) -> Iterator[tuple[str, Rater | None, str]]:
    """Each text with its path, and its rater where it has several variants."""
    for path, text in texts_of(instrument):
        if isinstance(text, str):
            yield path, None, text
        elif text is not None:
            yield from ((path, rater, own) for rater in _RATERS if (own := variant(text, rater)) is not None)


def _is_instrument(tree: Any) -> bool:
    try:
        return kind_of(tree) is Instrument
    except InvalidDocument:
        return False


def _lines(text: str) -> Iterator[int]:
    """The line of each string that is no key, in the order of the document."""
    line, last = 1, 0
    for found in _STRING.finditer(text):
        line += text.count("\n", last, found.start())
        last = found.start()
        if not found[1]:
            yield line


def _numbered(node: Any, lines: Iterator[int], key: str | None = None) -> Any:
    if isinstance(node, str):
        line = str(next(lines))
        return line if key in _TEXT_KEYS else node
    if isinstance(node, dict):
        return {name: _numbered(member, lines, name) for name, member in node.items()}
    return [_numbered(member, lines) for member in node] if isinstance(node, list) else node


def _comments(instrument: Instrument, path: str, rater: Rater | None) -> list[str]:
    """What a translator needs to know beside the text: of which form, what kind of text, read by whom, to which question."""
    kind, beside = _kind(instrument, path)
    reader = rater or instrument.rater[0]
    title = variant(instrument.title, reader) or instrument.id
    near = [words for one in beside if (words := variant(one, reader))]
    near[_MOST_BESIDE:] = ["…"] if len(near) > _MOST_BESIDE else []
    comments = [f"{title}: {kind}{f', as the {rater} reads it' if rater else ''}", f"Beside: {' / '.join(near)}"]
    return [" ".join(comment.split()) for comment in comments[: 2 if near else 1]]


_KINDS = {
    "title": "title of the form",
    "discreetTitle": "title that does not tell others what the form is about",
    "introduction": "introduction",
    "recall/text": "the time the questions are about",
    "item/hint": "hint",
    "item/minText": "lowest end of the scale of answers",
    "item/maxText": "highest end of the scale of answers",
    "item/openLabel": "label of the field for own words",
    "scale/title": "name of a score",
    "scale/band": "range of a score",
    "scale/cutOff": "what it means that a score passes a line",
    "scale/criterion": "criterion of a classification",
    "scale/category": "outcome of a classification",
    "alert/text": "what somebody should look at soon",
}
_ITEMS: dict[type, str] = {GroupItem: "heading", DisplayItem: "passage to read"}


def _kind(instrument: Instrument, path: str) -> tuple[str, list[Text | None]]:
    """What a text is, in words, and the texts it stands beside."""
    match parts := path.split("/"):
        case ["item", link_id, part]:
            item = next(one for one in instrument.walk() if one.link_id == link_id)
            return (_ITEMS.get(type(item), "question"), []) if part == "text" else (_KINDS[f"item/{part}"], [item.text])
        case ["scale", scale_id, kind, _]:
            return _KINDS[f"scale/{kind}"], [scale.title for scale in instrument.scale if scale.id == scale_id]
        case ["item" | "answerOptionSet", *_]:
            choices = [item for item in instrument.walk() if isinstance(item, ChoiceItem)]
            return "answer", [item.text for item in choices if path in {option_path(item, one) for one in instrument.options(item)}]
    return _KINDS["/".join(dict.fromkeys([parts[0], parts[-1]]))], []
