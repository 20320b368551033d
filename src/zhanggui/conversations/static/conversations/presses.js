// A chat held in the marketplace's own client: one press when the buyer wrote there, one when it was answered.
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";

/**
 * @typedef {import("./desk.js").Row} Row
 * @typedef {{ buyer: number, name: string, visitor: boolean, row: Row | null, back: number | null }} Standing
 * @typedef {"waiting" | "answered"} What
 */

const TRIES = 4;
const PAUSE = 700; // ms before the same press is sent again when the line was down

export class Presses {
  /** Each buyer's presses, one after the other, and what the last of them is: the same once more is one.
   * @type {Map<number, { what: string, done: Promise<void> }>} */ #going = new Map();
  /** What the last answer said of each buyer's talk. @type {Map<number, Standing>} */ #told = new Map();

  /** @param {{ done: (standing: Standing) => void, say: (text: string, problem?: boolean) => void }} on */
  constructor(on) {
    this.on = on;
  }

  /** @param {number} buyer @param {What} what @param {number} seen the position up to which the page knows the talk */
  press(buyer, what, seen) {
    const fields = () => ({ what, seen: String(Math.max(seen, this.#told.get(buyer)?.row?.position ?? 0)) });
    return this.#queue(buyer, what, () => this.#send(buyer, `/edge/${buyer}/press`, fields(), say(`pressed_${what}`)));
  }

  /** Takes back the press at this position; while one is on its way, that one. @param {number} buyer @param {number | null} position */
  back(buyer, position) {
    const waits = this.#going.has(buyer);
    return this.#queue(buyer, "back", async () => {
      const meant = waits ? (this.#told.get(buyer)?.back ?? null) : position;
      if (meant === null) return this.on.say(say("nothing_back"), true);
      await this.#send(buyer, `/edge/${buyer}/back`, { position: String(meant) }, say("pressed_back"));
    });
  }

  /** @param {number} buyer @param {string} what @param {() => Promise<void>} send */
  #queue(buyer, what, send) {
    const before = this.#going.get(buyer);
    if (before?.what === what) return before.done;
    const done = (before?.done ?? Promise.resolve()).then(send).finally(() => {
      if (this.#going.get(buyer) === now) this.#going.delete(buyer);
    });
    const now = { what, done };
    this.#going.set(buyer, now);
    return done;
  }

  /** @param {number} buyer @param {string} url @param {Record<string, string>} fields @param {string} done */
  async #send(buyer, url, fields, done) {
    let answer = await post(url, fields);
    // The same press sent again is one press: it names what it saw.
    for (let tries = 1; !answer.status && tries < TRIES; tries += 1) {
      await new Promise((go) => setTimeout(go, PAUSE * tries));
      answer = await post(url, fields);
    }
    if (!answer.ok) return this.on.say(typeof answer.body.say === "string" ? answer.body.say : say("not_done"), true);
    const standing = /** @type {Standing} */ (/** @type {unknown} */ (answer.body));
    this.#told.set(buyer, standing);
    this.on.done(standing);
    this.on.say(done);
  }
}
