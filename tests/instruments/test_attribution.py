# SPDX-License-Identifier: Apache-2.0
"""The line that names the author travels with everything that is made of a measure."""

import html
import json

import attrs
import pytest
from hypothesis import given

import alliance_forms as af
from alliance_forms.cli.report import report_text
from alliance_forms.library.host import BUILT_IN_FORMATS
from alliance_forms.plugins import Shelf
from alliance_forms.rights import TERMS, credit
from alliance_forms.testing import instruments

HOST = af.Host(shelf=Shelf(group=None), use="clinical")
ALL = [line.id for line in af.instruments(host=HOST)]
FORMATS = list(BUILT_IN_FORMATS)


def plain(output, format_):
    """The output's words, as they are read: without markup, line breaks or JSON's escapes."""
    if format_.startswith("fhir"):
        return json.loads(output).get("copyright", "")
    return " ".join((html.unescape(output) if format_ == "html" else output).split())


@pytest.mark.parametrize("name", ALL)
def test_every_output_carries_the_line(name):
    instrument = af.get_instrument(name, host=HOST)
    (listed,) = [line for line in af.instruments(host=HOST) if line.id == name]
    for locale in listed.languages:
        form = af.form_view(instrument, locale=locale, host=HOST)
        assert form.rights.attribution or TERMS[form.rights.basis].attribution is False
        for format_ in FORMATS:
            for options in ({"document": True}, {"document": False}) if format_ == "html" else ({},):
                output = af.render(instrument, format_, locale=locale, host=HOST, **options)
                assert " ".join((form.rights.attribution or "").split()) in plain(output, format_)
    line = credit(instrument.rights) or ""
    assert line or TERMS[instrument.rights.basis].attribution is False or instrument.rights.holder is None
    for format_ in FORMATS:
        assert line in plain(af.render(instrument, format_, transcribe=True, host=HOST), format_)
    report = af.score(instrument, af.Response(instrument=name, version=instrument.version, rater=instrument.rater[0], answers={}))
    for explanation in (None, report.explain()):
        assert report_text(instrument, report, explanation).endswith(f"\n{line}\n" if line else "\n")


@given(instruments(texts=True))
def test_so_does_any_line(instrument):
    line = "A line © Somebody <&> Zoë"
    instrument = attrs.evolve(instrument, rights=attrs.evolve(instrument.rights, attribution=line))
    for format_ in FORMATS:
        for transcribe in (True, False):
            assert line in plain(af.render(instrument, format_, transcribe=transcribe), format_)
