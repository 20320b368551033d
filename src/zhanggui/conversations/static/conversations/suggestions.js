// Under the buyer's last words: the best phrases, each with what it stands on.
import { el } from "../pages/element.js";
import { wholeFirst } from "./holes.js";

/** @typedef {{ phrase: number, title: string, text: string, stands_on: string, missing?: string[], picture?: boolean }} Suggestion */

const PAUSE = 200; // several changes at once are one question

export class Suggestions {
  /** @type {Suggestion[]} */ items = [];
  #asked = "";

  /**
   * @param {HTMLElement} box @param {(phrase: import("./palette.js").Origin) => void} use
   * @param {(obvious: boolean) => void} [excusable] whether these words obviously need no answer
   */
  constructor(box, use, excusable = () => undefined) {
    this.box = box;
    this.excusable = excusable;
    this.use = use;
    box.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("[data-at]");
      if (button) this.take(Number(button.getAttribute("data-at")));
    });
  }

  /** @param {number} at @returns {boolean} whether there is such a one */
  take(at) {
    const item = this.items[at];
    if (item) this.use({ id: item.phrase, text: item.text, picture: item.picture });
    return Boolean(item);
  }

  /** @param {number | null} conversation @param {number | null} position of the unanswered message, null for none */
  async refresh(conversation, position) {
    const asked = conversation && position ? `/reception/${conversation}/suggestions?position=${position}` : "";
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#show([]);
    this.excusable(false);
    await this.#fetch(asked);
  }

  /** Something of the buyer changed: what could not be filled may be filled now. */
  again() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#fetch(this.#asked), PAUSE);
  }
  #timer = 0;

  /** @param {string} asked */
  async #fetch(asked) {
    if (!asked) return;
    try {
      const answer = await fetch(asked, { headers: { Accept: "application/json" } });
      const { items, excusable } = answer.ok ? await answer.json() : { items: [], excusable: false };
      if (asked !== this.#asked) return;
      this.#show(wholeFirst(items));
      this.excusable(Boolean(excusable));
    } catch {
      if (asked === this.#asked) this.#asked = ""; // the next refresh may ask again
    }
  }

  /** @param {Suggestion[]} items */
  #show(items) {
    this.items = items.slice(0, 3);
    this.box.replaceChildren(
      ...this.items.map((item, at) =>
        el(
          "li",
          {},
          el(
            "button",
            { type: "button", "data-at": at, title: item.text, "aria-keyshortcuts": `Alt+${at + 1}` },
            el("kbd", {}, String(at + 1)),
            el("span.two", {}, item.text),
            // 「快捷语 · 发票 · 命中…」: the words that were met are for whoever asks
            el("span.tiny.faint", { title: item.stands_on }, item.stands_on.split(" · ").slice(0, 2).join(" · ")),
          ),
        ),
      ),
    );
    this.box.hidden = this.items.length === 0;
  }
}
