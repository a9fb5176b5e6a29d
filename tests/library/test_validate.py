# SPDX-License-Identifier: Apache-2.0
"""`validate` names everything that is wrong with any of our documents."""

import json

import pytest

import alliance_forms as af

PHQ9 = af.get_instrument("phq-9")


def problems(value):
    return [(problem.code, problem.pointer, problem.severity) for problem in af.validate(json.dumps(value, default=float))]


def response(**change):
    return {"instrument": "phq-9", "version": "1.0.0", "answers": {"1": "3", "2": {"absent": "asked-declined"}}, **change}


def test_everything_bundled_is_valid():
    for line in af.instruments():
        instrument = af.get_instrument(line.id)
        assert af.validate(af.dumps(instrument)) == ()
        for pack in af.wordings(instrument):
            assert af.validate(af.dumps(pack)) == ()


def test_a_response_needs_no_more_than_instrument_version_and_answers():
    assert problems(response()) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"answers": {"1": "7"}}, ("AF-ANSWER-CODE", "/answers/1", "error")),
        ({"answers": {"1": ["0", "1"]}}, ("AF-ANSWER-TOO-MANY", "/answers/1", "error")),
        ({"answers": {"11": "0"}}, ("AF-ANSWER-UNKNOWN-ITEM", "/answers/11", "error")),
        ({"answers": {"1": ""}}, ("AF-DOC-VALUE", "/answers/1", "error")),
        ({"answers": {"1": {"absent": "lost"}}}, ("AF-DOC-CHOICE", "/answers/1/absent", "error")),
        ({"version": "2.0.0"}, ("AF-DOC-INSTRUMENT", "/instrument", "warning")),
        ({"digest": "sha256:" + "0" * 64}, ("AF-RESPONSE-OTHER", "/digest", "error")),
        ({"rater": "observer"}, ("AF-RESPONSE-RATER", "/rater", "error")),
        ({"instrument": "phq-99"}, ("AF-DOC-INSTRUMENT", "/instrument", "warning")),
    ],
)
def test_a_response_is_checked_against_its_instrument(change, expected):
    assert expected in problems(response(**change))


def test_a_worked_example_that_does_not_come_out_is_a_problem():
    tree = af.dump(PHQ9)
    tree["example"][0]["expect"]["scores"]["total"]["value"] = 26
    tree["example"][1]["expect"]["alerts"] = [{"id": "item-9", "linkId": "9"}]
    tree["example"][2]["answers"]["1"] = "4"
    assert problems(tree) == [
        ("AF-EXAMPLE-DIFFERS", "/example/0/expect/scores/total", "error"),
        ("AF-EXAMPLE-DIFFERS", "/example/1/expect/alerts", "error"),
        ("AF-ANSWER-CODE", "/example/2/answers/1", "error"),
    ]


def test_a_wording_pack_is_checked_against_its_instrument():
    pack = af.dump(af.wordings(PHQ9)[0])
    pack["text"]["item/11/text"] = "x"
    assert ("AF-WORDING-PATH", "/text/item~111~1text", "error") in problems(pack)


def test_validate_and_load_agree_on_what_cannot_be_scored():
    tree = af.dump(PHQ9)
    tree["scale"][0]["item"].append("nowhere")
    text = json.dumps(tree, default=float)
    with pytest.raises(af.InvalidDocument) as caught:
        af.load(text, af.Instrument)
    assert caught.value.problems == af.validate(text)
