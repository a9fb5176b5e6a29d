# SPDX-License-Identifier: Apache-2.0
"""Whatever is wrong with a wording pack is said in one go, however much of it there is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from licensed import CANARY, GRANT, host_with, pack

from alliance_forms.library.wording import check_pack

OPTION = "answerOptionSet/often"
# What is done to a pack, and the problem that has to be named. Each touches a place of its own, so that any of them can come together.
FAULTS = {
    "another version": (("instrumentVersion",), "9.0.0", "AF-WORDING-VERSION", "/instrumentVersion"),
    "no version": (("instrumentVersion",), "nine", "AF-DOC-VALUE", "/instrumentVersion"),
    "an item too many": (("text", "item/q99/text"), CANARY, "AF-WORDING-PATH", "/text/item~1q99~1text"),
    "an option too many": (("text", f"{OPTION}/4"), CANARY, "AF-WORDING-PATH", "/text/answerOptionSet~1often~14"),
    "markup": (("text", "item/q1/text"), f"<b>{CANARY}</b>", "AF-WORDING-MARKUP", "/text/item~1q1~1text"),
    "a control character": (("text", "item/q2/text"), f"{CANARY}\x07", "AF-WORDING-CONTROL", "/text/item~1q2~1text"),
    "an empty text": (("text", "item/q3/text"), "", "AF-DOC-VALUE", "/text/item~1q3~1text"),
    "spaces only": (("text", "item/q4/text"), "  ", "AF-WORDING-GAP", "/text/item~1q4~1text"),
    "another's number": (("text", f"{OPTION}/2"), f"3 = {CANARY}", "AF-WORDING-OPTION", "/text/answerOptionSet~1often~12"),
    "a way out": (("locale",), "../en", "AF-DOC-VALUE", "/locale"),
    "another way out": (("rater",), "../client", "AF-DOC-CHOICE", "/rater"),
    "no such day": (("grant", "start"), "2026-02-30", "AF-GRANT-PERIOD", "/grant/start"),
    "no grantee": (("grant", "grantee"), "", "AF-DOC-VALUE", "/grant/grantee"),
    "an unknown key": (("wordings",), {}, "AF-DOC-UNKNOWN-KEY", "/wordings"),
    "its own translation": (("status",), "draft", "AF-WORDING-CHANGED", "/status"),
}
HIDDEN = {"no grantee": {"no such day"}, "no version": {"another version"}}


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    return host_with(tmp_path_factory.mktemp("forms"))


def faulty(names):
    tree = json.loads(json.dumps(pack(grant=GRANT)))
    for name in names:
        (*most, last), value, *_ = FAULTS[name]
        place = tree
        for key in most:
            place = place[key]
        place[last] = value
    return json.dumps(tree).encode()


@given(names=st.sets(st.sampled_from(sorted(FAULTS))))
def test_every_fault_is_named_and_nothing_else(host, names):
    # Two versions cannot stand in one place, and the days of a grant that cannot be read are not looked at.
    names = names - {hidden for name in names for hidden in HIDDEN.get(name, ())}
    found, problems = check_pack(faulty(sorted(names)), host=host)
    errors = {(problem.code, problem.pointer) for problem in problems if problem.severity == "error"}
    assert errors == {tuple(FAULTS[name][2:]) for name in names}
    assert CANARY not in repr(problems)
    assert found is not None or names


def test_a_pack_for_something_that_is_not_here_is_looked_over_all_the_same(host):
    tree = json.loads(faulty(["markup", "a control character"]))
    for name, code in (("clinic-x.bont", "AF-DOC-INSTRUMENT"), ("../../bond", "AF-DOC-VALUE")):
        _, problems = check_pack(json.dumps({**tree, "instrument": name}).encode(), host=host)
        codes = [problem.code for problem in problems]
        assert codes == [code, "AF-WORDING-MARKUP", "AF-WORDING-CONTROL"]


@pytest.mark.parametrize(
    "data", [b"{", b"[]", b'{"format": "alliance-forms/response/1"}', b'{"format": "alliance-forms/wording/1", "text": 1}']
)
def test_what_is_no_pack_is_a_problem(host, data):
    found, problems = check_pack(data, host=host)
    assert found is None
    assert problems
