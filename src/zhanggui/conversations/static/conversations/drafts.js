// What one was typing, kept per conversation for this tab, also over a reload.

const PREFIX = "draft.";

/** @type {Map<string, string>} */
const drafts = new Map();

/** @param {number | string} conversation @param {string} text */
export function keepDraft(conversation, text) {
  drafts.set(String(conversation), text);
  try {
    if (text) sessionStorage.setItem(PREFIX + conversation, text);
    else sessionStorage.removeItem(PREFIX + conversation);
  } catch {
    // memory has it
  }
}

/** @param {number | string} conversation @returns {string} */
export function draftOf(conversation) {
  const kept = drafts.get(String(conversation));
  if (kept !== undefined) return kept;
  try {
    return sessionStorage.getItem(PREFIX + conversation) ?? "";
  } catch {
    return "";
  }
}
