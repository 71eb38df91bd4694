import { NescioError } from "../errors.js";
import { checkFraction } from "../validation.js";
import type { ConfidenceScores } from "./confidence-scores.js";
import { imagesNeeded, selectiveRisk, type SelectiveRiskResult } from "./selective-risk.js";

/** What thresholds of single classes have to keep. */
export interface ClassRiskContract {
  /** Greatest shares of wrong answers, in (0, 1), among those that name a class; in label order, each class once. */
  readonly byClass: readonly { readonly label: number; readonly maxError: number }[];
  /** The same among the answers that name any other class, all together. Not there: they are given always, without a promise. */
  readonly others?: number | undefined;
  /** Probability, over the choice of calibration images, that all of these shares hold at once; in (0, 1). */
  readonly confidence: number;
}

/** The images whose most probable class has a promise, or that are of all other classes, and what can be promised. */
export interface ClassRisk {
  /** undefined: all classes without a promise of their own. */
  readonly label: number | undefined;
  readonly maxError: number;
  /** Of this promise alone. */
  readonly confidence: number;
  /** How many there are, and how many of them are not refused whatever the threshold. */
  readonly images: number;
  readonly familiar: number;
  readonly result: SelectiveRiskResult;
}

/**
 * Selection with guaranteed risk for each class that something is promised of, on the images that it is the most probable class of
 * (Mondrian: the promise holds within each part; Vovk et al. 2005, section 4.5). The parts are fixed by what a model says, not by
 * what is true, so that images of one are drawn alike. Each of k promises is found with confidence 1 − (1 − `confidence`) / k: all
 * hold at once with `confidence` at least (Bonferroni).
 *
 * @param correct For each image whether its most probable class is right.
 * @param classes How many there are.
 * @throws NescioError `invalid-option` for a contract that is none.
 */
export function classRisk(
  { scores, best }: ConfidenceScores,
  correct: readonly boolean[],
  { byClass, others, confidence }: ClassRiskContract,
  classes: number,
): ClassRisk[] {
  checkContract(byClass, others, classes);
  checkFraction("confidence", confidence);
  const asked: { readonly label?: number; readonly maxError: number }[] = [
    ...byClass,
    ...(others === undefined ? [] : [{ maxError: others }]),
  ];
  const each = 1 - (1 - confidence) / asked.length;
  const places = new Map<number | undefined, number[]>(asked.map(({ label }) => [label, []]));
  best.forEach((label, image) => (places.get(label) ?? places.get(undefined))?.push(image));
  return asked.map(({ label, maxError }): ClassRisk => {
    const part = places.get(label)!;
    const contract = { maxError, confidence: each };
    const own = part.map((image) => scores[image]);
    const result: SelectiveRiskResult =
      part.length === 0
        ? { met: false, leastError: null, imagesNeeded: imagesNeeded(contract) }
        : selectiveRisk(
            own,
            part.map((image) => correct[image]),
            contract,
          );
    const familiar = own.filter((score) => score > -Infinity).length;
    return { label, ...contract, images: part.length, familiar, result };
  });
}

function checkContract(
  byClass: ClassRiskContract["byClass"],
  others: number | undefined,
  classes: number,
): void {
  const refuse = (expected: string, found: string): never => {
    throw new NescioError({ code: "invalid-option", subject: "contract by class", expected, found });
  };
  if (byClass.length === 0) refuse("a class at least", "none");
  byClass.forEach(({ label, maxError }, i) => {
    checkFraction(`maxError of class ${label}`, maxError);
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      refuse(`classes from 0 to ${classes - 1}`, String(label));
    }
    if (i > 0 && label <= byClass[i - 1].label) {
      refuse("classes in the order of their labels, each once", `${label} behind ${byClass[i - 1].label}`);
    }
  });
  if (others === undefined) return;
  checkFraction("others", others);
  if (byClass.length === classes) refuse("other classes that others is of", "all of them by themselves");
}
