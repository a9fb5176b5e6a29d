# SPDX-License-Identifier: Apache-2.0
"""Texts that speak of somebody: grammatical with every set and with none, a name in them exactly as it is, and apart from the rest."""

import re
from pathlib import Path

import attrs
import pytest
from babel.messages.pofile import read_po
from hypothesis import example, given
from hypothesis import strategies as st
from spoken import GOLDEN, golden

import alliance_forms as af
from alliance_forms.i18n import catalogue
from alliance_forms.identity import Speech, faults_in, fill, is_template, isolated, pronoun_sets, speech_for
from alliance_forms.model import PronounEntry, PronounSet, texts_of
from alliance_forms.testing import names, pronoun_choices, templates, texts

ROOT = Path(__file__).resolve().parents[2]
OPENERS, PDI = "\u2066\u2067\u2068", "\u2069"
SLOT = re.compile(r"\{[^{}]*client\.([A-Za-z]+)[^{}]*\}")


def speech(name, pronouns, turn=None):
    return speech_for(language="en", neutral="your client", name=name, pronouns=pronouns, turn=turn)


def test_every_sentence_reads_as_it_was_read():
    """The file was read line by line by a person; write it anew with `python tests/identity/spoken.py` and read what differs."""
    assert golden() == GOLDEN.read_text(encoding="utf-8")


class TestWhateverTheNameIs:
    @given(templates(), names(), pronoun_choices())
    def test_it_stands_there_exactly_and_marked(self, template, name, pronouns):
        spoken = fill(template, speech(name, pronouns))
        words = [spoken.value[start:end] for start, end in spoken.names]
        assert words.count(name) >= len(re.findall(r"client\.name", template))
        assert all(0 <= start <= end <= len(spoken.value) for start, end in spoken.names)

    @given(templates(), names(), names(), pronoun_choices())
    def test_nothing_around_it_depends_on_it(self, template, one, other, pronouns):
        around = [self.around(fill(template, speech(name, pronouns))) for name in (one, other)]
        assert around[0] == around[1]

    def around(self, spoken):
        marks = [0, *(place for span in spoken.names for place in span), len(spoken.value)]
        return [spoken.value[start:end] for start, end in zip(marks[::2], marks[1::2], strict=True)]

    @given(templates(), pronoun_choices())
    def test_no_slot_is_left_and_none_is_read_in_a_name(self, template, pronouns):
        spoken = fill(template, speech("{client.subject}", pronouns))
        assert not SLOT.search("".join(self.around(spoken)))

    @given(names() | texts())
    @example("\u2068Sam")
    @example("S\u2069m\u2067")
    def test_its_direction_stays_its_own(self, name):
        around = isolated(name)
        assert name in around
        depth = 0
        for place, sign in enumerate(around):
            depth += (sign in OPENERS) - (sign == PDI)
            assert depth > 0 or place == len(around) - 1
        assert depth == 0

    def test_an_ordinary_one_has_one_mark_on_each_side(self):
        assert isolated("Núñez") == "\u2068Núñez\u2069"


def test_pronouns_of_ones_own_are_marked_in_every_slot():
    part = dict.fromkeys(["subject", "object", "possessive_determiner", "possessive_pronoun", "reflexive"], "nin")
    own = (PronounEntry(language="en", own=PronounSet(**part, verb="singular")),)
    text = "{client.subject:is} {client.object} {client.possessiveDeterminer} {client.possessivePronoun} {client.reflexive:this}"
    spoken = fill(text, speech("Sam", own))
    assert (spoken.value, len(spoken.names)) == ("Nin is nin nin nin nin", 5)


class TestVerbs:
    @given(templates(), names(), st.sampled_from(["they", "she", "fae"]))
    def test_after_a_name_are_singular_for_everybody(self, template, name, chosen):
        known = pronoun_sets("en")[chosen]
        only_names = SLOT.sub(lambda slot: slot[0] if slot[1] == "name" else "", template)
        with_set = Speech(name=name, neutral="your client", words=known.part, verb=known.verb)
        assert fill(only_names, with_set) == fill(only_names, Speech(name=name, neutral="your client"))

    def test_agree_with_what_stands_in_the_slot(self):
        they = pronoun_sets("en")["they"]
        sam = Speech(name="Sam", neutral="your client", words=they.part, verb=they.verb)
        text = "{client.name:feels|feel} heard, and {client.subject:is|are} glad. {Has|Have:client.subject} slept?"
        assert fill(text, sam).value == "Sam feels heard, and they are glad. Have they slept?"


@given(templates())
def test_generated_templates_are_sound(template):
    assert is_template(template)
    assert faults_in(template, language="en") == ()


@given(texts())
def test_other_braces_are_braces(text):
    assert faults_in(text, language="en") == ()
    assert fill(text, Speech(neutral="your client")).value == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{client.subject} is tired", "AF-TEMPLATE-VERB"),
        ("Is {client.subject:tired}?", "AF-TEMPLATE-VERB"),
        ("{client.subject:feels|feel} heard and is glad", "AF-TEMPLATE-VERB"),
        ("{client.subject:feels|feel} heard but usually isn't", "AF-TEMPLATE-VERB"),
        ("{client.subject:}", "AF-TEMPLATE-VERB"),
        ("{client.subject:is|}", "AF-TEMPLATE-VERB"),
        ("{client.subject:am|is|are}", "AF-TEMPLATE-VERB"),
        ("{client.subject:'s|'re} here", "AF-TEMPLATE-VERB"),
        ("{client.object:is}", "AF-TEMPLATE-VERB"),
        ("{is:client.possessiveDeterminer} day", "AF-TEMPLATE-VERB"),
        ("{client.reflexive}", "AF-TEMPLATE-REFLEXIVE"),
        ("{client.reflexive: }", "AF-TEMPLATE-REFLEXIVE"),
        ("{client.reflexive:this|that}", "AF-TEMPLATE-REFLEXIVE"),
        ("{client.pronoun}", "AF-TEMPLATE-SLOT"),
        ("{client.Name}", "AF-TEMPLATE-SLOT"),
        ("{therapist.name}", "AF-TEMPLATE-SLOT"),
        ("{cilent.subject:is|are}", "AF-TEMPLATE-SLOT"),
        ("{client.subject:is|are", "AF-TEMPLATE-BRACE"),
        ("client.subject:is|are}", "AF-TEMPLATE-BRACE"),
        ("{{client.name}}", "AF-TEMPLATE-BRACE"),
        ("{ client.name }", "AF-TEMPLATE-BRACE"),
        ("{client.name} {", "AF-TEMPLATE-BRACE"),
    ],
)
def test_what_is_no_sound_template_is_refused(text, code):
    [fault] = faults_in(text, language="en")
    assert fault.code == code
    assert fault.hint


def test_a_language_asks_for_what_it_has():
    assert faults_in("{client.subject:siente} a {client.subject}", language="es") == ()
    assert [fault.code for fault in faults_in("{client.object}", language="es")] == ["AF-TEMPLATE-SLOT"]


CHECK_IN = af.get_instrument("alliance-check-in")
SOUND = "{client.subject:feels|feel} heard."


def speaking(**texts):
    return attrs.evolve(CHECK_IN, rater=("therapist",), **texts)


class TestAnInstrument:
    def codes(self, instrument):
        return {(problem.code, problem.severity) for problem in af.validate(af.dumps(attrs.evolve(instrument, example=())))}

    def test_is_refused_with_a_text_that_is_no_sound_template(self):
        assert self.codes(attrs.evolve(CHECK_IN, introduction={"client": "x", "therapist": "{client.subject} is"})) >= {
            ("AF-TEMPLATE-VERB", "error")
        }

    def test_hears_of_each_text_once(self):
        watched = attrs.evolve(CHECK_IN, rater=("therapist", "observer"), introduction="{client.subject} is")
        problems = af.validate(af.dumps(attrs.evolve(watched, example=())))
        assert [problem.code for problem in problems if "introduction" in problem.message] == ["AF-TEMPLATE-VERB"]

    @pytest.mark.parametrize("place", ["title", "discreet_title"])
    def test_speaks_of_nobody_in_what_travels(self, place):
        assert ("AF-TEMPLATE-PLACE", "error") in self.codes(attrs.evolve(CHECK_IN, **{place: SOUND}))

    def test_speaks_to_the_client_and_not_of_them(self):
        assert ("AF-TEMPLATE-PLACE", "error") in self.codes(attrs.evolve(CHECK_IN, introduction=SOUND))

    @pytest.mark.parametrize("basis", ["CC-BY-ND-4.0", "licence-required", "unknown"])
    def test_puts_nothing_into_wording_that_may_not_be_changed(self, basis):
        rights = attrs.evolve(CHECK_IN.rights, basis=basis)
        assert ("AF-TEMPLATE-RIGHTS", "error") in self.codes(attrs.evolve(CHECK_IN, rights=rights))

    def test_of_an_official_pack_is_never_filled_in(self):
        phq9 = attrs.evolve(af.get_instrument("phq-9"), rater=("therapist",))
        pack = next(pack for pack in af.wordings(af.get_instrument("phq-9")) if pack.locale == "en")
        pack = attrs.evolve(pack, text=type(pack.text)({**pack.text, "item/1/text": SOUND}))
        form = af.view.build_form(phq9, packs=[pack])
        assert form.item_text(form.instrument.item[0]).value == SOUND
        assert form.shown.pronouns is None


CATALOGUES = sorted((ROOT / "locales").glob("*/LC_MESSAGES/*.po"))


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: f"{file.parents[1].name}/{file.stem}")
def test_a_translation_speaks_of_the_client_where_its_source_does(file):
    with file.open("rb") as opened:
        for entry in read_po(opened):
            if entry.id and entry.string and entry.context:
                assert is_template(entry.id) == is_template(entry.string), entry.context
                assert faults_in(entry.string, language=file.parents[1].name) == (), entry.context


def test_some_bundled_text_is_a_template():
    written = [text for _, text in texts_of(CHECK_IN) if text is not None and not isinstance(text, str)]
    assert any(is_template(text.therapist) for text in written)
    assert not any(is_template(text.client) for text in written)


@given(templates(), templates())
def test_a_template_comes_back_from_a_catalogue_as_it_went_in(tmp_path_factory, template, translation):
    messages = tmp_path_factory.mktemp("locales") / "es" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for text in (template, translation)]
    written = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgctxt "item/1/text@therapist"\nmsgid "{}"\nmsgstr "{}"\n'
    (messages / "x.po").write_text(written.replace("{}", "%s") % tuple(quoted), encoding="utf-8")
    found = catalogue("x", "es", messages.parents[1]).lookup(template, context="item/1/text@therapist")
    assert (found.text, found.lang) == (translation, "es")
