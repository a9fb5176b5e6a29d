// SPDX-License-Identifier: Apache-2.0
// LHC-Forms in a browser, filled in as a person does: by typing and clicking, one question after the other.
// Each form is tried with lists, with buttons and check boxes, and in R5; what comes out is kept in fhir/lhc-typed.json, to be read back.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

import { folder } from "./judge.mjs";
import { opened } from "./lhc-page.mjs";

const CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl";
const CHOICES = ["choice", "open-choice", "coding"];

// The same Questionnaire as a host that wants buttons would have it.
const buttons = (items) =>
  items.map((item) => {
    const code = item.repeats ? "check-box" : "radio-button";
    const coding = [{ system: "http://hl7.org/fhir/questionnaire-item-control", code }];
    const extension = [...(item.extension ?? []), { url: CONTROL, valueCodeableConcept: { coding } }];
    return { ...item, ...(CHOICES.includes(item.type) && { extension }), ...(item.item && { item: buttons(item.item) }) };
  });

const value = (answer) => Object.entries(answer).find(([name]) => name.startsWith("value"))[1];

class Person {
  constructor(page, clicking) {
    this.page = page;
    this.clicking = clicking;
  }

  at(id) {
    return this.page.locator(`[id="${id}"]`);
  }

  // Answers in the order of the form. What a question is called on the page ends in its number within each of its groups.
  async fill(asked, given, path) {
    const turns = {};
    for (const one of given ?? []) {
      const item = asked.find(({ linkId }) => linkId === one.linkId);
      turns[one.linkId] = (turns[one.linkId] ?? 0) + 1;
      const here = `${path}/${turns[one.linkId]}`;
      if (item.type === "group") {
        if (turns[one.linkId] > 1) await this.at(`add-${one.linkId}${path}/${turns[one.linkId] - 1}`).click();
        await this.fill(item.item, one.item, here);
      } else {
        await this.answer(item, one.answer.map(value), `${one.linkId}${here}`);
      }
    }
  }

  async answer(item, values, id) {
    if (item.type === "boolean") return this.at(`${id}|${values[0]}`).click();
    if (CHOICES.includes(item.type)) return this.clicking ? this.click(values, id) : this.choose(item, values, id);
    if (item.type === "date") {
      const [year, month, day] = values[0].split("-");
      const input = this.at(id).locator("input");
      await input.click();
      await input.pressSequentially(`${month}/${day}/${year}`);
      return input.press("Enter");
    }
    await this.at(id).click();
    await this.at(id).pressSequentially(String(values[0]));
    return this.at(id).press("Tab");
  }

  // Picks an option from the list that opens, where it stands with its number and its weight, or types words of one's own.
  async choose(item, values, id) {
    for (const one of values) {
      await this.at(id).click();
      if (one.display) {
        const said = one.display.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
        const entry = this.page.locator("#completionOptions li").filter({ hasText: new RegExp(`^\\d+:\\s*${said}( - [-.0-9]+)?$`) });
        await entry.click();
      } else {
        await this.at(id).pressSequentially(one);
        await this.at(id).press(item.repeats ? "Enter" : "Tab");
      }
    }
    await this.at(id).press("Tab");
  }

  async click(values, id) {
    for (const one of values) {
      if (one.code) await this.at(`${id}|${one.system}|${one.code}`).click();
      else {
        await this.at(`${id}|_other`).click();
        await this.at(`${id}|_otherValue`).pressSequentially(one);
        await this.at(`${id}|_otherValue`).press("Tab");
      }
    }
  }
}

const errors = [];
const responses = [];
const { browser, page } = await opened(process.argv[2], errors);
page.setDefaultTimeout(5000);
for (const { instrument, questionnaire, questionnaireR5, cases } of JSON.parse(readFileSync(`${folder}/typed.json`, "utf8"))) {
  const ways = [
    { way: "lists", version: "R4", asked: questionnaire },
    { way: "buttons", version: "R4", asked: { ...questionnaire, item: buttons(questionnaire.item) } },
    { way: "lists", version: "R5", asked: questionnaireR5 },
    { way: "buttons", version: "R5", asked: { ...questionnaireR5, item: buttons(questionnaireR5.item) } },
  ];
  for (const { way, version, asked } of ways) {
    for (const { number, response } of cases) {
      await page.evaluate(([form, fhirVersion]) => window.LForms.Util.addFormToPage(form, "form", { fhirVersion }), [asked, version]);
      try {
        await new Person(page, way === "buttons").fill(asked.item, response.item, "");
      } catch (error) {
        errors.push(error.message.split("\n")[0]);
        await page.screenshot({ path: `${folder}/lhc-typed.png`, fullPage: true });
      }
      // A score is calculated a moment after the answer.
      await page.waitForTimeout(300);
      const made = await page.evaluate((version) => window.LForms.Util.getFormFHIRData("QuestionnaireResponse", version, "#form"), version);
      responses.push({ instrument, way, number, version: version.toLowerCase(), response: made, errors: errors.splice(0) });
    }
  }
}
await browser.close();
mkdirSync(`${folder}/fhir`, { recursive: true });
writeFileSync(`${folder}/fhir/lhc-typed.json`, JSON.stringify(responses));
console.log(`LHC-Forms: ${responses.length} forms filled in`);
