import { isolation } from "../../../src/page-headers.js";

/**
 * An answer with the headers that isolate the page, where its host sends none: a page that comes through the service worker has
 * threads then. What the host says itself stands, and what must not be looked into is left as it is.
 */
export function isolated(response: Response): Response {
  if (response.type === "opaque" || response.type === "opaqueredirect" || response.type === "error") {
    return response;
  }
  const { body, status, statusText } = response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolation)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  return new Response(body, { status, statusText, headers });
}
