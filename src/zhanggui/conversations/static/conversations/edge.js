// The slim page beside the marketplace's chat client: who is it, the clock, phrases to copy, a draft that the guard reads.
import { announce, announceGap, catchUp } from "../pages/changes.js";
import { el, find, write } from "../pages/element.js";
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";
import { Ask } from "./ask.js";
import { AskLead } from "./asklead.js";
import { Copying } from "./clipboard.js";
import { connectionStrip, keyHelp, loginEnded } from "./connection.js";
import { Desk } from "./desk.js";
import { Presses } from "./presses.js";
import { Scratch } from "./scratch.js";
import { Shortlist } from "./shortlist.js";
import { itemWords, offered, pressInvite, pressItem } from "./offered.js";
import { Slots } from "./slots.js";
import { composing } from "./typing.js";
import { show, stateOf, Waiters } from "./waiters.js";
import { Wire } from "./wire.js";

/** @typedef {import("./presses.js").Standing} Standing @typedef {import("./wire.js").Frame} Frame */

const LETTERS = 16; // of what was copied, to know it by
const SAID = 4_000; // ms that a calm word stands
const root = find("#edge");
const me = Number(root.dataset.member);
const title = document.title;

/** The buyer before one's eyes. @type {Standing | null} */
let current = null;
/** Answers to older questions come too late. */
let asked = 0;
let calm = 0;

const strip = connectionStrip(find(".connection", root), () => `/login?next=${encodeURIComponent(location.pathname + location.search)}`);
const wire = new Wire("/live", { frame: hear, state: strip, barred: () => loginEnded(location.pathname) });
const desk = new Desk(() => false);
desk.me = me;
const slots = new Slots(find("#slots", root));
const copying = new Copying(find(".by-hand", root), () => (tell(say("copied")), ask.focus()));
const presses = new Presses({ done: stands, say: tell });
const waiters = new Waiters(find(".mine", root), desk, (row) => open(row.buyer));
const shortlist = new Shortlist(find(".dock", root), (phrase) => {
  if (phrase.missing?.length) return scratch.put(phrase.text, phrase.id), tell(say("fill_first"), true);
  copy(phrase.text, "", phrase.id, phrase.title);
});
offered(slots.root, (text, phrase) => (text.includes("〔") ? (scratch.put(text, phrase), tell(say("fill_first"), true)) : copy(text, "", phrase, `${text.slice(0, LETTERS)}…`)), copyItem);
const scratch = new Scratch(find(".dock", root), {
  check: (text, n) => wire.send({ do: "check", text, n }),
  copy: (text, reason, phrase) => copy(text, reason, phrase),
  say: tell,
});
const ask = new Ask(root, {
  open: (buyer) => open(buyer),
  phrases: (words) => shortlist.type(words ?? "", words !== null),
  step: (by) => shortlist.move(by),
  phrase: () => shortlist.takeMarked(),
  say: tell,
});
const lead = new AskLead(/** @type {HTMLDetailsElement} */ (find("details.ask-lead", root)), tell);
const clock = find(".now .clock", root);
const takeBack = /** @type {HTMLButtonElement} */ (find("[data-back]", root));

root.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const what = target.closest("[data-press]")?.getAttribute("data-press");
  if (what) press(/** @type {import("./presses.js").What} */ (what));
  if (target.closest("[data-back]")) back();
  if (target.closest("[data-no-reply]")) excuse();
  if (target.closest("[data-take]")) take();
  const link = target.closest(".known a[href]"); // the page stays beside the chat client
  if (link) link.setAttribute("target", "_blank"), link.setAttribute("rel", "noopener");
});
const help = keyHelp();
find("[data-help]", root).addEventListener("click", help);
// Only with Alt: whoever types to a buyer and has the wrong window must not press anything.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event) || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const done = event.altKey ? withAlt(event) : event.key === "Escape" && (copying.hide(), ask.focus(), true);
  if (done) event.preventDefault();
});
setInterval(tick, 1000);
wire.connect();
shortlist.show(null);
const named = Number(new URLSearchParams(location.search).get("buyer"));
if (named) open(named);
ask.focus();

/** Codes, not letters: with Alt a letter is another one on some keyboards. @param {KeyboardEvent} event */
function withAlt(event) {
  if (event.repeat && event.code !== "ArrowDown" && event.code !== "ArrowUp") return true; // held down is one press
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  if (digit) return shortlist.take(Number(digit[1]) - 1), true;
  switch (event.code) {
    case "KeyW": return press("waiting"), true;
    case "KeyR": return press("answered"), true;
    case "KeyZ": return back(), true;
    case "KeyX": return excuse(), true;
    case "KeyQ": return longest(), true;
    case "KeyG": return scratch.focus(), true;
    case "KeyL": return askLead(), true;
    case "KeyS": return ask.focus(), true;
    case "KeyV": return pressInvite(slots.root), true;
    case "KeyI": return pressItem(slots.root), true;
    case "Slash": return ask.phrases(), true;
    case "ArrowDown": return go(waiters.neighbour(1)), true;
    case "ArrowUp": return go(waiters.neighbour(-1)), true;
    default: return false;
  }
}

/** @param {import("./presses.js").What} what */
function press(what) {
  if (!current) return tell(say("choose_first"), true);
  presses.press(current.buyer, what, current.row?.position ?? 0);
}

function back() {
  if (current) presses.back(current.buyer, current.back);
  else tell(say("choose_first"), true);
}

/** What the buyer said last needs no answer: the seconds stop, and no figure is worse for it. */
async function excuse() {
  const row = current?.row;
  if (!row?.waiting_since) return tell(say(current ? "nobody_waits" : "choose_first"), true);
  const answer = await post(`/reception/${row.conversation}/excuse`, { seen: `${row.position}` });
  const why = typeof answer.body.say === "string" ? answer.body.say : say("not_done");
  tell(answer.ok ? say("excused") : why, !answer.ok);
}

/** The buyer is in one's own chat client now: so is the reception. */
async function take() {
  const row = current?.row;
  if (!row) return;
  const answer = await post(`/reception/${row.conversation}/take`, {});
  if (!answer.ok) tell(typeof answer.body.say === "string" ? answer.body.say : say("not_done"), true);
}

function askLead() {
  if (current?.row) lead.open();
  else tell(say(current ? "no_talk_yet" : "choose_first"), true);
}

function longest() {
  const row = waiters.longest;
  if (row) open(row.buyer);
  else tell(say("nobody_waits"));
}

/** @param {import("./desk.js").Row | undefined} row */
function go(row) {
  if (row) open(row.buyer);
}

/** @param {number} buyer */
async function open(buyer) {
  const question = (asked += 1);
  const typed = ask.text;
  const answer = await fetch(`/edge/${buyer}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (question !== asked) return;
  if (!answer?.ok) return tell(say("not_fetched"), true);
  const standing = /** @type {Standing} */ (await answer.json());
  if (question !== asked) return;
  history.replaceState(null, "", `?buyer=${buyer}`);
  copying.hide();
  hush();
  stands(standing, true);
  scratch.turnTo(`edge.${me}.${buyer}`);
  if (ask.text === typed) ask.met(standing.name); // what is typed meanwhile is meant for something else
  slots.show(buyer);
  shortlist.show(buyer);
  waiters.reveal();
  find(".known", root).scrollTop = 0;
}

/** @param {Standing} standing @param {boolean} [opened] by somebody who wants to see this buyer */
function stands(standing, opened = false) {
  if (standing.row) desk.take({ is: "desk", rows: [standing.row] });
  if (opened || standing.buyer === current?.buyer) current = standing;
  draw();
}

function draw() {
  waiters.current = current?.buyer ?? null;
  waiters.refresh();
  const now = find(".now", root);
  now.hidden = current === null;
  find("[data-nobody]", root).hidden = current !== null;
  count();
  if (!current) return;
  const { row, back: undo, visitor } = current;
  write(find("h1", now), current.name);
  find(".tags", now).replaceChildren(...(row?.tags ?? []).map((tag) => el("span.tag", {}, tag)));
  write(find("[data-state]", now), visitor ? say("visitor_here") : stateOf(row, me));
  lead.menu.hidden = !row;
  lead.show(row?.conversation ?? null);
  find("[data-take]", now).hidden = !row || row.agent === null || row.agent === me;
  for (const button of now.querySelectorAll("[data-press]")) {
    const main = button.getAttribute("data-press") === (row?.waiting_since ? "answered" : "waiting");
    button.classList.toggle("main", main && !visitor);
    /** @type {HTMLButtonElement} */ (button).disabled = visitor;
  }
  takeBack.disabled = undo === null;
  /** @type {HTMLButtonElement} */ (find("[data-no-reply]", now)).disabled = !row?.waiting_since;
  tick();
}

function tick() {
  const row = current?.row;
  if (row?.waiting_since) show(clock, row, desk.late, waiters.soon);
  else write(clock, "");
}

/** Mine in the title; the visitors on our own page, who wait in the workspace, beside its link. */
function count() {
  const mine = waiters.rows.filter((row) => row.waiting_since).length;
  document.title = mine ? `(${mine}) ${title}` : title;
  const others = desk.rows("waiting").filter((row) => !row.elsewhere).length;
  write(find("[data-workspace] b", root), others ? String(others) : "");
}

/** @param {Frame} frame */
function hear(frame) {
  switch (frame.is) {
    case "hello":
      if (frame.you.id !== me) return location.reload(); // somebody else logged in meanwhile
      desk.late = frame.late_seconds ?? desk.late;
      waiters.soon = frame.soon_seconds ?? waiters.soon;
      scratch.guard.consider();
      slots.refresh();
      catchUp(wire);
      return;
    case "missed": return announceGap(), shortlist.again();
    case "desk": return deskCame(frame);
    case "checked": return scratch.guard.answer(frame);
    case "changed":
      announce(/** @type {any} */ (frame));
      slots.changed(frame.name, frame.id);
      if (current?.buyer === frame.id) shortlist.again();
      return;
    default: return; // newer servers may say more
  }
}

/** @param {Frame} frame */
function deskCame(frame) {
  desk.take(frame);
  const row = current && frame.rows.find((/** @type {import("./desk.js").Row} */ one) => one.buyer === current?.buyer);
  if (current && row && row.position >= (current.row?.position ?? 0)) {
    current = { ...current, row, name: row.name, back: row.position === current.back ? current.back : null };
  }
  draw();
}

/** Asks the guard, then copies. @param {string} text @param {string} reason @param {number | null} phrase @param {string} [called] */
async function copy(text, reason, phrase, called = "") {
  const fields = { text, reason, phrase: phrase === null ? "" : String(phrase), buyer: current ? String(current.buyer) : "" };
  const answer = await post("/edge/copy", fields);
  const { code, say: words, findings } = /** @type {any} */ (answer.body);
  if (code) return scratch.refused(code, words, findings ?? [], text);
  if (!answer.ok) return tell(typeof words === "string" ? words : say("not_done"), true);
  if (!(await copying.copy(String(answer.body.text)))) return;
  tell(called ? say("copied_title", { title: called }) : say("copied"));
  if (!called) scratch.copied();
  if (ask.words !== null) ask.met(current?.name ?? "");
}

/** No card goes into the marketplace's client: its words are copied. @param {number} item */
async function copyItem(item) {
  const words = await itemWords(item);
  if (words) return copy(words, "", null, `${words.slice(0, LETTERS)}…`);
  tell(say("not_fetched"), true);
}

/** @param {string} text @param {boolean} [problem] */
function tell(text, problem = false) {
  const line = find("[data-said]", root);
  clearTimeout(calm);
  write(line, text);
  line.hidden = false;
  line.classList.toggle("problem", problem);
  calm = window.setTimeout(hush, problem ? 2 * SAID : SAID);
}

function hush() {
  find("[data-said]", root).hidden = true;
}
