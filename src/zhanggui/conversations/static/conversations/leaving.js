// Who goes while buyers of theirs wait is asked once more. Going on to another page of ours is no going: it
// holds the line too.
const SOON = 2_000; // between the press and the going

/** @param {() => boolean} someoneWaits */
export function askBeforeLeaving(someoneWaits) {
  let within = -Infinity; // when something was pressed that stays here

  const stays = () => (within = performance.now());
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a[href]");
    if (link instanceof HTMLAnchorElement && link.origin === location.origin) stays();
  }, true);
  document.addEventListener("submit", stays, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "F5" || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "r")) stays();
  }, true);
  addEventListener("beforeunload", (event) => {
    if (performance.now() - within > SOON && someoneWaits()) event.preventDefault();
  });
}
