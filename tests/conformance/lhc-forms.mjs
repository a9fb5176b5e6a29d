// SPDX-License-Identifier: Apache-2.0
// LHC-Forms in a browser: shows each Questionnaire with the answers in it, and is asked for the response with what it calculated.
// The responses are kept in fhir/lhc-forms.json, to be read back.

import { mkdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { Judge, expressions, folder, instruments, load } from "./judge.mjs";

const SCRIPTS = [
  "webcomponent/assets/lib/zone.min.js",
  "webcomponent/runtime.js",
  "webcomponent/polyfills.js",
  "webcomponent/main.js",
  "fhir/R4/lformsFHIR.min.js",
];

async function opened(browser, errors) {
  const scripts = SCRIPTS.map((script) => `<script src="${pathToFileURL(process.argv[2]).href}/dist/lforms/${script}"></script>`).join("");
  writeFileSync(`${folder}/lhc-forms.html`, `<!doctype html><meta charset="utf-8"><div id="form"></div>${scripts}`);
  const page = await browser.newPage();
  page.on("pageerror", (error) => errors.push(error.message));
  await page.route(/^https?:/, (route) => route.abort());
  await page.goto(pathToFileURL(`${folder}/lhc-forms.html`).href);
  await page.waitForFunction(() => window.LForms?.FHIR?.R4);
  return page;
}

// Runs in the page.
async function filled([questionnaire, response]) {
  const { Util } = window.LForms;
  const form = Util.mergeFHIRDataIntoLForms(response, Util.convertFHIRQuestionnaireToLForms(questionnaire, "R4"), "R4");
  // In a response that was saved, LHC-Forms takes an empty score for one that a person has emptied, and calculates nothing.
  form.hasSavedData = false;
  await Util.addFormToPage(form, "form");
  return Util.getFormFHIRData("QuestionnaireResponse", "R4", "#form");
}

// Every answer with the linkId it stands at.
function answers(items) {
  return (items ?? []).flatMap((item) => [
    ...(item.answer ?? []).map((answer) => {
      const [value] = Object.entries(answer).flatMap(([name, value]) => (name.startsWith("value") ? [value] : []));
      return [item.linkId, value.code ?? value];
    }),
    ...answers(item.item),
  ]);
}

const { chromium } = load("playwright-core");
const judge = new Judge("LHC-Forms");
const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args });
const errors = [];
const page = await opened(browser, errors);
const responses = [];
for (const { instrument, questionnaire, cases } of instruments) {
  const links = expressions(questionnaire.item).map(([link]) => link);
  for (const one of cases.filter(({ byHand }) => byHand)) {
    const shown = await page.evaluate(filled, [questionnaire, one.response]).catch((error) => errors.push(error.message));
    responses.push({ instrument, number: one.number, response: shown });
    const found = answers(shown.item);
    const kept = found.map(String);
    const changed = answers(one.response.item).filter((answer) => !kept.includes(String(answer)));
    if (changed.length) errors.push(`the answers to ${changed.map(([link]) => link).join(" and ")} are lost or changed`);
    for (const error of errors.splice(0)) judge.fail(instrument, one, error);
    for (const link of links) {
      const calculated = found.filter(([at]) => at === link).map(([, value]) => value);
      judge.compare(instrument, one, link, calculated);
    }
  }
}
await browser.close();
mkdirSync(`${folder}/fhir`, { recursive: true });
writeFileSync(`${folder}/fhir/lhc-forms.json`, JSON.stringify(responses));
judge.done();
