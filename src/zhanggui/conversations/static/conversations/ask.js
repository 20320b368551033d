// The one box of the slim page: who is it, or, behind "/", which phrase.
import { el, find } from "../pages/element.js";
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";
import { composing, isTyping } from "./typing.js";

/**
 * @typedef {{ buyer: number, name: string, order?: string, title?: string }} Met
 * `near`: nobody is named outright, these come near it.
 * @typedef {{ items: Met[], orders: { id: number, number: string, title: string }[], near: boolean, unknown: string }} Found
 */

const PHRASES = /^[/、](.*)$/; // the key "/" writes "、" when a Chinese input method is on
const UNREAD = 400; // ms: the second of two quick Enters must not note a buyer whose offer nobody has read

export class Ask {
  /** What pressing Enter means while an answer stands below the box. @type {(() => void)[]} */ #choices = [];
  #at = 0;
  #shownAt = 0;
  #asked = "";

  /**
   * @param {HTMLElement} root
   * @param {{ open: (buyer: number) => void, phrases: (words: string | null) => void, step: (by: 1 | -1) => void,
   *   phrase: () => void, say: (text: string, problem?: boolean) => void }} on `phrases(null)`: no phrase is looked for
   */
  constructor(root, on) {
    this.on = on;
    this.field = /** @type {HTMLInputElement} */ (find(".ask input", root));
    this.list = find("#edge-found", root);
    this.field.addEventListener("input", (event) => this.#typed(/** @type {InputEvent} */ (event).inputType));
    this.field.addEventListener("keydown", (event) => this.#keys(event));
    this.list.addEventListener("click", (event) => {
      const choice = /** @type {HTMLElement} */ (event.target).closest("[data-at]");
      if (choice) this.#choices[Number(choice.getAttribute("data-at"))]?.();
    });
    document.addEventListener("paste", (event) => {
      if (isTyping(event.target) || isTyping(document.activeElement)) return;
      this.take(event.clipboardData?.getData("text/plain") ?? "");
      event.preventDefault();
    });
    addEventListener("focus", () => !isTyping(document.activeElement) && this.focus());
  }

  get text() {
    return this.field.value.trim();
  }

  /** The words behind "/", null when it is not a phrase that is looked for. */
  get words() {
    const found = PHRASES.exec(this.text);
    return found ? found[1].replaceAll("'", "").trim() : null;
  }

  focus() {
    this.field.focus();
    this.field.select();
  }

  /** As if it had been pasted into the box. @param {string} text */
  take(text) {
    this.field.value = text.trim().slice(0, 200);
    this.focus();
    this.look();
  }

  /** The box takes the words of a phrase. */
  phrases() {
    this.#answer([]);
    this.field.value = "/";
    this.field.focus();
    this.on.phrases("");
  }

  /** What the box stands for is open now. @param {string} name */
  met(name) {
    this.#answer([]);
    this.field.value = name;
    this.on.phrases(null);
    if (document.activeElement === this.field) this.field.select();
  }

  clear() {
    this.#answer([]);
    this.field.value = "";
    this.on.phrases(null);
  }

  /** @param {string} [how] */
  #typed(how = "") {
    this.#answer([]);
    this.on.phrases(this.words);
    if (how === "insertFromPaste" && this.words === null) this.look();
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (composing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = /** @type {Record<string, 1 | -1>} */ ({ ArrowDown: 1, ArrowUp: -1 })[event.key];
    if (event.key === "Enter") {
      if (!event.repeat) this.#enter();
    } else if (event.key === "Escape") {
      this.clear();
    } else if (step && this.words !== null) {
      this.on.step(step);
    } else if (step && this.#choices.length) {
      this.#mark(this.#at + step);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #enter() {
    if (this.words !== null) return this.on.phrase();
    if (this.#choices.length && this.field.value.trim() === this.#asked) {
      return performance.now() - this.#shownAt < UNREAD ? undefined : this.#choices[this.#at]();
    }
    this.look();
  }

  async look() {
    const text = this.field.value.trim();
    if (!text) return this.#answer([]);
    this.#asked = text;
    const answer = await fetch(`/edge/find?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (text !== this.field.value.trim()) return;
    if (!answer?.ok) return this.on.say(say("not_fetched"), true);
    /** @type {Found} */
    const found = await answer.json();
    if (found.items.length === 1 && !found.orders.length && !found.near) return this.on.open(found.items[0].buyer);
    this.#offer(found, text);
  }

  /** @param {Found} found @param {string} text */
  #offer(found, text) {
    const choices = found.items.map((met) => ({
      words: [el("b.cut", {}, met.name), el("span.cut.soft", {}, met.title ?? "")],
      go: () => this.on.open(met.buyer),
    }));
    for (const order of found.orders) {
      choices.push({
        words: [el("span", {}, say("order_without_buyer", { number: order.number })), el("b", {}, say("open_order"))],
        go: () => void window.open(`/orders/${order.id}`, "_blank", "noopener"),
      });
    }
    if (found.unknown) {
      choices.push({
        words: [el("span.cut", {}, say("unknown_nick", { nick: found.unknown })), el("b", {}, say("note_nick"))],
        go: () => void this.#note(found.unknown),
      });
    }
    if (!choices.length) return this.#answer([], say("nobody_found", { text }));
    const several = choices.length > 1 ? say("several", { n: choices.length }) : "";
    this.#answer(choices, found.near ? say("near", { text }) : several);
  }

  /** @param {string} nick */
  async #note(nick) {
    const answer = await post("/edge/buyer", { nick });
    if (answer.ok) this.on.open(Number(answer.body.buyer));
    else this.on.say(typeof answer.body.say === "string" ? answer.body.say : say("not_done"), true);
  }

  /** @param {{ words: HTMLElement[], go: () => void }[]} choices @param {string} [head] */
  #answer(choices, head = "") {
    this.#choices = choices.map((choice) => choice.go);
    this.#shownAt = performance.now();
    const rows = choices.map((choice, at) => el("div.choice", { role: "option", "data-at": at }, ...choice.words, el("kbd", {}, "Enter")));
    this.list.replaceChildren(...(head ? [el("p.small.soft", { role: "status" }, head)] : []), ...rows);
    this.list.hidden = !rows.length && !head;
    this.field.setAttribute("aria-expanded", String(rows.length > 0));
    this.#mark(0);
  }

  /** @param {number} at */
  #mark(at) {
    this.#at = Math.max(0, Math.min(at, this.#choices.length - 1));
    this.list.querySelectorAll("[data-at]").forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === this.#at));
      if (index === this.#at) item.scrollIntoView({ block: "nearest" });
    });
  }
}
