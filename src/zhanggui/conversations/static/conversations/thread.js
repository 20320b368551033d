// One conversation as far as it is known here: messages without a gap, who has read up to where.

/** @typedef {import("./wire.js").Message} Message */

const BEFORE = 25; // messages before the one that somebody came for

export class Thread {
  /** @type {Message[]} */ messages = [];
  /** @type {{ buyer: number, staff: number }} */ read = { buyer: 0, staff: 0 };
  earlier = false;
  live = false;
  /** A message that somebody came for: what is asked for first begins a little before it. */
  wanted = 0;
  /** The first message that was new when the conversation was opened. @type {number | null} */ newFrom = null;

  /** @param {number | null} conversation */
  constructor(conversation) {
    this.conversation = conversation;
  }

  /** Somebody opens it (again): what is new from here on gets its divider. */
  reopen() {
    this.live = false;
    this.newFrom = null;
  }

  /** Whoever comes for a message that lies before what is here begins anew. @param {number} position */
  want(position) {
    this.wanted = position;
    if (this.messages.length && position < this.first) this.messages = [];
  }

  get first() {
    return this.messages[0]?.position ?? 0;
  }

  get last() {
    return this.messages.at(-1)?.position ?? 0;
  }

  /** What to ask for: everything after what is here, or the server's choice when nothing is. */
  get follow() {
    if (this.messages.length) return { after: this.last };
    return this.wanted ? { after: Math.max(0, this.wanted - BEFORE) } : {};
  }

  /**
   * Takes a `messages` frame. A message is taken only when its position is the next one.
   * @param {import("./wire.js").Frame} frame
   * @returns {{ fresh: Message[], gap: boolean }} `gap`: follow again from `last`
   */
  take(frame) {
    const empty = this.messages.length === 0;
    /** @type {Message[]} */
    const fresh = [];
    let gap = false;
    for (const message of frame.items) {
      if (this.messages.length && message.position <= this.last) continue;
      if (this.messages.length && message.position !== this.last + 1) {
        gap = true;
        break;
      }
      this.messages.push(message);
      fresh.push(message);
    }
    if (empty && fresh.length) this.earlier = Boolean(frame.earlier);
    if (frame.live) this.live = true;
    if (frame.read) this.seen("buyer", frame.read.buyer), this.seen("staff", frame.read.staff);
    return { fresh, gap };
  }

  /** @param {import("./wire.js").Frame} frame the answer to `earlier` */
  takeEarlier(frame) {
    const older = frame.items.filter((/** @type {Message} */ message) => message.position < this.first);
    if (older.length && older.at(-1).position === this.first - 1) this.messages.unshift(...older);
    this.earlier = Boolean(frame.earlier);
  }

  /** @param {"buyer" | "staff"} side @param {number} position */
  seen(side, position) {
    this.read[side] = Math.max(this.read[side], position ?? 0);
  }

  /** The buyer's last word, when nobody answered it yet. @returns {Message | null} */
  get unanswered() {
    for (let i = this.messages.length - 1; i >= 0; i--) {
      const message = this.messages[i];
      if (message.kind === "elsewhere" || message.kind === "undone") return null; // no words to answer here
      if (message.side === "buyer") return message;
      if (message.side === "staff") return null;
    }
    return null;
  }
}
