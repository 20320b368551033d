// One row of the left column: who, what was said last, how long it waits.
import { el, write } from "../pages/element.js";
import { say } from "../pages/words.js";

/** @typedef {import("./desk.js").Row} Row */
/** What this member left behind in a conversation. @typedef {{ unsent: boolean, draft: boolean, fresh?: boolean, why?: string, whyTitle?: string }} Marks */

/** @param {Row} row */
export function makeRow(row) {
  return el(
    "li",
    {},
    el(
      "a.who",
      { href: `/reception/${row.conversation}`, tabindex: -1 },
      el("span.name"),
      el("span.wait", {}, el("span"), el("small")),
      el("span.last"),
    ),
  );
}

/** @param {HTMLElement} item @param {Row} row @param {{ me: number, marks: Marks }} known */
export function fillRow(item, row, { me, marks }) {
  const sign = JSON.stringify([row.name, row.tags, row.last, row.last_side, row.channel, row.elsewhere, row.agent, marks, me]);
  if (item.dataset.sign === sign) return;
  item.dataset.sign = sign;
  const name = /** @type {HTMLElement} */ (item.querySelector(".name"));
  const parts = [
    el("b.cut", {}, row.name),
    marks.unsent && el("span.tag.vip", {}, say("state_failed")),
    marks.draft && el("span.tag", {}, say("draft")),
    marks.fresh && el("span.tag.fresh", {}, say("fresh")),
    Boolean(marks.why) && el("span.tag", { title: marks.whyTitle }, marks.why),
    el("span.tiny.faint", {}, say(`channel_${row.elsewhere ? "elsewhere" : row.channel}`)),
    row.agent !== null && row.agent !== me && el("span.tag.after", {}, row.agent_name),
    ...row.tags.map((tag) => el("span.tag", {}, tag)),
  ];
  name.replaceChildren(...parts.filter((part) => part !== false));
  const staff = say(row.agent === me ? "me_before" : "staff_before"); // a row does not name who spoke, only who has it
  const mark = { buyer: "", staff, auto: say("auto_before") }[row.last_side];
  // A press has no words of its own.
  const last = row.last || !row.elsewhere ? row.last : say(`last_${row.last_side}`);
  write(/** @type {Node} */ (item.querySelector(".last")), `${row.elsewhere && row.last_side === "auto" ? "" : mark}${last}`);
}

/** @param {HTMLElement} list @returns {Map<Element, number>} */
export function places(list) {
  return new Map([...list.children].map((item) => [item, item.getBoundingClientRect().top]));
}

/** Rows that moved glide to their new place. @param {HTMLElement} list @param {Map<Element, number>} before */
export function slide(list, before) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const item of list.children) {
    const from = before.get(item);
    const by = from === undefined ? 0 : from - item.getBoundingClientRect().top;
    if (by) item.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: 160, easing: "ease-out" });
  }
}
