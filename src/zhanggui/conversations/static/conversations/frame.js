// When the chat stands in a frame on the shop's own site: says what is unread, hears whether it is open.

export class Frame {
  /** The page around us, once it has said hello. @type {string | null} */ #origin = null;
  /** Outside a frame the chat is always open. */
  open = window.parent === window;
  #unread = 0;

  /** @param {{ opened: () => void }} on */
  constructor(on) {
    if (this.open) return;
    addEventListener("message", (event) => {
      // frame-ancestors decided who may frame us; who speaks must be that very page.
      if (event.source !== window.parent || event.data?.zhanggui !== 1) return;
      this.#origin = event.origin;
      this.open = Boolean(event.data.open);
      this.unread(this.#unread);
      if (this.open) on.opened();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing && !document.querySelector("dialog[open]")) this.fold();
    });
  }

  get framed() {
    return window.parent !== window;
  }

  fold() {
    this.#tell({ fold: true });
  }

  /** @param {number} count */
  unread(count) {
    this.#unread = count;
    this.#tell({ unread: count });
  }

  /** @param {Record<string, unknown>} words */
  #tell(words) {
    if (this.#origin) window.parent.postMessage({ zhanggui: 1, ...words }, this.#origin);
  }
}
