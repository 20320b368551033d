// One socket: connect, say when it is open, notice when it is dead, connect again. docs/wire.md is the protocol.
import { setClock } from "./clock.js";

/**
 * @typedef {{ id: number, width: number, height: number }} Picture
 * @typedef {{ answer: string, title: string, fields?: { name: string, title: string, letters: number }[] }} Answer
 * @typedef {{ is: string, id: number, state: string, answers?: Answer[], title?: string, price?: string, was?: string,
 *   badges?: { says: string, until: string }[] }} Card
 * @typedef {{ position: number, id: string, side: "buyer" | "staff" | "auto", kind: "text" | "picture" | "card" | "elsewhere" | "undone",
 *   text: string, picture: Picture | null, card?: Card, by: string | null, at: string }} Message
 * @typedef {{ rule: string, title: string, severity: "block" | "warn" | "hint", quote: string, say: string,
 *   instead: string }} Finding
 * @typedef {{ is: string, [field: string]: any }} Frame
 * @typedef {"connecting" | "open" | "lost" | "ended"} State
 */

const QUIET = 25_000; // nothing heard for so long: ask
const ANSWER = 10_000; // nothing after the question: dead
const DESK = "/live";
const AT_A_DESK = 5_000; // both: buyers are given to whoever is there, so who is not must know it soon
const HASTY = 3_000; // the same when the machine just woke up or changed its network
const SOON = 2_000;
const LONGEST = 15_000;
const LOGIN_ENDED = 4401;

export class Wire {
  /** @type {WebSocket | null} */ #socket = null;
  /** @type {State} */ #state = "connecting";
  #tries = 0;
  #again = 0;
  #silence = 0;
  #tried = 0;

  /**
   * @param {string} path
   * @param {{ frame: (frame: Frame) => void, state: (state: State) => void, barred?: () => Promise<boolean> }} on
   *   `barred` is asked after three refused tries: true means that it is no use to go on
   */
  constructor(path, on) {
    this.url = new URL(path, location.href.replace(/^http/, "ws")).href;
    this.on = on;
    this.quiet = path === DESK ? AT_A_DESK : QUIET;
    this.answer = path === DESK ? AT_A_DESK : ANSWER;
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.#ask(HASTY));
    addEventListener("pageshow", () => this.#wake());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#wake());
  }

  get open() {
    return this.#state === "open";
  }

  connect() {
    clearTimeout(this.#again);
    this.#tried = performance.now();
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    socket.onmessage = (event) => this.#hear(JSON.parse(event.data));
    socket.onclose = (event) => this.#lose(event.code);
    this.#expect(ANSWER);
  }

  /** @param {Record<string, unknown>} frame @returns {boolean} whether it left; not whether it arrived */
  send(frame) {
    if (this.#state === "lost" && performance.now() - this.#tried > SOON) this.#wake(); // somebody is working: try now
    if (!this.open || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** @param {Frame} frame */
  #hear(frame) {
    this.#listen();
    if (frame.is === "hello" || frame.is === "pong") setClock(frame.at);
    if (frame.is === "hello") {
      this.#tries = 0;
      this.#become("open");
    }
    this.on.frame(frame);
  }

  #listen() {
    clearTimeout(this.#silence);
    this.#silence = window.setTimeout(() => this.#ask(this.answer), this.quiet);
  }

  /** @param {number} patience milliseconds */
  #ask(patience) {
    if (this.send({ do: "ping" })) this.#expect(patience);
  }

  /** @param {number} patience milliseconds */
  #expect(patience) {
    clearTimeout(this.#silence);
    this.#silence = window.setTimeout(() => this.#lose(0), patience);
  }

  #wake() {
    if (this.open) this.#ask(HASTY);
    else if (this.#state === "lost" && !this.#socket) {
      this.#tries = 0;
      this.connect();
    }
  }

  /** @param {number} code */
  async #lose(code) {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    socket.onmessage = socket.onclose = null;
    socket.close();
    clearTimeout(this.#silence);
    this.#tries += 1;
    const ended = code === LOGIN_ENDED || (this.#tries === 3 && (await this.on.barred?.()));
    if (ended) return this.#become("ended");
    this.#become("lost");
    const wait = Math.min(LONGEST, 500 * 2 ** (this.#tries - 1)) * (0.5 + Math.random() / 2);
    this.#again = window.setTimeout(() => this.connect(), wait);
  }

  /** @param {State} state */
  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.on.state(state);
  }
}
