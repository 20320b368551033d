// Getting a message out: kept until it is saved, sent again with the same id, refused with a reason.
import { newId } from "./outbox.js";
import { now } from "./clock.js";
import { upload } from "./pictures.js";

/** @typedef {import("./outbox.js").Entry} Entry */

const PATIENCE = 1_000; // "too_fast" and "busy": wait, then the same id again
const LONGEST = 15_000;

export class Sending {
  /** Conversations in which a message must be sent again: the next ones wait behind it. @type {Map<number | null, { timer: number, tries: number }>} */
  #paused = new Map();

  /**
   * @param {import("./outbox.js").Outbox} outbox
   * @param {import("./wire.js").Wire} wire
   * @param {{ changed: (entry: Entry) => void, refused: (entry: Entry, code: string) => void, pictureUrl: (conversation: number | null) => string }} on
   */
  constructor(outbox, wire, on) {
    this.outbox = outbox;
    this.wire = wire;
    this.on = on;
  }

  /** @param {number | null} conversation @param {string} text @param {string} [reason] @param {string} [id] @param {{ phrase: number, edited: boolean } | null} [origin] @param {number} [seen] the last position before one's eyes */
  text(conversation, text, reason = "", id = "", origin = null, seen = 0) {
    /** @type {Entry} */
    const entry = { id: id || newId(), conversation, kind: "text", text, at: stamp(), state: "sending" };
    if (reason) entry.reason = reason;
    if (origin) Object.assign(entry, origin);
    if (seen) entry.seen = seen;
    this.outbox.put(entry);
    this.#send(entry);
    this.on.changed(entry);
  }

  /** @param {number | null} conversation @param {File} file @param {number} [seen] */
  picture(conversation, file, seen = 0) {
    /** @type {Entry} */
    const entry = { id: newId(), conversation, kind: "picture", text: "", at: stamp(), state: "sending", seen, file, preview: URL.createObjectURL(file) };
    this.outbox.put(entry);
    this.#send(entry);
  }

  /** The picture of a phrase: the server has it already. @param {number | null} conversation @param {number} phrase @param {number} [seen] */
  phrasePicture(conversation, phrase, seen = 0) {
    /** @type {Entry} */
    const entry = { id: newId(), conversation, kind: "picture", text: "", at: stamp(), state: "sending", seen, phrase, preview: `/phrases/${phrase}/picture` };
    this.outbox.put(entry);
    this.#send(entry);
  }

  /** After every `hello`: what has no answer yet goes out again. */
  again() {
    for (const { timer } of this.#paused.values()) clearTimeout(timer);
    this.#paused.clear();
    for (const entry of this.outbox.unsent()) this.#send(entry);
  }

  /** @param {string} id @param {number} [seen] */
  retry(id, seen = 0) {
    const entry = this.outbox.get(id);
    if (!entry) return;
    if (seen) entry.seen = seen;
    entry.state = "sending";
    entry.say = undefined;
    this.outbox.put(entry);
    this.#send(entry);
    this.on.changed(entry);
  }

  /** @param {Entry} entry */
  #send(entry) {
    if (entry.kind === "picture") return void this.#upload(entry);
    if (this.#paused.get(entry.conversation)?.timer) return; // goes out in its turn
    const origin = entry.phrase ? { phrase: entry.phrase, edited: entry.edited ?? false } : {};
    const frame = { do: "send", id: entry.id, text: entry.text, ...origin, ...(entry.seen ? { seen: entry.seen } : {}) };
    const whole = { ...frame, ...(entry.conversation === null ? {} : { conversation: entry.conversation }) };
    this.wire.send(entry.reason ? { ...whole, reason: entry.reason } : whole);
  }

  /** @param {Entry} entry */
  async #upload(entry) {
    if (!entry.file && !entry.phrase) return;
    entry.progress = 0;
    this.on.changed(entry);
    const answer = await upload(this.on.pictureUrl(entry.conversation), entry.id, entry.file ?? Number(entry.phrase), entry.seen ?? 0, (percent) => {
      entry.progress = percent;
      this.on.changed(entry);
    });
    if (answer.ok) return this.saved(answer.body);
    entry.state = "failed";
    entry.say = answer.body?.say;
    this.on.changed(entry);
  }

  /** @param {import("./wire.js").Frame} frame */
  saved(frame) {
    const entry = this.outbox.get(frame.id);
    if (!entry) return;
    this.#paused.delete(entry.conversation);
    entry.state = "sent";
    entry.position = frame.position;
    entry.at = frame.at ?? entry.at;
    this.outbox.forgetKept(entry.id);
    this.on.changed(entry);
  }

  /** @param {import("./wire.js").Frame} frame */
  refused(frame) {
    const entry = this.outbox.get(frame.id);
    if (!entry || entry.state === "sent") return;
    if (frame.code === "too_fast" || frame.code === "busy") return this.#later(entry.conversation);
    entry.state = "failed";
    entry.say = frame.say;
    entry.findings = frame.findings;
    this.outbox.put(entry);
    this.on.refused(entry, frame.code);
  }

  /** After a breath everything unsent of the conversation goes out again, in order. @param {number | null} conversation */
  #later(conversation) {
    const { timer, tries } = this.#paused.get(conversation) ?? { timer: 0, tries: 0 };
    if (timer) return;
    const again = () => {
      this.#paused.set(conversation, { timer: 0, tries: tries + 1 });
      for (const entry of this.outbox.unsent()) if (entry.conversation === conversation) this.#send(entry);
    };
    this.#paused.set(conversation, { timer: setTimeout(again, Math.min(LONGEST, PATIENCE * 2 ** tries)), tries });
  }
}

const stamp = () => new Date(now()).toISOString();
