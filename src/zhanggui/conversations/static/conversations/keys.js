// The keyboard of the workspace. What is done more than ten times a day has a key; "?" lists them all.
import { composing, isTyping } from "./typing.js";

/**
 * @param {{ next: (step: 1 | -1) => void, walk: (step: 1 | -1) => void, longest: () => void, search: () => void, emoticons: () => void, phrases: () => void, suggestion: (at: number) => boolean,
 *   transfer: () => void, note: () => void, take: () => void, excuse: () => void, ask: () => void, close: () => void, compose: () => void, field: (which: "tag" | "note") => void,
 *   press: (what: "answered" | "waiting" | "back") => boolean, item: () => boolean, related: () => boolean, invite: () => boolean, accept: () => boolean, help: () => void }} does
 */
export function listen(does) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || composing(event) || event.ctrlKey || event.metaKey) return;
    if (document.querySelector("dialog[open]")) return;
    const done = event.altKey ? withAlt(event) : !isTyping(event.target) && plain(event);
    if (done) event.preventDefault();
  });

  /** Codes, not letters: Alt+N is another letter on some keyboards. @param {KeyboardEvent} event */
  function withAlt(event) {
    switch (event.code) {
      case "ArrowDown": return does.next(1), true;
      case "ArrowUp": return does.next(-1), true;
      case "KeyN": return does.longest(), true;
      case "KeyE": return does.emoticons(), true;
      case "KeyS": return does.search(), true;
      case "KeyT": return does.transfer(), true;
      case "KeyP": return does.note(), true;
      case "KeyG": return does.take(), true;
      case "KeyX": return !event.repeat && (does.excuse(), true);
      case "KeyQ": return does.ask(), true;
      case "KeyC": return does.close(), true;
      case "KeyR": return !event.repeat && does.press("answered");
      case "KeyW": return !event.repeat && does.press("waiting");
      case "KeyZ": return !event.repeat && does.press("back");
      case "KeyV": return !event.repeat && does.invite();
      case "KeyI": return !event.repeat && does.item();
      case "KeyO": return !event.repeat && does.related();
      case "KeyY": return !event.repeat && does.accept();
      case "KeyB": return does.field("tag"), true;
      case "KeyM": return does.field("note"), true;
      case "Slash": return does.phrases(), true;
      case "Digit1": case "Digit2": case "Digit3": return does.suggestion(Number(event.code.at(-1)) - 1);
      default: return false;
    }
  }

  /** @param {KeyboardEvent} event */
  function plain(event) {
    switch (event.key) {
      case "j": return does.walk(1), true;
      case "k": return does.walk(-1), true;
      case "/": case "、": return does.phrases(), true;
      case "?": case "\uff1f": return does.help(), true;
      case "r": return does.compose(), true;
      case "1": case "2": case "3": return does.suggestion(Number(event.key) - 1);
      default: return false;
    }
  }
}
