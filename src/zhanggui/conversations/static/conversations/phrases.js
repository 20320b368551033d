// The phrases page: searched as one types, one editor for adding and changing.
import { find, write } from "../pages/element.js";
import { say } from "../pages/words.js";
import { insertText } from "./typing.js";

let searched = "";

document.addEventListener("input", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (!target.matches("[data-search]")) return;
  searched = /** @type {HTMLInputElement} */ (target).value;
  search();
});

document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target).closest("button");
  if (!target) return;
  if (target.matches("[data-add]")) edit(null);
  if (target.matches("[data-edit]")) edit(target);
  if (target.matches("[data-cancel]")) editor().hidden = true;
  if (target.dataset.variable) insertText(/** @type {HTMLTextAreaElement} */ (find("[name=text]", editor())), `{${target.dataset.variable}}`);
});

// The list came anew: the search still stands, and an editor that was refused still knows what it edits.
document.addEventListener("htmx:afterSettle", () => {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-search]"));
  if (field && searched) field.value = searched;
  search();
  resume();
});
document.addEventListener("DOMContentLoaded", resume);

function editor() {
  return /** @type {HTMLFormElement} */ (find("form.editor"));
}

function search() {
  const words = searched.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of document.querySelectorAll(".phrase")) {
    const text = `${row.textContent} ${row.getAttribute("data-category")}`.toLowerCase();
    const fits = words.every((word) => text.includes(word));
    /** @type {HTMLElement} */ (row).hidden = !fits;
    if (fits) shown += 1;
  }
  for (const part of document.querySelectorAll("[data-kind], [data-set]")) {
    /** @type {HTMLElement} */ (part).hidden = !part.querySelector(".phrase:not([hidden])");
  }
  find("[data-nothing]").hidden = shown > 0 || !words.length;
  write(find("[data-count]"), String(shown));
}

/** @param {HTMLElement | null} button of the row to change, null to add one */
function edit(button) {
  const form = editor();
  const row = /** @type {HTMLElement | null} */ (button?.closest(".phrase") ?? null);
  form.querySelector(".problem")?.remove();
  set(form, "group", row?.dataset.group ?? "presale");
  for (const name of ["category", "title", "shortcut"]) set(form, name, row?.dataset[name] ?? "");
  set(form, "text", row?.querySelector("[data-text]")?.textContent ?? "");
  set(form, "asks", [...(row?.querySelectorAll("[data-ask]") ?? [])].map((ask) => ask.textContent).join("\n"));
  set(form, "editing", row?.dataset.phrase ?? "");
  set(form, "picture", "");
  find("[data-drops]", form).hidden = row?.dataset.withPicture === undefined;
  /** @type {HTMLInputElement} */ (find("[name=drop_picture]", form)).checked = false;
  const own = /** @type {HTMLElement | null} */ (form.querySelector("[data-own]"));
  if (own) own.hidden = row !== null; // whose a phrase is does not change
  aim(form, button?.dataset.edit ?? form.dataset.addUrl ?? "", row !== null);
  form.hidden = false;
  form.scrollIntoView({ block: "nearest" });
  find("[name=category]", form).focus();
}

/** @param {HTMLFormElement} form @param {string} url @param {boolean} changing */
function aim(form, url, changing) {
  form.setAttribute("hx-post", url);
  /** @type {any} */ (window).htmx.process(form); // htmx has read the old address already
  write(find(".editor-title", form), say(changing ? "edit_phrase" : "add_phrase"));
}

/** After a refusal the form came back with what was typed: it must go to the same phrase again. */
function resume() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.editor"));
  const editing = form && /** @type {HTMLInputElement} */ (find("[name=editing]", form)).value;
  const button = editing && document.querySelector(`#phrase-${editing} [data-edit]`);
  if (form && !form.hidden && button instanceof HTMLElement) aim(form, button.dataset.edit ?? "", true);
}

/** @param {HTMLFormElement} form @param {string} name @param {string} value */
function set(form, name, value) {
  /** @type {HTMLInputElement} */ (find(`[name="${name}"]`, form)).value = value;
}
