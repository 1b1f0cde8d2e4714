/* A batch as the server sees it: asked again and again with its ETag, one request a batch, slower while nobody looks. The server
   sends all rows, or (tbody[data-gone]) those that changed since the answer with that ETag, and names those that are gone. */

import { rest } from "./rest.js";

const soon = 1000;
const idle = 5000;

export function follow(address, sending) {
  let etag = "";
  let timer = 0;
  let asking = false;
  let wanted = false;

  /* Asked for while an answer is on its way, it asks once more: that answer may be older than what was just sent. */
  async function ask() {
    clearTimeout(timer);
    wanted = true;
    if (asking) return;
    asking = true;
    let open = -1;
    try {
      while (wanted) {
        wanted = false;
        open = await once();
      }
    } finally {
      asking = false;
    }
    if (open !== 0) timer = setTimeout(ask, document.hidden || open < 0 ? idle : soon);
  }

  /* How many files are unfinished; −1 when the server didn't answer, or its answer broke off (asked again, more slowly). */
  async function once() {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await fetch(address, { headers, cache: "no-store" }).catch(() => null);
    if (!answer || answer.status >= 400) return -1;
    if (answer.status === 200) {
      const html = await answer.text().catch(() => null);
      if (html === null) return -1;
      put(html);
      etag = answer.headers.get("ETag") ?? "";
    }
    return Number(document.querySelector("tbody[data-read]").dataset.read) + sending.querySelectorAll("[data-accepted]").length;
  }

  function put(html) {
    const came = document.createElement("template");
    came.innerHTML = html;
    replace(document.querySelector("[data-sums]"), came.content.querySelector("[data-sums]"));
    const [rows, fresh] = [document.querySelector("tbody[data-read]"), came.content.querySelector("tbody[data-read]")];
    if (fresh?.dataset.gone === undefined) replace(rows, fresh);
    else merge(rows, fresh);
    for (const row of sending.querySelectorAll("[data-accepted]")) {
      if (document.querySelector(`tbody[data-read] [data-item="${row.dataset.accepted}"]`)) row.remove();
    }
    for (const row of sending.querySelectorAll('tr[data-state="refused"], tr[data-state="duplicate"]')) {
      const name = CSS.escape(row.querySelector("[data-name]").textContent.normalize());
      if (document.querySelector(`tbody[data-read] [data-refused="${name}"]`)) row.remove();
    }
    rest();
  }

  if (Number(document.querySelector("tbody[data-read]")?.dataset.read) > 0) ask();
  return { ask };
}

/* Each row stays where it is; what is new comes to the end, refusals to the top. */
function merge(rows, fresh) {
  rows.dataset.read = fresh.dataset.read;
  for (const item of fresh.dataset.gone.split(" ").filter(Boolean)) rows.querySelector(`[data-item="${item}"]`)?.remove();
  const refused = [...fresh.querySelectorAll("[data-refused]")];
  const shown = [...rows.querySelectorAll("[data-refused]")];
  if (refused.map((row) => row.dataset.refused).join("\n") !== shown.map((row) => row.dataset.refused).join("\n")) {
    for (const row of shown) row.remove();
    rows.prepend(...refused);
  }
  for (const row of [...fresh.querySelectorAll("[data-item]")]) {
    const old = rows.querySelector(`[data-item="${row.dataset.item}"]`);
    if (old) replace(old, row);
    else rows.append(row);
  }
}

/* The focus stays on the same control of the same file, though its row is new. */
function replace(old, fresh) {
  if (!old || !fresh) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const row = focused?.closest("[data-item], [data-refused]");
  const order = row ? [...row.querySelectorAll("a, button")].indexOf(focused) : -1;
  old.replaceWith(fresh);
  const there = row?.dataset.item ? `[data-item="${row.dataset.item}"]` : `[data-refused="${CSS.escape(row?.dataset.refused ?? "")}"]`;
  if (row) (fresh.matches(there) ? fresh : fresh.querySelector(there))?.querySelectorAll("a, button")[order]?.focus();
}
