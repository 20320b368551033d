// The workspace: joins the wire to the three columns.
import { find, write } from "../pages/element.js";
import { say } from "../pages/words.js";
import { Composer } from "./composer.js";
import { connectionStrip, keyHelp, loginEnded } from "./connection.js";
import { Desk } from "./desk.js";
import { Head } from "./head.js";
import { listen } from "./keys.js";
import { newId, Outbox } from "./outbox.js";
import { Sending } from "./sending.js";
import { Slots } from "./slots.js";
import { Suggestions } from "./suggestions.js";
import { Talk } from "./talk.js";
import { Thread } from "./thread.js";
import { Waiting } from "./waiting.js";
import { Wire } from "./wire.js";

/** @typedef {import("./wire.js").Frame} Frame */

const KEPT = 40; // threads kept in memory, so that switching back is instant

const root = find("#workspace");
const title = document.title;
const desk = new Desk();
const outbox = new Outbox(() => sessionStorage, "out.staff.");
/** @type {Map<number, Thread>} */
const threads = new Map();
/** Every row ever told: one that left the desk is still known here. @type {Map<number, import("./desk.js").Row>} */
const rows = new Map();
const linked = document.getElementById("opened");
if (linked) {
  const row = JSON.parse(linked.textContent ?? "null");
  if (row) rows.set(row.conversation, row);
}
/** @type {number | null} */
let current = null;
let seen = 0;

const strip = connectionStrip(find(".connection", root), `/login?next=${encodeURIComponent(location.pathname)}`);
const wire = new Wire("/live", { frame: hear, state: strip, barred: () => loginEnded(location.pathname) });

const sending = new Sending(outbox, wire, {
  changed: (entry) => entry.conversation === current && (entry.state === "sent" ? undefined : talk.toBottom(), talk.refresh()),
  refused: (entry, code) => refused(entry, code),
  pictureUrl: (conversation) => `/reception/${conversation}/picture`,
});

const talk = new Talk(find(".conversation", root), {
  me: "staff",
  pending: (conversation) => outbox.of(conversation),
  earlier: (before) => wire.send({ do: "earlier", conversation: current, before }),
  seen: tellSeen,
  watching: () => document.visibilityState === "visible",
  retry: (id) => sending.retry(id),
  drop: (id) => (outbox.forget(id), talk.refresh()),
  edit: (id) => editAgain(id),
});

const waiting = new Waiting(find(".column.left", root), desk, { open: (conversation) => open(conversation, true), counted });
const head = new Head(find(".conversation > .head", root), { ended });
const slots = new Slots(find("#slots", root));
const suggestions = new Suggestions(find(".offers", root), (text, phrase) => composer.put(text, phrase));
const composer = new Composer(find(".compose", root), {
  send: (text, reason, id) => current !== null && (sending.text(current, text, reason, id), suggestions.refresh(null, null)),
  picture: (file) => current !== null && sending.picture(current, file),
  // The server refuses it and keeps it for the lead; the text stays with the agent.
  tried: (text) => current !== null && wire.send({ do: "send", conversation: current, id: newId(), text }),
  check: (text, n) => wire.send({ do: "check", conversation: current, text, n }),
  escape: () => waiting.focus(),
  next: () => longest(),
  suggestion: (at) => suggestions.take(at),
});

const help = keyHelp();
find("[data-help]", root).addEventListener("click", help);
listen({
  next: (step) => go(waiting.neighbour(step)),
  longest,
  phrases: () => current !== null && composer.palette.open(),
  suggestion: (at) => suggestions.take(at),
  transfer: () => current !== null && head.openTransfer(),
  close: () => head.close(),
  compose: () => composer.focus(),
  help,
});

addEventListener("popstate", () => open(fromAddress(), false));
open(fromAddress(), false);
wire.connect();

/** @returns {number | null} */
function fromAddress() {
  const found = /\/reception\/(\d+)/.exec(location.pathname);
  return found ? Number(found[1]) : null;
}

/** @param {number | null} conversation */
function go(conversation) {
  if (conversation !== null) open(conversation, true);
}

function longest() {
  const rows = desk.rows("waiting").concat(desk.rows("left")).filter((row) => row.conversation !== current);
  if (rows.length) {
    waiting.choose(rows[0].left ? "left" : "waiting");
    open(rows[0].conversation, true);
  }
}

/** @param {number | null} conversation @param {boolean} byHand the member chose it: the address follows, the cursor goes to the composer */
function open(conversation, byHand) {
  if (conversation === current && conversation !== null) return composer.focus();
  if (current !== null) wire.send({ do: "leave", conversation: current });
  current = conversation;
  seen = 0;
  if (byHand) history.replaceState(null, "", conversation === null ? "/reception/" : `/reception/${conversation}`);
  root.dataset.open = conversation === null ? "" : String(conversation);
  const thread = conversation === null ? null : threadOf(conversation);
  if (thread) thread.reopen();
  waiting.mark(conversation);
  describe();
  composer.show(conversation);
  talk.show(thread);
  offer();
  if (thread) follow(thread);
  if (byHand && conversation !== null) composer.focus();
}

/** @param {number} conversation */
function threadOf(conversation) {
  const thread = threads.get(conversation) ?? new Thread(conversation);
  threads.delete(conversation);
  threads.set(conversation, thread); // the latest last, the oldest is dropped
  if (threads.size > KEPT) threads.delete(/** @type {number} */ (threads.keys().next().value));
  return thread;
}

/** @param {Thread} thread */
function follow(thread) {
  wire.send({ do: "follow", conversation: thread.conversation, ...thread.follow });
}

/** Name, tags and the right column come from the row. */
function describe() {
  const row = current === null ? null : (desk.row(current) ?? rows.get(current) ?? null);
  head.show(current, row);
  slots.show(row?.buyer ?? null);
  find("[data-nobody]", root).hidden = current !== null;
}

/** @param {Frame} frame */
function hear(frame) {
  const thread = threads.get(frame.conversation);
  switch (frame.is) {
    case "hello": return hello(frame);
    case "desk": return deskCame(frame);
    case "messages": return thread && messages(thread, frame);
    case "earlier": return thread && (thread.takeEarlier(frame), frame.conversation === current && talk.refresh());
    case "saved": return sending.saved(frame);
    case "refused": return sending.refused(frame);
    case "read": return thread && (thread.seen(frame.side, frame.position), frame.conversation === current && talk.refresh());
    case "checked": return frame.conversation === current && composer.guard.answer(frame);
    case "changed": return slots.changed(frame.name, frame.id);
    default: return; // newer servers may say more
  }
}

/** @param {Frame} frame */
function hello(frame) {
  desk.me = frame.you.id;
  desk.late = frame.late_seconds ?? desk.late;
  waiting.soon = frame.soon_seconds ?? waiting.soon;
  seen = 0;
  talk.forgetAsked();
  if (current !== null) follow(threadOf(current));
  sending.again();
  composer.guard.consider();
  slots.refresh();
}

/** @param {Frame} frame */
function deskCame(frame) {
  desk.take(frame);
  for (const row of frame.rows) rows.set(row.conversation, row);
  waiting.refresh();
  describe();
}

/** @param {Thread} thread @param {Frame} frame */
function messages(thread, frame) {
  const opening = !thread.live;
  const { fresh, gap } = thread.take(frame);
  for (const message of fresh) if (message.side === "staff") outbox.forget(message.id);
  if (gap) follow(thread);
  if (thread.conversation !== current) return;
  if (opening && thread.live) divide(thread);
  talk.refresh(opening ? [] : fresh);
  if ((opening && thread.live) || fresh.some((message) => message.side === "staff")) head.measure();
  if (thread.live) offer();
}

/** Draws the line above what nobody of us has read, unless it is all new. @param {Thread} thread */
function divide(thread) {
  const first = thread.messages.find((message) => message.side === "buyer" && message.position > thread.read.staff);
  thread.newFrom = first && first.position > thread.first ? first.position : null;
}

function offer() {
  const thread = current === null ? null : threads.get(current);
  suggestions.refresh(current, thread?.unanswered?.position ?? null);
}

/** @param {number} position */
function tellSeen(position) {
  const thread = current === null ? undefined : threads.get(current);
  if (!thread?.live || position <= Math.max(seen, thread.read.staff)) return;
  if (wire.send({ do: "read", conversation: current, position })) seen = position;
}

/** @param {import("./outbox.js").Entry} entry @param {string} code */
function refused(entry, code) {
  const here = entry.conversation === current;
  const mend = code === "guard" || code === "reason" || code === "too_long" || code === "empty";
  if (here && mend && composer.takeBack(entry)) outbox.forget(entry.id);
  if (here) {
    talk.refresh();
    offer();
  }
}

/** @param {string} id */
function editAgain(id) {
  const entry = outbox.get(id);
  if (entry && composer.takeBack(entry)) outbox.forget(id);
  else composer.say(say("finish_first"));
  talk.refresh();
}

/** @param {number} conversation */
function ended(conversation) {
  if (conversation !== current) return;
  open(null, true);
  waiting.focus();
}

/** @param {number} count @param {number} late */
function counted(count, late) {
  document.title = count ? `(${count}) ${title}` : title;
  const badge = document.querySelector('[data-place="reception"] i');
  if (!badge) return;
  write(badge, count ? String(count) : "");
  badge.classList.toggle("late", late > 0);
}
