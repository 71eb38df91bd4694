import { NescioError } from "../errors.js";
import { binomialUpperBound } from "../math/binomial-bound.js";
import { cohenKappa } from "../monitoring/cohen-kappa.js";
import { checkFraction } from "../validation.js";

export interface StabilisedOptions {
  /** How many rounds, one after the other, have to have changed next to nothing. Default 3. */
  readonly rounds?: number | undefined;
  /** From which kappa on two models say the same. Default 0.99. */
  readonly kappa?: number | undefined;
  /** What accuracy may have changed over these rounds, a share. Default 0.01. */
  readonly tolerance?: number | undefined;
  /** With which that is to be known. Default 0.95. */
  readonly confidence?: number | undefined;
}

/** Whether more labels pay. */
export interface Stabilised {
  /** Inputs that the models were asked about. */
  readonly items: number;
  /** Of each round, the oldest first: how far the model after it agrees with the one before; null where there is no kappa. */
  readonly kappas: readonly (number | null)[];
  /** Share of the inputs that the last model names another class of than the one before the last `rounds` rounds. */
  readonly changed: number;
  /**
   * Of the traffic that the inputs are a random sample of: with `confidence`, the accuracy changed by no more than this over those
   * rounds.
   */
  readonly changeBound: number;
  /** Whether labelling may stop. */
  readonly stop: boolean;
}

/**
 * The stopping rule of stabilising predictions (Bloodgood and Vijay-Shanker 2009, arXiv:1409.5165): labelling stops when the models
 * of three rounds, one after the other, agree with those before them by a kappa of 0.99 or more. That needs no labels, and rests on a
 * fact: accuracy cannot change by more than the share of inputs whose class changes (Bloodgood and Grothendieck 2013,
 * arXiv:1504.06329, for the F-measure). The inputs are a sample, so that this share is known within bounds: it stops only where the
 * Clopper–Pearson bound of what changed over these rounds is at most `tolerance`, too; a few inputs that agree say nothing.
 *
 * What it does not say: that a model that learns in another way, or from other inputs, would not be better. And `changeBound` is of
 * one look; who stops at the first of many looks that allow it has a little less than the confidence.
 *
 * @param predictions Most probable classes, `[models][inputs]`, of the models one after the other, about the same inputs: a random
 * sample of traffic, not the queue, whose inputs were selected. At least two models.
 * @throws NescioError `invalid-data` for other predictions, `invalid-option`.
 */
export function stabilised(
  predictions: readonly ArrayLike<number>[],
  { rounds = 3, kappa = 0.99, tolerance = 0.01, confidence = 0.95 }: StabilisedOptions = {},
): Stabilised {
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    const expected = "a positive whole number";
    throw new NescioError({ code: "invalid-option", subject: "rounds", expected, found: String(rounds) });
  }
  checkFraction("kappa", kappa);
  checkFraction("tolerance", tolerance);
  checkFraction("confidence", confidence);
  if (predictions.length < 2) {
    throw new NescioError({
      code: "invalid-data",
      subject: "predictions",
      expected: "those of at least two models",
      found: String(predictions.length),
    });
  }
  const agreements = predictions.slice(1).map((after, round) => cohenKappa(predictions[round], after));
  const first = predictions[Math.max(0, predictions.length - 1 - rounds)];
  const last = predictions[predictions.length - 1];
  const items = last.length;
  let changed = 0;
  for (let i = 0; i < items; i++) if (first[i] !== last[i]) changed++;
  const changeBound = binomialUpperBound(changed, items, 1 - confidence);
  const alike = agreements.slice(-rounds);
  return {
    items,
    kappas: agreements.map((agreement) => agreement.kappa),
    changed: changed / items,
    changeBound,
    // Without a kappa all inputs have one and the same class in both.
    stop:
      alike.length === rounds &&
      alike.every((agreement) => agreement.kappa === null || agreement.kappa >= kappa) &&
      changeBound <= tolerance,
  };
}
