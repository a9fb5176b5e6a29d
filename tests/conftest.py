# SPDX-License-Identifier: Apache-2.0
"""How hard the laws are tried: HYPOTHESIS_PROFILE is dev, ci or nightly; ci where CI is set, else dev."""

import os

from hypothesis import settings

settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile("ci", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("nightly", max_examples=5000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))
