// Who else is in the open talk: a colleague who has it, who answered, who is writing; and the buyer who is.
import { find, write } from "../pages/element.js";
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";

const SHOWN = 5_000; // ms that somebody is writing after the last sign of it

/** Above the composer: who is writing here beside oneself. */
export class Typing {
  /** @type {Map<string, number>} */ #timers = new Map();

  /** @param {HTMLElement} line */
  constructor(line) {
    this.line = line;
  }

  /** @param {string} name */
  heard(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, window.setTimeout(() => this.over(name), SHOWN));
    this.#show();
  }

  /** @param {string} name */
  over(name) {
    clearTimeout(this.#timers.get(name));
    if (this.#timers.delete(name)) this.#show();
  }

  clear() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#show();
  }

  #show() {
    const names = [...this.#timers.keys()];
    write(this.line, names.map((name) => say("typing", { name })).join(" · "));
    this.line.hidden = names.length === 0;
  }
}

/** Above the composer: a colleague has this buyer; one press takes them over. */
export class Theirs {
  /** @type {import("./desk.js").Row | null} */ #row = null;

  /** @param {HTMLElement} strip @param {number} me @param {(text: string) => void} tell */
  constructor(strip, me, tell) {
    this.strip = strip;
    this.me = me;
    this.tell = tell;
    this.words = find("span", strip);
    find("button", strip).addEventListener("click", () => this.take());
  }

  /** @param {import("./desk.js").Row | null} row */
  show(row) {
    this.#row = row && row.agent !== null && row.agent !== this.me ? row : null;
    this.strip.hidden = this.#row === null;
    if (this.#row) write(this.words, say("has_them", { name: this.#row.agent_name ?? "" }));
  }

  async take() {
    const row = this.#row;
    if (!row) return;
    const answer = await post(`/reception/${row.conversation}/take`, {});
    if (!answer.ok) this.tell(say("not_done"));
  }
}

/** Above the suggestions: the buyer's words obviously need no answer. */
export class Excuse {
  /** @type {import("./desk.js").Row | null} */ #row = null;
  #obvious = false;

  /** @param {HTMLElement} root @param {HTMLElement} strip the quiet hint @param {{ tell: (text: string) => void, seen: () => number }} on `seen`: the last position before one's eyes */
  constructor(root, strip, on) {
    this.strip = strip;
    this.on = on;
    this.buttons = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-no-reply]")]);
    for (const button of this.buttons) button.addEventListener("click", () => this.press());
  }

  /** @param {import("./desk.js").Row | null} row */
  show(row) {
    this.#row = row?.waiting_since ? row : null;
    this.#draw();
  }

  /** The words come before the row that says that somebody waits, or after it. @param {boolean} obvious */
  suggest(obvious) {
    this.#obvious = obvious;
    this.#draw();
  }

  #draw() {
    for (const button of this.buttons) button.hidden = this.#row === null;
    this.strip.hidden = !this.#obvious || this.#row === null;
  }

  async press() {
    const row = this.#row;
    if (!row) return;
    const answer = await post(`/reception/${row.conversation}/excuse`, { seen: `${this.on.seen()}` });
    this.on.tell(answer.ok ? say("excused") : typeof answer.body.say === "string" ? answer.body.say : say("not_done"));
  }
}
