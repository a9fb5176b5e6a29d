#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Other people's engines calculate the scores of our Questionnaires; ours is the reference. A browser judges our pages.
# Everything is written below build/conformance and build/pages.
# Takes the Python to use. A judge that cannot be installed or breaks off leaves no result, and the report fails and names it.
set -uo pipefail
cd "$(dirname "$0")/../.."
here=tests/conformance out=build/conformance lforms=lforms-40.1.3
export ALLIANCE_FORMS_NO_PLUGINS=1

mkdir -p $out && rm -rf $out/results $out/cases.json && cp $here/package.json $out || exit 1
python=${1:-.venv/bin/python}
"$python" $here/cases.py $out/cases.json || exit 1
rm -rf build/pages && "$python" $here/pages.py build/pages || exit 1

npm install --prefix $out --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error

# Taken as it is published: installed with what it asks for, npm takes very long, and the browser needs none of that.
[ -d $out/$lforms ] || (cd $out && npm pack --silent lforms@${lforms#lforms-} >/dev/null && tar -xzf $lforms.tgz && mv package $lforms)

if [ ! -x /usr/bin/chromium ]; then
  root=$([ "$(id -u)" = 0 ] || echo sudo)
  $root apt-get -qq update && $root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium
fi

rm -f $out/fhir/lhc-*.json
for judge in fhirpath medplum lhc-forms lhc-typed; do
  timeout 600 node $here/$judge.mjs $out/$lforms
done
timeout 1800 node $here/pages.mjs build/pages "$python"
# The browser goes through forms in pages of Django, Flask and FastAPI.
timeout 600 $here/hosts.sh; hosts=$?
$here/fhir.sh "$python"; fhir=$?
node $here/report.mjs && [ $hosts = 0 ] && [ $fhir = 0 ]
