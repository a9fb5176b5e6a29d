# SPDX-License-Identifier: Apache-2.0
"""Who may know what of a person, by which way: the doors from a profile, and from answers, to anything that is shown."""

from alliance_forms.identity.disclosed import *
from alliance_forms.identity.disclosure import *
from alliance_forms.identity.history import *
from alliance_forms.identity.readers import *
from alliance_forms.identity.releasing import *
