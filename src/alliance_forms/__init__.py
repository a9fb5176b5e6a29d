# SPDX-License-Identifier: Apache-2.0
"""Forms for therapy and clinic software: one instrument document becomes a page, a text, a FHIR Questionnaire and a score.

Not a medical device: the library notifies nobody and diagnoses nothing; see ``docs/safety.md``.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alliance_forms.codec import dump, dumps
    from alliance_forms.errors import (
        AllianceFormsError,
        InvalidAnswers,
        InvalidDocument,
        NotFound,
        NotPermitted,
        PluginError,
        Problem,
        UsageFault,
    )
    from alliance_forms.i18n import negotiate_locale
    from alliance_forms.identity import DisclosedIdentity
    from alliance_forms.library import (
        Host,
        Listing,
        alerts,
        check_response,
        disclose,
        form_view,
        get_instrument,
        instruments,
        load,
        read,
        release,
        render,
        score,
        score_frame,
        score_together,
        validate,
        wordings,
    )
    from alliance_forms.model import Absent, Explanation, IdentityProfile, Instrument, Response, Score, ScoreReport, WordingPack
    from alliance_forms.view import FormView

# Where each public name lives; it is imported when it is first used, so that `import alliance_forms` stays light.
_HOMES = {
    "codec": "dump dumps",
    "errors": "AllianceFormsError InvalidAnswers InvalidDocument NotFound NotPermitted PluginError Problem UsageFault",
    "i18n": "negotiate_locale",
    "identity": "DisclosedIdentity",
    "library": (
        "Host Listing alerts check_response disclose form_view get_instrument instruments load read release render score score_frame "
        "score_together validate wordings"
    ),
    "model": "Absent Explanation IdentityProfile Instrument Response Score ScoreReport WordingPack",
    "view": "FormView",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Absent",
    "AllianceFormsError",
    "DisclosedIdentity",
    "Explanation",
    "FormView",
    "Host",
    "IdentityProfile",
    "Instrument",
    "InvalidAnswers",
    "InvalidDocument",
    "Listing",
    "NotFound",
    "NotPermitted",
    "PluginError",
    "Problem",
    "Response",
    "Score",
    "ScoreReport",
    "UsageFault",
    "WordingPack",
    "alerts",
    "check_response",
    "disclose",
    "dump",
    "dumps",
    "form_view",
    "get_instrument",
    "instruments",
    "load",
    "negotiate_locale",
    "read",
    "release",
    "render",
    "score",
    "score_frame",
    "score_together",
    "validate",
    "wordings",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'alliance_forms' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"alliance_forms.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
