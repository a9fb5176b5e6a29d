# SPDX-License-Identifier: Apache-2.0
"""May this wording be shown? What follows from each basis stands in one table."""

from alliance_forms.errors import NotPermitted
from alliance_forms.model import Basis, Rights

__all__ = ["permit"]

# Why a wording of this basis is not shown on the basis alone; a basis that is not here may be shown to anyone for any use.
_NOT_BY_ITSELF: dict[Basis, str] = {
    "CC-BY-NC-4.0": "its licence excludes commercial use",
    "CC-BY-NC-SA-4.0": "its licence excludes commercial use",
    "CC-BY-NC-SA-3.0-IGO": "its licence excludes commercial use",
    "CC-BY-NC-ND-4.0": "its licence excludes commercial use",
    "licence-required": "it needs a licence from the rights holder",
    "unknown": "nobody has stated the rights in it",
}


def permit(rights: Rights, *, instrument: str) -> None:
    """The one door to text: let wording through whose rights allow it, and say whose it is and where to ask otherwise.

    Args:
        rights: The rights in the wording.
        instrument: id for the message.

    Raises:
        NotPermitted: With the reason, the holder and the next step; never with wording.

    >>> permit(Rights(basis="public-domain"), instrument="phq-9")
    """
    reason = _NOT_BY_ITSELF.get(rights.basis)
    if reason:
        holder = f" The rights are held by {rights.holder}." if rights.holder else ""
        step = f" Ask at {rights.contact}." if rights.contact else " Ask the rights holder."
        raise NotPermitted(f"the wording of {instrument!r} is not shown: {reason}.{holder}{step} Its answers can always be scored.")
