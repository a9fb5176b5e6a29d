#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A browser without a script goes through the pages of examples/ in Django, Flask and FastAPI: fill in, error, correct, send, score.
# Takes the Python to make an environment with. Needs what run.sh has installed: playwright-core below build/conformance, and Chromium.
set -euo pipefail
cd "$(dirname "$0")/../.."
hosts=build/hosts

[ -x $hosts/bin/python ] || "${1:-.venv/bin/python}" -m venv $hosts
$hosts/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/conformance/hosts-requirements.txt --editable .
exec $hosts/bin/python tests/conformance/hosts.py tests/conformance/hosts.mjs
