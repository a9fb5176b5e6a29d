# SPDX-License-Identifier: Apache-2.0
"""How hard the laws are tried: HYPOTHESIS_PROFILE is dev, ci, nightly or mutants; ci where CI is set, else dev."""

import os
import tempfile

from hypothesis import Phase, settings

# The command line looks into its user's directory for wordings; the tests have a user of their own, who has none.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="alliance-forms-")
os.environ.pop("ALLIANCE_FORMS_WORDINGS", None)

settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile("ci", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("nightly", max_examples=5000, deadline=None)
# Once for each mutant: few examples, always the same, and no time spent on making a failure small.
settings.register_profile(
    "mutants", max_examples=15, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))
