# SPDX-License-Identifier: Apache-2.0
import json
from importlib.metadata import entry_points
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.codec import dump, dumps
from alliance_forms.errors import InvalidDocument
from alliance_forms.i18n.extract import extract_instrument
from alliance_forms.model import ByRater, texts_of, variant
from alliance_forms.testing import instruments, responses, wording_packs
from alliance_forms.view import build_form

KEYWORDS = {"pgettext": ((1, "c"), 2)}
SMALL = """{
  "format": "alliance-forms/instrument/1",
  "id": "clinic-x.day", "version": "1.0.0", "title": "Your day",
  "subject": "client", "rater": ["client", "therapist"], "language": "en",
  "answerOptionSet": [{"id": "often", "answerOption": [
    {"code": "0", "text": "Never"},
    {"code": "1", "text": "Often"}]}],
  "item": [
    {"linkId": "g", "type": "group", "text": "Sleep", "item": [
      {"linkId": "a", "type": "choice", "answerOptionSet": "often",
       "text": {
         "therapist": "They slept  well",
         "client": "Never \\"bad\\": 100% sure"
       },
       "hint": "Never"},
      {"linkId": "b", "type": "choice", "text": "Never", "answerOption": [
        {"code": "text", "text": "Never"}], "note": "Never"}
    ]},
    {"linkId": "text", "type": "rating", "minimum": 0, "maximum": 10, "minText": "Never", "maxText": "Often"}
  ],
  "scale": [{"id": "total", "title": "Total", "item": ["text"], "band": [{"id": "low", "from": 0, "text": "Low"}]}],
  "alert": [{"id": "x", "when": {"question": "text", "operator": ">=", "answer": 9},
             "severity": "urgent", "audience": ["self"], "text": "Look"}],
  "example": [{"title": "Often", "answers": {"text": 4}, "expect": {}}]
}"""


def collected(document: str | bytes, keywords=KEYWORDS):
    """What Babel takes: by context, the text, its line and the comments."""
    data = document if isinstance(document, bytes) else document.encode()
    found = list(extract(extract_instrument, BytesIO(data), keywords))
    by_context = {context: (text, line, comments) for line, text, comments, context in found}
    assert len(by_context) == len(found), "a text is taken once"
    return by_context


def layouts():
    """One document as different people would save it."""
    return st.sampled_from(
        [
            lambda tree: json.dumps(tree, default=float),
            lambda tree: json.dumps(tree, default=float, ensure_ascii=False, indent=1),
            lambda tree: "\ufeff" + json.dumps(tree, default=float, indent=0, separators=(" ,", "\n\n : ")).replace("\n", "\r\n"),
        ]
    )


class TestLaws:
    @given(instruments(), layouts())
    def test_every_text_is_taken_under_the_context_of_the_form(self, instrument, layout):
        found = {context: text for context, (text, _, _) in collected(layout(dump(instrument))).items()}
        expected = {}
        for path, text in texts_of(instrument):
            if isinstance(text, ByRater):
                expected |= {f"{path}@{rater}": own for rater in ("client", "therapist", "observer") if (own := variant(text, rater))}
            elif text is not None:
                expected[path] = text
        assert found == expected

    @given(instruments(), layouts())
    def test_the_line_is_where_the_text_stands(self, instrument, layout):
        written = layout(dump(instrument))
        lines = written.split("\n")
        for text, line, _ in collected(written).values():
            assert text in _values(lines[line - 1])

    @given(instruments(texts=True), st.data())
    def test_a_form_with_every_message_translated_has_nothing_in_the_source_language(self, tmp_path_factory, instrument, data):
        place = tmp_path_factory.mktemp("locales")
        translated = Catalog(locale="qaa", fuzzy=False)
        for context, (text, _, _) in collected(dumps(instrument)).items():
            translated.add(text, f"¡{text}!", context=context)
        file = place / "qaa" / "LC_MESSAGES" / f"{instrument.id}.po"
        file.parent.mkdir(parents=True)
        with file.open("wb") as opened:
            write_po(opened, translated)
        rater = data.draw(st.sampled_from(instrument.rater))
        form = build_form(instrument, locales=place, locale="qaa", rater=rater)
        sources = {path: own for path, text in texts_of(instrument) if (own := variant(text, rater))}
        assert {path: (text.value, text.lang) for path, text in form.texts.items()} == {
            path: (f"¡{source}!", "qaa") for path, source in sources.items()
        }

    @given(instruments())
    def test_comments_are_one_line_and_name_the_form(self, instrument):
        title = " ".join(instrument.title.split())
        for _, _, comments in collected(dumps(instrument)).values():
            assert comments[0].startswith(title)
            assert all(comment == " ".join(comment.split()) for comment in comments)

    @given(st.data())
    def test_a_document_of_another_kind_yields_nothing(self, data):
        instrument = data.draw(instruments())
        others = st.one_of(responses(instrument), wording_packs(instrument)).map(dumps)
        assert collected(data.draw(others | st.sampled_from(["[]", "1", "null", "{}", '{"format": []}']))) == {}


def _values(line: str) -> list[str]:
    """The strings of a line that are no keys."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while (at := line.find('"', at)) >= 0:
        value, at = decoder.raw_decode(line, at)
        found += [] if line[at:].lstrip().startswith(":") else [value]
    return found


class TestOneDocument:
    @pytest.mark.parametrize(
        ("context", "text", "line"),
        [
            ("title", "Your day", 3),
            ("answerOptionSet/often/0", "Never", 6),
            ("item/g/text", "Sleep", 9),
            ("item/a/text@therapist", "They slept  well", 12),
            ("item/a/text@client", 'Never "bad": 100% sure', 13),
            ("item/a/hint", "Never", 15),
            ("item/b/text", "Never", 16),
            ("item/b/answerOption/text", "Never", 17),
            ("item/text/minText", "Never", 19),
            ("scale/total/band/low", "Low", 21),
            ("alert/x/text", "Look", 23),
        ],
    )
    def test_equal_texts_keep_their_own_lines(self, context, text, line):
        assert collected(SMALL)[context][:2] == (text, line)

    def test_nothing_else_is_taken(self):
        assert len(collected(SMALL)) == 14

    @pytest.mark.parametrize(
        ("context", "comments"),
        [
            ("title", ["Your day: title of the form"]),
            ("item/g/text", ["Your day: heading"]),
            ("item/a/text@therapist", ["Your day: question, as the therapist reads it"]),
            ("item/a/hint", ["Your day: hint", 'Beside: Never "bad": 100% sure']),
            ("answerOptionSet/often/1", ["Your day: answer", 'Beside: Never "bad": 100% sure']),
            ("item/b/answerOption/text", ["Your day: answer", "Beside: Never"]),
            ("item/text/maxText", ["Your day: highest end of the scale of answers"]),
            ("scale/total/title", ["Your day: name of a score"]),
            ("scale/total/band/low", ["Your day: range of a score", "Beside: Total"]),
            ("alert/x/text", ["Your day: what somebody should look at soon"]),
        ],
    )
    def test_a_translator_is_told_what_a_text_is(self, context, comments):
        assert collected(SMALL)[context][2] == comments

    def test_an_answer_to_many_questions_names_the_first(self):
        tree = json.loads(SMALL)
        tree["item"] += [{"linkId": f"q{n}", "type": "choice", "text": f"Q{n}", "answerOptionSet": "often"} for n in range(5)]
        assert collected(json.dumps(tree))["answerOptionSet/often/0"][2][1] == 'Beside: Never "bad": 100% sure / Q0 / Q1 / …'

    def test_nothing_is_taken_for_keywords_that_do_not_ask_for_it(self):
        assert collected(SMALL, {"_": None}) == {}

    @pytest.mark.parametrize("document", [SMALL[:-1], SMALL.replace('"code": "0"', '"code": 0'), b"\xff", SMALL.replace("]}],", "]}], 1,")])
    def test_a_document_with_mistakes_is_refused(self, document):
        with pytest.raises(InvalidDocument):
            collected(document)

    def test_babel_finds_the_extractor_by_name(self):
        (point,) = entry_points(group="babel.extractors", name="alliance_forms")
        assert point.load() is extract_instrument
