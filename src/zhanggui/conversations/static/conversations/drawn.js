// What the server drew around the buyer's talk, as it is now: nobody tells a buyer's page of it while its line is cut.

/** Only what holds no words of the buyer's is drawn anew. @param {string} path */
export async function drawAnew(path) {
  const answer = await fetch(path, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-drawn]")) {
    const now = fresh.querySelector(`[data-drawn="${part.getAttribute("data-drawn")}"]`);
    if (now && !now.isEqualNode(part)) part.replaceWith(now);
  }
}
