// What every staff page has: htmx with the token, the member's menu, the theme, the presence.
import { composing } from "../conversations/typing.js";
import { standing } from "../workforce/post.js";
import { asking } from "./asking.js";
import { awaited, bell } from "./awaited.js";
import { csrf, post } from "./post.js";
import { reach } from "./reach.js";
import { remarks } from "./remarks.js";

const WIDTH = 380; // of the slim page

document.addEventListener("htmx:configRequest", (event) => {
  /** @type {CustomEvent} */ (event).detail.headers["X-CSRFToken"] = csrf();
});

// A refusal (4xx) carries a fragment that says why: show it where the answer was to go.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.xhr.status === 422 || detail.xhr.status === 400) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

// The login ended: a page that does not say so by itself goes there when somebody does something.
document.addEventListener("htmx:responseError", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.xhr.status === 401 && detail.requestConfig.verb === "post" && !document.querySelector(".connection")) location.reload();
});

/** @param {HTMLElement} group @param {string} attribute @param {string} value */
function press(group, attribute, value) {
  for (const button of group.querySelectorAll(`[${attribute}]`)) {
    button.setAttribute("aria-pressed", String(button.getAttribute(attribute) === value));
  }
}

function themes() {
  const group = document.querySelector("[data-themes]");
  if (!(group instanceof HTMLElement)) return;
  press(group, "data-theme-choice", localStorage.getItem("theme") || "auto");
  group.addEventListener("click", (event) => {
    const choice = /** @type {HTMLElement} */ (event.target).closest("[data-theme-choice]");
    if (!choice) return;
    const value = choice.getAttribute("data-theme-choice") ?? "auto";
    localStorage.setItem("theme", value);
    dispatchEvent(new Event("theme"));
    press(group, "data-theme-choice", value);
  });
}

/** An open menu closes by Escape, by a click elsewhere, and when its work is done. */
function menus() {
  const open = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || composing(event)) return;
      for (const menu of open()) {
        menu.removeAttribute("open");
        menu.querySelector("summary")?.focus();
        event.stopPropagation();
      }
    },
    true,
  );
}

/** The slim page for the screen's edge opens in a window of its own, of the right size, beside the chat client. */
function edge() {
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a[data-edge]");
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const height = Math.min(screen.availHeight, 900);
    const opened = window.open(link.href, "zhanggui-edge", `popup,width=${WIDTH},height=${height},left=${screen.availWidth - WIDTH},top=0`);
    if (!opened) return; // blocked: the link goes there in this very window
    event.preventDefault();
    opened.focus();
  });
}

/** On a narrow screen the places scroll sideways: where one is comes into sight. */
function here() {
  const nav = document.querySelector(".bar > nav");
  const place = nav?.querySelector("[aria-current]");
  if (nav instanceof HTMLElement && place instanceof HTMLElement) {
    const before = place.previousElementSibling; // the place itself sticks to the edge
    const left = before instanceof HTMLElement ? before.offsetLeft + before.offsetWidth : nav.offsetLeft;
    nav.scrollLeft = left - nav.offsetLeft - (nav.clientWidth - place.offsetWidth) / 2;
  }
}

here();
themes();
edge();
standing();
menus();
bell();
awaited();
asking();
reach();
remarks();
