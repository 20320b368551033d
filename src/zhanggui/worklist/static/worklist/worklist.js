// The list of tasks stays true: fetched again when tasks changed, and calmly in any case.
import { setClock, tick } from "./deadlines.js";

const CALM = 30_000;
const PAUSE = 300; // several changes at once are one refresh
let timer = 0;

document.body.addEventListener("changed-tasks", soon);
document.body.addEventListener("changes-missed", soon);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon());
// Whatever put the list in place, its seconds go on at once.
document.addEventListener("htmx:afterSwap", () => {
  setClock(document.getElementById("tasks")?.dataset.now);
  tick();
});
setInterval(() => document.visibilityState === "visible" && refresh(), CALM);

function soon() {
  clearTimeout(timer);
  timer = window.setTimeout(refresh, PAUSE);
}

async function refresh() {
  const list = document.getElementById("tasks");
  // Not under somebody's finger: a click must hit the row that was aimed at.
  if (!list || list.querySelector("button:active, .htmx-request")) return;
  const answer = await fetch(location.href, { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return; // what is shown may be a little old
  const fragment = await answer.text();
  const focused = document.activeElement?.closest("[data-row]")?.id;
  /** @type {any} */ (window).htmx.swap(list, fragment, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
  setClock(document.getElementById("tasks")?.dataset.now);
  tick();
  const row = focused ? document.getElementById(focused) : null;
  /** @type {HTMLElement | null} */ (row?.querySelector("button, a") ?? null)?.focus({ preventScroll: true });
}
