/* What every page does with script: dialogs, menus, revealed passwords, toasts, and words for screen readers.

   [data-dialog=ID] opens <dialog id=ID>; [data-close] closes its dialog; [data-reveal=ID] shows a password;
   [data-focus] takes the focus when the page opens; [data-toast] leaves after 8 s unless it is hovered or focused. */

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
  const revealer = event.target.closest("[data-reveal]");
  if (revealer) reveal(revealer);
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || opener) menu.open = false;
  }
});

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

for (const button of document.querySelectorAll("[data-reveal]")) button.hidden = false;
document.querySelector("[data-focus]")?.focus();

const toasts = [...document.querySelectorAll("[data-toast]")];
toasts.forEach(leave);
if (toasts.length) say(toasts.map((one) => one.textContent.trim()).join(" "));
