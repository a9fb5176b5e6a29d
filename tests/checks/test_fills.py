# SPDX-License-Identifier: Apache-2.0
"""A form that fills a profile says so, and asks what an entry needs."""

import copy

import attrs
import pytest

import alliance_forms as af
from alliance_forms.codec import write_json
from alliance_forms.model import Entry, FrozenMap, NameEntry

INTAKE = af.dump(af.get_instrument("identity-intake"))


def group(tree, name):
    return next(item for item in tree["item"] if item["linkId"] == name)


def member(tree, name):
    return next(item for item in group(tree, name.partition(".")[0])["item"] if item["linkId"] == name)


def no_form(tree):
    del tree["fills"]


def no_repeat(tree):
    del group(tree, "name")["repeats"], group(tree, "name")["maxOccurs"]


def no_value(tree):
    del member(tree, "gender.is")["fills"]


def twice(tree):
    group(tree, "official")["item"].append({"linkId": "official.other", "type": "text", "text": "And?", "fills": "issuer"})


def other_part(tree):
    group(tree, "name")["item"].append({"linkId": "name.when", "type": "text", "text": "When?", "fills": "times"})


def other_type(tree):
    member(tree, "name.visibility")["openChoice"] = True


def text_by_choice(tree):
    item = member(tree, "official.issuer")
    item.update(type="boolean")
    del item["multiline"]


def no_coding(tree):
    del member(tree, "gender.is")["answerOption"][0]["coding"]


def alone(tree):
    tree["item"].append({"linkId": "more", "type": "text", "text": "More?", "fills": "value"})


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (no_form, {"AF-FILLS-FORM"}),
        (no_repeat, {"AF-FILLS-PLACE"}),
        (no_value, {"AF-FILLS-PART"}),
        (twice, {"AF-FILLS-PART"}),
        (other_part, {"AF-FILLS-PART"}),
        (other_type, {"AF-FILLS-PART"}),
        (text_by_choice, {"AF-FILLS-PART"}),
        (no_coding, {"AF-FILLS-CODING"}),
        (alone, {"AF-FILLS-PLACE"}),
    ],
)
def test_what_could_not_be_kept_is_refused(spoil, codes):
    tree = copy.deepcopy(INTAKE)
    del tree["example"]
    spoil(tree)
    assert {problem.code for problem in af.validate(write_json(tree)) if problem.severity == "error"} == codes


def form_for(fills):
    tree = {
        **{key: INTAKE[key] for key in ("format", "version", "title", "subject", "rater", "language", "rights", "fills")},
        "id": "clinic-x.names",
        "item": [
            {
                "linkId": "n",
                "type": "group",
                "fills": fills,
                "repeats": True,
                "item": [{"linkId": "v", "type": "text", "text": "Name?", "fills": "value", "maxLength": 20}],
            }
        ],
    }
    return af.load(write_json(tree), af.Instrument)


def test_a_clinics_own_form_may_ask_less():
    names = form_for("name")
    made = af.identity_from(names, af.read(names, "html", {"af-n~1~v": "Sam"}))
    assert made.name == (NameEntry(value="Sam"),)
    assert af.identity_from(names, af.identity_answers(names, made), profile=made) == made


def test_what_a_form_does_not_ask_goes_over_to_the_next_entry_but_who_may_know_does_not():
    names = form_for("officialName")
    card = af.IdentityProfile(name=(NameEntry(value="Sam", use="official", issuer="card", audience=("self", "insurer")),))
    other = attrs.evolve(af.identity_answers(names, card), answers={"n": (Entry(id="0", answers=FrozenMap({"v": "Alex"})),)})
    changed = af.identity_from(names, other, profile=card, correction=True)
    assert changed.name == (NameEntry(value="Alex", use="official", issuer="card"),)
