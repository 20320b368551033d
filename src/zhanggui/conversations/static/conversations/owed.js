// What was promised and no remark tells the packer: said above the composer, where the promise was made.
import { find, write } from "../pages/element.js";
import { say } from "../pages/words.js";

// What is done in the right column with one press: the next thing is said in the chat.
const DONE = /\/orders\/\d+\/remark|\/addresses\/(?:\d+\/confirm|wishes\/\d+\/accept)/;

/** @param {HTMLElement} root holds the slots @param {HTMLElement} strip @param {() => void} back to the composer, after a remark or a word about the address */
export function owed(root, strip, back) {
  document.addEventListener("htmx:afterRequest", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (detail.xhr.status === 200 && DONE.test(detail.pathInfo?.requestPath ?? "")) back();
  });
  const slot = root.querySelector('[data-slot="promises"]');
  if (!slot) return;
  const look = () => {
    const words = [...slot.querySelectorAll("[data-promised] form")].length ? slot.querySelectorAll("[data-quote]") : [];
    const quotes = [...words].map((one) => `「${one.textContent?.trim() ?? ""}」`).join("");
    write(find("span", strip), quotes ? say("owed", { quotes }) : "");
    strip.hidden = !quotes;
  };
  new MutationObserver(look).observe(slot, { childList: true, subtree: true });
}
