# SPDX-License-Identifier: Apache-2.0
"""What several people say of one session as one score: the mean of exact values, rounded last, and nothing where one has no score."""

from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.codec import answer_digest, decode, dump, scoring_digest
from alliance_forms.model import FrozenMap, Instrument, Response, ScaleItem, Session
from alliance_forms.scoring import alerts, report_together

OPTIONS = [{"code": str(weight), "weight": weight} for weight in range(4)] + [{"code": "na", "absent": "not-applicable"}]
SCALES = [
    {
        "id": "sum",
        "item": [{"linkId": "a"}, {"linkId": "b"}],
        "digits": 1,
        "missing": {"notApplicable": "shrink"},
        "band": [{"id": "low", "from": 0}, {"id": "high", "from": 3}],
        "bandSource": "seen",
        "cutOff": [{"id": "line", "value": 3, "source": "seen"}],
        "source": "seen",
    },
    {
        "id": "third",
        "method": "mean",
        "item": [{"linkId": "a"}, {"linkId": "b"}, {"linkId": "c"}],
        "missing": {"rule": "prorate", "atMost": 2},
        "linear": {"multiply": 2, "add": 1},
        "lookup": [{"from": -9, "value": 0}, {"from": 3, "value": 10}, {"from": 5, "value": 25}],
    },
    {"id": "alone", "item": [{"linkId": "c"}]},
]


def form(*, scales=SCALES, **more):
    combine = {"rater": "observer", "method": "mean", "scale": ["third", "sum"], "source": "seen"}
    combine |= {key: value for key, value in more.items() if value is not None}
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "therapist",
        "rater": ["observer", "therapist"], "language": "en", "scale": scales, "combine": combine,
        "source": [{"id": "seen", "citation": "Seen 2001.", "verified": True}, {"id": "recalled", "citation": "Recalled 2002."}],
        "item": [{"linkId": link, "type": "choice", "answerOption": OPTIONS} for link in "abc"],
        "alert": [
            {"id": "high-a", "when": {"question": "a", "operator": ">=", "answer": 3}, "severity": "urgent", "audience": ["self", "therapist"]}
        ],
    }  # fmt: skip
    return decode(tree, Instrument)


FORM = form()
MONDAY = Session(number=3, date="2026-11-23")


def rated(name, codes, *, instrument=FORM, **more):
    answers = {link: code for link, code in zip("abc", codes, strict=True) if code != "-"}
    given_by = {"id": f"response-{name}", "rater_id": name, "rater": "observer", "session": MONDAY}
    return Response(instrument=instrument.id, version=instrument.version, answers=answers, **{**given_by, **more})


def together(*codes, instrument=FORM):
    return af.score_together(instrument, [rated(str(number), each, instrument=instrument) for number, each in enumerate(codes)])


def test_the_mean_of_what_each_says_is_the_score_and_each_stands_beside_it():
    report = together("111", "123")
    assert dict(report.scores) == {"sum": report["sum"], "third": report["third"]}
    assert (report["sum"].value, report["sum"].basis, report["sum"].band, dict(report["sum"].cut_offs)) == (
        Decimal("2.5"), "complete", "low", {"line": False},
    )  # fmt: skip
    assert [(one.response, one.scores["sum"].value, one.scores["alone"].value) for one in report.ratings] == [
        ("response-0", 2, 1),
        ("response-1", 3, 3),
    ]
    assert (report.instrument, report.version, report.response, report.rater) == ("test.form", "1.0.0", None, "observer")
    assert report.scoring_digest == scoring_digest(FORM)
    assert af.load(af.dumps(report), af.ScoreReport) == report


def test_each_rating_is_what_it_is_alone():
    responses = [rated("x", "123"), rated("y", "301"), rated("z", "0-2")]
    report = af.score_together(FORM, responses)
    assert [(one.response, one.scores) for one in report.ratings] == [(one.id, af.score(FORM, one).scores) for one in responses]


def test_what_is_averaged_is_transformed_looked_up_and_not_yet_rounded():
    """Means 1, 7/3 and 3 become 3, 17/3 and 7, then 10, 25 and 25: 20 is their mean, and no 21 by the means of the steps before."""
    assert together("111", "223", "333")["third"].value == 20
    assert together("111", "223", "333", instrument=form(digits=3))["third"].value == Decimal("20.000")


def test_the_one_rounding_is_last():
    scales = [{"id": "s", "method": "mean", "item": [{"linkId": "a"}, {"linkId": "b"}, {"linkId": "c"}]}]
    found = [
        together("001", "001", "113", instrument=form(scales=scales, scale=["s"], digits=digits))["s"].value for digits in (None, 0, 2)
    ]
    assert found == [1, 1, Decimal("0.78")]
    # Rounded one by one they would be 0, 0 and 2, whose mean is 0.67.
    assert str(together("000", "100", "100", instrument=form(scales=scales, scale=["s"], digits=1))["s"].value) == "0.2"


def test_a_rating_without_a_score_refuses_it_and_says_what_is_missing_anywhere():
    report = together("1-1", "11-", "211")
    refused = report["sum"]
    assert (refused.status, refused.value, refused.reason, refused.missing, refused.rule) == (
        "refused",
        None,
        "part-refused",
        ("b",),
        "refuse",
    )
    assert [one.scores["sum"].reason for one in report.ratings] == ["missing-items", None, None]
    # The other scale allows two to be missing.
    assert (report["third"].value, report["third"].basis, report["third"].missing) == (10, "prorated", ("b", "c"))


def test_an_absence_keeps_its_reason_and_a_shortened_rating_has_no_band():
    absent = attrs.evolve(rated("x", "1-1"), answers={"a": "2", "b": "na", "c": "1"})
    shortened = af.score_together(FORM, [absent, rated("y", "131")])["sum"]
    assert (shortened.value, shortened.basis, shortened.band, dict(shortened.cut_offs)) == (3, "shortened", None, {})
    assert (shortened.missing, dict(shortened.absent)) == (("b",), {"b": "not-applicable"})
    declined = attrs.evolve(absent, answers={"a": "2", "b": af.Absent(absent="asked-declined"), "c": "1"})
    assert dict(af.score_together(FORM, [declined, rated("y", "131")])["sum"].absent) == {"b": "asked-declined"}


def test_an_answer_that_is_none_and_another_version_refuse_it():
    assert together("119", "111")["sum"].value == 2
    invalid = af.score_together(FORM, [attrs.evolve(rated("x", "111"), answers={"a": "9", "b": "1"}), rated("y", "111")])
    assert (invalid["sum"].reason, invalid.ratings[0].scores["sum"].reason) == ("part-refused", "invalid-answer")
    other = af.score_together(FORM, [rated("x", "111", digest="sha256:" + "0" * 64), rated("y", "111")])
    assert (other["sum"].reason, other.ratings[0].scores["sum"].reason) == ("part-refused", "digest-mismatch")
    assert other.alerts_not_evaluated[0].reason == "digest-mismatch"


def test_an_alert_of_one_rating_is_an_alert_of_all():
    raised = together("311", "111", "-11")
    assert ([one.id for one in raised.alerts], raised.alerts_not_evaluated) == (["high-a"], ())
    assert [(one.id, one.reason) for one in together("111", "-11", "-11").alerts_not_evaluated] == [("high-a", "missing")]
    assert together("311", "311").alerts == together("311", "111").alerts
    assert together("111", "111").alerts == ()


@pytest.mark.parametrize(
    ("source", "unconfirmed"),
    [("seen", ((), ("key",))), ("recalled", (("combine",), ("key", "combine"))), (None, (("combine",), ("key", "combine")))],
)
def test_the_rule_that_combines_is_marked_where_nobody_has_looked_it_up(source, unconfirmed):
    report = together("111", "111", instrument=form(source=source) if source else form_without_source())
    assert (report["sum"].unconfirmed, report["third"].unconfirmed) == unconfirmed
    assert [one.scores["sum"].unconfirmed for one in report.ratings] == [(), ()]


def form_without_source():
    return attrs.evolve(FORM, combine=attrs.evolve(FORM.combine, source=None))


def problems(*responses, instrument=FORM):
    with pytest.raises(af.InvalidDocument) as caught:
        af.score_together(instrument, responses)
    assert all(problem.message in str(caught.value) for problem in caught.value.problems)
    return [(problem.code, problem.pointer) for problem in caught.value.problems]


def test_what_does_not_belong_together_is_refused_with_every_reason():
    one = rated("x", "111")
    assert problems() == [("AF-RATINGS-FEW", "")]
    assert problems(one) == [("AF-RATINGS-FEW", "")]
    assert problems(one, one) == [("AF-RATINGS-RATER", "/1/raterId"), ("AF-RATINGS-ID", "/1/id")]
    assert problems(one, rated("y", "111", id=None)) == [("AF-RATINGS-ID", "/1/id")]
    assert problems(one, rated("y", "111", rater_id=None)) == [("AF-RATINGS-RATER", "/1/raterId")]
    assert problems(rated("y", "111", rater="therapist"), one) == [("AF-RATINGS-RATER", "/0/rater")]
    assert problems(one, rated("y", "111", session=None)) == [("AF-RATINGS-SESSION", "/1/session")]
    assert problems(rated("y", "111", session=None), one) == [("AF-RATINGS-SESSION", "/0/session"), ("AF-RATINGS-SESSION", "/1/session")]
    assert problems(one, rated("y", "111", session=Session(number=4))) == [("AF-RATINGS-SESSION", "/1/session")]
    assert problems(one, rated("y", "111"), rated("x", "111", id="z")) == [("AF-RATINGS-RATER", "/2/raterId")]
    assert problems(one, rated("y", "111"), rated("z", "111", id=one.id)) == [("AF-RATINGS-ID", "/2/id")]


def test_who_rates_need_not_be_said_where_there_is_one_kind_of_rater():
    alone = attrs.evolve(FORM, rater=("observer",))
    report = af.score_together(alone, [rated("x", "111", rater=None), rated("y", "111", rater=None)])
    assert (report["sum"].value, report.rater) == (2, "observer")


def test_an_instrument_without_such_a_rule_and_a_response_to_another_are_faults_of_use():
    phq9 = af.get_instrument("phq-9")
    with pytest.raises(af.UsageFault, match="'phq-9' does not say how"):
        af.score_together(phq9, [])
    with pytest.raises(af.UsageFault, match="belongs to 'phq-9'"):
        af.score_together(FORM, [rated("x", "111"), rated("y", "111", instrument=phq9)])


def test_a_rule_that_fits_no_scale_is_refused_when_it_is_read():
    kind = {
        "id": "kind", "method": "classification",
        "criterion": [{"id": "x", "when": {"score": "sum", "operator": ">", "answer": 1}}],
        "category": [{"id": "yes", "value": 1, "all": ["x"]}, {"id": "no", "value": 0}],
    }  # fmt: skip
    found = af.validate(
        af.dumps(form(scales=[*SCALES, kind], rater="client", scale=["kind", "none", "sum", "sum"], digits=10, source="nowhere"))
    )
    assert {(one.code, one.pointer) for one in found if one.pointer.startswith("/combine")} == {
        ("AF-REF-UNKNOWN", "/combine/rater"), ("AF-SCALE-COMBINE", "/combine/scale/0"), ("AF-REF-UNKNOWN", "/combine/scale/1"),
        ("AF-ID-TWICE", "/combine/scale/3"), ("AF-SCALE-DIGITS", "/combine/digits"), ("AF-REF-UNKNOWN", "/combine/source"),
    }  # fmt: skip
    assert not [one for one in af.validate(af.dumps(form(digits=9))) if one.pointer.startswith("/combine")]


def test_the_rule_is_part_of_what_a_score_depends_on_and_its_source_is_not():
    plain = attrs.evolve(FORM, combine=None)
    assert len({scoring_digest(one) for one in (plain, FORM, form(digits=1), form(scale=["sum"]), form(source="recalled"))}) == 4


CTS_CODES = st.lists(st.sampled_from("0123456"), min_size=12, max_size=12)


@pytest.mark.parametrize(("name", "items"), [("cts", 11), ("cts-r", 12)])
@given(data=st.data())
def test_observers_of_one_session_are_averaged_as_the_document_says(name, items, data):
    instrument = af.get_instrument(name)
    rows = [codes[:items] for codes in data.draw(st.lists(CTS_CODES, min_size=2, max_size=4))]
    responses = [
        Response(
            id=f"r{number}", rater_id=f"o{number}", instrument=name, version=instrument.version, session=MONDAY,
            answers=FrozenMap({str(place): code for place, code in enumerate(row, start=1)}),
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip
    report = af.score_together(instrument, responses)
    mean = Fraction(sum(int(code) for row in rows for code in row), len(rows))
    assert list(report.scores) == ["total"]
    assert abs(Fraction(report["total"].value) - mean) <= Fraction(1, 200)
    assert report["total"].value.as_tuple().exponent == -2
    assert "combine" in report["total"].unconfirmed
    line = {"cts": "competent", "cts-r": "usual-pass"}[name]
    # A half is not rounded across the line.
    assert report["total"].cut_offs[line] is (report["total"].value >= {"cts": 40, "cts-r": 36}[name])
    assert (len(rows) != 2) or (report["total"].cut_offs[line] is (mean >= {"cts": 40, "cts-r": 36}[name]))
    assert [one.scores["total"].value for one in report.ratings] == [sum(map(int, row)) for row in rows]


# --- what the rooms below a host are told: scorers, and keys that a pack brings --------------------------------------------------

HELD = [
    {"id": "held", "key": "holder", "source": "seen"},
    {"id": "asked", "method": "scorer", "scorer": "x.y", "item": [{"linkId": "a"}, {"linkId": "b"}], "digits": 1},
]
LINE = {"id": "line", "when": {"score": "held", "operator": ">=", "answer": 3}, "severity": "urgent", "audience": ["self", "therapist"]}
LOCKED = decode({**dump(form(scales=HELD, scale=["held", "asked"], digits=1)), "alert": [LINE]}, Instrument)
KEYED = attrs.evolve(LOCKED, scale=(attrs.evolve(LOCKED.scale[0], item=(ScaleItem(link_id="a"), ScaleItem(link_id="c"))), LOCKED.scale[1]))


class Longest:
    name, api_version = "x.y", 1

    def score(self, instrument, answers):
        assert instrument == LOCKED
        return Decimal(len(answers)) + Decimal(answers["a"]) / 4


def test_a_key_that_a_pack_brings_and_a_scorer_count_in_each_rating():
    responses = [rated("x", "123"), rated("y", "2-2")]
    report = report_together(LOCKED, responses, scorer=lambda name: {"x.y": Longest()}[name], keyed=KEYED)
    assert (report["held"].value, report["asked"].reason) == (4, "part-refused")
    assert [one.scores["held"].value for one in report.ratings] == [4, 4]
    assert (report.scoring_digest, report.digest) == (scoring_digest(KEYED), answer_digest(LOCKED))
    assert [one.id for one in report.alerts] == ["line"]
    both = report_together(LOCKED, [responses[0], rated("z", "311")], scorer=lambda _: Longest())
    assert (both["asked"].value, both["held"].reason, both.scoring_digest) == (Decimal("2.5"), "part-refused", scoring_digest(LOCKED))
    assert [one.scores["held"].reason for one in both.ratings] == ["key-not-supplied"] * 2
    with pytest.raises(af.NotFound):
        report_together(LOCKED, [responses[0], rated("z", "311")])


def test_an_alert_on_a_score_by_such_a_key_is_evaluated():
    found = [alerts(LOCKED, rated("x", codes), scorer=lambda _: Longest(), keyed=KEYED) for codes in ("123", "100")]
    assert [[one.id for one in each.raised] for each in found] == [["line"], []]
    assert [one.reason for one in alerts(LOCKED, rated("x", "123")).not_evaluated] == ["score-refused"]


def test_a_transform_with_decimals_is_not_done_twice():
    scales = [{"id": "s", "item": [{"linkId": "a"}], "digits": 2, "linear": {"multiply": Decimal("0.5"), "add": Decimal("0.25")}}]
    assert together("100", "200", instrument=form(scales=scales, scale=["s"]))["s"].value == 1
