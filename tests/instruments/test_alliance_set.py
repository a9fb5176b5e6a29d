# SPDX-License-Identifier: Apache-2.0
"""Measures of alliance and of therapists: the keys stated here a second time, in plain arithmetic, and no wording anywhere."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.model import is_wording, texts_of

BOTH, CLIENT, OBSERVER = ("client", "therapist"), ("client",), ("observer",)
SPR, FIT = "Society for Psychotherapy Research", "Miller, Duncan (& Johnson)"

# id: questions, lowest and highest answer, raters, subject, holder of the rights (None: nobody knows).
SHAPES = {
    "wai": (36, 1, 7, BOTH, "relationship", SPR),
    "wai-observer": (36, 1, 7, OBSERVER, "relationship", SPR),
    "wai-s": (12, 1, 7, BOTH, "relationship", SPR),
    "wai-sr": (12, 1, 5, BOTH, "relationship", SPR),
    "calpas-p": (24, 1, 7, CLIENT, "relationship", "Gaston & Marmar, or their publisher"),
    "haq-ii": (19, 1, 6, BOTH, "relationship", "Luborsky et al., or their publisher"),
    "srs": (4, 0, 10, CLIENT, "relationship", FIT),
    "ors": (4, 0, 10, CLIENT, "client", FIT),
    "sai": (6, 0, 5, CLIENT, "relationship", SPR),
    "wai-i": (12, 1, 5, CLIENT, "relationship", SPR),
    "arm-5": (5, 1, 7, BOTH, "relationship", "Agnew-Davies et al. and Cahill et al., or their publishers"),
    "rri-c": (24, 1, 5, CLIENT, "relationship", "Kelley and Gelso, or their publishers"),
    "rri-c-sf": (8, 1, 5, CLIENT, "relationship", "Kelley and Gelso, or their publishers"),
    "crf-s": (12, 1, 7, CLIENT, "therapist", "Corrigan & Schmidt, or their publisher"),
    "therapist-practices": (1, None, None, CLIENT, "therapist", None),
    "cts": (11, 0, 6, OBSERVER, "therapist", "Young & Beck, or their publisher"),
    "cts-r": (12, 0, 6, OBSERVER, "therapist", "Blackburn et al., or their publisher"),
}
LINES = {"srs", "ors"}

# The keys as sources print them; R is a reversed item.
WAI = {
    "task": "2 4 7R 11R 13 15R 16 18 24 31R 33R 35",
    "bond": "1R 5 8 17 19 20R 21 23 26 28 29R 36",
    "goal": "3R 6 9R 10R 12R 14 22 25 27R 30 32 34R",
}
WAI_S = {"task": "1 2 8 12", "bond": "3 5 7 9", "goal": "4R 6 10R 11"}
WAI_SR = {"task": "1 2 10 12", "bond": "3 5 7 9", "goal": "4 6 8 11"}
BLOCKS = {"task": "5 6 7 8", "bond": "9 10 11 12", "goal": "1 2 3 4"}
PARTS = {"wai": WAI, "wai-observer": WAI, "wai-s": WAI_S, "wai-sr": WAI_SR}


def first(count):
    return " ".join(str(number) for number in range(1, count + 1))


KEYS = {name: {**parts, "total": " ".join(parts.values())} for name, parts in PARTS.items()} | {
    "haq-ii": {"total": "1 2 3 4R 5 6 7 8R 9 10 11R 12 13 14 15 16R 17 18 19R"},
    "srs": {"total": first(4), "line-1": "1", "line-2": "2", "line-3": "3", "line-4": "4"},
    "ors": {"total": first(4)},
    "sai": {"total": first(6)},
    "arm-5": {"core": "1 2 3R 4 5"},
    "cts": {"total": first(11)},
    "cts-r": {"total": first(12), "lowest": first(12)},
}
KEYS["wai-sr"] |= {f"{scale}-mean": key for scale, key in KEYS["wai-sr"].items()}
HELD = {
    "calpas-p": {"pwc", "pc", "tui", "wsc", "total"},
    "wai-i": {"task-goal", "bond"},
    "rri-c": {"genuineness", "realism", "total"},
    "rri-c-sf": {"genuineness", "realism", "total"},
    "crf-s": {"attractiveness", "expertness", "trustworthiness"},
    "therapist-practices": {"total"},
}
# Keys, directions or numbers of answers that nobody has looked up: the document says so.
RECALLED = {"wai", "wai-observer", "wai-s", "sai"}

EVERY = pytest.mark.parametrize("name", SHAPES)
KEYED = pytest.mark.parametrize("name", KEYS)


def document(name):
    """The file as it stands, with its notes."""
    return json.loads((files("alliance_forms") / "bundled" / f"{name}.json").read_text(encoding="utf-8"))


def terms(key):
    """linkId and whether it is reversed, for each item of a key."""
    return [(term.rstrip("R"), term.endswith("R")) for term in key.split()]


def by_hand(name, scale, points):
    """A score by plain arithmetic over the printed numbers."""
    _, low, high, *_ = SHAPES[name]
    worth = [low + high - points[link] if turned else points[link] for link, turned in terms(KEYS[name][scale])]
    if scale == "lowest":
        return min(worth)
    if scale.endswith("-mean") or name == "arm-5":
        return (sum(worth) / Decimal(len(worth))).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return sum(worth)


def scored(name, points, rater=None):
    """Every score of a form filled in with these numbers."""
    codes = {link: Decimal(point) if name in LINES else str(point) for link, point in points.items()}
    return report_of(name, codes, rater).scores


def report_of(name, answers, rater=None):
    response = af.Response(instrument=name, version="1.0.0", rater=rater or SHAPES[name][3][0], answers=answers)
    return af.score(af.get_instrument(name), response)


def values(name, points):
    return {scale: score.value for scale, score in scored(name, points).items()}


@st.composite
def forms(draw, name):
    """A complete form, as numbers by linkId."""
    count, low, high, *_ = SHAPES[name]
    tenths = st.integers(0, 100).map(lambda number: Decimal(number) / 10)
    one = tenths if name in LINES else st.integers(low, high)
    return {str(number): draw(one) for number in range(1, count + 1)}


def best(name):
    """Every item counts the most it can."""
    _, low, high, *_ = SHAPES[name]
    return {link: low if turned else high for key in KEYS[name].values() for link, turned in terms(key)}


@EVERY
def test_questions_answers_raters(name):
    count, low, high, raters, subject, holder = SHAPES[name]
    instrument = af.get_instrument(name)
    assert (len(af.dump(instrument)["item"]), instrument.rater, instrument.subject) == (count, raters, subject)
    assert (instrument.rights.holder, instrument.url) == (holder, f"https://w3id.org/alliance-forms/{name}")
    for item in instrument.item:
        if name in LINES:
            assert (item.type, item.minimum, item.maximum, item.decimals) == ("visual-analogue", low, high, 1)
        elif low is not None:
            assert [(one.code, one.weight) for one in instrument.options(item)] == [(str(n), n) for n in range(low, high + 1)]
    assert {scale.id for scale in instrument.scale} == set(KEYS.get(name, ())) | HELD.get(name, set())


@EVERY
def test_the_document_is_valid_and_its_worked_examples_come_out(name):
    tree = document(name)
    assert af.validate(json.dumps(tree)) == ()
    assert len(tree["example"]) >= 3
    assert any("refused" in json.dumps(example["expect"]) for example in tree["example"])


@EVERY
def test_no_words_of_a_question_or_an_answer(name):
    found = dict(texts_of(af.get_instrument(name)))
    assert any(map(is_wording, found))
    assert {path for path, text in found.items() if text is not None and (is_wording(path) or path.startswith("item/"))} == set()
    assert {found["introduction"], found.get("recall/text")} == {None}


@EVERY
@pytest.mark.parametrize("form", ["html", "text", "fhir-r4"])
def test_it_is_not_shown_and_the_holder_is_named(name, form):
    holder = SHAPES[name][5]
    said = re.escape(f"The rights are held by {holder}.") if holder else "nobody has stated the rights in it. Ask the rights holder"
    for rater in SHAPES[name][3]:
        with pytest.raises(af.NotPermitted, match=said):
            af.render(af.get_instrument(name), form, rater=rater)


@KEYED
@given(data=st.data())
def test_scores_are_what_plain_arithmetic_gives(name, data):
    points = data.draw(forms(name))
    for rater in SHAPES[name][3]:
        for scale, score in scored(name, points, rater).items():
            assert (score.value, score.basis) == (by_hand(name, scale, points), "complete"), scale


@pytest.mark.parametrize("name", PARTS)
@given(data=st.data())
def test_totals_are_the_sum_of_their_parts(name, data):
    found = values(name, data.draw(forms(name)))
    assert found["total"] == found["task"] + found["bond"] + found["goal"]


@given(points=forms("srs"))
def test_the_total_of_the_srs_is_the_sum_of_its_lines(points):
    found = values("srs", points)
    assert found["total"] == sum(found[f"line-{number}"] for number in range(1, 5))


@pytest.mark.parametrize("name", PARTS)
def test_every_item_counts_in_one_of_the_parts_and_in_the_total(name):
    once = sorted(int(link) for key in PARTS[name].values() for link, _ in terms(key))
    assert once == list(range(1, SHAPES[name][0] + 1))
    scales = {scale.id: scale for scale in af.get_instrument(name).scale}
    whole = {(part.link_id, part.reverse) for part in scales["total"].item}
    assert whole == {(part.link_id, part.reverse) for scale in PARTS[name] for part in scales[scale].item}


@KEYED
def test_every_item_turned_round_lowers_the_best_form(name):
    """So neither a forgotten nor an invented reversal goes unnoticed."""
    _, low, high, *_ = SHAPES[name]
    top = values(name, best(name))
    assert top == {scale: by_hand(name, scale, best(name)) for scale in KEYS[name]}
    for link, point in best(name).items():
        less = values(name, {**best(name), link: low + high - point})
        for scale, key in KEYS[name].items():
            assert (less[scale] < top[scale]) == (link in dict(terms(key))), (scale, link)


@KEYED
def test_without_one_answer_there_is_no_score_that_needs_it(name):
    for link in best(name):
        points = {other: point for other, point in best(name).items() if other != link}
        for scale, score in scored(name, points).items():
            if link in dict(terms(KEYS[name][scale])):
                assert (score.value, score.reason, score.missing) == (None, "missing-items", (link,))
            else:
                assert score.status == "scored"


def one_scale_high(key, count=12):
    return {str(number): 5 if str(number) in dict(terms(key)) else 1 for number in range(1, count + 1)}


@pytest.mark.parametrize("scale", ["task", "bond", "goal"])
def test_the_wai_sr_is_not_scored_in_blocks(scale):
    """Public code has goal 1-4, task 5-8, bond 9-12; at most half of a block belongs to any scale."""
    found = values("wai-sr", one_scale_high(WAI_SR[scale]))
    assert [found[part] for part in ("task", "bond", "goal")] == [20 if part == scale else 4 for part in ("task", "bond", "goal")]
    blocks = values("wai-sr", one_scale_high(BLOCKS[scale]))
    assert max(blocks[part] for part in ("task", "bond", "goal")) == 12
    assert blocks[scale] != 20


def test_the_wai_s_and_the_wai_sr_have_different_keys():
    """Items 8 and 10 change places, and items 4 and 10 are reversed in one of them only."""
    points = {str(number): 5 if number in (8, 10) else 1 for number in range(1, 13)}
    revised, short = values("wai-sr", points), values("wai-s", points)
    assert (revised["task"], revised["goal"]) == (1 + 1 + 5 + 1, 1 + 1 + 5 + 1)
    assert (short["task"], short["goal"]) == (1 + 1 + 5 + 1, 7 + 1 + 3 + 1)
    assert values("wai-sr", dict.fromkeys(points, 1))["total"] == 12
    assert values("wai-s", dict.fromkeys(points, 1))["total"] == 10 + 2 * 7


def test_the_means_of_the_wai_sr_are_its_sums_by_item():
    found = values("wai-sr", {str(number): 1 + number % 5 for number in range(1, 13)})
    for scale, count in (("task", 4), ("bond", 4), ("goal", 4), ("total", 12)):
        assert abs(found[f"{scale}-mean"] - found[scale] / count) <= Decimal("0.005")


def test_ranges():
    assert {name: values(name, best(name)).get("total") for name in KEYS} == {
        "wai": 252, "wai-observer": 252, "wai-s": 84, "wai-sr": 60, "haq-ii": 114, "srs": 40, "ors": 40, "sai": 30, "arm-5": None,
        "cts": 66, "cts-r": 72,
    }  # fmt: skip


def test_the_wai_has_14_reversed_items_and_the_wai_sr_none():
    reversed_items = {
        name: sorted(
            int(part.link_id) for scale in af.get_instrument(name).scale if scale.id == "total" for part in scale.item if part.reverse
        )
        for name in PARTS
    }
    wai = [1, 3, 7, 9, 10, 11, 12, 15, 20, 27, 29, 31, 33, 34]
    assert reversed_items == {"wai": wai, "wai-observer": wai, "wai-s": [4, 10], "wai-sr": []}


def test_item_11_of_the_haq_ii_is_reversed():
    """Summaries that leave it out give 94 here."""
    assert values("haq-ii", {str(number): 6 for number in range(1, 20)}) == {"total": 14 * 6 + 5 * 1}
    assert values("haq-ii", {str(number): 1 for number in range(1, 20)}) == {"total": 14 * 1 + 5 * 6}


def test_item_3_of_the_arm_5_is_reversed():
    assert values("arm-5", {"1": 1, "2": 2, "3": 5, "4": 4, "5": 6}) == {"core": Decimal("3.2")}


@pytest.mark.parametrize(
    ("name", "points", "lines"),
    [
        ("srs", ("9", "9", "9", "9"), {"below-36": False}),
        ("srs", ("9", "9", "9", "8.9"), {"below-36": True}),
        ("ors", ("7", "6", "6", "6"), {"adults": False, "adolescents": True, "children": True}),
        ("ors", ("6.9", "6", "6", "6"), {"adults": True, "adolescents": True, "children": True}),
        ("ors", ("7", "7", "7", "7"), {"adults": False, "adolescents": False, "children": True}),
        ("ors", ("8", "8", "8", "7.9"), {"adults": False, "adolescents": False, "children": True}),
        ("ors", ("8", "8", "8", "8"), {"adults": False, "adolescents": False, "children": False}),
        ("cts", (4,) * 7 + (3,) * 4, {"competent": True}),
        ("cts", (4,) * 6 + (3,) * 5, {"competent": False}),
        ("cts-r", (3,) * 12, {"usual-pass": True}),
        ("cts-r", (3,) * 11 + (2,), {"usual-pass": False}),
    ],
)
def test_lines_on_totals(name, points, lines):
    given_points = {str(number): Decimal(point) for number, point in enumerate(points, start=1)}
    assert scored(name, given_points)["total"].cut_offs == lines


def test_a_pass_in_the_cts_r_and_every_item_at_2_are_two_things():
    found = scored("cts-r", {str(number): 1 if number == 1 else 4 for number in range(1, 13)})
    assert found["total"].cut_offs == {"usual-pass": True}
    assert (found["lowest"].value, found["lowest"].cut_offs) == (1, {"every-item-2": False})


def test_one_line_of_the_srs_below_9_says_so_whatever_the_total():
    found = scored("srs", {"1": Decimal(10), "2": Decimal("8.9"), "3": Decimal(10), "4": Decimal(9)})
    assert found["total"].cut_offs == {"below-36": False}
    assert [found[f"line-{number}"].cut_offs["below-9"] for number in range(1, 5)] == [False, True, False, False]


@pytest.mark.parametrize("name", HELD)
def test_a_key_that_is_the_holders_gives_no_score(name):
    count, _, high, *_ = SHAPES[name]
    answers = {str(number): str(high) for number in range(1, count + 1)} if high else {}
    report = report_of(name, answers)
    assert {scale: (score.value, score.reason) for scale, score in report.scores.items()} == dict.fromkeys(
        HELD[name], (None, "key-not-supplied")
    )
    assert "rights holder's to supply" in str(report.explain())
    for scale in document(name)["scale"]:
        assert (scale["key"], "item" in scale, "holder" in scale["note"]) == ("holder", False, True)


@pytest.mark.parametrize("name", sorted(RECALLED))
def test_a_key_that_is_recalled_says_so_in_the_document_and_in_every_report(name):
    tree = document(name)
    verified = {source["id"]: source.get("verified", False) for source in tree["source"]}
    for scale in tree["scale"]:
        assert not verified[scale["source"]]
        assert "recalled" in scale["note"]
    told = str(report_of(name, {link: str(point) for link, point in best(name).items()}).explain())
    assert told.count("(recalled, not looked up)") >= len(tree["scale"])


@pytest.mark.parametrize("name", ["wai-sr", "haq-ii", "arm-5"])
def test_a_key_that_was_looked_up_says_where(name):
    told = str(report_of(name, {link: str(point) for link, point in best(name).items()}).explain())
    assert "(looked up)" in told
    assert "not looked up" not in told


def test_every_report_of_the_wai_sr_says_that_the_therapists_key_is_not_confirmed():
    told = str(report_of("wai-sr", dict.fromkeys(map(str, range(1, 13)), "3"), "therapist").explain())
    assert "Nobody has confirmed this key for the therapist's form" in told


def test_every_recalled_line_says_so():
    for name in ("srs", "ors", "cts", "cts-r"):
        tree = document(name)
        verified = {source["id"]: source.get("verified", False) for source in tree["source"]}
        assert not any(verified[line["source"]] for scale in tree["scale"] for line in scale.get("cutOff", ()))


@pytest.mark.parametrize("name", ["cts", "cts-r"])
def test_that_raters_are_not_averaged_is_said(name):
    assert "several raters" in document(name)["note"]


def test_what_a_session_form_is_about():
    recall = {name: one.code for name in SHAPES if (one := af.get_instrument(name).recall)}
    assert recall == {"srs": "session", "ors": "past-week", "sai": "session", "cts": "session", "cts-r": "session"}


def test_validated_only_where_a_source_was_looked_up():
    for name in SHAPES:
        instrument = af.get_instrument(name)
        verified = {source.id for source in instrument.source if source.verified}
        assert instrument.validation.status == (
            "validated" if name in {"wai", "wai-sr", "wai-i", "sai", "rri-c-sf", "calpas-p", "srs"} else "unknown"
        )
        assert instrument.validation.status == "unknown" or verified.issuperset(instrument.validation.source)
