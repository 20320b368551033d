// Posting to our own server with the CSRF token.

/** The cookie wins over the page's own copy: a login in another tab makes a new token. */
export function csrf() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  if (cookie) return cookie.slice("csrftoken=".length);
  return document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";
}

/**
 * Sends a form. Answers what the server said, never throws: `ok` false with an empty `body` means unreachable.
 * @param {string} url
 * @param {Record<string, string> | FormData} fields
 * @returns {Promise<{ok: boolean, status: number, body: Record<string, unknown>}>}
 */
export async function post(url, fields) {
  const data = fields instanceof FormData ? fields : new URLSearchParams(fields);
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: data,
      headers: { "X-CSRFToken": csrf(), Accept: "application/json" },
      credentials: "same-origin",
    });
    const kind = answer.headers.get("Content-Type") ?? "";
    const body = kind.includes("json") ? await answer.json() : kind.startsWith("text/plain") ? { say: await answer.text() } : {};
    return { ok: answer.ok, status: answer.status, body };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}
