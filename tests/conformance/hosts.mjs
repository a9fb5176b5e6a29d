// SPDX-License-Identifier: Apache-2.0
// A browser without a script goes through one form in each host's page: fill in, error, correct, send, score; and forged requests are refused.
// Takes the addresses by host. Fails where a step fails, or where not every step was taken.

import { createRequire } from "node:module";
import { resolve } from "node:path";

const { chromium } = createRequire(resolve("build/conformance/package.json"))("playwright-core");

const WORDS = "\n\"><b>O'Neil</b> {{ 7 }} &amp;\n  שלום 🙂";
const STEPS = 22;
const addresses = JSON.parse(process.argv[2]);
const problems = [];
let taken = 0;

class Visit {
  constructor(host, address, context, page) {
    Object.assign(this, { host, address, context, page, steps: 0 });
    page.on("console", (message) => this.check(!/Content Security Policy/.test(message.text()), "keeps to its policy", { counts: false }));
    page.on("pageerror", () => this.check(false, "runs without a fault", { counts: false }));
  }

  check(holds, what, { counts = true } = {}) {
    this.steps += counts ? 1 : 0;
    if (!holds) problems.push(`${this.host}: not so: ${what}`);
  }

  async send() {
    const [answer] = await Promise.all([
      this.page.waitForResponse((one) => one.request().method() === "POST"),
      this.page.locator(".af-actions button").last().click(),
    ]);
    await this.page.waitForLoadState();
    return answer;
  }

  async fill() {
    const { page } = this;
    const sheets = page.waitForResponse((one) => one.url().endsWith(".css"));
    const opened = await page.goto(this.address);
    this.check(opened.status() === 200, "the page is there");
    this.check((await sheets).status() === 200, "its style sheet is there");
    const headers = opened.headers();
    this.check(headers["content-security-policy"]?.startsWith("default-src 'none'"), "the policy is sent");
    this.check(headers["cache-control"] === "no-store", "nothing is kept");
    this.check((await page.locator("header").innerText()) === "Clinic X", "the host's own template is around it");
    this.check((await page.locator("h1").count()) === 1, "there is one heading of the first level");
    this.check((await page.locator("html script, html [style]").count()) === 0, "no script and no inline style");
    const token = page.locator("form.af-form input[type=hidden][name*=csrf]");
    this.check((await token.count()) === 1 && (await token.inputValue()).length > 20, "the host's field against forged requests is in the form");
    await page.locator("[name=af-sleep]").fill("30");
    await page.locator("[name=af-body][value='7']").check();
    await page.locator("[name=af-mind][value='2']").check();
    await page.locator("[name=af-else]").fill(WORDS);
  }

  async correct() {
    const { page } = this;
    const refused = await this.send();
    this.check(refused.status() === 422, "an answer outside its range is refused");
    this.check((await page.title()).startsWith("Error: "), "the title says so");
    this.check(/Question 1: Write a number/.test(await page.locator("[role=alert]").innerText()), "and the page says where and why");
    const link = page.locator("[role=alert] a[href='#af-sleep']").first();
    this.check((await link.count()) === 1, "a link leads to the question");
    await link.click();
    this.check((await page.locator(":focus").getAttribute("name")) === "af-sleep", "and there");
    this.check((await page.locator("[name=af-sleep]").inputValue()) === "30", "the wrong number is still there");
    this.check((await page.locator("[name=af-else]").inputValue()) === WORDS, "and the words, to the letter");
    this.check(await page.locator("[name=af-body][value='7']").isChecked(), "and the choices");
    this.check((await page.locator("main b").count()) === 0, "nothing that was typed became markup");
    await page.locator("[name=af-sleep]").fill("7.5");
    const thanks = await this.send();
    this.check(thanks.status() === 200, "what is corrected is taken");
    this.check((await page.locator("#score").innerText()) === "Energy: 15", "and scored");
  }

  // The person's own session, and a request that did not come from the page.
  async forge(browser) {
    const form = { "af-body": "7", "af-mind": "2" };
    await this.page.goto(this.address);
    const token = this.page.locator("form.af-form input[type=hidden][name*=csrf]");
    const [name, value] = [await token.getAttribute("name"), await token.inputValue()];
    const stranger = await browser.newContext();
    for (const [who, fields, what] of [
      [this.context, form, "a form without the field is refused"],
      [this.context, { ...form, [name]: "x".repeat(value.length) }, "and with a made-up one"],
      [stranger, { ...form, [name]: value }, "and with somebody else's"],
    ]) {
      const answer = await who.request.post(this.address, { form: fields, failOnStatusCode: false });
      this.check([400, 403].includes(answer.status()), what);
    }
    await stranger.close();
  }
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
for (const [host, address] of Object.entries(addresses)) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const visit = new Visit(host, address, context, await context.newPage());
  visit.page.setDefaultTimeout(20_000);
  try {
    await visit.fill();
    await visit.correct();
    await visit.forge(browser);
  } catch (error) {
    problems.push(`${host}: broke off: ${error.message.split("\n")[0]}`);
  }
  await context.close();
  if (visit.steps !== STEPS) problems.push(`${host}: ${visit.steps} of ${STEPS} steps were taken`);
  taken += visit.steps;
  console.log(`page in ${host}`.padEnd(24), `${visit.steps} steps`);
}
await browser.close();
for (const problem of problems) console.log(problem);
const wanted = STEPS * Object.keys(addresses).length;
console.log(`hosts: ${taken} steps, ${problems.length} failed`);
process.exitCode = problems.length || !wanted || taken !== wanted ? 1 : 0;
