// The right column: the slots are fetched for the buyer together, and again those that follow what changed.
import { el } from "../pages/element.js";
import { say } from "../pages/words.js";
import { isTyping } from "./typing.js";

const PAUSE = 150; // several changes at once are one refresh

export class Slots {
  /** @type {number | null} */ #buyer = null;
  /** Slots that are to be fetched in a moment. @type {Set<HTMLElement>} */ #due = new Set();
  #timer = 0;
  #fetches = 0;
  /** The number of the fetch that a slot shows. @type {Map<HTMLElement, number>} */ #newest = new Map();
  #composing = false;
  /** Where a button of the mouse, or a finger, is down. @type {Element | null} */ #pressed = null;
  /** Forms on their way, and the slots that their answers will change. @type {Map<XMLHttpRequest, HTMLElement>} */ #sent = new Map();
  /** Slots whose refresh waits until the input method has its word, a form its answer, or the mouse is up. @type {Set<HTMLElement>} */ #late = new Set();

  /** The last fetch that was begun when a form of the slot had its answer. @type {Map<HTMLElement, number>} */ #answered = new Map();

  /** @param {HTMLElement} root its children carry data-url and data-follows; its data-beside answers several of them at once */
  constructor(root) {
    this.root = root;
    this.slots = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-slot]")]);
    root.addEventListener("click", (event) => {
      const slot = /** @type {HTMLElement} */ (event.target).closest("[data-again]")?.closest("[data-slot]");
      if (slot instanceof HTMLElement) this.#fetch([slot]);
    });
    document.body.addEventListener("changes-missed", () => this.refresh());
    this.#keepFocus();
    root.addEventListener("compositionstart", () => (this.#composing = true));
    root.addEventListener("compositionend", () => {
      this.#composing = false;
      this.#catchUp();
    });
    // What is drawn anew between press and release takes the click away: it would hit nothing.
    root.addEventListener("pointerdown", (event) => (this.#pressed = /** @type {Element} */ (event.target).closest("[data-slot]")));
    for (const name of ["pointerup", "pointercancel", "blur"]) window.addEventListener(name, () => this.#pressed && setTimeout(() => this.#released()));
    // Drawn anew under a form that waits for its answer, the slot would keep the words as if they had not been sent.
    document.addEventListener("htmx:beforeRequest", (event) => {
      const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
      const slot = elt.closest("[data-slot]");
      if (!root.contains(slot)) return;
      this.#sent.set(xhr, slot);
      // The events of a form that has left the page reach nobody; those of its request do.
      xhr.addEventListener("loadend", () => {
        if (!this.#sent.delete(xhr)) return;
        this.#answered.set(slot, this.#fetches);
        this.#catchUp();
      });
    });
  }

  #released() {
    this.#pressed = null;
    this.#catchUp();
  }

  #catchUp() {
    const late = [...this.#late];
    this.#late.clear();
    this.#fetch(late);
  }

  /** @param {HTMLElement} slot */
  #isHeld(slot) {
    return this.#pressed === slot || (this.#composing && slot.contains(document.activeElement)) || [...this.#sent.values()].includes(slot);
  }

  /** A form that was sent is drawn anew: who wrote in it goes on in the same field. */
  #keepFocus() {
    let focused = "";
    document.addEventListener("htmx:beforeRequest", (event) => {
      const form = /** @type {HTMLElement} */ (event.target);
      const field = form.contains(document.activeElement) && this.root.contains(form) ? form.querySelector("input") : null;
      focused = field ? place(this.root, field) : "";
    });
    document.addEventListener("htmx:afterRequest", () => {
      if (focused && !isTyping(document.activeElement)) at(this.root, focused)?.focus({ preventScroll: true });
      focused = "";
    });
  }

  /** @param {number | null} buyer */
  show(buyer) {
    if (buyer === this.#buyer) return;
    this.#buyer = buyer;
    this.root.hidden = buyer === null;
    this.#sent.clear();
    this.#due.clear();
    if (buyer === null) return;
    for (const slot of this.slots) {
      // Another buyer's card must not stand here for even a moment.
      slot.replaceChildren(el("div.card.loading", {}, el("h3", {}, slot.dataset.title ?? "")));
    }
    this.#fetch(this.slots);
  }

  /** @param {string} name @param {number} id */
  changed(name, id) {
    if (id !== this.#buyer) return;
    for (const slot of this.slots) {
      if ((slot.dataset.follows ?? "").split(" ").includes(name)) this.#soon(slot);
    }
  }

  /** Changes may have been missed. */
  refresh() {
    if (this.#buyer !== null) for (const slot of this.slots) this.#soon(slot);
  }

  /** @param {HTMLElement} slot */
  #soon(slot) {
    this.#due.add(slot);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      const due = [...this.#due];
      this.#due.clear();
      this.#fetch(due);
    }, PAUSE);
  }

  /** @param {HTMLElement[]} slots */
  async #fetch(slots) {
    if (!slots.length || this.#buyer === null) return;
    const buyer = this.#buyer;
    const number = ++this.#fetches;
    const answers = await (slots.length === 1 ? one(slots[0], buyer) : several(addressOf(this.root.dataset.beside ?? "", buyer), slots, slots.length < this.slots.length));
    if (buyer !== this.#buyer) return;
    for (const slot of slots) this.#take(slot, number, answers[slot.dataset.slot ?? ""]);
  }

  /** @param {HTMLElement} slot @param {number} number @param {Answer | undefined} answer */
  #take(slot, number, answer) {
    if (answer?.status === 403 || answer?.status === 404) return slot.replaceChildren();
    if (answer?.status !== 200) return this.#failed(slot);
    if (number < (this.#newest.get(slot) ?? 0)) return; // overtaken by a newer one
    if (this.#isHeld(slot)) return void this.#late.add(slot);
    if (number <= (this.#answered.get(slot) ?? 0)) return void this.#fetch([slot]); // as it was before that form
    this.#newest.set(slot, number);
    put(slot, answer.fragment);
    slot.dispatchEvent(new Event("slot-drawn"));
  }

  /** @param {HTMLElement} slot */
  #failed(slot) {
    const card = slot.querySelector(".card.loading");
    if (!card) return; // what is shown may be a little old, but it is this buyer's
    card.classList.remove("loading");
    card.append(el("p.small.soft", {}, say("not_fetched"), " ", el("button.link", { type: "button", "data-again": true }, say("retry"))));
  }
}

/** @typedef {{ status: number, fragment: string }} Answer */

const HEADERS = { "HX-Request": "true" };

/** What the agent chose there, a category or a playbook, is not drawn over. @param {HTMLElement} slot */
function chosenIn(slot) {
  return slot.querySelector("[data-chosen]")?.getAttribute("data-chosen") ?? "";
}

/** @param {string} url of nobody's @param {number} buyer */
function addressOf(url, buyer) {
  return url.replace(/\/0(?=\/|$|\?)/, `/${buyer}`);
}

/** @param {HTMLElement} slot @param {number} buyer @returns {Promise<Record<string, Answer>>} */
async function one(slot, buyer) {
  const chosen = chosenIn(slot);
  const url = addressOf(slot.dataset.url ?? "", buyer) + (chosen ? `?${chosen}` : "");
  try {
    const answer = await fetch(url, { headers: HEADERS });
    return { [slot.dataset.slot ?? ""]: { status: answer.status, fragment: await answer.text() } };
  } catch {
    return {};
  }
}

/** @param {string} url @param {HTMLElement[]} slots @param {boolean} named whether they have to be named @returns {Promise<Record<string, Answer>>} */
async function several(url, slots, named) {
  const asked = new URLSearchParams();
  for (const slot of slots) {
    const key = slot.dataset.slot ?? "";
    const chosen = chosenIn(slot);
    if (named) asked.append("only", key);
    if (chosen) asked.append(key, chosen);
  }
  try {
    const answer = await fetch(asked.size ? `${url}?${asked}` : url, { headers: HEADERS });
    if (answer.ok) return await answer.json();
    return Object.fromEntries(slots.map((slot) => [slot.dataset.slot ?? "", { status: answer.status, fragment: "" }]));
  } catch {
    return {};
  }
}

/** Puts a fragment of our own server in place and keeps what is being typed there. @param {HTMLElement} slot @param {string} fragment */
function put(slot, fragment) {
  const active = document.activeElement;
  const busy = active instanceof HTMLElement && slot.contains(active) && isTyping(active);
  const kept = typed(slot);
  const chosen = ticked(slot);
  const open = [...slot.querySelectorAll("details")].flatMap((part, index) => (part.open ? [index] : []));
  const focused = busy ? place(slot, active) : null;
  const range = busy ? [/** @type {any} */ (active).selectionStart, /** @type {any} */ (active).selectionEnd] : null;
  /** @type {any} */ (window).htmx.swap(slot, fragment, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
  for (const [where, value] of kept) {
    const field = at(slot, where);
    if (field && !isChanged(field) && couldBe(field, value)) field.value = value;
  }
  for (const [where, checked] of chosen) {
    const field = at(slot, where);
    if (field instanceof HTMLInputElement) field.checked = checked;
  }
  for (const index of open) slot.querySelectorAll("details")[index]?.setAttribute("open", "");
  const field = focused ? at(slot, focused) : null;
  if (field) {
    field.focus({ preventScroll: true });
    if (range && range[0] !== null) field.setSelectionRange(range[0], range[1]);
  }
}

const CHOICES = "input[type=radio], input[type=checkbox]";

/** Fields are known again by the address of their form and their name, choices by their value too. @param {HTMLElement} slot @param {Element} field */
function place(slot, field) {
  const form = field.closest("form");
  const value = field.matches(CHOICES) ? ` ${field.getAttribute("value")}` : "";
  return `${form?.getAttribute("hx-post") ?? form?.action ?? ""} ${field.getAttribute("name")}${value}`;
}

/** Whether somebody has written or chosen something there. @param {HTMLInputElement | HTMLSelectElement} field */
function isChanged(field) {
  if (!(field instanceof HTMLSelectElement)) return field.value !== field.defaultValue;
  const first = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(first, 0);
}

/** A choice may be gone since. @param {HTMLInputElement | HTMLSelectElement} field @param {string} value */
function couldBe(field, value) {
  return !(field instanceof HTMLSelectElement) || [...field.options].some((option) => option.value === value);
}

/** @param {HTMLElement} slot @param {string} where @returns {HTMLInputElement | undefined} */
function at(slot, where) {
  const fields = /** @type {HTMLInputElement[]} */ ([...slot.querySelectorAll("input, textarea, select")]);
  return fields.find((field) => place(slot, field) === where);
}

/** @param {HTMLElement} slot @returns {[string, string][]} */
function typed(slot) {
  const fields = /** @type {HTMLInputElement[]} */ ([...slot.querySelectorAll("input:not([type=hidden]), textarea, select")]);
  return fields.filter((field) => !field.matches(CHOICES) && isChanged(field)).map((field) => [place(slot, field), field.value]);
}

/** @param {HTMLElement} slot @returns {[string, boolean][]} */
function ticked(slot) {
  const fields = /** @type {HTMLInputElement[]} */ ([...slot.querySelectorAll(CHOICES)]);
  return fields.filter((field) => field.checked !== field.defaultChecked).map((field) => [place(slot, field), field.checked]);
}
