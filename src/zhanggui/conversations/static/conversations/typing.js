// Changing the text of a field so that Ctrl+Z still works.

/** @typedef {HTMLTextAreaElement | HTMLInputElement} Field */

/** Whether this key belongs to an input method that is choosing a word. @param {KeyboardEvent} event */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** Whether keys typed now are meant as text. @param {EventTarget | null} target */
export function isTyping(target) {
  const element = target instanceof HTMLElement ? target : null;
  return Boolean(element?.closest("textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])"));
}

/**
 * Puts text in place of [start, end) as if it had been typed.
 * @param {Field} field @param {string} text @param {number} start @param {number} end
 */
export function replaceText(field, text, start, end) {
  field.focus();
  field.setSelectionRange(start, end);
  // The only way that keeps the field's undo; where it is gone, the text still goes in.
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!done && (text || start !== end)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** @param {Field} field @param {string} text */
export const replaceAll = (field, text) => replaceText(field, text, 0, field.value.length);

/** @param {Field} field @param {string} text */
export const insertText = (field, text) =>
  replaceText(field, text, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length);
