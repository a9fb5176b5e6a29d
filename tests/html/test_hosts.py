# SPDX-License-Identifier: Apache-2.0
"""What a host can change, what it cannot, and what somebody may send to break it."""

import time
import tracemalloc
from decimal import Decimal

import attrs
import pytest
from markupsafe import Markup

import alliance_forms as af
from alliance_forms.errors import UsageFault
from alliance_forms.html import FORMAT, HtmlOptions, advised_headers, render_scores, render_together, visit
from alliance_forms.html.read import read
from alliance_forms.model import FrozenMap
from alliance_forms.model.items import AnswerOption, BooleanItem, ChoiceItem, Condition, RatingItem, TextItem, VisualAnalogueItem


def rendered(form, **options):
    return FORMAT.render(form, options=HtmlOptions(**options))


def test_a_field_of_the_hosts_own_stands_inside_the_form(phq9, page):
    shown = type(page(phq9)).of(rendered(phq9, hidden=Markup('<input type="hidden" name="csrf" value="t&amp;t">')))
    (form,) = shown.all("form")
    assert [one.get("value") for one in form.iter("input") if one.get("name") == "csrf"] == ["t&t"]
    assert FORMAT.read(phq9, shown.send()).problems == ()
    assert "t&amp;t" not in repr(HtmlOptions(hidden=Markup("t&amp;t")))


@pytest.mark.parametrize(
    "options",
    [{"hidden": "<input>"}, {"exit": "javascript:alert(1)"}, {"exit": "//evil.example"}, {"assets": "data:text/css,x"}, {"per_page": -1},
     {"per_page": True}, {"templates": "templates"}, {"catalogues": "/nowhere"}, {"assets": 'x" onload="y'}, {"prefix": "a~b"},
     {"prefix": "a\n"}, {"prefix": "x" * 33}, {"prefix": "af\u202e"}],
    ids=str,
)  # fmt: skip
def test_what_could_do_harm_is_refused_before_anything_is_shown(options):
    with pytest.raises(UsageFault):
        HtmlOptions(**options)


@pytest.mark.parametrize("locale", ["../../etc/passwd", 'en"><script>', "en\0", "x" * 4000, "{{7*7}}"])
def test_a_locale_that_is_none_is_refused_and_not_repeated_as_markup(locale):
    with pytest.raises(UsageFault):
        af.render(af.get_instrument("phq-9"), "html", locale=locale)


def test_templates_of_the_host_stand_in_for_ours_one_type_at_a_time(tmp_path, form_of):
    (tmp_path / "rating.html").write_text('<div class="mine">{{ field.text }}</div>')
    form = form_of(RatingItem(link_id="r", minimum=0, maximum=3), BooleanItem(link_id="b"), texts={"item/r/text": "<b>How?</b>"})
    shown = rendered(form, templates=tmp_path)
    assert '<div class="mine">&lt;b&gt;How?&lt;/b&gt;</div>' in shown
    assert 'name="af-r"' not in shown
    assert 'name="af-b"' in shown
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "actions.html").write_text("{{ nothing_there }}")
    with pytest.raises(Exception, match="nothing_there"):
        rendered(form, templates=tmp_path / "more")


def test_texts_are_never_templates(form_of, page):
    form = form_of(TextItem(link_id="t"), texts={"item/t/text": "{{ 7*7 }}{% include 'x' %}", "item/t/hint": "${7*7}"})
    assert "{{ 7*7 }}{% include 'x' %}" in "".join(page(form).root.itertext())


def test_words_around_the_questions_can_be_the_hosts(tmp_path, phq9):
    place = tmp_path / "de" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "alliance_forms.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Send"\nmsgstr "Ab <damit>"\n'
    )
    german = attrs.evolve(phq9, lang="de")
    shown = rendered(german, catalogues=tmp_path)
    assert ">Ab &lt;damit&gt;</button>" in shown
    assert '<span lang="en" dir="ltr">Call the clinic.' in shown


def test_two_forms_on_one_page_need_two_prefixes(phq9, page):
    a, b = HtmlOptions(prefix="a"), HtmlOptions(prefix="b")
    with pytest.raises(UsageFault, match="two prefixes"):
        render_together((phq9, a), (phq9, HtmlOptions(prefix="A")))
    with pytest.raises(UsageFault, match="document"):
        render_together((phq9, a), (phq9, HtmlOptions(prefix="b", document=True)))
    both = type(page(phq9)).of("".join(render_together((phq9, a), (phq9, b))))
    ids = [one.get("id") for one in both.all() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert {one.get("name").partition("-")[0] for one in both.all("input")} == {"a", "b"}


def test_two_forms_sent_at_once_are_not_mixed_up(phq9, page):
    sent = [*page(phq9, prefix="a").send(), ("a-1", "1"), *page(phq9, prefix="b").send(), ("b-1", "2")]
    assert [problem.code for problem in FORMAT.read(phq9, sent).problems] == ["AF-FORM-SEVERAL"]
    assert [read(phq9, sent, prefix=prefix).response.answers for prefix in ("a", "b")] == [FrozenMap({"1": "1"}), FrozenMap({"1": "2"})]
    twice = [*page(phq9).send(), *page(phq9).send(), ("af-1", "1"), ("af-1", "2")]
    assert [problem.code for problem in FORMAT.read(phq9, twice).problems] == ["AF-FORM-SEVERAL"]


class Endless:
    """Field after field, as long as anybody asks."""

    def __init__(self):
        self.asked = 0

    def multi_items(self):
        while True:
            self.asked += 1
            yield f"af-{self.asked}", "x"


def test_a_post_is_looked_at_no_longer_than_it_can_be_a_form(phq9):
    endless = Endless()
    assert [problem.code for problem in FORMAT.read(phq9, endless).problems] == ["AF-FORM-TOO-LARGE"]
    assert endless.asked < 3000


@pytest.mark.parametrize(
    "sent",
    [[(f"af-{number}", "x") for number in range(100_000)], {f"af-1~{number}~x": "1" for number in range(100_000)}, {"af-1": "x" * 2_000_000},
     {"af-1": ["1"] * 100_000}, [("af-" + "~1" * 900_000, "x")], [(f"af-goal~{number}~aim", "x") for number in range(1_999)]],
    ids=["names", "mapping", "2 MB", "one name", "one long name", "entries"],
)  # fmt: skip
def test_a_hostile_post_costs_little(sent):
    form = af.form_view(af.get_instrument("shared-goals"), locale="en")
    tracemalloc.start()
    begun = time.process_time()
    reading = FORMAT.read(form, sent)
    spent, (_, peak) = time.process_time() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reading.problems
    assert "x" * 20 not in str(reading.problems)
    assert spent < 3
    assert peak < 20_000_000


def test_headers_allow_what_the_page_needs_and_no_more():
    plain = advised_headers()
    assert plain["Cache-Control"] == "no-store"
    assert "script-src" not in plain["Content-Security-Policy"]
    assert "form-action 'self'" in plain["Content-Security-Policy"]
    far = advised_headers(HtmlOptions(script=True, assets="https://static.example.org/af/", action="https://forms.example.org/x"))
    for rule in (
        "style-src https://static.example.org;",
        "script-src https://static.example.org;",
        "form-action https://forms.example.org;",
    ):
        assert rule in far["Content-Security-Policy"]
    assert "unsafe" not in far["Content-Security-Policy"]


def test_where_to_find_help_can_stand_first(phq9):
    late, first = (rendered(phq9, care_first=care_first) for care_first in (False, True))
    assert late.index('name="af-9"') < late.index("Call the clinic.")
    assert first.index("Call the clinic.") < first.index("<form")
    assert first.count("Call the clinic.") == 1


def test_on_a_shared_device_nothing_is_filled_in(form_of):
    form = form_of(TextItem(link_id="n", autocomplete="nickname"), ChoiceItem(link_id="c", open_choice=True, autocomplete="name"))
    assert rendered(form).count('autocomplete="n') == 2
    assert rendered(form, shared_device=True).count('autocomplete="n') == 0


def test_leaving_is_a_plain_link(phq9, page, words):
    for document in (False, True):
        shown = type(page(phq9)).of(rendered(phq9, document=document, exit="https://example.org/weather"))
        (link,) = [one for one in shown.all("a") if one.get("class") == "af-exit"]
        assert (link.get("href"), link.get("rel"), words(link)) == (
            "https://example.org/weather",
            "noreferrer noopener",
            "Leave this page quickly",
        )
    assert not [one for one in page(phq9).all("a") if one.get("class") == "af-exit"]


def test_the_script_is_told_what_it_may_follow_and_nothing_else(form_of, page):
    often = tuple(AnswerOption(code=code, weight=Decimal(weight)) for code, weight in (("no", 0), ("some", 1), ("much", 2)))
    form = form_of(
        ChoiceItem(link_id="c", answer_option=often),
        TextItem(link_id="x"),
        TextItem(link_id="t", enable_when=(Condition(question="c", operator=">=", answer=Decimal(1)),)),
        TextItem(link_id="u", enable_when=(Condition(question="x", operator="exists", answer=True),)),
        VisualAnalogueItem(link_id="v", minimum=Decimal(0), maximum=Decimal(100)),
    )
    shown = type(page(form)).of(rendered(form, script=True))
    assert [one.get("data-af-when") for one in shown.all("div") if one.get("data-af-when")] == [
        '{"any": false, "if": [["af-c", ["some", "much"]]]}'
    ]
    (line,) = [one for one in shown.all("div") if one.get("data-af-line")]
    assert (line.get("data-af-min"), line.get("data-af-max"), line.get("data-af-step")) == ("0", "100", "1")
    assert not [one for one in page(form).all() if any(name.startswith("data-") for name in one.attrib)]


def test_scores_name_ranges_only_where_the_host_asks(page, words):
    phq9 = af.get_instrument("phq-9")
    explained = af.score(phq9, af.read(phq9, "html", {f"af-{n}": "1" for n in range(1, 10)})).explain()
    plain, named = (words(page_of(page, render_scores(explained, bands=bands)).root) for bands in (False, True))
    assert ("Total 9" in plain, "Mild" in plain) == (True, False)
    assert "Mild is from 5 to below 10." in named
    assert "It is no diagnosis." in named
    gap = words(page_of(page, render_scores(af.score(phq9, af.read(phq9, "html", {"af-1": "3"})).explain(), bands=True)).root)
    assert "no score, since answers are missing" in gap
    with pytest.raises(UsageFault):
        render_scores(explained, options=HtmlOptions(document=True))


def page_of(page, markup):
    return type(page(af.form_view(af.get_instrument("phq-2")))).of(markup)


def test_a_form_that_is_filled_in_has_no_score_in_it(phq9, words):
    step = visit(phq9, {f"af-{n}": "3" for n in range(1, 9)})
    assert "Severe" not in step.page
    assert "Total" not in step.page
