import { Html, html } from "./html.js";
import { pageScript } from "./page-script.js";
import { scriptHash, styleHash } from "./page-hashes.js";
import { pageStyle } from "./page-style.js";

/**
 * Nothing may be loaded from anywhere; the page's own style, script and images are inside it, and no others are obeyed, whatever
 * a name in the page should hold.
 */
const policy = [
  "default-src 'none'",
  `style-src '${styleHash}'`,
  `script-src '${scriptHash}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

// With nothing between the tags and the text that the hashes are of.
const style = new Html(`<style>${pageStyle}</style>`);
const script = new Html(`<script>${pageScript}</script>`);

/** A page that is complete in itself: heading bar, body, style, script and the view of an enlarged card. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${style}
      </head>
      <body>
        <div class="top">
          <span>${title}</span><button type="button" id="theme" class="script-only">Dark theme</button>
        </div>
        <main>${body}</main>
        <footer>
          Made with Nescio – <i lang="la">nescio</i>, “I do not know”. This file is complete in itself and
          loads nothing.
        </footer>
        <dialog id="enlarged" aria-label="Enlarged image">
          <div class="bar">
            <p></p>
            <button type="button" class="previous" aria-label="Previous image">←</button
            ><button type="button" class="next" aria-label="Next image">→</button>
            <button type="button" class="close" autofocus>Close</button>
          </div>
          <div class="body"></div>
        </dialog>
        ${script}
      </body>
    </html> `.text;
}
