import type {
  BuildFindings,
  CalibrationFindings,
  ImageDataset,
  LearnedNothing,
  OutlierKind,
} from "@nescio/core";
import { networkName, outsideOf, printable } from "@nescio/core/internal";
import { formatCount } from "../format.js";
import { describeMeasure } from "./training-progress.js";

/** A share as a percentage, with one digit where it says something. */
export const percent = (share: number): string => `${+(100 * share).toFixed(1)} %`;

/** "1,437 images of 8×8 pixels, grey, light on dark, in 10 classes: 0 (142), 1 (146), …" */
export function describeSet(dataset: ImageDataset): string {
  const { name, count, height, width, channels, labels, classes } = dataset;
  const outside = outsideOf(dataset);
  const ground =
    outside === "edge"
      ? "no common ground"
      : outside.every((value) => value < 64)
        ? "on dark"
        : outside.every((value) => value > 191)
          ? "on light"
          : "on one ground";
  const what = `${formatCount(count)} images of ${width}×${height} pixels, ${channels === 1 ? "grey" : "colour"}, ${ground}`;
  return printable(`${name}: ${what}, in ${classes.length} classes: ${countsText(classes, labels ?? [])}`);
}

/** The recipe in a line. */
function describeRecipe({ network, settings }: BuildFindings): string {
  const { posterior, members, epochs, batchSize, learningRate, klWeight, prior, augmentation } = settings;
  const kind = members > 1 ? `${posterior} of ${members}` : posterior;
  const vary =
    augmentation === "none"
      ? "not varied"
      : `varied (${Object.entries(augmentation)
          .flatMap(([key, value]) =>
            typeof value === "number" && value > 0 && key !== "elasticSigma"
              ? [`${key} ${+value.toFixed(2)}`]
              : [],
          )
          .join(", ")}${augmentation.mirror === true ? ", mirrored" : ""})`;
  return (
    `recipe: network ${networkName(network)}, ${kind}, ${epochs} epochs of batches of ${batchSize}, learning rate ` +
    `${learningRate}, KL × ${klWeight}, prior scale ${prior.scale}, images ${vary}`
  );
}

/** What `learnedNothing` found, as a warning. */
export function nothingLearnedText({ accuracy, commonest, onTraining, reason }: LearnedNothing): string {
  return (
    `Nothing was learnt: ${percent(accuracy)} right, where always saying the commonest class is right on ` +
    `${percent(commonest)} (training images: ${percent(onTraining)}). ${reason}`
  );
}

const outlierNames: Readonly<Record<OutlierKind, string>> = {
  noise: "white noise",
  flat: "plain colours",
  scrambled: "its own images in scrambled pieces",
};

/**
 * What was found and what is promised, in sentences.
 *
 * @param command The recipe as a command.
 */
export function findingsText(findings: BuildFindings, command: string): string[] {
  const { parts, validation, epochs, calibration } = findings;
  const lines = [
    `trained on ${formatCount(parts.training)} images; ${formatCount(parts.validation)} measured epochs, ` +
      `${formatCount(parts.familiarity)} calibrated familiarity, ${formatCount(parts.promise)} the promise`,
    describeRecipe(findings),
    `the same, said as options: ${command}`,
  ];
  if (validation !== undefined) {
    const kept = epochs?.map(({ epoch, byEpoch }) => `${epoch + 1} of ${byEpoch.length}`);
    const which = kept === undefined ? "" : ` (kept: epoch ${kept.join("; ")})`;
    lines.push(`validation: ${describeMeasure(validation)}${which}`);
  }
  if (calibration !== undefined) lines.push("", ...calibrationText(calibration));
  return lines;
}

/** What can be promised of answers about things like those that were held out. */
export function promiseSentence(errorBound: number | undefined, confidence: number, things: string): string {
  if (errorBound === undefined) return "Too few are answered for any promise.";
  return (
    `At most ${(100 * errorBound).toPrecision(2)} % of its answers are wrong, with ${percent(confidence)} confidence, as long as ` +
    `${things} are like these.`
  );
}

/** "setosa (50), versicolor (50), …": the first classes, and how many there are of each. */
export function countsText(classes: readonly string[], labels: Iterable<number>): string {
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels) counts[label]++;
  const few = classes.slice(0, 12).map((each, c) => `${each} (${formatCount(counts[c])})`);
  return few.join(", ") + (classes.length > few.length ? ", …" : "");
}

function calibrationText({
  images,
  answered,
  wrong,
  errorBound,
  confidence,
  refused,
  alpha,
}: CalibrationFindings): string[] {
  const answers =
    `Of images like these it answers ${percent(answered / images)} ` +
    `(${formatCount(answered)} of ${formatCount(images)} that nothing was chosen by; ${formatCount(wrong)} wrong).`;
  const promise = promiseSentence(errorBound, confidence, "the images");
  const kinds = Object.entries(refused) as [OutlierKind, number][];
  const told = kinds.filter(([, share]) => share >= 0.95);
  const untold = kinds.filter(([, share]) => share < 0.95);
  const say = (list: typeof kinds): string =>
    list.map(([kind, share]) => `${outlierNames[kind]} (${percent(share)})`).join(", ");
  const lines = [answers, promise];
  if (told.length > 0) {
    lines.push(`As unfamiliar it refuses ${say(told)}, and about ${percent(alpha)} of images like these.`);
  }
  if (untold.length > 0) {
    lines.push(
      `Familiarity does not tell ${say(untold)} from images like these: do not rely on it to refuse such pictures.`,
    );
  }
  return lines;
}
