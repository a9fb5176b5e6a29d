# SPDX-License-Identifier: Apache-2.0
"""Who may know what of a person, by which way: the one door from a profile to anything that is shown."""

from alliance_forms.identity.disclosed import *
from alliance_forms.identity.door import *
from alliance_forms.identity.readers import *
