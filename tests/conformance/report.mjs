// SPDX-License-Identifier: Apache-2.0
// Sums up what the judges found, and fails where one is missing, compared too little, or never met both a value and a refusal.

import { existsSync, readFileSync } from "node:fs";

import { folder, instruments } from "./judge.mjs";

const ENGINES = [
  { engine: "fhirpath.js", asked: () => true },
  { engine: "Medplum", asked: () => true },
  { engine: "LHC-Forms", asked: (one) => one.byHand },
];
const problems = [];
let passed = 0;
let failed = 0;

const total = (rows, name) => rows.reduce((sum, row) => sum + row[name], 0);

const print = (name, engine, ...counts) =>
  console.log(name.padEnd(24), engine.padEnd(17), ...counts.map((count) => String(count).padStart(8)));

// One line of the table: an instrument, or all generated ones together.
function line(name, engine, rows, wanted) {
  const [values, refusals, failures] = ["values", "refusals", "failures"].map((what) => total(rows, what));
  passed += values + refusals;
  failed += failures;
  const compared = values + refusals + failures;
  if (!wanted || compared < wanted) problems.push(`${engine} compared ${compared} of ${wanted} scores of ${name}`);
  print(name, engine, values, refusals, failures);
}

// A comparison in which only one of the two ever comes up proves little.
function both(name, engine, rows) {
  for (const what of ["values", "refusals"]) if (!total(rows, what)) problems.push(`${name}: ${engine} agreed on no ${what}`);
}

print("instrument", "engine", "values", "refusals", "failures");
for (const { engine, asked } of ENGINES) {
  const file = `${folder}/results/${engine}.json`;
  if (!existsSync(file)) {
    problems.push(`${engine} was not run`);
    continue;
  }
  const record = JSON.parse(readFileSync(file, "utf8"));
  const rows = (instrument) => Object.values(record[instrument] ?? {});
  const wanted = (one) => one.cases.filter(asked).reduce((sum, { expected }) => sum + Object.keys(expected).length, 0);
  for (const one of instruments.filter((each) => each.bundled)) {
    const { instrument, cases } = one;
    line(instrument, engine, rows(instrument), wanted(one));
    for (const link of Object.keys(cases[0].expected)) both(`${instrument} ${link}`, engine, [record[instrument]?.[link]].filter(Boolean));
  }
  const generated = instruments.filter((each) => !each.bundled);
  const all = generated.flatMap(({ instrument }) => rows(instrument));
  line(`${generated.length} generated`, engine, all, total(generated.map((one) => ({ scores: wanted(one) })), "scores"));
  both("generated", engine, all);
}
// The pages: every check on every page, in every mode it has to hold in.
const EACH = { axe: 8, targets: 8, width: 4, names: 1, keyboard: 1, "text at 200 %": 1, "no motion": 1, "more contrast": 1, print: 1 };
const ONCE = { "the judge itself": 10, "without a script": 3, "with the script": 1, texts: 9, size: 4, policy: 1 };
const judged = `${folder}/results/pages.json`;
if (existsSync(judged)) {
  const { pages, counts, failures, sizes } = JSON.parse(readFileSync(judged, "utf8"));
  const wanted = { ...Object.fromEntries(Object.entries(EACH).map(([check, times]) => [check, times * pages])), ...ONCE };
  console.log();
  print("pages", "check", "passed", "", "failures");
  for (const [check, times] of Object.entries(wanted)) {
    const row = counts[check] ?? { passed: 0, failed: 0 };
    passed += row.passed;
    failed += row.failed;
    if (!pages || row.passed + row.failed < times) problems.push(`pages: ${check} was looked at ${row.passed + row.failed} of ${times} times`);
    print(String(pages), check, row.passed, "", row.failed);
  }
  console.log(`nine questions of four answers: ${Object.entries(sizes).map(([what, is]) => `${is} ${what}`).join(", ")}`);
  for (const failure of failures) console.log(failure);
} else problems.push("the pages were not judged");
for (const problem of problems) console.log(problem);
if (failed) console.log(`pictures of the pages are in build/pages; the responses that failed are in ${folder}/cases.json, by their numbers`);
console.log(`${passed} passed, ${failed + problems.length} failed`);
process.exitCode = failed + problems.length ? 1 : 0;
