/* The words of the page over its scan: clear text that can be selected there and is copied with its citation. The line under
   the pointer is lit on both sides, on the scan and in the text beside it ([data-panel-body] [data-line=N]).

   OpenSeadragon places the whole layer, so the words keep to the scan at every zoom and turn. */

import { linesOn } from "./marks.js";
import { viewer } from "./scan.js";

const frame = document.querySelector("[data-viewer]");
const drawing = "http://www.w3.org/2000/svg";
let shown = null;

function made(name, attributes) {
  const element = document.createElementNS(drawing, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/* The layer of a page whose reading is so large; the same one as long as its lines are. */
export function layer(page, { width, height }) {
  const lines = linesOn(page);
  if (shown?.lines !== lines) shown = { lines, svg: draw(lines, width, height) };
  return shown.svg;
}

function draw(lines, width, height) {
  const svg = made("svg", { class: "scan-words", lang: "vi", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  svg.append(made("rect", { class: "lit" }), ...lines.map(line));
  svg.addEventListener("pointerdown", (event) => {
    // A mouse on a word selects it; elsewhere, and by finger, the scan is moved.
    if (event.pointerType === "mouse" && event.target.closest("text")) event.stopPropagation();
  });
  svg.addEventListener("pointerover", (event) => light(event.target.closest("text")?.dataset.line));
  svg.addEventListener("pointerleave", () => light());
  return svg;
}

/* Each word fills the room up to the next, so that a selection has no holes. */
function line(words, at) {
  const text = made("text", { "data-line": at });
  words.forEach(([word, x, y, w, h], n) => {
    const next = words[n + 1]?.[1] ?? 0;
    const span = made("tspan", { x, y: y + h * 0.8, "font-size": h * 0.85, textLength: Math.max(1, next > x ? next - x : w), lengthAdjust: "spacingAndGlyphs" });
    span.textContent = n + 1 < words.length ? `${word} ` : word;
    text.append(span);
  });
  return text;
}

/* The box that holds all these words; none of no words. */
export function around(words) {
  if (!words.length) return null;
  const [left, top] = [1, 2].map((edge) => Math.min(...words.map((word) => word[edge])));
  const right = Math.max(...words.map(([, x, , w]) => x + w));
  const bottom = Math.max(...words.map(([, , y, , h]) => y + h));
  return [left, top, right - left, bottom - top];
}

function light(at) {
  for (const one of document.querySelectorAll("[data-panel-body] [data-line].lit")) one.classList.remove("lit");
  const words = shown?.lines[at];
  const [x, y, width, height] = words ? around(words) : [0, 0, 0, 0];
  for (const [key, value] of Object.entries({ x, y, width, height })) shown?.svg.querySelector(".lit").setAttribute(key, value);
  const beside = words && document.querySelector(`[data-panel-body] [data-line="${at}"]`);
  beside?.classList.add("lit");
  if (beside && shown.svg.matches(":hover")) beside.scrollIntoView({ block: "nearest" });
}

const beside = document.querySelector("[data-panel-body]");
beside.addEventListener("pointerover", (event) => light(event.target.closest("[data-line]")?.dataset.line));
beside.addEventListener("pointerleave", () => light());

/* A click on a line of the text brings its place on the scan into view. */
export function chosen(show) {
  beside.addEventListener("click", (event) => {
    const words = shown?.lines[event.target.closest("[data-line]")?.dataset.line];
    if (words && getSelection().isCollapsed) show(around(words));
  });
}

/* What is selected of the page's words, its lines as lines. */
function selected() {
  const selection = getSelection();
  if (selection.isCollapsed) return "";
  const range = selection.getRangeAt(0);
  const within = range.commonAncestorContainer;
  const place = (within.nodeType === Node.ELEMENT_NODE ? within : within.parentElement).closest(".scan-words, .paper-text");
  if (!place) return "";
  const lines = [...range.cloneContents().querySelectorAll("text")].map((text) => text.textContent.trim());
  return (lines.length ? lines.filter(Boolean).join("\n") : selection.toString()).trim();
}

/* OpenSeadragon keeps the browser from doing it. */
viewer.addHandler("canvas-press", () => getSelection().removeAllRanges());

/* The citation of the page, after the words that are selected if there are any. */
export function cited() {
  const cite = document.querySelector("[data-citation]").textContent;
  const words = selected();
  return words ? `${words}\n(${cite})` : cite;
}

document.addEventListener("copy", (event) => {
  if (!selected() || !frame.contains(getSelection().anchorNode)) return;
  event.clipboardData.setData("text/plain", cited());
  event.preventDefault();
});
