/* On a phone the lists under the search box are seen one at a time: [data-lists] > button[value] chooses which [data-list] of
   .home-lists; on larger screens all stand side by side and the buttons aren't seen. */

const choice = document.querySelector("[data-lists]");
const lists = document.querySelector(".home-lists");

function show(name) {
  for (const button of choice.children) button.setAttribute("aria-pressed", String(button.value === name));
  for (const one of lists.querySelectorAll("[data-list]")) one.toggleAttribute("data-chosen", one.dataset.list === name);
}

if (choice) {
  choice.hidden = false;
  lists.toggleAttribute("data-one", true);
  choice.addEventListener("click", (event) => event.target.value && show(event.target.value));
  show("newest");
}
