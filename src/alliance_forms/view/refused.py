# SPDX-License-Identifier: Apache-2.0
"""Why there is no score, in the interface's words: every format says it alike."""

from alliance_forms.i18n.interface import _
from alliance_forms.model import Refusal

__all__ = ["REFUSED"]

REFUSED: dict[Refusal, str] = {
    "missing-items": _("no score, since answers are missing"),
    "invalid-answer": _("no score, since an answer cannot be used"),
    "part-refused": _("no score, since a score it is made of has no value"),
    "digest-mismatch": _("no score, since the answers belong to another version of the form"),
    "key-not-supplied": _("no score, since its key is the rights holder's to supply"),
}
