// The chat on the shop's own site: <script src="https://HOST/chat/SHOP/embed.js" async></script>
// Takes nothing from the page around it and needs no inline style or script there; a page with its own
// Content-Security-Policy allows HOST in script-src and frame-src.
(() => {
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const source = script && new URL(script.src);
  const found = source && /^\/chat\/([a-z0-9-]+)\/embed\.js$/.exec(source.pathname);
  if (!source || !found || document.querySelector("zhanggui-chat")) return;

  const host = source.origin;
  const shop = found[1];
  const [open_, title, unread_] = /^en\b/i.test(navigator.language)
    ? ["Contact us", "Customer service", "new messages"]
    : ["联系客服", "在线客服", "有新消息"];
  const words = {
    open: script.dataset.open || open_,
    title: script.dataset.title || title,
    unread: script.dataset.unread || unread_,
  };
  /** <script data-entry="大促会场" data-item="610000000001" data-account="示例:小陈">: the agent sees by which way the
   * visitor came, and whose sub-account it is gets them. */
  const cameBy = () => {
    const told = new URLSearchParams();
    if (script.dataset.entry) told.set("entry", script.dataset.entry);
    if (script.dataset.item) told.set("item", script.dataset.item);
    if (script.dataset.account) told.set("account", script.dataset.account);
    return told.size ? `?${told}` : "";
  };
  const BEEN = `zhanggui.${shop}`;
  const css = `
    :host { all: initial; }
    .button {
      position: fixed; right: 20px; bottom: max(20px, env(safe-area-inset-bottom)); z-index: 2147483000;
      display: grid; place-items: center; width: 56px; height: 56px; margin: 0; padding: 0;
      border: 0; border-radius: 50%; color: #fff; background: #1f5f8b; cursor: pointer;
      box-shadow: 0 6px 20px rgb(16 24 32 / 28%); transition: transform .12s;
    }
    .button:hover { transform: translateY(-1px); }
    .button:focus-visible { outline: 3px solid #9cc8e6; outline-offset: 2px; }
    .dot {
      position: absolute; top: 2px; right: 2px; min-width: 18px; height: 18px; padding: 0 5px; border-radius: 9px;
      box-sizing: border-box; font: 600 11px/18px system-ui, sans-serif; text-align: center; color: #fff; background: #b4540a;
    }
    .panel {
      position: fixed; right: 20px; bottom: 88px; z-index: 2147483001; width: 384px; height: min(620px, calc(100dvh - 108px));
      border: 0; border-radius: 14px; background: #fff; box-shadow: 0 12px 44px rgb(16 24 32 / 30%); color-scheme: normal;
    }
    [hidden] { display: none !important; }
    @media (max-width: 520px) { .panel { inset: 0; width: 100%; height: 100dvh; border-radius: 0; } }
    @media (prefers-reduced-motion: reduce) { .button { transition: none; } }
  `;

  const element = document.createElement("zhanggui-chat");
  const shadow = element.attachShadow({ mode: "open" });
  dress();

  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.setAttribute("aria-expanded", "false");
  const dot = document.createElement("span");
  dot.className = "dot";
  dot.hidden = true;
  button.append(icon(), dot);
  name(0);
  button.addEventListener("click", () => (isOpen() ? close() : open()));
  shadow.append(button);

  /** @type {HTMLIFrameElement | null} */
  let panel = null;
  let loaded = false;

  addEventListener("message", (event) => {
    if (!panel || event.origin !== host || event.source !== panel.contentWindow || event.data?.zhanggui !== 1) return;
    if (event.data.fold) close();
    if (typeof event.data.unread === "number") name(event.data.unread);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) close();
  });

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);

  function start() {
    document.body.append(element);
    if (been()) make(); // somebody who has written here before sees an answer that came meanwhile
  }

  function make() {
    if (panel) return panel;
    panel = document.createElement("iframe");
    panel.className = "panel";
    panel.title = words.title;
    panel.hidden = true;
    panel.allow = "clipboard-write";
    panel.src = `${host}/chat/${shop}${cameBy()}`;
    panel.addEventListener("load", () => {
      loaded = true;
      tell();
    });
    shadow.append(panel);
    return panel;
  }

  function isOpen() {
    return panel !== null && !panel.hidden;
  }

  function open() {
    const frame = make();
    frame.hidden = false;
    button.setAttribute("aria-expanded", "true");
    remember();
    tell();
    frame.focus();
  }

  function close() {
    if (!panel) return;
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    tell();
    button.focus();
  }

  /** The first word comes from us: the frame answers only whoever frames it. */
  function tell() {
    if (loaded) panel?.contentWindow?.postMessage({ zhanggui: 1, open: isOpen() }, host);
  }

  /** @param {number} unread */
  function name(unread) {
    dot.hidden = unread === 0;
    dot.textContent = unread > 9 ? "9+" : String(unread);
    button.setAttribute("aria-label", unread ? `${words.open}, ${words.unread}` : words.open);
  }

  function been() {
    try {
      return localStorage.getItem(BEEN) === "1";
    } catch {
      return false;
    }
  }

  function remember() {
    try {
      localStorage.setItem(BEEN, "1");
    } catch {
      // without storage the dot shows only after opening
    }
  }

  /** A constructed sheet is allowed even where the page forbids inline style. */
  function dress() {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      shadow.adoptedStyleSheets = [sheet];
    } catch {
      const style = document.createElement("style");
      style.textContent = css;
      shadow.append(style);
    }
  }

  function icon() {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    for (const [key, value] of [["viewBox", "0 0 24 24"], ["width", "26"], ["height", "26"], ["fill", "currentColor"], ["aria-hidden", "true"]]) {
      svg.setAttribute(key, value);
    }
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Zm3 5.2h10v1.6H7Zm0 3.2h6v1.6H7Z");
    svg.append(path);
    return svg;
  }
})();
