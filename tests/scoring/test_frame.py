# SPDX-License-Identifier: Apache-2.0
"""The data-frame engine against the reference: each row has the score that it has alone, on every engine."""

import random
from decimal import Decimal

import attrs
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from cases import HABITS, Person, worked
from hypothesis import given, reject
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.checks import index_of
from alliance_forms.codec import decode
from alliance_forms.errors import NotFound, UsageFault
from alliance_forms.model import Absent, DisplayItem, GroupItem, Instrument, OwnWords, Response
from alliance_forms.scoring import compile_plan
from alliance_forms.scoring.frame import score_frame
from alliance_forms.testing import instruments, responses

REASONS = ["asked-declined", "asked-unknown", "not-asked", "not-applicable", "unknown", "masked"]
REFUSED = ("no declared range", "a scorer looks", "takes a date", "takes several answers", "too large", "nothing says how low")
# What has no scale has nothing to compare.
BUNDLED = [listing.id for listing in af.instruments() if "." not in listing.id and af.get_instrument(listing.id).scale]
INSTRUMENTS = instruments()


def told(score):
    """A score as a frame tells it: value, status, band."""
    return None if score.value is None else float(score.value), score.basis or score.reason, score.band


def rows_of(frame, scale):
    """The three columns of a scale, whatever the engine."""
    names = [f"{scale}.{column}" for column in ("value", "status", "band")]
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, duckdb.DuckDBPyRelation):
        frame = frame.order("nr").to_arrow_table()
    if isinstance(frame, pa.Table):
        columns = [frame.column(name).to_pylist() for name in names]
    elif isinstance(frame, pd.DataFrame):
        columns = [[None if pd.isna(value) else value for value in frame[name]] for name in names]
    else:
        return frame.select(names).rows()
    return list(zip(*columns, strict=True))


def cell(item, options, answer):
    """An answer as a text in a cell; an absence that reads like an answer of the question is not told apart there."""
    codes = {option.code for option in options}
    if isinstance(answer, Absent):
        if answer.absent in codes:
            reject()
        return answer.absent
    if isinstance(answer, tuple):
        words = [one.text for one in answer if isinstance(one, OwnWords)]
        if words and words[0] in codes.union(REASONS):
            reject()
        return words[0] if words else "several"
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if isinstance(answer, str) and answer in REASONS and answer not in codes:
        reject()
    return answer if answer is None or isinstance(answer, str) else format(answer, "f")


def answer_of(item, response):
    field = (getattr(item, "fill", None) or "session.").removeprefix("session.")
    value = getattr(response.session, field, None) if field else None
    return response.answers.get(item.link_id) if value is None else (Decimal(value) if isinstance(value, int) else value)


def table(instrument, given_responses):
    index = index_of(instrument)
    asked = [item for item in instrument.walk() if not isinstance(item, GroupItem | DisplayItem)]
    numbered = {"nr": list(range(len(given_responses)))}
    return numbered | {
        item.link_id: [cell(item, index.options.get(item.link_id, ()), answer_of(item, one)) for one in given_responses] for item in asked
    }


@st.composite
def answered(draw):
    instrument = draw(INSTRUMENTS.filter(lambda one: one.scale))
    return instrument, draw(st.lists(responses(instrument), min_size=1, max_size=5))


@given(answered())
def test_every_row_has_the_score_that_it_has_alone(pair):
    instrument, given_responses = pair
    frame = pl.DataFrame(table(instrument, given_responses))
    reports = [af.score(instrument, one) for one in given_responses]
    for scale in instrument.scale:
        try:
            scored = score_frame(instrument, frame, scales=[scale.id])
        except UsageFault as fault:
            assert any(reason in str(fault) for reason in REFUSED)
            continue
        assert rows_of(scored, scale.id) == [told(report[scale.id]) for report in reports]


# --- every method, over one form ---------------------------------------------------------------------------------------

FREQUENCY = [
    {"code": "0", "weight": 0}, {"code": "1", "weight": 1}, {"code": "2", "weight": 2}, {"code": "3", "weight": 3},
    {"code": "8", "absent": "not-applicable"}, {"code": "9", "absent": "asked-declined"}, {"code": "7"},
]  # fmt: skip
UNEVEN = [
    {"code": "no", "weight": -1},
    {"code": "some", "weight": Decimal("0.5")},
    {"code": "yes", "weight": 4},
    {"code": "na", "absent": "not-applicable"},
]
ITEMS = [
    {"linkId": "q0", "type": "choice", "answerOption": FREQUENCY},
    {"linkId": "q1", "type": "choice", "answerOption": FREQUENCY},
    {"linkId": "q2", "type": "choice", "answerOption": FREQUENCY, "enableWhen": [{"question": "q0", "operator": "!=", "answer": "2"}]},
    {"linkId": "u0", "type": "choice", "answerOption": UNEVEN},
    {"linkId": "u1", "type": "choice", "answerOption": UNEVEN, "openChoice": True},
    {"linkId": "r0", "type": "rating", "minimum": -2, "maximum": 3},
    {
        "linkId": "r1", "type": "integer", "minimum": 0, "maximum": 10, "enableBehavior": "any",
        "enableWhen": [{"question": "r0", "operator": ">", "answer": 0}, {"question": "u0", "operator": "=", "answer": 4}],
    },
    {"linkId": "d0", "type": "decimal", "decimals": 1, "minimum": Decimal("-1.5"), "maximum": Decimal("2.5")},
    {"linkId": "d1", "type": "visual-analogue", "decimals": 2, "minimum": 0, "maximum": 10},
]  # fmt: skip
WHOLE = ["q0", "q1", "q2", "u0", "u1", "r0", "r1"]
NUMBERS = {"r0": (-2, 3, 0), "r1": (0, 10, 0), "d0": (-15, 25, 1), "d1": (0, 1000, 2)}


def form(*scales):
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
        "rater": ["client"], "language": "en", "item": ITEMS, "scale": list(scales),
    }  # fmt: skip
    instrument = decode(tree, Instrument)
    compile_plan(instrument)
    return instrument


COEFFICIENT = st.sampled_from(["1", "1", "2", "0.5", "1.25"]).map(Decimal)
EDGES = st.lists(st.integers(-40, 300), min_size=1, max_size=4, unique=True).map(sorted)


@st.composite
def item_scales(draw, name):
    method = draw(st.sampled_from(["sum", "mean", "count", "percent", "minimum", "maximum"]))
    able = WHOLE if method in ("count", "minimum", "maximum") else [*WHOLE, "d0", "d1"]
    links = draw(st.lists(st.sampled_from(able), min_size=1, max_size=5, unique=True))
    part = [{"linkId": link, "reverse": draw(st.booleans()), "coefficient": draw(COEFFICIENT)} for link in links]
    missing = {"rule": "refuse", "notApplicable": draw(st.sampled_from(["missing", "shrink"]))}
    if method not in ("minimum", "maximum") and draw(st.booleans()):
        missing |= {"rule": "prorate", "atMost": draw(st.integers(1, 3))}
    if method == "count":
        missing |= {"rule": "prorate", "atMost": 1} if draw(st.booleans()) else {}
    own = {"atLeast": draw(st.sampled_from([1, Decimal("0.5"), 2]))} if method == "count" else {}
    return {"id": name, "method": method, "item": part, "missing": missing, **own, **draw(results())}


@st.composite
def results(draw):
    """What is done to a result, and how it is reported."""
    made = {"digits": draw(st.integers(0, 3))}
    if draw(st.integers(0, 3)) == 0:
        made["linear"] = {"multiply": draw(st.sampled_from(["-1", "2.5", "0.1"]).map(Decimal)), "add": draw(st.sampled_from([-3, 0, 50]))}
    if draw(st.integers(0, 3)) == 0:
        edges = [-100_000, *draw(EDGES)]
        made["lookup"] = [{"from": edge, "value": Decimal(draw(st.integers(-30, 90))) / 4} for edge in edges]
    made["band"] = [{"id": f"b{place}", "from": Decimal(edge) / 8} for place, edge in enumerate(draw(st.just([]) | EDGES))]
    return made


@st.composite
def many_scales(draw):
    """Scales of items, composites of these, a composite of a composite, and a classification of any."""
    scales = [draw(item_scales(f"i{place}")) for place in range(draw(st.integers(1, 3)))]
    for place in range(draw(st.integers(0, 2))):
        names = draw(st.lists(st.sampled_from([scale["id"] for scale in scales]), min_size=1, max_size=3, unique=True))
        part = [{"scale": name, "coefficient": draw(COEFFICIENT)} for name in names]
        scales.append({"id": f"c{place}", "method": draw(st.sampled_from(["sum", "mean"])), "part": part, **draw(results())})
    if draw(st.booleans()):
        look = st.builds(
            lambda name, operator, edge: {"score": name, "operator": operator, "answer": Decimal(edge) / 4},
            st.sampled_from([scale["id"] for scale in scales]), st.sampled_from([">=", "<", "=", "!=", ">", "<="]), st.integers(-8, 60),
        )  # fmt: skip
        category = [
            {"id": "all", "value": 2, draw(st.sampled_from(["all", "any"])): ["x", "y"]},
            {"id": "one", "value": -1, "any": ["x"]},
            {"id": "rest", "value": 0},
        ]
        criterion = [{"id": name, "when": draw(look)} for name in ("x", "y")]
        scales.append({"id": "k", "method": "classification", "criterion": criterion, "category": category})
    draw(st.randoms(use_true_random=False)).shuffle(scales)
    return scales


def one_cell(link):
    """What can stand in a text column, good or bad."""
    bad = st.sampled_from([*REASONS, "", " 1", "03", "zz", "1e0", "12345678901234567890"])
    if link in NUMBERS:
        low, high, places = NUMBERS[link]
        good = st.integers(low - 2, high + 2).map(lambda units: format(Decimal(units).scaleb(-places), "f"))
        return st.none() | good | good | good | st.sampled_from(["2.55", "1.0", "-0.50", "nan"]) | bad
    codes = [option["code"] for option in next(item for item in ITEMS if item["linkId"] == link)["answerOption"]]
    return st.none() | st.sampled_from(codes) | st.sampled_from(codes[:3]) | st.sampled_from(codes[:3]) | bad


ROW = st.fixed_dictionaries({item["linkId"]: one_cell(item["linkId"]) for item in ITEMS})
GOOD_ROW = st.fixed_dictionaries({
    item["linkId"]: st.sampled_from([option["code"] for option in item["answerOption"][:3]]) if "answerOption" in item
    else st.integers(*NUMBERS[item["linkId"]][:2]).map(lambda units, places=NUMBERS[item["linkId"]][2]: format(Decimal(units).scaleb(-places), "f"))
    for item in ITEMS
})  # fmt: skip


def read_cell(link, text):
    """The answer that a text cell means."""
    if text in REASONS:
        return Absent(absent=text)
    if link in NUMBERS:
        try:
            return text if text in (" 1", "1e0", "03", "nan") else Decimal(text)
        except ArithmeticError:
            return text
    codes = [option["code"] for option in next(item for item in ITEMS if item["linkId"] == link)["answerOption"]]
    return (OwnWords(text=text),) if link == "u1" and text and text not in codes else text


def alone(instrument, row):
    answers = {link: read_cell(link, text) for link, text in row.items() if text is not None}
    return af.score(instrument, Response(instrument=instrument.id, version=instrument.version, answers=answers))


@given(many_scales(), st.lists(ROW | GOOD_ROW, min_size=1, max_size=12))
def test_every_method_gives_each_row_what_it_has_alone(scales, rows):
    instrument = form(*scales)
    columns = {item["linkId"]: pl.Series([row[item["linkId"]] for row in rows], dtype=pl.String) for item in ITEMS}
    frame = pl.DataFrame(columns)
    try:
        scored = dict.fromkeys([scale["id"] for scale in scales], score_frame(instrument, frame))
    except UsageFault as fault:
        assert "too large" in str(fault)
        scored = dict(within_limits(instrument, frame))
    reports = [alone(instrument, row) for row in rows]
    for name, found in scored.items():
        assert rows_of(found, name) == [told(report[name]) for report in reports]


def within_limits(instrument, frame):
    """Composites of many prorated parts have denominators beyond 64 bits; the scales of items never do here."""
    for scale in instrument.scale:
        try:
            yield scale.id, score_frame(instrument, frame, scales=[scale.id])
        except UsageFault:
            assert scale.part or scale.criterion


# --- every engine, over what is bundled ---------------------------------------------------------------------------------

ROWS = 500
ENGINES = {
    "polars": pl.DataFrame,
    "lazy": pl.LazyFrame,
    "pandas": pd.DataFrame,
    "pyarrow": pa.table,
    "duckdb": lambda columns: duckdb.from_arrow(pa.table(columns)),
}


def bundled(name):
    """The worked examples of an instrument and random rows, one in five complete, and the scores that each has alone."""
    instrument = af.get_instrument(name)
    people = (Person(instrument, f"{name} {number}", HABITS[number % len(HABITS)]) for number in range(ROWS))
    rater = instrument.rater[0]
    rows = [
        Response(instrument=name, version=instrument.version, rater=rater, answers=person.answers(instrument.item)) for person in people
    ]
    rows += worked(instrument)
    columns = table(instrument, rows)
    scored = [
        item.link_id for item in instrument.walk() if item.link_id in {part.link_id for scale in instrument.scale for part in scale.item}
    ]
    for number in range(0, ROWS, 7) if scored else ():
        link = scored[number % len(scored)]
        rows[number] = attrs.evolve(rows[number], answers={**rows[number].answers, link: "zz"})
        columns[link][number] = "zz"
    return instrument, columns, [af.score(instrument, row) for row in rows]


@pytest.fixture(scope="module", params=BUNDLED)
def bundle(request):
    return bundled(request.param)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_scores(bundle, engine):
    instrument, columns, reports = bundle
    frame = ENGINES[engine](columns)
    scored = score_frame(instrument, frame)
    assert type(scored) is type(frame)
    for scale in instrument.scale:
        assert rows_of(scored, scale.id) == [told(report[scale.id]) for report in reports]


ALL_KINDS = [
    {"id": "total", "item": ["q0", "q1", "q2"], "missing": {"rule": "prorate", "atMost": 1, "notApplicable": "shrink"}, "digits": 2},
    {"id": "mean", "method": "mean", "item": [*WHOLE, "d0", "d1"], "missing": {"rule": "prorate", "atMost": 6}, "digits": 3},
    {"id": "low", "method": "minimum", "item": ["r0", "r1", "q0"]},
    {"id": "half", "item": [{"linkId": "d0", "reverse": True}, {"linkId": "d1", "coefficient": Decimal("0.5")}], "digits": 2},
    {"id": "both", "part": ["total", "mean"], "digits": 1, "linear": {"multiply": Decimal("-0.5"), "add": 1}},
]  # fmt: skip


def every_kind(count=300):
    rng = random.Random(0)
    rows = []
    for _ in range(count):
        row = {}
        for item in ITEMS:
            link = item["linkId"]
            if link in NUMBERS:
                low, high, places = NUMBERS[link]
                row[link] = format(Decimal(rng.randint(low, high + (rng.random() < 0.1))).scaleb(-places), "f")
            else:
                row[link] = rng.choice([option["code"] for option in item["answerOption"][:3]])
            row[link] = rng.choice([None, "not-applicable", "unknown"]) if rng.random() < 0.1 else row[link]
        rows.append(row)
    return rows


@pytest.mark.parametrize("engine", ENGINES)
def test_texts_and_numbers_mean_the_same_on_every_engine(engine):
    """Numbers as floats, codes that are numerals as whole numbers, with nulls and NaN in place of what no number can say."""
    part = [one if isinstance(one, dict) else {"scale": one} for one in ALL_KINDS[-1]["part"]]
    scales = [{**one, "item": [{"linkId": link} if isinstance(link, str) else link for link in one.get("item", [])]} for one in ALL_KINDS]
    instrument = form(*scales[:-1], {**scales[-1], "part": part})
    rows = every_kind()
    texts = {item["linkId"]: [row[item["linkId"]] for row in rows] for item in ITEMS}
    numbers = dict(texts)
    for link in ("q0", "q1", "q2", *NUMBERS):
        numbers[link] = [None if text is None or text in REASONS else float(text) if "." in text else int(text) for text in texts[link]]
    plain = [
        {link: None if link in ("q0", "q1", "q2", *NUMBERS) and text in REASONS else text for link, text in row.items()} for row in rows
    ]
    for columns, meant in ((texts, rows), (numbers, plain)):
        scored = score_frame(instrument, ENGINES[engine]({"nr": list(range(len(rows))), **columns}))
        reports = [alone(instrument, row) for row in meant]
        for scale in instrument.scale:
            assert rows_of(scored, scale.id) == [told(report[scale.id]) for report in reports]


# --- what a cell can hold -----------------------------------------------------------------------------------------------

PHQ9 = af.get_instrument("phq-9")
ONES = {str(number): [1] for number in range(1, 9)}


def phq9(*nines, as_frame=pl.DataFrame, **kind):
    """The status of PHQ-9 with eight ones and each of these."""
    columns = {**{link: value * len(nines) for link, value in ONES.items()}, "9": pl.Series(nines, **kind) if kind else list(nines)}
    return [(value, status) for value, status, _ in rows_of(score_frame(PHQ9, as_frame(columns)), "total")]


INVALID, MISSING = (None, "invalid-answer"), (None, "missing-items")


def test_an_unknown_value_is_invalid_and_never_rounded_into_a_code():
    nan, endless = float("nan"), float("inf")
    assert phq9(3, 4, -1, None) == [(11.0, "complete"), INVALID, INVALID, MISSING]
    assert phq9(3.0, 2.5, 2.9999999999, nan, endless) == [(11.0, "complete"), INVALID, INVALID, MISSING, INVALID]
    assert phq9("3", "03", "3.0", " 3", "", "asked-declined") == [(11.0, "complete"), *[INVALID] * 4, MISSING]
    assert phq9(3.0, nan, 2.5, as_frame=pd.DataFrame) == [(11.0, "complete"), MISSING, INVALID]
    assert phq9(3, None, 300, dtype=pl.Int16) == [(11.0, "complete"), MISSING, INVALID]
    assert phq9(3, None, 2**64 - 1, dtype=pl.UInt64) == [(11.0, "complete"), MISSING, INVALID]
    assert phq9(3, None, 2.5, dtype=pl.Float32) == [(11.0, "complete"), MISSING, INVALID]
    assert phq9(Decimal("3.00"), None, Decimal("2.5"), dtype=pl.Decimal(30, 20)) == [(11.0, "complete"), MISSING, INVALID]
    assert phq9("3", None, "zz", dtype=pl.Categorical) == [(11.0, "complete"), MISSING, INVALID]
    assert phq9(None, None) == [MISSING] * 2


def test_pandas_columns_of_anything_are_taken_value_by_value():
    columns = {**{link: value * 6 for link, value in ONES.items()}, "9": [3, "3", 3.0, None, "asked-declined", 2.5]}
    frame = pd.DataFrame(columns, index=[4, 4, 1, 0, 9, 9])
    expected = [*[(11.0, "complete")] * 3, MISSING, MISSING, INVALID]
    for nine in (
        frame["9"],
        frame["9"].map(lambda value: value if value is None else str(value)).astype("category"),
        frame["9"].astype(object),
    ):
        scored = score_frame(PHQ9, frame.assign(**{"9": nine}))
        assert list(scored.index) == [4, 4, 1, 0, 9, 9]
        told_rows = [(value, status) for value, status, _ in rows_of(scored, "total")]
        assert told_rows[0:2] + told_rows[3:] == expected[0:2] + expected[3:]
    nullable = frame.assign(**{"9": pd.array([3, None, 2, 1, 0, 7], dtype="Int64")})
    assert [row[0] for row in rows_of(score_frame(PHQ9, nullable), "total")] == [11.0, None, 10.0, 9.0, 8.0, None]


def test_a_frame_is_not_changed_and_keeps_its_other_columns():
    frame = pl.DataFrame({**ONES, "9": [2], "af_0": ["theirs"], "total": [5]})
    before = frame.clone()
    scored = score_frame(PHQ9, frame)
    assert scored.columns == [*frame.columns, "total.value", "total.status", "total.band"]
    assert frame.equals(before)
    assert scored.select(frame.columns).equals(frame)


@given(st.lists(st.lists(st.none() | st.integers(0, 3), min_size=9, max_size=9), min_size=1, max_size=20))
def test_a_partial_form_has_no_number_that_a_complete_one_could_have(rows):
    """Nothing missing is ever zero, unless the authors prorate: PHQ-9 has a value where all nine are answered, and nowhere else."""
    columns = {str(place + 1): pl.Series([row[place] for row in rows], dtype=pl.Int64) for place in range(9)}
    found = rows_of(score_frame(PHQ9, pl.DataFrame(columns)), "total")
    assert [value for value, _, _ in found] == [None if None in row else float(sum(row)) for row in rows]
    assert all(band is None for (value, _, band) in found if value is None)


def test_every_value_is_the_float_nearest_to_its_decimal():
    """0.3 is no 3 * (1 / 10), which some engines make of a division by a literal."""
    scale = {"id": "s", "item": [{"linkId": "d1"}], "digits": 2}
    units = list(range(1001))
    for make in ENGINES.values():
        texts = [format(Decimal(unit) / 100, "f") for unit in units]
        columns = {"nr": units, "d1": [float(text) for text in texts]}
        assert [value for value, _, _ in rows_of(score_frame(form(scale), make(columns)), "s")] == [float(text) for text in texts]


GATES = [
    {"linkId": "yes", "type": "boolean"},
    {"linkId": "why", "type": "text", "maxLength": 5},
    {"linkId": "when", "type": "decimal", "decimals": 1},
    *(
        {"linkId": link, "type": "rating", "minimum": 0, "maximum": 4, "enableWhen": [{"question": question, "operator": operator, "answer": answer}]}
        for link, question, operator, answer in (
            ("a", "yes", "=", True), ("b", "yes", "!=", True), ("c", "why", "exists", True), ("d", "why", "=", ["x", "y"]),
            ("e", "why", "!=", "x"), ("f", "when", ">=", Decimal("0.25")), ("g", "when", "exists", False),
        )
    ),
]  # fmt: skip
ASKED = {  # cell of a gate, and which of the ratings are asked then
    "yes": [(True, "a"), (False, "b"), (None, "b")],
    "why": [("x", "cd"), ("z", "ce"), ("far too long", "e"), ("unknown", "e"), (None, "e"), ("", "ce")],
    "when": [(0.2, ""), (0.3, "f"), (0.25, "g"), (None, "g"), (-1.0, "")],
}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_not_asked_is_missing_whatever_stands_there(engine):
    links = "abcdefg"
    scales = [{"id": f"s{link}", "item": [{"linkId": link}]} for link in links]
    tree = {
        "format": "alliance-forms/instrument/1", "id": "test.form", "version": "1.0.0", "title": "Test", "subject": "client",
        "rater": ["client"], "language": "en", "item": GATES, "scale": scales,
    }  # fmt: skip
    instrument = decode(tree, Instrument)
    nothing = dict.fromkeys(ASKED)
    rows = [{**nothing, gate: value} for gate, cases in ASKED.items() for value, _ in cases]
    columns = (
        {"nr": list(range(len(rows)))} | {gate: [row[gate] for row in rows] for gate in ASKED} | {link: [2] * len(rows) for link in links}
    )
    scored = score_frame(instrument, ENGINES[engine](columns))
    own = {"yes": "ab", "why": "cde", "when": "fg"}
    expected = [(gate, asked) for gate, cases in ASKED.items() for _, asked in cases]
    for link in links:
        found = [value for value, _, _ in rows_of(scored, f"s{link}")]
        for (gate, asked), value in zip(expected, found, strict=True):
            if link in own[gate]:
                assert (value is not None) is (link in asked), (gate, asked, link)


# --- what is refused ----------------------------------------------------------------------------------------------------


def test_a_column_that_is_not_there_is_a_slip_and_no_missing_data():
    with pytest.raises(UsageFault, match="no column for '9'"):
        score_frame(PHQ9, pl.DataFrame(ONES))
    gated = form({"id": "s", "item": [{"linkId": "q2"}]})
    with pytest.raises(UsageFault, match="no column for 'q0'"):
        score_frame(gated, pl.DataFrame({"q2": ["1"]}))


def test_what_no_answer_can_be_is_refused_by_column():
    with pytest.raises(UsageFault, match="'9' holds Boolean"):
        score_frame(PHQ9, pl.DataFrame({**ONES, "9": [True]}))
    with pytest.raises(UsageFault, match="'9' holds List"):
        score_frame(PHQ9, pl.DataFrame({**ONES, "9": [["1"]]}))
    with pytest.raises(UsageFault, match=r"'total\.value' would stand"):
        score_frame(PHQ9, score_frame(PHQ9, pl.DataFrame({**ONES, "9": [1]})))
    with pytest.raises(UsageFault, match="no data frame"):
        score_frame(PHQ9, {**ONES, "9": [1]})


def test_scales_that_columns_cannot_calculate_are_named_and_the_others_can_be_asked_for():
    instrument = form({"id": "s", "item": [{"linkId": "q0"}]}, {"id": "t", "method": "scorer", "scorer": "x.y", "item": [{"linkId": "q0"}]})
    frame = pl.DataFrame({"q0": ["1"]})
    with pytest.raises(UsageFault, match="'t' cannot be calculated in a data frame: a scorer"):
        score_frame(instrument, frame)
    assert rows_of(score_frame(instrument, frame, scales=["s"]), "s") == [(1.0, "complete", None)]
    with pytest.raises(NotFound):
        score_frame(instrument, frame, scales=["u"])


def test_a_scale_without_its_key_and_what_is_made_of_it_have_no_score():
    scales = [{"id": "h", "item": [], "key": "holder"}, {"id": "c", "part": [{"scale": "h"}]}]
    instrument = form(*scales)
    for make in ENGINES.values():
        scored = score_frame(instrument, make({"nr": [0, 1]}))
        assert rows_of(scored, "h") == [(None, "key-not-supplied", None)] * 2
        assert rows_of(scored, "c") == [(None, "part-refused", None)] * 2
