// Pictures: choose, paste or drop one, send it with its progress, enlarge one.
import { el } from "../pages/element.js";
import { csrf } from "../pages/post.js";
import { say } from "../pages/words.js";

const KINDS = ["image/jpeg", "image/png", "image/webp", "image/gif"];
const LARGEST = 10 * 1024 * 1024;

/** Why this file cannot be sent, or "". The server decides again. @param {File} file */
export function unfit(file) {
  if (!KINDS.includes(file.type)) return say("picture_kind");
  if (file.size > LARGEST) return say("picture_size");
  return "";
}

/** The same, after a look inside: what only calls itself a picture shows none. @param {File} file */
export async function unreadable(file) {
  const why = unfit(file);
  if (why) return why;
  const decoded = await createImageBitmap(file).catch(() => null);
  decoded?.close();
  return decoded ? "" : say("picture_broken");
}

/**
 * @param {string} url
 * @param {string} id
 * @param {File | number} file or the number of the phrase whose picture it is
 * @param {number} seen the last position before one's eyes
 * @param {(percent: number) => void} progress
 * @returns {Promise<{ ok: boolean, lost: boolean, body: any }>} `lost`: no answer, try the same id again
 */
export function upload(url, id, file, seen, progress) {
  const form = new FormData();
  form.append("id", id);
  if (seen) form.append("seen", String(seen));
  if (typeof file === "number") form.append("phrase", String(file));
  else form.append("picture", file);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrf());
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && progress(Math.round((event.loaded / event.total) * 100));
    request.onerror = request.ontimeout = () => done({ ok: false, lost: true, body: {} });
    request.onload = () => {
      const ok = request.status === 200 || request.status === 201;
      done({ ok, lost: request.status >= 500, body: request.response ?? {} });
    };
    request.timeout = 60_000;
    request.send(form);
  });
}

/**
 * Takes pictures that are pasted into or dropped onto an area.
 * @param {HTMLElement} area
 * @param {(file: File) => void} take
 */
export function takePictures(area, take) {
  area.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    files.forEach(take);
  });
  area.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    area.classList.add("over");
  });
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    area.classList.remove("over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    [...event.dataTransfer.files].forEach(take);
  });
}

/** @param {string} url */
export function enlarge(url) {
  const image = el("img", { src: url, alt: say("picture") });
  const close = el("button.do", { type: "button", autofocus: true }, say("close"));
  const dialog = /** @type {HTMLDialogElement} */ (el("dialog.enlarged", { "aria-label": say("picture") }, image, close));
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
