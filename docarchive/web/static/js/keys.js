/* Single-letter keys, and the few that act everywhere.

   on({n: action, PageDown: action, …}) adds a page's keys; an action that returns false lets the browser go on.
   Letters act only outside text fields, without Ctrl, Alt or Meta, and never while a Vietnamese input method composes;
   <html data-letters="off"> turns them off. "Shift+Q" names a letter with Shift.
   Everywhere: T → [data-search], ? → #keys, Esc → closes what is open, else follows a[data-back]. */

const actions = {};

export function on(more) {
  Object.assign(actions, more);
}

const typing = (target) =>
  target instanceof Element && target.closest("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]");

/* With a Vietnamese or other layout `key` may be no Latin letter: then the place on the board says which. */
function letter(event) {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  const placed = /^Key([A-Z])$/.exec(event.code);
  return placed && event.key.length === 1 ? placed[1].toLowerCase() : null;
}

function name(event) {
  const key = letter(event);
  if (!key) return event.key;
  return event.shiftKey ? `Shift+${key.toUpperCase()}` : key;
}

function keydown(event) {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") return escape(event);
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (document.documentElement.dataset.letters === "off" && event.key.length === 1) return;
  const action = actions[name(event)];
  if (action && action(event) !== false) event.preventDefault();
}

function escape(event) {
  if (document.querySelector("dialog[open]")) return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (typing(event.target)) {
    event.target.blur();
  } else if (actions.Escape) {
    actions.Escape(event);
  } else {
    document.querySelector("a[data-back]")?.click();
  }
}

function search() {
  const fields = [...document.querySelectorAll("[data-search]")];
  const field = fields.find((one) => one.offsetParent !== null);
  field?.focus();
  field?.select();
}

on({ t: search, "?": () => document.getElementById("keys")?.showModal() });
document.addEventListener("keydown", keydown);
