/* A batch as the server sees it: asked again and again with its ETag, one request a batch, slower while nobody looks. */

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
    let open = 0;
    while (wanted) {
      wanted = false;
      open = await once();
    }
    asking = false;
    if (open !== 0) timer = setTimeout(ask, document.hidden || open < 0 ? idle : soon);
  }

  /* How many files are unfinished; −1 when the server didn't answer (asked again, more slowly). */
  async function once() {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await fetch(address, { headers, cache: "no-store" }).catch(() => null);
    if (answer?.status === 200) {
      etag = answer.headers.get("ETag") ?? "";
      put(await answer.text());
    }
    if (!answer || answer.status >= 400) return -1;
    return Number(document.querySelector("tbody[data-read]").dataset.read) + sending.querySelectorAll("[data-accepted]").length;
  }

  function put(html) {
    const came = document.createElement("template");
    came.innerHTML = html;
    for (const part of ["[data-sums]", "tbody[data-read]"]) replace(part, came.content.querySelector(part));
    for (const row of sending.querySelectorAll("[data-accepted]")) {
      if (document.querySelector(`tbody[data-read] [data-item="${row.dataset.accepted}"]`)) row.remove();
    }
    for (const row of sending.querySelectorAll('tr[data-state="refused"], tr[data-state="duplicate"]')) {
      const name = CSS.escape(row.querySelector("[data-name]").textContent.normalize());
      if (document.querySelector(`tbody[data-read] [data-refused="${name}"]`)) row.remove();
    }
  }

  if (Number(document.querySelector("tbody[data-read]")?.dataset.read) > 0) ask();
  return { ask };
}

/* The focus stays on the same control of the same file, though its row is new. */
function replace(part, fresh) {
  const old = document.querySelector(part);
  if (!old || !fresh) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const item = focused?.closest("[data-item]")?.dataset.item;
  const order = item ? [...focused.closest("[data-item]").querySelectorAll("a, button")].indexOf(focused) : -1;
  old.replaceWith(fresh);
  if (item) fresh.querySelector(`[data-item="${item}"]`)?.querySelectorAll("a, button")[order]?.focus();
}
