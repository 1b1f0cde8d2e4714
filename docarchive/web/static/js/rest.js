/* How long a batch will still be read, from how fast its pages were read in the last minutes: written into [data-rest]. */

const span = 120000;
const least = 5000;
const seen = [];

export function rest() {
  const bar = document.querySelector("[data-sums] progress");
  const place = document.querySelector("[data-sums] [data-rest]");
  if (!bar || !place) return;
  const now = Date.now();
  seen.push({ at: now, read: bar.value });
  while (now - seen[0].at > span) seen.shift();
  const [read, time] = [bar.value - seen[0].read, now - seen[0].at];
  const left = bar.max - bar.value;
  place.hidden = !left || read <= 0 || time < least;
  if (place.hidden) return;
  const minutes = Math.ceil((left * time) / read / 60000);
  const words = (key) => document.querySelector("template[data-words]").content.querySelector(`[data-key=${key}]`).textContent;
  place.textContent = minutes > 1 ? words("rest-minutes").replace("{count}", minutes) : words("rest-soon");
}
