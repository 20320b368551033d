// The threads kept in memory, so that switching back is instant.
import { Thread } from "./thread.js";

const KEPT = 40;

export class Threads {
  /** @type {Map<number, Thread>} */ #threads = new Map();

  /** @param {number} conversation */
  get(conversation) {
    return this.#threads.get(conversation);
  }

  /** Up to where it stands on the page: what came later is not ended by a key that is pressed now. @param {number | null} conversation */
  lastOf(conversation) {
    return (conversation !== null && this.get(conversation)?.last) || 0;
  }

  /** The thread of a conversation, made when there is none. @param {number} conversation */
  of(conversation) {
    const thread = this.#threads.get(conversation) ?? new Thread(conversation);
    this.#threads.delete(conversation);
    this.#threads.set(conversation, thread); // the latest last, the oldest is dropped
    if (this.#threads.size > KEPT) this.#threads.delete(/** @type {number} */ (this.#threads.keys().next().value));
    return thread;
  }
}

/** Where a line is drawn: above what nobody of us has read, unless it is all new. @param {Thread} thread */
export function divide(thread) {
  const first = thread.messages.find((message) => message.side === "buyer" && message.position > thread.read.staff);
  thread.newFrom = first && first.position > thread.first ? first.position : null;
}
