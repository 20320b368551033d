// "My order": three things that only the buyer knows, checked by the server. Five tries.
import { find } from "../pages/element.js";
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";

/**
 * @param {HTMLElement} opener
 * @param {(number: string) => void} proven an order is verified
 */
export function orderForm(opener, proven) {
  const dialog = /** @type {HTMLDialogElement} */ (find("dialog.order"));
  const form = /** @type {HTMLFormElement} */ (find("form", dialog));
  const answer = find(".answer", form);
  const button = /** @type {HTMLButtonElement} */ (find("button.main", form));

  opener.addEventListener("click", () => {
    answer.hidden = true;
    dialog.showModal();
  });
  form.addEventListener("input", () => (answer.hidden = true)); // it was about what stood there before
  find("[data-cancel]", form).addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    const fields = new FormData(form);
    const result = await post(form.action, fields);
    button.disabled = false;
    const ok = result.ok && result.body.ok === true;
    answer.textContent = typeof result.body.say === "string" ? result.body.say : say("order_failed");
    answer.className = `answer small ${ok ? "good" : "problem"}`;
    answer.hidden = false;
    if (!ok) return;
    form.reset();
    dialog.close();
    proven(String(fields.get("number") ?? "").normalize("NFKC").replace(/[\s\u2010-\u2015-]/g, ""));
  });
}
