/**
 * What a browser may load for the page, as the header `Content-Security-Policy` has it: nothing but what lies beside it, and
 * no address elsewhere, so that nothing that is drawn or opened leaves the browser. The built page says the same of itself,
 * for hosts that send no headers.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  // The kernels are WebAssembly.
  "script-src 'self' 'wasm-unsafe-eval'",
  // The engine's threads start from strings.
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  // Charts bring the styles of their marks along.
  "style-src 'self' 'unsafe-inline'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** What isolates the page from others, without which a browser gives it no memory that threads can share. */
export const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
} as const;

/**
 * The headers that the page wants with every file of it: its isolation, and its policy, which a worker takes from its own file
 * and not from the page.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  ...isolation,
  "Content-Security-Policy": contentSecurityPolicy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};
