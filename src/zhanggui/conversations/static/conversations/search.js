// The keyboard of the search page: arrows go through what was found, Enter opens it.
import { find } from "../pages/element.js";
import { composing } from "./typing.js";

const field = /** @type {HTMLInputElement} */ (find(".finding [name=q]"));
const end = field.value.length;
field.setSelectionRange(end, end);

/** @returns {HTMLAnchorElement[]} */
const hits = () => [...document.querySelectorAll("#found [data-hit]")].map((hit) => /** @type {HTMLAnchorElement} */ (hit));
const marked = () => hits().find((hit) => hit.hasAttribute("data-marked"));

/** @param {HTMLAnchorElement | undefined} chosen */
function mark(chosen) {
  for (const hit of hits()) hit.toggleAttribute("data-marked", hit === chosen);
  chosen?.scrollIntoView({ block: "nearest" });
}

/** @param {1 | -1} step */
function move(step) {
  const all = hits();
  const current = marked();
  const next = current ? all.indexOf(current) + step : step > 0 ? 0 : -1;
  mark(all[next]);
  if (document.activeElement !== field) (all[next] ?? field).focus();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
  const on = /** @type {HTMLElement} */ (event.target);
  if (on !== field && on.closest("select, input, textarea")) return;
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "Escape" && on !== field) field.focus();
  else if (event.key === "Enter" && on === field && marked()) marked()?.click();
  else return;
  event.preventDefault();
});
