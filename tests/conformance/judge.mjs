// SPDX-License-Identifier: Apache-2.0
// What all judges share: the cases they read, the comparison, and the record they leave for the report.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

export const folder = resolve("build/conformance");
export const load = createRequire(resolve(folder, "package.json"));
export const instruments = JSON.parse(readFileSync(`${folder}/cases.json`, "utf8"));

const CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression";

// What the hidden items calculate, by linkId.
export function expressions(items) {
  return items.flatMap((item) => [
    ...(item.extension ?? []).filter((one) => one.url === CALCULATED).map((one) => [item.linkId, one.valueExpression.expression]),
    ...expressions(item.item ?? []),
  ]);
}

export class Judge {
  constructor(engine) {
    this.engine = engine;
    this.record = {};
  }

  // One score of one case. A binary float that is not the very number is written with more digits than the expected one.
  compare(instrument, one, link, found) {
    const expected = one.expected[link];
    const [value] = found;
    const agrees = expected === null ? found.length === 0 : found.length === 1 && typeof value === "number" && String(value) === expected;
    this.count(instrument, link, agrees ? (expected === null ? "refusals" : "values") : "failures");
    if (agrees) return;
    this.complain(instrument, one, `${link} is ${found.join(" and ") || "nothing"}, by the reference ${expected ?? "nothing"}`);
  }

  // One case that could not be calculated.
  fail(instrument, one, reason) {
    this.count(instrument, "", "failures");
    this.complain(instrument, one, reason);
  }

  count(instrument, link, outcome) {
    const row = ((this.record[instrument] ??= {})[link] ??= { values: 0, refusals: 0, failures: 0 });
    row[outcome] += 1;
  }

  complain(instrument, one, what) {
    console.log(`${this.engine}: ${instrument}, response ${one.number}: ${what}`);
  }

  done() {
    mkdirSync(`${folder}/results`, { recursive: true });
    writeFileSync(`${folder}/results/${this.engine}.json`, JSON.stringify(this.record, null, 1));
  }
}

// Judges every case by a function of an expression and a response.
export function judge(engine, evaluate) {
  const judge = new Judge(engine);
  for (const { instrument, questionnaire, cases } of instruments) {
    for (const [link, expression] of expressions(questionnaire.item)) {
      for (const one of cases) {
        try {
          judge.compare(instrument, one, link, evaluate(expression, one.response));
        } catch (error) {
          judge.fail(instrument, one, `${link}: ${error.message}`);
        }
      }
    }
  }
  judge.done();
}
