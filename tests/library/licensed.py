# SPDX-License-Identifier: Apache-2.0
"""A measure that needs a licence, made up, and packs of wording for it, made up too."""

import json

import alliance_forms as af
from alliance_forms.plugins import Shelf

BOND = {
    "format": "alliance-forms/instrument/1", "id": "clinic-x.bond", "version": "1.0.0", "title": "Bond (made up)", "subject": "relationship",
    "rater": ["client", "therapist"], "language": "en", "recall": {"code": "last-session"},
    "rights": {"basis": "licence-required", "holder": "The Bond Society", "contact": "https://example.org/licence"},
    "answerOptionSet": [{"id": "often", "answerOption": [
        {"code": "1", "weight": 1}, {"code": "2", "weight": 2}, {"code": "3", "weight": 3}, {"code": "na", "absent": "not-applicable"},
    ]}],
    "item": [
        {"linkId": "q1", "prefix": "1.", "type": "choice", "answerOptionSet": "often"},
        {"linkId": "q2", "prefix": "2.", "type": "choice", "answerOptionSet": "often", "required": True},
        {"linkId": "q3", "prefix": "3.", "type": "rating", "minimum": 0, "maximum": 10,
         "enableWhen": [{"question": "q1", "operator": "=", "answer": "3"}]},
        {"linkId": "q4", "prefix": "4.", "type": "choice", "repeats": True, "answerOption": [{"code": "a"}, {"code": "b"}]},
    ],
    "scale": [
        {"id": "total", "better": "higher", "method": "sum", "item": ["q1", "q2"]},
        {"id": "secret", "better": "higher", "method": "sum", "key": "holder"},
    ],
}  # fmt: skip
CANARY = "Qanary"
PATHS = [
    "recall/text", "title", "answerOptionSet/often/1", "answerOptionSet/often/2", "answerOptionSet/often/3", "answerOptionSet/often/na",
    "item/q1/text", "item/q2/text", "item/q3/text", "item/q3/minText", "item/q3/maxText", "item/q4/text", "item/q4/answerOption/a",
    "item/q4/answerOption/b", "item/q2/text@therapist",
]  # fmt: skip
GRANT = {"grantor": "The Bond Society", "grantee": "Clinic X", "start": "2026-01-01", "end": "2026-12-31"}


def pack(*, locale="en", **changes):
    """A whole pack, each of its texts with the canary in it."""
    tree = {
        "format": "alliance-forms/wording/1", "instrument": "clinic-x.bond", "instrumentVersion": "1.0.0", "version": "1.0.0", "locale": locale,
        "status": "official", "rights": BOND["rights"], "grant": GRANT,
        "text": {path: f"{CANARY} {number}é <&>" if number % 2 else f"{CANARY} {number}" for number, path in enumerate(PATHS)},
    }  # fmt: skip
    return {key: value for key, value in {**tree, **changes}.items() if value is not None}


def host_with(directory, *packs, **declared):
    """A host with the measure in one directory, and packs in another."""
    (directory / "mine").mkdir(exist_ok=True)
    (directory / "licensed").mkdir(exist_ok=True)
    (directory / "mine" / "clinic-x.bond.json").write_text(json.dumps(BOND))
    for number, one in enumerate(packs):
        (directory / "licensed" / f"{number}.json").write_text(json.dumps(one))
    return af.Host(shelf=Shelf(directories=(directory / "mine",), wordings=(directory / "licensed",), group=None), **declared)
