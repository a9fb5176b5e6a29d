#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Other people's engines calculate the scores of our Questionnaires; ours is the reference. Everything is written below build/conformance.
# Takes the Python to use. A judge that cannot be installed or breaks off leaves no result, and the report fails and names it.
set -uo pipefail
cd "$(dirname "$0")/../.."
here=tests/conformance out=build/conformance lforms=lforms-40.1.3
export ALLIANCE_FORMS_NO_PLUGINS=1

mkdir -p $out && rm -rf $out/results $out/cases.json && cp $here/package.json $out || exit 1
"${1:-.venv/bin/python}" $here/cases.py $out/cases.json || exit 1

npm install --prefix $out --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error

# Taken as it is published: installed with what it asks for, npm takes very long, and the browser needs none of that.
[ -d $out/$lforms ] || (cd $out && npm pack --silent lforms@${lforms#lforms-} >/dev/null && tar -xzf $lforms.tgz && mv package $lforms)

if [ ! -x /usr/bin/chromium ]; then
  root=$([ "$(id -u)" = 0 ] || echo sudo)
  $root apt-get -qq update && $root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium
fi

for judge in fhirpath medplum lhc-forms; do
  timeout 600 node $here/$judge.mjs $out/$lforms
done
node $here/report.mjs; scores=$?; $here/fhir.sh "${1:-.venv/bin/python}" && exit $scores
