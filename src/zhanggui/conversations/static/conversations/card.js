// A card: something that a button answers, or an item. What it is about, and what may be pressed, the room that sent it says.
import { el } from "../pages/element.js";
import { post } from "../pages/post.js";
import { say } from "../pages/words.js";
import { now } from "./clock.js";
import { withLinks } from "./links.js";
import { day, minute } from "./times.js";

/** @typedef {import("./bubble.js").Bubble} Bubble */

/** @param {Bubble} line */
export function card(line) {
  if (line.card?.is === "item") return itemCard(line, line.card);
  return el("div.bubble.card", { "data-card": line.card?.id }, el("p", {}, ...withLinks(line.text)));
}

/** An item as it was when it was sent; what is over by now is not promised any more. @param {Bubble} line @param {import("./wire.js").Card} item */
function itemCard(line, item) {
  const badges = (item.badges ?? []).map((one) => {
    const over = Date.parse(one.until) <= now();
    return el(`li.tag${over ? "" : ".after"}`, {}, over ? el("s", {}, one.says) : one.says, over ? ` ${say("item_over")}` : null);
  });
  return el(
    "div.bubble.card.item-told",
    { "data-card": item.id },
    el("p.strong", {}, item.title ?? line.text),
    item.price ? el("p", {}, el("b.num", {}, item.price), item.was ? " " : null, item.was ? el("s.num.faint", {}, item.was) : null) : null,
    badges.length ? el("ul", {}, ...badges) : null,
    el("p.tiny.faint", {}, say("item_at", { at: `${day(line.at).slice(5)} ${minute(line.at)}` })),
  );
}

/** Buttons only while the card is open: the newest of its kind, and not answered. @param {HTMLElement} element @param {Bubble} line */
export function redrawCard(element, line) {
  const shown = element.querySelector(".card");
  const answers = shown?.querySelector(".answers");
  if (!line.open) return answers?.remove();
  if (answers || !shown || !line.card) return;
  const { is, id, answers: offered = [] } = line.card;
  const said = el("p.small.problem", { role: "alert", hidden: true });
  const row = el("div.row.wrap", {}, ...offered.map((one) => button(one)));
  const place = el("div.answers", {}, row, ...offered.filter((one) => one.fields).map((one) => fields(one)), said);
  shown.append(place);
  place.addEventListener("click", (event) => {
    const pressed = /** @type {HTMLElement} */ (event.target).closest("button");
    const answer = offered.find((one) => one.answer === pressed?.dataset.answer);
    if (!answer || !pressed) return;
    const form = /** @type {HTMLFormElement | null} */ (place.querySelector(`form[data-for="${answer.answer}"]`));
    if (!form) return void tell(place, said, is, id, new FormData(), answer.answer);
    form.hidden = !form.hidden;
    pressed.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) form.querySelector("input")?.focus();
  });
  place.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    tell(place, said, is, id, new FormData(form), form.dataset.for ?? "");
  });
}

/** @param {import("./wire.js").Answer} one */
function button(one) {
  const opens = one.fields ? { "aria-expanded": "false" } : {};
  return el(`button.do${one.fields ? "" : ".main"}`, { type: "button", "data-answer": one.answer, ...opens }, one.title);
}

/** @param {import("./wire.js").Answer} one */
function fields(one) {
  const inputs = (one.fields ?? []).map((field) =>
    el("label.field", {}, el("span", {}, field.title), el("input", { name: field.name, maxlength: field.letters, required: true, autocomplete: "off" })),
  );
  return el("form", { "data-for": one.answer, hidden: true }, ...inputs, el("button.do.main", {}, say("card_send")));
}

/** @param {HTMLElement} place @param {HTMLElement} said @param {string} is @param {number} id @param {FormData} body @param {string} answer */
async function tell(place, said, is, id, body, answer) {
  const buttons = place.querySelectorAll("button");
  body.set("answer", answer);
  said.hidden = true;
  for (const one of buttons) one.disabled = true;
  const result = await post(`${location.pathname.replace(/\/$/, "")}/${is}/${id}`, body);
  if (result.ok && result.body.ok === true) return; // the next card says so, and takes the buttons away
  for (const one of buttons) one.disabled = false;
  said.textContent = typeof result.body.say === "string" ? result.body.say : say("order_failed");
  said.hidden = false;
}
