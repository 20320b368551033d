// Copying: by the browser's clipboard where the page may, by a selection where it may not, else by the person's own Ctrl+C.
import { find } from "../pages/element.js";

/** @param {string} text @returns {Promise<boolean>} */
export async function byBrowser(text) {
  try {
    await navigator.clipboard.writeText(text); // only with https, or on this very machine
    return true;
  } catch {
    return false;
  }
}

/** @param {string} text */
export function bySelection(text) {
  const active = document.activeElement;
  const field = document.createElement("textarea");
  field.className = "unseen";
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (active instanceof HTMLElement) active.focus();
  return done;
}

export class Copying {
  /** @param {HTMLElement} box shown when the person must copy @param {() => void} copied */
  constructor(box, copied) {
    this.box = box;
    this.field = /** @type {HTMLTextAreaElement} */ (find("textarea", box));
    this.field.addEventListener("copy", () => {
      setTimeout(() => (this.hide(), copied()));
    });
  }

  /** @param {string} text @returns {Promise<boolean>} false: the text stands there selected */
  async copy(text) {
    this.hide();
    if ((await byBrowser(text)) || bySelection(text)) return true;
    this.field.value = text;
    this.box.hidden = false;
    this.field.select();
    return false;
  }

  hide() {
    this.box.hidden = true;
  }
}
