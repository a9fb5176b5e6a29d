// SPDX-License-Identifier: Apache-2.0
// Adds to a page of alliance_forms; everything works without it. No globals, no handlers in the markup, nothing is sent or stored.
const all = (selector) => document.querySelectorAll(selector);
const make = (tag, attributes) => Object.assign(document.createElement(tag), attributes);

// A line to press. The box stays what is sent, since a line cannot be empty; until it is pressed, no place on it is suggested.
for (const box of all("[data-af-line]")) {
  const field = box.querySelector("input");
  const [unanswered, clears] = JSON.parse(box.dataset.afLine);
  const line = make("input", { type: "range", min: box.dataset.afMin, max: box.dataset.afMax, step: box.dataset.afStep, className: "af-slider", id: `${field.id}~_line` });
  const row = make("div", { className: "af-row" });
  const state = make("p", { textContent: unanswered });
  const clear = make("button", { type: "button", className: "af-btn af-btn--quiet", textContent: clears });
  line.setAttribute("aria-label", box.querySelector("label").textContent);
  if (field.hasAttribute("aria-describedby")) line.setAttribute("aria-describedby", field.getAttribute("aria-describedby"));
  const show = () => {
    const value = Number(field.value.replace(",", "."));
    const answered = field.value.trim() !== "" && value >= Number(line.min) && value <= Number(line.max);
    line.toggleAttribute("data-af-empty", !answered);
    line.setAttribute("aria-valuetext", answered ? field.value : unanswered);
    state.hidden = answered;
    clear.hidden = !answered;
    if (answered) line.value = value;
  };
  const take = () => {
    field.value = line.value;
    show();
  };
  line.addEventListener("input", take);
  line.addEventListener("pointerup", take); // pressed in the very middle, where the line stands unanswered
  line.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    take();
  });
  field.addEventListener("input", show);
  clear.addEventListener("click", () => {
    field.value = "";
    show();
    field.focus();
  });
  field.before(line);
  field.after(row);
  row.append(field, state, clear);
  show();
}

// Questions that depend on others. What was typed stays; what counts is decided where the form is read.
const dependent = [...all("[data-af-when]")].map((box) => [box, JSON.parse(box.dataset.afWhen)]);
const given = (one, name) => (one.name === name && one.checked) || (one.name === `${name}~text` && one.value);
const chosen = (form, name) => [...form.elements].filter((one) => given(one, name)).map(({ value }) => value);
const follow = () => {
  for (const [box, rule] of dependent) {
    const met = ([name, values]) => {
      const answers = chosen(box.closest("form"), name);
      return (answers.length ? answers : [""]).some((value) => values.includes(value));
    };
    const meant = rule.any ? rule.if.some(met) : rule.if.every(met);
    // Never hidden: what needs another look, and what the person is in.
    box.hidden = !meant && !box.classList.contains("af-item--error") && !box.contains(document.activeElement);
  }
};
for (const form of all("form.af-form")) form.addEventListener("change", follow);
follow();

// Leaving: the page is gone at once, and Back does not lead to it.
for (const link of all("[data-af-exit]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.title = "…";
    document.body.hidden = true;
    location.replace(link.href);
  });
}
