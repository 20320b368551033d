// Addresses in what people write become links, made of nodes; only http and https.
import { el } from "../pages/element.js";

// An address ends at a space, a bracket, or a letter or sign that is no address without being encoded.
const ADDRESS = /(?<![a-z0-9])https?:\/\/[\w\-.~:/?#@!$&'*+,;=%[\]]+/gi;
const TAIL = /[.,;:!?'*]+$/;

/** @param {string} text @returns {(string | HTMLElement)[]} */
export function withLinks(text) {
  /** @type {(string | HTMLElement)[]} */
  const parts = [];
  let done = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(TAIL, "");
    if (!URL.canParse(address)) continue;
    parts.push(text.slice(done, found.index), link(address));
    done = found.index + address.length;
  }
  return [...parts, text.slice(done)].filter((part) => part !== "");
}

/** @param {string} address */
const link = (address) => el("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, address);
