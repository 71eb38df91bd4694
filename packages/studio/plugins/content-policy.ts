import type { Plugin } from "vite";

/** Writes a Content-Security-Policy into the built page, for hosts that send no headers. */
export function contentPolicy(policy: string): Plugin {
  return {
    name: "content-policy",
    // In development, Vite puts a script into the page.
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: policy },
        injectTo: "head-prepend",
      },
    ],
  };
}
