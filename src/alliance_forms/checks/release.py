# SPDX-License-Identifier: Apache-2.0
"""Do the rules by which answers leave fit the form? A rule that names an item wrongly would withhold nothing."""

from collections.abc import Iterable

from alliance_forms.checks.conditions import index_of
from alliance_forms.checks.findings import Place, problem
from alliance_forms.checks.identity import unknown_names
from alliance_forms.errors import Problem, closest
from alliance_forms.identity import Readers
from alliance_forms.model import Instrument, Response

__all__ = ["check_release", "unknown_readers"]


def check_release(instrument: Instrument, response: Response) -> tuple[Problem, ...]:
    """Everything in a response's rules of release that fits nothing in its form.

    >>> import alliance_forms as af
    >>> from alliance_forms.model import ReleaseRule
    >>> rule = ReleaseRule(audience=("self",), link_id=("item9",))
    >>> response = Response(instrument="phq-9", version="1.0.0", answers={}, release=(rule,))
    >>> [str(found) for found in check_release(af.get_instrument("phq-9"), response)]
    ['/release/0/linkId/0: the form has no such item, so this withholds nothing (correct its linkId) [AF-RELEASE-ITEM]']
    """
    known = index_of(instrument).items
    return tuple(
        _unknown_item(link, known, ("release", number, "linkId", at))
        for number, rule in enumerate(response.release)
        for at, link in enumerate(rule.link_id)
        if link not in known
    )


def _unknown_item(link: str, known: Iterable[str], place: Place) -> Problem:
    near = closest(link, known)
    hint = f"did you mean {near!r}?" if near else "correct its linkId"
    return problem("AF-RELEASE-ITEM", place, "the form has no such item, so this withholds nothing", hint)


def unknown_readers(response: Response, readers: Readers) -> tuple[Problem, ...]:
    """Audiences and channels in a response's rules of release that nobody knows here.

    >>> from alliance_forms.model import ReleaseRule
    >>> rule = ReleaseRule(audience=("therapists",))
    >>> response = Response(instrument="phq-9", version="1.0.0", answers={}, release=(rule,))
    >>> [found.pointer for found in unknown_readers(response, Readers())]
    ['/release/0/audience/0']
    """
    return tuple(
        finding
        for number, rule in enumerate(response.release)
        for finding in (
            *unknown_names("audience", rule.audience, readers, ("release", number, "audience")),
            *unknown_names("channel", rule.channel, readers, ("release", number, "channel")),
        )
    )
