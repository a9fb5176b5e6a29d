#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# HAPI's JPA server, as an EHR has one, takes our package and our results; what it made of them is in build/conformance/fhir/server.json.
# Takes the Python to use and, where not all are wanted, versions of FHIR. Maven downloads what the server needs; the server itself asks no network.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/conformance/server out=build/conformance/fhir/server
export ALLIANCE_FORMS_NO_PLUGINS=1

mkdir -p $out/classes
mvn --quiet --batch-mode --file $here/pom.xml dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$PWD/$out/libraries"
javac -cp "$out/libraries/*" -d $out/classes $here/src/main/java/Server.java
"${1:-.venv/bin/python}" tests/conformance/fhir_server.py build/conformance/fhir "${@:2}"
