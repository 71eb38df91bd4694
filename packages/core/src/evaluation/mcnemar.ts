import { logBinomialTail } from "../math/binomial-bound.js";

/** Two models on the same inputs. */
export interface PairedRight {
  /** Inputs that the first alone has right, and the second alone. */
  readonly firstOnly: number;
  readonly secondOnly: number;
  /** Of so great a difference or a greater one by chance, if both were right equally often: McNemar's test, exact, two-sided. */
  readonly pValue: number;
}

/**
 * Whether one of two models is right more often: inputs that both have right or wrong say nothing, of the others as many should be
 * one model's as the other's (McNemar 1947; the binomial test in place of his χ², which needs many).
 *
 * @param first Whether each input was told rightly.
 * @param second In the same order.
 */
export function mcnemar(first: readonly boolean[], second: readonly boolean[]): PairedRight {
  let firstOnly = 0;
  let secondOnly = 0;
  first.forEach((right, i) => {
    if (right && !second[i]) firstOnly++;
    if (!right && second[i]) secondOnly++;
  });
  const differ = firstOnly + secondOnly;
  const tail = differ === 0 ? 0 : logBinomialTail(Math.min(firstOnly, secondOnly), differ, 0.5);
  return { firstOnly, secondOnly, pValue: Math.min(1, 2 * Math.exp(tail)) };
}
