/* The state of the archive, asked for again every 5 seconds: [data-fresh=ID] are put in place of their old selves while nobody is in
   them; [data-pause] stops and goes on. Only a change of the first sentence, [data-sentence], is said aloud. */

import { say } from "./page.js";

const every = 5000;
const pause = document.querySelector("[data-pause]");
let paused = false;

async function refresh() {
  if (paused || document.hidden) return;
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const came = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = document.querySelector("[data-sentence]").textContent.trim();
  for (const fresh of came.querySelectorAll("[data-fresh]")) {
    const old = document.querySelector(`[data-fresh="${fresh.dataset.fresh}"]`);
    if (old && !old.contains(document.activeElement)) old.replaceWith(fresh);
  }
  const now = document.querySelector("[data-sentence]").textContent.trim();
  if (now !== before) say(now);
}

pause.hidden = false;
pause.addEventListener("click", () => {
  paused = !paused;
  pause.setAttribute("aria-pressed", String(paused));
  refresh();
});
setInterval(refresh, every);
