// The head of a conversation: who it is, how fast we are, hand it over, end it.
import { el, find, write } from "../pages/element.js";
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";
import { composing } from "./typing.js";

const CALM = 5_000; // so long a note stands that asks for a second press

export class Head {
  /** @type {import("./desk.js").Row | null} */ #row = null;
  /** @type {number | null} */ #conversation = null;
  /** @type {{ first_seconds: number | null, average_seconds: number | null }} */
  #speed = { first_seconds: null, average_seconds: null };

  /** Asked once to end the talk of somebody who waits. */ #asked = false;
  #calm = 0;

  /**
   * @param {HTMLElement} root
   * @param {{ ended: (conversation: number, name: string) => void, seen: () => number }} on `seen`: the last position before one's eyes
   */
  constructor(root, on) {
    this.root = root;
    this.on = on;
    this.name = find("h1", root);
    this.tags = find(".tags", root);
    this.pace = find(".pace", root);
    this.note = find(".head-note", root);
    this.menu = /** @type {HTMLDetailsElement} */ (find("details.transfer", root));
    this.filter = /** @type {HTMLInputElement | null} */ (this.menu.querySelector("input[type=search]"));
    this.noteField = /** @type {HTMLInputElement | null} */ (this.menu.querySelector("[data-note]"));
    this.menu.addEventListener("toggle", () => this.menu.open && document.activeElement !== this.filter && this.#opened());
    this.filter?.addEventListener("input", () => this.#narrow());
    this.menu.addEventListener("keydown", (event) => this.#keys(event));
    document.body.addEventListener("changed-presence", () => this.menu.open && this.#look());
    this.menu.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("[data-to]");
      if (button instanceof HTMLElement) this.#transfer(button);
    });
    this.end = /** @type {HTMLButtonElement} */ (find("[data-close]", root));
    this.end.addEventListener("click", () => this.close());
  }

  /** @param {number | null} conversation @param {import("./desk.js").Row | null} row */
  show(conversation, row) {
    if (conversation !== this.#conversation) {
      this.#speed = { first_seconds: null, average_seconds: null };
      this.menu.open = false;
      this.#hush();
    }
    this.#conversation = conversation;
    this.#row = row;
    this.root.toggleAttribute("data-bare", conversation === null); // only a note may stand there
    this.root.hidden = conversation === null && this.note.hidden;
    write(this.name, row?.name ?? "");
    this.tags.replaceChildren(...(row?.tags ?? []).map((tag) => el("span.tag", {}, tag)));
    this.#write();
  }

  #write() {
    const { first_seconds: first, average_seconds: average } = this.#speed;
    const pace = [
      first === null ? "" : say("first_reply", { n: Math.round(first) }),
      average === null ? "" : say("average_reply", { n: Math.round(average) }),
      this.#row?.agent_name ?? "",
    ];
    write(this.pace, pace.filter(Boolean).join(" · "));
  }

  /** Asks how fast this buyer was answered today: after opening, and after each answer. */
  async measure() {
    const conversation = this.#conversation;
    if (conversation === null) return;
    try {
      const answer = await fetch(`/reception/${conversation}/pace`, { headers: { Accept: "application/json" } });
      if (!answer.ok || conversation !== this.#conversation) return;
      this.#speed = await answer.json();
      this.#write();
    } catch {
      // no line just now: the figure stays as it was until the next answer
    }
  }

  openTransfer() {
    this.menu.open = true;
    this.#opened(); // at once: what is typed next is a name, not words for the buyer
  }

  #opened() {
    if (this.filter) this.filter.value = "";
    if (this.noteField) this.noteField.value = "";
    this.#narrow();
    (this.filter ?? this.menu.querySelector("button"))?.focus();
    this.#look();
  }

  /** How the colleagues stand by now: a buyer is not passed on to somebody who has gone home. */
  async #look() {
    const answer = await fetch("/reception/colleagues", { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    for (const { id, state, says } of (await answer.json()).items) {
      const button = this.menu.querySelector(`[data-to="${id}"]`);
      button?.querySelector("[data-presence]")?.setAttribute("data-presence", state);
      const line = button?.querySelector("[data-stands]");
      if (line instanceof HTMLElement) write(line, says);
    }
  }

  #narrow() {
    const words = this.filter?.value.trim().toLowerCase() ?? "";
    for (const button of this.menu.querySelectorAll("[data-to]")) {
      /** @type {HTMLElement} */ (button).hidden = !button.textContent?.toLowerCase().includes(words);
    }
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (composing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const shown = /** @type {HTMLElement[]} */ ([...this.menu.querySelectorAll("[data-to]:not([hidden])")]);
    if (event.key === "Enter" && document.activeElement instanceof HTMLInputElement) {
      event.preventDefault();
      if (!this.filter?.value.trim()) this.filter?.focus(); // nobody is named yet: not simply the first of the list
      else if (shown[0]) this.#transfer(shown[0]);
    } else if (step && shown.length) {
      event.preventDefault();
      const at = shown.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      shown[Math.max(0, Math.min(at + step, shown.length - 1))].focus();
    }
  }

  /** @param {HTMLElement} button */
  async #transfer(button) {
    const conversation = this.#conversation;
    this.menu.open = false;
    const answer = await post(`/reception/${conversation}/transfer`, { to: button.dataset.to ?? "", note: this.noteField?.value ?? "" });
    if (conversation === this.#conversation) {
      this.#say(answer.ok ? say("transferred", { name: button.dataset.name ?? "" }) : why(answer));
    }
  }

  async close() {
    const conversation = this.#conversation;
    if (conversation === null || this.end.disabled) return;
    if (this.#row?.waiting_since && !this.#asked) return this.#askAgain();
    const name = this.#row?.name ?? "";
    this.end.disabled = true;
    const answer = await post(`/reception/${conversation}/close`, { seen: `${this.on.seen()}` });
    this.end.disabled = false;
    if (answer.ok) this.on.ended(conversation, name);
    else if (conversation === this.#conversation) this.#say(why(answer));
  }

  #askAgain() {
    this.#say(say("still_waiting"));
    this.#asked = true;
    this.#calm = window.setTimeout(() => this.#hush(), CALM);
  }

  /** After a talk ended nothing is open: the note stands alone. @param {string} name */
  farewell(name) {
    this.#say(say("ended", { name }));
    this.root.hidden = false;
  }

  #hush() {
    clearTimeout(this.#calm);
    this.#asked = false;
    this.note.hidden = true;
  }

  /** What somebody else did here. @param {string} text */
  tell(text) {
    this.#say(text);
  }

  /** @param {string} text */
  #say(text) {
    this.#hush();
    write(this.note, text);
    this.note.hidden = false;
  }
}

/** @param {{ body: Record<string, unknown> }} answer */
const why = (answer) => (typeof answer.body.say === "string" ? answer.body.say : say("not_done"));
