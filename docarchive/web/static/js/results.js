/* Lists by keyboard: N and P move between [data-step] (results or table rows), Enter opens, M shows the description.

   Each [data-step] has one a[data-main] (where Enter goes by itself, since it has the focus) and may have a[data-about].
   The row that one stands on carries data-current. The list may be swapped by htmx: nothing is remembered but the mark.
   A row in <li id=rN> is remembered by the address when it is opened (#rN), so that every way back stands on it again; past
   the last row N goes on to the next page of the list, before the first P to the one before. */

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
  if ((start < 0 && from >= 0) || start >= rows.length) return turn(by);
  go(rows[Math.max(start, 0)]);
  return true;
}

function go(row) {
  stand(row);
  row.querySelector("a[data-main]").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

const place = (row) => row.closest("li[id^=r]");

/* The page of the list before or after this one, at the row that comes next. */
function turn(by) {
  const link = document.querySelector(`.pager a[rel=${by > 0 ? "next" : "prev"}]`);
  const ends = steps().map(place).filter(Boolean);
  if (!link) return true;
  const next = ends.length && Number((by > 0 ? ends.at(-1) : ends[0]).id.slice(1)) + by;
  location.assign(next ? `${link.href}#r${next}` : link.href);
  return true;
}

/* Where one comes back to, be it by the viewer's link or by the browser: shown at once, and once more when the page has come
   whole, since the browser takes the focus away when it scrolls to the place that the address names. */
function returned() {
  const row = /^#r\d+$/.test(location.hash) && document.querySelector(`${location.hash} [data-step]`);
  if (row) go(row);
}
returned();
addEventListener("pageshow", () => requestAnimationFrame(returned));

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-step] a[href]")?.closest("[data-step]");
  if (!row || !place(row) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  history.replaceState(history.state, "", `#${place(row).id}`);
});

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

/* Filters and the tree on narrow screens: a drawer over the page, opened and closed by [data-drawer=ID] and closed by Esc. */
document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-drawer]");
  const drawer = toggle && document.getElementById(toggle.dataset.drawer);
  if (drawer?.toggleAttribute("open")) drawer.querySelector("summary, input, [tabindex='0']")?.focus();
  else if (drawer) document.querySelector(`:is(.facet-toggle, .tree-toggle)[data-drawer=${drawer.id}]`)?.focus();
});
on({
  Escape: () => {
    const opened = document.querySelector(".facet-drawer[open] .facet-close, .tree-away[open] .tree-close");
    (opened ?? document.querySelector("a[data-back]"))?.click();
  },
});
