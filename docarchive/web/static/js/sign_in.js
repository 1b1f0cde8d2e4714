/* Sign in: warns of Caps Lock and of an input method that changes letters; counts down the throttle. */

const form = document.querySelector("[data-sign-in]");
const password = form.querySelector("#password");
const show = (selector, on) => (form.querySelector(selector).hidden = !on);

form.addEventListener("keyup", (event) => {
  if (event.getModifierState) show("[data-caps]", event.getModifierState("CapsLock"));
});
password.addEventListener("input", () => show("[data-marks]", /[^\x20-\x7e]/.test(password.value)));

const count = form.querySelector("[data-countdown]");
if (count) {
  let left = Number(count.dataset.countdown);
  const timer = setInterval(() => {
    left -= 1;
    count.textContent = left > 90 ? count.dataset.minutes.replace("{count}", Math.ceil(left / 60)) : count.dataset.seconds.replace("{count}", left);
    if (left <= 0) {
      clearInterval(timer);
      count.closest(".notice").remove();
    }
  }, 1000);
}
