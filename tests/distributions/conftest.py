# SPDX-License-Identifier: Apache-2.0
"""These are projects of their own, installed by the set-up; nothing in them is a test, and some of it cannot be imported."""

collect_ignore_glob = ["*"]
