// What the right column offers for the buyer: ready words, one press puts them where the agent writes; an item's card.
import { newId } from "./outbox.js";
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";

/** @param {HTMLElement} root holds the slots @param {(text: string, phrase: number | null) => void} use @param {(item: number, button: HTMLButtonElement) => void} show */
export function offered(root, use, show) {
  root.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const words = target.closest("[data-insert]");
    const text = words?.getAttribute("data-insert");
    if (text) use(text, Number(words?.getAttribute("data-phrase")) || null);
    const button = /** @type {HTMLButtonElement | null} */ (target.closest("[data-send-item]"));
    if (button && !button.disabled) show(Number(button.dataset.sendItem), button);
  });
}

/** The key for an item: for one that was looked up before those that stand there by themselves. @param {HTMLElement} root */
export function pressItem(root) {
  const buttons = [...root.querySelectorAll("[aria-live] [data-send-item]"), ...root.querySelectorAll("[data-send-item]:not([data-beside])")];
  const first = /** @type {HTMLButtonElement | undefined} */ (buttons.find((button) => button.checkVisibility()));
  first?.click();
  return first !== undefined;
}

/** The key for what goes with the item that is talked of. @param {HTMLElement} root */
export function pressRelated(root) {
  const buttons = /** @type {HTMLButtonElement[]} */ ([...root.querySelectorAll("[data-send-item][data-beside]")]);
  const first = buttons.find((button) => button.checkVisibility());
  first?.click();
  return first !== undefined;
}

/** The key that asks the buyer for a judgement; where the words are to be copied, the same key copies them. @param {HTMLElement} root */
export function pressInvite(root) {
  const button = /** @type {HTMLButtonElement | null} */ (root.querySelector("[data-invite]"));
  button?.click();
  return button !== null;
}

/**
 * Sends the card; tried again after an answer that got lost, it is the same message.
 * @param {number} item @param {number} conversation @param {HTMLButtonElement} button @returns {Promise<string>} what went wrong, "" when nothing
 */
export async function sendItem(item, conversation, button) {
  const name = `${conversation}`;
  if (button.dataset.conversation !== name) Object.assign(button.dataset, { conversation: name, message: newId() });
  button.disabled = true;
  const answer = await post(`/items/${item}/for-buyer`, { conversation: name, id: button.dataset.message ?? newId(), beside: button.dataset.beside ?? "" });
  button.disabled = false;
  if (answer.ok || answer.status === 400) delete button.dataset.conversation;
  if (answer.ok) return "";
  return typeof answer.body.say === "string" ? answer.body.say : say("not_done");
}

/** What the card says, to be copied. @param {number} item @returns {Promise<string>} */
export async function itemWords(item) {
  const answer = await fetch(`/items/${item}/for-buyer`, { headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.ok ? String((await answer.json()).text) : "";
}
