// SPDX-License-Identifier: Apache-2.0
// Every page in a browser: rules, names, targets, width, text size, focus, keyboard, and the way through without a script.
// Takes the folder of the pages and the Python that serves them; leaves a record for the report and pictures beside the pages.

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createRequire } from "node:module";
import { resolve } from "node:path";

import * as checks from "./pages-checks.mjs";
import { byKeyboard } from "./pages-keyboard.mjs";
import { ways } from "./pages-ways.mjs";

const [, , pages, python] = process.argv;
const results = resolve("build/conformance/results");
const load = createRequire(resolve("build/conformance/package.json"));
const { chromium } = load("playwright-core");
const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const list = JSON.parse(readFileSync(`${pages}/pages.json`, "utf8"));

const WIDTHS = [1280, 320];
const MODES = {
  light: { media: { colorScheme: "light", forcedColors: "none" } },
  dark: { media: { colorScheme: "dark", forcedColors: "none" } },
  forced: { media: { colorScheme: "dark", forcedColors: "active" } },
  rtl: { media: { colorScheme: "light", forcedColors: "none" }, turned: true },
};
const WORKERS = 2;

export class Record {
  constructor() {
    this.counts = {};
    this.failures = [];
  }

  // One comparison: nothing found is a pass.
  note(check, where, found) {
    const row = (this.counts[check] ??= { passed: 0, failed: 0 });
    row[found.length ? "failed" : "passed"] += 1;
    for (const one of found) this.failures.push(`${check}: ${where}: ${one}`);
  }
}

const measure = (page, check) => page.evaluate(check, check.argument);

async function inMode(page, mode, turned) {
  await page.emulateMedia({ reducedMotion: "reduce", ...mode.media });
  await page.evaluate((dir) => (document.documentElement.dir = dir), mode.turned ? "rtl" : turned);
}

// One page at one width, in every mode.
async function judged(browser, base, name, width, record, pictures) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, bypassCSP: false });
  try {
    await page.goto(`${base}/${name}.html`);
    await page.evaluate(axe);
    const own = await page.evaluate(() => document.documentElement.dir);
    for (const [called, mode] of Object.entries(MODES)) {
      const where = `${name}, ${called}, ${width} px`;
      await inMode(page, mode, own);
      record.note("axe", where, await measure(page, checks.axe));
      record.note("targets", where, await measure(page, checks.targets));
      if (width === 320) record.note("width", where, await measure(page, checks.overflow));
      if (pictures && (called === "light" || !name.includes(".transcribe."))) {
        await page.screenshot({ path: `${pages}/${name}.${called}.${width}.jpg`, type: "jpeg", quality: 60, fullPage: true, caret: "initial" });
      }
    }
    await inMode(page, MODES.light, own);
    if (width === 1280) await once1280(page, name, record);
  } finally {
    await page.close();
  }
}

// What does not change with the mode; the keyboard comes last, since it leaves the page.
async function once1280(page, name, record) {
  record.note("names", name, await measure(page, checks.structure));
  record.note("no motion", name, await measure(page, checks.still));
  await page.emulateMedia({ contrast: "more" });
  record.note("more contrast", name, await measure(page, checks.edges));
  await page.emulateMedia({ contrast: "no-preference", media: "print" });
  record.note("print", name, await measure(page, checks.paper));
  await page.emulateMedia({ media: "screen" });
  const before = await page.evaluate(checks.textSize);
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  const after = await page.evaluate(checks.textSize);
  const grown = after.map((size, number) => size / before[number]);
  record.note("text at 200 %", name, [
    // A first heading grows with the width of the page as well.
    ...(Math.min(...grown) < 1.6 ? ["some words do not grow"] : []),
    ...(await measure(page, checks.overflow)),
  ]);
  await page.evaluate(() => (document.documentElement.style.fontSize = ""));
  record.note("keyboard", name, await byKeyboard(page, checks));
}

// The budget: nine questions of four answers in a page of about 10 kB and 200 elements, its style sheet in 10 kB, the script in 5 kB.
async function budget(browser, base, record) {
  const page = await browser.newPage();
  await page.goto(`${base}/nine.en.html`);
  const bytes = (name) => readFileSync(`${pages}/${name}`).length;
  const found = {
    "bytes of HTML": [bytes("nine.en.html"), 10_240],
    elements: [await page.evaluate(() => document.querySelectorAll("*").length), 200],
    "bytes of CSS": [bytes("alliance-forms.css"), 10_240],
    "bytes of script nobody needs": [bytes("alliance-forms.js"), 5_120],
  };
  for (const [what, [is, most]] of Object.entries(found)) record.note("size", what, is > most ? [`${is}, more than ${most}`] : []);
  await page.close();
  return Object.fromEntries(Object.entries(found).map(([what, [is]]) => [what, is]));
}

async function worker(queue, browser, base, record) {
  for (let one = queue.shift(); one; one = queue.shift()) {
    for (const width of WIDTHS) {
      await judged(browser, base, one.name, width, record, true).catch((error) => record.note("opened", `${one.name}, ${width} px`, [error.message]));
    }
  }
}

const server = spawn(python, ["tests/conformance/pages_server.py", pages], { stdio: ["ignore", "pipe", "inherit"] });
const [port] = await once(server.stdout, "data");
const base = `http://127.0.0.1:${String(port).trim()}`;
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
try {
  const record = new Record();
  const bad = new Record();
  for (const width of WIDTHS) await judged(browser, base, "pages-bad", width, bad, false);
  // A check that finds nothing on a page made of faults finds nothing anywhere.
  for (const [check, { failed }] of Object.entries(bad.counts)) record.note("the judge itself", check, failed ? [] : ["finds no fault in a page made of faults"]);
  const only = process.env.PAGES;
  const queue = list.filter(({ name }) => !only || new RegExp(only).test(name));
  const judgedPages = queue.length;
  await Promise.all(Array.from({ length: WORKERS }, () => worker(queue, browser, base, record)));
  await ways(browser, base, record).catch((error) => record.note("opened", "the ways through a form", [error.message]));
  const sizes = await budget(browser, base, record);
  const reports = await (await fetch(`${base}/reports`)).json();
  record.note("policy", "every page", Object.entries(reports).filter(([page]) => page !== "pages-bad.html").map(([page, count]) => `${page}: ${count} violations`));
  record.note("the judge itself", "policy", reports["pages-bad.html"] ? [] : ["finds no fault in a page made of faults"]);
  mkdirSync(results, { recursive: true });
  writeFileSync(`${results}/pages.json`, JSON.stringify({ pages: list.length, judged: judgedPages, sizes, counts: record.counts, failures: record.failures }, null, 1));
} finally {
  await browser.close();
  server.kill();
}
