# SPDX-License-Identifier: Apache-2.0
"""Answers and scores as they may be given to somebody."""

from alliance_forms.checks import check_release
from alliance_forms.errors import InvalidDocument
from alliance_forms.identity import release_of
from alliance_forms.library.documents import instrument_of
from alliance_forms.library.host import Host, default_host
from alliance_forms.model import Instrument, ReleasedResponse, Response

__all__ = ["release"]


def release(
    response: Response,
    audience: str,
    *,
    channel: str = "screen",
    at: str | None = None,
    instrument: Instrument | None = None,
    host: Host | None = None,
) -> ReleasedResponse:
    """What an audience may have of a response by a channel at a time: the only way for answers and scores to anybody.

    What is withheld is left out, as if it had not been answered. Score what this gives: a score that would need a withheld answer is
    refused, an alert on one is not evaluated. Where neither the response nor the host says anything, ``self`` and ``therapist`` may have it
    on a screen. A response to a form that fills an identity profile is given to ``self`` only.

    Args:
        response: What was answered.
        audience: Who is to have it, as for `disclose`.
        channel: How it travels, as for `disclose`.
        at: The day (its first moment counts) or the moment; needed once a rule for this audience begins at some time.
        instrument: What was asked; by default the installed one.
        host: What the host decided: its audiences and channels, and its `Host.release`.

    Raises:
        UsageFault: The audience or channel is not known, or a time is needed and missing.
        NotFound: The instrument is not installed; give it yourself.
        InvalidDocument: A rule names an item that the form does not have, so that nobody knows what it was meant to withhold.

    >>> import alliance_forms as af
    >>> phq9 = af.get_instrument("phq-9")
    >>> later = af.load('''{"instrument": "phq-9", "version": "1.0.0", "answers": {"1": "3", "9": "1"},
    ...     "release": [{"audience": ["self", "therapist"]},
    ...                 {"audience": ["therapist"], "linkId": ["9"], "start": "2026-12-01T09:00:00Z"}]}''', af.Response)
    >>> [list(af.release(later, "therapist", at=day).answers) for day in ("2026-11-27", "2026-12-02")]
    [['1'], ['1', '9']]
    """
    known = host or default_host()
    asked = instrument or instrument_of(response.instrument, response, host=known)
    if problems := check_release(asked, response):
        raise InvalidDocument(problems)
    return release_of(response, asked, audience, channel=channel, at=at, policy=known.release, readers=known.readers)
