/* Rows that are ticked: input[data-all] in a table's head ticks every box[name] of its form; [data-selection] stands where it
   can be seen while anything is ticked, says how many (its [data-words], with {count}), also aloud, and lets go of all by
   [data-unpick]. Without script it stands always. */

import { say } from "./page.js";

const all = document.querySelector("input[data-all]");
if (all) {
  const bar = all.form.querySelector("[data-selection]");
  const words = bar?.querySelector("[data-words]");
  const boxes = () => [...all.form.querySelectorAll(`input[name="${all.dataset.all}"]`)];
  let before = 0;

  const told = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
    if (!bar) return;
    all.form.toggleAttribute("data-picked", ticked > 0);
    words.textContent = words.dataset.words.replace("{count}", ticked);
    if (ticked !== before) say(words.textContent);
    before = ticked;
  };

  all.hidden = false;
  all.form.dataset.picks = "";
  all.addEventListener("change", () => {
    boxes().forEach((box) => (box.checked = all.checked));
    told();
  });
  all.form.addEventListener("change", (event) => event.target !== all && told());
  bar?.querySelector("[data-unpick]").addEventListener("click", () => {
    boxes().forEach((box) => (box.checked = false));
    told();
    all.focus();
  });
  told();
}
