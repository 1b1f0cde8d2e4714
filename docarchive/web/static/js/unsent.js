/* Files that were still to be sent when the page was left: a browser forgets the files, so their names are kept for the tab and
   told when the batch's page opens again, until they are chosen anew. [data-unsent] holds the words, with {count} and {names}. */

const few = 12;
const sending = document.querySelector("tbody[data-sending]");
let timer = 0;
let left = [];

const key = (batch) => `unsent:${batch}`;
const waiting = () => [...sending.querySelectorAll('tr:is([data-state="queued"], [data-state="uploading"]) [data-name]')].map((name) => name.textContent);

/* Called whenever a file's state changes; written down a moment later, once for many, however many come meanwhile. */
export function keep(batch) {
  if (batch) timer ||= setTimeout(() => write(batch), 200);
}

function write(batch) {
  clearTimeout(timer);
  timer = 0;
  const names = [...new Set([...left, ...waiting()])];
  if (names.length) sessionStorage.setItem(key(batch), JSON.stringify(names));
  else sessionStorage.removeItem(key(batch));
}

export function chosen(name, batch) {
  if (!left.includes(name)) return;
  left = left.filter((one) => one !== name);
  tell();
  keep(batch);
}

function tell() {
  const notice = document.querySelector("[data-unsent]");
  notice.hidden = !left.length;
  const words = notice.querySelector("p");
  words.dataset.words ??= words.textContent;
  const names = left.slice(0, few).join(", ") + (left.length > few ? "…" : "");
  words.textContent = words.dataset.words.replace("{count}", left.length).replace("{names}", names);
}

export function start(batch) {
  if (!batch) return;
  left = JSON.parse(sessionStorage.getItem(key(batch)) ?? "[]");
  tell();
  document.querySelector("[data-forget]").addEventListener("click", () => {
    left = [];
    tell();
    write(batch);
  });
}
