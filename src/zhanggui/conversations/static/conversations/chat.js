// The buyer's side: one conversation, made with the first word.
import { find, write } from "../pages/element.js";
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";
import { connectionStrip } from "./connection.js";
import { draftOf, keepDraft } from "./drafts.js";
import { drawAnew } from "./drawn.js";
import { Frame } from "./frame.js";
import { orderForm } from "./order.js";
import { Outbox } from "./outbox.js";
import { takePictures, unreadable } from "./pictures.js";
import { Sending } from "./sending.js";
import { Talk } from "./talk.js";
import { Thread } from "./thread.js";
import { dayAndTime } from "./times.js";
import { composing } from "./typing.js";
import { Wire } from "./wire.js";
import { Writing } from "./writing.js";

const LONGEST = 2_000; // letters of a message
const NEAR = 100; // so many before the end they are counted aloud

const path = location.pathname.replace(/\/$/, "");
const field = /** @type {HTMLTextAreaElement} */ (find(".write textarea"));
const note = find(".compose-note");
const nobody = find(".nobody");
const there = find(".there");

// Until the first word there is no conversation: what is written hangs on null all the time.
const thread = new Thread(null);
const outbox = new Outbox(() => localStorage, `out.${path}.`);
let seen = 0;
/** Whose talk this is; none before the first word. @type {number | null} */ let mine = null;
let greeted = false;

const frame = new Frame({ opened: () => (field.focus(), talk.look()) });
const wire = new Wire(`${path}/live`, { frame: hear, state: connectionStrip(find(".connection"), location.href), barred: freshCookie });

const sending = new Sending(outbox, wire, {
  changed: (entry) => (entry.state === "sent" ? undefined : talk.toBottom(), draw()),
  refused: () => draw(),
  pictureUrl: () => `${path}/picture`,
});

const talk = new Talk(document.body, {
  me: "buyer",
  pending: () => outbox.of(null),
  earlier: (before) => wire.send({ do: "earlier", before }),
  seen: tellSeen,
  watching: () => document.visibilityState === "visible" && frame.open,
  retry: (id) => sending.retry(id),
  drop: (id) => (outbox.forget(id), draw()),
  edit: editAgain,
});

orderForm(find("[data-order]"), proven);
writing();
picturing();
folding();
talk.show(thread);
connect();
looked();

/** The shop's pages may say from which item the chat was opened: whoever answers knows then what it is about. */
function looked() {
  const item = new URLSearchParams(location.search).get("item");
  if (item) void post(`${path}/look`, { item });
}

/** In a frame the browser may keep our cookie from us: then no socket ever opens. */
async function connect() {
  if (!frame.framed || (await remembered())) return wire.connect();
  find("[data-blocked]").hidden = false;
  for (const part of [find("form.write"), find("[data-order]"), find(".privacy")]) part.hidden = true;
}

async function remembered() {
  const answer = await fetch(`${path}/known`, { cache: "no-store" }).catch(() => null);
  return !answer?.ok || (await answer.json()).known;
}

/** @param {string} number */
function proven(number) {
  const line = find(".proven");
  write(line, say("proven", { number }));
  line.hidden = false;
  field.focus();
}

function writing() {
  const signs = new Writing(() => wire.send({ do: "typing" }));
  const form = /** @type {HTMLFormElement} */ (find("form.write"));
  field.value = draftOf(path);
  measure();
  field.addEventListener("input", () => (keepDraft(path, field.value), measure(), field.value ? signs.typed() : signs.over()));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || measure() > LONGEST) return;
    field.value = "";
    keepDraft(path, "");
    signs.over();
    tell("");
    sending.text(null, text);
    field.focus();
  });
}

/** Says how long the text is once that matters. @returns {number} its letters, as the server counts them */
function measure() {
  const letters = [...field.value.trim()].length;
  const over = letters > LONGEST;
  const words = { n: letters, most: LONGEST };
  tell(over ? say("too_long", words) : letters > LONGEST - NEAR ? say("letters", words) : "");
  field.setAttribute("aria-invalid", String(over));
  return letters;
}

/** What was refused comes back into the field. @param {string} id */
function editAgain(id) {
  const entry = outbox.get(id);
  if (!entry) return;
  if (field.value.trim()) return tell(say("finish_first"));
  field.value = entry.text;
  keepDraft(path, entry.text);
  outbox.forget(id);
  draw();
  measure();
  field.focus();
}

function picturing() {
  const file = /** @type {HTMLInputElement} */ (find(".write input[type=file]"));
  find("[data-picture-button]").addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    for (const chosen of file.files ?? []) picture(chosen);
    file.value = "";
  });
  takePictures(document.body, picture);
}

/** @param {File} file */
async function picture(file) {
  const why = await unreadable(file);
  tell(why);
  if (!why) sending.picture(null, file);
}

function folding() {
  const button = find("[data-fold]");
  button.hidden = !frame.framed;
  button.addEventListener("click", () => frame.fold());
}

/** @param {string} text */
function tell(text) {
  write(note, text);
  note.hidden = !text;
}

/** @param {import("./wire.js").Message[]} [fresh] */
function draw(fresh = []) {
  find("[data-hello]").hidden = !thread.live || thread.last > 0 || outbox.of(null).length > 0;
  talk.refresh(fresh);
}

/** @param {import("./wire.js").Frame} heard */
function hear(heard) {
  switch (heard.is) {
    case "hello": return hello(heard);
    case "messages": return messages(heard);
    case "earlier": return thread.takeEarlier(heard), draw();
    case "saved": return (mine = heard.conversation), sending.saved(heard);
    case "refused": return sending.refused(heard);
    case "read": return thread.seen(heard.side, heard.position), draw();
    case "presence": return presence(heard);
    default: return; // newer servers may say more
  }
}

/** @param {import("./wire.js").Frame} heard */
function hello(heard) {
  // The cookie went while the line was cut: this is another visitor now, and what stands here is not theirs.
  if (mine !== null && heard.you.conversation !== mine) return location.reload();
  mine = heard.you.conversation;
  if (greeted) void drawAnew(path);
  greeted = true;
  seen = 0;
  talk.forgetAsked();
  wire.send({ do: "follow", ...thread.follow });
  sending.again();
}

/** @param {import("./wire.js").Frame} heard */
function messages(heard) {
  mine = heard.conversation ?? mine;
  const { fresh, gap } = thread.take(heard);
  for (const message of fresh) if (message.side === "buyer") outbox.forget(message.id);
  if (gap) wire.send({ do: "follow", ...thread.follow });
  draw(fresh);
  frame.unread(thread.messages.filter((message) => message.side !== "buyer" && message.position > Math.max(seen, thread.read.buyer)).length);
}

/** @param {import("./wire.js").Frame} heard */
function presence({ state, back, opens, closes }) {
  const here = state === "here";
  const when = back ? dayAndTime(back) : "";
  nobody.hidden = here;
  write(there, here ? say("here") : "");
  there.classList.toggle("yes", here);
  if (!here) write(nobody, say(state === "nobody" && when ? "nobody_until" : state, { when, opens, closes }));
}

/** @param {number} position */
function tellSeen(position) {
  if (position <= Math.max(seen, thread.read.buyer) || !wire.send({ do: "read", position })) return;
  seen = position;
  frame.unread(0);
}

/** The cookie may have been cleared: opening the page again sets a new one. Never a reason to give up. */
async function freshCookie() {
  await fetch(path, { cache: "no-store" }).catch(() => null);
  return false;
}
