# SPDX-License-Identifier: Apache-2.0
"""What holds for every form: it parses, everything is named once, and what is filled in comes back."""

import re
from decimal import Decimal

import attrs
import html5lib
from hypothesis import given
from hypothesis import strategies as st

from alliance_forms.errors import Problem
from alliance_forms.html import FORMAT, HtmlOptions
from alliance_forms.model import Absent, ChoiceItem, Entry, FrozenMap, GroupItem
from alliance_forms.model.instrument import absent_option
from alliance_forms.testing import strategies
from alliance_forms.view import LocalText

CODES = [
    "AF-ANSWER-" + end
    for end in [
        "REQUIRED",
        "TOO-MANY",
        "CODE",
        "OWN-WORDS",
        "EXCLUSIVE",
        "TYPE",
        "DECIMALS",
        "RANGE",
        "DATE",
        "LENGTH",
        "TEXT",
        "NOT-ASKED",
        "FILL",
    ]
]


@st.composite
def problems_of(draw, form):
    """Problems anywhere: at any question, at members of entries, at nothing there is."""
    links = [item.link_id for item in form.instrument.walk()]
    places = [f"/answers/{link}" for link in links] + [f"/answers/{group}/0/answers/{link}" for group in links for link in links[:3]]
    pointers = st.sampled_from(["", "/answers", "/answers/nothing/9", "/x", *places])
    severity = st.sampled_from(["error", "warning"])
    code = st.sampled_from([*CODES, "AF-FORM-OTHER-VERSION", "AF-CLINIC-OWN"])
    return draw(st.lists(st.builds(Problem, code=code, pointer=pointers, message=st.just("SECRET"), severity=severity), max_size=6))


@st.composite
def typed_into(draw, names):
    """Anything anybody may send under these names, once each: a page has one place for each."""
    value = (
        st.text(max_size=20)
        | strategies.texts()
        | st.sampled_from(["1", "0", "true", "31", "2", "2026", "١٢", "1,5", " ", "-", "\0", "\ud800"])
    )
    return draw(st.lists(st.tuples(st.sampled_from(names), value), max_size=12, unique_by=lambda pair: pair[0]))


def test_every_form_is_a_page_in_which_everything_is_named_once(page, words):
    @given(st.data())
    def check(data):
        form = data.draw(strategies.form_views(session=True))
        problems = data.draw(problems_of(form))
        response = data.draw(st.none() | strategies.responses(form.instrument))
        whole = page(form, document=True, prefix=data.draw(st.sampled_from(["af", "F1"])), problems=problems, response=response)
        ids = [element.get("id") for element in whole.all() if element.get("id") is not None]
        assert len(ids) == len(set(ids))
        for element in whole.all():
            for attribute in ("for", "aria-labelledby", "aria-describedby"):
                assert set(element.get(attribute, "").split()) <= set(ids)
            assert not any(name.startswith("on") or name == "style" for name in element.attrib)
            assert not (element.get("href") or "#").startswith("#") or element.get("href", "#")[1:] in {"", *ids}
        assert not whole.all("script", "style")
        labels = {element.get("for") for element in whole.all("label")}
        controls = [element for element in whole.all("input", "textarea") if element.get("type") != "hidden"]
        assert all(element.get("id") in labels for element in controls)
        groups = [words(element.find("legend")) for element in whole.all("fieldset")]
        groups += [words(whole.by_id(element.get("aria-labelledby"))) for element in whole.all("div") if element.get("role") == "group"]
        assert all(groups)
        named = [words(element) for element in whole.all("legend")]
        assert len(named) == len(set(named))
        assert "SECRET" not in words(whole.root)
        assert words(whole.all("title")[0]).startswith("Error") is any(
            problem.severity == "error" for problem in problems
        ) or form.lang in ("es", "ar")

    check()


def test_what_is_filled_in_comes_back(page):
    @given(st.data())
    def check(data):
        form = data.draw(strategies.form_views())
        response = data.draw(strategies.responses(form.instrument))
        reading = FORMAT.read(form, page(form, response=response).send())
        assert {problem.code for problem in reading.problems} <= {"AF-ANSWER-REQUIRED"}
        assert reading.response.answers == offered(form, response.answers)
        again = FORMAT.read(form, page(form, submitted=reading.submitted, problems=reading.problems).send())
        assert again.response == reading.response

    check()


def offered(form, answers):
    """The answers and absences that the form can show."""
    found = {}
    for item in form.instrument.walk():
        answer = answers.get(item.link_id)
        if isinstance(answer, Absent):
            known = absent_option(form.instrument.options(item), answer.absent) if isinstance(item, ChoiceItem) else None
            answer = answer if known else None
        elif isinstance(item, GroupItem) and answer is not None:
            entries = (Entry(id=entry.id, answers=offered(form, entry.answers)) for entry in answer)
            answer = tuple(entry for entry in entries if entry.id or entry.answers) or None
        if answer is not None:
            found[item.link_id] = answer
    return FrozenMap(found)


def test_nothing_sent_raises_and_no_word_is_lost(page):
    def shown(form, reading, kind):
        # The markup need not be strict about control characters that somebody typed.
        markup = FORMAT.render(form, submitted=reading.submitted, problems=reading.problems)
        return kind(html5lib.parse(markup, namespaceHTMLElements=False)).send()

    @given(st.data())
    def check(data):
        form = data.draw(strategies.form_views())
        blank = page(form)
        names = [name for name, _ in blank.send() if name != "af-_form"] + [f"af-{item.link_id}" for item in form.instrument.walk()]
        sent = data.draw(typed_into([*names, "af-x~~", "af-", "csrf"]))
        reading = FORMAT.read(form, sent)
        assert any(problem.code == "AF-FORM-UNKNOWN-FIELD" for problem in reading.problems) >= any(name == "af-x~~" for name, _ in sent)
        again = shown(form, reading, type(blank))
        lasting = FORMAT.read(form, again)
        assert FORMAT.read(form, shown(form, lasting, type(blank))).response == lasting.response
        boxes = {element.get("name") for element in blank.all("textarea")}
        back = dict(again)
        for name, value in sent:
            if name in boxes and name.count("~") < 2 and value.strip():
                assert back[name].replace("\r\n", "\n") == printable(value)

    check()


def printable(value):
    """As a page can carry it."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))


def test_hostile_words_stay_words(page):
    @given(st.data())
    def check(data):
        form = data.draw(strategies.form_views())
        paths = list(form.texts)
        twin = {path: attrs.evolve(form.texts[path], value=f"w{number}") for number, path in enumerate(paths)}
        hostile = {path: LocalText(f"{form.texts[path].value} {text.value}", text.lang, text.dir) for path, text in twin.items()}
        pages = [page(attrs.evolve(form, texts=FrozenMap(texts)), document=True) for texts in (twin, hostile)]
        assert pages[0].shape() == pages[1].shape()

    check()


def test_numbers_are_read_strictly(page):
    import alliance_forms as af
    from alliance_forms.model import DecimalItem, Instrument

    instrument = Instrument(
        id="clinic-x.n", version="1.0.0", title="n", subject="client", rater=("client",), language="en",
        item=(DecimalItem(link_id="n", decimals=3, text="How much?"),),
    )  # fmt: skip
    form = attrs.evolve(af.form_view(af.get_instrument("phq-9"), locale="en"), instrument=instrument)

    @given(st.integers(-(10**14), 10**14), st.sampled_from([".", ",", "٫"]), st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]))
    def check(units, mark, digits):
        number = Decimal(units).scaleb(-2)
        text = f"{number:.2f}".replace(".", mark).translate(str.maketrans("0123456789", digits))
        assert FORMAT.read(form, {"af-n": text}).response.answers["n"] == number

    check()


def test_a_prefix_keeps_two_forms_apart(page, phq9):
    one, two = page(phq9, prefix="a"), page(phq9, prefix="b")
    ids = [element.get("id") for element in one.all() + two.all() if element.get("id")]
    assert len(ids) == len(set(ids))
    sent = [("a-1", "1"), ("b-1", "2"), *one.send()]
    assert FORMAT.read(phq9, sent).response.answers == FrozenMap({"1": "1"})
    assert FORMAT.options is HtmlOptions
