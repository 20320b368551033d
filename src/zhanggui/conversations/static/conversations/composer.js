// The composer: one text at a time, kept per conversation, never sent while an input method is choosing.
import { find } from "../pages/element.js";
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";
import { draftOf, keepDraft } from "./drafts.js";
import { Guard } from "./guard.js";
import { isWhole, named, selectHole } from "./holes.js";
import { Palette } from "./palette.js";
import { takePictures, unfit } from "./pictures.js";
import { Picker } from "./picker.js";
import { composing, insertText, replaceAll } from "./typing.js";

const MOST = 2000; // letters, as the server counts them
const COUNTED = 1800; // from here on the letters are counted for the eye
const UNREAD = 400; // ms after a phrase was chosen from the list: the second of two quick Enters must not send what nobody has read
const CALLED = /(?:^|[\s,。.!?,!?])([/、]([a-z0-9]{1,20})[ \u3000])$/i; // a shortcut and a space, in the middle of a text
const BEGINS = /^[/、]([^\n]{0,30})$/; // the phrases' key, and what followed it in the same stroke

export class Composer {
  /** @type {number | null} */ #conversation = null;
  /** The phrase that each buyer's draft was written from. @type {Map<number, import("./palette.js").Origin>} */ #origins = new Map();
  /** The id of a refused message that is being changed: sent again it is the same message. */ #id = "";
  /** The blocked text that the server has been told of. */ #tried = "";
  /** What stood in the field before the last stroke. */ #before = "";
  /** Waiting for the guard's word. */ #settling = false;
  /** When a phrase was last chosen from the list, in ms of the page. */ #chosenAt = -Infinity;

  /**
   * @param {HTMLElement} root
   * @param {{ draft: (conversation: number) => string, typed: () => void, send: (text: string, reason: string, id: string, origin: { phrase: number, edited: boolean } | null) => void, phrasePicture: (phrase: number) => void, picture: (file: File) => void,
   *   check: (text: string, n: number) => void, escape: () => void, next: () => void }} on
   */
  constructor(root, on) {
    this.on = on;
    this.root = root;
    this.field = /** @type {HTMLTextAreaElement} */ (find("textarea", root));
    this.reason = find("form.reason", root);
    this.reasonField = /** @type {HTMLInputElement} */ (find("input", this.reason));
    this.note = find(".compose-note", root);
    this.count = find(".count", root);
    this.guard = new Guard(find(".guard", root), this.field, on.check);
    this.palette = new Palette(find(".palette", root), {
      url: () => `/reception/${this.#conversation}/phrases`,
      choose: (phrase) => (this.put(phrase), (this.#chosenAt = performance.now())),
      literal: (text) => (this.field.focus(), (this.#before = text), insertText(this.field, text)),
      closed: () => this.field.focus(),
    });
    this.picker = new Picker(find(".picker", root), find("[data-picker]", root), {
      url: () => `/reception/${this.#conversation}/phrases?group=short`,
      choose: (text, phrase) => (phrase ? this.put({ id: phrase, text }) : this.insert(text)),
      closed: () => this.field.focus(),
    });
    this.with = find("[data-with]", root);
    find("button", this.with).addEventListener("click", () => this.#leaveOutPicture());
    this.field.addEventListener("input", (event) => this.#typed(/** @type {InputEvent} */ (event).inputType, /** @type {InputEvent} */ (event).isComposing));
    this.field.addEventListener("compositionend", () => this.#typed("insertCompositionText"));
    this.field.addEventListener("keydown", (event) => this.#keys(event));
    this.reason.addEventListener("submit", (event) => (event.preventDefault(), this.submit()));
    this.reason.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !composing(event)) (event.stopPropagation(), this.#askReason(false), this.field.focus());
    });
    find("[data-send]", root).addEventListener("click", () => this.submit());
    find("[data-phrases]", root).addEventListener("click", () => this.palette.open());
    this.#pictures();
  }

  #pictures() {
    const file = /** @type {HTMLInputElement} */ (find("input[type=file]", this.root));
    find("[data-picture-button]", this.root).addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      for (const chosen of file.files ?? []) this.#picture(chosen);
      file.value = "";
    });
    const area = this.root.parentElement ?? this.root;
    takePictures(area, (dropped) => this.#picture(dropped));
  }

  /** @param {File} file */
  #picture(file) {
    if (this.#conversation === null || this.root.hidden) return;
    const why = unfit(file);
    this.say(why);
    if (!why) this.on.picture(file);
  }

  /** @param {number | null} conversation */
  show(conversation) {
    this.palette.close();
    this.picker.close();
    this.#conversation = conversation;
    this.#id = "";
    this.#askReason(false);
    this.say("");
    this.field.value = this.#before = conversation === null ? "" : draftOf(this.on.draft(conversation));
    this.field.disabled = conversation === null;
    this.#showPicture();
    this.#countLetters();
    this.guard.consider();
  }

  focus() {
    this.field.focus();
  }

  /** A quiet line below the field. @param {string} text */
  say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  /** Puts a ready text at the cursor; what is still missing in it is selected, so that one types over it. @param {string} text */
  insert(text) {
    const from = this.field.selectionStart;
    insertText(this.field, text);
    selectHole(this.field, from);
  }

  /** The same for a phrase: its use is counted, the message will name it, and its picture goes with it. @param {import("./palette.js").Origin} phrase */
  put(phrase) {
    if (this.#conversation !== null) this.#origins.set(this.#conversation, phrase);
    this.insert(phrase.text);
    this.#showPicture();
    post(`/phrases/${phrase.id}/used`, {});
  }

  get #origin() {
    return this.#conversation === null ? undefined : this.#origins.get(this.#conversation);
  }

  #showPicture() {
    const phrase = this.#origin;
    this.with.hidden = !phrase?.picture;
    if (phrase?.picture) find("img", this.with).setAttribute("src", `/phrases/${phrase.id}/picture`);
  }

  #leaveOutPicture() {
    const phrase = this.#origin;
    if (phrase && this.#conversation !== null) this.#origins.set(this.#conversation, { ...phrase, picture: false });
    this.#showPicture();
    this.field.focus();
  }

  /** "/kd" and a space in the middle of a text: the phrase stands in its place, if there is one. @param {string} called @param {string} code @param {number} end */
  async #call(called, code, end) {
    const conversation = this.#conversation;
    const answer = await fetch(`/reception/${conversation}/phrases?q=${encodeURIComponent(code)}`, { headers: { Accept: "application/json" } }).catch(() => null);
    const { items } = answer?.ok ? await answer.json() : { items: [] };
    const phrase = items[0];
    if (phrase?.shortcut !== code.toLowerCase() || conversation !== this.#conversation) return;
    if (this.field.value.slice(end - called.length, end) !== called) return; // somebody wrote on
    this.field.setSelectionRange(end - called.length, end);
    this.put({ ...phrase, text: named(phrase.text) });
  }

  /** The server refused the text: here it is again, with what the guard said. @param {import("./outbox.js").Entry} entry */
  takeBack(entry) {
    if (this.field.value.trim()) return false;
    this.#id = entry.id;
    replaceAll(this.field, entry.text);
    const findings = entry.findings ?? [];
    if (findings.length) this.guard.show(findings, entry.text.trim());
    else this.say(entry.say ?? "");
    return true;
  }

  submit() {
    const text = this.field.value.trim();
    const reason = this.reasonField.value.trim();
    if (!text || this.#conversation === null || this.#settling) return false;
    const over = [...text].length - MOST;
    if (over > 0) return this.#hold(say("too_long", { n: over }));
    if (selectHole(this.field)) return this.#hold(say("holes_left"));
    const verdict = this.guard.verdict(text);
    if (verdict === "block") {
      if (this.#tried !== text) this.on.tried(text);
      this.#tried = text;
      return this.#hold("");
    }
    if (verdict === "warn" && !reason) return this.#askReason(true);
    const id = this.#id;
    const phrase = this.#origin;
    this.clear();
    this.on.send(text, reason, id, phrase ? { phrase: phrase.id, edited: !isWhole(phrase.text, text) } : null);
    if (phrase?.picture) this.on.phrasePicture(phrase.id);
    return true;
  }

  /** With the next buyer before one's eyes nobody sees a refusal: the guard is heard first. */
  async #submitAndNext() {
    const conversation = this.#conversation;
    const text = this.field.value.trim();
    if (text && !this.#settling) {
      this.#settling = this.field.readOnly = true; // what is typed now must not slip into this text
      await this.guard.settled(text);
      this.#settling = this.field.readOnly = false;
    }
    if (conversation === this.#conversation && this.submit()) this.on.next();
  }

  clear() {
    this.#id = "";
    this.field.value = "";
    this.reasonField.value = "";
    this.#askReason(false);
    this.#typed();
  }

  /** @param {string} why @returns {false} */
  #hold(why) {
    this.say(why);
    this.guard.insist();
    this.field.focus();
    return false;
  }

  /** @param {boolean} wanted @returns {false} */
  #askReason(wanted) {
    this.reason.hidden = !wanted;
    if (wanted) this.reasonField.focus();
    return false;
  }

  /** @param {string} [how] the kind of input @param {boolean} [choosing] the input method has not put the word there yet */
  #typed(how = "", choosing = false) {
    const value = this.field.value;
    if (!choosing && this.#calls(value, how)) return;
    if (!value && this.#conversation !== null && this.#origins.delete(this.#conversation)) this.#showPicture();
    this.say("");
    this.#countLetters();
    if (!this.reason.hidden && value.trim() !== this.guard.about) this.#askReason(false);
    if (this.#conversation !== null) keepDraft(this.on.draft(this.#conversation), value);
    this.on.typed();
    this.guard.consider();
  }

  /** The phrases' key, or a shortcut. @param {string} value @param {string} how @returns {boolean} whether the phrases are open now */
  #calls(value, how) {
    // The key "/" writes "、" when a Chinese input method is on: both open the phrases.
    const fresh = this.#before === "" || (value.length === 1 && value !== this.#before);
    const begun = fresh && !how.startsWith("delete") && how !== "insertFromPaste" ? BEGINS.exec(value) : null;
    if (begun) {
      this.field.value = "";
      this.palette.open(begun[1]);
      return true;
    }
    this.#before = value;
    const end = this.field.selectionStart;
    const called = how.startsWith("insert") && how !== "insertFromPaste" ? CALLED.exec(value.slice(0, end)) : null;
    if (called) this.#call(called[1], called[2], end);
    return false;
  }

  #countLetters() {
    const letters = this.field.value.length < COUNTED ? 0 : [...this.field.value.trim()].length;
    this.count.hidden = letters < COUNTED;
    this.count.textContent = `${letters} / ${MOST}`;
    this.count.classList.toggle("beyond", letters > MOST);
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (composing(event)) return;
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
    const plain = !altKey && !ctrlKey && !metaKey;
    if (key === "Enter" && !shiftKey && !ctrlKey && !metaKey) {
      event.preventDefault();
      if (event.repeat || performance.now() - this.#chosenAt < UNREAD) return; // held down, or meant for the phrases
      if (altKey) this.#submitAndNext();
      else this.submit();
    } else if (key === "Escape") {
      event.preventDefault();
      this.on.escape();
    } else if (plain && key === "Tab" && !shiftKey && selectHole(this.field, this.field.selectionEnd)) {
      event.preventDefault();
    }
  }
}
