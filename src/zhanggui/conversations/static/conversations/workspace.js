// The workspace: joins the wire to the three columns.
import { announce, announceGap, catchUp } from "../pages/changes.js";
import { find } from "../pages/element.js";
import { say } from "../pages/words.js";
import { Asides, Noting } from "./asides.js";
import { Answers, AskLead } from "./asklead.js";
import { Excuse, Theirs, Typing } from "./beside.js";
import { Composer } from "./composer.js";
import { connectionStrip, keyHelp, loginEnded } from "./connection.js";
import { Departures } from "./departures.js";
import { Desk } from "./desk.js";
import { draftOf } from "./drafts.js";
import { drawer } from "./drawer.js";
import { Held } from "./held.js";
import { Head } from "./head.js";
import { listen } from "./keys.js";
import { askBeforeLeaving } from "./leaving.js";
import { absence, Beside, counted, Unsent } from "./news.js";
import { offered, pressInvite, pressItem, pressRelated, sendItem } from "./offered.js";
import { newId, Outbox } from "./outbox.js";
import { owed } from "./owed.js";
import { Sending } from "./sending.js";
import { Slots } from "./slots.js";
import { Suggestions } from "./suggestions.js";
import { Talk } from "./talk.js";
import { divide, Threads } from "./threads.js";
import { second } from "./times.js";
import { Waiting } from "./waiting.js";
import { Wire } from "./wire.js";
import { Writing } from "./writing.js";

/** @typedef {import("./wire.js").Frame} Frame */

const root = find("#workspace");
const me = Number(root.dataset.member); // what is unsent or half written here is this member's, whoever logs in next
const outbox = new Outbox(() => sessionStorage, `out.staff.${me}.`);
/** A message that did not go out must be seen, also when its buyer is no longer before one's eyes. */
const unsent = new Unsent(find("[data-unsent]", root), outbox, (conversation) => open(conversation, "hand"));
const desk = new Desk((conversation) => unsent.in.has(conversation));
desk.me = me;
desk.gone = (row) => tellGone(row);
const threads = new Threads();
const linked = document.getElementById("opened");
if (linked) desk.learn(JSON.parse(linked.textContent ?? ""));
/** @type {number | null} */
let current = null;
let seen = 0;
/** Up to where the talk before one's eyes is known. */
const before = () => threads.lastOf(current) || (current !== null && desk.row(current)?.position) || 0;
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
  retry: (id) => sending.retry(id, before()),
  drop: (id) => (outbox.forget(id), tellUnsent(), talk.refresh()),
  edit: (id) => editAgain(id),
  departed: (position) => departures.of(position),
  departAgain: (errand) => departures.again(errand),
  beside: (from, until) => asides.between(from, until),
});
/** On channels outside a word is sent only when the outside said so. */
const departures = new Departures(() => talk.refresh(), find("[data-barred]", root));
const asides = new Asides(() => talk.refresh());

const waiting = new Waiting(find(".column.left", root), desk, { open: (conversation) => open(conversation, "hand"), counted, marks });
const beside = new Beside(find("[data-beside]", root));
const head = new Head(find(".conversation > .head", root), { ended, seen: before });
const asking = new AskLead(find("details.ask-lead", root), (text) => head.tell(text));
const noting = new Noting(find("details.noting", root), (text) => head.tell(text));
const theirs = new Theirs(find("[data-theirs]", root), me, (text) => head.tell(text));
const excuse = new Excuse(root, find("[data-excuse]", root), { tell: (text) => head.tell(text), seen: before });
const typing = new Typing(find("[data-typing]", root));
const writing = new Writing(() => current !== null && wire.send({ do: "typing", conversation: current }));
const answers = new Answers(find("[data-answers]", root), (conversation) => open(conversation, "hand"));
const slots = new Slots(find("#slots", root));
const suggestions = new Suggestions(find(".offers", root), (phrase) => composer.put(phrase), (obvious) => excuse.suggest(obvious));
const composer = new Composer(find(".compose", root), {
  draft: (conversation) => draftKey(conversation),
  typed: () => (composer.field.value ? writing.typed() : (beside.clear(), writing.over())),
  send: (text, reason, id, origin) => current !== null && (writing.over(), sending.text(current, text, reason, id, origin, before()), suggestions.refresh(null, null)),
  picture: (file) => current !== null && sending.picture(current, file, before()),
  phrasePicture: (phrase) => current !== null && sending.phrasePicture(current, phrase, before()),
  // The server refuses it and keeps it for the lead; the text stays with the agent.
  tried: (text) => current !== null && wire.send({ do: "send", conversation: current, id: newId(), text }),
  check: (text, n) => wire.send({ do: "check", conversation: current, text, n }),
  escape: () => waiting.focus(),
  next: () => longest(),
});
const held = new Held(find("[data-held]", root), find(".compose", root), (row) => deskCame({ is: "desk", rows: [row] }));
const aside = drawer(root, () => focus("hand"));
absence(find("[data-absence]", root));
askBeforeLeaving(() => desk.rows("mine").some((row) => row.waiting_since !== null));
owed(root, find("[data-owed]", root), () => focus("hand"));
offered(slots.root, (text, phrase) => current !== null && !held.is && (phrase ? composer.put({ id: phrase, text }) : composer.insert(text), composer.focus()), showItem);

find("[data-to-list]", root).addEventListener("click", (event) => (event.preventDefault(), open(null, "hand")));

const help = keyHelp();
find("[data-help]", root).addEventListener("click", help);
listen({
  next: (step) => go(waiting.neighbour(step), "hand"),
  walk: (step) => go(waiting.neighbour(step), "walk"),
  longest,
  search: () => location.assign("/search/"),
  emoticons: () => current !== null && !held.is && composer.picker.open(),
  phrases: () => current !== null && !held.is && composer.palette.open(),
  suggestion: (at) => suggestions.take(at),
  transfer: () => current !== null && head.openTransfer(),
  note: () => current !== null && noting.open(),
  take: () => theirs.take(),
  excuse: () => excuse.press(),
  ask: () => current !== null && asking.open(),
  close: () => head.close(),
  compose: () => focus("hand"),
  press: (what) => held.press(what),
  item: () => pressItem(slots.root),
  related: () => pressRelated(slots.root),
  invite: () => pressInvite(slots.root),
  accept: () => pressed(slots.root.querySelector("[data-accept-tag]")),
  field: aside.field,
  help,
});

addEventListener("popstate", () => open(fromAddress(), "address"));
open(fromAddress(), "address");
wire.connect();

/** @param {Element | null} button */
function pressed(button) {
  if (button instanceof HTMLElement) button.click();
  return button !== null;
}

/** @returns {number | null} */
function fromAddress() {
  const found = /\/reception\/(\d+)/.exec(location.pathname);
  return found ? Number(found[1]) : null;
}

/** The message that the address names: "?at=43" of the search. */
function wantedByAddress() {
  return Number(new URLSearchParams(location.search).get("at")) || 0;
}

/** @param {number} conversation */
function draftKey(conversation) {
  return `${me}.${conversation}`;
}

/** @param {number} conversation @returns {import("./row.js").Marks} */
function marks(conversation) {
  const draft = conversation !== current && draftOf(draftKey(conversation)).trim() !== "";
  const why = desk.row(conversation)?.agent === null ? desk.why.get(conversation) : undefined;
  const relaxes = why?.relaxes_at ? say("why_until", { at: second(why.relaxes_at) }) : undefined;
  const wants = (why?.wants ?? []).map((want) => (["en", "zh", "presale", "aftersale"].includes(want) ? say(`skill_${want}`) : want)).join("、");
  return {
    unsent: unsent.in.has(conversation), draft, fresh: desk.fresh.has(conversation) && conversation !== current,
    why: why ? say(`why_${why.why}`, { wants }) : "", whyTitle: relaxes,
  };
}

let goneFor = 0;
/** A colleague took the buyer over, or was given them. @param {import("./desk.js").Row} row */
function tellGone(row) {
  const line = find("[data-gone]", root);
  line.textContent = say("now_theirs", { buyer: row.name, name: row.agent_name ?? "" });
  line.hidden = false;
  clearTimeout(goneFor);
  goneFor = window.setTimeout(() => (line.hidden = true), 8_000);
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
  if (conversation !== null) desk.fresh.delete(conversation);
  typing.clear();
  writing.over();
  seen = 0;
  if (how !== "address") history.pushState(null, "", conversation === null ? "/reception/" : `/reception/${conversation}`);
  root.dataset.open = conversation === null ? "" : String(conversation);
  const thread = conversation === null ? null : threads.of(conversation);
  if (thread) thread.reopen();
  if (thread && how === "address") thread.want(wantedByAddress());
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
  noting.show(current, row, me);
  theirs.show(row);
  excuse.show(row);
  asides.show(current);
  answers.at(current);
  held.show(row);
  departures.open(current, row?.channel);
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
    case "queue": return desk.queue(frame), waiting.refresh();
    case "typing": return frame.conversation === current && typing.heard(frame.by || say("the_buyer"));
    case "checked": return frame.conversation === current && composer.guard.answer(frame);
    case "changed": return changed(frame);
    case "missed": return announceGap(), answers.look(), waiting.look();
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
  catchUp(wire);
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
  departures.heard(frame.name, frame.id);
  if (frame.name === "aside" && frame.id === current) asides.look();
  slots.changed(frame.name, frame.id);
  if (current !== null && desk.row(current)?.buyer === frame.id) suggestions.again();
}

/** @param {Frame} frame */
function deskCame(frame) {
  const stood = standing();
  desk.take(frame);
  if (current !== null) desk.fresh.delete(current);
  waiting.refresh();
  describe();
  if (stood !== standing()) asides.look(); // who has the buyer changed, or the wait ended: that is set down beside the talk
}

/** Who has the open talk, and since when its buyer waits. */
function standing() {
  const row = current === null ? undefined : desk.row(current);
  return row ? `${row.conversation} ${row.agent} ${row.waiting_since}` : "";
}

/** @param {Thread} thread @param {Frame} frame */
function messages(thread, frame) {
  const opening = !thread.live;
  const { fresh, gap } = thread.take(frame);
  if (!opening && thread.conversation === current) beside.heard(fresh, thread.messages, outbox, composer.field.value ? myName : null);
  for (const message of fresh) if (message.side === "staff") outbox.forget(message.id);
  if (gap) follow(thread);
  if (thread.conversation !== current) return;
  for (const message of fresh) typing.over(message.side === "staff" ? (message.by ?? "").split(" ")[0] : say("the_buyer"));
  if (opening && thread.live) divide(thread);
  talk.refresh(opening ? [] : fresh);
  if (thread.wanted && talk.reach(thread.wanted)) thread.wanted = 0;
  if ((opening && thread.live) || fresh.some((message) => message.side === "staff" || message.kind === "undone")) head.measure();
  if (!opening && fresh.length) slots.changed("talk", desk.row(thread.conversation)?.buyer ?? 0);
  if (thread.live && fresh.length) departures.look(); // the buyer's word opens a channel, ours leaves on it
  if (thread.live) offer();
}

function offer() {
  const thread = current === null ? null : threads.get(current);
  suggestions.refresh(current, thread?.unanswered?.position ?? null);
}

/** An item's card goes to the buyer before one's eyes. @param {number} item @param {HTMLButtonElement} button */
async function showItem(item, button) {
  if (current === null || held.is) return;
  const to = current;
  const problem = await sendItem(item, to, button);
  if (to !== current) return;
  head.tell(problem || say("item_sent"));
  composer.focus();
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
