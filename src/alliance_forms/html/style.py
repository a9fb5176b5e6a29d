# SPDX-License-Identifier: Apache-2.0
"""What a page needs beside it: one style sheet, one script that nobody needs, and the headers to send with it."""

from importlib.resources import files
from urllib.parse import urlsplit

from alliance_forms.html.options import HtmlOptions
from alliance_forms.html.theme import Theme
from alliance_forms.model import FrozenMap

__all__ = ["SCRIPT", "STYLE_SHEET", "advised_headers", "script", "style_sheet"]

STYLE_SHEET = "alliance-forms.css"
SCRIPT = "alliance-forms.js"


def style_sheet(theme: Theme | None = None) -> str:
    """The style sheet, which a host serves under its name next to the page.

    Args:
        theme: The host's own colours.

    >>> ".af-root" in style_sheet()
    True
    """
    return _file(STYLE_SHEET) + (theme.css() if theme else "")


def script() -> str:
    """The script, which adds to a page and which no page needs.

    >>> "innerHTML" in script()
    False
    """
    return _file(SCRIPT)


def _file(name: str) -> str:
    return (files("alliance_forms.html") / name).read_text(encoding="utf-8")


def advised_headers(options: HtmlOptions | None = None) -> FrozenMap[str]:
    """The response headers to send with a page that holds a form: nothing from elsewhere, nothing kept, nothing told to other sites.

    Args:
        options: What the page was rendered with: a style sheet or an action on another site is allowed for.

    >>> advised_headers()["Content-Security-Policy"].split("; ")[:2]
    ["default-src 'none'", "style-src 'self'"]
    """
    options = options or HtmlOptions()
    assets, action = _origin(options.assets), _origin(options.action)
    policy = ["default-src 'none'", f"style-src {assets}", *([f"script-src {assets}"] if options.script else [])]
    policy += [f"form-action {action}", "base-uri 'none'", "frame-ancestors 'none'"]
    return FrozenMap(
        {
            "Cache-Control": "no-store",
            "Content-Security-Policy": "; ".join(policy),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            # With "no-referrer" a browser sends no origin along with a form, and a host's protection against forged forms refuses it.
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        }
    )


def _origin(place: str) -> str:
    """Whose address it is, as a policy names it."""
    parts = urlsplit(place)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "'self'"
