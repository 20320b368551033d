// How one stands, in the bar of every page: the running break, the end of the shift, the overtime. And the
// running times of the lead's page.
import { now, setClock } from "../conversations/clock.js";
import { write } from "../pages/element.js";
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";

const AGAIN = 30_000; // while overtime runs: how many buyers are left

/** 2:13, 1:02:13 @param {number} seconds */
function running(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const tail = `${hours ? two(Math.floor(whole / 60) % 60) : Math.floor(whole / 60)}:${two(whole % 60)}`;
  return hours ? `${hours}:${tail}` : tail;
}

/** Seconds from the instant of a <time> until now. @param {Element} one */
const passed = (one) => (now() - Date.parse(one.getAttribute("datetime") ?? "")) / 1000;

let asking = false;
let owed = false;

/** One's own standing changed: the bar asks for it, and once more where an older answer is still to come. */
function again() {
  owed = asking;
  if (!asking) document.body.dispatchEvent(new Event("my-post"));
}

/** @param {Event} event */
const isMine = (event) => /** @type {CustomEvent} */ (event).detail.requestConfig?.elt.id === "post";
document.addEventListener("htmx:beforeRequest", (event) => {
  asking ||= isMine(event);
});
// The part of the page that asks next is another one: it hears only when it has settled.
for (const [name, isOver] of [["htmx:afterSettle", true], ["htmx:afterRequest", false]]) {
  document.addEventListener(/** @type {string} */ (name), (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (!isMine(event) || (!isOver && detail.successful)) return;
    asking = false;
    if (owed) again();
  });
}

export function standing() {
  const menu = document.querySelector("[data-presences]");
  if (!(menu instanceof HTMLElement)) return;
  const me = Number(menu.dataset.member);
  for (const place of document.querySelectorAll("[data-now]")) setClock(place.getAttribute("data-now") ?? "");
  let said = "";
  let asked = 0;

  document.addEventListener("click", async (event) => {
    const choice = /** @type {HTMLElement} */ (event.target).closest("[data-presence-choice]");
    if (!choice) return;
    const status = choice.getAttribute("data-presence-choice") ?? "online";
    const answer = await post(menu.dataset.url ?? "/presence", { status });
    if (!answer.ok) return;
    show(status);
    const place = document.getElementById("post");
    if (place) place.dataset.state = status; // each second shows it again, also before the bar has its answer
    again();
  });
  document.body.addEventListener("changed-presence", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.id === me) again();
  });
  for (const name of ["changed-shifts", "changes-missed"]) document.body.addEventListener(name, () => again());
  document.addEventListener("htmx:load", tick);
  tick();
  setInterval(tick, 1000);

  /** @param {string} status in the menu and on the dot, in every tab */
  function show(status) {
    for (const button of /** @type {HTMLElement} */ (menu).querySelectorAll("[data-presence-choice]")) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-presence-choice") === status));
    }
    const dot = document.querySelector(".me .dot");
    if (dot && dot.getAttribute("data-presence") !== status) dot.setAttribute("data-presence", status);
  }

  function tick() {
    for (const one of document.querySelectorAll("time[data-since]")) {
      const seconds = passed(one);
      write(one, running(seconds));
      const limit = Number(/** @type {HTMLElement} */ (one).dataset.limit);
      if (limit) one.classList.toggle("overdue", seconds >= limit);
    }
    const place = document.getElementById("post");
    if (place) mine(place);
  }

  /** @param {HTMLElement} place */
  function mine(place) {
    show(place.dataset.state ?? "online");
    const rests = place.querySelector("[data-break]");
    const late = rests !== null && passed(/** @type {Element} */ (rests.querySelector("time"))) >= Number(place.dataset.limit);
    rests?.classList.toggle("late", late);
    rests?.querySelector("[data-too-long]")?.toggleAttribute("hidden", !late);
    const ending = place.querySelector("[data-ending]");
    const rest = place.dataset.ends ? (Date.parse(place.dataset.ends) - now()) / 1000 : Infinity;
    const soon = rest <= Number(place.dataset.warn);
    ending?.toggleAttribute("hidden", !soon);
    const until = ending?.querySelector("[data-until]");
    if (until) write(until, running(rest));
    tell(place, late ? "break_too_long" : ending && soon ? "shift_ends_soon" : "");
    const due = ending ? rest <= 0 : place.dataset.over !== undefined;
    if (due && performance.now() - asked > AGAIN) {
      asked = performance.now();
      again();
    }
  }

  /** Once to those who cannot see it. @param {HTMLElement} place @param {string} word */
  function tell(place, word) {
    if (word === said) return;
    said = word;
    const line = place.querySelector("[data-said]");
    if (line) line.textContent = word && say(word);
  }
}
