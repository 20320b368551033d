// An order's remarks and its address, wherever the order stands: one key opens the form, one copies the memo,
// one goes to the buttons that confirm the address.
import { byBrowser, bySelection } from "../conversations/clipboard.js";
import { composing } from "../conversations/typing.js";

/** The right column may be a drawer that is shut. */
function openDrawer() {
  const button = document.querySelector("[data-drawer-button]");
  if (button instanceof HTMLElement && button.offsetParent && button.getAttribute("aria-expanded") === "false") button.click();
}

/** The form of what was promised comes first, then that of the newest order. @returns {boolean} */
export function openRemark() {
  const form = document.querySelector("[data-remark-form]") ?? document.querySelector("[data-remark]");
  if (!(form instanceof HTMLElement)) return false;
  openDrawer();
  if (form instanceof HTMLDetailsElement) form.open = true;
  const field = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=reason]"));
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
  form.scrollIntoView({ block: "nearest" });
  return true;
}

const PART = 1_500; // ms until a part that is just being fetched is not waited for any more

/** To the first button about the address, from there to the next. @returns {boolean} */
export function openAddress() {
  const form = document.querySelector("[data-address-keys]");
  if (form) return walkButtons(form);
  const part = /** @type {HTMLElement | null} */ (document.querySelector('.part[hx-get^="/addresses/of-order/"]'));
  if (!part || part.childElementCount) return false;
  openDrawer(); // a part is fetched when it comes into sight
  const fetched = () => {
    const there = part.querySelector("[data-address-keys]");
    if (there) walkButtons(there);
  };
  part.addEventListener("htmx:afterSettle", fetched, { once: true });
  setTimeout(() => part.removeEventListener("htmx:afterSettle", fetched), PART);
  part.scrollIntoView({ block: "center" });
  return true;
}

/** To the first kind of doubt that is offered, from there to the next; Enter logs it. @returns {boolean} */
export function openDoubt() {
  const form = document.querySelector("[data-doubt-keys]");
  return form !== null && walkButtons(form);
}

/** @param {Element} form @returns {boolean} */
function walkButtons(form) {
  openDrawer();
  const buttons = /** @type {HTMLButtonElement[]} */ ([...form.querySelectorAll("button:not([disabled])")]);
  const next = buttons[(buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement)) + 1) % buttons.length];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

/** @param {Element | null} button @returns {Promise<void>} */
async function copyMemo(button) {
  const memo = button?.closest("[data-memo]");
  const text = /** @type {HTMLTextAreaElement | null} */ (memo?.querySelector(".to-copy") ?? null);
  const said = /** @type {HTMLElement | null} */ (memo?.querySelector("[data-copied]") ?? null);
  if (!text) return;
  if ((await byBrowser(text.value)) || bySelection(text.value)) {
    if (said) said.textContent = said.dataset.copied ?? "";
  } else {
    text.select(); // the person's own Ctrl+C
  }
}

/** What was promised is remarked: off the page, before the news of it comes round. @param {Event} event */
function remarked(event) {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.xhr.status !== 200 || !detail.elt.matches?.("[data-remark-form]")) return;
  const card = detail.elt.closest("[data-promised]");
  detail.elt.closest(".promised")?.remove();
  if (!card?.querySelector(".promised")) card?.remove();
}

export function remarks() {
  document.addEventListener("htmx:afterRequest", remarked);
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const button = target.closest("[data-copy-memo]");
    if (button) void copyMemo(button);
    if (target.closest("[data-open-remark]")) openRemark();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || composing(event) || !event.altKey || event.ctrlKey || event.metaKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.code === "KeyK" && openRemark()) event.preventDefault();
    if (event.code === "KeyA" && openAddress()) event.preventDefault();
    if (event.code === "KeyU" && openDoubt()) event.preventDefault();
    if (event.code !== "KeyJ") return;
    const button = document.querySelector("[data-copy-memo]");
    if (!button) return;
    event.preventDefault();
    void copyMemo(button);
  });
}
