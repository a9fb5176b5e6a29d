# SPDX-License-Identifier: Apache-2.0
"""What a host calls."""

from alliance_forms.library.documents import *
from alliance_forms.library.forms import *
from alliance_forms.library.host import *
from alliance_forms.library.identity import *
from alliance_forms.library.intake import *
from alliance_forms.library.many import *
from alliance_forms.library.records import *
from alliance_forms.library.releasing import *
from alliance_forms.library.validation import *
