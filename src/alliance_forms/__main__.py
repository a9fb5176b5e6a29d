# SPDX-License-Identifier: Apache-2.0
"""``python -m alliance_forms`` is the command ``alliance-forms``."""

from alliance_forms.cli import main

if __name__ == "__main__":
    main()
