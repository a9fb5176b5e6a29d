# SPDX-License-Identifier: Apache-2.0
"""A form view as HTML: the fields are composed, the templates only draw them."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import attrs
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

from alliance_forms.errors import Problem, UsageFault
from alliance_forms.html.compose import Composer, questions_of
from alliance_forms.html.fill import fill
from alliance_forms.html.options import HtmlOptions
from alliance_forms.html.paging import WHOLE, Stage, links_in, pages_of
from alliance_forms.html.style import SCRIPT, STYLE_SHEET
from alliance_forms.html.tongue import tongue_of
from alliance_forms.html.typed import AT, FORM_TAG, GO, Submitted, Typed, names_in
from alliance_forms.model import FrozenMap, Response
from alliance_forms.view import FormView

__all__ = ["UNPRINTABLE", "render", "render_together", "templates"]

# What no HTML page can carry, escaped or not.
UNPRINTABLE = re.compile(r"[\0\ud800-\udfff]")


@attrs.frozen
class Templates:
    """Our templates, and before them the host's own.

    Attributes:
        own: Names of the host's.
    """

    environment: Environment
    own: frozenset[str]


@lru_cache(maxsize=16)
def templates(directory: Path | None) -> Templates:
    """The templates to draw with.

    Args:
        directory: The host's own.

    >>> templates(None).own
    frozenset()
    """
    hosts = FileSystemLoader(directory) if directory else None
    ours = PackageLoader("alliance_forms.html")
    environment = Environment(
        loader=ChoiceLoader([hosts, ours]) if hosts else ours,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return Templates(environment, frozenset(hosts.list_templates() if hosts else ()))


def render(
    form: FormView,
    *,
    response: Response | None,
    submitted: Any,
    problems: Sequence[Problem],
    options: HtmlOptions,
    stage: Stage = WHOLE,
) -> str:
    """The form as HTML; see `HtmlFormat.render`.

    Args:
        form: What may be shown.
        response: Answers to fill in.
        submitted: What was typed.
        problems: What needs another look.
        options: What the host decides.
        stage: Where somebody is on the way through the form.

    >>> import alliance_forms as af
    >>> form = af.form_view(af.get_instrument("phq-9"), locale="en")
    >>> page = render(form, response=None, submitted=None, problems=(), options=HtmlOptions())
    >>> page.count('<fieldset class="af-item" role="radiogroup">')
    10
    """
    if submitted is not None and not isinstance(submitted, Submitted):
        raise UsageFault("`submitted` is what reading a form in this format gave back")
    interface = tongue_of(form, options.catalogues)
    typed = submitted.fields if submitted else fill(form.instrument, response.answers) if response else FrozenMap()
    known = templates(options.templates)
    composer = Composer(
        form=form,
        prefix=options.prefix,
        interface=interface,
        problems=problems,
        stage=stage,
        script=options.script,
        leave_blank=options.leave_blank,
        templates=known.own,
    )
    stem = form.texts.get("recall/text")
    deeper = options.heading_level + 1 if stem else options.heading_level
    items = pages_of(form, options.per_page)[stage.page - 1] if stage.page else form.instrument.item
    fields = composer.fields(items, typed, heading=deeper)
    questions = questions_of(form)
    name = "document.html" if options.document else "fragment.html"
    page = known.environment.get_template(name).render(
        form=form,
        options=options,
        stage=stage,
        fields=fields,
        carried=_carried(typed, links_in(items) - stage.left_out) if stage.page else (),
        summary=tuple(composer.summary()),
        blank=tuple(composer.blank()),
        stem=stem,
        introduction=form.texts.get("introduction"),
        needed=[getattr(item, "required", False) for item in questions],
        # Where the instrument numbers its questions, the others only say more about one of them.
        number=sum(bool(item.prefix) for item in questions) or len(questions),
        style_sheet=options.assets + STYLE_SHEET,
        script=options.assets + SCRIPT,
        own=f"{options.prefix}-_",
        tag_name=f"{options.prefix}-{FORM_TAG}",
        go_name=f"{options.prefix}-{GO}",
        at_name=f"{options.prefix}-{AT}",
        t=interface.text,
        say=interface.say,
    )
    return UNPRINTABLE.sub("\ufffd", page)


def render_together(*parts: tuple[FormView, HtmlOptions]) -> tuple[str, ...]:
    """Several forms for one page of the host's, each as `render` draws it, that share no name and no id.

    Args:
        *parts: Each form with its options.

    Raises:
        UsageFault: Two have the same prefix, or one is to be a whole page.

    >>> import alliance_forms as af
    >>> phq2 = af.form_view(af.get_instrument("phq-2"))
    >>> len(render_together((phq2, HtmlOptions(prefix="before")), (phq2, HtmlOptions(prefix="after"))))
    2
    """
    prefixes = [options.prefix.casefold() for _, options in parts]
    if len(set(prefixes)) < len(prefixes):
        raise UsageFault("two forms on one page need two prefixes, or an answer to one would be an answer to the other")
    if any(options.document for _, options in parts):
        raise UsageFault("forms that share a page are fragments; leave `document` out")
    return tuple(render(form, response=None, submitted=None, problems=(), options=options) for form, options in parts)


def _carried(typed: Typed, here: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """What stands on other pages: each page carries it along, so that nothing has to be kept anywhere else."""
    return tuple(names_in({key: values for key, values in typed.items() if key.partition("~")[0] not in here}))
