// The talk: draws a thread, stays at the bottom only if it was there, asks for earlier messages, tells what was seen.
import { find, write } from "../pages/element.js";
import { keep } from "../pages/keyed.js";
import { say } from "../pages/words.js";
import { makeLine, metaText, updateLine } from "./bubble.js";
import { enlarge } from "./pictures.js";
import * as times from "./times.js";

/**
 * @typedef {import("./bubble.js").Line} Line
 * @typedef {import("./bubble.js").Bubble} Bubble
 * @typedef {import("./outbox.js").Entry} Entry
 * @typedef {import("./wire.js").Message} Message
 */

const NEAR = 48; // pixels from the bottom that still count as "at the bottom"
/** How a word looks that leaves for a channel outside. @type {Record<string, Bubble["state"]>} */
const OUTSIDE = { asked: "sending", done: "sent", failed: "failed", withdrawn: "failed" };
const TOGETHER = 60_000; // messages of one side within a minute share one line of time

export class Talk {
  /** @type {import("./thread.js").Thread | null} */ #thread = null;
  #stuck = true;
  #unseen = 0;
  #asked = 0;

  /**
   * @param {HTMLElement} root holds .scroll > ol.talk and .more
   * @param {{ me: "staff" | "buyer", pending: (conversation: number | null) => Entry[],
   *   earlier: (before: number) => void, seen: (position: number) => void, watching: () => boolean,
   *   retry: (id: string) => void, drop: (id: string) => void, edit?: (id: string) => void,
   *   departed?: (position: number) => import("./departures.js").Departure | null, departAgain?: (errand: string) => void,
   *   beside?: (from: number, until: number) => Line[] }} on `beside`: what stands under the messages of these positions
   */
  constructor(root, on) {
    this.on = on;
    this.scroll = find(".scroll", root);
    this.list = find("ol.talk", root);
    this.more = find(".more", root);
    this.scroll.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#stuck && this.toBottom()).observe(this.scroll);
    new ResizeObserver(() => this.#stuck && this.toBottom()).observe(this.list);
    this.more.addEventListener("click", () => this.toBottom());
    this.list.addEventListener("click", (event) => this.#pressed(/** @type {HTMLElement} */ (event.target)));
    document.addEventListener("visibilitychange", () => this.look());
  }

  /** @param {import("./thread.js").Thread | null} thread */
  show(thread) {
    this.#thread = thread;
    this.#stuck = true;
    this.#unseen = this.#asked = 0;
    this.list.replaceChildren();
    this.refresh();
  }

  /** Draws what changed. @param {Message[]} [fresh] messages that just came */
  refresh(fresh = []) {
    const thread = this.#thread;
    const from = this.scroll.scrollHeight - this.scroll.scrollTop;
    const first = this.list.dataset.first;
    keep(this.list, thread ? this.#lines(thread) : [], { key: (line) => line.key, make: makeLine, update: updateLine });
    this.list.dataset.first = String(thread?.first ?? 0);
    if (this.#stuck) this.toBottom();
    else if (first !== this.list.dataset.first) this.scroll.scrollTop = this.scroll.scrollHeight - from;
    if (!this.#stuck) this.#unseen += fresh.filter((message) => message.side !== this.on.me).length;
    this.#pill();
    this.look();
  }

  /** After one's own message: whoever writes wants to see it. */
  toBottom() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.#stuck = true;
    this.#unseen = 0;
    this.#pill();
    this.look();
  }

  /** Shows the message of this position, where somebody came from the search. @param {number} position @returns {boolean} whether it is here */
  reach(position) {
    const message = this.#thread?.messages.find((one) => one.position === position);
    const key = message && this.#keyOf(message);
    const place = [...this.list.children].find((child) => /** @type {HTMLElement} */ (child).dataset.key === key);
    if (!key || !place) return false;
    this.#stuck = false;
    for (const other of this.list.querySelectorAll(".reached")) other.classList.remove("reached");
    place.classList.add("reached");
    place.scrollIntoView({ block: "center" });
    this.#pill();
    return true;
  }

  /** @param {Message} message */
  #keyOf(message) {
    const mine = this.on.me === "staff" ? message.side !== "buyer" : message.side === "buyer";
    return mine && message.id && message.kind !== "elsewhere" ? `m-${message.id}` : `p-${message.position}`;
  }

  /** Says that the newest message was seen, if it was. */
  look() {
    if (this.#thread?.last && this.#stuck && this.on.watching()) this.on.seen(this.#thread.last);
  }

  #pill() {
    this.more.hidden = this.#stuck;
    write(this.more, this.#unseen ? say("more", { n: this.#unseen }) : say("to_bottom"));
    this.more.classList.toggle("main", this.#unseen > 0);
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    this.#stuck = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#stuck) this.#unseen = 0;
    this.#pill();
    this.look();
    const thread = this.#thread;
    if (thread?.earlier && scrollTop < 240 && this.#asked !== thread.first) {
      this.#asked = thread.first;
      this.on.earlier(thread.first);
    }
  }

  /** After a reconnect an unanswered question for earlier messages may be asked again. */
  forgetAsked() {
    this.#asked = 0;
  }

  /** @param {HTMLElement} target */
  #pressed(target) {
    const button = target.closest("button");
    if (!button) return;
    const { picture, retry, drop, edit, depart } = button.dataset;
    if (picture) enlarge(`/pictures/${picture}`);
    if (retry) this.on.retry(retry);
    if (drop) this.on.drop(drop);
    if (edit) this.on.edit?.(edit);
    if (depart) this.on.departAgain?.(depart);
  }

  /** @param {import("./thread.js").Thread} thread @returns {Line[]} */
  #lines(thread) {
    /** @type {Line[]} */
    const lines = [];
    let today = "";
    const known = new Set();
    const newest = new Map(thread.messages.filter((message) => message.card).map((message) => [cardKey(message), message.position]));
    thread.messages.forEach((message, index) => {
      if (times.day(message.at) !== today) {
        today = times.day(message.at);
        lines.push({ type: "day", key: `day-${today}`, text: `${times.dayName(message.at)} ${times.minute(message.at)}` });
      }
      if (message.position === thread.newFrom) lines.push({ type: "new", key: "new", text: say("new_below") });
      const next = thread.messages[index + 1];
      if (message.kind === "elsewhere") lines.push(mark(message, next));
      else if (message.kind !== "undone") lines.push(this.#bubble(thread, message, next, newest.get(cardKey(message)) === message.position));
      if (this.on.beside) lines.push(...this.on.beside(message.position, next?.position ?? Infinity));
      known.add(message.id);
    });
    for (const entry of this.on.pending(thread.conversation)) if (!known.has(entry.id)) lines.push(this.#waiting(entry));
    return lines;
  }

  /** @param {import("./thread.js").Thread} thread @param {Message} message @param {Message | undefined} next @param {boolean} newest of its card @returns {Bubble} */
  #bubble(thread, message, next, newest) {
    const me = this.on.me;
    const mine = me === "staff" ? message.side !== "buyer" : message.side === "buyer";
    const other = me === "staff" ? "buyer" : "staff";
    const read = thread.read[other] >= message.position;
    const departed = mine ? (this.on.departed?.(message.position) ?? null) : null;
    const state = !mine ? "" : departed ? OUTSIDE[departed.state] : read ? "read" : "sent";
    const nextRead = next && thread.read[other] >= next.position;
    const together =
      next && next.side === message.side && next.kind !== "elsewhere" && (!mine || nextRead === read) && next.by === message.by &&
      Date.parse(next.at) - Date.parse(message.at) < TOGETHER && times.day(next.at) === times.day(message.at);
    const auto = message.side === "auto";
    const by = auto ? say("auto") : me === "staff" ? (mine ? message.by : null) : mine ? null : message.by;
    return {
      type: "bubble", key: this.#keyOf(message), mine, auto,
      kind: message.kind, text: message.text, card: message.card, open: newest && me === "buyer" && message.card?.state === "asked", picture: message.picture, at: message.at, id: message.id,
      meta: departed ? metaText(message.at, by, `out_${departed.state}`) + (departed.state === "asked" && departed.say ? ` · ${departed.say}` : "") : together ? "" : metaText(message.at, by, auto ? "" : state),
      state: auto && !departed ? "" : state, departed: departed?.state === "failed" ? departed.errand : undefined,
      problem: departed?.state === "failed" ? `${say("state_out_failed")}${departed.say ? `: ${departed.say}` : ""}` : undefined,
    };
  }

  /** @param {Entry} entry @returns {Bubble} */
  #waiting(entry) {
    const uploading = entry.kind === "picture" && entry.state === "sending" && entry.progress !== undefined;
    const meta = uploading ? say("uploading", { n: entry.progress ?? 0 }) : metaText(entry.at, null, entry.state);
    return {
      type: "bubble", key: `m-${entry.id}`, mine: true, auto: false, kind: entry.kind, text: entry.text, picture: null,
      preview: entry.preview, at: entry.at, meta, state: entry.state, id: entry.id,
      problem: entry.state === "failed" ? `${say("state_failed")}${entry.say ? `: ${entry.say}` : ""}` : undefined,
      editable: entry.kind === "text" && Boolean(this.on.edit),
    };
  }
}

/** @param {Message} message */
function cardKey(message) {
  return message.card ? `${message.card.is} ${message.card.id}` : "";
}

/** A chat held in the other client: that somebody spoke there. @param {Message} message @param {Message} [next] @returns {import("./bubble.js").Rule} */
function mark(message, next) {
  const said = message.side === "buyer" ? say("mark_buyer") : say("mark_staff", { name: message.by ?? "" });
  const undone = next?.kind === "undone" ? ` · ${say("mark_undone")}` : "";
  return { type: "mark", key: `p-${message.position}`, text: `${said} ${times.minute(message.at)}${undone}` };
}
