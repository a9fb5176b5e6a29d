// SPDX-License-Identifier: Apache-2.0
// LHC-Forms in a browser: shows each Questionnaire, in R4 and in R5, with the answers in it, and is asked for the response with what it calculated.
// The responses are kept in fhir/lhc-forms.json, to be read back. How a person fills in a form is tried in lhc-typed.mjs.

import { mkdirSync, writeFileSync } from "node:fs";

import { Judge, expressions, folder, instruments } from "./judge.mjs";
import { opened } from "./lhc-page.mjs";

// Runs in the page.
async function filled([questionnaire, response, version]) {
  const { Util } = window.LForms;
  const form = Util.mergeFHIRDataIntoLForms(response, Util.convertFHIRQuestionnaireToLForms(questionnaire, version), version);
  // In a response that was saved, LHC-Forms takes an empty score for one that a person has emptied, and calculates nothing.
  form.hasSavedData = false;
  await Util.addFormToPage(form, "form");
  return Util.getFormFHIRData("QuestionnaireResponse", version, "#form");
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

// R5 has other types of items and the same answers: of each instrument some responses are enough.
const IN_R5 = 3;

const judge = new Judge("LHC-Forms");
const errors = [];
const { browser, page } = await opened(process.argv[2], errors);
const responses = [];
for (const { instrument, questionnaire, questionnaireR5, cases } of instruments) {
  const links = expressions(questionnaire.item).map(([link]) => link);
  const tried = cases.filter(({ byHand }) => byHand);
  const versions = [
    { version: "R4", asked: questionnaire, given: tried },
    { version: "R5", asked: questionnaireR5, given: tried.slice(0, IN_R5) },
  ];
  for (const { version, asked, given } of versions) {
    for (const one of given) {
      const shown = await page.evaluate(filled, [asked, one.response, version]).catch((error) => void errors.push(error.message));
      responses.push({ instrument, number: one.number, version: version.toLowerCase(), response: shown });
      const found = answers(shown?.item);
      const kept = found.map(String);
      const changed = answers(one.response.item).filter((answer) => !kept.includes(String(answer)));
      if (changed.length) errors.push(`${version}: the answers to ${changed.map(([link]) => link).join(" and ")} are lost or changed`);
      for (const error of errors.splice(0)) judge.fail(instrument, one, error);
      for (const link of links) {
        const calculated = found.filter(([at]) => at === link).map(([, value]) => value);
        judge.compare(instrument, { ...one, expected: one.shown }, link, calculated);
      }
    }
  }
}
await browser.close();
mkdirSync(`${folder}/fhir`, { recursive: true });
writeFileSync(`${folder}/fhir/lhc-forms.json`, JSON.stringify(responses));
judge.done();
