// Who waits and what is mine: the rows that the server names, and the three ways to look at them.
import { now } from "./clock.js";

/**
 * @typedef {{ conversation: number, buyer: number, name: string, tags: string[], channel: string, last: string,
 *   last_side: "buyer" | "staff" | "auto", last_at: string | null, waiting_since: string | null, left: boolean,
 *   agent: number | null, agent_name: string | null, position: number, read: { buyer: number, staff: number } }} Row
 * @typedef {"waiting" | "mine" | "left"} Tab
 */

export class Desk {
  /** @type {Map<number, Row>} */ #rows = new Map();
  /** The member's id, from `hello`. */ me = 0;
  /** From when on a wait is overdue: then it is everybody's business, also one at a colleague's. */ late = 180;
  /** Whether the server has told the desk once. */ known = false;

  /** @param {import("./wire.js").Frame} frame */
  take(frame) {
    if (frame.whole) this.#rows.clear();
    this.known ||= Boolean(frame.whole);
    for (const row of frame.rows) {
      if (row.waiting_since || row.agent === this.me) this.#rows.set(row.conversation, row);
      else this.#rows.delete(row.conversation);
    }
  }

  /** @param {number} conversation */
  row(conversation) {
    return this.#rows.get(conversation);
  }

  /** The rows of a tab; whoever waits longest comes first. @param {Tab} tab @returns {Row[]} */
  rows(tab) {
    const rows = [...this.#rows.values()].filter((row) => this.#belongs(row, tab));
    return rows.sort((a, b) => Number(this.elsewhere(a)) - Number(this.elsewhere(b)) || rank(a) - rank(b));
  }

  /** @param {Row} row @param {Tab} tab */
  #belongs(row, tab) {
    if (tab === "mine") return row.agent === this.me;
    if (!row.waiting_since) return false;
    if (this.elsewhere(row) && now() - Date.parse(row.waiting_since) < this.late * 1000) return false;
    return tab === "left" ? row.left : !row.left;
  }

  /** Whether a colleague has this reception; such rows come below. @param {Row} row */
  elsewhere(row) {
    return row.agent !== null && row.agent !== this.me;
  }
}

/** Waiting rows by the beginning of the wait, then the others, the latest word first. @param {Row} row */
function rank(row) {
  if (row.waiting_since) return Date.parse(row.waiting_since) - 1e15;
  return -Date.parse(row.last_at ?? "1970-01-01T00:00:00Z");
}
