// Emoticons and short texts: a grid that the arrows walk through; what is chosen goes in at the cursor.
import { el, find } from "../pages/element.js";
import { composing } from "./typing.js";

// The system's own signs: each computer draws them as it can.
const SIGNS = [..."😊😄😁😂🙂😉😍🥰😘🤗😋😎🤔😅😢😭🙏👍👌💪👏🤝🎉🎁❤️🌹🌸☀️🌙⭐✨🔥📦🚚🏠📞⏰✅❌❗❓💰".matchAll(/\p{Emoji}\uFE0F?/gu)].map(([sign]) => sign);
const IN_A_ROW = 12;

export class Picker {
  /**
   * @param {HTMLElement} root @param {HTMLElement} button
   * @param {{ url: () => string, choose: (text: string, phrase: number | null) => void, closed: () => void }} on
   */
  constructor(root, button, on) {
    this.root = root;
    this.on = on;
    this.signs = find("[data-signs]", root);
    this.texts = find("[data-short]", root);
    this.signs.replaceChildren(...SIGNS.map((sign) => el("button.sign-choice", { type: "button", "data-text": sign }, sign)));
    button.addEventListener("click", () => (this.root.hidden ? this.open() : this.close()));
    root.addEventListener("click", (event) => this.#choose(/** @type {HTMLElement} */ (event.target).closest("button")));
    root.addEventListener("keydown", (event) => this.#keys(event));
    root.addEventListener("focusout", (event) => {
      if (!root.contains(/** @type {Node | null} */ (event.relatedTarget)) && event.relatedTarget !== button) root.hidden = true;
    });
  }

  async open() {
    this.root.hidden = false;
    this.#buttons[0]?.focus();
    const answer = await fetch(this.on.url(), { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const { items } = await answer.json();
    this.texts.replaceChildren(
      ...items.map((/** @type {import("./palette.js").Phrase} */ one) => el("button.do", { type: "button", "data-text": one.text, "data-phrase": one.id, title: one.title }, one.text)),
    );
  }

  close() {
    if (this.root.hidden) return;
    this.root.hidden = true;
    this.on.closed();
  }

  get #buttons() {
    return [...this.root.querySelectorAll("button")];
  }

  /** @param {HTMLElement | null} button */
  #choose(button) {
    const text = button?.dataset.text;
    if (!text) return;
    this.close();
    this.on.choose(text, Number(button.dataset.phrase) || null);
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (composing(event)) return;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: IN_A_ROW, ArrowUp: -IN_A_ROW };
    if (event.key === "Escape") this.close();
    else if (event.key in steps) {
      const all = this.#buttons;
      const place = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
      all[Math.max(0, Math.min(all.length - 1, place + steps[/** @type {keyof typeof steps} */ (event.key)]))]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
