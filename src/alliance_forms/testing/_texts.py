# SPDX-License-Identifier: Apache-2.0
"""Small values that documents are made of: texts in many scripts, ids, dates, codes of other systems."""

import string
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from alliance_forms.model import Coding, FrozenMap, Rater, Rights, Session
from alliance_forms.model.values import ByRater

__all__ = [
    "aliases", "codes", "codings", "dates", "decimals", "digests", "locales", "moments", "opaque_ids", "open_rights", "option_aliases",
    "sessions", "texts", "texts_by_rater", "versions",
]  # fmt: skip

_SCRIPTS = (
    "abcXYZ éßøŁ",
    "αβγΔΣ ώ",
    "жизньЯ ё",
    "مرحبا كيف الحال ۳٤",
    "שלום לך הַ",
    "नमस्ते क्षि ",
    "你好，今天怎么样？",
    "ひらがなカタカナー",
    "한국어 잘",
    "สวัสดีครับ ",
    "ሰላም ነው ",
)
_HOSTILE = (
    '"', "'", "`", "<script>alert(1)</script>", "</textarea>", "<b>", "&", "&amp;", "&#0;", "]]>", "<!--", "{{7*7}}", "%s",
    "\\", "$1", "#", "* ", "[x]", "_", "|", "1. ", "> ", "https://example.org/?a=b&c=d",
    "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{RIGHT-TO-LEFT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}", "\N{LEFT-TO-RIGHT MARK}",
    "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH JOINER}", "e\N{COMBINING ACUTE ACCENT}", "a\N{COMBINING DIAERESIS}\N{COMBINING DOT BELOW}",
    "👩‍👩‍👧", "🏳️‍🌈", "🇺🇦", "𝔘", "\t", "\n", "\n\n",
)  # fmt: skip


def texts(*, max_size: int = 60, lines: bool = True) -> st.SearchStrategy[str]:
    """Texts as people write them and as attackers do: several scripts, both directions, marks, emoji, quotes, markup.

    Args:
        max_size: Greatest length in characters.
        lines: Whether a text may hold line breaks.

    A text never begins or ends with white space and is never empty.

    >>> from hypothesis import find
    >>> find(texts(max_size=5), lambda text: len(text) > 1) != ""
    True
    """
    return _texts(max_size, lines)


# Drawn whole, since drawing letter by letter takes most of the time; now and then letter by letter all the same.
_PARTS = st.sampled_from([*_HOSTILE, *_SCRIPTS, *(letters[:3] for letters in _SCRIPTS), "a", "0", "1"])
_RARE = st.text(alphabet="".join(_SCRIPTS), min_size=1, max_size=12)


# Strategies cost more to build than to draw from, hence each is built once.
@cache
def _texts(max_size: int, lines: bool) -> st.SearchStrategy[str]:  # noqa: FBT001 - a cache has no keywords
    parts = st.lists(st.one_of(*[_PARTS] * 9, _RARE), min_size=1, max_size=3)
    joined = parts.map("".join) if lines else parts.map("".join).map(lambda text: " ".join(text.split()))
    return joined.map(lambda text: text.strip()[:max_size].strip()).filter(bool)


@cache
def texts_by_rater(raters: tuple[Rater, ...]) -> st.SearchStrategy[str | ByRater]:
    """One text for everybody, or one for each of these raters."""
    if len(raters) == 1:
        return texts()
    return texts() | st.builds(ByRater, **{rater: texts() for rater in raters})


_ID = string.ascii_letters + string.digits


_JOINS = ("", ".", "-", "_", "..", "-a.")


@cache
def codes() -> st.SearchStrategy[str]:
    """Ids as documents allow them, mostly short, some of the greatest length; never a reserved one."""
    return st.integers(0, 200_000).map(_code)


def _code(number: int) -> str:
    """Nearly always another code for another number."""
    rest, first = divmod(number, len(_ID))
    rest, join = divmod(rest, len(_JOINS))
    code = f"{_ID[first]}{_JOINS[join]}{rest or ''}"
    return code.ljust(64, "-") if number % 17 == 16 else code  # noqa: PLR2004 - now and then


@cache
def decimals(low: int = -500, high: int = 1500, *, places: int = 2) -> st.SearchStrategy[Decimal]:
    """Exact numbers from `low` to `high`, counted in the last of their decimal places."""
    return st.integers(low, high).map(lambda units: Decimal(units).scaleb(-places))


@cache
def dates() -> st.SearchStrategy[str]:
    """Dates as documents write them."""
    return st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)


@cache
def moments() -> st.SearchStrategy[str]:
    """Dates and times with a time zone."""
    return st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
        lambda moment: moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    )


@cache
def digests() -> st.SearchStrategy[str]:
    """SHA-256 digests."""
    return st.binary(min_size=32, max_size=32).map(lambda data: f"sha256:{data.hex()}")


@cache
def opaque_ids() -> st.SearchStrategy[str]:
    """Ids that only a host can read."""
    return st.text(alphabet=[chr(code) for code in range(33, 127)], min_size=1, max_size=12)


@cache
def versions() -> st.SearchStrategy[str]:
    """Semantic versions."""
    return st.tuples(*[st.integers(0, 20)] * 3).map(lambda parts: ".".join(map(str, parts)))


@cache
def locales() -> st.SearchStrategy[str]:
    """Languages in both directions, some with a script or a region, some that few systems know."""
    return st.sampled_from(["en", "es-419", "pt-BR", "de", "ar", "he", "fa", "ps", "zh-Hant-TW", "hmn", "prs", "uk", "sw"])


@cache
def codings() -> st.SearchStrategy[tuple[Coding, ...]]:
    """Codes of other terminologies."""
    one = st.builds(Coding, system=st.sampled_from(["http://loinc.org", "urn:oid:2.16.840.1.113883.6.96"]), code=codes())
    return st.lists(one, max_size=1).map(tuple)


@cache
def aliases() -> st.SearchStrategy[FrozenMap[str]]:
    """Ids in other systems."""
    return st.dictionaries(st.sampled_from(["fhir", "redcap"]), texts(max_size=12, lines=False), max_size=2).map(FrozenMap)


@cache
def option_aliases() -> st.SearchStrategy[FrozenMap[str]]:
    """What other systems call an option, mostly nothing of its own."""
    token = st.builds("{}|{}".format, st.sampled_from(["", "https://answers.example/local", "urn:oid:2.999.1"]), codes())
    return st.one_of(*[st.just(FrozenMap[str]())] * 4, st.dictionaries(st.just("fhir"), token, max_size=1).map(FrozenMap), aliases())


@cache
def open_rights() -> st.SearchStrategy[Rights]:
    """Rights that allow showing the wording to anybody."""
    basis = st.sampled_from(["CC0-1.0", "CC-BY-4.0", "public-domain", "free-no-permission"])
    words = texts(lines=False)
    return st.builds(Rights, basis=basis, holder=words, attribution=st.none() | words)


@cache
def sessions() -> st.SearchStrategy[Session]:
    """Sessions, of which anything may be unknown."""
    modality = st.sampled_from(["in-person", "video", "phone", "messaging", "email"])
    return st.builds(Session, number=st.none() | st.integers(0, 200), date=st.none() | dates(), modality=st.none() | modality)
