// Sends each chosen or dropped file by itself and shows how far it is. Without this script the form works too.
import { el, find } from "../pages/element.js";
import { csrf } from "../pages/post.js";
import { say } from "../pages/words.js";

const MB = 1024 * 1024;
const form = find("[data-upload]");
const input = /** @type {HTMLInputElement} */ (find("input[type=file]", form));
const list = find("[data-under-way]", form);
const button = /** @type {HTMLButtonElement} */ (find("[data-send]", form));

/** What is wrong with a file before a byte of it is sent. @param {File} file */
function refusal(file) {
  const largest = Number(form.dataset.largest);
  if (!file.size) return say("empty", { name: file.name });
  return file.size > largest ? say("too_large", { name: file.name, size: Math.ceil(file.size / MB) }) : "";
}

/** @param {HTMLElement} row @param {string} text */
function complain(row, text) {
  row.className = "problem";
  row.setAttribute("role", "alert");
  row.replaceChildren(text);
}

/**
 * Answers where the file is to be seen, or nothing when it was refused; the row says why.
 * @param {File} file
 * @returns {Promise<string>}
 */
function send(file) {
  const bar = /** @type {HTMLProgressElement} */ (el("progress", { max: file.size, value: 0, "aria-label": file.name }));
  const state = el("span.small.soft", {}, say("sending"));
  const row = el("li", {}, el("span.cut", {}, file.name), bar, state);
  list.append(row);
  const wrong = refusal(file);
  if (wrong) {
    complain(row, wrong);
    return Promise.resolve("");
  }
  const data = new FormData();
  data.append("files", file);
  const request = new XMLHttpRequest();
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    bar.max = event.total;
    bar.value = event.loaded;
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    state.textContent = say("keeping");
  });
  return new Promise((resolve) => {
    request.addEventListener("load", () => {
      const { url, say: why } = request.response ?? {};
      if (url) row.replaceChildren(el("span.cut", {}, file.name), say("sent"), el("a", { href: url }, say("look")));
      else complain(row, why || say("refused", { name: file.name }));
      resolve(url ?? "");
    });
    for (const end of ["error", "abort", "timeout"]) {
      request.addEventListener(end, () => {
        complain(row, say("broken", { name: file.name }));
        resolve("");
      });
    }
    request.open("POST", form.getAttribute("action") ?? "");
    request.setRequestHeader("X-CSRFToken", csrf());
    request.setRequestHeader("Accept", "application/json");
    request.send(data);
  });
}

/** One after the other; a single file opens by itself. @param {File[]} files */
async function sendAll(files) {
  if (!files.length || button.disabled) return;
  button.disabled = true;
  list.replaceChildren();
  const places = [];
  for (const file of files) places.push(await send(file));
  button.disabled = false;
  input.value = "";
  const there = places.filter(Boolean);
  if (files.length === 1 && there.length) location.assign(there[0]);
}

form.classList.add("quick");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  sendAll([...(input.files ?? [])]);
});
input.addEventListener("change", () => sendAll([...(input.files ?? [])]));
for (const [name, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
  form.addEventListener(String(name), (event) => {
    event.preventDefault();
    form.classList.toggle("over", Boolean(over));
  });
}
form.addEventListener("drop", (event) => sendAll([...(event.dataTransfer?.files ?? [])]));
