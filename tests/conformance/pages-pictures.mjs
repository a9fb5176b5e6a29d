// SPDX-License-Identifier: Apache-2.0
// The pictures of docs/html.md, drawn anew: node tests/conformance/pages-pictures.mjs build/pages docs/images, after `make conformance`.

import { createRequire } from "node:module";
import { resolve } from "node:path";

const [, , pages, out] = process.argv;
const { chromium } = createRequire(resolve("build/conformance/package.json"))("playwright-core");

// Each picture: the page, what it begins with, its height, and the mode.
const PICTURES = {
  "phq-9": { page: "phq-9.en", from: "h1", width: 720, height: 900 },
  errors: { page: "errors.en", from: ".af-errors", height: 420 },
  check: { page: "check.en", from: ".af-check", height: 440 },
  "take-back": { page: "take-back.en", from: "#af-company", above: 110, height: 480 },
  theme: { page: "violet.en", from: ".af-actions", above: 160, height: 330 },
  template: { page: "own.en", from: ".af-actions", above: 120, height: 280 },
  "care-first": { page: "own.en", from: ".af-exit", height: 420 },
  exit: { page: "phq-9.en", from: ".af-exit", height: 200 },
  paged: { page: "paged.en", from: ".af-progress", height: 420 },
  line: { page: "script.en", from: "#af-near~_line", above: 120, height: 260 },
  dark: { page: "phq-9.en", from: "#af-1", above: 60, height: 420, media: { colorScheme: "dark" } },
  arabic: { page: "every-type.ar", from: "#af-rest", above: 60, height: 420 },
  forced: { page: "filled-in.en", from: "#af-rest", above: 60, height: 420, media: { colorScheme: "dark", forcedColors: "active" } },
  scores: { page: "scores.en", from: ".af-scores", above: 70, height: 420 },
};

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--disable-web-security"] });
for (const [name, { page: sheet, from, above = 16, width = 480, height, media }] of Object.entries(PICTURES)) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.emulateMedia({ reducedMotion: "reduce", ...media });
  await page.goto(`file://${resolve(pages, sheet)}.html`);
  await page.evaluate(([selector, by]) => {
    document.activeElement.blur();
    const [first] = selector.startsWith("#") ? [document.getElementById(selector.slice(1))] : document.querySelectorAll(selector);
    scrollTo(0, first.getBoundingClientRect().top - by);
  }, [from, above]);
  await page.screenshot({ path: resolve(out, `${name}.png`) });
  await page.close();
}
await browser.close();
