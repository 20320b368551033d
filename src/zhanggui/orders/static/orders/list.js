// The keyboard of the order list: "/" finds, J and K walk, Enter opens what has the focus.
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#order-search"));
const box = /** @type {HTMLInputElement | null} */ (form?.elements.namedItem("q") ?? null);

/** @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement && Boolean(target.closest("textarea, select, input:not([type=checkbox])"));

/** @param {1 | -1} step */
function walk(step) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-row]")]);
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = at < 0 ? rows[0] : rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.closest("tr")?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape" && event.target === box) box?.blur();
    return;
  }
  if (event.key === "/" || event.key === "、") box?.focus(), box?.select();
  else if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else return;
  event.preventDefault();
});

// An address says only what narrows the list.
form?.addEventListener("submit", () => {
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.disabled ||= field.value === "";
  }
});
// Back from the next page: the fields that were left out can be filled in again.
addEventListener("pageshow", () => {
  for (const field of form?.elements ?? []) /** @type {HTMLInputElement} */ (field).disabled = false;
});
