/* "Bỏ khỏi danh sách" takes a refused file's row away where it stands: no page is loaded anew, so what is filtered stays
   filtered, and the focus goes to the next refusal's button, or to the filter when there is none left. A refusal that can't be
   taken off (the session has ended, say) is sent as the plain form, whose answer tells why. Fires "dismissed". */

const buttons = () => [...document.querySelectorAll("tr[data-refused] form button")];

document.addEventListener("submit", async (event) => {
  const row = event.target.closest("tr[data-refused]");
  if (!row) return;
  event.preventDefault();
  const at = buttons().findIndex((button) => row.contains(button));
  const answer = await fetch(event.target.action, { method: "POST", body: new FormData(event.target) }).catch(() => null);
  if (!answer?.ok || new URL(answer.url).pathname !== location.pathname) return event.target.submit();
  const focused = row.contains(document.activeElement) || document.activeElement === document.body;
  row.remove();
  const left = buttons();
  if (focused) (left[Math.min(at, left.length - 1)] ?? document.querySelector("[data-trouble]")).focus();
  document.dispatchEvent(new CustomEvent("dismissed"));
});
