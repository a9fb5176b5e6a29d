# SPDX-License-Identifier: Apache-2.0
"""Frozen values: what our documents are made of, from instruments to identity profiles. No behaviour beyond looking things up."""

from alliance_forms.model.choices import *
from alliance_forms.model.explanation import *
from alliance_forms.model.identity import *
from alliance_forms.model.instrument import *
from alliance_forms.model.items import *
from alliance_forms.model.origin import *
from alliance_forms.model.report import *
from alliance_forms.model.response import *
from alliance_forms.model.rights import *
from alliance_forms.model.scales import *
from alliance_forms.model.texts import *
from alliance_forms.model.values import *
from alliance_forms.model.wording import *
