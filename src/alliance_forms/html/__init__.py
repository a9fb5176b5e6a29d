# SPDX-License-Identifier: Apache-2.0
"""The form as a web page: complete without a script, read back by name, with one style sheet beside it."""

from collections.abc import Sequence
from typing import Any

from alliance_forms.errors import Problem
from alliance_forms.html.options import HtmlOptions
from alliance_forms.html.read import read
from alliance_forms.html.render import render, render_together
from alliance_forms.html.scores import render_scores
from alliance_forms.html.style import SCRIPT, STYLE_SHEET, advised_headers, script, style_sheet
from alliance_forms.html.theme import DARK, LIGHT, Colours, Theme, contrast
from alliance_forms.html.visit import Visit, visit
from alliance_forms.model import Response
from alliance_forms.view import FormView, Reading

__all__ = [
    "DARK", "FORMAT", "LIGHT", "Colours", "HtmlFormat", "HtmlOptions", "Theme", "Visit", "advised_headers", "contrast", "render_scores",
    "render_together", "script", "style_sheet", "visit",
]  # fmt: skip


class HtmlFormat:
    """HTML: a fragment for a host's own page, or a whole document, and the reader of what a browser sends back.

    >>> import alliance_forms as af
    >>> form = af.form_view(af.get_instrument("phq-9"), locale="en")
    >>> page = FORMAT.render(form, options=HtmlOptions(document=True))
    >>> "Feeling down, depressed, or hopeless" in page
    True
    >>> reading = FORMAT.read(form, {"af-1": "3", "af-2": "0"})
    >>> reading.response.answers["1"], reading.problems
    ('3', ())
    """

    name = "html"
    media_type = "text/html"
    extension = "html"
    api_version = 1
    # Shows answers about who somebody is to nobody but the person who is looking at the page.
    own_screen = True
    options: type[Any] = HtmlOptions

    def render(
        self,
        form: FormView,
        *,
        response: Response | None = None,
        submitted: Any = None,
        problems: Sequence[Problem] = (),
        options: HtmlOptions | None = None,
    ) -> str:
        """The form as HTML, with the answers of `response` or what was `submitted` filled in.

        Args:
            form: What may be shown.
            response: Answers to fill in.
            submitted: What `read` returned as typed; stands before `response`.
            problems: What needs another look; shown above the form and at each question, in the form's language.
            options: Fragment or document, names and headings.

        Raises:
            UsageFault: `submitted` does not come from this format.
        """
        return render(form, response=response, submitted=submitted, problems=problems, options=options or HtmlOptions())

    def assets(self, options: HtmlOptions | None = None) -> dict[str, str]:
        """The files a page refers to, by name: its style sheet, and the script where it has one.

        Args:
            options: What the page is rendered with.

        >>> list(FORMAT.assets()), list(FORMAT.assets(HtmlOptions(script=True)))
        (['alliance-forms.css'], ['alliance-forms.css', 'alliance-forms.js'])
        """
        return {STYLE_SHEET: style_sheet()} | ({SCRIPT: script()} if options and options.script else {})

    def read(self, form: FormView, data: Any, *, authored: str | None = None) -> Reading:
        """The answers in a submitted form, with every problem; nothing typed is lost.

        Args:
            form: What was shown.
            data: A mapping, a multi-dict of any web framework, pairs, or what ``urllib.parse.parse_qs`` gives.
            authored: When the form was filled in, as the host says.

        Raises:
            UsageFault: `data` is none of these.
        """
        return read(form, data, authored=authored)


FORMAT = HtmlFormat()
