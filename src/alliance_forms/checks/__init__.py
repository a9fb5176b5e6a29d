# SPDX-License-Identifier: Apache-2.0
"""Rules over whole documents: do ids, references, conditions and answers fit together?"""

from alliance_forms.checks.answers import *
from alliance_forms.checks.choices import *
from alliance_forms.checks.conditions import *
from alliance_forms.checks.identity import *
from alliance_forms.checks.instrument import *
from alliance_forms.checks.release import *
from alliance_forms.checks.wording import *
