// What one was typing, kept per conversation for this tab, also over a reload. The key names the writer too.

const PREFIX = "draft.";

/** @type {Map<string, string>} */
const drafts = new Map();

/** @param {string} key @param {string} text */
export function keepDraft(key, text) {
  drafts.set(key, text);
  try {
    if (text) sessionStorage.setItem(PREFIX + key, text);
    else sessionStorage.removeItem(PREFIX + key);
  } catch {
    // memory has it
  }
}

/** @param {string} key @returns {string} */
export function draftOf(key) {
  const kept = drafts.get(key);
  if (kept !== undefined) return kept;
  try {
    return sessionStorage.getItem(PREFIX + key) ?? "";
  } catch {
    return "";
  }
}
