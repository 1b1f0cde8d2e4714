/* The filters beside a list of results, which htmx swaps with the list: what was ticked keeps the focus, what was unfolded stays
   so, and how many documents are found now is said. */

import { say } from "./page.js";

const boxes = () => [...document.querySelectorAll(".facets input[type=checkbox]")];
const folds = () => [...document.querySelectorAll(".facets details[data-group]")];
let before = null;

function remember() {
  const { name, value } = document.activeElement;
  const open = new Map(folds().map((one) => [one.dataset.group, one.open]));
  before = { focused: document.activeElement.closest(".facets") && { name, value }, open, drawer: document.querySelector(".facet-drawer[open]") };
}

function unfold(box) {
  for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

/* A value that nothing has any more is gone: then the focus goes to the next that stands in its group, or to the first of all. */
function focus({ name, value }) {
  const all = boxes();
  const box = all.find((one) => one.name === name && one.value === value) ?? all.find((one) => one.name === name) ?? all[0];
  if (!box) return document.querySelector(".facets button")?.focus();
  unfold(box);
  box.focus({ preventScroll: true });
}

function restore() {
  if (!before) return;
  for (const one of folds()) one.open = before.open.get(one.dataset.group) ?? one.open;
  if (before.drawer) document.querySelector(".facet-drawer")?.setAttribute("open", "");
  if (before.focused) focus(before.focused);
  before = null;
  say(document.querySelector("#results h1")?.textContent.trim() ?? "");
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.shouldSwap) remember();
});
document.addEventListener("htmx:afterSettle", restore);
