// What changed anywhere in the shop, told to whatever part of this page shows it: "changed-tasks" on the body.

/** @typedef {{ name: string, id: number }} Change as the socket's "changed" says it */

/** What was told while an answer was on its way: it may know nothing of it, and take the place of what heard it. @type {Map<XMLHttpRequest, Change[]>} */
const meanwhile = new Map();

document.addEventListener("htmx:beforeRequest", (event) => {
  const { xhr } = /** @type {CustomEvent} */ (event).detail;
  meanwhile.set(xhr, []);
  // By now the answer stands in the page, and what it brought hears.
  xhr.addEventListener("loadend", () => {
    const changes = meanwhile.get(xhr) ?? [];
    meanwhile.delete(xhr);
    for (const change of changes) tell(change);
  });
});

/** @param {Change} change */
export function announce(change) {
  for (const changes of meanwhile.values()) changes.push(change);
  tell(change);
}

/** @param {Change} change */
function tell({ name, id }) {
  document.body.dispatchEvent(new CustomEvent(`changed-${name}`, { detail: { id } }));
}

/** Changes may have been missed. */
export function announceGap() {
  document.body.dispatchEvent(new Event("changes-missed"));
}

/** How far everything had been told when this page was drawn. A line that is open again after a cut cannot say. */
let drawn = document.querySelector("meta[name=drawn]")?.getAttribute("content") ?? "";

/** The line is open and tells every change from now on: asks for those since the drawing. @param {import("../conversations/wire.js").Wire} wire */
export function catchUp(wire) {
  wire.send({ do: "since", mark: drawn });
  drawn = "";
}
