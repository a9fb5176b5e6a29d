# SPDX-License-Identifier: Apache-2.0
"""A wording that may not be changed is shown whole and as its holder gave it, or not at all."""

import json
import tempfile
from pathlib import Path

import attrs
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st
from licensed import BOND, GRANT, host_with, pack

import alliance_forms as af
from alliance_forms.checks import left_out
from alliance_forms.library.wording import check_pack
from alliance_forms.model import FrozenMap, Grant, Rights, is_label, is_wording, texts_of, variant
from alliance_forms.rights import TERMS, Setting
from alliance_forms.testing import instruments, wording_packs
from alliance_forms.view import build_form, languages

FIXED = [basis for basis, terms in TERMS.items() if terms.derivatives is False]
FREE = [basis for basis, terms in TERMS.items() if terms.derivatives]
AT = "2026-11-25"
SETTING = Setting(use="clinical", at=AT)


def catalogues(directory, instrument, *tags):
    """A catalogue that says every text of the instrument otherwise, in each of these languages."""
    messages = Catalog(domain=instrument.id)
    for path, text in texts_of(instrument):
        for context, source in (
            ((path, text),) if isinstance(text, str) else ((f"{path}@{one}", variant(text, one)) for one in instrument.rater)
        ):
            if source:
                messages.add(source, f"{source}!", context=context)
    for tag in tags:
        place = Path(directory) / tag.replace("-", "_") / "LC_MESSAGES"
        place.mkdir(parents=True, exist_ok=True)
        with (place / f"{instrument.id}.mo").open("wb") as file:
            write_mo(file, messages)
    return Path(directory)


def asked(form):
    return {path: text.value for path, text in form.texts.items() if not is_label(path)}


def own(instrument, rater):
    return {
        path: variant(text, rater)
        for path, text in texts_of(instrument)
        if text is not None and not is_label(path) and variant(text, rater)
    }


@given(instruments(texts=True), st.sampled_from([basis for basis in FIXED if basis.startswith("CC")]), st.data())
def test_what_stands_in_a_document_is_never_translated_or_reworded(instrument, basis, data):
    instrument = attrs.evolve(instrument, rights=Rights(basis=basis))
    with tempfile.TemporaryDirectory() as directory:
        places = catalogues(directory, instrument, instrument.language, "sv")
        locale = data.draw(st.sampled_from([instrument.language, "sv"]))
        if locale == "sv":
            with pytest.raises(af.NotPermitted, match="no changed wording") as refused:
                build_form(instrument, locales=places, locale=locale, setting=SETTING)
            assert refused.value.reason == "no-derivatives"
        else:
            form = build_form(instrument, locales=places, locale=locale, setting=SETTING)
            assert asked(form) == own(instrument, form.rater)
        assert languages(instrument, (), locales=places, setting=SETTING) == (instrument.language,)


@given(instruments(texts=True), st.sampled_from([basis for basis in FREE if basis.startswith("CC")]))
def test_what_may_be_changed_is_translated(instrument, basis):
    instrument = attrs.evolve(instrument, rights=Rights(basis=basis))
    with tempfile.TemporaryDirectory() as directory:
        places = catalogues(directory, instrument, "sv")
        form = build_form(instrument, locales=places, locale="sv", setting=SETTING)
        assert asked(form) == {path: f"{text}!" for path, text in own(instrument, form.rater).items()}
        assert languages(instrument, (), locales=places, setting=SETTING) == (instrument.language, "sv")


@st.composite
def packed(draw):
    """An instrument of which some words stand in the document, perhaps, and a pack for the rest, or for all."""
    bare = draw(instruments(texts=False))
    given_ = draw(wording_packs(bare))
    basis, original = draw(st.sampled_from([*FIXED, "CC-BY-4.0"])), draw(st.sampled_from([*FIXED, "CC-BY-4.0"]))
    given_ = attrs.evolve(
        given_,
        rights=Rights(basis=basis),
        grant=Grant(grantor="A", grantee="B"),
        rater=None,
        status=draw(st.sampled_from(["official", "draft"])),
    )
    if draw(st.booleans()) and bare.item[0].type != "group":
        first = attrs.evolve(bare.item[0], text=draw(st.sampled_from(["In the document", "Other words"])))
        bare = attrs.evolve(bare, item=(first, *bare.item[1:]))
        if draw(st.booleans()):
            kept = {path: text for path, text in given_.text.items() if path.partition("@")[0] != f"item/{first.link_id}/text"}
            given_ = attrs.evolve(given_, text=FrozenMap(kept or {"title": "T"}))
    return attrs.evolve(bare, rights=Rights(basis=original)), given_


@given(packed())
def test_what_a_pack_shows_is_the_holders_own_and_whole(pair):
    instrument, one = pair
    if not left_out(instrument):
        return
    stated = {one.rights.basis, instrument.rights.basis} - {"unknown"} | {one.rights.basis}
    try:
        form = build_form(instrument, packs=[one], locale=one.locale, setting=SETTING)
    except af.NotPermitted as refused:
        assert refused.reason in ("no-derivatives", "not-confirmed")
        return
    if stated & set(FIXED):
        assert one.status in ("official", "validated")
        shown = {path: text.value for path, text in form.texts.items() if is_wording(path)}
        assert shown == {path: one.text.get(f"{path}@{form.rater}", one.text.get(path)) for path in shown}


@pytest.mark.parametrize("status", ["draft", "reviewed"])
@pytest.mark.parametrize("basis", ["licence-required", "CC-BY-ND-4.0"])
def test_a_translation_of_ones_own_is_refused_and_it_is_said_why(tmp_path, status, basis):
    mine = pack(status=status, rights={"basis": basis, "holder": "The Bond Society"})
    host = host_with(tmp_path, mine)
    instrument = af.get_instrument("clinic-x.bond", host=host)
    with pytest.raises(af.NotPermitted, match=r"no changed wording.*The Bond Society.*official or validated"):
        af.render(instrument, "html", host=host, at=AT)
    (line,) = [one for one in af.instruments(host=host, at=AT) if one.id == instrument.id]
    assert line.languages == ()
    _, problems = check_pack(json.dumps(mine).encode(), host=host)
    assert [(problem.code, problem.pointer, problem.severity) for problem in problems if problem.severity == "error"] == [
        ("AF-WORDING-CHANGED", "/status", "error")
    ]


def test_a_free_claim_does_not_open_a_measure_whose_rights_forbid_changes(tmp_path):
    mine = pack(status="draft", grant=GRANT, rights={"basis": "CC0-1.0"})
    host = host_with(tmp_path, mine)
    with pytest.raises(af.NotPermitted, match="no changed wording"):
        af.form_view(af.get_instrument("clinic-x.bond", host=host), host=host, at=AT)


@pytest.mark.parametrize("basis", ["CC-BY-ND-4.0", "CC-BY-4.0"])
def test_a_part_beside_words_of_the_document_is_refused(tmp_path, basis):
    texts = {path: text for path, text in pack()["text"].items() if path != "item/q1/text"}
    rights = {"basis": basis, "holder": "The Bond Society"}
    mine = pack(text=texts, rights=rights, grant=None)
    host = host_with(tmp_path, mine)
    questions = [{**item, "text": "In the document"} if item["linkId"] == "q1" else item for item in BOND["item"]]
    (tmp_path / "mine" / "clinic-x.bond.json").write_text(json.dumps({**BOND, "rights": rights, "item": questions}))
    instrument = af.get_instrument("clinic-x.bond", host=host)
    codes = {problem.code for problem in check_pack(json.dumps(mine).encode(), host=host)[1] if problem.severity == "error"}
    if basis == "CC-BY-4.0":
        assert "In the document" in af.render(instrument, "html", host=host)
        assert codes == set()
    else:
        with pytest.raises(af.NotPermitted, match="a part of it"):
            af.render(instrument, "html", host=host)
        assert codes == {"AF-WORDING-CHANGED"}
