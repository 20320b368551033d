// In the composer's place, when the buyer is in the marketplace's own chat client: nothing can be sent here,
// but the clock is kept.
import { find, write } from "../pages/element.js";
import { Presses } from "./presses.js";

/** @typedef {import("./desk.js").Row} Row */

export class Held {
  /** @type {Row | null} */ #row = null;
  /** The position of one's own last press here, which can be taken back. @type {number | null} */ #back = null;

  /** @param {HTMLElement} root @param {HTMLElement} composer in whose place it stands @param {(row: Row) => void} changed */
  constructor(root, composer, changed) {
    this.root = root;
    this.composer = composer;
    this.said = find("[data-held-said]", root);
    this.takeBack = /** @type {HTMLButtonElement} */ (find("[data-back]", root));
    this.link = /** @type {HTMLAnchorElement} */ (find("[data-edge]", root));
    this.presses = new Presses({
      done: (standing) => {
        this.#back = standing.back;
        if (standing.row) changed(standing.row);
      },
      say: (text) => write(this.said, text),
    });
    root.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      const what = target.closest("[data-press]")?.getAttribute("data-press");
      if (what) this.press(/** @type {"answered" | "waiting"} */ (what));
      else if (target.closest("[data-back]")) this.press("back");
    });
  }

  /** Whether the open talk is held there. */
  get is() {
    return Boolean(this.#row);
  }

  focus() {
    this.root.focus({ preventScroll: true });
  }

  /** @param {Row | null} row of the open talk */
  show(row) {
    const held = row?.elsewhere ? row : null;
    if (held?.conversation !== this.#row?.conversation) {
      this.#back = null;
      write(this.said, "");
    }
    const before = this.#row;
    this.#row = held;
    this.root.hidden = held === null;
    this.composer.hidden = held !== null;
    if (!held) return;
    if (held.position !== this.#back) this.#back = null;
    this.takeBack.disabled = this.#back === null;
    this.link.href = `${this.link.pathname}?buyer=${held.buyer}`;
    for (const button of this.root.querySelectorAll("[data-press]")) {
      button.classList.toggle("main", button.getAttribute("data-press") === (held.waiting_since ? "answered" : "waiting"));
    }
    if (!before && this.composer.contains(document.activeElement)) this.focus();
  }

  /** @param {"answered" | "waiting" | "back"} what @returns {boolean} whether there was anything to press for */
  press(what) {
    const row = this.#row;
    if (!row) return false;
    if (what !== "back") this.presses.press(row.buyer, what, row.position);
    else this.presses.back(row.buyer, this.#back);
    return true;
  }
}
