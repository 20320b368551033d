// Says so when a press or a page's own asking did not reach the server, or the login is over.
import { el } from "./element.js";
import { say } from "./words.js";

const UNKNOWN = 401;

/** What nobody pressed: the page asks by itself. @param {{elt: HTMLElement, requestConfig: {verb: string}}} detail */
const asksByItself = ({ elt, requestConfig }) =>
  requestConfig.verb === "get" && /\b(every|load|from:body)\b/.test(elt.getAttribute("hx-trigger") ?? "");

export function reach() {
  const note = document.querySelector("[data-reach]");
  if (!(note instanceof HTMLElement)) return;
  const login = note.dataset.login ?? "";
  // A page with a live line says by itself that it is cut, and that the login is over.
  const hasLine = document.querySelector(".connection") !== null;
  /** @param {...(Node | string)} words */
  const tell = (...words) => note.replaceChildren(...words);

  for (const end of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(end, (event) => {
      if (!asksByItself(/** @type {CustomEvent} */ (event).detail)) tell(say("unreached"));
      else if (!hasLine) tell(say("behind"));
    });
  }
  document.addEventListener("htmx:responseError", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (detail.xhr.status === UNKNOWN) {
      if (hasLine) return;
      const back = encodeURIComponent(location.pathname + location.search);
      tell(say("left"), el("a", { href: `${login}?next=${back}` }, say("enter")));
    } else if (!asksByItself(detail)) tell(say("failed"));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.shouldSwap) tell();
  });
}
