// What was written but is not yet known to be on the server's disk. Kept under its own key each, so that two tabs
// of one visitor do not overwrite each other; sent again after every reconnect, with the same id.

/**
 * @typedef {{ id: string, conversation: number | null, kind: "text" | "picture", text: string, at: string,
 *   state: "sending" | "sent" | "failed", say?: string, reason?: string, phrase?: number, edited?: boolean, seen?: number, position?: number,
 *   file?: File, preview?: string, progress?: number, findings?: import("./wire.js").Finding[] }} Entry
 */

export class Outbox {
  /** @type {Map<string, Entry>} */ #entries = new Map();

  /** @param {() => Storage} storage may be forbidden in a frame: then only memory keeps it  @param {string} prefix */
  constructor(storage, prefix) {
    this.storage = storage;
    this.prefix = prefix;
    this.#load();
  }

  #load() {
    try {
      const store = this.storage();
      const keys = Object.keys(store).filter((key) => key.startsWith(this.prefix));
      const entries = keys.map((key) => JSON.parse(store.getItem(key) ?? "null")).filter(Boolean);
      entries.sort((a, b) => (a.at < b.at ? -1 : 1));
      for (const entry of entries) this.#entries.set(entry.id, entry);
    } catch {
      this.#entries.clear();
    }
  }

  /** @param {Entry} entry */
  put(entry) {
    this.#entries.set(entry.id, entry);
    if (entry.kind !== "text") return; // a file cannot be kept there
    try {
      this.storage().setItem(this.prefix + entry.id, JSON.stringify(entry));
    } catch {
      // full or forbidden: memory still has it
    }
  }

  /** @param {string} id */
  get(id) {
    return this.#entries.get(id);
  }

  /** It is on the server's disk, or was given up. @param {string} id */
  forget(id) {
    const entry = this.#entries.get(id);
    if (entry?.preview) URL.revokeObjectURL(entry.preview);
    this.#entries.delete(id);
    this.forgetKept(id);
  }

  /** Shown still, but no longer to be sent after a reload. @param {string} id */
  forgetKept(id) {
    try {
      this.storage().removeItem(this.prefix + id);
    } catch {
      // it was never kept
    }
  }

  /** @param {number | null} conversation */
  of(conversation) {
    return [...this.#entries.values()].filter((entry) => entry.conversation === conversation);
  }

  /** The conversations in which something did not go out, and will not by itself. @returns {Set<number>} */
  get failedIn() {
    const failed = [...this.#entries.values()].filter((entry) => entry.state === "failed");
    return new Set(failed.map((entry) => entry.conversation).filter((conversation) => conversation !== null));
  }

  /** Texts that must be sent again. */
  unsent() {
    return [...this.#entries.values()].filter((entry) => entry.state === "sending" && entry.kind === "text");
  }
}

/** @returns {string} an id for one message: the same id sent twice is one message */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // plain http on another host has no randomUUID
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
