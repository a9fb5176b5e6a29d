// SPDX-License-Identifier: Apache-2.0
// Times one compiled expression in fhirpath.js; reads {questionnaire, response} as JSON, prints the CPU microseconds of one evaluation.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [folder, file] = process.argv.slice(2);
const require = createRequire(resolve(folder, "package.json"));
const fhirpath = require("fhirpath");
const r4 = require("fhirpath/fhir-context/r4");

const { expression, response } = JSON.parse(readFileSync(file, "utf8"));
const evaluate = fhirpath.compile(expression, r4);
const calls = 500;
const rounds = [];
for (let round = 0; round < 12; round += 1) {
  const before = process.cpuUsage();
  for (let call = 0; call < calls; call += 1) evaluate(response, { resource: response });
  const { user, system } = process.cpuUsage(before);
  rounds.push((user + system) / calls);
}
// The first rounds warm the engine up.
const settled = rounds.slice(2).sort((one, other) => one - other);
console.log(JSON.stringify({ microseconds: settled[settled.length >> 1], value: evaluate(response, { resource: response })[0] }));
