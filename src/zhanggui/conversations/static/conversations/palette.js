// Quick phrases: "/" opens, typing searches, arrows and Enter choose.
import { el, find } from "../pages/element.js";
import { say } from "../pages/words.js";
import { holeOf, wholeFirst } from "./holes.js";
import { composing } from "./typing.js";

/** @typedef {{ id: number, title: string, text: string, group: string, shortcut: string, missing: string[], picture?: boolean }} Phrase */
/** What a draft was written from. @typedef {{ id: number, text: string, picture?: boolean }} Origin */

const PAUSE = 60;

export class Palette {
  /** @type {Phrase[]} */ #items = [];
  #at = 0;
  #timer = 0;
  /** What the shown phrases were found by; null while nothing was found yet. @type {string | null} */ #found = null;
  /** Somebody chose before the answer came: the first of it is taken. */ #hasty = false;
  /** @type {AbortController | null} */ #request = null;

  /**
   * @param {HTMLElement} root
   * @param {{ url: () => string, choose: (phrase: Phrase) => void, literal: (text: string) => void, closed: () => void }} on
   */
  constructor(root, on) {
    this.root = root;
    this.on = on;
    this.input = /** @type {HTMLInputElement} */ (find("input", root));
    this.list = find("[role=listbox]", root);
    this.none = find("[data-none]", root);
    this.lost = find("[data-lost]", root);
    this.input.addEventListener("input", (event) => ((this.#hasty = false), this.#soon(/** @type {InputEvent} */ (event).isComposing)));
    this.input.addEventListener("compositionend", () => this.#soon());
    this.input.addEventListener("keydown", (event) => this.#keys(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.#left(), 120));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = /** @type {HTMLElement} */ (event.target).closest("[role=option]");
      if (option) this.#choose(Number(option.getAttribute("data-at")));
    });
  }

  get isOpen() {
    return !this.root.hidden;
  }

  /** @param {string} [words] typed already */
  open(words = "") {
    this.root.hidden = false;
    this.input.value = words;
    this.#show([]);
    this.#found = null;
    this.#hasty = false;
    this.none.hidden = this.lost.hidden = true;
    this.input.focus();
    this.#search();
  }

  // A half-spelt pinyin syllable comes with separators ("fa'p"): a shortcut is found all the same.
  get #words() {
    return this.input.value.replaceAll("'", "").trim();
  }

  close() {
    if (!this.isOpen) return;
    this.root.hidden = true;
    this.#request?.abort();
    this.on.closed();
  }

  #left() {
    if (this.isOpen && !this.root.contains(document.activeElement)) {
      this.root.hidden = true;
      this.#request?.abort();
    }
  }

  /** @param {boolean} [choosing] the input method has not put the word there yet */
  #soon(choosing = false) {
    if (choosing) return this.#later();
    if (this.input.value === "/" || this.input.value === "、") {
      this.close();
      return this.on.literal("/");
    }
    if (/[ \u3000]$/.test(this.input.value) && /^[a-z0-9]+$/i.test(this.#words)) return void this.#call();
    this.#later();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#search(), PAUSE);
  }

  async #search() {
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    clearTimeout(this.#timer);
    const words = this.#words;
    try {
      const answer = await fetch(`${this.on.url()}?q=${encodeURIComponent(words)}`, {
        signal: request.signal, headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { items } = await answer.json();
      if (request.signal.aborted) return;
      this.#found = words;
      this.#show(wholeFirst(items));
      this.none.hidden = items.length > 0;
      if (this.#hasty && words === this.#words) this.#choose(0);
      this.#hasty = false;
      this.lost.hidden = true;
    } catch {
      if (request.signal.aborted) return; // a newer search took over
      this.#hasty = false;
      this.none.hidden = true;
      this.lost.hidden = false; // what is shown stays
    }
  }

  /** A shortcut and a space: whoever knows it need not look. */
  async #call() {
    const code = this.#words.toLowerCase();
    await this.#search();
    const place = this.#items.findIndex((phrase) => phrase.shortcut === code);
    if (place >= 0 && this.#words.toLowerCase() === code) this.#choose(place);
  }

  /** @param {Phrase[]} items */
  #show(items) {
    this.#items = items;
    this.list.replaceChildren(...items.map(option));
    this.#mark(0);
  }

  /** @param {number} at */
  #mark(at) {
    this.#at = Math.max(0, Math.min(at, this.#items.length - 1));
    [...this.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === this.#at)));
    const chosen = this.list.children[this.#at];
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (composing(event)) return;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 };
    if (event.altKey) return;
    if (event.key in steps) this.#mark(this.#at + steps[/** @type {keyof typeof steps} */ (event.key)]);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.#enter();
    else if (event.key === "Escape") this.close();
    else if (event.key === "Backspace" && !this.input.value) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Takes the marked phrase, if it was found by what stands there now; else the first one as soon as it is found. */
  #enter() {
    if (this.#found === this.#words) return this.#choose(this.#at);
    if (this.#hasty) return;
    this.#hasty = true;
    this.#search();
  }

  /** @param {number} at */
  #choose(at) {
    const phrase = this.#items[at];
    if (!phrase) return;
    this.close();
    this.on.choose(phrase);
  }
}

/** @param {Phrase} phrase @param {number} at */
function option(phrase, at) {
  return el(
    "li.phrase-option",
    { role: "option", id: `phrase-${phrase.id}`, "data-at": at, "aria-selected": at === 0 },
    el("b", {}, phrase.title, phrase.shortcut ? el("kbd", {}, phrase.shortcut) : null),
    el("span.tiny.faint", {}, phrase.group),
    el("span.text", {}, phrase.text),
    phrase.missing?.length ? el("span.tiny.holes", {}, say("to_fill", { names: phrase.missing.map(holeOf).join(" ") })) : null,
  );
}
