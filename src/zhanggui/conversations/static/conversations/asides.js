// What staff see beside a talk and the buyer does not: notes, hand-overs, a lead's whisper.
import { find, write } from "../pages/element.js";
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";
import { Halves } from "./halves.js";
import * as times from "./times.js";

/** @typedef {{ id: number, after: number, kind: string, text: string, by: string, to: string, at: string }} Aside */

export class Asides {
  /** @type {number | null} */ #conversation = null;
  /** By the position under which they stand. @type {Map<number, Aside[]>} */ #under = new Map();

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
  }

  /** @param {number | null} conversation */
  show(conversation) {
    if (conversation === this.#conversation) return;
    this.#conversation = conversation;
    this.#under.clear();
    this.look();
  }

  /** The name of the change came, or the buyer went to somebody else. */
  async look() {
    const conversation = this.#conversation;
    if (conversation === null) return;
    const answer = await fetch(`/reception/${conversation}/asides`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || conversation !== this.#conversation) return;
    this.#under.clear();
    for (const one of (await answer.json()).items) this.#under.set(one.after, [...(this.#under.get(one.after) ?? []), one]);
    this.changed();
  }

  /** The lines that stand between these two messages. @param {number} from @param {number} until @returns {import("./bubble.js").Line[]} */
  between(from, until) {
    const lines = [];
    for (const [after, those] of this.#under) if (after >= from && after < until) lines.push(...those);
    lines.sort((a, b) => a.after - b.after || a.id - b.id);
    return folded(lines);
  }
}

/** The program gave the buyer to somebody, or took them back. @param {Aside | undefined} one */
function isTurn(one) {
  return one?.kind === "routed" || one?.kind === "released";
}

/** Of many turns in a row only the last two still say something: who lost the buyer, and who has them. @param {Aside[]} lines */
function folded(lines) {
  let before = 0;
  return lines.flatMap((one, index) => {
    if (isTurn(one) && isTurn(lines[index + 1]) && isTurn(lines[index + 2])) return (before += 1), [];
    const shown = line(one, before);
    before = 0;
    return [shown];
  });
}

/** @param {Aside} one @param {number} before turns that stand for themselves no more @returns {import("./bubble.js").Line} */
function line(one, before) {
  const names = { by: one.by || say("the_program"), to: one.to };
  const said = say(`aside_${one.kind}${one.to || one.kind === "note" ? "" : "_nobody"}`, names);
  const key = `aside-${one.id}`;
  if (one.kind === "note" || one.kind === "whisper") return { type: "aside", key, kind: one.kind, title: `${said} ${times.minute(one.at)}`, text: one.text };
  return { type: "mark", key, text: `${said} ${times.minute(one.at)}${one.text ? ` · ${one.text}` : ""}${before ? ` · ${say("turns_before", { n: before })}` : ""}` };
}

/** Writing beside the talk. */
export class Noting {
  /** @type {number | null} */ #conversation = null;
  /** Whom the lead sees having the buyer. @type {number | null} */ #whom = null;
  /** Half a note waits in its talk. */ #halves = new Halves();

  /** @param {HTMLDetailsElement} menu @param {(text: string) => void} tell */
  constructor(menu, tell) {
    this.menu = menu;
    this.tell = tell;
    this.field = /** @type {HTMLTextAreaElement} */ (find("textarea", menu));
    this.problem = find("[data-problem]", menu);
    this.low = /** @type {HTMLButtonElement | null} */ (menu.querySelector("[data-whisper]"));
    menu.addEventListener("toggle", () => menu.open && document.activeElement !== this.field && this.field.focus());
    find("form", menu).addEventListener("submit", (event) => (event.preventDefault(), this.#write("note")));
    this.low?.addEventListener("click", () => this.#write("whisper"));
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#write("note");
    });
  }

  /** @param {number | null} conversation @param {import("./desk.js").Row | null} row @param {number} me */
  show(conversation, row, me) {
    this.#whom = row?.agent ?? null;
    if (this.low) {
      this.low.hidden = !row || row.agent === null || row.agent === me;
      write(this.low, say("whisper_to", { name: row?.agent_name ?? "" }));
    }
    if (conversation === this.#conversation) return;
    this.#halves.turn(this.field, this.#conversation, conversation);
    this.#conversation = conversation;
    this.menu.open = false;
    this.problem.hidden = true;
  }

  open() {
    this.menu.open = true;
    this.field.focus(); // at once: what is typed next is the note, not words for the buyer
  }

  /** @param {"note" | "whisper"} how */
  async #write(how) {
    const conversation = this.#conversation;
    const text = this.field.value.trim();
    if (conversation === null || !text) return;
    const answer = await this.#halves.send(conversation, text, () => post(`/reception/${conversation}/${how}`, { text, to: `${this.#whom ?? ""}` }));
    if (!answer || conversation !== this.#conversation) return;
    this.problem.hidden = answer.ok;
    if (!answer.ok) return write(this.problem, typeof answer.body.say === "string" ? answer.body.say : say("not_done"));
    this.field.value = "";
    this.menu.open = false;
    this.tell(say(how === "note" ? "noted" : "whispered"));
  }
}
