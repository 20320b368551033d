// Many held addresses at once: rows are picked by mouse or keys, and stay picked while the list renews itself.
import { composing, isTyping } from "../conversations/typing.js";

/** Ids, with the mark of the address that was seen: another address is picked anew. @type {Set<string>} */
const picked = new Set();
const bar = document.getElementById("picked");

const boxes = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("[data-pickable] [name=check]")]);

function show() {
  const all = boxes();
  for (const box of all) box.checked = picked.has(box.value);
  const there = all.filter((box) => box.checked);
  const head = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-pick-all]"));
  if (head) {
    head.checked = all.length > 0 && there.length === all.length;
    head.indeterminate = there.length > 0 && there.length < all.length;
  }
  if (!bar) return;
  bar.classList.toggle("some", there.length > 0);
  for (const button of bar.querySelectorAll("button")) button.disabled = there.length === 0;
  const count = bar.querySelector("[data-picked]");
  if (count) count.textContent = String(there.length);
}

/** @param {boolean} all */
function pickAll(all) {
  for (const box of boxes()) all ? picked.add(box.value) : picked.delete(box.value);
  show();
}

/** @param {1 | -1} step */
function walk(step) {
  const all = boxes();
  const at = all.findIndex((box) => box.closest("tr")?.contains(document.activeElement));
  const next = all[at < 0 ? 0 : at + step];
  next?.focus();
  next?.scrollIntoView({ block: "center" });
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement)) return;
  if (box.matches("[data-pick-all]")) return pickAll(box.checked);
  if (!box.matches("[data-pickable] [name=check]")) return;
  box.checked ? picked.add(box.value) : picked.delete(box.value);
  show();
});

// The list renews itself: whoever walked it goes on in the same row, or in the one that took its place.
let place = -1;
let value = "";
document.addEventListener("htmx:beforeSwap", () => {
  const all = boxes();
  place = all.findIndex((box) => box === document.activeElement);
  value = all[place]?.value ?? "";
});
document.addEventListener("htmx:afterSettle", () => {
  show();
  const all = boxes();
  if (place >= 0) (all.find((box) => box.value === value) ?? all[Math.min(place, all.length - 1)])?.focus({ preventScroll: true });
  place = -1;
});

// What was picked has had its answer.
document.addEventListener("htmx:afterRequest", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.elt !== bar || detail.xhr.status === 0) return;
  picked.clear();
  show();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event) || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]") || !bar) return;
  const focused = document.activeElement;
  switch (event.key) {
    case "j": walk(1); break;
    case "k": walk(-1); break;
    case "x": if (focused instanceof HTMLInputElement && focused.name === "check") focused.click(); break;
    case "X": pickAll(!boxes().every((box) => box.checked)); break;
    case "c": case "p": case "l": if (!event.repeat) press({ c: "chat", p: "phone", l: "looked" }[event.key]); break;
    default: return;
  }
  event.preventDefault();
});

/** @param {string} how */
function press(how) {
  /** @type {HTMLButtonElement | null | undefined} */ (bar?.querySelector(`[value=${how}]`))?.click();
}

show();
