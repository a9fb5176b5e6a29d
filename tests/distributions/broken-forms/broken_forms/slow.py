# SPDX-License-Identifier: CC0-1.0
"""Takes a second to import, and works."""

import time

from broken_forms.formats import Format

time.sleep(1)
FORMAT = Format("broken-slow", lambda form, response: form.title.value)
