/* Upload: files and folders by drop or by button, three at a time, each with its own progress, pause, retry and refusal.

   form[data-upload]      data-url (POST a file), data-rows (GET what was received), data-parallel; the hidden input `batch`
                          travels with each file. Without a batch the first files open one: data-open (POST its `name` and
                          `dossier`), data-at (its address, with {batch}). Without script the form posts by itself.
   input[data-files], input[data-folder], input[data-camera]   the choosers; files may be pasted too; [data-drop] the area that takes drops
   tbody[data-sending]    rows of files on their way, made from template[data-sending-row]
   [data-sums], tbody[data-read]   replaced by what data-rows answers; data-read="N" is how many are unfinished
   [data-pause], [data-trouble]    stop and go; show only what needs a hand
   template[data-badge-of=STATE], template[data-words]   the words, in the language of the page

   A file is sent as multipart/form-data (batch, dossier, path, then file) with X-CSRF-Token and an Idempotency-Key that a
   retry repeats, so a file whose answer was lost doesn't count twice. 201 answers {item}, the identifier that the
   file's row carries in data-item; problem details say the rest, `links.page` of a 409 where the file already is. */

import { csrf, say } from "./page.js";
import { follow } from "./batch.js";
import { dropped } from "./drop.js";
import { chosen, keep, start } from "./unsent.js";

const form = document.querySelector("form[data-upload]");
const body = document.querySelector("tbody[data-sending]");
const parallel = Number(form.dataset.parallel) || 3;
const words = (key) => document.querySelector("template[data-words]").content.querySelector(`[data-key=${key}]`).textContent;
form.dataset.scripted = "";
const queue = [];
const tally = { all: 0, accepted: 0, refused: 0 };
let running = 0;
let paused = false;
let batch = form.dataset.rows ? follow(form.dataset.rows, body) : null;

function sized(bytes) {
  const unit = bytes < 1e6 ? [1e3, "kB"] : bytes < 1e9 ? [1e6, "MB"] : [1e9, "GB"];
  const amount = (bytes / unit[0]).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  return `${amount} ${unit[1]}`;
}

function add(file, path) {
  const row = document.querySelector("template[data-sending-row]").content.firstElementChild.cloneNode(true);
  const one = { file, path, row, key: "", request: null };
  row.querySelector("[data-name]").textContent = file.name;
  row.querySelector("[data-name]").title = path || file.name;
  row.querySelector("[data-size]").textContent = sized(file.size);
  row.querySelector("[data-cancel]").addEventListener("click", () => cancel(one));
  row.querySelector("[data-retry]").addEventListener("click", () => again(one));
  row.querySelector("[data-dismiss]").addEventListener("click", () => row.remove());
  state(one, "queued");
  body.append(row);
  chosen(file.name, form.elements.batch.value);
  tally.all += 1;
  queue.push(one);
}

function state(one, name, why = "") {
  const { row } = one;
  row.dataset.state = name;
  keep(form.elements.batch.value);
  row.querySelector("[data-badge]").replaceChildren(document.querySelector(`template[data-badge-of=${name}]`).content.cloneNode(true));
  row.querySelector("[data-progress]").hidden = name !== "uploading";
  row.querySelector("[data-cancel]").hidden = name !== "queued" && name !== "uploading";
  row.querySelector("[data-dismiss]").hidden = name !== "refused" && name !== "duplicate";
  row.querySelector("[data-retry]").hidden = true;
  row.querySelector("[data-why]").hidden = !why;
  row.querySelector("[data-why]").textContent = why;
}

function pump() {
  while (batch && !paused && running < parallel && queue.length) send(queue.shift());
}

/* What names a file within its batch: chosen again, after a reload say, it counts once. If other bytes stand behind the same
   name, size and time, the server says so, and the file gets a key of its own. */
function keyOf({ file, path }) {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (const letter of `${form.elements.batch.value}\n${path || file.name}`) {
    one = Math.imul(one ^ letter.codePointAt(0), 2654435761);
    other = Math.imul(other ^ letter.codePointAt(0), 1597334677);
  }
  return [one >>> 0, other >>> 0, file.size, file.lastModified].join("-");
}

function send(one) {
  one.key ||= keyOf(one);
  const data = new FormData();
  data.append("batch", form.elements.batch.value);
  data.append("path", one.path);
  data.append("file", one.file);
  const request = (one.request = new XMLHttpRequest());
  request.open("POST", form.dataset.url);
  request.responseType = "json";
  request.setRequestHeader("X-CSRF-Token", csrf());
  request.setRequestHeader("Idempotency-Key", one.key);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => progressed(one, event));
  request.addEventListener("load", () => answered(one, request));
  request.addEventListener("error", () => lost(one));
  request.addEventListener("loadend", () => {
    running -= 1;
    pump();
    spoken();
  });
  running += 1;
  state(one, "uploading");
  request.send(data);
}

/* A line that broke is tried again by itself, later each time, at once when the browser is online again. */
const patience = [2, 5, 15, 30, 60];
function lost(one) {
  const seconds = patience[one.tries ?? 0];
  if (seconds === undefined) return refused(one, words("lost"), true);
  one.tries = (one.tries ?? 0) + 1;
  state(one, "queued", words("again").replace("{seconds}", seconds));
  say(`${one.file.name}: ${words("again").replace("{seconds}", seconds)}`);
  restored(seconds).then(() => {
    if (one.row.dataset.state !== "queued" || queue.includes(one)) return;
    queue.push(one);
    pump();
  });
}

function restored(seconds) {
  return new Promise((yes) => {
    const on = () => {
      clearTimeout(timer);
      removeEventListener("online", on);
      yes();
    };
    const timer = setTimeout(on, 1000 * seconds);
    addEventListener("online", on);
  });
}

function progressed(one, event) {
  if (!event.lengthComputable) return;
  one.row.querySelector("progress").value = event.loaded / event.total;
  one.row.querySelector("[data-percent]").textContent = `${Math.floor((100 * event.loaded) / event.total)} %`;
}

function answered(one, request) {
  const answer = request.response ?? {};
  if (request.status === 200 || request.status === 201) {
    tally.accepted += 1;
    state(one, "accepted");
    one.row.dataset.accepted = answer.item;
    batch.ask();
  } else if (request.status === 409) {
    state(one, "duplicate", answer.detail);
    batch.ask();
    if (answer.links?.page) Object.assign(one.row.querySelector("[data-existing]"), { href: answer.links.page, hidden: false });
  } else if (answer.type?.endsWith("/key-reused") && !one.own) {
    one.own = one.key = `${one.key}-${Math.random()}`;
    state(one, "queued");
    queue.push(one);
  } else if (request.status === 401) {
    refused(one, words("signed-out"), true);
  } else {
    batch.ask();
    refused(one, answer.detail || answer.title || `${request.status}`, request.status >= 429);
  }
}

/* A refusal stays where it is, with its reason; only what may go better next time offers a retry. */
function refused(one, why, retry) {
  tally.refused += 1;
  state(one, "refused", why);
  one.row.querySelector("[data-retry]").hidden = !retry;
  say(`${one.file.name}: ${why}`);
}

function cancel(one) {
  const waiting = queue.indexOf(one);
  if (waiting >= 0) queue.splice(waiting, 1);
  else one.request?.abort();
  state(one, "refused", words("cancelled"));
  one.row.querySelector("[data-retry]").hidden = false;
}

function again(one) {
  if (one.row.dataset.state !== "refused") return;
  tally.refused = Math.max(0, tally.refused - 1);
  state(one, "queued");
  queue.push(one);
  if (batch) pump();
  else open().then(pump);
}

let lastSpoken = 0;
function spoken() {
  const done = !running && !queue.length;
  if (!done && Date.now() - lastSpoken < 10000) return;
  lastSpoken = Date.now();
  say(words("spoken").replace(/\{(\w+)\}/g, (_, key) => tally[key]));
}

async function take(list) {
  for (const { file, path } of list) add(file, path);
  document.querySelector("[data-batch]").hidden = false;
  document.querySelector("[data-nothing]")?.remove();
  for (const pause of document.querySelectorAll("[data-pause]")) pause.hidden = false;
  if (!batch) await open();
  pump();
}

/* The batch that these files make; the address becomes its own, so that a reload or another tab finds it. */
let opening = null;
function open() {
  opening ??= opened().finally(() => (opening = null));
  return opening;
}

async function opened() {
  const wanted = { title: form.elements.name.value, node: form.elements.dossier.value };
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf() };
  const ask = () => fetch(form.dataset.open, { method: "POST", headers, body: JSON.stringify(wanted) }).catch(() => null);
  let answer = await ask();
  for (const seconds of answer ? [] : patience) {
    for (const one of queue) state(one, "queued", words("again").replace("{seconds}", seconds));
    say(words("again").replace("{seconds}", seconds));
    await restored(seconds);
    if ((answer = await ask())) break;
  }
  const told = await answer?.json().catch(() => null);
  if (!answer?.ok) {
    const why = answer?.status === 401 ? words("signed-out") : (told?.detail ?? words("lost"));
    for (const one of queue.splice(0)) refused(one, why, true);
    return;
  }
  form.elements.batch.value = told.id;
  for (const name of ["name", "dossier"]) form.elements[name].disabled = true;
  const there = form.dataset.at.replace("{batch}", told.id);
  history.replaceState(null, "", there);
  batch = follow(`${there}/rows`, body);
}

document.addEventListener("dismissed", () => batch?.ask());
for (const input of form.querySelectorAll("input[data-files], input[data-folder], input[data-camera]")) {
  input.addEventListener("change", () => {
    take([...input.files].map((file) => ({ file, path: file.webkitRelativePath })));
    input.value = "";
  });
}
form.addEventListener("submit", (event) => event.preventDefault());
start(form.elements.batch.value);
dropped(document.querySelector("[data-drop]"), take);
addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (files.length) take(files.map((file) => ({ file, path: "" })));
});

document.querySelector("[data-pause]")?.addEventListener("click", (event) => {
  paused = !paused;
  event.currentTarget.querySelector("[data-going]").hidden = paused;
  event.currentTarget.querySelector("[data-paused]").hidden = !paused;
  say(words(paused ? "paused" : "going"));
  pump();
});
document.querySelector("[data-trouble]")?.addEventListener("change", (event) => {
  document.querySelector("[data-batch]").toggleAttribute("data-only-trouble", event.currentTarget.checked);
});
addEventListener("beforeunload", (event) => {
  if (running || body.querySelector('tr[data-state="queued"]')) event.preventDefault();
});
