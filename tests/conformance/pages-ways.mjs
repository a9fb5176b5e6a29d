// SPDX-License-Identifier: Apache-2.0
// Ways through a form, from its first page to the score, with JavaScript switched off; and texts that would break a careless page.

const box = (name) => `[name="af-${name}"]`;
const button = (value) => `[name="af-_go"][value="${value}"]`;
const choose = (page, name, value) => page.check(`${box(name)}[value="${value}"]`);

async function send(page, value) {
  const [response] = await Promise.all([page.waitForNavigation(), page.click(button(value))]);
  return response;
}

const result = async (response) => JSON.parse(await response.text());

// A slip, what the page says about it, the correction, the look at what is blank, and sent.
async function slip(page, base) {
  await page.goto(`${base}/way/every-type/0`);
  await choose(page, "rest", 1);
  await page.fill(box("hours"), "25");
  await page.fill(box("more"), "  two\n lines ");
  const problems = (await page.isVisible(box("which"))) ? ["a question is shown that nobody needs to read"] : [];
  await choose(page, "medicine", "true");
  if (!(await page.isVisible(box("which")))) problems.push("a question is not shown although it is meant");
  const refused = await send(page, "send");
  if (refused.status() !== 422) problems.push(`a slip is answered with ${refused.status()}`);
  const focus = await page.evaluate(() => document.activeElement.getAttribute("role"));
  if (focus !== "alert") problems.push("the list of what needs another look has not the focus");
  if ((await page.inputValue(box("hours"))) !== "25") problems.push("what was typed is gone");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab"); // where a link leads, Tab goes on from
  await page.fill(box("hours"), "7");
  const looked = await send(page, "send");
  if (looked.status() !== 200 || !(await page.isVisible(".af-check"))) problems.push("nothing is said of what is blank");
  const { answers } = await result(await send(page, "anyway"));
  if (answers.rest !== "1" || answers.more !== "  two\n lines ") problems.push("what was sent is not what was filled in");
  return problems;
}

// Page by page, back and forth, and a score.
async function paged(page, base) {
  await page.goto(`${base}/way/phq-9/4`);
  for (const name of [1, 2, 3, 4]) await choose(page, name, 1);
  await send(page, "p2");
  for (const name of [5, 6, 7, 8]) await choose(page, name, 2);
  await send(page, "p1");
  const problems = (await page.isChecked(`${box(2)}[value="1"]`)) ? [] : ["an answer is gone on the way back"];
  await choose(page, 1, 3);
  await send(page, "p2");
  if (!(await page.isChecked(`${box(8)}[value="2"]`))) problems.push("an answer is gone on the way on");
  await send(page, "p3");
  await choose(page, 9, 0);
  await page.check(`${box(10)} >> nth=1`);
  const { scores } = await result(await send(page, "send"));
  if (scores.total !== "14") problems.push(`the score is ${scores.total}, not 14`);
  return problems;
}

// An answer taken back is none, and a score with a gap is refused.
async function takenBack(page, base) {
  await page.goto(`${base}/way/phq-2/0`);
  await choose(page, 1, 3);
  await choose(page, 2, 3);
  await send(page, "blank");
  await page.check(`${box(2)}[value=""]`);
  await send(page, "send");
  const problems = (await page.isVisible(".af-check")) ? [] : ["nothing is said of what is blank"];
  const { scores, answers } = await result(await send(page, "anyway"));
  if ("2" in answers || Object.values(scores)[0] !== "missing-items") problems.push("an answer that was taken back still counts");
  return problems;
}

const HOSTILE = {
  markup: () => '</textarea><script>window.broken=1</script><img src=x onerror="window.broken=1">{{ 7*7 }}{% x %}',
  quotes: () => `"'\`&quot;&#39;&lt;--><!--]]>`,
  "bidirectional marks": () => "\u202eabc\u2066\u05d0\u202d\u200f\u2069\u202c\u061c",
  "leading line breaks": () => "\n\n\n  first\n",
  "10,000 characters": () => "\u00e9".repeat(9_999) + "x",
  NUL: () => "a\0b",
  "a lone surrogate": () => "a" + String.fromCharCode(0xd800) + "b",
  "an emoji of several": () => "\u{1f3f3}\ufe0f\u200d\u26a7\ufe0f",
};
// What the page has a word about; no text may hold it.
const SAID = ["NUL"];

// Texts come back as they were typed, with and without something wrong beside them; no page can carry two kinds of characters.
async function texts(page, base, record) {
  let harmless = 0;
  for (const [name, make] of Object.entries({ harmless: () => "harmless", ...HOSTILE })) {
    const problems = [];
    await page.goto(`${base}/way/every-type/0`);
    await choose(page, "rest", 1);
    await page.fill(box("hours"), "25");
    const typed = await page.evaluate(`(${String(make)})()`);
    await page.evaluate(`document.querySelector('[name="af-more"]').value = (${String(make)})()`);
    await send(page, "send");
    const printable = typed.replaceAll("\0", "\ufffd").replace(/[\ud800-\udfff]/gu, "\ufffd");
    if ((await page.inputValue(box("more"))) !== printable) problems.push("a text does not come back as it was typed");
    if (await page.evaluate(() => "broken" in window)) problems.push("a text is run as a script");
    const elements = await page.evaluate(() => document.querySelectorAll("*").length);
    harmless ||= elements;
    if (!SAID.includes(name) && elements !== harmless) problems.push("a text changes the page around it");
    record.note("texts", name, problems);
  }
}

// What the script adds: a line that suggests nothing until it is pressed, conditions followed at once, and a way out that is no way back.
async function scripted(page, base) {
  const problems = [];
  const expect = (is, what) => is || problems.push(what);
  await page.route("https://example.org/**", (route) => route.fulfill({ body: "elsewhere" }));
  await page.goto(`${base}/pages-bad.html`);
  await page.goto(`${base}/script.en.html`);
  const line = page.locator(".af-slider");
  const near = () => page.inputValue(box("near"));
  expect((await line.getAttribute("aria-valuetext")) === "Not answered yet" && (await near()) === "", "a line nobody has pressed has a value");
  await line.click();
  expect((await near()) === "50", "a line pressed in the middle has no value");
  await page.click(".af-row button");
  expect((await near()) === "" && (await line.getAttribute("data-af-empty")) === "", "an answer cannot be cleared");
  await line.press("Space");
  await line.press("ArrowRight");
  expect((await near()) === "51", "the keyboard does not move the line");
  await page.fill(box("near"), "7");
  expect((await line.inputValue()) === "7", "the line does not follow the box");
  expect(!(await page.isVisible(box("why"))), "a question is shown that nobody needs to read");
  await choose(page, "rest", 0);
  expect(await page.isVisible(box("why")), "a question is not shown although it is meant");
  await Promise.all([page.waitForURL("https://example.org/"), page.click(".af-exit")]);
  await page.goBack();
  expect(page.url().endsWith("/pages-bad.html"), "Back leads to the form that was left");
  return problems;
}

export async function ways(browser, base, record) {
  for (const [name, way] of Object.entries({ "a slip corrected": slip, "page by page to the score": paged, "an answer taken back": takenBack })) {
    const page = await browser.newPage({ javaScriptEnabled: false });
    record.note("without a script", name, await way(page, base).catch((error) => [error.message]));
    await page.close();
  }
  const page = await browser.newPage();
  await texts(page, base, record);
  record.note("with the script", "script.en", await scripted(page, base).catch((error) => [error.message]));
  await page.close();
}
