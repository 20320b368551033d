// Says so when a press or a page's own asking did not reach the server, or the login is over.
import { el } from "./element.js";
import { say } from "./words.js";

/** What nobody pressed: the page asks by itself. @param {{elt: HTMLElement, requestConfig: {verb: string}}} detail */
const asksByItself = ({ elt, requestConfig }) =>
  requestConfig.verb === "get" && /\b(every|load|from:body)\b/.test(elt.getAttribute("hx-trigger") ?? "");

export function reach() {
  const note = document.querySelector("[data-reach]");
  if (!(note instanceof HTMLElement)) return;
  const login = note.dataset.login ?? "";
  /** @param {...(Node | string)} words */
  const tell = (...words) => note.replaceChildren(...words);

  for (const end of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(end, (event) => {
      tell(say(asksByItself(/** @type {CustomEvent} */ (event).detail) ? "behind" : "unreached"));
    });
  }
  document.addEventListener("htmx:responseError", (event) => {
    if (!asksByItself(/** @type {CustomEvent} */ (event).detail)) tell(say("failed"));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (detail.xhr.responseURL.split("?")[0] !== location.origin + login) {
      if (detail.shouldSwap) tell();
      return;
    }
    // The login's page has no place inside of this one.
    detail.shouldSwap = false;
    const back = encodeURIComponent(location.pathname + location.search);
    tell(say("left"), el("a", { href: `${login}?next=${back}` }, say("enter")));
  });
}
