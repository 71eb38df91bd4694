import { explanationSection, limitsSection } from "./explanation.js";
import { corruptionSection } from "./corruption-chart.js";
import { evaluationSection, originSection } from "./figures.js";
import { filterBar, gallerySection, judgeGallery } from "./gallery.js";
import { Html, html } from "./html.js";
import { pageScript } from "./page-script.js";
import { pageStyle } from "./page-style.js";
import type { ReportData } from "./report-data.js";
import { trustSection } from "./trust.js";
import { checkReportData } from "./validate.js";
import { headline } from "./words.js";

/** Nothing may be loaded from anywhere; the page's own style, script and images are inside it. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * The report: one self-contained HTML file with the evaluation's figures, the loss curve and the tutorial's
 * picture of every gallery item. The same data give the same text. Galleries may be empty or missing; so may the
 * training record. Throws `invalid-data` where the data do not fit together (sizes, shares, NaN, classes).
 */
export function renderReport(data: ReportData): string {
  checkReportData(data);
  const { evaluation, classes, title } = data;
  const { corruptions } = evaluation;
  const options = { classes, rule: evaluation.rule };
  const galleries = data.galleries
    .filter(({ items }) => items.length > 0)
    .map((gallery) => judgeGallery(gallery, classes, evaluation.rule));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(pageStyle)}
        </style>
      </head>
      <body>
        <div class="top">
          <span>${title}</span><button type="button" id="theme" class="script-only">Dark theme</button>
        </div>
        <main>
          <h1>${headline(evaluation)}</h1>
          ${evaluationSection(evaluation)} ${trustSection(data)}
          ${corruptions !== undefined && corruptions.length > 0 && corruptionSection(corruptions)}
          ${originSection(data)} ${explanationSection(evaluation, galleries, options)}
          ${limitsSection(evaluation)} ${galleries.length > 0 && filterBar(galleries)}
          ${galleries.map((gallery, i) => gallerySection(gallery, i, options))}
        </main>
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
        <script>
          ${new Html(pageScript)};
        </script>
      </body>
    </html> `.text;
}
