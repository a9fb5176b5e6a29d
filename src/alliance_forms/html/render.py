# SPDX-License-Identifier: Apache-2.0
"""A form view as HTML: the fields are composed, the templates only draw them."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from alliance_forms.errors import Problem, UsageFault
from alliance_forms.html.compose import Composer, questions_of
from alliance_forms.html.fill import fill
from alliance_forms.html.options import HtmlOptions
from alliance_forms.html.style import STYLE_SHEET
from alliance_forms.html.tongue import tongue_of
from alliance_forms.html.typed import FORM_TAG, Submitted
from alliance_forms.model import FrozenMap, Response
from alliance_forms.view import FormView

__all__ = ["render"]

# What no HTML page can carry, escaped or not.
_UNPRINTABLE = re.compile(r"[\0\ud800-\udfff]")


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("alliance_forms.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render(form: FormView, *, response: Response | None, submitted: Any, problems: Sequence[Problem], options: HtmlOptions) -> str:
    """The form as HTML; see `HtmlFormat.render`.

    >>> import alliance_forms as af
    >>> form = af.form_view(af.get_instrument("phq-9"), locale="en")
    >>> page = render(form, response=None, submitted=None, problems=(), options=HtmlOptions())
    >>> page.count('<fieldset class="af-item" role="radiogroup">')
    10
    """
    if submitted is not None and not isinstance(submitted, Submitted):
        raise UsageFault("`submitted` is what reading a form in this format gave back")
    interface = tongue_of(form)
    typed = submitted.fields if submitted else fill(form.instrument, response.answers) if response else FrozenMap()
    composer = Composer(form=form, prefix=options.prefix, interface=interface, problems=problems)
    stem = form.texts.get("recall/text")
    deeper = options.heading_level + 1 if stem else options.heading_level
    fields = composer.fields(form.instrument.item, typed, heading=deeper)
    needed = [getattr(item, "required", False) for item in questions_of(form)]
    page = (
        _templates()
        .get_template("document.html" if options.document else "fragment.html")
        .render(
            form=form,
            options=options,
            fields=fields,
            summary=tuple(composer.summary()),
            stem=stem,
            introduction=form.texts.get("introduction"),
            needed=needed,
            style_sheet=STYLE_SHEET,
            own=f"{options.prefix}-_",
            tag_name=f"{options.prefix}-{FORM_TAG}",
            t=interface.text,
            say=interface.say,
        )
    )
    return _UNPRINTABLE.sub("\ufffd", page)
