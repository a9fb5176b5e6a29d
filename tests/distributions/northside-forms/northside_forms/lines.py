# SPDX-License-Identifier: CC0-1.0
"""Forms as one line for each question, ``night-1=``, for a clinic's own terminal."""

import attrs

from alliance_forms.view import conclude


@attrs.frozen(kw_only=True)
class LinesOptions:
    """What can be chosen.

    Attributes:
        heading: Whether the form's title stands on top.
    """

    heading: bool = True


class Lines:
    """One line for each question, with its answer behind the sign."""

    media_type = "text/plain"
    extension = "txt"
    api_version = 1
    options = LinesOptions

    def __init__(self, name):
        self.name = name

    def render(self, form, *, response=None, submitted=None, problems=(), options=LinesOptions()):
        """The title, then question and answer in turn."""
        given = submitted or (response.answers if response else {})
        lines = [form.title.value] if options.heading else []
        for item in form.instrument.walk():
            lines += [f"# {form.item_text(item).value}", f"{item.link_id}={given.get(item.link_id, '')}"]
        return "\n".join(lines) + "\n"

    def read(self, form, data, *, authored=None):
        """The answers behind the signs; a line left as it was is no answer."""
        text = data.decode() if isinstance(data, bytes) else data
        pairs = [line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#")]
        typed = {link: answer for link, answer in pairs if answer}
        return conclude(form, typed, submitted=typed, authored=authored)


LINES = Lines("northside-lines")
SLIP = Lines("northside-slip")
