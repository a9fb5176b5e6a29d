# SPDX-License-Identifier: Apache-2.0
"""One PHQ-9 as a fragment of HTML, half filled in: the library beside a template written by hand, WTForms and Django forms, in one run."""

import re
from collections.abc import Callable
from typing import Any

import django
from django import forms
from django.conf import settings
from jinja2 import Environment
from measure import median_cpu, show
from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField

import alliance_forms as af
from alliance_forms.html import FORMAT, HtmlOptions
from alliance_forms.view import FormView

# One question of the page, as somebody would write it who needs nothing else; what stands before and after is taken over as it is.
QUESTION = """\
{% for item in items %}\
<fieldset class="af-item" role="radiogroup">
<legend class="af-legend"><span class="af-num">{{ item.number }}</span> {{ item.text }}</legend>
<div class="af-options">
{% for code, words in item.options %}\
<div class="af-option"><input type="radio" id="af-{{ item.id }}{% if not loop.first %}~_{{ loop.index }}{% endif %}" \
name="af-{{ item.id }}" value="{{ code }}"{% if code == item.answer %} checked{% endif %}><label for="af-{{ item.id }}\
{% if not loop.first %}~_{{ loop.index }}{% endif %}">{{ words }}</label></div>
{% endfor %}\
</div>
</fieldset>\
{% endfor %}"""
FIRST, LAST = '<fieldset class="af-item"', "</fieldset>"
OPTIONS = HtmlOptions()


def main() -> None:
    """Print how much CPU time each takes, and how that compares."""
    instrument = af.get_instrument("phq-9")
    form = af.form_view(instrument, locale="en")
    response = af.Response(instrument="phq-9", version="1.0.0", answers={str(number): str(number % 4) for number in range(1, 6)})
    items = _plain(form, response)
    page = FORMAT.render(form, response=response, options=OPTIONS)
    by_hand = _by_hand(page, items)
    assert by_hand() == page, "the question written by hand in benchmarks/rendering.py is not what the library draws"
    wtforms, djangos = _in_wtforms(items), _in_django(items)
    for other in (page, wtforms(), djangos()):
        assert (len(re.findall(r"<input[^>]*radio", other)), len(re.findall(r"<input[^>]* checked", other))) == (40, 5)

    times = median_cpu(
        {
            "Jinja2, by hand, same bytes": (by_hand, 100),
            "alliance_forms": (lambda: FORMAT.render(form, response=response, options=OPTIONS), 50),
            "alliance_forms, rights and all": (lambda: af.render(instrument, "html", locale="en", response=response), 20),
            "WTForms": (wtforms, 5),
            "Django forms": (djangos, 3),
        }
    )
    show("One PHQ-9 page, half filled in (WTForms and Django draw the ten questions only)", times, peer="alliance_forms")
    ours = times["alliance_forms"]
    print(f"  aims: 1.2 times Jinja2 by hand: {ours / times['Jinja2, by hand, same bytes']:.1f};", end=" ")
    print(f"12 times faster than WTForms: {times['WTForms'] / ours:.1f}; 20 times faster than Django: {times['Django forms'] / ours:.1f}\n")


def _plain(form: FormView, response: af.Response) -> list[dict[str, Any]]:
    """What a template needs, with nothing left to decide."""
    return [
        {
            "id": item.link_id, "number": item.prefix, "text": form.item_text(item).value, "answer": response.answers.get(item.link_id),
            "options": [(option.code, words.value) for option, words in form.options(item)],
        }
        for item in form.instrument.walk()
    ]  # fmt: skip


def _by_hand(page: str, items: list[dict[str, Any]]) -> Callable[[], str]:
    head, tail = page[: page.index(FIRST)], page[page.rindex(LAST) + len(LAST) :]
    assert "{" not in head + tail
    template = Environment(autoescape=True, keep_trailing_newline=True).from_string(head + QUESTION + tail)
    return lambda: template.render(items=items)


def _in_wtforms(items: list[dict[str, Any]]) -> Callable[[], str]:
    fields = {f"q{item['id']}": RadioField(f"{item['number']} {item['text']}", choices=item["options"]) for item in items}
    made = type("Phq9", (Form,), fields)
    sent = MultiDict({f"q{item['id']}": item["answer"] for item in items if item["answer"]})

    def draw() -> str:
        return "".join(f"<div>{field.label}{field}</div>" for field in made(sent))

    return draw


def _in_django(items: list[dict[str, Any]]) -> Callable[[], str]:
    settings.configure(USE_I18N=False, INSTALLED_APPS=["django.forms"])
    django.setup()
    fields = {
        f"q{item['id']}": forms.ChoiceField(
            label=f"{item['number']} {item['text']}", choices=item["options"], widget=forms.RadioSelect, required=False
        )
        for item in items
    }
    made = type("Phq9", (forms.Form,), fields)
    sent = {f"q{item['id']}": item["answer"] for item in items if item["answer"]}
    return lambda: str(made(initial=sent).as_div())


if __name__ == "__main__":
    main()
