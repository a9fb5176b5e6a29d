#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Other people's software judges our FHIR resources; what it said is summed up in docs/fhir-conformance.md. Everything else is written below
# build/conformance/fhir. Takes the Python to use, and expects what LHC-Forms made of our forms (lhc-forms.mjs, lhc-typed.mjs) in that folder.
# A judge that cannot be installed or breaks off leaves no result: HAPI, LHC-Forms and Medplum fail the target then.
set -uo pipefail
cd "$(dirname "$0")/../.."
here=tests/conformance out=build/conformance/fhir python=${1:-.venv/bin/python}
export ALLIANCE_FORMS_NO_PLUGINS=1

mkdir -p $out/classes
find $out -maxdepth 1 -name '*.json' ! -name 'lhc-*.json' ! -name 'package.json' -delete
cp $here/fhir-package.json $out/package.json
"$python" $here/fhir_cases.py $out || exit 1

if ! command -v mvn javac >/dev/null; then
  root=$([ "$(id -u)" = 0 ] || echo sudo)
  $root apt-get -qq update && $root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends \
    default-jdk-headless maven
fi
# Maven downloads what the validator needs; the validator itself asks no network.
mvn --quiet --batch-mode --file $here/hapi/pom.xml dependency:copy-dependencies -DoutputDirectory="$PWD/$out/libraries" &&
  javac -cp "$out/libraries/*" -d $out/classes $here/hapi/src/main/java/Judge.java &&
  timeout 1200 java -cp "$out/classes:$out/libraries/*" Judge $out 2>$out/hapi.log

npm install --prefix $out --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error &&
  timeout 600 node $here/fhir.mjs $out
$here/fhir_server.sh "$python"
"$python" $here/fhir_back.py $out

# --legacy-peer-deps, since npm otherwise takes minutes to find out that all fits.
smart=build/conformance/smart
mkdir -p $smart && cp $here/smart-forms/package.json $smart &&
  npm install --prefix $smart --legacy-peer-deps --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error &&
  timeout 600 node $here/smart-forms/smart-forms.mjs $smart "$out/Smart Forms.json"
"$python" $here/fhir_report.py $out
