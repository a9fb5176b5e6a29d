#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A browser without a script goes through the pages of examples/ in Django, Flask and FastAPI: fill in, error, correct, send, score.
# Needs what run.sh has installed: playwright-core below build/conformance, and Chromium.
set -euo pipefail
cd "$(dirname "$0")/../.."

make --no-print-directory build/hosts/.ready
exec build/hosts/bin/python tests/conformance/hosts.py tests/conformance/hosts.mjs
