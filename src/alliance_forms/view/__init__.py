# SPDX-License-Identifier: Apache-2.0
"""Instrument + permitted wording = the form a renderer receives."""

from alliance_forms.view.build import *
from alliance_forms.view.form import *
from alliance_forms.view.formats import *
from alliance_forms.view.offer import *
from alliance_forms.view.refused import *
from alliance_forms.view.transcribe import *
