/* What a begun query may become, under the search box: a combobox after the ARIA pattern.

   input[data-search][data-suggest=ADDRESS] asks ADDRESS?q=…; the answer is a [role=listbox] of a[role=option] in groups, whose
   data-said is what screen readers hear. ↓ ↑ go through it, Enter takes one, Esc closes; without a choice Enter searches as ever.
   Backspace at the start of the box goes to the last chip, and there it takes the chip away.

   Lists of results are swapped by htmx, so the boxes are found when they are typed in, not before. */

import { say } from "./page.js";

const least = 2;
const pause = 120;
let open = null;
let timer = 0;
let asked = 0;

const options = () => [...(open?.list.querySelectorAll("[role=option]") ?? [])];
const chosen = () => open?.list.querySelector("[aria-selected=true]");

function close() {
  open?.list.remove();
  open?.input.setAttribute("aria-expanded", "false");
  for (const name of ["aria-activedescendant", "aria-controls"]) open?.input.removeAttribute(name);
  open = null;
}

async function ask(input) {
  const number = ++asked;
  const words = input.value.trim();
  if (words.length < least) return close();
  const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: words })}`).catch(() => null);
  if (number !== asked || !answer?.ok || document.activeElement !== input) return;
  show(input, await answer.text());
}

function show(input, html) {
  const came = document.createElement("template");
  came.innerHTML = html;
  const list = came.content.querySelector("[role=listbox]");
  close();
  if (!list) return;
  input.closest("form").append(list);
  open = { input, list };
  input.setAttribute("aria-expanded", "true");
  input.setAttribute("aria-controls", list.id);
  say(list.dataset.said);
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  if (!option) return open.input.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  open.input.setAttribute("aria-activedescendant", option.id);
}

/* Past either end nothing is chosen: Enter then searches what was typed. */
function step(by) {
  const all = [null, ...options()];
  const at = all.indexOf(chosen() ?? null);
  choose(all[(at + by + all.length) % all.length]);
}

const keys = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Escape: close,
  Enter: () => (chosen() ? chosen().click() : false),
};

function chip(event) {
  if (event.key !== "Backspace") return;
  const box = event.target.closest(".search-box");
  const last = [...(box?.querySelectorAll(".chip") ?? [])].at(-1);
  if (event.target.matches(".search-box .chip")) event.target.click();
  else if (last && event.target.selectionEnd === 0 && event.target.matches("[data-search]")) last.focus();
  else return;
  event.preventDefault();
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-suggest]")) return;
  clearTimeout(timer);
  timer = setTimeout(() => ask(event.target), pause);
});
// Before the keys of the whole page, where Esc leaves the box.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    chip(event);
    if (!open || event.target !== open.input || !keys[event.key]) return;
    if (keys[event.key]() !== false) event.preventDefault();
  },
  true,
);
document.addEventListener("focusout", (event) => {
  if (event.target === open?.input && !open.list.contains(event.relatedTarget)) close();
});
// The box keeps the focus while an option is pressed, so that the list is still there when it is let go.
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest("[role=listbox].suggestions")) event.preventDefault();
});
