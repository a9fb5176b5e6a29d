# SPDX-License-Identifier: Apache-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.errors import UsageFault
from alliance_forms.i18n import direction, negotiate_locale, normalise_locale, same_language

LANGUAGES = (
    "ar",
    "de",
    "en",
    "es",
    "fa",
    "fil",
    "he",
    "hmn",
    "iw",
    "nb",
    "nn",
    "no",
    "prs",
    "pt",
    "qaa",
    "sr",
    "tl",
    "und",
    "uz",
    "zh",
)
SCRIPTS = ("", "Arab", "Cyrl", "Hans", "Hant", "Latn")
REGIONS = ("", "001", "419", "AF", "AT", "BR", "DE", "ES", "GB", "MX", "PT", "TW", "UK", "US")
ENDINGS = ("", "1996", "valencia", "u-nu-latn", "x-clinic")


@st.composite
def tags(draw):
    parts = [draw(st.sampled_from(pool)) for pool in (LANGUAGES, SCRIPTS, REGIONS, ENDINGS)]
    written = draw(st.sampled_from("-_")).join(part for part in parts if part)
    return draw(st.sampled_from((str, str.lower, str.upper)))(written)


class TestLaws:
    @given(tags())
    def test_normalising_twice_is_normalising_once(self, tag):
        assert normalise_locale(normalise_locale(tag)) == normalise_locale(tag)

    @given(tags())
    def test_spelling_does_not_matter(self, tag):
        assert normalise_locale(tag.lower().replace("-", "_")) == normalise_locale(tag.upper().replace("_", "-"))

    @given(st.text(max_size=12))
    def test_any_text_is_normalised_or_refused(self, text):
        try:
            assert normalise_locale(normalise_locale(text)) == normalise_locale(text)
        except UsageFault as fault:
            assert "language tag" in str(fault)

    @given(st.lists(tags(), max_size=4), st.lists(tags(), max_size=6))
    def test_the_answer_is_one_of_the_available_or_none(self, wanted, available):
        assert negotiate_locale(wanted, available) in (*available, None)

    @given(tags(), st.lists(tags(), max_size=6), st.data())
    def test_an_exact_match_always_wins(self, tag, others, data):
        available = data.draw(st.permutations([*others, tag]))
        assert normalise_locale(negotiate_locale(tag, available)) == normalise_locale(tag)

    @given(tags(), st.lists(tags(), max_size=6))
    def test_only_the_same_language_and_script_is_served(self, tag, available):
        found = negotiate_locale(tag, available)
        assert (found is None) == (not any(same_language(tag, other) for other in available))
        assert found is None or same_language(tag, found)

    @given(tags(), tags(), tags())
    def test_same_language_is_an_equivalence(self, a, b, c):
        assert same_language(a, a)
        assert same_language(a, b) == same_language(b, a)
        assert not (same_language(a, b) and same_language(b, c)) or same_language(a, c)

    @given(tags(), tags())
    def test_one_language_in_one_script_has_one_direction(self, a, b):
        assert not same_language(a, b) or direction(a) == direction(b)

    @given(tags(), st.lists(tags(), max_size=4), st.lists(tags(), max_size=4))
    def test_a_served_first_wish_hides_the_later_ones(self, first, later, available):
        alone = negotiate_locale(first, available)
        assert alone is None or negotiate_locale([first, *later], available) == alone


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        ("pt_BR", "pt-BR"),
        ("pt-BR", "pt-BR"),
        ("PT-br", "pt-BR"),
        ("zh_hant_tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("iw", "iw"),
        ("zh-YUE-hk", "zh-yue-HK"),
        ("de-AT-1996", "de-AT-1996"),
        ("ar-EG-U-NU-LATN", "ar-EG-u-nu-latn"),
        ("en-x-CLINIC", "en-x-clinic"),
    ],
)
def test_normalised(tag, normal):
    assert normalise_locale(tag) == normal


@pytest.mark.parametrize(
    "junk",
    [
        "",
        " ",
        "e",
        "C",
        "POSIX",
        "english",
        "en-",
        "-en",
        "en--US",
        "en US",
        "en-US\n",
        "pt_BR.UTF-8",
        "../en",
        "en-USA1",
        "*",
        "é",
        "ſv",
        "x-a",
        "en" + "-abcde" * 20,
    ],
)
def test_junk_is_refused(junk):
    with pytest.raises(UsageFault, match="is not a language tag"):
        normalise_locale(junk)
    with pytest.raises(UsageFault):
        negotiate_locale("en", [junk])
    with pytest.raises(UsageFault):
        direction(junk)


@pytest.mark.parametrize(
    ("wanted", "available", "served"),
    [
        ("es", ["en", "es-419"], "es-419"),
        ("es", ["es-MX", "es-419"], "es-419"),
        ("es", ["es-419", "es-ES"], "es-ES"),
        ("es-MX", ["es", "es-419"], "es-419"),
        ("es_MX", ["es", "es_419"], "es_419"),
        ("es-MX", ["es-AR", "es"], "es"),
        ("es-MX", ["es-ES", "es-AR"], "es-AR"),
        ("es-ES", ["es-419", "es"], "es"),
        ("pt-BR", ["pt_BR"], "pt_BR"),
        ("pt_BR", ["pt-BR"], "pt-BR"),
        ("pt-AO", ["pt-BR", "pt-PT"], "pt-PT"),
        ("pt", ["pt-PT", "pt-BR"], "pt-BR"),
        ("de-AT", ["de-DE"], "de-DE"),
        ("de-AT", ["de-CH", "de-DE"], "de-DE"),
        ("en-GB", ["en-US"], "en-US"),
        ("en-GB", ["en-US", "en-AU"], "en-AU"),
        ("en-UK", ["en-US", "en-GB"], "en-GB"),
        ("no", ["nb"], "nb"),
        ("nb-NO", ["no"], "no"),
        ("nn", ["nb"], None),
        ("zh-TW", ["zh-Hans", "zh-Hant"], "zh-Hant"),
        ("zh-Hant-TW", ["zh_Hans", "zh_Hant"], "zh_Hant"),
        ("zh-CN", ["zh-Hant", "zh"], "zh"),
        ("zh-MO", ["zh-TW", "zh-HK"], "zh-HK"),
        ("zh-TW", ["zh"], None),
        ("zh", ["zh-TW"], None),
        ("sr", ["sr-Latn"], None),
        ("sr-Latn", ["sr", "sr-ME"], "sr-ME"),
        ("sh", ["sr-Latn"], "sr-Latn"),
        ("uz-AF", ["uz"], None),
        ("pa-PK", ["pa", "pa-Arab"], "pa-Arab"),
        ("hmn", ["en", "hmn"], "hmn"),
        ("hmn-US", ["en", "hmn"], "hmn"),
        ("mww-Latn", ["mww"], "mww"),
        ("prs", ["en", "prs"], "prs"),
        ("prs-AF", ["ps", "fa"], "fa"),
        ("qaa", ["qaa-US"], "qaa-US"),
        ("iw", ["he"], "he"),
        ("he", ["iw"], "iw"),
        ("tl", ["fil-PH"], "fil-PH"),
        ("zh-yue-HK", ["zh-HK", "yue"], "yue"),
        ("ht", ["fr"], None),
        ("hi-Latn", ["en-IN", "hi"], None),
        ("und", ["en"], None),
        ("en", [], None),
        (["fr", "es-MX"], ["es", "en"], "es"),
        (["es-MX", "en"], ["en", "es-419"], "es-419"),
        ([], ["en"], None),
        (iter(["fr", "en"]), iter(["en"]), "en"),
    ],
)
def test_negotiated(wanted, available, served):
    assert negotiate_locale(wanted, available) == served


@pytest.mark.parametrize(
    "tag",
    [
        "ar",
        "ar-EG",
        "he",
        "iw",
        "fa",
        "ur",
        "ps",
        "prs",
        "ckb",
        "yi",
        "dv",
        "rhg",
        "haz",
        "ug",
        "sd",
        "uz-Arab",
        "az-Arab",
        "az-IR",
        "pa-PK",
        "qaa-Arab",
        "ff-Adlm",
    ],
)
def test_right_to_left(tag):
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "es-419", "zh-Hant", "uz", "az", "pa", "hmn", "mww", "qaa", "und", "ku", "ar-Latn", "tr", "mn-CN"])
def test_left_to_right(tag):
    assert direction(tag) == "ltr"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("es", "es-419", True),
        ("no", "nb", True),
        ("zh-TW", "zh-Hant", True),
        ("zh", "zh-TW", False),
        ("sr", "sr-Latn", False),
        ("nb", "nn", False),
        ("es", "pt", False),
        ("he", "iw_IL", True),
    ],
)
def test_same_language(a, b, same):
    assert same_language(a, b) is same
