// Who waits and what is mine: the rows that the server names, and the four ways to look at them.
import { now } from "./clock.js";

/**
 * @typedef {{ conversation: number, buyer: number, name: string, tags: string[], channel: string, last: string,
 *   last_side: "buyer" | "staff" | "auto", last_at: string | null, waiting_since: string | null, left: boolean,
 *   agent: number | null, agent_name: string | null, position: number, elsewhere: boolean, read: { buyer: number, staff: number } }} Row
 * @typedef {"waiting" | "mine" | "left" | "recent"} Tab
 */

export class Desk {
  /** Every row ever told: one that left the desk is still known here. @type {Map<number, Row>} */ #known = new Map();
  /** Those on the desk. @type {Set<number>} */ #here = new Set();
  /** Those of the latest talks. @type {Set<number>} */ #recent = new Set();
  /** The member's id. */ me = 0;
  /** From when on a wait is overdue: then it is everybody's business, also one at a colleague's. */ late = 180;
  /** Whether the server has told the desk once. */ known = false;
  /** Those that came to this member and were not looked at since. @type {Set<number>} */ fresh = new Set();
  /** Why somebody is nobody's yet. @type {Map<number, { why: string, wants: string[], relaxes_at: string | null }>} */ why = new Map();

  /** @param {(conversation: number) => boolean} unsent whether a message of one's own did not go out there */
  constructor(unsent) {
    this.unsent = unsent;
  }

  /** @param {import("./wire.js").Frame} frame */
  take(frame) {
    if (frame.whole) this.#here.clear();
    this.known ||= Boolean(frame.whole);
    for (const row of frame.rows) {
      if (!frame.whole) this.#came(row);
      this.learn(row);
      if (row.waiting_since || row.agent === this.me) this.#here.add(row.conversation);
      else this.#here.delete(row.conversation);
      if (this.#recent.size) this.#recent.add(row.conversation);
    }
  }

  /** @param {Row} row as it is now */
  #came(row) {
    const before = this.#known.get(row.conversation);
    if (row.agent !== this.me) this.fresh.delete(row.conversation);
    else if (row.waiting_since && row.last_side !== "staff" && before?.agent !== this.me) this.fresh.add(row.conversation);
    if (before && before.agent === this.me && row.agent !== this.me && row.agent !== null) this.gone(row);
  }

  /** A colleague has now whom one had. @type {(row: Row) => void} */ gone = () => undefined;

  /** @param {import("./wire.js").Frame} frame who is not placed, and why */
  queue(frame) {
    this.why = new Map(frame.waiting.map((/** @type {any} */ one) => [one.conversation, one]));
  }

  /** @param {Row} row */
  learn(row) {
    this.#known.set(row.conversation, row);
  }

  /** The latest talks, those that ended too. @returns {Promise<boolean>} whether they came */
  async fetchRecent() {
    const answer = await fetch("/reception/recent", { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return false;
    /** @type {{ rows: Row[] }} */
    const { rows } = await answer.json();
    for (const row of rows) this.learn(row);
    this.#recent = new Set(rows.map((row) => row.conversation));
    return true;
  }

  /** @param {number} conversation */
  row(conversation) {
    return this.#known.get(conversation);
  }

  /** The rows of a tab; whoever waits longest comes first. @param {Tab} tab @returns {Row[]} */
  rows(tab) {
    const rows = [...this.#known.values()].filter((row) => this.#belongs(row, tab));
    if (tab === "recent") return rows.sort((a, b) => spoken(b) - spoken(a));
    return rows.sort((a, b) => Number(this.elsewhere(a)) - Number(this.elsewhere(b)) || rank(a) - rank(b));
  }

  /** @param {Row} row @param {Tab} tab */
  #belongs(row, tab) {
    if (tab === "recent") return this.#recent.has(row.conversation);
    if (tab === "mine" && this.unsent(row.conversation)) return true;
    if (!this.#here.has(row.conversation)) return false;
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

/** @param {Row} row */
const spoken = (row) => Date.parse(row.last_at ?? "1970-01-01T00:00:00Z");

/** Waiting rows by the beginning of the wait, then the others, the latest word first. @param {Row} row */
const rank = (row) => (row.waiting_since ? Date.parse(row.waiting_since) - 1e15 : -spoken(row));
