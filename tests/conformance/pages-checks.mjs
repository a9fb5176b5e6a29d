// SPDX-License-Identifier: Apache-2.0
// What is measured inside a page. Every function here is sent to the browser whole, so none refers to another.

const LEVELS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa", "wcag22aa", "wcag22aaa", "best-practice"];

// Every rule of every level, those included that axe leaves out by default.
export async function axe(levels) {
  const rules = Object.fromEntries(window.axe.getRules(levels).map(({ ruleId }) => [ruleId, { enabled: true }]));
  const { violations } = await window.axe.run(document, { runOnly: levels, rules, resultTypes: ["violations"], preload: false });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).slice(0, 3).join(", ")}`);
}
axe.argument = LEVELS;

// Names and references: what axe may pass although a person who hears the page is lost.
export function structure() {
  const GROUPS = "fieldset, [role=radiogroup], [role=group], section";
  const problems = [];
  const words = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  if (new Set(ids).size < ids.length) problems.push("an id stands twice");
  for (const name of ["for", "form", "list", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"])
    for (const element of document.querySelectorAll(`[${name}]`))
      for (const id of element.getAttribute(name).split(/\s+/))
        if (!ids.includes(id)) problems.push(`${name}="${id}" leads nowhere`);
  for (const link of document.querySelectorAll('a[href^="#"]'))
    if (!ids.includes(decodeURIComponent(link.hash.slice(1)))) problems.push(`a link to ${link.hash} leads nowhere`);
  const called = (group) => {
    const by = group.getAttribute("aria-labelledby");
    if (by) return by.split(/\s+/).map((id) => words(document.getElementById(id))).join(" ");
    return group.getAttribute("aria-label") ?? words(group.querySelector(":scope > legend"));
  };
  // Two forms of one kind are told apart by the host's own regions around them.
  const region = (group) => group.closest("[role=region]")?.getAttribute("aria-label") ?? "";
  const groups = [...document.querySelectorAll(GROUPS)].map(called);
  if (groups.some((name) => !name)) problems.push("a group has no name");
  const places = [...document.querySelectorAll(GROUPS)].map((group) => `${region(group)} ${called(group)}`);
  const twice = places.filter((name, number) => places.indexOf(name) < number);
  if (twice.length) problems.push(`${twice.length} groups are named like another`);
  for (const radio of document.querySelectorAll("input[type=radio]"))
    if (!called(radio.closest("fieldset, [role=radiogroup]") ?? document.createElement("i"))) problems.push(`${radio.name} is in no named group`);
  for (const control of document.querySelectorAll("input:not([type=hidden]), textarea, select"))
    if (![...control.labels].some(words) && !control.getAttribute("aria-label")) problems.push(`${control.id || control.name} has no label`);
  for (const control of document.querySelectorAll("button, a"))
    if (!words(control)) problems.push("a button or link has no words");
  for (const element of document.querySelectorAll("*"))
    for (const { name } of element.attributes) if (name === "style" || name.startsWith("on")) problems.push(`<${element.localName} ${name}=…>`);
  return [...new Set(problems)];
}

// What can be pressed, by the area that answers: for a button beside its words, the words too.
export function targets(least) {
  const problems = [];
  for (const element of document.querySelectorAll("a, button, input:not([type=hidden]), textarea, select, summary")) {
    if (element.classList.contains("af-skip")) element.focus();
    const parts = [element, ...(element.matches("[type=radio], [type=checkbox]") ? element.labels : [])].map((part) => part.getBoundingClientRect());
    if (parts.every(({ width }) => !width)) continue;
    const span = (low, high) => Math.max(...parts.map((part) => part[high])) - Math.min(...parts.map((part) => part[low]));
    const size = [span("left", "right"), span("top", "bottom")];
    if (Math.min(...size) < least - 0.01) problems.push(`${element.id || element.className || element.localName}: ${size.map(Math.round).join(" × ")} px`);
  }
  document.activeElement.blur();
  return problems;
}
targets.argument = 44;

// Nothing sticks out sideways, and no text is cut off.
export function overflow() {
  const problems = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) problems.push(`the page is ${scrollWidth - clientWidth} px too wide`);
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest(".af-vh, .af-skip:not(:focus)")) continue;
    const { left, right, width } = element.getBoundingClientRect();
    if (width && (right > clientWidth + 1 || left < -1)) problems.push(`${element.id || element.className || element.localName} sticks out`);
    const { overflowX, overflowY } = getComputedStyle(element);
    const cut = (overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) || (overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1);
    if (cut && !element.matches("textarea, input")) problems.push(`${element.id || element.className || element.localName} is cut off`);
  }
  return [...new Set(problems)].slice(0, 5);
}

// How large the words are; a page that ignores the reader's own text size answers the same at every size.
export function textSize() {
  const words = [...document.querySelectorAll("p, legend, label, h1, h2, button")].filter((one) => one.textContent.trim());
  return words.map((one) => parseFloat(getComputedStyle(one).fontSize));
}

// Where the keyboard stands, and whether a person sees it: a ring on the element, or on the row that belongs to it.
export function focused() {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const row = here.matches("[type=radio], [type=checkbox]") ? here.labels[0] : undefined;
  const ringed = (element) => {
    if (!element) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const box = (row ?? here).getBoundingClientRect();
  return {
    id: here.id,
    name: here.name ?? "",
    value: here.checked ? here.value : "",
    type: here.type ?? here.localName,
    alone: document.getElementsByName(here.name ?? "").length === 1,
    sends: here.matches(".af-actions button:first-child"),
    seen: ringed(here) || ringed(row),
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}

// What the form would send now, and which of its questions are still blank.
export function filled() {
  const form = document.activeElement.form;
  const sent = [...new FormData(form, document.activeElement)].map(([name, value]) => [name, String(value).replace(/\r?\n/g, "\r\n")]);
  const given = new Set(sent.filter(([, value]) => value).map(([name]) => name));
  const controls = [...form.elements].filter((one) => one.matches("input:not([type=hidden]), textarea") && one.name && one.checkVisibility());
  const names = [...new Set(controls.map(({ name }) => name))];
  return { sent, blank: names.filter((name) => !given.has(name) && !unanswered(name)) };

  // The second button may be the one that leaves a question blank.
  function unanswered(name) {
    return controls.some((one) => one.name === name && one.checked && !one.value);
  }
}

// Nothing moves for those who asked for that.
export function still() {
  const moving = [...document.querySelectorAll("*")].filter((one) => {
    const { transitionDuration, animationName } = getComputedStyle(one);
    return animationName !== "none" || transitionDuration.split(", ").some((time) => parseFloat(time));
  });
  return moving.length ? [`${moving.length} elements move`] : [];
}

// Edges for those who asked for more contrast.
export function edges() {
  const thin = [...document.querySelectorAll(".af-option > label, .af-input")].filter((one) => parseFloat(getComputedStyle(one).borderTopWidth) < 2);
  return thin.length ? [`${thin.length} edges are thin`] : [];
}

// On paper there is nothing to press, and nothing is put aside.
export function paper() {
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).length;
  const problems = shown("button, .af-exit, .af-skip, .af-slider") ? ["something to press is printed"] : [];
  if (shown(".af-cond") < document.querySelectorAll(".af-cond:not([hidden])").length) problems.push("a question is missing");
  return problems;
}
