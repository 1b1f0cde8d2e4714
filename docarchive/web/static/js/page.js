/* What every page does with script: dialogs, menus, revealed passwords, toasts, and words for screen readers.

   [data-dialog=ID] opens <dialog id=ID>; [data-close] closes its dialog; [data-reveal=ID] shows a password;
   [data-copy=ID] copies the text of ID and becomes its [data-done]; details[data-fold] begins folded on a phone;
   [data-focus] takes the focus when the page opens; [data-toast] leaves after 8 s unless it is hovered or focused;
   [data-with-script] appears and [data-without-script] goes; a change of [data-submit] sends its form; [data-print] prints;
   a page with [data-print-now] is there to be printed. */

import "./keys.js";

export function say(words) {
  document.getElementById("live").textContent = words;
}

export const csrf = () => document.querySelector("meta[name=csrf-token]").content;

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog, details").close?.();
  if (event.target.closest("[data-print]")) print();
  const revealer = event.target.closest("[data-reveal]");
  if (revealer) reveal(revealer);
  const copier = event.target.closest("[data-copy]");
  if (copier) copy(copier);
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || opener) menu.open = false;
  }
});

/* Offices without a certificate have no clipboard of the browser's: then what is selected is copied. */
async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  getSelection().selectAllChildren(source);
  const put = navigator.clipboard?.writeText(source.textContent).then(() => true, () => false);
  if (!((await put) || document.execCommand("copy"))) return;
  button.querySelector("span").textContent = button.dataset.done;
  say(button.dataset.done);
}

function reveal(button) {
  const field = document.getElementById(button.dataset.reveal);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
  field.focus();
}

function leave(toast) {
  const gone = () => (toast.matches(":hover, :focus-within") ? setTimeout(gone, 1000) : toast.remove());
  setTimeout(gone, 8000);
}

/* A menu that holds a form opens at its first field. */
document.addEventListener(
  "toggle",
  ({ target }) => {
    const field = target.open ? target.querySelector(":scope > .menu-form .input") : null;
    field?.focus();
    field?.select?.();
  },
  true,
);

/* A word of what was just done, shown for a while and said, with `more` for who only hears it. */
export function toast(words, more = "") {
  const shown = document.createElement("div");
  shown.className = "toast";
  shown.textContent = words;
  document.querySelector("[data-toasts]").replaceChildren(shown);
  leave(shown);
  say(more ? `${words}: ${more}` : words);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

if (matchMedia("(max-width: 767px)").matches) for (const one of document.querySelectorAll("details[data-fold]")) one.open = false;

function scripted(part) {
  for (const one of part.querySelectorAll("[data-reveal], [data-with-script], [data-print]")) one.hidden = false;
  for (const one of part.querySelectorAll("[data-without-script]")) one.hidden = true;
}

scripted(document);
if (document.querySelector("[data-print-now]")) addEventListener("load", () => print());
// What htmx brings in is as the server made it, for a browser without script; the page itself was seen to above.
document.addEventListener("htmx:load", ({ detail }) => detail.elt !== document.body && scripted(detail.elt));
document.querySelector("[data-focus]")?.focus();

const toasts = [...document.querySelectorAll("[data-toast]")];
toasts.forEach(leave);
if (toasts.length) say(toasts.map((one) => one.textContent.trim()).join(" "));
