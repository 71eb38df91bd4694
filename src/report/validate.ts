import { checkRule } from "../decision/rule-schema.js";
import { invalidReport as wrong } from "./words.js";
import type { Gallery, GalleryItem, ReportData } from "./report-data.js";

/** A log-softmax in single precision may end this far over 0. */
const rounding = 1e-3;

function checkShare(subject: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw wrong(subject, "a share between 0 and 1", String(value));
}

function checkAmount(subject: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw wrong(subject, "a finite number, 0 or more", String(value));
}

function checkCount(subject: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw wrong(subject, "a positive integer", String(value));
}

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
  checkClass(`${where}, best class`, decision.best, classes);
  for (const label of decision.labels) checkClass(`${where}, answered class`, label, classes);
  const fits = { uncertain: "0", unfamiliar: "0", answer: "1", ambiguous: "2 or more" }[decision.kind];
  const answered = decision.labels.length;
  if (answered !== Number(fits) && !(decision.kind === "ambiguous" && answered > 1)) {
    throw wrong(where, `${fits} answered classes for "${decision.kind}"`, `${answered}`);
  }
}

/** Checks all that the report relies on; throws `invalid-data` naming the first thing that does not fit. */
export function checkReportData(data: ReportData): void {
  const classes = data.classes.length;
  if (classes === 0) throw wrong("classes", "at least one class", "none");
  const { evaluation } = data;
  const own = evaluation.inDistribution;
  checkCount("samples", evaluation.samples);
  checkRule(evaluation.rule);
  checkCount(own.dataset + ", images", own.images);
  for (const key of ["forcedAccuracy", "ece", "refused", "ambiguous"] as const) {
    checkShare(`${own.dataset}, ${key}`, own[key]);
  }
  if (own.accuracyOnAccepted !== null)
    checkShare(`${own.dataset}, accuracyOnAccepted`, own.accuracyOnAccepted);
  checkAmount(`${own.dataset}, nll`, own.nll);
  for (const other of evaluation.outOfDistribution) {
    checkCount(`${other.dataset}, images`, other.images);
    checkShare(`${other.dataset}, refused`, other.refused);
    checkShare(`${other.dataset}, auroc`, other.auroc);
  }
  checkAmount("prediction, seconds", evaluation.prediction.seconds);
  if (evaluation.training !== undefined) {
    const { lossPerImageByEpoch, seconds, msPerStep } = evaluation.training;
    checkAmount("training, seconds", seconds);
    checkAmount("training, msPerStep", msPerStep);
    lossPerImageByEpoch.forEach((loss, epoch) => {
      if (!Number.isFinite(loss)) {
        throw wrong(`training, loss of epoch ${epoch + 1}`, "a finite number", String(loss));
      }
    });
  }
  for (const gallery of data.galleries) {
    for (const key of ["height", "width", "channels"] as const) {
      checkCount(`gallery ${gallery.dataset}, ${key}`, gallery[key]);
    }
    if (gallery.channels > 4)
      throw wrong(`gallery ${gallery.dataset}`, "1 to 4 channels", `${gallery.channels}`);
    for (const item of gallery.items) checkItem(item, gallery, classes);
  }
}
