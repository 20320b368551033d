// Asking the lead about the open talk, and hearing the answer wherever one is meanwhile.
import { el, find, write } from "../pages/element.js";
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";
import { Halves } from "./halves.js";

const SEEN = "answers.seen";

export class AskLead {
  /** @type {number | null} */ #conversation = null;
  /** Half a question waits in its talk. */ #halves = new Halves();

  /** @param {HTMLDetailsElement} menu @param {(text: string) => void} tell what became of it */
  constructor(menu, tell) {
    this.menu = menu;
    this.tell = tell;
    this.field = /** @type {HTMLTextAreaElement} */ (find("textarea", menu));
    this.problem = find("[data-problem]", menu);
    menu.addEventListener("toggle", () => menu.open && document.activeElement !== this.field && this.field.focus());
    find("form", menu).addEventListener("submit", (event) => (event.preventDefault(), this.#ask()));
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#ask();
    });
  }

  /** @param {number | null} conversation */
  show(conversation) {
    if (conversation === this.#conversation) return;
    this.#halves.turn(this.field, this.#conversation, conversation);
    this.#conversation = conversation;
    this.menu.open = false;
    this.problem.hidden = true;
  }

  open() {
    this.menu.open = true;
    this.field.focus(); // at once: what is typed next is the question, not words for the buyer
  }

  async #ask() {
    const conversation = this.#conversation;
    const question = this.field.value.trim();
    if (conversation === null || !question) return;
    const answer = await this.#halves.send(conversation, question, () => post(`/reception/${conversation}/ask`, { question }));
    if (!answer || conversation !== this.#conversation) return;
    this.problem.hidden = answer.ok;
    if (!answer.ok) return write(this.problem, typeof answer.body.say === "string" ? answer.body.say : say("not_done"));
    this.field.value = "";
    this.menu.open = false;
    this.tell(say("asked_lead"));
  }
}

/** @typedef {{ task: number, conversation: number, name: string, answer: string }} Answer */

/** Above the list: the lead answered about a talk that is not open. */
export class Answers {
  /** @type {Answer[]} */ #items = [];
  /** @type {number | null} */ #current = null;

  /** @param {HTMLElement} strip @param {(conversation: number) => void} open */
  constructor(strip, open) {
    this.strip = strip;
    this.open = open;
    this.look();
  }

  async look() {
    const answer = await fetch("/reception/answers", { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    this.#items = (await answer.json()).items;
    this.#show();
  }

  /** What is about the open talk stands beside it. @param {number | null} conversation */
  at(conversation) {
    this.#current = conversation;
    this.#show();
  }

  #show() {
    const seen = new Set(JSON.parse(sessionStorage.getItem(SEEN) ?? "[]"));
    for (const one of this.#items) if (one.conversation === this.#current) seen.add(one.task);
    sessionStorage.setItem(SEEN, JSON.stringify([...seen].slice(-100)));
    const fresh = this.#items.filter((one) => !seen.has(one.task));
    this.strip.hidden = fresh.length === 0;
    this.strip.replaceChildren(say("lead_answered"), ...fresh.flatMap((one) => [" ", this.#link(one)]));
  }

  /** @param {Answer} one */
  #link(one) {
    const link = el("a", { href: `/reception/${one.conversation}`, title: one.answer }, one.name);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open(one.conversation);
    });
    return link;
  }
}
