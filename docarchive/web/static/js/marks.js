/* The hits of the viewer's query. Each page has its own marks: those of the page that is opened come with it, those of
   another are fetched when it is turned to, from data-marks-at (an address with pages/0 for the page).

   script[data-hits]    JSON: [page, …] — the page of each hit, in the order of reading
   script[data-marks]   JSON: [{boxes: [[x, y, w, h], …], pieces: [[text, marked], …]}] — the hits of the page that is opened */

const frame = document.querySelector("[data-viewer]");

export const read = (name) => JSON.parse(document.querySelector(`script[data-${name}]`)?.textContent || "[]");
export const hits = read("hits");
const known = new Map([[Number(frame.dataset.page), read("marks")]]);

/* The hits of a page stand together in the row of all: the first of them is its first mark. */
export const first = (page) => hits.indexOf(page);
export const marksOn = (page) => known.get(page) ?? [];
export const markOf = (hit) => marksOn(hits[hit - 1])[hit - 1 - first(hits[hit - 1])];

/* True when marks came that weren't there. */
export async function load(page) {
  if (known.has(page) || !hits.includes(page) || !frame.dataset.marksAt) return false;
  known.set(page, []);
  const answer = await fetch(frame.dataset.marksAt.replace("/pages/0/", `/pages/${page}/`)).catch(() => null);
  if (answer?.ok) known.set(page, await answer.json());
  else known.delete(page);
  return Boolean(answer?.ok);
}

/* The words round a mark, with the mark in them, wherever the page has room for the current hit's sentence. */
export function sentence(mark) {
  const pieces = (mark?.pieces ?? []).map(([text, marked]) => {
    const piece = document.createElement(marked ? "mark" : "span");
    piece.textContent = text;
    return piece;
  });
  for (const one of document.querySelectorAll("[data-sentence]")) one.replaceChildren(...pieces.map((piece) => piece.cloneNode(true)));
}
