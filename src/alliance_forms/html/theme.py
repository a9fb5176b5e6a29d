# SPDX-License-Identifier: Apache-2.0
"""The colours of a page, refused at once where somebody could not read them."""

import re
from collections.abc import Iterator
from typing import Any

import attrs

from alliance_forms.errors import UsageFault

__all__ = ["DARK", "LIGHT", "Colours", "Theme", "contrast"]

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# WCAG 2.2, success criteria 1.4.3 and 1.4.11.
_LEAST_FOR_WORDS = 4.5
_LEAST_FOR_SHAPES = 3.0
# Words and what they stand on; then the edges of controls, and the ring that shows where the keyboard is.
_WORDS = (
    ("text", "bg"), ("text", "surface"), ("text", "soft"), ("text", "care"), ("muted", "bg"), ("accent", "bg"), ("on_accent", "accent"),
    ("error", "bg"), ("error", "error_bg"), ("text", "error_bg"),
)  # fmt: skip
_SHAPES = (("control", "surface"), ("control", "bg"), ("accent", "soft"), ("focus", "bg"), ("focus", "surface"))


def _colour(_: Any, attribute: Any, value: Any) -> None:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise UsageFault(f"the colour {attribute.name!r} is written like #0b5560")


def contrast(one: str, other: str) -> float:
    """How well one colour stands out from another: 1 for not at all, 21 for black on white.

    >>> round(contrast("#000000", "#ffffff"), 1), round(contrast("#1f2a30", "#fbfaf7"), 2)
    (21.0, 14.05)
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004 - sRGB
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _c(default: str) -> Any:
    return attrs.field(default=default, validator=_colour)


@attrs.frozen(kw_only=True)
class Colours:
    """The colours of a page by what they are for.

    Attributes:
        bg, surface: Of the page, and of answers and boxes on it.
        text, muted: Of words, and of words beside the point.
        line, control: Of lines that only please, and of the edges of answers and boxes.
        accent, on_accent: Of links and buttons, and of the words on a button.
        soft: Behind an answer that is chosen.
        focus: Of the ring that shows where the keyboard is.
        error, error_bg: Of what needs another look, and behind the list of it.
        care, care_line: Behind words about where to find help, and around them.

    Raises:
        UsageFault: A colour is not written like ``#0b5560``, or two are too alike to be read or seen.

    >>> Colours(accent="#9fd8dd")
    Traceback (most recent call last):
        ...
    alliance_forms.errors.UsageFault: too little contrast: accent on bg 1.51 (least 4.5), on_accent on accent 1.57 (least 4.5), \
accent on soft 1.35 (least 3.0)
    """

    bg: str = _c("#fbfaf7")
    surface: str = _c("#ffffff")
    text: str = _c("#1f2a30")
    muted: str = _c("#45525a")
    line: str = _c("#d9d5cb")
    control: str = _c("#5f6d75")
    accent: str = _c("#0b5560")
    on_accent: str = _c("#ffffff")
    soft: str = _c("#e2f0f1")
    focus: str = _c("#0b3fa8")
    error: str = _c("#8a1c13")
    error_bg: str = _c("#fdf1ef")
    care: str = _c("#fff6df")
    care_line: str = _c("#8a5a00")

    def __attrs_post_init__(self) -> None:
        weak = [f"{pair} {ratio:.2f} (least {least})" for pair, ratio, least in self._measured() if ratio < least]
        if weak:
            raise UsageFault(f"too little contrast: {', '.join(weak)}")

    def contrasts(self) -> dict[str, float]:
        """The contrast of every pair of colours that meet; words at 7 or more serve more people than the least of 4.5.

        >>> round(Colours().contrasts()["text on bg"], 2)
        14.05
        """
        return {pair: ratio for pair, ratio, _ in self._measured()}

    def _measured(self) -> Iterator[tuple[str, float, float]]:
        for pairs, least in ((_WORDS, _LEAST_FOR_WORDS), (_SHAPES, _LEAST_FOR_SHAPES)):
            for front, behind in pairs:
                yield f"{front} on {behind}", contrast(getattr(self, front), getattr(self, behind)), least


LIGHT = Colours()
DARK = Colours(
    bg="#14191c", surface="#1c2327", text="#eef2f3", muted="#c3cdd1", line="#364147", control="#93a3ab", accent="#8fd6dd",
    on_accent="#0d2326", soft="#1d3539", focus="#ffd866", error="#ffb9ae", error_bg="#3a201d", care="#332a14", care_line="#e2b458",
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Theme:
    """A host's colours, by day and by night.

    Attributes:
        light: The colours of a page.
        dark: Those where the person's device asks for dark; None keeps the light ones.

    >>> "--af-accent:#5b2a86" in Theme(light=Colours(accent="#5b2a86")).css()
    True
    """

    light: Colours = LIGHT
    dark: Colours | None = DARK

    def css(self) -> str:
        """The rules that put these colours in place of ours, for the end of the style sheet.

        >>> Theme().css()
        ''
        """
        light, dark = _rule(self.light), _rule(self.dark or self.light)
        if self == Theme():
            return ""
        scheme = "" if self.dark else ".af-root{color-scheme:light}\n"
        return f"{light}\n@media (prefers-color-scheme:dark){{{dark}}}\n{scheme}"


def _rule(colours: Colours) -> str:
    values = "".join(f"--af-{name.replace('_', '-')}:{value};" for name, value in attrs.asdict(colours).items())
    return f".af-root{{{values}}}"
