/* On a phone what stands beside the scan lies in a sheet under it: its handle is tapped or drawn up and down, from peek (only
   the foot) over half to full. [data-viewer][data-sheet] says where it is; on larger screens nothing of it is seen. */

const frame = document.querySelector("[data-viewer]");
const handle = document.querySelector("[data-handle]");
const stops = ["peek", "half", "full"];
const far = 40;

const at = () => Math.max(0, stops.indexOf(frame.dataset.sheet));

function go(stop) {
  frame.dataset.sheet = stops[Math.min(Math.max(stop, 0), stops.length - 1)];
  handle.setAttribute("aria-expanded", String(at() > 0));
}

let from = null;
let drawn = false;
handle.addEventListener("pointerdown", (event) => {
  from = event.clientY;
  drawn = false;
  handle.setPointerCapture(event.pointerId);
});
handle.addEventListener("pointermove", (event) => {
  if (from === null || Math.abs(event.clientY - from) < far) return;
  go(at() + (event.clientY < from ? 1 : -1));
  from = event.clientY;
  drawn = true;
});
for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => (from = null));
handle.addEventListener("click", () => {
  if (!drawn) go((at() + 1) % stops.length);
  drawn = false;
});
go(at());
