// The worklist: the list stays true by itself, the task that is chosen stands beside it, every step has a key.
import { keyHelp } from "../conversations/connection.js";
import { composing, isTyping } from "../conversations/typing.js";
import { find, write } from "../pages/element.js";
import { say } from "../pages/words.js";
import { setClock, tick } from "./deadlines.js";

const CALM = 30_000;
const PAUSE = 300; // several changes at once are one refresh
const SELDOM = 3_000; // buyers come and go all the time
const WALK = 120; // ms on a row before its task is fetched
const PART = 1_500; // ms
const TASK = 5_000; // ms

const pane = find("#pane");
const bulk = document.getElementById("bulk");
const help = keyHelp();
let timer = 0;
let refreshed = 0;
/** Refreshes of the list are numbered: the last that was asked, the newest that is shown. */
let asked = 0;
let put = 0;
let walking = 0;
let again = 0;

document.body.addEventListener("changed-tasks", () => soon(PAUSE));
// A part did its task: what has become of it is shown where it was done. By the request and not by its events:
// those of a form that has left the page reach nobody.
/** Forms of the part that wait for their answers. @type {Set<XMLHttpRequest>} */
const sent = new Set();
/** A form did something, and the task was not shown since. */ let owed = false;
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
  if (!elt.matches("#pane .part form")) return;
  clearTimeout(again);
  sent.add(xhr);
  xhr.addEventListener("loadend", () => answered(xhr));
});
// What was asked before such a form went knows nothing of it, and another task may stand there by now.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.requestConfig.elt !== pane) return;
  if (sent.size || detail.requestConfig.path !== address(shown())) detail.shouldSwap = false;
  else owed = false;
});
document.body.addEventListener("changed-waiting", () => soon(Math.max(PAUSE, SELDOM - (performance.now() - refreshed))));
document.body.addEventListener("changes-missed", () => soon(PAUSE));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon(PAUSE));
setInterval(() => document.visibilityState === "visible" && refresh(), CALM);
find("[data-help]").addEventListener("click", help);

// Whatever was put in place, its seconds go on at once, and its row is marked.
document.addEventListener("htmx:afterSwap", () => {
  setClock(document.getElementById("tasks")?.dataset.now);
  tick();
  mark();
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { target, successful } = /** @type {CustomEvent} */ (event).detail;
  if (!successful && target?.matches(".part")) target.querySelector("p")?.replaceChildren(say("not_fetched"));
  if (successful && target?.id === "bulk-said") unpick();
});

/** @param {number} pause */
function soon(pause) {
  clearTimeout(timer);
  timer = window.setTimeout(refresh, pause);
}

// Not under somebody's finger: a click must hit the row that was aimed at.
const isTouched = () => Boolean(document.querySelector("#tasks :is(button:active, a:active, .htmx-request)"));

async function refresh() {
  if (isTouched()) return soon(PAUSE);
  const number = ++asked;
  refreshed = performance.now();
  const answer = await fetch(find("#tasks").dataset.url ?? location.href, { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return; // what is shown may be a little old
  const fragment = await answer.text();
  if (number < put) return; // overtaken by a newer one
  if (isTouched()) return soon(PAUSE);
  put = number;
  const list = find("#tasks");
  const kept = keep(list);
  /** @type {any} */ (window).htmx.swap(list, fragment, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
  kept();
  setClock(document.getElementById("tasks")?.dataset.now);
  tick();
  mark();
}

/** Where the list was scrolled to, what is picked and where the focus stands: put back when it is called. @param {HTMLElement} list */
function keep(list) {
  const scrolled = new Map([...list.querySelectorAll("[data-scroll]")].map((one) => [one.getAttribute("data-scroll"), one.scrollTop]));
  const picked = new Set([...list.querySelectorAll(".task > input:checked")].map((one) => /** @type {HTMLInputElement} */ (one).value));
  const active = document.activeElement;
  const row = active instanceof HTMLElement && list.contains(active) ? active.closest("[data-row]") : null;
  const place = row ? rows().indexOf(/** @type {HTMLElement} */ (row)) : -1;
  return () => {
    const fresh = find("#tasks");
    for (const one of fresh.querySelectorAll("[data-scroll]")) one.scrollTop = scrolled.get(one.getAttribute("data-scroll")) ?? 0;
    for (const one of /** @type {NodeListOf<HTMLInputElement>} */ (fresh.querySelectorAll(".task > input"))) one.checked = picked.has(one.value);
    count();
    if (!row) return;
    // The row that was walked to, or, when it is gone, the one that took its place.
    const next = document.getElementById(row.id) ?? rows()[Math.min(place, rows().length - 1)];
    link(next)?.focus({ preventScroll: true });
  };
}

const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#tasks .task")]);
/** @param {Element | null | undefined} row @returns {HTMLAnchorElement | null} */
const link = (row) => row?.querySelector("a.open") ?? null;
const shown = () => pane.querySelector("[data-task]")?.getAttribute("data-task");

/** The row of the task beside the list. */
function mark() {
  for (const row of rows()) row.toggleAttribute("aria-current", row.id === `task-${shown()}`);
  for (const row of document.querySelectorAll("#tasks .task[aria-current]")) row.setAttribute("aria-current", "true");
}

/** @returns {HTMLElement | null} where the keys mean: the row with the focus, else the one that is shown */
function current() {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest("#tasks .task") ?? null);
  return focused ?? document.getElementById(`task-${shown()}`);
}

/** @param {HTMLElement | null} row */
async function show(row) {
  clearTimeout(walking);
  const open = link(row);
  if (!row || !open || open.hasAttribute("data-go") || isShown(row)) return;
  clearTimeout(again);
  owed = false;
  await /** @type {any} */ (window).htmx.ajax("GET", open.href, { target: "#pane", swap: "innerHTML" });
  if (!isShown(row)) await comes(row);
}

/** @param {HTMLElement} row */
const isShown = (row) => row.id === `task-${shown()}`;

/** A task that was asked while another was on its way comes after it; what does not come is not waited for. @param {HTMLElement} row */
const comes = (row) =>
  new Promise((done) => {
    const heard = new AbortController();
    const over = () => (heard.abort(), done(undefined));
    document.addEventListener("htmx:afterSwap", () => isShown(row) && over(), { signal: heard.signal });
    setTimeout(over, TASK);
  });

/** @param {string | null | undefined} task */
const address = (task) => `/worklist/${task}`;

function showAgain() {
  if (shown()) /** @type {any} */ (window).htmx.ajax("GET", address(shown()), { source: pane, target: pane, swap: "innerHTML" });
}

/** @param {XMLHttpRequest} xhr */
function answered(xhr) {
  sent.delete(xhr);
  if (xhr.getResponseHeader("HX-Trigger")?.includes("changed-tasks")) {
    owed = true;
    soon(PAUSE);
  }
  if (owed && !sent.size) again = window.setTimeout(showAgain, PAUSE);
}

/** @param {1 | -1} step */
function walk(step) {
  const all = rows();
  const from = current();
  const next = all[from ? all.indexOf(from) + step : 0];
  if (!next) return;
  link(next)?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  clearTimeout(walking);
  walking = window.setTimeout(() => show(next), WALK);
}

/** Presses what stands under this key in the pane of the current task. @param {string} key */
async function press(key) {
  const row = current();
  await show(row);
  if (row && !isShown(row)) return; // never press what belongs to another task
  const what = pane.querySelector(`[data-key="${key}"]`);
  if (what instanceof HTMLDetailsElement) {
    what.open = true;
    /** @type {HTMLElement | null} */ (what.querySelector("input:not([type=hidden]), select"))?.focus();
  } else if (what instanceof HTMLButtonElement) {
    if (row) link(row)?.focus({ preventScroll: true }); // what takes its place is next
    what.click();
  }
}

const FIELDS = ["textarea", "input:not([type=hidden])", "select", "button", "a"];

async function enter() {
  const row = current();
  const open = link(row);
  if (open?.hasAttribute("data-go")) return open.click();
  await show(row);
  if (row && !isShown(row)) return;
  const part = pane.querySelector(".part");
  if (part && !part.querySelector("form, a, button")) await fetched(part);
  const places = part ? [part, pane] : [find(".acts, .one-task", pane)];
  const all = places.flatMap((place) => FIELDS.map((field) => place.querySelector(field)));
  (/** @type {HTMLElement | undefined} */ (all.find(Boolean)) ?? pane).focus();
}

/** A part comes a moment after its task; one that does not come is not waited for. @param {Element} part */
const fetched = (part) =>
  new Promise((done) => {
    part.addEventListener("htmx:afterSettle", done, { once: true });
    setTimeout(done, PART);
  });

function back() {
  for (const choice of pane.querySelectorAll("details[open]")) choice.removeAttribute("open");
  const row = document.getElementById(`task-${shown()}`) ?? rows()[0];
  link(row)?.focus({ preventScroll: true });
}

function pick() {
  const box = current()?.querySelector("input[type=checkbox]");
  if (box instanceof HTMLInputElement) box.click();
}

function unpick() {
  for (const box of document.querySelectorAll("#tasks .task > input:checked")) /** @type {HTMLInputElement} */ (box).checked = false;
  count();
}

function count() {
  const place = bulk?.querySelector("[data-picked]");
  if (place) write(place, String(document.querySelectorAll("#tasks .task > input:checked").length));
}

document.addEventListener("change", (event) => {
  if (/** @type {HTMLElement} */ (event.target).matches(".task > input")) count(), find("#bulk-said").replaceChildren();
});
document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("[data-unpick]")) return unpick();
  if (target.closest("[data-back]")) return pane.replaceChildren(), mark();
  // The whole row opens its task; what can be pressed in it does its own.
  const row = /** @type {HTMLElement | null} */ (target.closest("#tasks .task"));
  if (row && !target.closest("a, button, input, form")) link(row)?.click();
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field instanceof HTMLTextAreaElement) field.form?.requestSubmit();
  if (event.defaultPrevented || composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") return back();
  if (isTyping(event.target)) return;
  const onControl = event.target instanceof HTMLElement && event.target.closest("button, summary, input, a:not(.open)");
  switch (event.key) {
    case "j": walk(1); break;
    case "k": walk(-1); break;
    case "Enter": if (onControl) return; enter(); break;
    case "d": case "t": case "s": case "h": case "z": if (!event.repeat) press(event.key); break;
    case "x": pick(); break;
    case "?": case "\uff1f": help(); break;
    default: return;
  }
  event.preventDefault();
});

mark();
