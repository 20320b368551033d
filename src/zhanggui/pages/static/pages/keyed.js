// Keeps the children of an element in step with a list: what stays is moved, never made again.

/**
 * @template T
 * @param {HTMLElement} container
 * @param {T[]} items
 * @param {{ key: (item: T) => string, make: (item: T) => HTMLElement, update?: (element: HTMLElement, item: T) => void }} how
 */
export function keep(container, items, { key, make, update }) {
  /** @type {Map<string, HTMLElement>} */
  const old = new Map();
  for (const child of container.children) {
    old.set(/** @type {HTMLElement} */ (child).dataset.key ?? "", /** @type {HTMLElement} */ (child));
  }
  /** @type {Element | null} */
  let next = container.firstElementChild;
  for (const item of items) {
    const name = key(item);
    let element = old.get(name);
    if (element) {
      old.delete(name);
    } else {
      element = make(item);
      element.dataset.key = name;
    }
    if (element === next) next = next.nextElementSibling;
    else container.insertBefore(element, next);
    update?.(element, item);
  }
  for (const gone of old.values()) gone.remove();
}
