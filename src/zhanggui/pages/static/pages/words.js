// The page's words come from its template, already translated: <template id="words"><p data-word="key">…</p>.

/** @type {Map<string, string>} */
const words = new Map();

for (const template of document.querySelectorAll("template[data-words]")) {
  for (const word of /** @type {HTMLTemplateElement} */ (template).content.querySelectorAll("[data-word]")) {
    words.set(word.getAttribute("data-word") ?? "", word.textContent?.trim() ?? "");
  }
}

/**
 * say("over", { n: 3 }) -> "已超 3 分钟". A missing word shows its key, so that it is noticed.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  return (words.get(key) ?? key).replace(/\{(\w+)\}/g, (hole, name) => String(values[name] ?? hole));
}
