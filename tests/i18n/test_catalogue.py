# SPDX-License-Identifier: Apache-2.0
from pathlib import Path
from threading import Barrier, Thread

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.errors import InvalidDocument, UsageFault
from alliance_forms.i18n import Interface, Translation, available_locales, catalogue
from alliance_forms.i18n.catalogue import _catalogue

HEADER = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
ENTRIES = """
msgid "Send"
msgstr "Enviar"

msgid "PDF"
msgstr "PDF"

msgid "Required"
msgstr ""

#, fuzzy
msgid "Cancel"
msgstr "Cancelado"

#~ msgid "Old"
#~ msgstr "Viejo"

msgctxt "item/q1/text"
msgid "Never"
msgstr "Nunca"

msgctxt "item/q2/text"
msgid "Never"
msgstr "Jamás"

msgid "Question {number} of {total}"
msgstr "Pregunta {number} de {total}"

msgid "Page {number}"
msgstr "Página"

msgid "Hello {name}"
msgstr "Hola {nombre}"

msgid "Count {n}"
msgstr "{n} {n.__class__} {0} {} {n!r} %(n)s"
"""


def place(root: Path, locale: str, suffix: str = ".po", domain: str = "alliance_forms") -> Path:
    file = root / locale / "LC_MESSAGES" / f"{domain}{suffix}"
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def compiled(source: Path, target: Path) -> None:
    from babel.messages.pofile import read_po

    with source.open("rb") as read, target.open("wb") as written:
        write_mo(written, read_po(read))


@pytest.fixture(params=["po", "mo"])
def directory(request, tmp_path):
    file = place(tmp_path, "es")
    file.write_text(HEADER.format("es") + ENTRIES, encoding="utf-8")
    if request.param == "mo":
        compiled(file, file.with_suffix(".mo"))
        file.unlink()
    return tmp_path


class TestLookup:
    @pytest.mark.parametrize(
        ("source", "context", "expected"),
        [
            ("Send", None, Translation("Enviar", "es", "translated")),
            ("Send", "", Translation("Enviar", "es", "translated")),
            ("PDF", None, Translation("PDF", "es", "source")),
            ("Required", None, Translation("Required", "en", "untranslated")),
            ("Cancel", None, Translation("Cancel", "en", "untranslated")),
            ("Old", None, Translation("Old", "en", "untranslated")),
            ("Unknown", None, Translation("Unknown", "en", "untranslated")),
            ("Never", "item/q1/text", Translation("Nunca", "es", "translated")),
            ("Never", "item/q2/text", Translation("Jamás", "es", "translated")),
            ("Never", "item/q3/text", Translation("Never", "en", "untranslated")),
            ("Never", None, Translation("Never", "en", "untranslated")),
            ("Send", "item/q1/text", Translation("Send", "en", "untranslated")),
            ("", None, Translation("", "en", "source")),
            ("", "item/q1/text", Translation("", "en", "source")),
        ],
    )
    def test_answers_three_ways(self, directory, source, context, expected):
        assert catalogue("alliance_forms", "es", directory).lookup(source, context=context) == expected

    @pytest.mark.parametrize("wanted", ["es", "es-419", "es-MX", "es_ES"])
    def test_is_negotiated(self, directory, wanted):
        assert catalogue("alliance_forms", wanted, directory).lookup("Send").lang == "es"

    @pytest.mark.parametrize("wanted", ["en", "en-GB"])
    def test_the_source_language_needs_no_translation(self, directory, wanted):
        assert catalogue("alliance_forms", wanted, directory).lookup("Send") == Translation("Send", "en", "source")

    def test_a_language_that_is_not_there_says_so(self, directory):
        found = catalogue("alliance_forms", "fr", directory)
        assert found.lang == "en"
        assert found.lookup("Send") == Translation("Send", "en", "untranslated")

    def test_the_source_language_may_be_another(self, directory):
        found = catalogue("alliance_forms", "de-AT", directory, source_lang="de")
        assert found.lookup("Ja") == Translation("Ja", "de", "source")

    def test_the_repr_holds_no_texts(self, directory):
        assert "Enviar" not in repr(catalogue("alliance_forms", "es", directory))


class TestFiles:
    @given(
        st.dictionaries(
            st.tuples(
                st.sampled_from(["", "item/a/text"]),
                st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1),
            ),
            st.text(st.characters(exclude_categories=["Cc", "Cs"])),
        )
    )
    def test_both_kinds_of_file_answer_the_same(self, tmp_path_factory, entries):
        texts = Catalog(locale="es")
        for (context, source), text in entries.items():
            texts.add(source, text, context=context or None)
        root = tmp_path_factory.mktemp("locales")
        for name, write in (("po", write_po), ("mo", write_mo)):
            with place(root / name, "es", f".{name}").open("wb") as file:
                write(file, texts)
        po, mo = (catalogue("alliance_forms", "es", root / name) for name in ("po", "mo"))
        for context, source in entries:
            assert po.lookup(source, context=context) == mo.lookup(source, context=context)
            assert po.lookup(source, context=context).text in (entries[context, source], source)

    def test_a_language_nobody_knows_has_a_catalogue(self, tmp_path):
        place(tmp_path, "hmn").write_text(HEADER.format("hmn") + 'msgid "Send"\nmsgstr "Xa"\n', encoding="utf-8")
        assert catalogue("alliance_forms", "hmn-US", tmp_path).lookup("Send") == Translation("Xa", "hmn", "translated")

    def test_without_a_header_it_is_read_as_well(self, tmp_path):
        place(tmp_path, "ar").write_text('msgid "Send"\nmsgstr "أرسل"\n', encoding="utf-8")
        assert catalogue("alliance_forms", "ar", tmp_path).lookup("Send").text == "أرسل"

    def test_locales_are_listed_by_domain(self, tmp_path):
        for locale, domain in (("pt_BR", "alliance_forms"), ("es", "alliance_forms"), ("fr", "clinic-x.intake")):
            place(tmp_path, locale, domain=domain).write_text(HEADER.format(locale), encoding="utf-8")
        (tmp_path / "README.md").write_text("not a language")
        assert available_locales("alliance_forms", directory=tmp_path) == ("es", "pt-BR")
        assert available_locales("clinic-x.intake", directory=tmp_path) == ("fr",)
        assert available_locales("alliance_forms", directory=tmp_path / "nowhere") == ()

    def test_the_library_brings_spanish_and_a_draft_in_arabic(self):
        assert available_locales("alliance_forms") == ("ar", "es")

    def test_two_directories_of_one_language_conflict(self, tmp_path):
        for locale in ("pt_BR", "pt-BR"):
            place(tmp_path, locale).write_text(HEADER.format(locale))
        with pytest.raises(InvalidDocument) as caught:
            catalogue("alliance_forms", "pt", tmp_path)
        assert [problem.code for problem in caught.value.problems] == ["AF-CATALOGUE-CONFLICT"]

    def test_every_directory_that_is_no_language_is_reported(self, tmp_path):
        for locale in ("spanish", "C"):
            place(tmp_path, locale).write_text(HEADER.format(locale))
        with pytest.raises(InvalidDocument) as caught:
            available_locales("alliance_forms", directory=tmp_path)
        assert [problem.code for problem in caught.value.problems] == ["AF-CATALOGUE-LOCALE"] * 2

    @pytest.mark.parametrize("domain", ["", "..", "../es", "a/b", ".hidden", "a\\b", "a\n"])
    def test_a_domain_cannot_lead_elsewhere(self, tmp_path, domain):
        with pytest.raises(UsageFault, match="domain"):
            catalogue(domain, "es", tmp_path)

    @pytest.mark.parametrize(
        ("suffix", "content"),
        [
            (".po", b"msgid nonsense\n"),
            (".po", b'msgid "Send"\nmsgstr "\xff\xfe"\n'),
            (".mo", b""),
            (".mo", b"\xde\x12\x04\x95"),
            (".mo", b"not a catalogue at all, but long enough"),
        ],
    )
    def test_a_broken_file_is_a_problem_with_its_name(self, tmp_path, suffix, content):
        place(tmp_path, "es", suffix).write_bytes(content)
        with pytest.raises(InvalidDocument) as caught:
            catalogue("alliance_forms", "es", tmp_path)
        (problem,) = caught.value.problems
        assert problem.code == "AF-CATALOGUE-UNREADABLE"
        assert f"es/LC_MESSAGES/alliance_forms{suffix}" in problem.message
        assert str(tmp_path) not in problem.message

    @given(st.data(), st.sampled_from([".po", ".mo"]))
    def test_damage_is_read_or_reported(self, tmp_path_factory, data, suffix):
        root = tmp_path_factory.mktemp("locales")
        file = place(root, "es")
        file.write_text(HEADER.format("es") + ENTRIES, encoding="utf-8")
        if suffix == ".mo":
            compiled(file, file.with_suffix(".mo"))
            file = file.with_suffix(".mo")
        whole = file.read_bytes()
        at = data.draw(st.integers(0, len(whole) - 1))
        file.write_bytes(whole[:at] + data.draw(st.binary(max_size=4)) + whole[at + data.draw(st.integers(0, 8)) :])
        try:
            found = catalogue("alliance_forms", "es", root)
        except InvalidDocument as error:
            assert all(problem.code.startswith("AF-CATALOGUE-") for problem in error.problems)
        else:
            assert isinstance(found.lookup("Send").text, str)


class TestCache:
    def test_a_catalogue_is_read_once(self, directory):
        assert catalogue("alliance_forms", "es_MX", directory) is catalogue("alliance_forms", "es-MX", directory)

    def test_the_cache_is_bounded(self):
        assert _catalogue.cache_info().maxsize

    def test_threads_get_the_same_answers(self, directory):
        start, answers = Barrier(8), []

        def look():
            start.wait()
            answers.append(catalogue("alliance_forms", "es", directory).lookup("Send").text)

        threads = [Thread(target=look) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == ["Enviar"] * 8


class TestInterface:
    def test_slots_are_filled(self, directory):
        shown = Interface("es", directory=directory).text("Question {number} of {total}", number=2, total=9)
        assert shown == Translation("Pregunta 2 de 9", "es", "translated")

    @pytest.mark.parametrize("message", ["Page {number}", "Hello {name}"])
    def test_a_translation_with_other_slots_is_not_used(self, directory, message):
        shown = Interface("es", directory=directory).text(message, number=3, name="Ada")
        assert (shown.lang, shown.status) == ("en", "untranslated")
        assert shown.text in ("Page 3", "Hello Ada")

    def test_a_translation_reaches_nothing_but_the_slots(self, directory):
        shown = Interface("es", directory=directory).text("Count {n}", n=1)
        assert shown.text == "1 {n.__class__} {0} {} {n!r} %(n)s"

    @given(st.text(), st.text())
    def test_values_are_put_in_as_they_are(self, one, two):
        shown = Interface("en").text("{one}|{two}", one=one, two=two)
        assert shown.text == f"{one}|{two}"

    def test_a_value_may_be_called_message(self):
        assert Interface("en").text("{message}", message="x").text == "x"

    def test_a_missing_value_is_the_callers_fault(self, directory):
        with pytest.raises(UsageFault, match="total"):
            Interface("es", directory=directory).text("Question {number} of {total}", number=2)

    @pytest.mark.parametrize(("wanted", "lang"), [("es-MX", "es"), ("es-419", "es"), ("fr", "en"), ("hmn", "en"), ("en-GB", "en")])
    def test_language_served(self, directory, wanted, lang):
        assert Interface(wanted, directory=directory).lang == lang

    def test_is_a_value(self, directory):
        assert Interface("es_MX", directory=directory) == Interface("es-MX", directory=directory)

    def test_junk_is_refused(self):
        with pytest.raises(UsageFault):
            Interface("not a language")
