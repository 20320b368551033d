// The workspace: joins the wire to the three columns.
import { announce } from "../pages/changes.js";
import { find } from "../pages/element.js";
import { say } from "../pages/words.js";
import { Answers, AskLead } from "./asklead.js";
import { Composer } from "./composer.js";
import { connectionStrip, keyHelp, loginEnded } from "./connection.js";
import { Desk } from "./desk.js";
import { draftOf } from "./drafts.js";
import { drawer } from "./drawer.js";
import { Held } from "./held.js";
import { Head } from "./head.js";
import { listen } from "./keys.js";
import { absence, Beside, counted, Unsent } from "./news.js";
import { offered } from "./offered.js";
import { newId, Outbox } from "./outbox.js";
import { owed } from "./owed.js";
import { Sending } from "./sending.js";
import { Slots } from "./slots.js";
import { Suggestions } from "./suggestions.js";
import { Talk } from "./talk.js";
import { divide, Threads } from "./threads.js";
import { Waiting } from "./waiting.js";
import { Wire } from "./wire.js";

/** @typedef {import("./wire.js").Frame} Frame */

const root = find("#workspace");
const me = Number(root.dataset.member); // what is unsent or half written here is this member's, whoever logs in next
const outbox = new Outbox(() => sessionStorage, `out.staff.${me}.`);
/** A message that did not go out must be seen, also when its buyer is no longer before one's eyes. */
const unsent = new Unsent(find("[data-unsent]", root), outbox, (conversation) => open(conversation, "hand"));
const desk = new Desk((conversation) => unsent.in.has(conversation));
desk.me = me;
const threads = new Threads();
const linked = document.getElementById("opened");
if (linked) desk.learn(JSON.parse(linked.textContent ?? ""));
/** @type {number | null} */
let current = null;
let seen = 0;
let myName = ""; // as messages name me

const strip = connectionStrip(find(".connection", root), () => `/login?next=${encodeURIComponent(location.pathname)}`);
const wire = new Wire("/live", { frame: hear, state: strip, barred: () => loginEnded(location.pathname) });

const sending = new Sending(outbox, wire, {
  changed: (entry) => {
    tellUnsent();
    if (entry.conversation === current) entry.state === "sent" ? undefined : talk.toBottom(), talk.refresh();
  },
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
  drop: (id) => (outbox.forget(id), tellUnsent(), talk.refresh()),
  edit: (id) => editAgain(id),
});

const waiting = new Waiting(find(".column.left", root), desk, { open: (conversation) => open(conversation, "hand"), counted, marks });
const beside = new Beside(find("[data-beside]", root));
const head = new Head(find(".conversation > .head", root), { ended });
const asking = new AskLead(find("details.ask-lead", root), (text) => head.tell(text));
const answers = new Answers(find("[data-answers]", root), (conversation) => open(conversation, "hand"));
const slots = new Slots(find("#slots", root));
const suggestions = new Suggestions(find(".offers", root), (text, phrase) => composer.put(text, phrase));
const composer = new Composer(find(".compose", root), {
  draft: (conversation) => draftKey(conversation),
  typed: () => composer.field.value || beside.clear(),
  send: (text, reason, id) => current !== null && (sending.text(current, text, reason, id), suggestions.refresh(null, null)),
  picture: (file) => current !== null && sending.picture(current, file),
  // The server refuses it and keeps it for the lead; the text stays with the agent.
  tried: (text) => current !== null && wire.send({ do: "send", conversation: current, id: newId(), text }),
  check: (text, n) => wire.send({ do: "check", conversation: current, text, n }),
  escape: () => waiting.focus(),
  next: () => longest(),
});
const held = new Held(find("[data-held]", root), find(".compose", root), (row) => deskCame({ is: "desk", rows: [row] }));
const aside = drawer(root, () => focus("hand"));
absence(find("[data-absence]", root));
owed(root, find("[data-owed]", root), () => focus("hand"));
offered(slots.root, (text) => current !== null && !held.is && (composer.insert(text), composer.focus()));

const help = keyHelp();
find("[data-help]", root).addEventListener("click", help);
listen({
  next: (step) => go(waiting.neighbour(step), "hand"),
  walk: (step) => go(waiting.neighbour(step), "walk"),
  longest,
  phrases: () => current !== null && !held.is && composer.palette.open(),
  suggestion: (at) => suggestions.take(at),
  transfer: () => current !== null && head.openTransfer(),
  ask: () => current !== null && asking.open(),
  close: () => head.close(),
  compose: () => focus("hand"),
  press: (what) => held.press(what),
  field: aside.field,
  help,
});

addEventListener("popstate", () => open(fromAddress(), "address"));
open(fromAddress(), "address");
wire.connect();

/** @returns {number | null} */
function fromAddress() {
  const found = /\/reception\/(\d+)/.exec(location.pathname);
  return found ? Number(found[1]) : null;
}

/** @param {number} conversation */
function draftKey(conversation) {
  return `${me}.${conversation}`;
}

/** @param {number} conversation @returns {import("./row.js").Marks} */
function marks(conversation) {
  const draft = conversation !== current && draftOf(draftKey(conversation)).trim() !== "";
  return { unsent: unsent.in.has(conversation), draft };
}

function tellUnsent() {
  if (unsent.look()) waiting.refresh();
  unsent.show(current, (conversation) => desk.row(conversation)?.name ?? `${conversation}`);
}

/** @param {number | null} conversation @param {How} how */
function go(conversation, how) {
  if (conversation !== null) open(conversation, how);
}

function longest() {
  const rows = desk.rows("waiting").concat(desk.rows("left")).filter((row) => row.conversation !== current);
  if (rows.length) {
    waiting.choose(rows[0].left ? "left" : "waiting");
    open(rows[0].conversation, "hand");
  }
}

/** Chosen by hand: the cursor goes to the composer; walked to: it stays in the list; named by the address: neither. @typedef {"hand" | "walk" | "address"} How */

/** @param {number | null} conversation @param {How} how */
function open(conversation, how) {
  if (conversation === current && conversation !== null) return focus(how);
  if (current !== null) wire.send({ do: "leave", conversation: current });
  current = conversation;
  seen = 0;
  if (how !== "address") history.pushState(null, "", conversation === null ? "/reception/" : `/reception/${conversation}`);
  root.dataset.open = conversation === null ? "" : String(conversation);
  const thread = conversation === null ? null : threads.of(conversation);
  if (thread) thread.reopen();
  waiting.mark(conversation);
  describe();
  tellUnsent();
  beside.clear();
  composer.show(conversation);
  talk.show(thread);
  offer();
  if (thread) follow(thread);
  if (conversation !== null) focus(how);
}

/** @param {How} how */
function focus(how) {
  if (how === "hand") held.is ? held.focus() : composer.focus();
  if (how === "walk") waiting.focus();
}

/** @typedef {import("./thread.js").Thread} Thread */

/** @param {Thread} thread */
function follow(thread) {
  wire.send({ do: "follow", conversation: thread.conversation, ...thread.follow });
}

/** Name, tags and the right column come from the row. */
function describe() {
  const row = current === null ? null : (desk.row(current) ?? null);
  head.show(current, row);
  asking.show(current);
  answers.at(current);
  held.show(row);
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
    case "changed": return changed(frame);
    default: return; // newer servers may say more
  }
}

/** @param {Frame} frame */
function hello(frame) {
  if (frame.you.id !== me) return location.reload(); // somebody else logged in meanwhile
  myName = `${frame.you.name} ${frame.you.number}`;
  desk.late = frame.late_seconds ?? desk.late;
  waiting.soon = frame.soon_seconds ?? waiting.soon;
  seen = 0;
  talk.forgetAsked();
  if (current !== null) follow(threads.of(current));
  sending.again();
  composer.guard.consider();
  slots.refresh();
  answers.look();
  waiting.look();
  unknown();
}

/** After a reload a message may lie unsent in a talk that left the desk: its name is among the latest. */
async function unknown() {
  if ([...unsent.in].every((conversation) => desk.row(conversation)) || !(await desk.fetchRecent())) return;
  waiting.refresh();
  tellUnsent();
}

/** @param {Frame} frame */
function changed(frame) {
  announce(frame);
  if (frame.name === "asked") answers.look();
  slots.changed(frame.name, frame.id);
  if (current !== null && desk.row(current)?.buyer === frame.id) suggestions.again();
}

/** @param {Frame} frame */
function deskCame(frame) {
  desk.take(frame);
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
  if ((opening && thread.live) || fresh.some((message) => message.side === "staff" || message.kind === "undone")) head.measure();
  if (thread.live) offer();
  const other = opening ? undefined : fresh.findLast((message) => message.side === "staff" && message.by !== myName);
  if (other?.by && composer.field.value) beside.answered(other.by);
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
  tellUnsent();
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
  tellUnsent();
  talk.refresh();
}

/** @param {number} conversation @param {string} name */
function ended(conversation, name) {
  if (conversation !== current) return;
  open(null, "hand");
  head.farewell(name);
  waiting.focus();
}
