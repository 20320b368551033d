// The right column: where there is no room for it, it opens over the talk; its two busiest fields have a key.
import { find } from "../pages/element.js";

const FIELDS = { tag: "form.add input[name=name]", note: "form.note input[name=text]" };

/**
 * @param {HTMLElement} root the workspace
 * @param {() => void} back to the composer
 * @returns {{ close: () => void, field: (which: "tag" | "note") => void }}
 */
export function drawer(root, back) {
  const button = find("[data-drawer-button]", root);
  const column = find(".column.right", root);
  const isOpen = () => "drawer" in root.dataset;

  /** @param {boolean} wanted */
  function turn(wanted) {
    if (wanted) root.dataset.drawer = "";
    else delete root.dataset.drawer;
    button.setAttribute("aria-expanded", String(wanted));
  }

  button.addEventListener("click", () => {
    turn(!isOpen());
    if (isOpen()) column.focus();
  });
  root.addEventListener("pointerdown", (event) => {
    const target = /** @type {Node} */ (event.target);
    if (isOpen() && !column.contains(target) && !button.contains(target)) turn(false);
  });
  column.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    turn(false);
    back();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen() && !event.defaultPrevented && !event.isComposing) turn(false);
  });

  return {
    close: () => turn(false),
    field: (which) => {
      const field = /** @type {HTMLElement | null} */ (column.querySelector(FIELDS[which]));
      if (!field) return;
      if (getComputedStyle(button).display !== "none") turn(true);
      field.focus();
    },
  };
}
