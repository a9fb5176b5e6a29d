# SPDX-License-Identifier: Apache-2.0
"""What is published about the questionnaires on symptoms and functioning, worked out here once more and without their documents."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.model.texts import is_wording, texts_of
from alliance_forms.scoring.evaluate import half_up

WORDED = ["phq-8", "phq-2", "phq-4", "gad-2"]
# Who is named where the wording is asked for.
TEXT_FREE = {
    "bdi-ii": "Pearson",
    "wsas": "Marks",
    "who-5": "World Health Organization",
    "core-10": "CORE System Trust",
    "core-om": "CORE System Trust",
    "pcl-5": "US Government",
}

CORE_OM_REVERSED = {3, 4, 7, 12, 19, 21, 31, 32}
CORE_OM = {
    "well-being": (4, 14, 17, 31),
    "problems": (2, 5, 8, 11, 13, 15, 18, 20, 23, 27, 28, 30),
    "functioning": (1, 3, 7, 10, 12, 19, 21, 25, 26, 29, 32, 33),
    "risk": (6, 9, 16, 22, 24, 34),
}
PCL_5 = {"b": range(1, 6), "c": range(6, 8), "d": range(8, 15), "e": range(15, 21)}


def form(codes: Iterable[object]) -> dict[str, str]:
    """Answers by place; None leaves one out."""
    return {str(place): str(code) for place, code in enumerate(codes, start=1) if code is not None}


def score(name, answers, instrument=None):
    instrument = instrument or af.get_instrument(name)
    return af.score(instrument, af.Response(instrument=name, version=instrument.version, answers=answers))


def total(name, codes, scale="total"):
    return score(name, form(codes))[scale]


def spread(points, count, most):
    """So many points over so many items, the first ones full."""
    return [min(most, max(0, points - most * place)) for place in range(count)]


def codes(count, most):
    return st.lists(st.integers(0, most), min_size=count, max_size=count)


def tenfold(points, count):
    """Ten times the mean, to one decimal."""
    return half_up(*Fraction(10 * points, count).as_integer_ratio(), 1)


# Bands and lines, at their edges.


@pytest.mark.parametrize(
    ("points", "band", "positive"),
    [
        (0, "minimal", False), (4, "minimal", False), (5, "mild", False), (9, "mild", False), (10, "moderate", True), (14, "moderate", True),
        (15, "moderately-severe", True), (19, "moderately-severe", True), (20, "severe", True), (24, "severe", True),
    ],
)  # fmt: skip
def test_phq_8_bands_and_cut_off(points, band, positive):
    found = total("phq-8", spread(points, 8, 3))
    assert (found.value, found.band, found.cut_offs) == (points, band, {"cut-off-10": positive})


@pytest.mark.parametrize(
    ("points", "lines"), [(0, (False, False)), (1, (False, False)), (2, (False, True)), (3, (True, True)), (6, (True, True))]
)
def test_phq_2_lines(points, lines):
    assert total("phq-2", spread(points, 2, 3)).cut_offs == {"cut-off-3": lines[0], "cut-off-2": lines[1]}


@pytest.mark.parametrize(("points", "positive"), [(0, False), (2, False), (3, True), (6, True)])
def test_gad_2_line(points, positive):
    assert total("gad-2", spread(points, 2, 3)).cut_offs == {"cut-off-3": positive}


@pytest.mark.parametrize(
    ("points", "band"),
    [(0, "minimal"), (2, "minimal"), (3, "mild"), (5, "mild"), (6, "moderate"), (8, "moderate"), (9, "severe"), (12, "severe")],
)
def test_phq_4_bands(points, band):
    assert total("phq-4", spread(points, 4, 3)).band == band


@pytest.mark.parametrize(
    ("codes", "anxiety", "depression"), [((1, 2, 1, 1), True, False), ((1, 1, 0, 3), False, True), ((3, 0, 3, 0), True, True)]
)
def test_phq_4_has_two_halves(codes, anxiety, depression):
    report = score("phq-4", form(codes))
    assert report["anxiety"].cut_offs == {"cut-off-3": anxiety}
    assert report["depression"].cut_offs == {"cut-off-3": depression}


@pytest.mark.parametrize(
    ("points", "band"),
    [(0, "minimal"), (13, "minimal"), (14, "mild"), (19, "mild"), (20, "moderate"), (28, "moderate"), (29, "severe"), (45, "severe")],
)
def test_bdi_ii_bands(points, band):
    found = total("bdi-ii", [*spread(points, 15, 3), *["0"] * 6])
    assert (found.value, found.band) == (points, band)


@pytest.mark.parametrize(("code", "points"), [("0", 0), ("1a", 1), ("1b", 1), ("2a", 2), ("2b", 2), ("3a", 3), ("3b", 3)])
@pytest.mark.parametrize("place", [16, 18])
def test_bdi_ii_has_two_items_of_seven_answers(place, code, points):
    assert score("bdi-ii", form([0] * 21) | {str(place): code})["total"].value == points
    assert score("bdi-ii", form([0] * 21) | {"17": code})["total"].status == ("scored" if code == "0" else "refused")


@pytest.mark.parametrize(
    ("points", "band", "clinical", "depression"),
    [
        (0, "healthy", False, False), (5, "healthy", False, False), (6, "low", False, False), (10, "low", False, False),
        (11, "mild", True, False), (12, "mild", True, False), (13, "mild", True, True), (14, "mild", True, True), (15, "moderate", True, True),
        (19, "moderate", True, True), (20, "moderate-to-severe", True, True), (24, "moderate-to-severe", True, True), (25, "severe", True, True),
    ],
)  # fmt: skip
def test_core_10_bands_and_lines(points, band, clinical, depression):
    first, *others = spread(points, 8, 4)
    found = total("core-10", [first, 4, 4, *others])
    assert (found.value, found.band, found.cut_offs) == (points, band, {"clinical": clinical, "depression": depression})


@pytest.mark.parametrize(
    ("points", "look_further", "depression"),
    [(0, True, True), (7, True, True), (8, True, False), (12, True, False), (13, False, False), (25, False, False)],
)
def test_who_5_is_raw_times_four(points, look_further, depression):
    report = score("who-5", form(spread(points, 5, 5)))
    assert (report["raw"].value, report["index"].value) == (points, 4 * points)
    assert report["raw"].cut_offs == {"look-further": look_further}
    assert report["index"].cut_offs == {"look-further": look_further, "depression": depression}


@pytest.mark.parametrize(
    ("points", "band"),
    [(0, "lower-range"), (9, "lower-range"), (10, "middle-range"), (20, "middle-range"), (21, "upper-range"), (40, "upper-range")],
)
def test_wsas_ranges(points, band):
    found = total("wsas", spread(points, 5, 8))
    assert (found.value, found.band, found.basis) == (points, band, "complete")


def test_wsas_without_work_is_the_four_others_and_has_no_range():
    found = score("wsas", {"1": "na", **{str(place): "8" for place in range(2, 6)}})["total"]
    assert (found.value, found.band, found.basis) == (32, None, "shortened")
    assert total("wsas", [None, 8, 8, 8, 8]).missing == ("1",)
    assert total("wsas", ["na", None, 8, 8, 8]).status == "refused"


@pytest.mark.parametrize(
    ("points", "lines"), [(30, (False, False)), (31, (True, False)), (32, (True, False)), (33, (True, True)), (80, (True, True))]
)
def test_pcl_5_lines(points, lines):
    assert total("pcl-5", spread(points, 20, 4)).cut_offs == {"cut-off-31": lines[0], "cut-off-33": lines[1]}


@pytest.mark.parametrize(
    ("symptoms", "band"),
    [
        ((1, 1, 2, 2), "met"),
        ((0, 1, 2, 2), "not-met"),
        ((1, 0, 2, 2), "not-met"),
        ((1, 1, 1, 2), "not-met"),
        ((1, 1, 2, 1), "not-met"),
        ((5, 2, 7, 6), "met"),
    ],
)
@pytest.mark.parametrize("strength", [2, 4])
def test_pcl_5_provisional_pattern(symptoms, band, strength):
    """A symptom counts from 2; everything else is 1."""
    chosen = {place for places, count in zip(PCL_5.values(), symptoms, strict=True) for place in places[:count]}
    report = score("pcl-5", form(strength if place in chosen else 1 for place in range(1, 21)))
    assert tuple(report[f"symptoms-{cluster}"].value for cluster in PCL_5) == symptoms
    assert report["provisional"].band == band


# Totals and their parts, over whole forms.


@given(codes(4, 3))
def test_phq_4_is_the_sum_of_its_halves(answers):
    report = score("phq-4", form(answers))
    assert report["total"].value == sum(answers) == report["anxiety"].value + report["depression"].value
    assert report["anxiety"].value == answers[0] + answers[1]


@given(codes(20, 4))
def test_pcl_5_is_the_sum_of_its_clusters(answers):
    report = score("pcl-5", form(answers))
    assert report["total"].value == sum(answers) == sum(report[f"cluster-{cluster}"].value for cluster in PCL_5)
    for cluster, places in PCL_5.items():
        points = [answers[place - 1] for place in places]
        assert (report[f"cluster-{cluster}"].value, report[f"symptoms-{cluster}"].value) == (sum(points), sum(one >= 2 for one in points))


@given(codes(10, 4))
def test_core_10_reverses_two_items(answers):
    assert total("core-10", answers).value == sum(4 - code if place in (2, 3) else code for place, code in enumerate(answers, start=1))


@given(codes(34, 4))
def test_core_om_is_ten_times_the_mean_of_what_its_domains_are_made_of(answers):
    report = score("core-om", form(answers))
    points = {place: 4 - code if place in CORE_OM_REVERSED else code for place, code in enumerate(answers, start=1)}
    domains = {name: sum(points[place] for place in places) for name, places in CORE_OM.items()}
    assert sorted(place for places in CORE_OM.values() for place in places) == list(range(1, 35))
    for name, places in CORE_OM.items():
        assert report[name].value == tenfold(domains[name], len(places))
    assert report["total"].value == tenfold(sum(domains.values()), 34)
    assert report["non-risk"].value == tenfold(sum(domains.values()) - domains["risk"], 28)


@pytest.mark.parametrize(("name", "count", "most"), [("phq-8", 8, 3), ("phq-2", 2, 3), ("gad-2", 2, 3), ("wsas", 5, 8)])
@given(data=st.data())
def test_a_plain_total_is_what_was_answered(name, count, most, data):
    answers = data.draw(codes(count, most))
    assert total(name, answers).value == sum(answers)


# A key that is wrong is found.


def turned(instrument, place, scales):
    """The same instrument, with one item keyed the other way round."""

    def key(scale):
        item = [attrs.evolve(one, reverse=not one.reverse) if one.link_id == place else one for one in scale.item]
        return attrs.evolve(scale, item=tuple(item)) if scale.id in scales else scale

    return attrs.evolve(instrument, scale=tuple(key(scale) for scale in instrument.scale))


def test_core_om_item_30_is_not_reversed():
    """Public scoring code reverses it: over the lowest answers everywhere that is the difference between below and above the cut-off."""
    instrument = af.get_instrument("core-om")
    answers = form([0] * 34)
    right = score("core-om", answers)["total"]
    wrong = score("core-om", answers, turned(instrument, "30", {"total"}))["total"]
    assert (right.value, right.cut_offs["clinical"]) == (Decimal("9.4"), False)
    assert (wrong.value, wrong.cut_offs["clinical"]) == (Decimal("10.6"), True)


def test_which_items_are_reversed():
    reversed_items = {
        name: {(scale.id, int(part.link_id)) for scale in af.get_instrument(name).scale for part in scale.item if part.reverse}
        for name in [*WORDED, *TEXT_FREE]
    }
    assert {place for _, place in reversed_items.pop("core-om")} == CORE_OM_REVERSED
    assert {place for _, place in reversed_items.pop("core-10")} == {2, 3}
    assert not any(reversed_items.values())


# What is missing.


@pytest.mark.parametrize(
    ("left_out", "scored"),
    [
        ((1, 2, 3), {"total", "non-risk", "problems", "well-being", "risk"}),
        ((1, 2, 3, 5), {"well-being", "risk"}),
        ((1, 2), {"total", "non-risk", "problems", "functioning", "well-being", "risk"}),
        ((4,), {"total", "non-risk", "problems", "functioning", "risk"}),
        ((6,), {"total", "non-risk", "problems", "functioning", "well-being"}),
        ((6, 9, 16, 22), {"non-risk", "problems", "functioning", "well-being"}),
    ],
)
def test_core_om_allows_so_many_missing_answers(left_out, scored):
    answers = form(None if place in left_out else 3 if place in CORE_OM_REVERSED else 1 for place in range(1, 35))
    report = score("core-om", answers)
    assert {name for name, one in report.scores.items() if one.status == "scored"} == scored
    assert {one.value for one in report.scores.values() if one.status == "scored"} == {Decimal(10)}


def test_core_10_allows_one_missing_answer():
    found = total("core-10", [4, 4, 4, 4, 2, 0, 0, 0, 0, None])
    assert (found.value, found.basis, found.band) == (Decimal("11.1"), "prorated", "mild")
    assert total("core-10", [4, 4, 4, 4, 2, 0, 0, 0, None, None]).missing == ("9", "10")


@pytest.mark.parametrize("name", ["phq-8", "phq-2", "phq-4", "gad-2", "bdi-ii", "who-5", "pcl-5"])
def test_no_published_rule_is_no_score(name):
    instrument = af.get_instrument(name)
    answers = form(["1"] * len(instrument.item))
    if name == "bdi-ii":
        answers |= {"16": "1a", "18": "1a"}
    assert all(one.status == "scored" for one in score(name, answers).scores.values())
    del answers["1"]
    report = score(name, answers)
    sums = {scale.id for scale in instrument.scale if "1" in {part.link_id for part in scale.item}}
    assert all(report[scale].missing == ("1",) and report[scale].value is None for scale in sums)


# Who has to look.


@pytest.mark.parametrize(
    ("name", "places"), [("bdi-ii", [9]), ("core-10", [6]), ("core-om", list(CORE_OM["risk"])), ("phq-8", []), ("pcl-5", [])]
)
def test_which_items_raise_an_alert(name, places):
    instrument = af.get_instrument(name)
    for place in range(1, len(instrument.item) + 1):
        code = "1a" if name == "bdi-ii" and place in (16, 18) else "1"
        assert [alert.link_id for alert in score(name, {str(place): code}).alerts] == ([str(place)] if place in places else [])
    assert not score(name, form([0] * len(instrument.item))).alerts
    assert [one.link_id for one in score(name, {}).alerts_not_evaluated] == [str(place) for place in places]


# Wording.


@pytest.mark.parametrize("name", sorted(TEXT_FREE))
def test_protected_wording_is_not_here(name):
    instrument = af.get_instrument(name)
    assert [path for path, text in texts_of(instrument) if is_wording(path) and text is not None] == []
    assert instrument.introduction is None
    assert instrument.recall is None or instrument.recall.text is None
    assert af.wordings(instrument) == ()
    assert instrument.rights.holder == TEXT_FREE[name]


@pytest.mark.parametrize("kind", ["html", "text", "fhir-r4"])
@pytest.mark.parametrize("name", sorted(TEXT_FREE))
def test_without_wording_nothing_is_shown_and_scores_are_made(name, kind):
    with pytest.raises(af.NotPermitted, match=TEXT_FREE[name]) as caught:
        af.render(af.get_instrument(name), kind)
    assert "can always be scored" in str(caught.value)
    example = af.get_instrument(name).example[0]
    assert all(one.status == "scored" for one in score(name, example.answers).scores.values())


@pytest.mark.parametrize("kind", ["html", "text", "fhir-r4"])
@pytest.mark.parametrize("name", WORDED)
def test_free_wording_is_shown_with_its_line(name, kind):
    instrument = af.get_instrument(name)
    shown = af.render(instrument, kind, locale="en")
    (pack,) = af.wordings(instrument)
    assert pack.rights.basis == instrument.rights.basis == "free-no-permission"
    for text in pack.text.values():
        assert plain(text) in plain(shown)
    assert "Developed by Drs. Robert L. Spitzer" in plain(shown)


def plain(text):
    return " ".join(text.replace("&#39;", "'").split())


def test_short_forms_ask_what_the_long_ones_ask():
    longer = {name: af.wordings(af.get_instrument(name)) for name in ("phq-9", "gad-7")}
    english = {name: next(pack.text for pack in packs if pack.locale == "en") for name, packs in longer.items()}
    asked = {
        "phq-8": [("phq-9", place) for place in range(1, 9)],
        "phq-2": [("phq-9", 1), ("phq-9", 2)],
        "gad-2": [("gad-7", 1), ("gad-7", 2)],
    }
    asked["phq-4"] = [*asked["gad-2"], *asked["phq-2"]]
    for name, origins in asked.items():
        (pack,) = af.wordings(af.get_instrument(name))
        assert [pack.text[f"item/{place}/text"] for place in range(1, len(origins) + 1)] == [
            english[origin][f"item/{place}/text"] for origin, place in origins
        ]
        assert {path: text for path, text in pack.text.items() if not path.startswith("item/")} == {
            path: english[origins[0][0]][path] for path in pack.text if not path.startswith("item/")
        }


# What nobody looked up is said to be recalled; of these measures that is left of three criteria of change.


@pytest.mark.parametrize("name", [*WORDED, *TEXT_FREE])
def test_every_rule_of_scoring_was_looked_up_somewhere(name):
    instrument = af.get_instrument(name)
    verified = {source.id for source in instrument.source if source.verified}
    for scale in instrument.scale:
        assert verified.issuperset(filter(None, (scale.source, scale.band_source, *(line.source for line in scale.cut_off))))
    recalled = {change.source for change in instrument.change} - verified
    assert recalled == {"who-5": {"change-10"}, "core-om": {"reliable-change"}, "pcl-5": {"marx-2022"}}.get(name, set())


def document(name):
    """The document as it is published; notes are not kept when it is read."""
    return (files("alliance_forms") / "bundled" / f"{name}.json").read_text(encoding="utf-8")


# Our own.

WAYS = ["directive", "nondirective", "facilitative", "supportive", "task-oriented"]


def test_ways_of_working_is_no_measure():
    instrument = af.get_instrument("working-style")
    assert (instrument.scale, instrument.alert, instrument.validation.status) == ((), (), "not-validated")
    assert not any(option.weight is not None for group in instrument.answer_option_set for option in group.answer_option)
    assert score("working-style", dict.fromkeys(WAYS, "a-lot-more")).scores == {}


def test_ways_of_working_asks_for_five_and_for_own_words():
    instrument = af.get_instrument("working-style")
    assert [item.link_id for item in instrument.walk()] == ["ways", *WAYS, "anything-else"]
    for kind in ("html", "text", "fhir-r4"):
        shown = plain(af.render(instrument, kind))
        assert all(plain(text) in shown for path, text in texts_of(instrument) if is_wording(path))


def test_not_being_sure_and_not_saying_are_absences():
    given_answers = {f"af-{way}": code for way, code in zip(WAYS, ["not-sure", "declined", "as-it-is"], strict=False)}
    response = af.read(af.get_instrument("working-style"), "html", given_answers)
    assert [response.answers[way] for way in WAYS[:3]] == [
        af.Absent(absent="asked-unknown"),
        af.Absent(absent="asked-declined"),
        "as-it-is",
    ]
