# SPDX-License-Identifier: Apache-2.0
"""May this wording be shown? What follows from each basis stands in one table, and one door decides."""

from alliance_forms.rights.permit import *
from alliance_forms.rights.terms import *
