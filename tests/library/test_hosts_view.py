# SPDX-License-Identifier: Apache-2.0
"""What a host calls, from an instrument's name to a score."""

import logging
import subprocess
import sys
from types import SimpleNamespace

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af

PHQ9 = af.get_instrument("phq-9")


@attrs.frozen
class NoOptions:
    """Nothing to choose."""


def test_the_public_names_are_what_is_documented_and_all_of_them_are_there():
    assert sorted(af.__all__) == dir(af)
    for name in af.__all__:
        assert getattr(af, name) is not None


def test_import_stays_light():
    """`import alliance_forms` brings in attrs and the standard library; the rest comes at first use."""
    code = "import sys, alliance_forms; print(sorted(m for m in ('attrs', 'cattrs', 'jsonschema', 'babel', 'jinja2', 'click') if m in sys.modules))"
    heavy = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert heavy.strip() in ("[]", "['attrs']")


def test_rendering_phq9_in_spanish_is_served_as_es_419():
    form = af.form_view(PHQ9, locale="es")
    assert (form.lang, form.dir, form.shown.locale) == ("es-419", "ltr", "es-419")
    assert form.text_at("recall/text").value.startswith("Durante las últimas 2 semanas")


def test_a_form_view_holds_no_text_of_the_document_itself():
    from alliance_forms.model import texts_of

    form = af.form_view(PHQ9)
    assert {path for path, text in texts_of(form.instrument) if text is not None} == {"title"}
    assert form.instrument.title == "phq-9"


def test_scores_do_not_depend_on_the_language_of_the_form():
    body = {f"af-{number}": "2" for number in range(1, 10)}
    scores = {af.score(PHQ9, af.read(PHQ9, "html", body, locale=tag))["total"].value for tag in ("en", "es", "fr", "pt")}
    assert scores == {18}


@pytest.mark.parametrize("tag", ["de", "ar"])
def test_wording_that_is_not_there_or_not_confirmed_is_not_shown(tag):
    with pytest.raises(af.NotPermitted, match=tag):
        af.render(PHQ9, "html", locale=tag)


def test_an_unknown_id_format_option_or_rater_gets_a_suggestion():
    with pytest.raises(af.NotFound, match="'phq-9'"):
        af.get_instrument("phq9")
    with pytest.raises(af.NotFound, match="'html'"):
        af.render(PHQ9, "htm")
    with pytest.raises(af.UsageFault, match="'document'"):
        af.render(PHQ9, "html", documnet=True)
    with pytest.raises(af.UsageFault, match="client"):
        af.render(PHQ9, "html", rater="therapist")
    told_only = SimpleNamespace(name="told", media_type="text/plain", extension="txt", api_version=1, options=NoOptions, render=None)
    with pytest.raises(af.UsageFault, match="not read"):
        af.read(PHQ9, "told", "", host=af.Host(formats=af.Host().formats.with_("told", told_only)))


def test_invalid_answers_carry_every_problem_and_every_valid_answer():
    with pytest.raises(af.InvalidAnswers) as caught:
        af.read(PHQ9, "html", [("af-1", "3"), ("af-2", "9"), ("af-3", "0"), ("af-3", "1"), ("af-9", "2")])
    assert [problem.pointer for problem in caught.value.problems] == ["/answers/2", "/answers/3"]
    assert dict(caught.value.response.answers) == {"1": "3", "9": "2"}
    assert [alert.id for alert in af.alerts(PHQ9, caught.value.response).raised] == ["item-9"]


@given(st.text(min_size=6))
def test_no_answer_stands_in_any_message(secret):
    marked = f"«{secret}»"
    for format_, data in (("html", {"af-1": marked}), ("text", f"1 -> {marked}")):
        try:
            af.read(PHQ9, format_, data)
        except af.InvalidAnswers as error:
            assert marked not in str(error)
            assert marked not in repr(error.response) + repr(error.submitted) + repr(error)


def test_the_host_says_who_reads_and_where_to_turn(caplog):
    host = af.Host(notices={"audience": {"en": "Your therapist."}}, care={"en": "Call 000 000 0000.", "es": "Llame al 000 000 0000."})
    with caplog.at_level(logging.WARNING):
        assert "Your therapist." in af.render(PHQ9, "html", host=host)
        assert "Call 000 000 0000." in af.render(PHQ9, "text", host=host)
        assert "Llame al 000 000 0000." in af.render(PHQ9, "text", host=host, locale="es")
    assert not caplog.records


def test_the_list_names_what_an_instrument_is():
    (line,) = [line for line in af.instruments() if line.id == "phq-9"]
    assert (line.version, line.raters, line.items, line.rights) == ("1.0.0", ("client",), 10, "free-no-permission")
    assert line.languages == ("en", "es-419", "fr-FR", "pt-BR")
