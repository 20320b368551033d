// What was begun beside a talk (a note, a question to the lead) waits there for whoever looked at another buyer meanwhile.

/** @typedef {Awaited<ReturnType<typeof import("../pages/post.js").post>>} Answer */

export class Halves {
  /** By talk. @type {Map<number, string>} */ #kept = new Map();
  #sending = false;

  /** @param {HTMLTextAreaElement} field @param {number | null} from @param {number | null} to the talk that is shown from now on */
  turn(field, from, to) {
    if (from !== null) this.#kept.set(from, field.value);
    field.value = to === null ? "" : (this.#kept.get(to) ?? "");
  }

  /**
   * Sends it once: the second of two quick presses is none.
   * @param {number} conversation @param {string} text @param {() => Promise<Answer>} send @returns {Promise<Answer | null>} null for the second press
   */
  async send(conversation, text, send) {
    if (this.#sending) return null;
    this.#sending = true;
    const answer = await send();
    this.#sending = false;
    if (answer.ok && this.#kept.get(conversation)?.trim() === text) this.#kept.delete(conversation);
    return answer;
  }
}
