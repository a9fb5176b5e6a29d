# SPDX-License-Identifier: Apache-2.0
"""What a contributor tests an instrument, a scorer or a format with; needs the extra ``alliance-forms[testing]``."""

from alliance_forms.testing.strategies import *
