import { NescioError } from "../errors.js";
import type { Predictive } from "./predictive.js";
import { checkPredictive } from "./summaries.js";

/** What numbers a model gives for the classes. Logits are a softmax's inputs: any constant may be added to them. */
export const outputKinds = ["probabilities", "log-probabilities", "logits"] as const;
export type OutputKind = (typeof outputKinds)[number];

export interface OutputsOptions {
  readonly kind: OutputKind;
  /** At least 2, at most 65,536. */
  readonly classes: number;
  /** How many networks, or members of an ensemble, said something of each. Default 1. */
  readonly samples?: number | undefined;
  /** `[images, samples, classes]`, the default, or `[samples, images, classes]`, as ensembles are often stacked. */
  readonly order?: "images-first" | "samples-first" | undefined;
  /** What errors call the first row. Default 1. */
  readonly firstRow?: number | undefined;
}

/** How far from 1 the probabilities of one row may sum: what single, or even half precision makes of them. */
const SUM_TOLERANCE = 2e-3;

/**
 * What another model said, whatever made it, as a predictive that can be calibrated, decided on and evaluated. Each row is brought to
 * probabilities that sum to 1: logits by a softmax, the others by their sum, which has to be near 1.
 *
 * @param outputs One number for each class, sample and image.
 * @throws NescioError `invalid-data` naming the row of a number that is not finite or no probability, or probabilities
 * that do not sum to 1; `invalid-option` for sizes that do not fit.
 */
export function predictiveFrom(
  outputs: ArrayLike<number>,
  { kind, classes, samples = 1, order = "images-first", firstRow = 1 }: OutputsOptions,
): Predictive {
  checkSizes(outputs.length, { kind, classes, samples, order });
  const images = outputs.length / (samples * classes);
  const logProbs = new Float32Array(outputs.length);
  for (let image = 0; image < images; image++) {
    for (let s = 0; s < samples; s++) {
      const row = order === "images-first" ? image * samples + s : s * images + image;
      writeRow(
        outputs,
        row * classes,
        kind,
        logProbs.subarray((image * samples + s) * classes).subarray(0, classes),
        () => (samples === 1 ? `row ${image + firstRow}` : `row ${image + firstRow}, sample ${s + 1}`),
      );
    }
  }
  const predictive = { images, samples, classes, logProbs };
  checkPredictive(predictive);
  return predictive;
}

function writeRow(
  outputs: ArrayLike<number>,
  from: number,
  kind: OutputKind,
  to: Float32Array,
  place: () => string,
): void {
  const classes = to.length;
  let top = -Infinity;
  for (let c = 0; c < classes; c++) {
    const value = outputs[from + c];
    const fits =
      kind === "probabilities" ? value >= -SUM_TOLERANCE && value <= 1 + SUM_TOLERANCE : value < Infinity;
    // A log-probability may be that of 0.
    if (!fits || (value === -Infinity && kind === "logits")) {
      const expected = kind === "probabilities" ? "a probability, from 0 to 1" : "a finite number";
      throw wrong(`${place()}, class ${c + 1}`, expected, String(value), kind);
    }
    top = Math.max(top, value);
  }
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    sum += kind === "probabilities" ? Math.max(0, outputs[from + c]) : Math.exp(outputs[from + c] - top);
  }
  const total = kind === "probabilities" ? sum : Math.exp(top) * sum;
  if (kind !== "logits" && !(Math.abs(total - 1) <= SUM_TOLERANCE)) {
    const found = `a sum of ${+total.toPrecision(6)}`;
    const expected = `${kind === "probabilities" ? "" : "logarithms of "}probabilities that sum to 1`;
    throw wrong(place(), expected, found, kind);
  }
  const logSum = kind === "probabilities" ? Math.log(sum) : top + Math.log(sum);
  for (let c = 0; c < classes; c++) {
    const value = outputs[from + c];
    to[c] = (kind === "probabilities" ? Math.log(Math.max(0, value)) : value) - logSum;
  }
}

function wrong(place: string, expected: string, found: string, kind: OutputKind): NescioError {
  const next =
    kind === "logits" ? undefined : "Are these logits, or logarithms of probabilities? Then name that kind.";
  return new NescioError({ code: "invalid-data", subject: `outputs, ${place}`, expected, found, next });
}

function checkSizes(length: number, { kind, classes, samples, order }: OutputsOptions): void {
  const refuse = (subject: string, expected: string, found: unknown): never => {
    throw new NescioError({ code: "invalid-option", subject, expected, found: String(found) });
  };
  if (!outputKinds.includes(kind)) refuse("kind of outputs", `one of ${outputKinds.join(", ")}`, kind);
  if (order !== "images-first" && order !== "samples-first") {
    refuse("order of outputs", "images-first or samples-first", order);
  }
  if (!Number.isSafeInteger(classes) || classes < 2 || classes > 65_536) {
    refuse("classes", "a whole number from 2 to 65536", classes);
  }
  if (!Number.isSafeInteger(samples) || samples! < 1) refuse("samples", "a whole number from 1", samples);
  const each = classes * samples!;
  if (length === 0 || length % each !== 0) {
    refuse("outputs", `a multiple of ${each} numbers (${samples} × ${classes} for each image)`, length);
  }
}
