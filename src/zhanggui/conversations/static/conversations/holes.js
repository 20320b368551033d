// The holes of a phrase: what could not be filled stands there by its meaning, and nothing leaves while one is open.

/** @type {Record<string, string>} */
const meanings = JSON.parse(document.getElementById("variables")?.textContent ?? "{}");
const shown = new Map(Object.entries(meanings).map(([key, meaning]) => [key, `〔${meaning}〕`]));
const quoted = [...shown.values()].map((hole) => hole.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
const HOLE = new RegExp([...quoted, "\\{[a-z_]{1,30}\\}"].join("|"));

const HOLES = new RegExp(HOLE.source, "g");

/** `{order_no}` by its meaning. @param {string} key */
export const holeOf = (key) => shown.get(key) ?? `{${key}}`;

/** @param {string} text as the server fills it: what is missing stands as {key} */
export const named = (text) => text.replace(/\{([a-z_]{1,30})\}/g, (_, key) => holeOf(key));

/** What is whole comes first; among equals the order stays. @template {{ text: string, missing?: string[] }} T @param {T[]} items */
export const wholeFirst = (items) =>
  items
    .map((item) => ({ ...item, text: named(item.text) }))
    .sort((a, b) => Number(Boolean(a.missing?.length)) - Number(Boolean(b.missing?.length)));

/** Whether a phrase stands in a text with its words unchanged: what was put into its holes is no change. @param {string} phrase @param {string} text */
export function isWhole(phrase, text) {
  const words = phrase.trim().split(HOLES).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"));
  return new RegExp(words.join("[\\s\\S]*?")).test(text);
}

/**
 * Selects the first hole at or after `from`, else the first of all.
 * @param {HTMLTextAreaElement} field @param {number} from @returns {boolean}
 */
export function selectHole(field, from = 0) {
  const later = HOLE.exec(field.value.slice(from));
  const found = later ?? HOLE.exec(field.value);
  if (!found) return false;
  const start = found.index + (later ? from : 0);
  field.setSelectionRange(start, start + found[0].length);
  return true;
}
