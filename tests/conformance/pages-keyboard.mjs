// SPDX-License-Identifier: Apache-2.0
// A page filled in and sent by keyboard alone.

const MOST_STOPS = 600;

// What a person presses at a control, by its type.
const PRESSES = {
  radio: ["Space"],
  checkbox: ["Space"],
  text: ["3"],
  textarea: ["3"],
  range: [],
};

// Space has answered; an arrow gives the next answer in its place.
async function moved(page, focused) {
  const before = await page.evaluate(focused);
  await page.keyboard.press("ArrowDown");
  const after = await page.evaluate(focused);
  // It may be the one that leaves the question blank, which has no value.
  return before.value && after.id !== before.id && after.name === before.name ? [] : [`arrows do not move: ${before.id}`];
}

// Tab from top to bottom, answering on the way: the ring is seen, and a question of one answer is one stop. Then back to the button, and Enter.
export async function byKeyboard(page, { focused, filled }) {
  const problems = [];
  const stops = [];
  // A report is for reading.
  if (!(await page.$("form"))) return problems;
  await page.evaluate(() => document.activeElement?.blur());
  for (let press = 0; press < MOST_STOPS; press += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(focused);
    if (!here) break;
    if (!here.seen) problems.push(`no ring is seen on ${here.id || here.type}`);
    if (!here.inView) problems.push(`${here.id || here.type} has the focus out of view`);
    for (const key of PRESSES[here.type] ?? []) await page.keyboard.press(key);
    if (here.type === "radio" && !here.alone) problems.push(...(await moved(page, focused)));
    stops.push(here);
  }
  const radios = stops.filter(({ type }) => type === "radio").map(({ name }) => name);
  if (new Set(radios).size < radios.length) problems.push("a question of one answer has two stops");
  let here = null;
  for (let press = 0; press < MOST_STOPS && !here?.sends; press += 1) {
    await page.keyboard.press("Shift+Tab");
    here = await page.evaluate(focused);
    if (!here) break;
  }
  if (!here?.sends) return [...problems, "the keyboard never gets to the button that sends"];
  const { sent, blank } = await page.evaluate(filled);
  if (blank.length) problems.push(`not answered by keyboard: ${blank.join(", ")}`);
  const [response] = await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  const arrived = await response.json().catch(() => null);
  if (JSON.stringify(arrived) !== JSON.stringify(sent)) problems.push("what arrived is not what was filled in");
  return [...new Set(problems)];
}
