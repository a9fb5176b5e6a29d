# SPDX-License-Identifier: Apache-2.0
"""Hypothesis strategies for whole documents: valid by the format and by every rule across its parts."""

from alliance_forms.testing._choices import choices
from alliance_forms.testing._documents import responses, score_reports, wording_packs
from alliance_forms.testing._forms import form_views
from alliance_forms.testing._identity import identity_profiles, names
from alliance_forms.testing._instruments import instruments
from alliance_forms.testing._speech import pronoun_choices, templates
from alliance_forms.testing._texts import texts

__all__ = [
    "choices",
    "form_views",
    "identity_profiles",
    "instruments",
    "names",
    "pronoun_choices",
    "responses",
    "score_reports",
    "templates",
    "texts",
    "wording_packs",
]
