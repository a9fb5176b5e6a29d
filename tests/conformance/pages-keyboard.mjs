// SPDX-License-Identifier: Apache-2.0
// The way through a page by keyboard alone.

// Tab from the top to the button that sends; at each stop the ring is seen and in view.
export async function walk(page, focused) {
  const problems = [];
  const stops = [];
  for (let press = 0; press < 400; press += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(focused);
    if (!here) break;
    if (!here.seen) problems.push(`no ring is seen on ${here.id || here.type}`);
    if (!here.inView) problems.push(`${here.id || here.type} has the focus out of view`);
    stops.push(here);
  }
  const radios = stops.filter(({ type }) => type === "radio").map(({ name }) => name);
  if (new Set(radios).size < radios.length) problems.push("a question of one answer has two stops");
  if (!stops.some(({ type }) => type === "submit")) problems.push("Tab never gets to the button that sends");
  return [...new Set(problems)];
}
