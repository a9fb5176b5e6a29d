# SPDX-License-Identifier: Apache-2.0
"""What a host decides once: where instruments come from, which formats there are, and what it tells the people who fill forms in."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_args

import attrs

from alliance_forms.errors import UsageFault
from alliance_forms.identity import AUDIENCES, CHANNELS, Readers
from alliance_forms.model import FrozenMap, NoticeKind, ReleaseRule, Use
from alliance_forms.plugins import Registry, Shelf
from alliance_forms.rights import Setting
from alliance_forms.scoring import Scorer
from alliance_forms.view.formats import Format

__all__ = ["Host", "default_host"]

# Strings, so that a format is imported only when it is asked for.
BUILT_IN_FORMATS = {
    "html": "alliance_forms.html:FORMAT",
    "text": "alliance_forms.text:FORMAT",
    "fhir-r4": "alliance_forms.fhir:R4",
    "fhir-r4b": "alliance_forms.fhir:R4B",
    "fhir-r5": "alliance_forms.fhir:R5",
}


@cache
def default_shelf() -> Shelf:
    """The bundled instruments and those of installed plug-ins."""
    return Shelf()


@cache
def default_formats() -> Registry[Format]:
    """The built-in formats and those of installed plug-ins."""
    return Registry("format", builtins=BUILT_IN_FORMATS, group="alliance_forms.formats", check=_is_format)


@cache
def default_scorers() -> Registry[Scorer]:
    """The scorers of installed plug-ins; none is built in, since our own scales are data."""
    return Registry("scorer", group="alliance_forms.scorers", check=_is_scorer)


def _is_format(plugin: object) -> None:
    if not isinstance(plugin, Format):
        raise TypeError("it lacks one of name, media_type, extension, api_version, options, render")
    if not attrs.has(plugin.options):
        raise TypeError("its options are no attrs class")


def _is_scorer(plugin: object) -> None:
    if not isinstance(plugin, Scorer):
        raise TypeError("it lacks one of name, api_version, score")


def _by_language(texts: Mapping[str, str]) -> FrozenMap[str]:
    return FrozenMap(texts)


def _notices(notices: Mapping[NoticeKind, Mapping[str, str]]) -> FrozenMap[FrozenMap[str]]:
    return FrozenMap({kind: FrozenMap(texts) for kind, texts in notices.items()})


def _use(_: Any, __: Any, value: Any) -> None:
    if value is not None and value not in get_args(Use):
        raise UsageFault(f"a host's use is one of {', '.join(get_args(Use))}")


def _own(kind: str, known: tuple[str, ...]) -> Callable[[Any, Any, Any], None]:
    """Names of a host's own: ids, and none of those everyone has."""
    pattern = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

    def check(_: Any, __: Any, value: Any) -> None:
        names = value if isinstance(value, tuple) else (None,)
        if not all(isinstance(name, str) and pattern.fullmatch(name) and name not in known for name in names):
            raise UsageFault(f"a host's own {kind}s are a tuple of ids such as ('school',), none of them {', '.join(known)}")

    return check


@attrs.frozen(kw_only=True)
class Host:
    """The decisions of one clinic or application, as one frozen value; every function takes it as ``host=``.

    Attributes:
        shelf: Where instruments and wordings are.
        formats: The formats there are.
        scorers: The scorers there are, for scales that data cannot describe.
        notices: What the form says before the first question, by kind and language: ``purpose``, ``audience``, ``care-decisions``.
        care: Where a person can turn for help now, by language. Without it a form shows a neutral line.
        new_id: Makes ids for what stays the same over sessions (a goal), such as ``lambda: uuid4().hex``; without it none are made.
        use: For what the wording is used: ``clinical``, ``research`` or ``education``, which count as not commercial, or ``commercial``.
            Whether a practice for profit is commercial is for you and the licence to say. Without it nothing is presumed.
        territory: The country or region, in the words of the licences you hold.
        audiences: Further audiences for identity and answers, beside those everyone has; none includes another.
        channels: Further channels, such as ``fax``.
        release: Who may have answers where a response does not say it; without it ``self`` and ``therapist``, on a screen.

    >>> Host(care={"en": "Call the clinic: 000 000 0000."}).care["en"]
    'Call the clinic: 000 000 0000.'
    """

    shelf: Shelf = attrs.field(factory=default_shelf)
    formats: Registry[Format] = attrs.field(factory=default_formats)
    scorers: Registry[Scorer] = attrs.field(factory=default_scorers)
    notices: FrozenMap[FrozenMap[str]] = attrs.field(factory=FrozenMap, converter=_notices)
    care: FrozenMap[str] = attrs.field(factory=FrozenMap, converter=_by_language)
    new_id: Callable[[], str] | None = None
    use: Use | None = attrs.field(default=None, validator=_use)
    territory: str | None = None
    audiences: tuple[str, ...] = attrs.field(default=(), validator=_own("audience", AUDIENCES))
    channels: tuple[str, ...] = attrs.field(default=(), validator=_own("channel", CHANNELS))
    release: tuple[ReleaseRule, ...] = ()

    @property
    def readers(self) -> Readers:
        """Who reads and how it travels, as far as this host knows."""
        return Readers(own_audiences=self.audiences, own_channels=self.channels)

    def setting(self, at: str | None, *, record: bool = False) -> Setting:
        """Where, when and for what wording is asked for.

        Raises:
            UsageFault: That is no date.

        >>> Host(use="research").setting("2026-11-25").use
        'research'
        """
        return Setting(use=self.use, territory=self.territory, at=at, record=record)


@cache
def default_host() -> Host:
    """The host of a program that decides nothing."""
    return Host()
