/* The pages of the viewer's document: the hits of its query and the words of each page. Those of the page that is opened come
   with it, those of another are fetched when it is turned to, from data-words-at (an address with pages/0 for the page).

   script[data-pages]   JSON: {src, thumbnail, label: each with {page} in it; sizes: [[width, height], …] of the readings, in
                        their pixels; whole: [page, …] — not read: loaded as pages of their own, where the server says why}
   script[data-hits]    JSON: [page, …] — the page of each hit, in the order of reading
   script[data-words]   JSON: {marks: [{boxes: [[x, y, w, h], …], pieces: [[text, marked], …]}] — the hits of the page,
                        lines: [[[text, x, y, w, h], …], …] — its words line by line, unread: [[x, y, w, h], …] — where something
                        that looks like text was not read} */

const frame = document.querySelector("[data-viewer]");
const none = { marks: [], lines: [], unread: [] };

export const read = (name) => JSON.parse(document.querySelector(`script[data-${name}]`)?.textContent || "[]");
export const hits = read("hits");
const given = read("pages");
const numbered = (text, page) => text.replace("{page}", page);
export const pages = given.sizes.map(([width, height], at) => ({
  src: numbered(given.src, at + 1),
  label: numbered(given.label, at + 1),
  whole: given.whole.includes(at + 1),
  width,
  height,
}));
const known = new Map([[Number(frame.dataset.page), read("words")]]);

/* The hits of a page stand together in the row of all: the first of them is its first mark. */
export const first = (page) => hits.indexOf(page);
export const marksOn = (page) => (known.get(page) ?? none).marks;
export const linesOn = (page) => (known.get(page) ?? none).lines;
export const unreadOn = (page) => (known.get(page) ?? none).unread;
export const markOf = (hit) => marksOn(hits[hit - 1])[hit - 1 - first(hits[hit - 1])];

/* True when words came that weren't there. */
export async function load(page) {
  if (known.has(page)) return false;
  known.set(page, none);
  const answer = await fetch(frame.dataset.wordsAt.replace("/pages/0/", `/pages/${page}/`)).catch(() => null);
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
