// What changed anywhere in the shop, told to whatever part of this page shows it: "changed-tasks" on the body.

/** @param {{ name: string, id: number }} frame as the socket's "changed" says it */
export function announce({ name, id }) {
  document.body.dispatchEvent(new CustomEvent(`changed-${name}`, { detail: { id } }));
}

/** The line was cut and is open again: changes may have been missed. */
export function announceGap() {
  document.body.dispatchEvent(new Event("changes-missed"));
}
