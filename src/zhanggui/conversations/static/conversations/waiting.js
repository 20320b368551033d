// The left column: four tabs, running seconds, a calm order.
import { find, write } from "../pages/element.js";
import { keep } from "../pages/keyed.js";
import { say } from "../pages/words.js";
import { now } from "./clock.js";
import { fillRow, makeRow, places, slide } from "./row.js";
import { Sight } from "./sight.js";
import * as times from "./times.js";

/** @typedef {import("./desk.js").Row} Row @typedef {import("./desk.js").Tab} Tab */

const CALM = 30; // seconds
const REFRESH = 15_000; // a wait at a colleague's becomes overdue without any frame that says so
const STILL = 2_500; // the order stands while the pointer moved over the list within so many milliseconds
const GLIDES = 60; // longer lists change at once

export class Waiting {
  /** @type {Tab} */ tab = "waiting";
  /** @type {number | null} */ current = null;
  soon = 100;
  /** Every row as it stands, also those that are out of sight. @type {Row[]} */ #order = [];
  /** Those of them that fade. @type {Set<Row>} */ #gone = new Set();
  #sought = false;
  /** When the pointer last moved over the list. */ #moved = -Infinity;
  #settle = 0;

  /**
   * @param {HTMLElement} root
   * @param {import("./desk.js").Desk} desk
   * @param {{ open: (conversation: number) => void, counted: (waiting: number, late: number) => void,
   *   marks: (conversation: number) => import("./row.js").Marks }} on
   */
  constructor(root, desk, on) {
    this.desk = desk;
    this.on = on;
    this.list = find("ol.queue", root);
    this.sight = new Sight(this.list, find("#queue", root), () => this.#draw());
    this.empty = find("[data-empty]", root);
    this.tabs = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[role=tab]")]);
    for (const tab of this.tabs) tab.addEventListener("click", () => this.choose(/** @type {Tab} */ (tab.dataset.tab)));
    find("[role=tablist]", root).addEventListener("keydown", (event) => this.#tabKeys(event));
    this.list.addEventListener("click", (event) => this.#clicked(event));
    this.list.addEventListener("keydown", (event) => this.#listKeys(event));
    this.list.addEventListener("pointermove", () => this.#hold());
    this.list.addEventListener("pointerleave", () => this.#release());
    setInterval(() => this.tick(), 1000);
    setInterval(() => this.refresh(), REFRESH);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.look());
    // A number elsewhere that counts what stands in one of the tabs opens that tab: "?tab=left".
    const named = this.tabs.find((tab) => tab.dataset.tab === new URLSearchParams(location.search).get("tab"));
    if (named) this.choose(/** @type {Tab} */ (named.dataset.tab));
  }

  /** @param {Tab} tab */
  choose(tab) {
    this.tab = tab;
    this.#moved = 0;
    for (const other of this.tabs) {
      const chosen = other.dataset.tab === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
    }
    this.sight.toTop();
    this.refresh();
    this.look();
  }

  /** The latest talks are asked for whenever somebody looks at them. */
  async look() {
    if (this.tab === "recent" && (await this.desk.fetchRecent())) this.refresh();
  }

  refresh() {
    const rows = this.desk.rows(this.tab);
    this.#order = this.#held() ? this.#asShown(rows) : rows;
    const there = new Set(rows);
    this.#gone = new Set(this.#order.filter((row) => !there.has(row)));
    this.#draw();
    if (this.#sought && this.#order.some((row) => row.conversation === this.current)) this.#reveal();
    if (this.desk.known && !this.desk.more) this.#sought = false;
    this.#count(rows.length);
    this.empty.hidden = rows.length > 0 || !this.desk.known;
    for (const part of this.empty.querySelectorAll("[data-for]")) {
      /** @type {HTMLElement} */ (part).hidden = part.getAttribute("data-for") !== this.tab;
    }
  }

  /** Puts on the page what can be seen of the order. */
  #draw() {
    const focused = [...this.list.children].findIndex((item) => item.contains(document.activeElement));
    const holder = this.list.children[focused];
    const glide = this.#order.length <= GLIDES && this.list.childElementCount > 0 ? places(this.list) : null;
    keep(this.list, this.sight.of(this.#order), {
      key: (row) => String(row.conversation),
      make: makeRow,
      update: (item, row) => this.#update(item, row),
    });
    this.sight.drawn();
    if (glide) slide(this.list, glide);
    if (holder) this.#refocus(holder, focused);
    this.#rove();
    this.tick();
  }

  /** A row that moved in the page has lost the focus; one that left hands it to the row in its place. @param {Element} holder @param {number} at */
  #refocus(holder, at) {
    const item = holder.isConnected ? holder : this.list.children[Math.min(at, this.list.children.length - 1)];
    const link = /** @type {HTMLElement | null} */ (item?.firstElementChild ?? null);
    if (link && link !== document.activeElement) link.focus({ preventScroll: true });
  }

  /** @param {number} here how many stand in the open tab */
  #count(here) {
    const many = Object.fromEntries(this.tabs.map(({ dataset: { tab } }) => [tab, tab === this.tab ? here : this.desk.rows(/** @type {Tab} */ (tab)).length]));
    for (const tab of this.tabs) {
      const figure = tab.querySelector("b");
      const grows = this.desk.more && tab.dataset.tab !== "mine" ? "+" : "";
      if (figure) write(figure, `${many[tab.dataset.tab ?? ""]}${grows}`);
    }
    this.on.counted(many.waiting, this.desk.overdue("waiting"));
  }

  /** @param {number | null} conversation */
  mark(conversation) {
    this.current = conversation;
    this.refresh();
    this.#reveal();
  }

  /** The open one comes into sight; when its row has not come yet, as soon as it does. */
  #reveal() {
    const at = this.#order.findIndex((row) => row.conversation === this.current);
    this.#sought = at === -1;
    if (at !== -1 && this.sight.reach(at)) this.#draw();
    this.list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  focus() {
    if (!this.list.querySelector("a[aria-current]")) this.#reveal();
    const row = this.list.querySelector("a[aria-current]") ?? this.list.querySelector("a");
    if (row instanceof HTMLElement) row.focus();
    else this.tabs.find((tab) => tab.tabIndex === 0)?.focus();
  }

  /** The row one step from the open one, in the order shown. @param {1 | -1} step @returns {number | null} */
  neighbour(step) {
    const shown = this.#order.filter((row) => !this.#gone.has(row)).map((row) => row.conversation);
    if (!shown.length) return null;
    const at = this.current === null ? -1 : shown.indexOf(this.current);
    if (at === -1) return step === 1 ? shown[0] : shown[shown.length - 1];
    return shown[at + step] ?? null;
  }

  /** Runs the seconds: only texts that changed are touched. */
  tick() {
    for (const item of this.list.children) {
      const row = this.desk.row(Number(item.getAttribute("data-key")));
      if (row) this.#clock(/** @type {HTMLElement} */ (item), row);
    }
  }

  /** @param {Row} row */
  #seconds(row) {
    return row.waiting_since ? (now() - Date.parse(row.waiting_since)) / 1000 : -1;
  }

  /** @param {HTMLElement} item @param {Row} row */
  #clock(item, row) {
    const wait = /** @type {HTMLElement} */ (item.querySelector(".wait"));
    const [figure, note] = /** @type {HTMLElement[]} */ ([...wait.children]);
    const seconds = this.#seconds(row);
    if (seconds < 0 || this.tab === "recent") {
      if (wait.className !== "wait rest") wait.className = "wait rest";
      write(figure, row.last_at ? times.short(row.last_at) : "");
      return write(note, "");
    }
    const urgent = !row.left;
    const level = urgent && seconds >= this.desk.late ? "late" : urgent && seconds >= this.soon ? "soon" : seconds < CALM ? "calm" : "";
    const look = `wait num ${level}`.trim();
    if (wait.className !== look) wait.className = look;
    write(figure, times.running(seconds));
    write(note, this.#note(level, seconds));
  }

  /** @param {string} level @param {number} seconds */
  #note(level, seconds) {
    if (level === "soon") return say("left", { n: Math.max(1, Math.ceil(this.desk.late - seconds)) });
    if (level !== "late") return "";
    return seconds < 7200 ? say("over", { n: Math.floor(seconds / 60) }) : say("over_hours", { n: Math.floor(seconds / 3600) });
  }

  /** @param {HTMLElement} item @param {Row} row */
  #update(item, row) {
    item.classList.toggle("gone", this.#gone.has(row));
    fillRow(item, row, { me: this.desk.me, marks: this.on.marks(row.conversation) });
    this.#markRow(item);
  }

  /** @param {HTMLElement} item */
  #markRow(item) {
    const link = /** @type {HTMLElement} */ (item.firstElementChild);
    if (Number(item.dataset.key) === this.current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }

  /** One stop of the Tab key for the whole list; the arrows go within. */
  #rove() {
    const links = [...this.list.querySelectorAll("a")];
    const stop = links.find((link) => link.hasAttribute("aria-current")) ?? links[this.sight.first] ?? links[0];
    for (const link of links) link.tabIndex = link === stop ? 0 : -1;
  }

  #held() {
    return performance.now() - this.#moved < STILL;
  }

  #hold() {
    this.#moved = performance.now();
    clearTimeout(this.#settle);
    this.#settle = window.setTimeout(() => this.refresh(), STILL + 50);
  }

  #release() {
    if (!this.#moved) return;
    this.#moved = 0;
    clearTimeout(this.#settle);
    this.refresh();
  }

  /** While somebody aims with the mouse: nothing moves, the new ones come below, the gone ones fade. @param {Row[]} rows */
  #asShown(rows) {
    const all = this.#order.map((row) => row.conversation);
    const here = new Set(all);
    const kept = /** @type {Row[]} */ (all.map((conversation) => this.desk.row(conversation)).filter(Boolean));
    return [...kept, ...rows.filter((row) => !here.has(row.conversation))];
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const link = /** @type {HTMLElement} */ (event.target).closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.on.open(Number(link.parentElement?.dataset.key));
  }

  /** @param {KeyboardEvent} event */
  #listKeys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey) return;
    event.preventDefault();
    const next = () => {
      const links = [...this.list.querySelectorAll("a")];
      return links[links.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement)) + step];
    };
    if (!next()) this.#draw(); // keys came faster than the list followed them
    next()?.focus();
  }

  /** @param {KeyboardEvent} event */
  #tabKeys(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.tabs.findIndex((tab) => tab.dataset.tab === this.tab);
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    this.choose(/** @type {Tab} */ (next.dataset.tab));
    next.focus();
  }
}
