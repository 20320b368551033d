// Ready words in the right column: one press puts them where the agent writes.

/** @param {HTMLElement} root holds the slots @param {(text: string) => void} use */
export function offered(root, use) {
  root.addEventListener("click", (event) => {
    const text = /** @type {HTMLElement} */ (event.target).closest("[data-insert]")?.getAttribute("data-insert");
    if (text) use(text);
  });
}
