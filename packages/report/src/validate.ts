import { checkCount } from "./checks.js";
import { checkEvaluation } from "./validate-evaluation.js";
import { invalidReport as wrong } from "./words.js";
import type { Gallery, GalleryItem, ReportData } from "./report-data.js";

/** A log-softmax in single precision may end this far over 0. */
const rounding = 1e-3;

function checkClass(subject: string, value: number, classes: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= classes) {
    throw wrong(subject, `a class from 0 to ${classes - 1}`, String(value));
  }
}

function checkItem(item: GalleryItem, gallery: Gallery, classes: number): void {
  const where = `${gallery.dataset} image ${item.index}`;
  const { height, width, channels } = gallery;
  const size = height * width * channels;
  if (item.pixels.length !== size) {
    throw wrong(where, `${size} pixels (${height} × ${width} × ${channels})`, `${item.pixels.length}`);
  }
  if (item.label !== undefined) checkClass(`${where}, label`, item.label, classes);
  const { logProbs, decision } = item;
  if (logProbs.length === 0 || logProbs.length % classes !== 0) {
    throw wrong(
      where,
      `log-probabilities of at least one sample, ${classes} for each`,
      `${logProbs.length} values`,
    );
  }
  const bad = logProbs.findIndex((value) => !(value <= rounding));
  if (bad >= 0) throw wrong(where, "log-probabilities of 0 or less", `${logProbs[bad]} at ${bad}`);
  if (decision.probabilities.length !== classes) {
    throw wrong(where, `${classes} probabilities`, `${decision.probabilities.length}`);
  }
  decision.probabilities.forEach((value, i) => {
    if (!(value >= 0 && value <= 1 + rounding)) {
      throw wrong(`${where}, probability of class ${i}`, "a probability", String(value));
    }
  });
  for (const { index, label, pixels } of item.neighbours ?? []) {
    const neighbour = `${where}, training image ${index}`;
    if (label !== undefined) checkClass(`${neighbour}, label`, label, classes);
    if (pixels.length !== size) {
      throw wrong(neighbour, `${size} pixels`, `${pixels.length}`);
    }
  }
  checkClass(`${where}, best class`, decision.best, classes);
  for (const label of decision.labels) checkClass(`${where}, answered class`, label, classes);
  const fits = { uncertain: "0", unfamiliar: "0", answer: "1", ambiguous: "2 or more" }[decision.kind];
  const answered = decision.labels.length;
  if (answered !== Number(fits) && !(decision.kind === "ambiguous" && answered > 1)) {
    throw wrong(where, `${fits} answered classes for "${decision.kind}"`, `${answered}`);
  }
}

function checkScores(dataset: string, scores: readonly number[]): void {
  if (scores.length === 0) throw wrong(`scores of ${dataset}`, "at least one", "none");
  const bad = scores.find((score) => !(score >= 0));
  if (bad !== undefined) throw wrong(`scores of ${dataset}`, "numbers of 0 or more", String(bad));
}

/** Checks all that the report relies on; throws `invalid-data` naming the first thing that does not fit. */
export function checkReportData(data: ReportData): void {
  const classes = data.classes.length;
  if (classes === 0) throw wrong("classes", "at least one class", "none");
  checkEvaluation(data.evaluation);
  const { byClass } = data.evaluation.inDistribution;
  if (byClass.classes.length !== classes) {
    throw wrong("figures by class", `those of the ${classes} classes`, String(byClass.classes.length));
  }
  for (const { dataset, scores } of data.scores ?? []) checkScores(dataset, scores);
  for (const gallery of data.galleries) {
    for (const key of ["height", "width", "channels"] as const) {
      checkCount(`gallery ${gallery.dataset}, ${key}`, gallery[key]);
    }
    if (gallery.channels > 4)
      throw wrong(`gallery ${gallery.dataset}`, "1 to 4 channels", `${gallery.channels}`);
    const { chosenFrom } = gallery;
    if (
      chosenFrom !== undefined &&
      !(chosenFrom.images >= Math.max(gallery.items.length, chosenFrom.wrong))
    ) {
      throw wrong(
        `gallery ${gallery.dataset}, images chosen from`,
        `at least the ${Math.max(gallery.items.length, chosenFrom.wrong)} that are shown or wrong`,
        String(chosenFrom.images),
      );
    }
    for (const item of gallery.items) checkItem(item, gallery, classes);
  }
}
