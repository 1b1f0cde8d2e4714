/* Lists by keyboard: N and P move between [data-step] (results or table rows), Enter opens, M shows the description.

   Each [data-step] has one a[data-main] (where Enter goes by itself, since it has the focus) and may have a[data-about].
   The row that one stands on carries data-current. The list may be swapped by htmx: nothing is remembered but the mark. */

import { on } from "./keys.js";

const steps = () => [...document.querySelectorAll("[data-step]")].filter((one) => one.querySelector("a[data-main]"));
const current = () => document.querySelector("[data-step][data-current]");

function stand(row) {
  current()?.removeAttribute("data-current");
  row.setAttribute("data-current", "");
}

function move(by) {
  const rows = steps();
  if (!rows.length) return false;
  const focused = document.activeElement.closest("[data-step]");
  const from = rows.indexOf(focused ?? current());
  const start = focused || from < 0 ? from + by : from;
  const row = rows[Math.min(Math.max(start, 0), rows.length - 1)];
  stand(row);
  row.querySelector("a[data-main]").focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function open(selector) {
  const link = current()?.querySelector(selector);
  if (!link) return false;
  link.click();
  return true;
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-step]");
  if (row) stand(row);
});

/* Enter on a link or button is the browser's own. */
const enter = () => (document.activeElement.closest("a, button, summary, label") ? false : open("a[data-main]"));
on({ n: () => move(1), p: () => move(-1), m: () => open("a[data-about]"), Enter: enter });

/* Filters of narrow screens: a drawer over the page, opened and closed by [data-drawer=ID] and closed by Esc. */
document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-drawer]");
  const drawer = toggle && document.getElementById(toggle.dataset.drawer);
  if (drawer?.toggleAttribute("open")) drawer.querySelector("summary, input")?.focus();
  else if (drawer) document.querySelector(`.facet-toggle[data-drawer=${drawer.id}]`)?.focus();
});
on({
  Escape: () => {
    const opened = document.querySelector(".facet-drawer[open] .facet-close");
    (opened ?? document.querySelector("a[data-back]"))?.click();
  },
});
