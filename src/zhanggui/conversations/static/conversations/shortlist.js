// The phrases of the slim page: a short list, each with its digit; the words behind "/" narrow it.
import { el, find } from "../pages/element.js";
import { say } from "../pages/words.js";
import { holeOf, wholeFirst } from "./holes.js";

/** @typedef {import("./palette.js").Phrase} Phrase */

const PAUSE = 80;

export class Shortlist {
  /** @type {Phrase[]} */ items = [];
  #at = -1;
  #words = "";
  #buyer = 0;
  #timer = 0;
  /** What the shown ones were found by. */ #found = "";
  /** @type {AbortController | null} */ #request = null;

  /** @param {HTMLElement} root @param {(phrase: Phrase) => void} choose */
  constructor(root, choose) {
    this.root = root;
    this.choose = choose;
    this.list = find("ol", root);
    this.none = find("[data-none]", root);
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = /** @type {HTMLElement} */ (event.target).closest("[role=option]");
      if (option) this.take(Number(option.getAttribute("data-at")));
    });
  }

  /** @param {number | null} buyer for whom the phrases are filled */
  show(buyer) {
    this.#buyer = buyer ?? 0;
    this.search(this.#words);
  }

  /** Something of the buyer changed: what could not be filled may be filled now. */
  again() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.search(this.#words), 2 * PAUSE);
  }

  /** @param {string} words @param {boolean} [choosing] the first one is marked */
  type(words, choosing = true) {
    this.#words = words;
    this.root.toggleAttribute("data-choosing", choosing);
    this.#mark(choosing ? 0 : -1);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.search(words), PAUSE);
  }

  /** @param {string} words */
  async search(words) {
    clearTimeout(this.#timer);
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    const buyer = this.#buyer ? `&buyer=${this.#buyer}` : "";
    try {
      const answer = await fetch(`/edge/phrases?q=${encodeURIComponent(words)}${buyer}`, {
        signal: request.signal, headers: { Accept: "application/json" },
      });
      if (!answer.ok || request.signal.aborted) return;
      const { items } = await answer.json();
      this.#found = words;
      this.items = wholeFirst(items);
      this.list.replaceChildren(...this.items.map(option));
      this.none.hidden = this.items.length > 0;
      this.#mark(this.#at);
    } catch {
      // a newer search took over, or the line is down: what is shown stays
    }
  }

  /** @param {1 | -1} step */
  move(step) {
    this.#mark(Math.max(0, this.#at + step));
  }

  /** The marked one, found by what stands there now. */
  async takeMarked() {
    if (this.#found !== this.#words) await this.search(this.#words);
    this.take(Math.max(0, this.#at));
  }

  /** @param {number} at @returns {boolean} whether there is such a one */
  take(at) {
    const phrase = this.items[at];
    if (phrase) this.choose(phrase);
    return Boolean(phrase);
  }

  /** @param {number} at */
  #mark(at) {
    this.#at = Math.min(at, this.items.length - 1);
    [...this.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === this.#at)));
    this.list.children[this.#at]?.scrollIntoView({ block: "nearest" });
  }
}

/** @param {Phrase} phrase @param {number} at */
function option(phrase, at) {
  const missing = phrase.missing?.length ? say("to_fill", { names: phrase.missing.map(holeOf).join(" ") }) : "";
  return el(
    "li",
    { role: "option", "data-at": at, "aria-selected": false, title: phrase.text },
    el("kbd", {}, String(at + 1)),
    el("b.cut", {}, phrase.title),
    el("span.cut.soft", {}, missing ? el("span.holes", {}, missing) : null, phrase.text),
  );
}
