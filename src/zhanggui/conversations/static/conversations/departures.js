// What became of words that leave for a channel outside: sent only when the outside said so.

import { find, write } from "../pages/element.js";
import { csrf } from "../pages/post.js";
import { say } from "../pages/words.js";
import { now } from "./clock.js";
import { dayAndTime } from "./times.js";

/** @typedef {{ state: "asked" | "done" | "failed" | "withdrawn", say: string, errand: number }} Departure */

/** On these channels words leave by the wire, or not from here at all. */
const OURS = ["web", "taobao"];
const SOON = 12 * 3_600_000; // ms: from here on the end of the time to answer is said

export class Departures {
  /** @type {Record<string, Departure>} */ #words = {};
  /** @type {number | null} */ #conversation = null;
  #outside = false;
  #timer = 0;

  /**
   * @param {() => void} changed
   * @param {HTMLElement} strip above the composer: that nothing can leave now, or until when it can, and what else to do
   */
  constructor(changed, strip) {
    this.changed = changed;
    this.strip = strip;
    find("button", strip).addEventListener("click", () => call());
  }

  /** Somebody looks at this conversation now. @param {number | null} conversation @param {string} [channel] */
  open(conversation, channel) {
    if (conversation === this.#conversation && !(channel && this.#outside === OURS.includes(channel))) return;
    this.#conversation = conversation;
    this.#words = {};
    this.#tell("", null);
    this.#outside = conversation !== null && channel !== undefined && !OURS.includes(channel);
    this.look();
  }

  /** What became of the word; null on our own channel. @param {number} position @returns {Departure | null} */
  of(position) {
    if (!this.#outside) return null;
    return this.#words[position] ?? { state: "asked", say: "", errand: 0 };
  }

  async look() {
    const conversation = this.#conversation;
    if (!this.#outside || conversation === null) return;
    const answer = await fetch(`/channels/words/${conversation}`).catch(() => null);
    if (!answer?.ok || conversation !== this.#conversation) return;
    const { words, refusal, until } = await answer.json();
    this.#words = words;
    this.#tell(refusal, until);
    this.changed();
  }

  /** Before anybody writes in vain. @param {string} refusal @param {string | null} until */
  #tell(refusal, until) {
    clearTimeout(this.#timer);
    const left = until ? Date.parse(until) - now() : Infinity;
    const isSoon = !refusal && left < SOON;
    if (isSoon) this.#timer = window.setTimeout(() => this.look(), Math.max(left, 1_000));
    const text = refusal ? `${refusal}${say("kept_until")}` : isSoon && until ? say("answer_until", { at: dayAndTime(until) }) : "";
    write(find("span", this.strip), text);
    find("button", this.strip).hidden = !refusal;
    this.strip.hidden = !text;
  }

  /** Somebody has looked and wants it carried once more. @param {string} errand */
  async again(errand) {
    const word = Object.values(this.#words).find((one) => String(one.errand) === errand);
    if (word?.state !== "failed") return; // pressed already
    word.state = "asked";
    this.changed();
    const headers = { "X-CSRFToken": csrf() };
    const answer = await fetch(`/channels/words/${errand}/again`, { method: "POST", headers }).catch(() => null);
    if (!answer?.ok) {
      word.state = "failed";
      this.changed();
    }
    this.look();
  }

  /** @param {string} name @param {number} id of a live change */
  heard(name, id) {
    if (name === "departures" && id === this.#conversation) this.look();
  }
}

/** The card of calls in the right column, ready to write; as soon as it is there. */
function call() {
  const drawer = find("[data-drawer-button]");
  if (getComputedStyle(drawer).display !== "none" && drawer.getAttribute("aria-expanded") === "false") drawer.click();
  const details = /** @type {HTMLDetailsElement | null} */ (document.querySelector("#slot-calls details"));
  if (details) return open(details);
  const pressed = document.activeElement;
  // Who has gone elsewhere in the meantime is not called back.
  document.querySelector('[data-slot="calls"]')?.addEventListener("slot-drawn", () => document.activeElement === pressed && call(), { once: true });
}

/** @param {HTMLDetailsElement} details */
function open(details) {
  details.open = true;
  /** @type {HTMLSelectElement} */ (find("[name=direction]", details)).value = "out";
  details.scrollIntoView({ block: "nearest" });
  find("[name=about]", details).focus();
}
