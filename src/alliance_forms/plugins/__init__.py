# SPDX-License-Identifier: Apache-2.0
"""Plug-ins: instruments, scorers and formats from this package and from anyone else, by the same road."""

from alliance_forms.plugins.bundles import *
from alliance_forms.plugins.registry import *
