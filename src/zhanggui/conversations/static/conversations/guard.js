// The guard's bar above the composer: what may not go out, what needs a second look, and safe words instead.
import { el } from "../pages/element.js";
import { say } from "../pages/words.js";
import { replaceText } from "./typing.js";

/** @typedef {import("./wire.js").Finding} Finding */

const PAUSE = 250;
const MOST = 3;
const LONGEST = 2000; // the server looks at no longer text
const PATIENCE = 600; // for the guard's word on a text that is about to leave

export class Guard {
  /** @type {Finding[]} */ findings = [];
  /** The text that the findings are about. */ about = "";
  #n = 0;
  #timer = 0;

  /**
   * @param {HTMLElement} bar
   * @param {HTMLTextAreaElement} field
   * @param {(text: string, n: number) => void} ask
   */
  constructor(bar, field, ask) {
    this.bar = bar;
    this.field = field;
    this.ask = ask;
    this.bar.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("[data-instead]");
      if (button) this.#useInstead(this.findings[Number(button.getAttribute("data-instead"))]);
    });
  }

  /** The draft changed: asks after a short pause. */
  consider() {
    clearTimeout(this.#timer);
    this.#n += 1;
    const text = this.field.value.trim();
    if (!text || text.length > LONGEST) return this.show([], "");
    this.#timer = window.setTimeout(() => this.#askNow(text), PAUSE);
  }
  #asked = "";

  /** @param {string} text */
  #askNow(text) {
    clearTimeout(this.#timer);
    this.#asked = text;
    this.ask(text, this.#n);
  }

  /** Waits for the guard's word on exactly this text, a moment at most. @param {string} text @returns {Promise<void>} */
  settled(text) {
    if (text === this.about) return Promise.resolve();
    this.#askNow(text);
    return new Promise((done) => {
      this.#heard = done;
      setTimeout(done, PATIENCE);
    });
  }
  #heard = () => {};

  /** @param {import("./wire.js").Frame} frame */
  answer(frame) {
    if (frame.n !== this.#n) return;
    this.show(frame.findings, this.#asked);
    this.#heard();
  }

  /** @param {Finding[]} findings @param {string} about */
  show(findings, about) {
    this.findings = findings;
    this.about = about;
    this.bar.classList.remove("shake");
    const rules = this.bar.dataset.rules ?? "";
    this.bar.replaceChildren(...findings.slice(0, MOST).map((finding, index) => line(finding, index, rules)));
    this.bar.hidden = findings.length === 0;
  }

  /** The severest word on exactly this text: "block", "warn" or "". @param {string} text */
  verdict(text) {
    if (text !== this.about) return "";
    if (this.findings.some((finding) => finding.severity === "block")) return "block";
    return this.findings.some((finding) => finding.severity === "warn") ? "warn" : "";
  }

  /** Somebody tried to send it all the same. */
  insist() {
    this.bar.classList.remove("shake");
    void this.bar.offsetWidth; // lets the animation start again
    this.bar.classList.add("shake");
  }

  /** Puts the safe words in place of the sentence that holds the quote. @param {Finding | undefined} finding */
  #useInstead(finding) {
    if (!finding) return;
    const text = this.field.value;
    const [start, end] = sentence(text, finding.quote);
    replaceText(this.field, finding.instead, start, end);
    const from = start;
    this.field.setSelectionRange(from + finding.instead.length, from + finding.instead.length);
  }
}

/**
 * Where the sentence around a quote begins and ends; the whole text when the quote is not found.
 * @param {string} text @param {string} quote @returns {[number, number]}
 */
export function sentence(text, quote) {
  const at = text.indexOf(quote);
  if (at === -1) return [0, text.length];
  const stops = /[。!\uff01?\uff1f~\uff5e;\uff1b\n]/;
  let start = at;
  while (start > 0 && !stops.test(text[start - 1])) start -= 1;
  let end = at + quote.length;
  while (end < text.length && !stops.test(text[end - 1])) end += 1;
  return [start, end];
}

/** @param {Finding} finding @param {number} index @param {string} rules where the rules have their entries */
function line(finding, index, rules) {
  const block = finding.severity === "block";
  return el(
    `p.finding.${finding.severity}`,
    { role: block ? "alert" : "status" },
    el("b", {}, block ? say("blocked") : finding.title),
    el(
      "span",
      {},
      finding.quote ? `「${finding.quote}」` : "",
      finding.say,
      finding.instead ? el("span.instead", {}, say("instead", { text: finding.instead })) : null,
    ),
    finding.instead ? el("button.link", { type: "button", "data-instead": index }, say("use_instead")) : null,
    el(
      "a.rule.num",
      { href: `${rules}${encodeURIComponent(finding.rule)}`, target: "_blank", rel: "noopener", title: say("see_rule") },
      finding.rule,
    ),
  );
}
