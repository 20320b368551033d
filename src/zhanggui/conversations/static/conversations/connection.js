// How the line is, said calmly: a short break is not worth a word.
import { el, find } from "../pages/element.js";
import { say } from "../pages/words.js";

const GRACE = 1_500;

/**
 * @param {HTMLElement} strip
 * @param {string | (() => string)} again where to go when the login ended; asked when it is pressed
 * @returns {(state: import("./wire.js").State) => void}
 */
export function connectionStrip(strip, again) {
  let timer = 0;
  const address = () => (typeof again === "string" ? again : again());
  return (state) => {
    clearTimeout(timer);
    if (state === "open" || state === "connecting") {
      strip.hidden = true;
    } else if (state === "ended") {
      const link = /** @type {HTMLAnchorElement} */ (el("a", { href: address() }, say("login_again")));
      link.addEventListener("click", () => (link.href = address()));
      strip.replaceChildren(say("login_ended"), " ", link);
      strip.hidden = false;
    } else {
      timer = window.setTimeout(() => {
        strip.replaceChildren(say("reconnecting"));
        strip.hidden = false;
      }, GRACE);
    }
  };
}

/** Asked after several refused tries: a page that sends us elsewhere means that the login is over. @param {string} path */
export async function loginEnded(path) {
  const answer = await fetch(path, { method: "GET", redirect: "manual", cache: "no-store" }).catch(() => null);
  return answer?.type === "opaqueredirect" || answer?.status === 403;
}

/** A dialog with the keys. @returns {() => void} */
export function keyHelp() {
  const dialog = /** @type {HTMLDialogElement} */ (find("dialog.keys"));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return () => (dialog.open ? dialog.close() : dialog.showModal());
}
