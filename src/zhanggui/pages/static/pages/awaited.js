// Away from the workspace: how many buyers wait, in the navigation and in the title, and a notice if one likes.
import { loginEnded } from "../conversations/connection.js";
import { now } from "../conversations/clock.js";
import { askBeforeLeaving } from "../conversations/leaving.js";
import { Wire } from "../conversations/wire.js";
import { announce, announceGap, catchUp } from "./changes.js";
import { write } from "./element.js";
import { say } from "./words.js";

/** @typedef {{ conversation: number, name: string, waiting_since: string | null, left: boolean, elsewhere: boolean, agent: number | null }} Row */

const REFRESH = 15_000; // a wait becomes overdue without any frame that says so
const WANTED = "notify";

/** The workspace page counts by itself. */
export function awaited() {
  const place = document.querySelector('[data-place="reception"]');
  const badge = place?.querySelector("i");
  if (!badge || document.getElementById("workspace")) return;
  const title = document.title;
  /** @type {Map<number, Row>} */
  const waiting = new Map();
  let me = 0;
  let late = 180;

  const wire = new Wire("/live", { frame: hear, state: () => {}, barred: () => loginEnded(location.pathname) });
  wire.connect();
  setInterval(show, REFRESH);
  askBeforeLeaving(() => [...waiting.values()].some((row) => row.agent === me));

  /** @param {import("../conversations/wire.js").Frame} frame */
  function hear(frame) {
    if (frame.is === "hello") {
      catchUp(wire);
      me = frame.you.id;
      late = frame.late_seconds ?? late;
    }
    if (frame.is === "changed") announce(/** @type {any} */ (frame));
    if (frame.is === "missed") announceGap();
    if (frame.is !== "desk") return;
    announce({ name: "waiting", id: 0 });
    const before = new Set(waiting.keys());
    if (frame.whole) waiting.clear();
    for (const row of /** @type {Row[]} */ (frame.rows)) {
      const counts = row.waiting_since && !row.left && (row.agent === null || row.agent === me);
      if (counts) waiting.set(row.conversation, row);
      else waiting.delete(row.conversation);
      // Who is in the other chat client is known to whoever pressed for them.
      if (counts && !frame.whole && !row.elsewhere && !before.has(row.conversation)) notify(row);
    }
    show();
  }

  function show() {
    const overdue = [...waiting.values()].some((row) => now() - Date.parse(row.waiting_since ?? "") >= late * 1000);
    write(/** @type {Element} */ (badge), waiting.size ? String(waiting.size) : "");
    badge?.classList.toggle("late", overdue);
    document.title = waiting.size ? `(${waiting.size}) ${title}` : title;
  }
}

/** @param {Row} row */
function notify(row) {
  if (document.hasFocus() || !wanted()) return;
  // One for all open pages of the shop: the tag lets the newer take the place of the older.
  const notice = new Notification(say("someone_waits"), { body: row.name, tag: "zhanggui-waiting" });
  notice.onclick = () => {
    notice.close();
    window.focus();
    location.assign(`/reception/${row.conversation}`);
  };
}

function wanted() {
  return "Notification" in window && Notification.permission === "granted" && localStorage.getItem(WANTED) === "1";
}

/** The bell in the member's menu. A browser is asked only after a click on it. */
export function bell() {
  const button = document.querySelector("[data-bell]");
  if (!(button instanceof HTMLElement) || !("Notification" in window)) return;
  const note = /** @type {HTMLElement} */ (button.nextElementSibling);
  const show = () => button.setAttribute("aria-pressed", String(wanted()));
  button.hidden = false;
  show();
  button.addEventListener("click", async () => {
    if (wanted()) localStorage.removeItem(WANTED);
    else if ((await Notification.requestPermission()) === "granted") localStorage.setItem(WANTED, "1");
    note.hidden = Notification.permission !== "denied";
    show();
  });
}
