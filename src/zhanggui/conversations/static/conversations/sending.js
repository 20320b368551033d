// Getting a message out: kept until it is saved, sent again with the same id, refused with a reason.
import { newId } from "./outbox.js";
import { now } from "./clock.js";
import { upload } from "./pictures.js";

/** @typedef {import("./outbox.js").Entry} Entry */

const PATIENCE = 1_000; // "too_fast" and "busy": wait, then the same id again
const LONGEST = 15_000;

export class Sending {
  /** @type {Map<string, number>} */ #tries = new Map();

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

  /** @param {number | null} conversation @param {string} text @param {string} [reason] @param {string} [id] */
  text(conversation, text, reason = "", id = "") {
    /** @type {Entry} */
    const entry = { id: id || newId(), conversation, kind: "text", text, at: stamp(), state: "sending" };
    if (reason) entry.reason = reason;
    this.outbox.put(entry);
    this.#send(entry);
    this.on.changed(entry);
  }

  /** @param {number | null} conversation @param {File} file */
  picture(conversation, file) {
    /** @type {Entry} */
    const entry = { id: newId(), conversation, kind: "picture", text: "", at: stamp(), state: "sending", file, preview: URL.createObjectURL(file) };
    this.outbox.put(entry);
    this.#send(entry);
  }

  /** After every `hello`: what has no answer yet goes out again. */
  again() {
    for (const entry of this.outbox.unsent()) this.#send(entry);
  }

  /** @param {string} id */
  retry(id) {
    const entry = this.outbox.get(id);
    if (!entry) return;
    entry.state = "sending";
    entry.say = undefined;
    this.outbox.put(entry);
    this.#send(entry);
    this.on.changed(entry);
  }

  /** @param {Entry} entry */
  #send(entry) {
    if (entry.kind === "picture") return void this.#upload(entry);
    const frame = { do: "send", id: entry.id, text: entry.text };
    const whole = { ...frame, ...(entry.conversation === null ? {} : { conversation: entry.conversation }) };
    this.wire.send(entry.reason ? { ...whole, reason: entry.reason } : whole);
  }

  /** @param {Entry} entry */
  async #upload(entry) {
    if (!entry.file) return;
    entry.progress = 0;
    this.on.changed(entry);
    const answer = await upload(this.on.pictureUrl(entry.conversation), entry.id, entry.file, (percent) => {
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
    this.#tries.delete(frame.id);
    if (!entry) return;
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
    if (frame.code === "too_fast" || frame.code === "busy") return this.#later(entry);
    entry.state = "failed";
    entry.say = frame.say;
    entry.findings = frame.findings;
    this.outbox.put(entry);
    this.on.refused(entry, frame.code);
  }

  /** @param {Entry} entry */
  #later(entry) {
    const tries = (this.#tries.get(entry.id) ?? 0) + 1;
    this.#tries.set(entry.id, tries);
    const wait = Math.min(LONGEST, PATIENCE * 2 ** (tries - 1));
    setTimeout(() => this.outbox.get(entry.id)?.state === "sending" && this.#send(entry), wait);
  }
}

const stamp = () => new Date(now()).toISOString();
