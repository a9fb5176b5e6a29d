// SPDX-License-Identifier: Apache-2.0
// Smart Forms in a browser: draws each Questionnaire with answers in it; the scores it calculates are ours, or none where we refuse one.
// Takes the folder that it is installed in, and the file that the report reads.

import { execFileSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { instruments, load } from "../judge.mjs";

const EACH = { bundled: 4, generated: 1 }; // responses of an instrument

const [folder, result] = process.argv.slice(2).map((path) => resolve(path));
copyFileSync(new URL("page.jsx", import.meta.url), `${folder}/page.jsx`);
writeFileSync(`${folder}/page.html`, '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="page.css"><div id="form"></div><script src="page.js"></script>');
const options = ["--bundle", "--jsx=automatic", "--outfile=page.js", "--loader:.woff=empty", "--loader:.woff2=empty", "--log-level=warning"];
execFileSync("node_modules/.bin/esbuild", ["page.jsx", ...options, '--define:process.env.NODE_ENV="production"'], { cwd: folder, stdio: "inherit" });

const { chromium } = load("playwright-core");
const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args });
const page = await browser.newPage();
const errors = [];
page.on("pageerror", (error) => errors.push(error.message));
await page.route(/^https?:/, (route) => route.abort());
await page.goto(pathToFileURL(`${folder}/page.html`).href);

const walk = (items) => (items ?? []).flatMap((item) => [item, ...walk(item.item)]);
const found = {};
for (const { instrument, bundled, questionnaire, cases } of instruments) {
  for (const one of cases.filter(({ byHand }) => byHand).slice(0, bundled ? EACH.bundled : EACH.generated)) {
    const shown = await page.evaluate(([form, response]) => window.smartForms(form, response), [questionnaire, one.response])
      .catch((error) => void errors.push(error.message.split("\n")[0]));
    const scores = Object.fromEntries(walk(shown?.item).filter(({ answer }) => answer?.length).map(({ linkId, answer: [first] }) => [linkId, first.valueDecimal ?? first.valueInteger]));
    for (const [link, expected] of Object.entries(one.expected)) {
      const value = scores[link] === undefined ? null : String(scores[link]);
      if (value !== expected) errors.push(`${link} is ${value ?? "nothing"}, by the reference ${expected ?? "nothing"}`);
    }
    const name = `${instrument} QuestionnaireResponse ${one.number}`;
    found[name] = errors.splice(0).map((message) => ({ severity: "error", message }));
    if (found[name].length) console.log(`Smart Forms: ${name}: ${found[name].map(({ message }) => message).join("; ")}`.slice(0, 300));
  }
}
await browser.close();
writeFileSync(result, JSON.stringify({ r4: found }));
console.log(`Smart Forms: ${Object.values(found).filter(({ length }) => !length).length} of ${Object.keys(found).length} responses`);
