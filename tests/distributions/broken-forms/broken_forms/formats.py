# SPDX-License-Identifier: CC0-1.0
"""Formats that are not what they should be."""

from types import SimpleNamespace

import attrs


@attrs.frozen
class Options:
    """Nothing to choose."""


class Format:
    """Renders by a function."""

    media_type = "text/plain"
    extension = "txt"
    options = Options

    def __init__(self, name, show, api_version=1):
        self.name, self._show, self.api_version = name, show, api_version

    def render(self, form, *, response=None, submitted=None, problems=(), options=None):
        """Whatever the function gives."""
        return self._show(form, response)

    def read(self, form, data, *, authored=None):
        """Whatever the function gives."""
        return self._show(form, data)


def tell(form, given):
    """Fails, and says the answers in doing so."""
    raise ValueError(f"cannot print {given if isinstance(given, str) else dict(given.answers)}")


NEWER = Format("broken-newer", tell, api_version=2)
PART = SimpleNamespace(name="broken-part", api_version=1)
RAISES = Format("broken-raises", tell)
BYTES = Format("broken-bytes", lambda form, given: b"")
