# SPDX-License-Identifier: Apache-2.0
"""Colours that nobody could read cannot be made."""

import re

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.errors import UsageFault
from alliance_forms.html import DARK, LIGHT, Colours, Theme, contrast, style_sheet

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
NAMES = [field.name for field in attrs.fields(Colours)]


def test_contrast_is_a_ratio_that_both_colours_share():
    @given(COLOURS, COLOURS)
    def check(one, other):
        assert 1 <= contrast(one, other) <= 21.000001
        assert contrast(one, other) == contrast(other, one)
        assert contrast(one, one) == 1

    check()


def test_colours_that_exist_can_be_read():
    @given(st.sampled_from(NAMES), COLOURS, st.sampled_from([LIGHT, DARK]))
    def check(name, colour, base):
        try:
            made = attrs.evolve(base, **{name: colour})
        except UsageFault as fault:
            assert "too little contrast" in str(fault)
            return
        for pair, ratio in made.contrasts().items():
            shapes = pair.startswith(("control", "focus")) or pair == "accent on soft"
            assert ratio >= (3 if shapes else 4.5)

    check()


def test_our_own_words_serve_more_people_than_they_must():
    for colours in (LIGHT, DARK):
        words = {pair: ratio for pair, ratio in colours.contrasts().items() if not pair.startswith(("control", "focus"))}
        assert min(words.values()) >= 7


def test_the_style_sheet_has_these_very_colours():
    light, dark = (
        dict(re.findall(r"--af-([a-z-]+):(#[0-9a-f]{3,6})", part.partition("@media")[0]))
        for part in style_sheet().split("@media (prefers-color-scheme:dark)")[:2]
    )
    for colours, found in ((LIGHT, light), (DARK, dark)):
        wanted = {name.replace("_", "-"): value for name, value in attrs.asdict(colours).items()}
        written = {name: "#ffffff" if value == "#fff" else value for name, value in found.items() if name in wanted}
        assert written == wanted


@pytest.mark.parametrize("colour", ["red", "#fff", "#0b5560;}body{display:none", "url(x)", "#0b556g", "", None, "#0b5560\n"])
def test_a_colour_that_is_none_is_refused(colour):
    with pytest.raises(UsageFault):
        Colours(accent=colour)


def test_a_host_has_its_colours_after_ours_and_may_have_no_night():
    violet = Theme(light=Colours(accent="#5b2a86"), dark=None)
    sheet = style_sheet(violet)
    assert sheet.startswith(style_sheet())
    assert sheet.count("--af-accent:#5b2a86") == 2
    assert "color-scheme:light}" in sheet
    assert style_sheet(Theme()) == style_sheet()
