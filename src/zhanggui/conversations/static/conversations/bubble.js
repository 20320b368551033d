// One line of a talk: a day rule, the divider of what is new, a bubble with what stands below it.
import { el, write } from "../pages/element.js";
import { say } from "../pages/words.js";
import { withLinks } from "./links.js";
import { card, redrawCard } from "./card.js";
import * as times from "./times.js";

/**
 * @typedef {{ type: "day" | "new" | "mark", key: string, text: string }} Rule
 * @typedef {{ type: "bubble", key: string, mine: boolean, auto: boolean, kind: import("./wire.js").Message["kind"], text: string,
 *   card?: import("./wire.js").Card, open?: boolean, picture: import("./wire.js").Picture | null, preview?: string, at: string, meta: string,
 *   state: "" | "sending" | "sent" | "read" | "failed", problem?: string, editable?: boolean,
 *   departed?: number, id: string }} Bubble
 * @typedef {{ type: "aside", key: string, kind: string, title: string, text: string }} Beside what only staff see
 * @typedef {Rule | Bubble | Beside} Line
 */

/** A picture is shown within this box. */
const BOX = { width: 240, height: 280 };

/** @param {Line} line */
export function makeLine(line) {
  if (line.type === "aside") return el(`li.aside.aside-${line.kind}`, {}, el("p.tiny.faint", {}, line.title), el("p", {}, ...withLinks(line.text)));
  if (line.type !== "bubble") return el(`li.rule${line.type === "day" ? "" : `.${line.type}`}`, {}, el("span", {}, line.text));
  const side = line.mine ? ".mine" : "";
  return el(
    `li.turn${side}${line.auto ? ".auto" : ""}`,
    {},
    line.kind === "picture" ? picture(line) : line.card ? card(line) : el("p.bubble", {}, ...withLinks(line.text)),
    el("p.meta", {}),
  );
}

/** @param {HTMLElement} element @param {Line} line */
export function updateLine(element, line) {
  if (line.type === "aside") return;
  if (line.type !== "bubble") return write(/** @type {Node} */ (element.firstChild), line.text);
  const sign = `${line.meta}|${line.state}|${line.problem ?? ""}|${line.preview ?? ""}|${line.picture?.id ?? ""}|${line.open ?? ""}`;
  if (element.dataset.sign === sign) return;
  element.dataset.sign = sign;
  element.dataset.state = line.state;
  element.classList.toggle("tight", !line.meta && !line.problem);
  if (line.picture && !element.querySelector(`[data-picture="${line.picture.id}"]`)) {
    element.firstElementChild?.replaceWith(picture(line));
  }
  if (line.card) redrawCard(element, line);
  const meta = /** @type {HTMLElement} */ (element.lastElementChild);
  meta.replaceChildren();
  if (line.problem) {
    meta.append(el("span.problem", {}, line.problem), " ");
    if (line.departed) return meta.append(el("button.link", { type: "button", "data-depart": String(line.departed) }, say("depart_again")));
    // What was refused stays refused until it is changed; what did not get through may be tried again.
    meta.append(
      line.editable
        ? el("button.link", { type: "button", "data-edit": line.id }, say("edit"))
        : el("button.link", { type: "button", "data-retry": line.id }, say("retry")),
      " ",
      el("button.link.faint", { type: "button", "data-drop": line.id }, say("drop")),
    );
  } else {
    meta.textContent = line.meta;
  }
}

/** @param {Bubble} line */
function picture(line) {
  const source = line.picture ? `/pictures/${line.picture.id}?small` : line.preview;
  const size = fit(line.picture);
  const image = el("img", { src: source, alt: say("picture"), decoding: "async", ...size });
  return el("button.bubble.picture", { type: "button", "data-picture": line.picture?.id ?? "", title: say("enlarge") }, image);
}

/** @param {import("./wire.js").Picture | null} of */
function fit(of) {
  if (!of) return {};
  const scale = Math.min(1, BOX.width / of.width, BOX.height / of.height);
  return { width: Math.round(of.width * scale), height: Math.round(of.height * scale) };
}

/** What stands below a bubble. @param {string} at @param {string | null} by @param {string} state */
export function metaText(at, by, state) {
  const parts = [];
  if (by) parts.push(by);
  parts.push(times.second(at));
  if (state) parts.push(say(`state_${state}`));
  return parts.join(" · ");
}
