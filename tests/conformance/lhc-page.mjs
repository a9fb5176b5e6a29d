// SPDX-License-Identifier: Apache-2.0
// A browser with LHC-Forms in it, as both of its judges use it: nothing is loaded from a network.

import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { folder, load } from "./judge.mjs";

const SCRIPTS = [
  "webcomponent/assets/lib/zone.min.js",
  "webcomponent/runtime.js",
  "webcomponent/polyfills.js",
  "webcomponent/main.js",
  "fhir/R4/lformsFHIR.min.js",
  "fhir/R5/lformsFHIR.min.js",
];
const ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];

// Takes the folder that LHC-Forms was unpacked to, and a list that gets what goes wrong in the page.
export async function opened(lforms, errors) {
  const { chromium } = load("playwright-core");
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGUMENTS });
  const at = `${pathToFileURL(lforms).href}/dist/lforms`;
  const scripts = SCRIPTS.map((script) => `<script src="${at}/${script}"></script>`).join("");
  const style = `<link rel="stylesheet" href="${at}/webcomponent/styles.css">`;
  writeFileSync(`${folder}/lhc-forms.html`, `<!doctype html><meta charset="utf-8">${style}<div id="form"></div>${scripts}`);
  const page = await browser.newPage();
  page.on("pageerror", (error) => errors.push(error.message));
  await page.route(/^https?:/, (route) => route.abort());
  await page.goto(pathToFileURL(`${folder}/lhc-forms.html`).href);
  await page.waitForFunction(() => window.LForms?.FHIR?.R4 && window.LForms.FHIR.R5);
  return { browser, page };
}
