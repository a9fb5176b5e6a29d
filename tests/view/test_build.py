# SPDX-License-Identifier: Apache-2.0
"""The form that may be shown: permitted, whole, in one language, with every text marked by its own."""

from typing import get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alliance_forms as af
from alliance_forms.codec import answer_digest, scoring_digest
from alliance_forms.model import Basis, Rights, is_wording, texts_of, without_texts
from alliance_forms.testing import instruments, wording_packs
from alliance_forms.view import build_form

OPEN = {"public-domain", "free-no-permission", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-ND-4.0"}
PHQ9 = af.get_instrument("phq-9")
PACKS = af.wordings(PHQ9)


@st.composite
def with_packs(draw):
    instrument = draw(instruments(texts=False))
    pack = draw(wording_packs(instrument))
    return instrument, attrs.evolve(pack, rights=Rights(basis="CC0-1.0"), status="official", rater=None)


@given(instruments())
def test_a_form_view_keeps_what_answers_and_scores_mean(instrument):
    bare = without_texts(instrument)
    assert (answer_digest(bare), scoring_digest(bare)) == (answer_digest(instrument), scoring_digest(instrument))
    assert {path for path, text in texts_of(bare) if text is not None} == {"title"}


@given(with_packs())
def test_an_official_wording_is_shown_whole_or_refused(pair):
    instrument, pack = pair
    form = build_form(instrument, packs=[pack], locale=pack.locale)
    shown = {path: form.text_at(path).value for path, _ in texts_of(instrument) if is_wording(path) and form.text_at(path)}
    assert shown == {path: pack.text.get(f"{path}@{form.rater}", pack.text.get(path)) for path in shown}
    groups = {f"item/{item.link_id}/text" for item in instrument.walk() if item.type == "group"}
    for missing in list(shown)[:3]:
        torn = attrs.evolve(pack, text=type(pack.text)({path: text for path, text in pack.text.items() if path.split("@")[0] != missing}))
        if missing in groups:
            continue
        with pytest.raises(af.InvalidDocument):
            build_form(instrument, packs=[torn], locale=pack.locale)


@pytest.mark.parametrize("basis", get_args(Basis))
def test_what_each_basis_lets_through(basis):
    packs = [attrs.evolve(pack, rights=Rights(basis=basis, holder="The holder", contact="https://example.org/ask")) for pack in PACKS]
    if basis in OPEN:
        assert build_form(PHQ9, packs=packs).rights.basis == basis
        return
    with pytest.raises(af.NotPermitted) as caught:
        build_form(PHQ9, packs=packs)
    assert "The holder" in str(caught.value)
    assert "https://example.org/ask" in str(caught.value)


def test_without_any_pack_the_holder_of_a_protected_measure_is_named():
    protected = attrs.evolve(PHQ9, rights=Rights(basis="licence-required", holder="The holder"))
    with pytest.raises(af.NotPermitted, match="The holder"):
        build_form(protected, packs=[])
    with pytest.raises(af.NotPermitted, match="wording pack"):
        build_form(PHQ9, packs=[])


@pytest.mark.parametrize(
    ("wanted", "served"), [("en", "en"), ("en-GB", "en"), ("es", "es-419"), ("es-MX", "es-419"), ("fr", "fr-FR"), ("pt_PT", "pt-BR")]
)
def test_the_nearest_wording_is_served_under_its_own_tag(wanted, served):
    form = build_form(PHQ9, packs=PACKS, locale=wanted)
    assert form.lang == served
    assert {text.lang for path, text in form.texts.items() if is_wording(path)} == {served}


def test_an_unconfirmed_wording_is_not_shown():
    with pytest.raises(af.NotPermitted, match="not confirmed"):
        build_form(PHQ9, packs=PACKS, locale="ar")


def test_the_version_tag_depends_on_definition_and_wording():
    tags = {build_form(PHQ9, packs=PACKS, locale=tag).version_tag for tag in ("en", "es", "fr", "pt")}
    other = attrs.evolve(PHQ9, item=PHQ9.item[:9])
    assert len(tags) == 4
    assert build_form(other, packs=PACKS).version_tag not in tags
