// Those whom I serve in the marketplace's chat client: who waits there, with the running seconds, longest first.
import { el, find, write } from "../pages/element.js";
import { keep } from "../pages/keyed.js";
import { say } from "../pages/words.js";
import { now } from "./clock.js";
import * as times from "./times.js";

/** @typedef {import("./desk.js").Row} Row */

export class Waiters {
  soon = 100;
  /** @type {number | null} */ current = null;

  /** @param {HTMLElement} root @param {import("./desk.js").Desk} desk @param {(row: Row) => void} open */
  constructor(root, desk, open) {
    this.root = root;
    this.desk = desk;
    this.list = find("ol", root);
    this.list.addEventListener("click", (event) => {
      const item = /** @type {HTMLElement} */ (event.target).closest("li");
      const row = item && this.desk.row(Number(item.dataset.key));
      if (row) open(row);
    });
    setInterval(() => this.tick(), 1000);
  }

  /** @returns {Row[]} */
  get rows() {
    return this.desk.rows("mine").filter((row) => row.elsewhere);
  }

  /** The one who waits longest, but for the one that is open. @returns {Row | undefined} */
  get longest() {
    return this.rows.find((row) => row.waiting_since && row.buyer !== this.current);
  }

  /** @param {1 | -1} step @returns {Row | undefined} */
  neighbour(step) {
    const rows = this.rows;
    const at = rows.findIndex((row) => row.buyer === this.current);
    return at === -1 ? rows.at(step === 1 ? 0 : -1) : rows[at + step];
  }

  refresh() {
    const rows = this.rows;
    this.root.hidden = rows.length === 0;
    keep(this.list, rows, {
      key: (row) => String(row.conversation),
      make: () => el("li", {}, el("button", { type: "button" }, el("span.cut"), el("span.num"))),
      update: (item, row) => {
        const button = /** @type {HTMLElement} */ (item.firstElementChild);
        write(/** @type {Node} */ (button.firstChild), row.name);
        if (row.buyer === this.current) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      },
    });
    this.tick();
  }

  /** The open one comes into sight. */
  reveal() {
    this.list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  tick() {
    for (const item of this.list.children) {
      const row = this.desk.row(Number(item.getAttribute("data-key")));
      const figure = /** @type {HTMLElement} */ (item.querySelector(".num"));
      if (row) show(figure, row, this.desk.late, this.soon);
    }
  }
}

/** The running seconds, or when the last word was. @param {HTMLElement} figure @param {Row} row @param {number} late @param {number} soon */
export function show(figure, row, late, soon) {
  const seconds = row.waiting_since ? (now() - Date.parse(row.waiting_since)) / 1000 : -1;
  const level = seconds < 0 ? "rest" : seconds >= late ? "late" : seconds >= soon ? "soon" : "runs";
  if (figure.dataset.level !== level) figure.dataset.level = level;
  write(figure, seconds < 0 ? (row.last_at ? times.short(row.last_at) : "") : times.running(seconds));
}

/** What stands beside the seconds of one talk. @param {Row | null} row @param {number} me */
export function stateOf(row, me) {
  if (!row) return say("not_yet");
  const parts = [];
  if (row.waiting_since) parts.push(say("waits_here"));
  else if (row.last_side === "staff" && row.last_at) parts.push(say("answered_at", { at: times.minute(row.last_at) }));
  else if (row.last_at && row.elsewhere && row.last_side === "auto") parts.push(say("taken_back_at", { at: times.minute(row.last_at) }));
  if (row.agent !== null && row.agent !== me) parts.push(say("at_colleague", { name: row.agent_name ?? "" }));
  return parts.join(" · ");
}
