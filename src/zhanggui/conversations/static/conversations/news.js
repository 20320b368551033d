// What is told around the talk: how many wait, and, in calm lines, a message elsewhere that did not go out,
// a colleague who answered, one's own absence.
import { el, find, write } from "../pages/element.js";
import { say } from "../pages/words.js";

/** Above the talk: whose message was not sent, with the way there. */
export class Unsent {
  #sign = "[]";

  /** @param {HTMLElement} strip @param {import("./outbox.js").Outbox} outbox @param {(conversation: number) => void} open */
  constructor(strip, outbox, open) {
    this.strip = strip;
    this.outbox = outbox;
    this.open = open;
    this.in = outbox.failedIn;
  }

  /** @returns {boolean} whether it is another set of conversations than before */
  look() {
    const before = [...this.in].join();
    this.in = this.outbox.failedIn;
    return before !== [...this.in].join();
  }

  /** @param {number | null} current @param {(conversation: number) => string} nameOf */
  show(current, nameOf) {
    const elsewhere = [...this.in].filter((conversation) => conversation !== current);
    const people = elsewhere.map((conversation) => ({ conversation, name: nameOf(conversation) }));
    const sign = JSON.stringify(people);
    if (sign === this.#sign) return;
    this.#sign = sign;
    const links = people.map(({ conversation, name }) => {
      const link = el("a", { href: `/reception/${conversation}` }, name);
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.open(conversation);
      });
      return link;
    });
    this.strip.replaceChildren(say("unsent_for"), ...links.flatMap((link) => [" ", link]));
    this.strip.hidden = people.length === 0;
  }
}

/** Above the composer: somebody answered the buyer to whom one is writing, or the buyer wrote before one's words went out. */
export class Beside {
  /** @param {HTMLElement} line */
  constructor(line) {
    this.line = line;
  }

  /**
   * @param {import("./wire.js").Message[]} fresh @param {import("./wire.js").Message[]} all of the talk
   * @param {import("./outbox.js").Outbox} outbox what this page sent  @param {string | null} me as messages name me, while one is writing
   */
  heard(fresh, all, outbox, me) {
    // A card goes out by a press and is in no outbox; one's own words that are not there come from another page of one's own.
    const other = me === null ? undefined : fresh.findLast((one) => one.side === "staff" && one.by && !outbox.get(one.id) && !(one.by === me && one.kind === "card"));
    if (other?.by) return this.#tell(other.by === me ? say("answered_there") : say("just_answered", { name: other.by }));
    const passed = fresh.some((one) => {
      const seen = outbox.get(one.id)?.seen;
      return seen && all.some((word) => word.side === "buyer" && word.position > seen && word.position < one.position);
    });
    if (passed) this.#tell(say("wrote_before"));
  }

  /** @param {string} text */
  #tell(text) {
    this.line.textContent = text;
    this.line.hidden = false;
  }

  clear() {
    this.line.hidden = true;
  }
}

/** Above the list: one is not "online", and what the buyers see of that. @param {HTMLElement} strip */
export function absence(strip) {
  const dot = document.querySelector(".me [data-presence]");
  if (!dot) return;
  const show = () => {
    const status = dot.getAttribute("data-presence") ?? "online";
    for (const part of strip.querySelectorAll("[data-when]")) {
      /** @type {HTMLElement} */ (part).hidden = part.getAttribute("data-when") !== status;
    }
    strip.hidden = status === "online";
  };
  new MutationObserver(show).observe(dot, { attributeFilter: ["data-presence"] });
  find("button", strip).addEventListener("click", () => {
    /** @type {HTMLElement | null} */ (document.querySelector('[data-presence-choice="online"]'))?.click();
  });
  show();
}

const title = document.title;

/** In the navigation and in the title. @param {number} count @param {number} late */
export function counted(count, late) {
  document.title = count ? `(${count}) ${title}` : title;
  const badge = document.querySelector('[data-place="reception"] i');
  if (!badge) return;
  write(badge, count ? String(count) : "");
  badge.classList.toggle("late", late > 0);
}
