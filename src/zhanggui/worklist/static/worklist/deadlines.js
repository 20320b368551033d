// Runs the deadlines of a page: every <time data-deadline> counts down, and up again once it has passed.
import { write } from "../pages/element.js";
import { say } from "../pages/words.js";

const SOON = 3600; // seconds
const speed = Number(document.documentElement.dataset.speed || 1); // a simulated day may pass faster
let base = Date.now() - performance.now() * speed;

/** The server's time: the client's own clock may be wrong. @param {string | null | undefined} at ISO 8601 */
export function setClock(at) {
  const server = Date.parse(at ?? "");
  if (!Number.isNaN(server)) base = server - performance.now() * speed;
}

/** 03:42, 1:03:42, beyond a day in days and hours. @param {number} seconds */
export function running(seconds) {
  const whole = Math.floor(seconds);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  if (hours >= 24) return say("days_hours", { days: Math.floor(hours / 24), hours: hours % 24 });
  const tail = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return hours ? `${hours}:${tail}` : tail;
}

/** Only texts that changed are touched. */
export function tick() {
  const now = base + performance.now() * speed;
  for (const one of document.querySelectorAll("time[data-deadline]")) {
    const rest = (Date.parse(one.getAttribute("datetime") ?? "") - now) / 1000;
    const overdue = rest <= 0;
    write(one, running(Math.abs(rest)));
    one.classList.toggle("late", overdue);
    one.classList.toggle("soon", !overdue && rest <= SOON);
    const row = one.closest("[data-row]");
    if (!row || row.classList.contains("late") === overdue) continue;
    row.classList.toggle("late", overdue);
    row.querySelector("[data-over]")?.toggleAttribute("hidden", !overdue);
  }
}

for (const place of document.querySelectorAll("[data-now]")) setClock(place.getAttribute("data-now"));
tick();
setInterval(tick, 1000);
