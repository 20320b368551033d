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
  /** Buyers for whom a press is on its way: the second of two quick ones is the same. @type {Set<number>} */ #going = new Set();

  /** @param {{ done: (standing: Standing) => void, say: (text: string, problem?: boolean) => void }} on */
  constructor(on) {
    this.on = on;
  }

  /** @param {number} buyer @param {What} what @param {number} seen the position up to which the page knows the talk */
  press(buyer, what, seen) {
    return this.#send(buyer, `/edge/${buyer}/press`, { what, seen: String(seen) }, say(`pressed_${what}`));
  }

  /** @param {number} buyer @param {number} position of the press to take back */
  back(buyer, position) {
    return this.#send(buyer, `/edge/${buyer}/back`, { position: String(position) }, say("pressed_back"));
  }

  /** @param {number} buyer @param {string} url @param {Record<string, string>} fields @param {string} done */
  async #send(buyer, url, fields, done) {
    if (this.#going.has(buyer)) return;
    this.#going.add(buyer);
    let answer = await post(url, fields);
    // The same press sent again is one press: it names what it saw.
    for (let tries = 1; !answer.status && tries < TRIES; tries += 1) {
      await new Promise((go) => setTimeout(go, PAUSE * tries));
      answer = await post(url, fields);
    }
    this.#going.delete(buyer);
    if (!answer.ok) return this.on.say(typeof answer.body.say === "string" ? answer.body.say : say("not_done"), true);
    this.on.done(/** @type {Standing} */ (/** @type {unknown} */ (answer.body)));
    this.on.say(done);
  }
}
