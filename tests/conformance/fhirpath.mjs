// SPDX-License-Identifier: Apache-2.0
// HL7's fhirpath.js.

import { judge, load } from "./judge.mjs";

const fhirpath = load("fhirpath");
const r4 = load("fhirpath/fhir-context/r4");

judge("fhirpath.js", (expression, response) => fhirpath.evaluate(response, expression, { resource: response }, r4));
