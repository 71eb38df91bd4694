import { explanationSection, limitsSection } from "./explanation.js";
import { classesSection } from "./classes.js";
import { corruptionSection } from "./corruption-chart.js";
import { evaluationSection, originSection } from "./figures.js";
import { filterBar, gallerySection, withVerdicts } from "./gallery.js";
import { html, type Html } from "./html.js";
import { page } from "./page.js";
import type { ReportData } from "./report-data.js";
import { contents, type Section } from "./section.js";
import { trustSection } from "./trust.js";
import { checkReportData } from "./validate.js";
import { headline } from "./words.js";

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
    .map((gallery) => withVerdicts(gallery, classes, evaluation.rule));
  const sections = [
    evaluationSection(evaluation),
    classesSection(evaluation),
    trustSection(data),
    ...(corruptions !== undefined && corruptions.length > 0 ? [corruptionSection(corruptions)] : []),
    originSection(data),
    ...explanationSection(evaluation, galleries, options),
    limitsSection(evaluation),
  ];
  const pictures = galleries.map((gallery, i) => gallerySection(gallery, i, options));
  const written = (some: readonly Section[]): Html[] => some.map((each) => each.html);
  return page(
    title,
    html`<h1>${headline(evaluation)}</h1>
      ${contents([...sections, ...pictures])} ${written(sections)}
      ${galleries.length > 0 && filterBar(galleries)} ${written(pictures)}`,
  );
}
