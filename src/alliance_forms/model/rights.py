# SPDX-License-Identifier: Apache-2.0
"""Whose wording it is, and on what ground it may be shown."""

from typing import Literal

import attrs

from alliance_forms.model.values import Date, LocaleTag, Uri, Words

__all__ = ["Basis", "Grant", "Rights", "Use"]

Basis = Literal[
    "public-domain", "free-no-permission", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0",
    "CC-BY-NC-SA-3.0-IGO", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "licence-required", "unknown",
]  # fmt: skip
Use = Literal["clinical", "research", "education", "commercial"]


@attrs.frozen(kw_only=True)
class Rights:
    """The ground on which a wording may be shown, whose it is, and where to ask.

    Attributes:
        basis: A licence, ``public-domain``, ``free-no-permission``, ``licence-required`` or ``unknown``. Unknown shows nothing.
        holder: Who holds the rights.
        contact: Where to ask for a licence.
        attribution: The line that travels with every output.
        electronic, record_export: Whether use on a screen and export to a record are allowed; stated only where the basis leaves it open
            (``licence-required`` and ``unknown``).
    """

    basis: Basis = "unknown"
    holder: Words | None = None
    contact: Uri | None = None
    attribution: Words | None = None
    electronic: bool | None = None
    record_export: bool | None = None


@attrs.frozen(kw_only=True)
class Grant:
    """What a rights holder has allowed, to whom, where, for what and for how long."""

    grantor: Words
    grantee: Words
    use: tuple[Use, ...] = ()
    territory: tuple[Words, ...] = ()
    locale: tuple[LocaleTag, ...] = ()
    start: Date | None = None
    end: Date | None = None
