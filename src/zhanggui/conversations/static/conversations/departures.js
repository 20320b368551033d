// What became of words that leave for a channel outside: sent only when the outside said so.

import { csrf } from "../pages/post.js";

/** @typedef {{ state: "asked" | "done" | "failed" | "withdrawn", say: string, errand: number }} Departure */

/** On these channels words leave by the wire, or not from here at all. */
const OURS = ["web", "taobao"];

export class Departures {
  /** @type {Record<string, Departure>} */ #words = {};
  /** @type {number | null} */ #conversation = null;
  #outside = false;

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
  }

  /** Somebody looks at this conversation now. @param {number | null} conversation @param {string} [channel] */
  open(conversation, channel) {
    if (conversation === this.#conversation && !(channel && this.#outside === OURS.includes(channel))) return;
    this.#conversation = conversation;
    this.#words = {};
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
    this.#words = (await answer.json()).words;
    this.changed();
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
