# SPDX-License-Identifier: Apache-2.0
"""A rule that nobody has looked up in a source is marked in every report that used it; what the document says is what the report says."""

from decimal import Decimal

import pytest
from cases import HABITS, Person
from hypothesis import given

import alliance_forms as af
from alliance_forms.cli.report import report_text
from alliance_forms.codec import decode
from alliance_forms.model import Instrument, Response
from alliance_forms.scoring import compile_plan
from alliance_forms.testing import instruments

SOURCES = [{"id": "seen", "citation": "Seen 2001.", "verified": True}, {"id": "recalled", "citation": "Recalled 2002."}]
BAND = [{"id": "all", "from": 0}]


def form(*scales):
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
        "rater": ["client"], "language": "en", "source": SOURCES, "scale": list(scales),
        "item": [{"linkId": "a", "type": "rating", "minimum": 0, "maximum": 3}, {"linkId": "b", "type": "rating", "minimum": 0, "maximum": 3}],
    }  # fmt: skip
    return decode(tree, Instrument)


def marked(*scales, **answers):
    instrument = form(*scales)
    report = af.score(instrument, Response(instrument="test.form", version="1.0.0", answers=answers or {"a": Decimal(1), "b": Decimal(1)}))
    return {name: score.unconfirmed for name, score in report.scores.items()}


@pytest.mark.parametrize(
    ("scale", "marks"),
    [
        ({"source": "seen"}, ()),
        ({"source": "recalled"}, ("key",)),
        ({}, ("key",)),
        ({"source": "seen", "key": "holder"}, ("key",)),
        ({"source": "seen", "band": BAND, "bandSource": "seen"}, ()),
        ({"source": "seen", "band": BAND, "bandSource": "recalled"}, ("band",)),
        ({"source": "seen", "band": BAND}, ("band",)),
        ({"source": "seen", "cutOff": [{"id": "x", "value": 1, "source": "seen"}]}, ()),
        (
            {"source": "seen", "cutOff": [{"id": "x", "value": 1, "source": "seen"}, {"id": "y", "value": 2, "source": "recalled"}]},
            ("cut-off",),
        ),
        ({"band": BAND, "cutOff": [{"id": "x", "value": 1}, {"id": "y", "value": 2}]}, ("key", "band", "cut-off")),
    ],
)
def test_each_rule_is_marked_by_its_own_source(scale, marks):
    assert marked({"id": "s", "item": [{"linkId": "a"}], **scale}) == {"s": marks}


def test_what_is_made_of_a_score_goes_by_its_key_but_not_by_its_lines():
    parts = [
        {"id": "s", "item": [{"linkId": "a"}], "source": "recalled"},
        {"id": "t", "item": [{"linkId": "b"}], "source": "seen", "cutOff": [{"id": "x", "value": 1}]},
    ]
    made = {"method": "sum", "source": "seen"}
    found = marked(
        *parts,
        {"id": "both", "part": [{"scale": "s"}, {"scale": "t"}], **made, "band": BAND},
        {"id": "one", "part": [{"scale": "t"}], **made},
        {"id": "deep", "part": [{"scale": "both"}], **made},
        {
            "id": "kind", "method": "classification", "source": "seen",
            "criterion": [{"id": "x", "when": {"score": "s", "operator": ">", "answer": 0}}],
            "category": [{"id": "yes", "value": 1, "all": ["x"]}, {"id": "no", "value": 0}],
        },
    )  # fmt: skip
    assert found == {"s": ("key",), "t": ("cut-off",), "both": ("key", "band"), "one": (), "deep": ("key",), "kind": ("key",)}


def test_only_what_was_used_is_marked():
    """A refused score used no rule that could mislead; a shortened one has neither band nor line."""
    scale = {"id": "s", "item": [{"linkId": "a"}, {"linkId": "b"}], "band": BAND, "cutOff": [{"id": "x", "value": 1}]}
    assert marked(scale, a=Decimal(1)) == {"s": ()}
    shrunk = {**scale, "missing": {"notApplicable": "shrink"}}
    assert marked(shrunk, a=Decimal(1), b=af.Absent(absent="not-applicable")) == {"s": ("key",)}


@given(instruments())
def test_the_report_says_what_the_document_says(instrument):
    checked = {source.id for source in instrument.source if source.verified}
    people = [Person(instrument, f"{habit}", habit) for habit in HABITS]
    for person in people:
        report = af.score(
            instrument,
            Response(
                instrument=instrument.id, version=instrument.version, rater=instrument.rater[0], answers=person.answers(instrument.item)
            ),
        )
        for scale in instrument.scale:
            score = report[scale.id]
            if score.value is None:
                assert score.unconfirmed == ()
                continue
            own = scale.key is None and scale.source in checked
            parts = [*(part.scale for part in scale.part), *(one.when.score for one in scale.criterion)]
            assert ("key" not in score.unconfirmed) is (own and all("key" not in report[part].unconfirmed for part in parts))
            assert ("band" in score.unconfirmed) is (bool(scale.band) and score.basis != "shortened" and scale.band_source not in checked)
            lines = [cut for cut in scale.cut_off if cut.id in score.cut_offs]
            assert ("cut-off" in score.unconfirmed) is any(cut.source not in checked for cut in lines)


def test_a_part_that_is_not_there_and_one_that_is_itself_are_told_apart():
    part = {"id": "s", "part": [{"scale": "t"}]}
    with pytest.raises(af.InvalidDocument, match=r"scale 's' cannot be compiled: there is no scale 't' \[AF"):
        compile_plan(form(part))
    with pytest.raises(
        af.InvalidDocument, match=r"scale 's' cannot be compiled: it is made of itself, directly or through other scales \[AF"
    ):
        compile_plan(form({**part, "part": [{"scale": "s"}]}))
    with pytest.raises(af.InvalidDocument, match="needs coefficients above 0"):
        compile_plan(form({"id": "s", "item": [{"linkId": "a", "coefficient": -1}], "missing": {"rule": "prorate", "atMost": 1}}))


def test_an_older_report_does_not_say_and_is_read_all_the_same():
    report = af.score(
        form({"id": "s", "item": [{"linkId": "a"}]}), Response(instrument="test.form", version="1.0.0", answers={"a": Decimal(1)})
    )
    older = af.dump(report)
    del older["scores"]["s"]["unconfirmed"], older["ratings"]
    read = af.load(af.dumps(decode(older, af.ScoreReport)), af.ScoreReport)
    assert (read["s"].unconfirmed, read.ratings) == (None, ())


def test_the_text_of_a_report_says_so_too():
    instrument = form({"id": "s", "item": [{"linkId": "a"}], "band": BAND}, {"id": "t", "item": [{"linkId": "a"}], "source": "seen"})
    report = af.score(instrument, Response(instrument="test.form", version="1.0.0", answers={"a": Decimal(1)}))
    assert report_text(instrument, report).splitlines()[1:] == ["s: 1 (all); no source confirms: key, band", "t: 1"]
