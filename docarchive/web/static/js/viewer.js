/* The viewer: OpenSeadragon over the page's own image, with a box for every word that was found.

   [data-viewer]        the frame; data-page (from 1) and data-hit (from 1, 0 for none) say where it opens
   [data-stage]         holds the server's own picture (shown without script), a .canvas for ours, and [data-note]
   script[data-field]   JSON: {name, boxes} of the described field that the page opens at
   a[data-follows]      links that keep to the page and hit shown; [data-panel-body] is fetched anew where data-tab is "text",
                        and where the list of hits doesn't reach to the current one
   [data-citation], [data-sentence]    the page's citation; the current hit's words
   data-title, data-hit-said, data-copied    words with {page} and the like in them: the window's title, and what is told
   [data-do=…]          buttons and links: next-hit, previous-hit, next-page, previous-page, in, out, fit, right, left,
                        marks, panel, copy, unread; a link's own address serves where there is no script
   [data-go-page=N], [data-go-hit=N]   thumbnails and the list of hits; the one shown carries aria-current
   [data-now=page|hit|zoom]            where the figures are written
   [data-next-result]   where N goes after the last hit; [data-cite] the citation that C copies, with {page} in it
   a[data-both]         the same page with its text beside it */

import { on } from "./keys.js";
import { first, hits, linesOn, load, markOf, marksOn, pages, read, sentence, unreadOn } from "./marks.js";
import { say, toast } from "./page.js";
import { inHand, openWidth, show as stand, stage, still, viewer } from "./scan.js";
import "./sheet.js";
import "./strip.js";
import { around, chosen, cited, layer } from "./words.js";

const frame = document.querySelector("[data-viewer]");
const field = read("field");
const fieldPage = Number(frame.dataset.page);
let page = Number(frame.dataset.page) || 1;
let hit = Number(frame.dataset.hit) || 0;
let fit = "page";

function source(number) {
  return { type: "image", url: pages[number - 1].src, buildPyramid: false };
}

/* The image may be larger or smaller than the reading: boxes are scaled by their widths. */
function rectangle([x, y, w, h]) {
  const scale = viewer.world.getItemAt(0).getContentSize().x / pages[page - 1].width;
  return viewer.viewport.imageToViewportRectangle(x * scale, y * scale, w * scale, h * scale);
}

const show = (box) => stand(rectangle(box), rectangle(around(linesOn(page).flat()) ?? [0, 0, pages[page - 1].width, 1]));
const current = () => (hit && hits[hit - 1] === page ? markOf(hit) : undefined);

/* Another page may be shown when the words of this one come; what is heard has to wait for them. */
async function turned(number) {
  const came = await load(number);
  if (number !== page) return;
  tell();
  if (!came) return;
  sentence(current());
  if (stage.dataset.ready === undefined || !viewer.world.getItemCount()) return;
  if (current()) arrive();
  else drawHits();
}

function tell() {
  if (!hit) return say(pages[page - 1].label);
  const words = current()?.pieces.map(([text]) => text).join("");
  const named = { hit, hits: hits.length, page, words };
  if (words) say(frame.dataset.hitSaid.replace(/{(\w+)}/g, (_all, name) => named[name]));
}

function drawHits() {
  viewer.clearOverlays();
  const { width, height } = pages[page - 1];
  viewer.addOverlay({ element: layer(page, pages[page - 1]), location: rectangle([0, 0, width, height]) });
  marksOn(page).forEach((one, at) => {
    for (const box of one.boxes) draw(box, first(page) + at + 1 === hit ? "hit is-now" : "hit");
  });
  for (const box of unreadOn(page)) draw(box, "unread-box");
  if (page === fieldPage) for (const box of field.boxes ?? []) draw(box, "field-box");
  const note = stage.querySelector("[data-do=unread]");
  if (note) note.hidden = !unreadOn(page).length;
}

/* Each press stands on the next place of the page that wasn't read. */
let place = 0;
function showUnread() {
  const boxes = unreadOn(page);
  if (boxes.length) show(boxes[place++ % boxes.length]);
}

function draw(box, kind) {
  const element = document.createElement("div");
  element.className = kind;
  element.setAttribute("aria-hidden", "true");
  viewer.addOverlay({ element, location: rectangle(box) });
}

function showHit() {
  const box = current()?.boxes[0];
  if (box) show(box);
}

function arrive() {
  drawHits();
  const framed = page === fieldPage && field.boxes?.[0];
  if (framed) {
    if (!inHand()) openWidth(true);
    show(framed);
  } else if (current()) {
    if (!inHand()) openWidth(true);
    showHit();
  } else if (fit === "width" || "both" in frame.dataset) {
    openWidth(true);
  }
  figures();
}

viewer.addHandler("open", () => {
  stage.dataset.ready = "";
  arrive();
});
viewer.addHandler("open-failed", () => delete stage.dataset.ready);
viewer.addHandler("animation", figures);
viewer.open(source(page));

function figures() {
  const write = (name, value) => document.querySelectorAll(`[data-now=${name}]`).forEach((one) => (one.textContent = value));
  write("page", page);
  write("hit", hit || "–");
  const image = viewer.world.getItemAt(0);
  if (image) write("zoom", `${Math.round(image.viewportToImageZoom(viewer.viewport.getZoom(true)) * 100)} %`);
}

function mark(attribute, number) {
  for (const one of document.querySelectorAll(`[data-${attribute}]`)) {
    const here = Number(one.getAttribute(`data-${attribute}`)) === number;
    if (here) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
    if (here) one.scrollIntoView({ block: "nearest" });
  }
}

/* The address of what is shown; with `from`, of what that link leads to, on the same page and hit. */
function address(from = location.href) {
  const there = new URL(from);
  there.searchParams.set("page", page);
  if (hit) there.searchParams.set("hit", hit);
  else there.searchParams.delete("hit");
  return there;
}

function follow() {
  for (const field of document.querySelectorAll("[data-within] [name=page]")) field.value = page;
  for (const link of document.querySelectorAll("a[data-follows]")) link.href = address(link.href);
  for (const one of document.querySelectorAll("[data-citation]")) {
    one.textContent = document.querySelector("[data-cite]").dataset.cite.replace("{page}", page);
  }
  sentence(current());
  const unlisted = frame.dataset.tab === "hits" && hit && !document.querySelector(`[data-go-hit="${hit}"]`);
  if (frame.dataset.tab === "text" || unlisted) panel();
}

/* What stands beside the scan, of the page and hit that are shown when the answer comes. */
async function panel() {
  const asked = page;
  const answer = await fetch(address(), { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || asked !== page) return;
  const came = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-panel-body]");
  if (came) document.querySelector("[data-panel-body]").replaceChildren(...came.childNodes);
  mark("go-hit", hit);
}

/* What would be printed is the page that is shown, not the one that was opened. */
function printable() {
  const sheet = document.querySelector(".sheet img");
  if (sheet) Object.assign(sheet, { loading: "eager", src: pages[page - 1].src, alt: pages[page - 1].label });
}

function settle() {
  document.title = frame.dataset.title.replace("{page}", page);
  printable();
  stage.setAttribute("aria-label", pages[page - 1].label);
  mark("go-page", page);
  mark("go-hit", hit);
  figures();
  history.replaceState(null, "", address());
  follow();
}

function toPage(number, keep = 0) {
  if (number < 1 || number > pages.length) return;
  const moved = number !== page;
  page = number;
  hit = keep;
  if (pages[page - 1].whole) return location.assign(address());
  if (moved) viewer.open(source(page));
  else if (hit) {
    drawHits();
    showHit();
  }
  settle();
  turned(page);
}

function toHit(number) {
  if (!hits.length) return;
  if (number > hits.length) return nextResult();
  if (number >= 1) toPage(hits[number - 1], number);
}

/* After the last hit a word of notice first; the second press goes on. */
let noticed = false;
function nextResult() {
  const link = document.querySelector("a[data-next-result]");
  if (!link) return;
  if (noticed) link.click();
  noticed = true;
  say(link.dataset.notice);
}

/* From a page without a current hit, "next" is the first hit on or after it. */
const nextHit = () => toHit(hit ? hit + 1 : hits.findIndex((on) => on >= page) + 1);
const previousHit = () => toHit(hit ? hit - 1 : hits.filter((on) => on < page).length);

async function copy() {
  const text = cited();
  await navigator.clipboard.writeText(text);
  toast(frame.dataset.copied, text);
}

const view = viewer.viewport;
const turn = (by) => view.setRotation(view.getRotation() + by, still);
const pan = (x, y) => viewer.viewport.panBy(new OpenSeadragon.Point(x / view.getZoom(), y / view.getZoom()));
function toggleFit() {
  fit = fit === "page" ? "width" : "page";
  if (fit === "page") view.goHome(still);
  else openWidth(still);
}

const does = {
  "next-hit": nextHit,
  "previous-hit": previousHit,
  "next-page": () => toPage(page + 1),
  "previous-page": () => toPage(page - 1),
  in: () => view.zoomBy(1.3),
  out: () => view.zoomBy(1 / 1.3),
  fit: toggleFit,
  right: () => turn(90),
  left: () => turn(-90),
  marks: () => (stage.dataset.hits = stage.dataset.hits === "off" ? "on" : "off"),
  panel: () => (frame.dataset.panel = frame.dataset.panel === "off" ? "on" : "off"),
  both: () => document.querySelector("a[data-both]").click(),
  copy,
  unread: showUnread,
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do], [data-go-page], [data-go-hit]");
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (button.dataset.do) does[button.dataset.do]();
  else if (button.dataset.goPage) toPage(Number(button.dataset.goPage));
  else toHit(Number(button.dataset.goHit));
});

const keys = {
  n: nextHit,
  p: previousHit,
  PageDown: does["next-page"],
  PageUp: does["previous-page"],
  Home: () => toPage(1),
  End: () => toPage(pages.length),
  "+": does.in,
  "=": does.in,
  "-": does.out,
  v: toggleFit,
  q: does.right,
  "Shift+Q": does.left,
  h: does.marks,
  i: does.panel,
  b: does.both,
  c: copy,
  m: () => document.querySelector("a[data-about]")?.click(),
  ArrowLeft: () => pan(-0.1, 0),
  ArrowRight: () => pan(0.1, 0),
  ArrowUp: () => pan(0, -0.1),
  ArrowDown: () => pan(0, 0.1),
};
on(keys);

/* OpenSeadragon's own letters collide with ours and with Telex: its canvas lets every key go up to keys.js. */
viewer.addHandler("canvas-key", (event) => {
  event.preventDefaultAction = true;
  event.preventDefault = false;
});
chosen(show);
mark("go-page", page);
mark("go-hit", hit);
