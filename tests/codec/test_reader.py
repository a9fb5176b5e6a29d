# SPDX-License-Identifier: Apache-2.0
"""Whatever arrives: a document, or problems with their places, soon; never a traceback and never half a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.codec import decode, read_json
from alliance_forms.codec.reader import MAX_BYTES, MAX_DEPTH, MAX_PROBLEMS
from alliance_forms.codec.schema import schema_problems
from alliance_forms.errors import InvalidDocument
from alliance_forms.model import Instrument


def refused(data):
    with pytest.raises(InvalidDocument) as caught:
        read_json(data)
    return [(problem.pointer, problem.code) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('{"a": 1, "a": 2}', [("/a", "AF-JSON-DUPLICATE-KEY")]),
        ('{"a": {"b": 1, "b": 1, "c": 2, "c": 3}}', [("/a/b", "AF-JSON-DUPLICATE-KEY"), ("/a/c", "AF-JSON-DUPLICATE-KEY")]),
        ('[{"x/y~": 1, "x/y~": 1}]', [("/0/x~1y~0", "AF-JSON-DUPLICATE-KEY")]),
        ("[1, NaN, Infinity, -Infinity]", [("/1", "AF-JSON-NOT-FINITE"), ("/2", "AF-JSON-NOT-FINITE"), ("/3", "AF-JSON-NOT-FINITE")]),
        ("1234567890123456", [("", "AF-JSON-NUMBER")]),
        ("[" + "9" * 100_000 + "]", [("/0", "AF-JSON-NUMBER")]),
        ("[0." + "0" * 100_000 + "1]", [("/0", "AF-JSON-NUMBER")]),
        ("[1." + "0" * 100_000 + "]", [("/0", "AF-JSON-NUMBER")]),
        ("[1e400, 1e-400, 1E16, 1e99999999999999999999]", [(f"/{n}", "AF-JSON-NUMBER") for n in range(4)]),
        ("0.1234567890123456", [("", "AF-JSON-NUMBER")]),
        (b'{"a": "\xff"}', [("", "AF-JSON-ENCODING")]),
        (b'{"a": "\xed\xa0\x80"}', [("", "AF-JSON-ENCODING")]),
        ('{"a": 1}'.encode("utf-16"), [("", "AF-JSON-ENCODING")]),
        (r'{"a": "\ud800"}', [("/a", "AF-JSON-TEXT")]),
        (r'["\udc00\ud800", "\u0000", "😀"]', [("/0", "AF-JSON-TEXT"), ("/1", "AF-JSON-TEXT")]),
        (r'{"b": {"\ud800": 1}}', [("/b", "AF-JSON-TEXT")]),
        ('{"a": "\ud800"}', [("/a", "AF-JSON-TEXT")]),
        ("", [("", "AF-JSON-SYNTAX")]),
        ("{", [("", "AF-JSON-SYNTAX")]),
        ("{'a': 1}", [("", "AF-JSON-SYNTAX")]),
        ("[1,]", [("", "AF-JSON-SYNTAX")]),
        ("1 2", [("", "AF-JSON-SYNTAX")]),
        ('"\n"', [("", "AF-JSON-SYNTAX")]),
        ("\ufeff\ufeff1", [("", "AF-JSON-SYNTAX")]),
        (" " * (MAX_BYTES + 1), [("", "AF-JSON-SIZE")]),
        (b" " * 6_000_000, [("", "AF-JSON-SIZE")]),
        ("[" * 5_000 + "]" * 5_000, [("", "AF-JSON-DEPTH")]),
        ('{"a":' * 5_000 + "1" + "}" * 5_000, [("", "AF-JSON-DEPTH")]),
    ],
)  # fmt: skip
def test_what_json_allows_and_we_cannot_keep_is_named_with_its_place(data, expected):
    assert refused(data) == expected


def test_all_problems_come_at_once():
    text = r'{"a": NaN, "b": [1e400, {"c": 1, "c": "\ud800"}], "d": "\u0000"}'
    assert refused(text) == [
        ("/a", "AF-JSON-NOT-FINITE"),
        ("/b/0", "AF-JSON-NUMBER"),
        ("/b/1/c", "AF-JSON-DUPLICATE-KEY"),
        ("/b/1/c", "AF-JSON-TEXT"),
        ("/d", "AF-JSON-TEXT"),
    ]


def test_a_syntax_problem_says_line_and_column_and_nothing_of_the_text():
    with pytest.raises(InvalidDocument, match="line 2, column 11") as caught:
        read_json('{"a": "secret",\n "secret" "secret"}')
    assert "secret" not in str(caught.value)


def test_a_byte_order_mark_is_no_part_of_the_document():
    assert read_json(b"\xef\xbb\xbf[1]") == read_json("\ufeff[1]") == [1]


def test_brackets_in_texts_are_no_depth():
    assert read_json('["' + "[" * 1_000 + r"\"[\\" + '"]') == ["[" * 1_000 + '"[\\']


def test_the_greatest_depth_is_read_and_one_more_is_not():
    assert read_json("[" * MAX_DEPTH + "]" * MAX_DEPTH) != []
    assert refused("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == [("", "AF-JSON-DEPTH")]


def test_a_group_as_deep_as_the_reader_allows_is_decoded(full):
    tree = {"linkId": "last", "type": "display"}
    for number in range(MAX_DEPTH // 2 - 2):
        tree = {"linkId": f"g{number}", "type": "group", "item": [tree]}
    document = {**full[Instrument], "item": [tree]}
    assert len(list(decode(document, Instrument).walk())) == MAX_DEPTH // 2 - 1
    assert schema_problems(document, Instrument) == ()


@given(st.text() | st.text(alphabet='{}[]",:\\ \n0123456789.eE+-truefalsnNIity', max_size=40) | st.binary())
def test_whatever_arrives_there_is_a_tree_or_a_problem(data):
    try:
        read_json(data)
    except InvalidDocument as error:
        assert error.problems


HOSTILE = {
    "an unclosed text": b'"' + b"a" * 4_900_000,
    "quotes": b'"' * 4_900_000,
    "escaped quotes": b'"' + b'\\"' * 2_400_000,
    "escaped quotes outside": b'\\"' * 2_400_000,
    "backslashes": b'"' + b"\\" * 4_900_000,
    "closing brackets": b"]" * 4_900_000,
    "digits": b"1" * 4_900_000,
    "a fraction": b"0." + b"1" * 4_900_000,
    "one key": b"{" + b'"a":1,' * 800_000 + b'"a":1}',
    "twice in each": b"[" + b'{"a":1,"a":1},' * 350_000 + b"1]",
    "NaN": b"[" + b"NaN," * 1_200_000 + b"1]",
    "numbers": b"[" + b"1," * 2_400_000 + b"1]",
    "objects": b"[" + b"{}," * 1_600_000 + b"{}]",
    "surrogates": b"[" + rb'"\ud800",' * 540_000 + b"1]",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_five_hostile_megabytes_come_to_an_end(data):
    """Work that grows faster than the input would not end here; how long it takes is no assertion."""
    try:
        read_json(data)
    except InvalidDocument as error:
        assert len(error.problems) <= MAX_PROBLEMS + 1


@pytest.mark.parametrize("what", ["items", "keys", "nested", "answers"])
def test_a_document_wrong_in_every_place_says_that_there_is_more(full, what):
    wrong = {
        "items": {"item": [5] * 1_000_000},
        "keys": {f"k{number}": 1 for number in range(200_000)},
        "nested": {"item": [{"linkId": "g", "type": "group", "item": [5] * 1_000}] * 1_000},
        "answers": {"example": [{"title": "x", "answers": {str(n): None for n in range(200_000)}, "expect": {}}]},
    }
    tree = {**full[Instrument], **wrong[what]}
    with pytest.raises(InvalidDocument) as caught:
        decode(tree, Instrument)
    assert caught.value.problems[-1].code == schema_problems(tree, Instrument)[-1].code == "AF-DOC-MORE"
    assert len(caught.value.problems) == MAX_PROBLEMS + 1
