// The draft of the slim page: the guard reads along, and only what it lets pass is copied.
import { find } from "../pages/element.js";
import { say } from "../pages/words.js";
import { draftOf, keepDraft } from "./drafts.js";
import { Guard } from "./guard.js";
import { selectHole } from "./holes.js";
import { composing, replaceAll } from "./typing.js";

/** @typedef {import("./wire.js").Finding} Finding */

export class Scratch {
  /** The text that was refused for want of a reason, or for good: it is known to the lead. */ #tried = "";
  /** The phrase that the text began as: its use is counted when it is copied. @type {number | null} */ #phrase = null;
  /** Whom the text is for; null before anybody is open. @type {string | null} */ #key = null;

  /**
   * @param {HTMLElement} root
   * @param {{ check: (text: string, n: number) => void, copy: (text: string, reason: string, phrase: number | null) => void, say: (text: string, problem?: boolean) => void }} on
   */
  constructor(root, on) {
    this.on = on;
    this.field = /** @type {HTMLTextAreaElement} */ (find(".draft textarea", root));
    this.reason = find("form.reason", root);
    this.reasonField = /** @type {HTMLInputElement} */ (find("input", this.reason));
    this.guard = new Guard(find(".guard", root), this.field, on.check);
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (event) => this.#keys(event));
    find("[data-copy]", root).addEventListener("click", () => this.copy());
    this.reason.addEventListener("submit", (event) => (event.preventDefault(), this.copy()));
  }

  focus() {
    this.field.focus();
    this.field.select();
  }

  /** What was written to one buyer is not copied to the next: each has a draft of their own, and what was
   * pasted before anybody was open belongs to whom is opened first. @param {string} key */
  turnTo(key) {
    if (key === this.#key) return;
    if (this.#key !== null) {
      keepDraft(this.#key, this.field.value);
      this.field.value = draftOf(key);
    } else if (!this.field.value) this.field.value = draftOf(key);
    this.#key = key;
    this.#phrase = null;
    this.#tried = "";
    this.reasonField.value = "";
    this.#askReason(false);
    this.guard.consider();
  }

  /** A phrase that cannot be copied as it is: here it can be mended. @param {string} text @param {number | null} phrase */
  put(text, phrase) {
    replaceAll(this.field, text);
    this.#phrase = phrase;
    selectHole(this.field);
  }

  /** @param {"guard" | "reason" | string} code @param {string} words @param {Finding[]} findings @param {string} text */
  refused(code, words, findings, text) {
    if (this.field.value.trim() !== text.trim()) replaceAll(this.field, text);
    if (findings.length) this.guard.show(findings, text.trim());
    this.#tried = text.trim();
    this.guard.insist();
    if (code === "reason") this.#askReason(true);
    else this.field.focus();
    this.on.say(say("not_copied") + (findings.length ? "" : words), true);
  }

  copied() {
    if (this.#key !== null) keepDraft(this.#key, "");
    this.#askReason(false);
    this.reasonField.value = "";
    if (document.activeElement === this.field) this.field.select(); // what is typed or pasted next takes its place
  }

  copy() {
    const text = this.field.value.trim();
    const reason = this.reasonField.value.trim();
    if (!text) return this.field.focus();
    if (selectHole(this.field)) return this.on.say(say("fill_first"), true);
    const verdict = this.guard.verdict(text);
    if (verdict === "warn" && !reason) return this.#askReason(true);
    if (verdict === "block" && this.#tried === text) return this.refused("guard", "", this.guard.findings, text);
    this.on.copy(text, reason, this.#phrase);
  }

  /** @param {boolean} wanted */
  #askReason(wanted) {
    this.reason.hidden = !wanted;
    if (wanted) this.reasonField.focus();
  }

  #typed() {
    if (!this.field.value.trim()) this.#phrase = null;
    if (!this.reason.hidden && this.field.value.trim() !== this.guard.about) this.#askReason(false);
    this.guard.consider();
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (composing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" && !event.shiftKey) {
      if (!event.repeat) this.copy();
    } else if (!(event.key === "Tab" && !event.shiftKey && selectHole(this.field, this.field.selectionEnd))) return;
    event.preventDefault();
  }
}
