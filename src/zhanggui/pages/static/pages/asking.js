// What a page asks the server while somebody types.

/** What is typed here is asked about by itself. @param {EventTarget | null} field */
function asks(field) {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return false;
  const form = field.form;
  return !!form && (form.matches('[hx-trigger*="input"]') || !!form.querySelector('[hx-trigger*="input"]'));
}

export function asking() {
  // Half a word of pinyin is nobody's question: the page asks when the input method has put the word there.
  document.addEventListener(
    "input",
    (event) => {
      if (/** @type {InputEvent} */ (event).isComposing && asks(event.target)) event.stopImmediatePropagation();
    },
    true,
  );
  document.addEventListener("compositionend", (event) => {
    if (asks(event.target)) event.target?.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // An asking that the next one overtook was ended by the page itself. htmx writes that to the console as an error
  // unless the word is taken away before; what failed is still said by htmx:sendError and htmx:timeout.
  /** @type {any} */ (window).htmx.logger = (/** @type {unknown} */ _, /** @type {string} */ name, /** @type {{error?: unknown}} */ detail) => {
    if (name === "htmx:sendAbort" || (name === "htmx:afterRequest" && detail.error === name)) delete detail.error;
  };
}
