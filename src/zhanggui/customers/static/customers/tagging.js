// Tags by the keyboard: what is typed (also the first letters of the pinyin) narrows the words that are offered,
// Enter takes the one that is marked. A word of one's own stands last.

/** @param {EventTarget | null} target @returns {HTMLInputElement | null} */
function fieldOf(target) {
  return target instanceof HTMLInputElement && target.closest("[data-tagging]") ? target : null;
}

/** @param {HTMLInputElement} field */
function listOf(field) {
  return /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (field.closest("[data-tagging]")).querySelector("[role=listbox]"));
}

/** @param {HTMLElement} list @returns {HTMLButtonElement[]} */
function options(list) {
  return /** @type {HTMLButtonElement[]} */ ([...list.querySelectorAll("[role=option]")]).filter((one) => !one.hidden);
}

/** @param {HTMLInputElement} field @param {HTMLElement | undefined} one */
function mark(field, one) {
  for (const other of listOf(field).querySelectorAll("[aria-selected=true]")) other.setAttribute("aria-selected", "false");
  one?.setAttribute("aria-selected", "true");
  one?.scrollIntoView({ block: "nearest" });
  if (one) field.setAttribute("aria-activedescendant", one.id);
  else field.removeAttribute("aria-activedescendant");
}

/** What was typed stands at the beginning of a word, else somewhere in it. @param {HTMLInputElement} field */
function narrow(field) {
  const list = listOf(field);
  const typed = field.value.trim().toLowerCase();
  let same = false;
  for (const one of /** @type {NodeListOf<HTMLButtonElement>} */ (list.querySelectorAll("[data-found-by]"))) {
    const words = one.dataset.foundBy ?? "";
    one.hidden = typed !== "" && !words.includes(typed);
    same ||= one.value.toLowerCase() === typed;
  }
  const own = /** @type {HTMLButtonElement} */ (list.querySelector("[data-as-typed]"));
  own.hidden = typed === "" || same;
  /** @type {HTMLElement} */ (own.querySelector("b")).textContent = field.value.trim();
  const found = options(list);
  const first = found.find((one) => one.value.toLowerCase() === typed) ?? found.find((one) => (one.dataset.foundBy ?? "").split(" ").some((word) => word.startsWith(typed))) ?? found[0];
  mark(field, typed === "" ? undefined : first);
  turn(field, found.length > 0);
}

/** @param {HTMLInputElement} field @param {boolean} open */
function turn(field, open) {
  listOf(field).hidden = !open;
  field.setAttribute("aria-expanded", String(open));
  if (!open) field.removeAttribute("aria-activedescendant");
}

/** @param {HTMLInputElement} field @param {1 | -1} by */
function step(field, by) {
  const found = options(listOf(field));
  const at = found.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (listOf(field).hidden) return narrow(field);
  mark(field, found[at < 0 ? (by > 0 ? 0 : found.length - 1) : (at + by + found.length) % found.length]);
}

document.addEventListener("focusin", (event) => {
  const field = fieldOf(event.target);
  if (field) narrow(field);
});
document.addEventListener("focusout", (event) => {
  const field = fieldOf(event.target);
  if (field?.isConnected) turn(field, false);
});
document.addEventListener("input", (event) => {
  const field = fieldOf(event.target);
  if (field) narrow(field);
});
// Pressed with the mouse, a word must not first lose its list to the field's blur.
document.addEventListener("pointerdown", (event) => {
  if (/** @type {Element} */ (event.target).closest("[data-tagging] [role=listbox]")) event.preventDefault();
});
document.addEventListener("mousedown", (event) => {
  if (/** @type {Element} */ (event.target).closest("[data-tagging] [role=listbox]")) event.preventDefault();
});
document.addEventListener(
  "keydown",
  (event) => {
    const field = fieldOf(event.target);
    if (!field || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(field, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      const chosen = /** @type {HTMLButtonElement | null} */ (listOf(field).querySelector("[aria-selected=true]"));
      if (event.repeat || (field.value.trim() === "" && !chosen)) return event.preventDefault();
      if (!chosen || listOf(field).hidden) return;
      event.preventDefault();
      chosen.click();
    }
  },
  true,
);

// On the buyer's own page a card that is drawn anew by itself leaves what is being typed alone, and whoever is
// about to type stays in the field. The answer to a tag draws it, and what was typed while it was on its way goes
// into the new field.
let typed = "";
let stays = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const field = fieldOf(document.activeElement);
  typed = "";
  stays = false;
  if (!field || !detail.target.contains(field)) return;
  const begun = field.value !== field.defaultValue;
  if (detail.requestConfig.verb === "get") {
    if (!field.closest(".one-buyer")) return;
    if (begun) detail.shouldSwap = false;
    else stays = true;
  } else if (begun && field.value !== detail.requestConfig.formData?.get("name")) typed = field.value;
});
document.addEventListener("htmx:afterSettle", () => {
  if (!typed && !stays) return;
  const field = document.querySelector("[data-tagging] input");
  if (field instanceof HTMLInputElement && field.value === field.defaultValue) {
    field.value = typed;
    field.focus();
    narrow(field);
  }
  typed = "";
  stays = false;
});
