// The server's time. Running seconds are counted from it: the client's own clock may be wrong, or be set meanwhile.

// A simulated day may pass faster than ours.
const speed = Number(document.documentElement.dataset.speed || 1);
let base = Date.now() - performance.now() * speed;

/** @param {string} at ISO 8601, as in `hello.at` */
export function setClock(at) {
  const server = Date.parse(at);
  if (!Number.isNaN(server)) base = server - performance.now() * speed;
}

/** @returns {number} milliseconds since 1970, by the server */
export function now() {
  return base + performance.now() * speed;
}
