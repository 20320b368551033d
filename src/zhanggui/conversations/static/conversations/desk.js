// Who waits and what is mine: the rows that the server names, and the four ways to look at them.
import { now } from "./clock.js";

/**
 * @typedef {{ conversation: number, buyer: number, name: string, tags: string[], channel: string, last: string,
 *   last_side: "buyer" | "staff" | "auto", last_at: string | null, waiting_since: string | null, left: boolean,
 *   agent: number | null, agent_name: string | null, position: number, elsewhere: boolean, read: { buyer: number, staff: number } }} Row
 * @typedef {"waiting" | "mine" | "left" | "recent"} Tab
 */

/** A row with what orders it, worked out once: ten thousand are put in order at every change.
 * @typedef {{ row: Row, since: number, rank: number }} Kept */

export class Desk {
  /** Every row ever told: one that left the desk is still known here. @type {Map<number, Kept>} */ #known = new Map();
  /** Those on the desk. @type {Set<number>} */ #here = new Set();
  /** Those that were on it before the server told it anew, until it has told all. @type {Set<number>} */ #doubtful = new Set();
  /** Those of the latest talks. @type {Set<number>} */ #recent = new Set();
  /** The member's id. */ me = 0;
  /** From when on a wait is overdue: then it is everybody's business, also one at a colleague's. */ late = 180;
  /** Whether the server has told the desk once. */ known = false;
  /** Whether more wait than have come yet: the server tells the first ones first. */ more = false;
  /** Those on the desk in their order; null after a change. @type {Kept[] | null} */ #ordered = null;
  /** Those that came to this member and were not looked at since. @type {Set<number>} */ fresh = new Set();
  /** Why somebody is nobody's yet. @type {Map<number, { why: string, wants: string[], relaxes_at: string | null }>} */ why = new Map();

  /** @param {(conversation: number) => boolean} unsent whether a message of one's own did not go out there */
  constructor(unsent) {
    this.unsent = unsent;
  }

  /** @param {import("./wire.js").Frame} frame */
  take(frame) {
    if (frame.whole) this.#doubtful = new Set(this.#here);
    this.known ||= Boolean(frame.whole);
    if (frame.whole || frame.rest) this.more = Boolean(frame.more);
    for (const row of frame.rows) {
      if (!frame.whole && !frame.rest) this.#came(row);
      this.learn(row);
      this.#doubtful.delete(row.conversation);
      if (row.waiting_since || row.agent === this.me) this.#here.add(row.conversation);
      else this.#here.delete(row.conversation);
      if (this.#recent.size && !frame.rest) this.#recent.add(row.conversation);
    }
    if (this.more) return;
    for (const conversation of this.#doubtful) this.#here.delete(conversation);
    this.#doubtful.clear();
    this.#ordered = null;
  }

  /** @param {Row} row as it is now */
  #came(row) {
    const before = this.row(row.conversation);
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
    const since = row.waiting_since ? Date.parse(row.waiting_since) : NaN;
    // Waiting rows by the beginning of the wait, then the others, the latest word first.
    this.#known.set(row.conversation, { row, since, rank: row.waiting_since ? since - 1e15 : -spoken(row) });
    this.#ordered = null;
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
    return this.#known.get(conversation)?.row;
  }

  /** The rows of a tab; whoever waits longest comes first, a colleague's come below. @param {Tab} tab @returns {Row[]} */
  rows(tab) {
    if (tab === "recent") return kept(this.#known, this.#recent).map(({ row }) => row).sort((a, b) => spoken(b) - spoken(a));
    let of = this.#inOrder().filter((one) => this.#belongs(one, tab));
    if (tab === "mine") of = this.#withUnsent(of);
    const theirs = of.filter(({ row }) => this.elsewhere(row));
    if (theirs.length) of = of.filter(({ row }) => !this.elsewhere(row)).concat(theirs);
    return of.map(({ row }) => row);
  }

  /** @returns {Kept[]} */
  #inOrder() {
    this.#ordered ??= kept(this.#known, this.#here).sort(byRank);
    return this.#ordered;
  }

  /** A message that did not go out keeps its talk among one's own. @param {Kept[]} of */
  #withUnsent(of) {
    const more = [...this.#known.values()].filter((one) => this.unsent(one.row.conversation) && !of.includes(one));
    return more.length ? [...of, ...more].sort(byRank) : of;
  }

  /** How many of a tab's rows are overdue. @param {Tab} tab */
  overdue(tab) {
    const until = now() - this.late * 1000;
    return this.#inOrder().filter((one) => one.since <= until && this.#belongs(one, tab)).length;
  }

  /** @param {Kept} one @param {Tab} tab */
  #belongs({ row, since }, tab) {
    if (tab === "mine") return row.agent === this.me;
    if (!row.waiting_since) return false;
    if (this.elsewhere(row) && now() - since < this.late * 1000) return false;
    return tab === "left" ? row.left : !row.left;
  }

  /** Whether a colleague has this reception; such rows come below. @param {Row} row */
  elsewhere(row) {
    return row.agent !== null && row.agent !== this.me;
  }
}

/** @param {Row} row */
const spoken = (row) => Date.parse(row.last_at ?? "1970-01-01T00:00:00Z");

/** @param {Kept} a @param {Kept} b */
const byRank = (a, b) => a.rank - b.rank;

/** @param {Map<number, Kept>} known @param {Set<number>} conversations @returns {Kept[]} */
const kept = (known, conversations) => [...conversations].flatMap((conversation) => known.get(conversation) ?? []);
